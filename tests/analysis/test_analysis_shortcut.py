"""The direct cell path beside the gradient: equal where nothing else carries, not elsewhere."""

import numpy as np
import pytest

from app.analysis.paths import gradient_paths
from app.analysis.shortcut import CellCurves, compare
from app.analysis.study import Study
from app.scenarios.limits import LIMITS
from tests.analysis.studies import carousel, log10_norm, resolved, scalar_rnn, study


def curves_of(found: Study, layer: int = 0) -> list[CellCurves]:
    assert layer < LIMITS.num_layers
    return [it for it in compare(found, layer, "forward") if isinstance(it, CellCurves)]


def test_the_own_cell_comes_first_then_the_two_other_kinds_of_its_size() -> None:
    for kind in ("lstm", "gru", "rnn"):
        curves = curves_of(study({"kind": kind}))
        assert [it.own for it in curves] == [True, False, False]
        assert curves[0].kind == kind
        assert {it.kind for it in curves} == {"lstm", "gru", "rnn"}
        for it in curves:
            assert tuple(it.states) == (("h", "c") if it.kind == "lstm" else ("h",))
            assert (it.forget_product is None) == (it.kind == "rnn")


def test_the_exact_curves_are_the_norms_of_the_trace() -> None:
    found = study({"num_layers": 2})
    own = curves_of(found, 1)[0]
    grads = found.lanes[1].grads()
    np.testing.assert_allclose(own.states["h"], log10_norm(grads["h"]), atol=1e-12)
    np.testing.assert_allclose(own.states["c"], log10_norm(grads["c"]), atol=1e-12)


def test_without_recurrent_weights_the_direct_cell_path_is_the_gradient() -> None:
    own = curves_of(carousel(40, forget=0.5))[0]
    assert own.forget_product is not None
    np.testing.assert_allclose(own.forget_product, own.states["c"], atol=1e-12)
    np.testing.assert_allclose(np.diff(own.states["c"]), np.log10(2.0), atol=1e-12)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_direct_cell_path_is_the_product_of_forget_gates(layer: int) -> None:
    found = study({"num_layers": 2}, loss={"kind": "probe", "step": -1})
    own = curves_of(found, layer)[0]
    lane = found.lanes[layer]
    parts = gradient_paths(lane, 0, 12).vectors()
    arriving = parts["h", "above" if layer == 0 else "loss"]
    whole = np.where(lane.grads()["h"] != 0.0, lane.grads()["h"], 1.0)
    to_cell = parts["c", "h"] / whole * arriving
    forget, path, expected = lane.gates["f"], np.zeros(4), np.zeros((12, 4))
    for t in reversed(range(12)):
        path = to_cell[t] + (forget[t + 1] * path if t < 11 else 0.0)
        expected[t] = path
    np.testing.assert_allclose(own.forget_product, log10_norm(expected), atol=1e-10)


def test_the_forget_product_misleads_by_orders_of_magnitude_with_strong_recurrence() -> None:
    weights = {"init": "pytorch", "seed": 5, "gain": 4.0, "forget_bias": 1.0}
    sequence = {"generator": "noise", "steps": 50, "seed": 1}
    own = curves_of(
        study({"input_size": 3, "hidden_size": 16}, weights=weights, sequence=sequence)
    )[0]
    assert own.misleading is not None
    assert own.misleading["log10_factor"] > 3.0
    assert own.gap is not None
    assert own.gap[int(own.misleading["t"])] == own.misleading["log10_factor"]


def test_the_textbook_bound_bounds_an_rnn() -> None:
    for seed in range(5):
        rnn = curves_of(study({"kind": "rnn"}, weights={"init": "xavier", "seed": seed}))[0]
        assert np.all(rnn.states["h"] <= rnn.textbook_bound + 1e-12)
    exact = curves_of(scalar_rnn(0.9, 30))[0]
    np.testing.assert_allclose(exact.states["h"], exact.textbook_bound, atol=1e-12)
    assert exact.step_factor == pytest.approx(0.9)


def test_what_lies_below_float64_keeps_its_logarithm() -> None:
    own = curves_of(carousel(400, forget=1e-3))[0]
    assert own.forget_product is not None
    assert own.forget_product[0] == pytest.approx(own.forget_product[-1] - 3.0 * 399)
    assert own.misleading is not None
    assert own.misleading["log10_factor"] == pytest.approx(0.0, abs=1e-9)


def test_a_loss_that_nothing_depends_on_has_no_factor() -> None:
    whatif = {"layer": 0, "direction": "forward", "target": "h", "from": 0, "to": 11, "value": 0.0}
    own = curves_of(Study.of(resolved(interventions=[whatif])))[0]
    assert own.misleading is None
    assert own.forget_product is not None
    assert np.all(own.forget_product == -np.inf)


@pytest.mark.parametrize(
    ("candidate", "steepest"),
    [("sigmoid", 0.25), ("hard_sigmoid", 0.2), ("tanh", 1.0), ("relu", 1.0), ("identity", 1.0)],
)
def test_the_factor_of_a_step_is_the_candidates_weight_times_its_steepest_slope(
    candidate: str, steepest: float
) -> None:
    tensors = {"weight_ih_l0": [[0.0]], "weight_hh_l0": [[-1.7]]}
    cell = {"kind": "rnn", "input_size": 1, "hidden_size": 1, "bias": False}
    cell |= {"activations": {"candidate": candidate}}
    found = study(cell, weights={"tensors": tensors}, sequence={"values": [[0.1]] * 5})
    assert curves_of(found)[0].step_factor == pytest.approx(1.7 * steepest, rel=1e-12)


@pytest.mark.parametrize("peephole", [False, True])
def test_a_held_cell_state_cuts_the_direct_cell_path(peephole: bool) -> None:
    held = {"target": "c", "from": 5, "to": 5, "value": 0.5}
    found = study({"peephole": peephole}, interventions=[held])
    direct = curves_of(found)[0].forget_product
    assert direct is not None
    assert np.isneginf(direct[:5]).all()
    assert np.isfinite(direct[5:]).all()
