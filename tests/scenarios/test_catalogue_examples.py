"""What must be seen in the examples about further cells, computed once more by plain loops."""

from typing import Any

import numpy as np

from app.analysis.memory import Retention, retention
from app.analysis.study import Study
from app.scenarios import examples
from app.scenarios.comparison import variants
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario

#: Gates at ±10 are open or shut to 5e-5, those at ±20 to 2e-9.
NEARLY = {"atol": 2e-3, "rtol": 0}
CLOSELY = {"atol": 1e-6, "rtol": 0}


def cells(name: str) -> list[Scenario]:
    """Return the example's own cell and those that it is compared with."""
    scenario = examples.load(name).scenario
    return [scenario, *variants(scenario)]


def play(scenario: Scenario) -> Study:
    return Study.of(resolve(scenario))


def state(study: Study, name: str = "h") -> np.ndarray:
    return study.lanes[0].states[name]


def gradient(study: Study, name: str = "h") -> np.ndarray:
    return study.lanes[0].grads(0, study.steps)[name]


def half_lives(study: Study) -> np.ndarray:
    *_, found = retention(study.linear[0], 0, study.steps - 1)
    assert isinstance(found, Retention)
    return found.half_life


def edited(scenario: Scenario, **changes: Any) -> Scenario:
    return Scenario.model_validate(scenario.model_dump(mode="json", by_alias=True) | changes)


def with_value(scenario: Scenario, t: int, channel: int, value: float) -> Scenario:
    """Return the scenario with one number of its sequence changed."""
    values = resolve(scenario).x.tolist()
    values[t][channel] = value
    return edited(scenario, sequence={"values": values})


# The LSTM of 1997 and that of 2000

OLD_AND_NEW = "lstm-1997-and-2000"
READS = [2, 6, 10]


def test_without_a_forget_gate_every_sum_lands_on_the_ones_before():
    first, second = map(play, cells(OLD_AND_NEW))
    x = first.resolved.x
    np.testing.assert_allclose(state(first, "c")[:, 0], np.cumsum(x[:, 0] * x[:, 1]), **NEARLY)
    np.testing.assert_allclose(state(first)[READS, 0], [7, 14, 21], **NEARLY)
    np.testing.assert_allclose(state(second)[READS, 0], [7, 7, 7], **NEARLY)
    np.testing.assert_allclose(state(second, "c")[[3, 7], 0], 0, **NEARLY)


def test_the_cells_of_1997_and_2000_share_every_weight_but_those_of_the_forget_gate():
    first, second = (resolve(cell).tensors for cell in cells(OLD_AND_NEW))
    rows = {"i": 0, "g": 2, "o": 3}
    for gate, row in rows.items():
        np.testing.assert_array_equal(first[f"W_{gate}_l0"][0], second["weight_ih_l0"][row])
        np.testing.assert_array_equal(first[f"b_{gate}_l0"][0], second["bias_ih_l0"][row])


def test_what_was_wiped_has_no_part_in_the_gradient():
    first, second = (gradient(play(cell), "c")[:, 0] for cell in cells(OLD_AND_NEW))
    np.testing.assert_array_equal(first, np.ones(11))
    np.testing.assert_allclose(second, [0] * 7 + [1] * 4, **NEARLY)


def test_without_the_first_wipe_the_cell_of_2000_keeps_the_first_sum():
    unwiped = with_value(cells(OLD_AND_NEW)[0], 3, 1, 0)
    second = play(variants(unwiped)[0])
    np.testing.assert_allclose(state(second)[READS, 0], [7, 14, 7], **NEARLY)
