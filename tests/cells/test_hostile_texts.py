"""Texts that nobody would write: refused with a place, or run; never anything else.

``GATESCOPE_HOSTILE_TEXTS=100000`` tries as many as one likes; `tests.cells.hostile` does the same
with a report.
"""

import os
import time

import pytest

from app.cells.definition import define
from app.cells.errors import EquationError
from app.cells.limits import MAX_OPERATIONS, MAX_TEXT
from app.cells.models import EQUATIONS, model_of
from app.numerics.network import Network
from app.numerics.parameters import LayerSpec, NetworkSpec
from tests.cells.hostile import hostile_text, outcome_of

COUNT = int(os.environ.get("GATESCOPE_HOSTILE_TEXTS", "3000"))
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_every_hostile_text_is_refused_or_runs(part: int) -> None:
    outcomes = [outcome_of(hostile_text(seed)) for seed in range(part, COUNT, PARTS)]
    assert outcomes.count("refused") > len(outcomes) // 3
    assert outcomes.count("ran") > len(outcomes) // 10


@pytest.mark.parametrize(
    "text",
    [
        "(" * MAX_TEXT,
        "h = " + "-" * (MAX_TEXT - 4),
        "h = " + "tanh(" * (MAX_TEXT // 5 - 1),
        "h = " + "a " * (MAX_TEXT // 2 - 2),
        "a" * MAX_TEXT,
        "'" * MAX_TEXT,
        "1" * MAX_TEXT,
        "h = " + "9" * (MAX_TEXT - 4),
        "\n" * MAX_TEXT,
        "h=h'\n" * (MAX_TEXT // 5),
        "#" * MAX_TEXT,
        "h = 1." + "e1" * 9_000,
        "h = " + "scalar(a, " * 1_999,
        "x" * 10_000_000,
    ],
    ids=lambda text: text[:12].strip() or "newlines",
)
def test_the_longest_texts_are_refused_within_a_fraction_of_a_second(text: str) -> None:
    start = time.process_time()
    with pytest.raises(EquationError):
        define.__wrapped__(text)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "term", ["U ", "transpose(U) ", "tanh(h') + ", "h' * ", "-", "h' * U ", "h' / (1 + h') + "]
)
def test_a_cell_of_as_many_operations_as_there_may_be_is_planned_within_seconds(term: str) -> None:
    per_term = {"tanh(h') + ": 2, "h' * U ": 2, "h' / (1 + h') + ": 3}.get(term, 1)
    text = "h = " + term * (MAX_OPERATIONS // per_term) + "h'"
    start = time.process_time()
    assert outcome_of(text) == "ran"
    assert time.process_time() - start < 8.0


# What a person typed gets into no program

NAMES = ("constructor", "toString", "exec", "import", "None", "v0", "k1", "hold", "step", "make")


def test_no_name_of_a_cell_gets_into_the_source_of_its_step() -> None:
    lines = [f"q{name} = tanh(W{name} x + U{name} q{name}' + scalar(s{name}))" for name in NAMES]
    text = "\n".join([*lines, "h = " + " * ".join(f"q{name}" for name in NAMES)])
    model = model_of(EQUATIONS, equations=text)
    network = Network(NetworkSpec(2, (LayerSpec(model, 2, 2, 2),)), 2)
    plan = network.lanes[0].cell.plan
    written = plan.forward.source(True) + plan.backward.source(False)
    allowed = {
        "def",
        "make",
        "step",
        "hold",
        "return",
        "if",
        "is",
        "not",
        "None",
        "replace",
        "pass",
    }
    words = set("".join(c if c.isalnum() else " " for c in written).split())
    kept = {word for word in words if not (word[0] in "vk" and word[1:].isdigit())}
    assert {word for word in kept if not word.isdigit()} <= allowed
