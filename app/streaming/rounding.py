"""Rounding float64 arrays to significant digits, vectorised and exact.

The result is, entry by entry, ``float(f"{x:.{digits - 1}e}")``: the double nearest to the decimal
that x correctly rounds to (halves to even); only what would become infinite is rounded down. A
printer of shortest decimals, such as orjson, then shows at most that many digits. Rounding by
decimals instead would erase a gradient of 1e-9.

How: |x| is scaled by a power of ten to an integer m of ``digits`` digits, and m is scaled back.
Between 1 and 10²² powers of ten are doubles, so one multiplication and one division do it; the
product is off by half an ulp, which matters only beside a tie.
Numbers outside that range are scaled back by a power of ten that is the sum of two doubles
(Dekker 1971). What neither way decides is printed and read back by Python, one by one.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

MIN_DIGITS: Final = 3
MAX_DIGITS: Final = 17

#: So many numbers, and what is computed of them on the way, stay in the cache: four times as fast.
CACHED_NUMBERS: Final = 8_192
#: Beyond this many digits the integer m would not be a double.
_VECTORISED_DIGITS: Final = 15
#: The span in which neither Dekker's splitting overflows nor its low halves underflow.
_SMALLEST: Final = 1e-270
_LARGEST: Final = 1e270
_SPLITTER: Final = 2.0**27 + 1.0
_HALF_WIDTH: Final = 2.0**26
_POWERS: Final = 290  # tables hold 10**-290 … 10**290
_EXACT_POWERS: Final = 22
_LARGEST_DOUBLE: Final = "1.7976931348623157"


def round_significant(values: Array, digits: int) -> Array:
    """Return ``values`` rounded to ``digits`` significant digits.

    Parameters
    ----------
    values : ndarray, any shape
        Not changed. Entries that are not finite come back as they are.
    digits : int
        3 to 17; 17 digits carry every double, so 17 changes nothing.

    Returns
    -------
    ndarray, same shape, C-contiguous

    Raises
    ------
    ValueError
        If ``digits`` is outside 3 … 17.
    """
    if not MIN_DIGITS <= digits <= MAX_DIGITS:
        raise ValueError(f"digits is {digits}; it must be {MIN_DIGITS} to {MAX_DIGITS}")
    values = np.ascontiguousarray(values, dtype=np.float64)
    if digits == MAX_DIGITS or not values.size:
        return values
    if digits > _VECTORISED_DIGITS:
        return _round_one_by_one(values, digits)
    if values.size <= CACHED_NUMBERS:
        with np.errstate(all="ignore"):
            return _round_block(values, digits)
    flat, rounded = values.reshape(-1), np.empty(values.shape)
    out = rounded.reshape(-1)
    with np.errstate(all="ignore"):
        for start in range(0, flat.size, CACHED_NUMBERS):
            part = slice(start, start + CACHED_NUMBERS)
            out[part] = _round_block(flat[part], digits)
    return rounded


def _round_block(values: Array, digits: int) -> Array:
    magnitude = np.abs(values)
    scale = _SCALES[digits].of(magnitude)
    scaled = values * scale
    whole = np.rint(scaled)
    rounded = np.divide(whole, scale)
    # NaN (an entry without a scale, or not finite) fails every comparison: it counts as undecided.
    np.subtract(scaled, whole, out=scaled)
    decided = np.less_equal(np.abs(scaled, out=scaled), 0.5 - _tie_width(digits))
    if not decided.all():
        undecided = ~decided & np.isfinite(values)
        rounded[undecided] = _round_far(values[undecided], digits)
        unbounded = ~np.isfinite(values)
        rounded[unbounded] = values[unbounded]
    return rounded


def _round_one_by_one(values: Array, digits: int) -> Array:
    layout = f".{digits - 1}e"
    rounded = [float(format(value, layout)) for value in values.ravel().tolist()]
    # What would round up beyond the largest double is finite all the same: it is rounded down.
    largest = float(f"{_LARGEST_DOUBLE[: digits + 1]}e308")
    result = np.array(rounded, dtype=np.float64).reshape(values.shape)
    return np.where(np.isfinite(values), np.clip(result, -largest, largest), result)


def _round_far(values: Array, digits: int) -> Array:
    """Round a 1-d array of finite numbers that are too small, too large or too near a tie."""
    magnitude = np.abs(values)
    inside = (magnitude >= _SMALLEST) & (magnitude <= _LARGEST)
    magnitude[~inside] = 1.0
    power = digits - 1 - _decimal_exponent(magnitude)
    scaled = magnitude * _POWER_PAIRS.high.take(power + _POWERS)
    whole = np.rint(scaled)
    inside &= np.abs(scaled - whole) < 0.5 - _tie_width(digits)
    rounded, is_certain = _times_power_of_ten(whole, -power)
    np.copysign(rounded, values, out=rounded)
    rest = ~(inside & is_certain)
    rounded[rest] = _round_one_by_one(values[rest], digits)
    return rounded


def _tie_width(digits: int) -> float:
    """Bound of the error of a scaled number: two roundings of a number below 10**digits."""
    return 10.0**digits * 2.0**-52


def _times_power_of_ten(whole: Array, power: NDArray[np.intp]) -> tuple[Array, Mask]:
    """Return whole · 10**power correctly rounded, and where that is certain (Dekker's product)."""
    index = power + _POWERS
    high, low, upper, lower = (table.take(index) for table in _POWER_PAIRS.tables)
    product = whole * high
    error = _product_error(whole, upper, lower, product)
    error += np.multiply(whole, low, out=low)
    slack = np.multiply(product, 2.0**-100, out=high)
    certain = np.add(product, error - slack) == np.add(product, error + slack)
    return np.add(product, error, out=product), certain


def _product_error(whole: Array, upper: Array, lower: Array, product: Array) -> Array:
    """Return whole · (upper + lower) − product, exactly; upper and lower have 26 bits each."""
    if whole.max(initial=0.0) < _HALF_WIDTH:
        error = np.multiply(whole, upper, out=upper)
        error -= product
        error += np.multiply(whole, lower, out=lower)
        return error
    whole_upper = whole * _SPLITTER
    whole_upper -= whole_upper - whole
    whole_lower = whole - whole_upper
    error = whole_upper * upper - product
    error += whole_upper * lower
    error += whole_lower * upper
    error += whole_lower * lower
    return error


def _decimal_exponent(magnitude: Array) -> NDArray[np.intp]:
    """Return k with 10**k ≤ magnitude < 10**(k+1)."""
    binade = magnitude.view(np.int64) >> 52
    exponent = BINADES.exponent.take(binade)
    exponent += magnitude >= BINADES.threshold.take(binade)
    return exponent


@dataclass(frozen=True)
class _PowerPairs:
    """10**n for n in −290 … 290 as high + low, and high split into two 26-bit halves."""

    high: Array
    low: Array
    upper: Array
    lower: Array

    @property
    def tables(self) -> tuple[Array, Array, Array, Array]:
        """The four tables."""
        return self.high, self.low, self.upper, self.lower

    @classmethod
    def build(cls) -> "_PowerPairs":
        exact = [Fraction(10) ** n for n in range(-_POWERS, _POWERS + 1)]
        high = np.array([float(power) for power in exact])
        low = [float(power - Fraction(float(power))) for power in exact]
        upper = high * _SPLITTER
        upper -= upper - high
        return cls(high, np.array(low), upper, high - upper)


@dataclass(frozen=True)
class _Binades:
    """By biased binary exponent: the decimal exponent of the binade's start, the power within.

    Attributes
    ----------
    exponent : (2048,)
        k of the binade's least number.
    threshold : (2048,)
        10**(k+1): reaching it means k + 1. A binade holds at most one power of ten. A power that
        is not a double is rounded up, so that the comparison decides as with the exact one.
    """

    exponent: NDArray[np.intp]
    threshold: Array

    @classmethod
    def build(cls) -> "_Binades":
        exponent = np.zeros(2048, dtype=np.intp)
        threshold = np.full(2048, np.inf)
        for biased in range(1, 2047):
            least = float(np.ldexp(1.0, biased - 1023))
            exponent[biased] = int(f"{least:.17e}".partition("e")[2])
            threshold[biased] = _power_of_ten_from_above(int(exponent[biased]) + 1)
        return cls(exponent, threshold)


def _power_of_ten_from_above(n: int) -> float:
    if n > 308:
        return float("inf")
    nearest = float(f"1e{n}")
    below = Fraction(nearest) < Fraction(10) ** n
    return float(np.nextafter(nearest, np.inf)) if below else nearest


class _Scales:
    """10**(digits−1−k) by binade, where it is an exact double from 1 to 10²²; NaN elsewhere."""

    def __init__(self, digits: int) -> None:
        below = digits - 1 - BINADES.exponent
        pair = np.empty((2048, 2))
        for column, power in enumerate((below, below - 1)):
            exact = (power >= 0) & (power <= _EXACT_POWERS)
            powers = _POWER_PAIRS.high[np.clip(power, 0, _EXACT_POWERS) + _POWERS]
            pair[:, column] = np.where(exact, powers, np.nan)
        pair[0] = 1.0, np.nan  # zero; denormals have no scale
        self._flat = pair.ravel()
        self._threshold = BINADES.threshold.copy()
        self._threshold[0] = np.nextafter(0.0, 1.0)

    def of(self, magnitude: Array) -> Array:
        """Return the scale of every entry."""
        binade = magnitude.view(np.int64) >> 52
        index = binade << 1
        index += magnitude >= self._threshold.take(binade)
        return self._flat.take(index)


_POWER_PAIRS: Final = _PowerPairs.build()
BINADES: Final = _Binades.build()
_SCALES: Final = {digits: _Scales(digits) for digits in range(MIN_DIGITS, _VECTORISED_DIGITS + 1)}
