"""Cells that nobody chose, against the tape: every value and every gradient."""

import random

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.cells.definition import Options
from app.cells.models import EQUATIONS, model_of
from app.numerics.network import Intervention
from app.numerics.parameters import LayerSpec
from tests.cells.running import run_layer
from tests.cells.tape import NEAR, Array, Tape
from tests.cells.trees import TreeCell, draw_cell

SIZES = {"D": 2, "H": 3, "P": 2, "1": 1}
STEPS = 4


def layer_of(cell: TreeCell, sizes: dict[str, int]) -> LayerSpec:
    options = Options(is_projected=cell.is_projected)
    model = model_of.__wrapped__(EQUATIONS, options, equations=cell.text)
    return LayerSpec(model, sizes["D"], sizes["H"], sizes["P" if cell.is_projected else "H"])


def draw_numbers(cell: TreeCell, sizes: dict[str, int], steps: int, seed: int) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    P = sizes[cell.size("h")]
    shapes = {name: tuple(sizes[it] for it in shape) for name, shape in cell.shapes().items()}
    shapes |= {f"{state}0": (sizes[cell.size(state)],) for state in cell.states}
    shapes |= {"x": (steps, sizes["D"]), "weights": (steps, P), "units": (sizes["H"],)}
    return {name: rng.uniform(-1.0, 1.0, shape) for name, shape in shapes.items()}


def draw_holds(
    cell: TreeCell, rng: random.Random, sizes: dict[str, int]
) -> tuple[list[Intervention], dict[tuple[str, int], Array]]:
    """Draw what-ifs, as the program takes them and as the tape does."""
    edits, held = [], {}
    for _ in range(rng.choice((0, 0, 1, 2, 3))):
        name, _ = rng.choice(cell.equations)
        size, start = sizes[cell.size(name)], rng.randrange(STEPS)
        unit = rng.choice((None, *range(size)))
        stop, value = rng.randrange(start, STEPS) + 1, rng.choice((-0.5, 0.0, 0.25, 1.0))
        edit = Intervention(0, "forward", name, unit, start, stop, value)
        edits.append(edit)
        for t in range(start, stop):
            held.setdefault((name, t), np.full(size, np.nan))[edit.units] = value
    return edits, held


def assert_equal_to_tape(tape: Tape, found: dict[str, Array], words: str) -> None:
    expected = tape.results()
    assert found.keys() == expected.keys(), words
    for name, (numbers, scale) in expected.items():
        bound = 1e-10 * np.max(scale, initial=0.0) + 1e-14
        error = np.max(np.abs(found[name] - numbers), initial=0.0)
        assert error <= bound, f"{name} is off by {error} (scale {np.max(scale)}) in\n{words}"


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.randoms(use_true_random=False))
def test_every_value_and_gradient_of_a_random_cell_equals_the_tape(rng: random.Random) -> None:
    cell = draw_cell(rng)
    numbers = draw_numbers(cell, SIZES, STEPS, rng.randrange(1000))
    edits, held = draw_holds(cell, rng, SIZES)
    tape = Tape(cell, numbers, held)
    assume(tape.is_finite and tape.nearest_kink > NEAR)
    _, found = run_layer(layer_of(cell, SIZES), numbers, edits, chunk=rng.choice((None, 1, 3)))
    assert_equal_to_tape(tape, found, f"{cell.text}\n{edits}")
