"""Jacobians against PyTorch's, against differences and in closed cases."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.analysis.jacobians import eigenvalues, lag_grid, product_norms, spectral_radii
from app.analysis.linear import LinearLane
from app.analysis.lyapunov import lyapunov
from app.analysis.spectral import first_guess, spectral_norms
from app.numerics.network import Head, Intervention, Network
from app.numerics.parameters import CellSpec
from tests.analysis.studies import CELLS, carousel, last, scalar_rnn, study

STORED = np.load(Path(__file__).parents[1] / "golden" / "jacobians.npz")
NAMES = sorted({name.rpartition(".case")[0] for name in STORED.files if name.endswith(".case")})


def golden_lanes(name: str) -> list[LinearLane]:
    case = json.loads(STORED[f"{name}.case"].tobytes())
    prefix = f"{name}.given."
    given = {key.removeprefix(prefix): STORED[key] for key in STORED.files if prefix in key}
    whatifs = tuple(Intervention(**edit) for edit in case["interventions"])
    network = Network(CellSpec(**case["spec"]), case["steps"], whatifs)
    weights = {k.removeprefix("weights."): v for k, v in given.items() if "weights." in k}
    head = Head(given["head.weight"], given["head.bias"]) if case["head"] else None
    network.load(weights, head)
    list(network.forward(given["x"], given.get("h0"), given.get("c0")))
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
        few = rows[: linear.hidden_size - 1]
        for k in range(1, linear.steps):
            rows, few = linear.advance(k, rows), linear.advance(k, few)
        np.testing.assert_allclose(rows.T, expected, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(few, expected.T[: len(few)], rtol=1e-10, atol=1e-12)
        steps = linear.steps - 1
        norms = last(product_norms(linear, 0, steps, lag_grid(steps, linear.state_size)))
        for kind, size in (("h", linear.hidden_size), ("hc", linear.state_size)):
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


def central_difference(linear: LinearLane, cell: dict[str, Any], k: int) -> np.ndarray:
    """Return ∂s(k)/∂s(k−1) of layer 0 by restarting a one-step network from moved states."""
    found = study(cell)
    lane, spec = found.lanes[0], found.resolved.spec
    columns = []
    h, c = linear.lane.cell.h[k].copy(), linear.lane.cell.c
    state = h if c is None else np.concatenate([h, c[k]])

    def after(moved: np.ndarray) -> np.ndarray:
        network = Network(spec, 1)
        network.load(found.resolved.tensors)
        rows = np.zeros((len(spec.lanes), spec.hidden_size))
        h0, c0 = rows.copy(), rows.copy()
        h0[0] = moved[: spec.hidden_size]
        if lane.c is not None:
            c0[0] = moved[spec.hidden_size :]
        x = found.resolved.x[k : k + 1]
        list(network.forward(x, h0, c0 if lane.c is not None else None))
        one = network.lanes[0]
        return one.h[0].copy() if one.c is None else np.concatenate([one.h[0], one.c[0]])

    for entry in range(len(state)):
        step = np.zeros(len(state))
        step[entry] = 1e-6
        columns.append((after(state + step) - after(state - step)) / 2e-6)
    return np.stack(columns, axis=1)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_step_jacobian_agrees_with_central_differences(cell: dict[str, Any]) -> None:
    linear = study(cell).linear[0]
    for k in (0, 5, 11):
        expected = central_difference(linear, cell, k)
        np.testing.assert_allclose(linear.step_jacobian(k), expected, rtol=1e-6, atol=1e-8)


def test_pulling_back_is_the_transpose_of_pushing_forward() -> None:
    rng = np.random.default_rng(4)
    for cell in CELLS:
        linear = study(cell).linear[0]
        H, k = linear.hidden_size, 6
        d_h, d_c = rng.normal(size=(2, 3, H))
        given = np.concatenate([d_h, d_c], axis=1) if linear.has_cell_state else d_h.copy()
        work = np.zeros((3, *linear.factors.shape[1:]))
        linear.pull(k, d_h, d_c if linear.has_cell_state else None, work)
        linear.carried_back(work, d_h, d_c if linear.has_cell_state else None)
        found = np.concatenate([d_h, d_c], axis=1) if linear.has_cell_state else d_h
        np.testing.assert_allclose(found, given @ linear.step_jacobian(k), rtol=1e-12, atol=1e-14)


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
    linear.factors[40] = np.nan
    norms = last(product_norms(linear, 0, 59, (59,)))
    assert np.isnan(norms.spectral["h"][-1])
    assert np.isnan(norms.singular["h"][59]).all()
    assert np.isnan(last(lyapunov(linear, 0, 59, 1)).exponents).all()
    assert np.isnan(eigenvalues(linear, 40)).all()
    assert np.isnan(last(spectral_radii(linear)).radius[40])
    wide = study({"hidden_size": 40}).linear[0]
    wide.factors[3] = np.inf
    assert np.isnan(last(spectral_radii(wide)).radius[3])
    assert np.isfinite(last(spectral_radii(wide)).radius[4:]).all()


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_reading_the_factors_leaves_the_gradients_as_they_are(cell: dict[str, Any]) -> None:
    found = study(cell)
    for lane in found.lanes:
        before = {name: rows.copy() for name, rows in lane.grads().items()}
        lane.factors()
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
