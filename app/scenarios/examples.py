"""The built-in examples, in the order of the Example picker; the first is the default.

Each is a JSON file in ``data``: the view it opens with, the stops of its tour, and the scenario.
Its words (title, summary, and what the tour says) are in ``app/i18n/examples/<language>.json``, one
file for each language. What must be seen in each example is stated by a test.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from app.errors import UnknownExampleError
from app.scenarios.schema import Scenario

DATA = Path(__file__).resolve().parent / "data"
TEXTS = Path(__file__).resolve().parents[1] / "i18n" / "examples"

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
    "why-rnns-forget",
    "constant-error-carousel",
    "rnn-clipping",
    "forget-product-misleads",
    "forget-bias",
    "lstm-1997-and-2000",
    "gru-reset-before-and-after",
    "cifg-equal-parameters",
    "min-gru",
    "slstm-stabiliser",
    "write-your-own",
)


@dataclass(frozen=True, slots=True)
class TourStep:
    """One stop of a tour: where to look, what to say, and what the page shows meanwhile.

    Attributes
    ----------
    at : str
        The region it speaks of: ``scenario``, ``cell``, ``equations``, ``plots``, ``lab``,
        ``doctor``, ``transport``.
    title, text : dict
        Language → text; the text has two sentences at most.
    view : dict
        Where the page stands: ``t``, ``pass``, and ``phase``, ``unit``, ``layer``, ``direction``,
        ``depth``, ``panel``, ``lab``, ``wide`` where they matter.
    light : str or None
        The quantity that is lit everywhere.
    play : list of int or None
        The first and the last step of a stretch that is played on arrival.
    speed : float or None
        Steps per second while it is played.
    """

    at: str
    title: dict[str, str]
    text: dict[str, str]
    view: dict[str, int | float | str | bool]
    light: str | None = None
    play: list[int] | None = None
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A built-in scenario.

    Attributes
    ----------
    name : str
        Stable: links and tests use it.
    scenario : Scenario
    title, summary : dict
        Language → text; the summary says in one sentence what to look at.
    view : dict
        What it opens with: ``t``, ``unit``, ``pass``, and ``panel``, ``lab`` of the region beside
        the stage.
    tour : tuple of TourStep
        What a guide says and does, in at most eight steps.
    """

    name: str
    scenario: Scenario
    title: dict[str, str]
    summary: dict[str, str]
    view: dict[str, int | str]
    tour: tuple[TourStep, ...] = ()


def names() -> tuple[str, ...]:
    """Return the names of the examples, the default first."""
    return _ORDER


@cache
def load(name: str, texts: Path = TEXTS) -> Example:
    """Return an example.

    Parameters
    ----------
    name : str
    texts : Path
        Directory of the words: ``<language>.json``, with the same examples in each.

    Raises
    ------
    UnknownExampleError
        When there is none of that name.
    """
    if name not in _ORDER:
        raise UnknownExampleError(
            f"there is no example of that name; the examples are {', '.join(_ORDER)}"
        )
    fields = orjson.loads((DATA / f"{name}.json").read_bytes())
    words = {language: every[name] for language, every in _texts(texts).items()}
    return Example(
        name=name,
        scenario=Scenario.model_validate(fields["scenario"]),
        view=fields["view"],
        tour=_tour(fields["tour"], {lang: own["tour"] for lang, own in words.items()}),
        title=_in_each(words, "title"),
        summary=_in_each(words, "summary"),
    )


@cache
def _texts(directory: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: orjson.loads(path.read_bytes()) for path in sorted(directory.glob("*.json"))}


def _tour(
    stops: list[dict[str, Any]], words: dict[str, list[dict[str, str]]]
) -> tuple[TourStep, ...]:
    """Return the stops with what every language says at each; ValueError when one is missing."""
    tour = []
    for stop, *said in zip(stops, *words.values(), strict=True):
        own = dict(zip(words, said, strict=True))
        tour.append(TourStep(**stop, title=_in_each(own, "title"), text=_in_each(own, "text")))
    return tuple(tour)


def _in_each(words: dict[str, Any], field: str) -> dict[str, str]:
    """Return language → text of a field."""
    return {language: own[field] for language, own in words.items()}
