"""Rows with a power of two for each."""

import numpy as np
import pytest

from app.numerics.scaled import common_exponents, product, row_norms, segments, unscaled


def test_norms_of_tiny_and_huge_rows_neither_underflow_nor_overflow() -> None:
    rows = np.array([[3e-200, 4e-200], [3e200, 4e200], [3.0, 4.0], [0.0, 0.0]])
    norms = row_norms(rows, np.zeros(4, dtype=np.intc))
    np.testing.assert_allclose(norms.value, [5e-200, 5e200, 5.0, 0.0], rtol=1e-15)
    np.testing.assert_allclose(norms.log10[:3], np.log10([5e-200, 5e200, 5.0]), rtol=1e-14)
    assert norms.log10[3] == -np.inf


def test_logarithm_of_a_norm_goes_on_below_the_range_of_float64() -> None:
    norms = row_norms(np.array([[1.0]]), np.array([2000], dtype=np.intc))
    assert norms.value[0] == 0.0
    assert norms.log10[0] == pytest.approx(-2000 * np.log10(2))


def test_norm_of_a_row_with_a_value_that_is_not_finite_is_not_finite() -> None:
    rows = np.array([[np.nan, 1.0], [np.inf, 1.0]])
    assert not np.isfinite(row_norms(rows, np.zeros(2, dtype=np.intc)).value).any()


def test_product_adds_rows_of_different_scales_in_true_scale() -> None:
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    exponents = np.array([0, 0, 3, 3, 10], dtype=np.intc)
    expected = unscaled(left, exponents).T @ right
    np.testing.assert_allclose(product(left, right, exponents), expected, rtol=1e-14)
    assert segments(exponents) == [(0, 2, 0), (2, 4, 3), (4, 5, 10)]


def test_common_exponent_is_that_of_the_largest_and_zeros_do_not_count() -> None:
    peaks = np.array([[1.0, 0.0, 1.0, np.nan], [1.0, 1.0, 1.0, 1.0]])
    scales = np.array([[900, 0, 0, 900], [400, 500, 900, 900]], dtype=np.intc)
    np.testing.assert_array_equal(common_exponents(peaks, scales), [399, 499, 0, 0])
