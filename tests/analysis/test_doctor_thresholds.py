"""Every threshold of the doctor, from both sides."""

from typing import Any

import pytest

from app.analysis.doctor import diagnose
from app.analysis.study import Study
from tests.analysis.studies import carousel, scalar_rnn, study
from tests.analysis.test_analysis_doctor import identity_rnn

NOISE = {"generator": "noise", "seed": 2}


def has(found: Study, code: str, gate: str | None = None) -> bool:
    """Whether the doctor finds this, of a gate if one is given."""
    return any(it.code == code and gate in (None, it.place.gate) for it in diagnose(found))


def held_gate(value: float, steps: int = 12, units: int = 4, of: int = 12) -> Study:
    """Return an LSTM whose input gate is held, in some units and at some of its steps."""
    hold = {"layer": 0, "direction": "forward", "target": "i", "from": 0, "to": steps - 1}
    held = [hold | {"unit": unit, "value": value} for unit in range(units)]
    return study(interventions=held, sequence=NOISE | {"steps": of})


@pytest.mark.parametrize(
    ("value", "is_stuck"), [(0.019, True), (0.021, False), (0.979, False), (0.981, True)]
)
def test_a_gate_is_stuck_within_a_fiftieth_of_an_end(value: float, is_stuck: bool) -> None:
    assert has(held_gate(value), "saturated_gates", "i") is is_stuck


@pytest.mark.parametrize(("steps", "is_stuck"), [(18, True), (17, False)])
def test_a_gate_is_stuck_that_is_so_at_nine_of_ten_steps(steps: int, is_stuck: bool) -> None:
    assert has(held_gate(0.0, steps, of=20), "saturated_gates", "i") is is_stuck


@pytest.mark.parametrize(("units", "is_found"), [(2, True), (1, False)])
def test_gates_are_saturated_from_half_of_the_units_on(units: int, is_found: bool) -> None:
    assert has(held_gate(0.0, units=units), "saturated_gates", "i") is is_found


@pytest.mark.parametrize(
    ("mean", "is_unset"), [(0.0, False), (0.1, True), (0.64, True), (0.66, False), (1.0, False)]
)
def test_a_forget_gate_is_half_shut_below_sixty_five_hundredths(
    mean: float, is_unset: bool
) -> None:
    assert has(carousel(10, forget=mean), "forget_bias_unset") is is_unset


@pytest.mark.parametrize(("steps", "is_long"), [(49, False), (50, True)])
def test_a_sequence_is_long_from_fifty_steps_on(steps: int, is_long: bool) -> None:
    assert has(study(sequence=NOISE | {"steps": steps}), "last_step_only") is is_long


@pytest.mark.parametrize(("x", "is_far"), [(3.0, False), (3.1, True)])
def test_inputs_are_out_of_range_beyond_three(x: float, is_far: bool) -> None:
    assert has(identity_rnn((0.5, 0.2), x=x), "inputs_out_of_range") is is_far


@pytest.mark.parametrize(("steps", "is_gone"), [(10, False), (11, True)])
@pytest.mark.parametrize(("weight", "code"), [(0.5, "vanishing"), (2.0, "exploding")])
def test_a_thousandth_or_a_thousandfold_is_what_a_gradient_is_judged_by(
    weight: float, code: str, steps: int, is_gone: bool
) -> None:
    """2⁹ = 512, 2¹⁰ = 1024."""
    assert has(scalar_rnn(weight, steps), code) is is_gone


@pytest.mark.parametrize(("steps", "is_judged"), [(4, False), (5, True)])
@pytest.mark.parametrize("code", ["dead_units", "duplicate_units", "saturated_gates"])
def test_fewer_than_five_steps_prove_nothing(code: str, steps: int, is_judged: bool) -> None:
    found: dict[str, Any] = {
        "dead_units": lambda: study(weights={"init": "zeros"}, sequence=NOISE | {"steps": steps}),
        "duplicate_units": lambda: identity_rnn((0.5, 0.5), read=1.0, steps=steps),
        "saturated_gates": lambda: held_gate(0.0, steps, of=steps),
    }
    assert has(found[code](), code) is is_judged


@pytest.mark.parametrize(("share", "are_same"), [(0.0, True), (1e-7, True), (1e-4, False)])
def test_units_are_the_same_that_differ_by_less_than_a_millionth(
    share: float, are_same: bool
) -> None:
    found = identity_rnn((0.5, 0.5), read=1.0 + share)
    assert has(found, "duplicate_units") is are_same
