"""What is remembered: measured by differentiation, against closed cases and restarted runs."""

from typing import Any

import numpy as np
import pytest

from app.analysis import memory
from app.analysis.analyses.saliency import REGISTRATION
from app.numerics.network import Network
from tests.analysis.studies import CELLS, carousel, last, log10_norm, scalar_rnn, study


@pytest.mark.parametrize("forget", [0.5, 0.9, 1.0])
def test_a_lone_forget_gate_keeps_its_power(forget: float) -> None:
    found = carousel(30, forget)
    kept = last(memory.retention(found.linear[0], 0, 29))
    powers = forget ** np.arange(30.0)
    np.testing.assert_allclose(kept.own, np.stack([powers, powers], axis=1), rtol=1e-13)
    np.testing.assert_allclose(kept.log10_all[:, 0], np.log10(powers), atol=1e-12)
    by_gate = memory.half_life_of_gates(found.lanes[0])
    assert by_gate is not None
    if forget < 1.0:
        np.testing.assert_allclose(kept.half_life, np.log(0.5) / np.log(forget), rtol=1e-9)
        np.testing.assert_allclose(by_gate, np.log(0.5) / np.log(forget), rtol=1e-9)
    else:
        assert np.isnan(kept.half_life).all()
        assert np.isposinf(by_gate).all()


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_retention_is_what_a_moved_initial_memory_leaves(cell: dict[str, Any]) -> None:
    found = study(cell)
    spec, lane = found.resolved.spec, found.lanes[0]
    kept = last(memory.retention(found.linear[0], 0, 11))

    def restarted(unit: int, move: float) -> np.ndarray:
        network = Network(spec, 11)
        network.load(found.resolved.tensors)
        initial = {state: np.zeros((len(spec.lanes), 4)) for state in lane.model.states}
        for state in lane.model.states:
            initial[state][0] = lane.states[state][0]
        initial[state][0, unit] += move  # the last one is the memory of PyTorch's cells
        list(network.forward(found.resolved.x[1:], initial))
        return network.lanes[0].states[state].copy()

    for unit in (0, 3):
        difference = (restarted(unit, 1e-6) - restarted(unit, -1e-6)) / 2e-6
        np.testing.assert_allclose(kept.own[1:, unit], difference[:, unit], rtol=1e-6, atol=1e-8)
        logs = log10_norm(difference)
        big = logs > -6.0
        np.testing.assert_allclose(kept.log10_all[1:, unit][big], logs[big], atol=1e-3)


def test_a_half_life_is_interpolated_and_a_sudden_loss_is_within_a_step() -> None:
    own = np.array([[1.0, 1.0, 1.0], [0.8, 0.0, 0.9], [0.4, 0.0, 0.7]])
    found = memory.half_lives(own)
    assert found[0] == pytest.approx(1.0 + np.log(0.8 / 0.5) / np.log(2.0))
    assert found[1] == 0.0
    assert np.isnan(found[2])


def test_the_horizon_counts_steps_back_to_one_percent() -> None:
    lane = scalar_rnn(0.5, 20).lanes[0]
    assert memory.horizon(lane.grad_norms()["h"].log10) == 7  # 2**−7 < 1 % < 2**−6
    assert memory.horizon(np.zeros(5)) is None
    assert memory.horizon(np.full(5, -np.inf)) is None
    early = np.array([-3.0, -1.0, 0.0, -np.inf, -np.inf])
    assert memory.horizon(early) == 2


def test_saturation_counts_steps_at_either_end() -> None:
    held = {"layer": 0, "direction": "forward", "target": "i", "unit": 1, "from": 0, "to": 2}
    found = study(interventions=[held | {"value": 0.95}])
    shut, opened = memory.saturation(found.lanes[0])["i"]
    assert opened[1] == 0.25
    assert not shut.any()
    assert memory.saturation(found.lanes[0]).keys() == {"i", "f", "g", "o"}


@pytest.mark.parametrize(("kind", "candidate"), [("lstm", "g"), ("gru", "n")])
@pytest.mark.parametrize(
    ("value", "shares"),
    [(-0.95, (1.0, 0.0)), (-0.5, (0.0, 0.0)), (0.05, (0.0, 0.0)), (0.95, (0.0, 1.0))],
)
def test_a_candidate_is_saturated_at_minus_one_and_one(
    kind: str, candidate: str, value: float, shares: tuple[float, float]
) -> None:
    held = {"layer": 0, "direction": "forward", "target": candidate, "from": 0, "to": 11}
    lane = study({"kind": kind}, interventions=[held | {"value": value}]).lanes[0]
    shut, opened = memory.saturation(lane)[candidate]
    np.testing.assert_array_equal(shut, shares[0])
    np.testing.assert_array_equal(opened, shares[1])


def test_units_that_stand_still_are_found() -> None:
    held = {"layer": 0, "direction": "forward", "target": "h", "unit": 2, "from": 0, "to": 11}
    lane = study({"kind": "gru"}, interventions=[held | {"value": 0.3}]).lanes[0]
    np.testing.assert_array_equal(memory.still_units(lane), [False, False, True, False])


def test_units_that_copy_an_input_are_found_with_their_sign() -> None:
    tensors = {"weight_ih_l0": [[0.0, -2.0], [1.0, 1.0]], "weight_hh_l0": [[0.0] * 2] * 2}
    cell = {"kind": "rnn", "hidden_size": 2, "bias": False}
    cell |= {"activations": {"candidate": "identity"}}
    (copy,) = memory.copying_units(study(cell, weights={"tensors": tensors}).lanes[0])
    assert (copy.unit, copy.channel) == (0, 1)
    assert copy.correlation == pytest.approx(-1.0)


def test_a_unit_whose_squares_are_too_small_for_a_float_can_copy_an_input() -> None:
    tensors = {"weight_ih_l0": [[1e-289, 0.0]], "weight_hh_l0": [[0.0]]}
    cell = {"kind": "rnn", "hidden_size": 1, "bias": False}
    cell |= {"activations": {"candidate": "identity"}}
    (copy,) = memory.copying_units(study(cell, weights={"tensors": tensors}).lanes[0])
    assert (copy.unit, copy.channel) == (0, 0)
    assert copy.correlation == pytest.approx(1.0)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_saliency_adds_up_both_directions(cell: dict[str, Any]) -> None:
    found = study(cell, loss={"kind": "probe", "step": 6})
    lanes = [lane for lane in found.lanes if lane.layer == 0]
    d_x = sum(lane.in_sequence_order(lane.grads()["x"]) for lane in lanes)
    (salient,) = REGISTRATION.run(found, REGISTRATION.request.model_validate({"name": "saliency"}))
    np.testing.assert_allclose(salient["log10_norm"], log10_norm(d_x), atol=1e-12)
    np.testing.assert_allclose(salient["gradient_times_input"], d_x * found.resolved.x, rtol=1e-12)


def test_an_rnn_has_no_gate_to_read_a_half_life_off() -> None:
    assert memory.half_life_of_gates(study({"kind": "rnn"}).lanes[0]) is None
