"""Rounding to significant digits agrees, entry by entry, with printing and reading back."""

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.streaming.rounding import MAX_DIGITS, MIN_DIGITS, round_significant

DIGITS = range(MIN_DIGITS, MAX_DIGITS + 1)


def _printed_and_read(values: np.ndarray, digits: int) -> np.ndarray:
    return np.array([float(f"{value:.{digits - 1}e}") for value in values.tolist()])


def _any_bits(count: int) -> np.ndarray:
    bits = np.random.default_rng(3).integers(0, 2**64, count, dtype=np.uint64)
    return bits.view(np.float64)


CASES = {
    "ordinary": np.random.default_rng(0).normal(size=2000),
    "every magnitude": np.random.default_rng(1).normal(size=2000)
    * 10.0 ** np.random.default_rng(2).integers(-307, 307, 2000),
    "any bits": _any_bits(2000),
    "powers of ten": 10.0 ** np.arange(-300, 301),
    "just below powers of ten": np.nextafter(10.0 ** np.arange(-300, 301), 0.0),
    "powers of two": 2.0 ** np.arange(-1074, 1024),
    "denormals": np.arange(1, 2**52, 2**42, dtype=np.int64).view(np.float64),
    "zeros": np.array([0.0, -0.0]),
    "short decimals": np.arange(-500, 500) / 100.0,
}


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("name", CASES)
def test_rounding_gives_the_double_nearest_to_the_rounded_decimal(name: str, digits: int) -> None:
    values = CASES[name]
    np.testing.assert_array_equal(
        round_significant(values, digits), _printed_and_read(values, digits)
    )


@pytest.mark.parametrize("digits", range(MIN_DIGITS, 15))
def test_ties_are_rounded_to_even_as_python_rounds_them(digits: int) -> None:
    ties = np.random.default_rng(digits).integers(10 ** (digits - 1), 10**digits, 500) + 0.5
    np.testing.assert_array_equal(round_significant(ties, digits), _printed_and_read(ties, digits))


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(DIGITS))
def test_orjson_prints_at_most_the_asked_digits(value: float, digits: int) -> None:
    rounded = round_significant(np.array([value]), digits)[0]
    mantissa = orjson.dumps(float(rounded)).decode().lower().partition("e")[0]
    shown = mantissa.lstrip("-").replace(".", "").strip("0")
    assert len(shown) <= digits


def test_what_is_not_finite_stays_and_its_neighbours_are_rounded() -> None:
    rounded = round_significant(np.array([np.nan, np.inf, -np.inf, 1.23456]), 3)
    np.testing.assert_array_equal(rounded, [np.nan, np.inf, -np.inf, 1.23])


@pytest.mark.parametrize("digits", range(MIN_DIGITS, MAX_DIGITS))
def test_the_largest_doubles_stay_finite(digits: int) -> None:
    largest = np.finfo(np.float64).max
    expected = float(f"{'1.7976931348623157'[: digits + 1]}e308")
    rounded = round_significant(np.array([largest, -largest]), digits)
    np.testing.assert_array_equal(rounded, [expected, -expected])


def test_the_shape_is_kept_the_input_is_not_changed_and_the_result_is_contiguous() -> None:
    values = np.random.default_rng(5).normal(size=(4, 6))[:, ::2]
    before = values.copy()
    rounded = round_significant(values, 4)
    assert rounded.shape == (4, 3)
    assert rounded.flags.c_contiguous
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("digits", [2, 18])
def test_digits_out_of_range_are_refused(digits: int) -> None:
    with pytest.raises(ValueError, match="3 to 17"):
        round_significant(np.ones(1), digits)
