"""Jacobians against PyTorch's, against differences and in closed cases."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.analysis.analyses.lyapunov import lyapunov
from app.analysis.jacobians import eigenvalues, lag_grid, product_norms, spectral_radii
from app.analysis.linear import LinearLane
from app.analysis.spectral import first_guess, spectral_norms
from app.numerics.initialisers import initialise
from app.numerics.network import Head, Intervention, Network
from app.numerics.parameters import NetworkSpec
from tests.analysis.studies import (
    CELLS,
    EVERY_CELL,
    carousel,
    last,
    run_forward,
    scalar_rnn,
    study,
)
from tests.numerics.networks import network_of

STORED = np.load(Path(__file__).parents[1] / "golden" / "jacobians.npz")
NAMES = sorted({name.rpartition(".case")[0] for name in STORED.files if name.endswith(".case")})


def golden_lanes(name: str) -> list[LinearLane]:
    case = json.loads(STORED[f"{name}.case"].tobytes())
    prefix = f"{name}.given."
    given = {key.removeprefix(prefix): STORED[key] for key in STORED.files if prefix in key}
    whatifs = tuple(Intervention(**edit) for edit in case["interventions"])
    network = Network(network_of(**case["spec"]), case["steps"], whatifs)
    weights = {k.removeprefix("weights."): v for k, v in given.items() if "weights." in k}
    head = Head(given["head.weight"], given["head.bias"]) if case["head"] else None
    network.load(weights, head)
    initial = {state: given[f"{state}0"] for state in ("h", "c") if f"{state}0" in given}
    list(network.forward(given["x"], initial))
    return [LinearLane(lane) for lane in network.lanes]


@pytest.mark.parametrize("name", NAMES)
def test_every_step_jacobian_is_the_one_that_pytorch_finds(name: str) -> None:
    for number, linear in enumerate(golden_lanes(name)):
        expected = STORED[f"{name}.lane{number}.steps"]
        for k, reference in enumerate(expected):
            found = linear.step_jacobian(k)
            np.testing.assert_allclose(found, reference, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_products_of_jacobians_are_the_derivative_of_the_whole_way(name: str) -> None:
    for number, linear in enumerate(golden_lanes(name)):
        expected = STORED[f"{name}.lane{number}.product"]
        rows = np.eye(linear.state_size)
        few = rows[: linear.places["h"].stop - 1]
        for k in range(1, linear.steps):
            rows, few = linear.advance(k, rows), linear.advance(k, few)
        np.testing.assert_allclose(rows.T, expected, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(few, expected.T[: len(few)], rtol=1e-10, atol=1e-12)
        steps = linear.steps - 1
        norms = last(product_norms(linear, 0, steps, lag_grid(steps, linear.state_size)))
        for kind, size in (("h", linear.places["h"].stop), ("hc", linear.state_size)):
            if kind in norms.spectral:
                values = np.linalg.svd(expected[:size, :size], compute_uv=False)
                with np.errstate(divide="ignore"):
                    logs = np.log10(values)
                assert norms.spectral[kind][-1] == pytest.approx(logs[0], abs=1e-10)
                length = np.log10(np.linalg.norm(expected[:size, :size]))
                assert norms.frobenius[kind][-1] == pytest.approx(length, abs=1e-10)
                known = np.isfinite(norms.singular[kind][steps])
                found = norms.singular[kind][steps][known]
                np.testing.assert_allclose(found, logs[known], rtol=1e-6, atol=1e-6)


def state_before(linear: LinearLane, k: int) -> np.ndarray:
    """Return every state before step k, one after the other."""
    lane = linear.lane
    found = [lane.initial(it) if k == 0 else lane.states[it][k - 1] for it in linear.states]
    return np.concatenate(found)


def central_difference(
    spec: NetworkSpec, tensors: dict[str, np.ndarray], linear: LinearLane, k: int
) -> np.ndarray:
    """Return ∂s(k)/∂s(k−1) of the lowest lane by restarting one step from moved states."""
    lane, state = linear.lane, state_before(linear, k)
    x = lane.x[k : k + 1]

    def after(moved: np.ndarray) -> np.ndarray:
        network = Network(spec, 1)
        network.load(tensors)
        rest = [np.empty(0)] * (len(spec.lanes) - 1)
        initial = {name: [moved[place], *rest] for name, place in linear.places.items()}
        list(network.forward(x, initial))
        return np.concatenate([network.lanes[0].states[name][0] for name in linear.states])

    columns = []
    for entry in range(len(state)):
        step = np.zeros(len(state))
        step[entry] = 1e-6
        columns.append((after(state + step) - after(state - step)) / 2e-6)
    return np.stack(columns, axis=1)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_step_jacobian_agrees_with_central_differences(cell: dict[str, Any]) -> None:
    found = study(cell)
    spec, linear = found.resolved.spec, found.linear[0]
    for k in (0, 5, 11):
        expected = central_difference(spec, found.resolved.tensors, linear, k)
        np.testing.assert_allclose(linear.step_jacobian(k), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", EVERY_CELL)
def test_a_step_of_every_cell_agrees_with_central_differences(name: str) -> None:
    spec = EVERY_CELL[name]
    tensors = initialise(spec, "pytorch", 5)
    network = run_forward(spec, tensors)
    linear = LinearLane(network.lanes[0])
    for k in (0, 3, 5):
        expected = central_difference(spec, tensors, linear, k)
        found = linear.step_jacobian(k)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)
        rows = np.random.default_rng(k).normal(size=(2, linear.state_size))
        np.testing.assert_allclose(linear.push(k, rows), rows @ found.T, rtol=1e-12, atol=1e-13)
        unit = np.eye(linear.state_size)
        np.testing.assert_allclose(linear.advance(k, unit), found.T, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", EVERY_CELL)
def test_pulling_back_through_every_cell_is_the_transpose_of_pushing_forward(name: str) -> None:
    spec = EVERY_CELL[name]
    network = run_forward(spec, initialise(spec, "pytorch", 5))
    linear, rng = LinearLane(network.lanes[0]), np.random.default_rng(4)
    given = rng.normal(size=(3, linear.state_size))
    gradients = {state: given[:, place].copy() for state, place in linear.places.items()}
    work = linear.work(3)
    linear.pull(4, gradients, work)
    linear.carry_back(4, gradients, work)
    found = np.concatenate([gradients[state] for state in linear.states], axis=1)
    np.testing.assert_allclose(found, given @ linear.step_jacobian(4), rtol=1e-12, atol=1e-13)


def test_a_state_that_no_matrix_mixes_is_passed_on_unit_by_unit() -> None:
    found = {name: LinearLane(run_forward(spec).lanes[0]).diagonal_states
             for name, spec in EVERY_CELL.items()}  # fmt: skip
    assert found["lstm"] == ("c",)
    assert found["gru"] == ()
    assert found["ind_rnn"] == found["min_lstm"] == ("h",)
    assert found["slstm"] == ("m", "c", "n")
    assert found["lstm, projection"] == found["layer_norm_lstm"] == ()


def test_the_exponent_of_a_scalar_rnn_is_the_logarithm_of_its_weight() -> None:
    for weight in (0.5, 1.0, 1.7, -0.9):
        linear = scalar_rnn(weight, 400).linear[0]
        found = last(lyapunov(linear, 0, 399, 1))
        assert found.exponents == pytest.approx([math.log(abs(weight))], abs=1e-13)
        np.testing.assert_allclose(found.largest, math.log(abs(weight)), atol=1e-12)
        norms = last(product_norms(linear, 0, 399, (399,)))
        expected = np.arange(1, 400) * math.log10(abs(weight))
        np.testing.assert_allclose(norms.spectral["h"], expected, atol=1e-9)
        np.testing.assert_allclose(norms.frobenius["h"], expected, atol=1e-9)
        assert eigenvalues(linear, 3) == pytest.approx([weight])


def test_a_product_below_float64_keeps_its_logarithm() -> None:
    norms = last(product_norms(scalar_rnn(1e-3, 600).linear[0], 0, 599, (599,)))
    assert norms.spectral["h"][-1] == pytest.approx(-3.0 * 599)
    assert norms.singular["h"][599] == pytest.approx([-3.0 * 599])
    norms = last(product_norms(scalar_rnn(1e3, 120).linear[0], 0, 119, ()))
    assert norms.spectral["h"][-1] == pytest.approx(3.0 * 119)


def test_the_carousel_has_a_neutral_direction_for_every_unit() -> None:
    linear = carousel(50).linear[0]
    exponents = last(lyapunov(linear, 0, 49, 4)).exponents
    np.testing.assert_array_equal(exponents[:2], 0.0)
    np.testing.assert_array_equal(exponents[2:], -np.inf)
    values = eigenvalues(linear, 9)
    np.testing.assert_allclose(np.abs(values), [1.0, 1.0, 0.0, 0.0], atol=1e-15)


def test_exponents_add_up_to_the_logarithm_of_the_determinants() -> None:
    for cell in CELLS:
        linear = study(cell).linear[0]
        found = last(lyapunov(linear, 0, 11, 10**3))
        logs = [np.linalg.slogdet(linear.step_jacobian(k))[1] for k in range(1, 12)]
        assert found.exponents.sum() * 11 == pytest.approx(sum(logs), rel=1e-9)
        few = last(lyapunov(linear, 0, 11, 2)).exponents
        assert len(few) == 2


def test_the_spectral_norm_at_every_lag_is_the_largest_singular_value() -> None:
    cell = {"hidden_size": 24}
    linear = study(cell, sequence={"generator": "noise", "steps": 60, "seed": 5}).linear[0]
    norms = last(product_norms(linear, 4, 40, ()))
    rows = np.eye(48)
    for k in range(40):
        rows = linear.advance(5 + k, rows)
        for kind, size in (("h", 24), ("hc", 48)):
            expected = math.log10(np.linalg.norm(rows[:size, :size], 2))
            assert norms.spectral[kind][k] == pytest.approx(expected, abs=1e-11)


def test_spectral_radii_are_exact_where_small_and_close_with_a_krylov_space() -> None:
    linear = study(sequence={"generator": "noise", "steps": 20, "seed": 5}).linear[0]
    exact = [max(abs(np.linalg.eigvals(linear.step_jacobian(k)))) for k in range(20)]
    found = last(spectral_radii(linear))
    np.testing.assert_allclose(found.radius, exact, rtol=1e-12)
    np.testing.assert_array_equal(found.residual, 0.0)
    wide = study({"hidden_size": 40}, sequence={"generator": "noise", "steps": 20}).linear[0]
    close, exactly = last(spectral_radii(wide)), last(spectral_radii(wide, exact=True))
    errors = np.abs(close.radius / exactly.radius - 1.0)
    assert errors.max() < 0.05
    assert np.all(errors <= 10.0 * close.residual + 1e-9)


def test_what_is_not_finite_gives_nan_and_no_failure() -> None:
    linear = scalar_rnn(1e10, 60).linear[0]
    linear.factors.blocks[40] = np.nan
    norms = last(product_norms(linear, 0, 59, (59,)))
    assert np.isnan(norms.spectral["h"][-1])
    assert np.isnan(norms.singular["h"][59]).all()
    assert np.isnan(last(lyapunov(linear, 0, 59, 1)).exponents).all()
    assert np.isnan(eigenvalues(linear, 40)).all()
    assert np.isnan(last(spectral_radii(linear)).radius[40])
    wide = study({"hidden_size": 40}).linear[0]
    wide.factors.blocks[3] = np.inf
    assert np.isnan(last(spectral_radii(wide)).radius[3])
    assert np.isfinite(last(spectral_radii(wide)).radius[4:]).all()


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_reading_the_factors_leaves_the_gradients_as_they_are(cell: dict[str, Any]) -> None:
    found = study(cell)
    for lane in found.lanes:
        before = {name: rows.copy() for name, rows in lane.grads().items()}
        LinearLane(lane)
        for name, rows in lane.grads().items():
            np.testing.assert_array_equal(rows, before[name], err_msg=name)


def test_spectral_norms_of_many_matrices_are_their_largest_singular_values() -> None:
    rng = np.random.default_rng(8)
    usual = rng.normal(size=(12, 20, 20))
    ill = usual @ np.diag(np.geomspace(1.0, 1e-14, 20))
    rank_one = np.einsum("bm,bn->bmn", usual[:, 0], usual[:, 1])
    turned = np.linalg.qr(usual)[0]  # every singular value is 1
    for matrices in (usual, ill, rank_one, turned, 1e-60 * usual):
        frobenius = np.linalg.norm(matrices, axis=(1, 2))
        norms, vector = spectral_norms(matrices, frobenius, first_guess(20))
        expected = np.linalg.norm(matrices, 2, axis=(1, 2))
        np.testing.assert_allclose(norms, expected, rtol=1e-12)
        assert np.linalg.norm(vector) == pytest.approx(1.0)


def test_spectral_norms_of_what_has_none_or_begins_badly() -> None:
    zero, bad, tiny = np.zeros((3, 4, 4))
    bad[1, 2], tiny[0, 0] = np.nan, 1e-200
    beside = np.diag([0.0, 3.0, 2.0, 1.0])  # the guess is orthogonal to all that it reaches
    matrices, guess = np.stack([zero, bad, tiny, beside]), np.eye(4)[0]
    frobenius = np.sqrt(np.einsum("bij,bij->b", matrices, matrices))
    norms, vector = spectral_norms(matrices, frobenius, guess)
    np.testing.assert_allclose(norms, [0.0, np.nan, 1e-200, 3.0], rtol=1e-12)
    np.testing.assert_array_equal(vector, guess)


def test_norms_do_not_depend_on_how_many_products_are_measured_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    linear = study({"hidden_size": 12}, sequence={"generator": "noise", "steps": 70}).linear[0]
    together = last(product_norms(linear, 3, 66, (1, 33, 66)))
    monkeypatch.setattr("app.analysis.jacobians._TOGETHER", 1)
    alone = last(product_norms(linear, 3, 66, (1, 33, 66)))
    for kind in ("h", "hc"):
        np.testing.assert_allclose(together.spectral[kind], alone.spectral[kind], atol=1e-11)
        np.testing.assert_allclose(together.frobenius[kind], alone.frobenius[kind], atol=1e-12)
        assert list(together.singular[kind]) == [1, 33, 66]
