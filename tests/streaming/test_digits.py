"""Columns of few digits: written many at once, and read back as rounding one by one says."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.numerics.parameters import Array
from app.streaming.digits import MOST_DIGITS, fields_of, rows_as_json
from app.streaming.rounding import MIN_DIGITS, round_significant

DIGITS = range(MIN_DIGITS, MOST_DIGITS + 1)
FITTING = st.floats(1e-85, 1e85) | st.floats(-1e85, -1e-85) | st.sampled_from([0.0, -0.0])


def written(values: list[float] | Array, digits: int) -> list[list[float]]:
    fields = fields_of(np.asarray(values, dtype=np.float64), digits)
    assert fields is not None
    found: list[list[float]] = json.loads(rows_as_json(fields.reshape(1, -1)))
    return found


def assert_rounds_alike(values: list[float] | Array, digits: int) -> None:
    found = np.array(written(values, digits)[0])
    expected = round_significant(np.asarray(values, dtype=np.float64), digits)
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(np.signbit(found), np.signbit(expected))


@given(values=st.lists(FITTING, min_size=1, max_size=30), digits=st.sampled_from(DIGITS))
def test_what_is_written_reads_back_as_rounding_says(values: list[float], digits: int) -> None:
    assert_rounds_alike(values, digits)


@pytest.mark.parametrize("digits", DIGITS)
def test_ties_and_neighbours_of_powers_of_ten_round_alike(digits: int) -> None:
    rng = np.random.default_rng(digits)
    exponents = rng.integers(-60, 60, 500).tolist()
    whole = rng.integers(10 ** (digits - 1), 10**digits, 500).tolist()
    ties = [float(f"{m}.5e{k}") for m, k in zip(whole, exponents, strict=True)]
    powers = np.array([float(f"1e{k}") for k in range(-80, 81)])
    beside = [np.nextafter(powers, 0.0), powers, np.nextafter(powers, np.inf)]
    assert_rounds_alike(np.concatenate([ties, *beside]), digits)
    assert_rounds_alike(-np.concatenate([ties, *beside]), digits)


@pytest.mark.parametrize("count", [8_191, 8_192, 8_193, 20_000])
def test_more_numbers_than_fit_the_cache_are_all_written(count: int) -> None:
    assert_rounds_alike(np.random.default_rng(count).standard_normal(count), 6)


def test_rows_keep_their_places_and_order() -> None:
    values = np.arange(1.0, 7.0)
    fields = fields_of(values, 4)
    assert fields is not None
    rows = fields.reshape(3, -1)
    assert json.loads(rows_as_json(rows)) == [[1, 2], [3, 4], [5, 6]]
    assert json.loads(rows_as_json(rows[::-1])) == [[5, 6], [3, 4], [1, 2]]


def test_what_is_not_finite_is_null() -> None:
    assert written([np.nan, 1.0, np.inf, -np.inf], 6) == [[None, 1.0, None, None]]


@pytest.mark.parametrize("value", [1e-100, 5e-324, -1e99, 1.7e308])
def test_a_number_that_no_field_holds_is_left_to_others(value: float) -> None:
    assert fields_of(np.array([0.5, value]), 6) is None


def test_more_digits_than_fields_hold_are_left_to_others() -> None:
    assert fields_of(np.array([0.5]), MOST_DIGITS + 1) is None
