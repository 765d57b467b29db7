"""The examples that ship, in the order of the Example picker; the first is the default.

Each is a JSON file in ``data``: title and summary in both languages, the view it opens with, and
the scenario. What must be seen in each is stated by a test.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson

from app.errors import UnknownExampleError
from app.scenarios.schema import Scenario

_ORDER = (
    "hand-wired-memory",
    "hand-wired-memory-rewritten",
    "one-step-by-hand",
    "rnn-vanishing",
    "rnn-vanishing-fast",
    "rnn-exploding",
    "lstm-open-gate",
    "compare-lstm",
    "compare-gru",
    "compare-peephole",
    "compare-two-layers",
    "compare-bidirectional",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A scenario that ships.

    Attributes
    ----------
    name : str
        Stable: links and tests use it.
    scenario : Scenario
    title, summary : dict
        Language → text; the summary says in one sentence what to look at.
    view : dict
        What it opens with: ``t``, ``unit``, ``pass``.
    """

    name: str
    scenario: Scenario
    title: dict[str, str]
    summary: dict[str, str]
    view: dict[str, int | str]


def names() -> tuple[str, ...]:
    """Return the names of the examples, the default first."""
    return _ORDER


@cache
def load(name: str) -> Example:
    """Return an example.

    Raises
    ------
    UnknownExampleError
        When there is none of that name.
    """
    if name not in _ORDER:
        raise UnknownExampleError(
            f"there is no example of that name; there are {', '.join(_ORDER)}"
        )
    fields = orjson.loads(files("app.scenarios").joinpath("data", f"{name}.json").read_bytes())
    return Example(name=name, **{**fields, "scenario": Scenario.model_validate(fields["scenario"])})
