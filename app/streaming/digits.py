"""Many numbers of few digits written as JSON at once.

orjson takes 22 ns for each number, however few digits it has, and rounding before takes 5 to 40.
Here a number becomes the integer of its digits and a power of ten, `` 123456e-06``, in a field as
wide as every other, and the digits are looked up three at a time: 10 ns for both. It reads back as
what `app.streaming.rounding.round_significant` returns.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.numerics.parameters import Array
from app.streaming.rounding import BINADES, CACHED_NUMBERS

#: Four characters each.
Words = NDArray[np.uint32]

#: Beyond these a field would be wider than what orjson writes.
MOST_DIGITS: Final = 9
_LARGEST_EXPONENT: Final = 99


def _words(texts: list[str]) -> Words:
    return np.frombuffer("".join(texts).encode(), np.uint32)


_THREE = [f"{k:03d}" for k in range(1000)]
#: The first three digits, with the sign; those between; the last.
_FIRST: Final = _words([*(f" {it}" for it in _THREE), *(f"-{it}" for it in _THREE)])
_INNER: Final = _words([f"{it}." for it in _THREE])
_LAST: Final = _words([f"{it}e" for it in _THREE])
_OPENING, _BETWEEN, _CLOSING = _words(["  [[", " ,[ ", "]   "])
_END_OF_ROW: Final = ord("]")


def rows_as_json(fields: Words) -> bytes:
    """Return rows of numbers as a JSON array of arrays.

    Parameters
    ----------
    fields : ndarray, shape (n, ·)
        The fields of each row, from `fields_of`; at least one row.
    """
    rows, width = fields.shape
    words = np.empty(rows * (width + 1) + 1, np.uint32)
    text = words[:-1].reshape(rows, width + 1)
    text[:, 1:] = fields
    text.view(np.uint8)[:, -1] = _END_OF_ROW
    text[:, 0] = _BETWEEN
    words[0], words[-1] = _OPENING, _CLOSING
    return words.tobytes()


def fields_of(values: Array, digits: int) -> Words | None:
    """Return each number of ``values`` (n,) as the words of its field, (n, ·), comma included.

    None where some number does not fit a field: it is smaller than 1e-90, say.
    """
    if digits > MOST_DIGITS:
        return None
    layout = _layout(digits)
    fields = np.empty((len(values), layout.groups + 1), np.uint32)
    with np.errstate(all="ignore"):
        for start in range(0, len(values), CACHED_NUMBERS):
            part = slice(start, start + CACHED_NUMBERS)
            if not layout.write(values[part], fields[part]):
                return None
    return fields


@dataclass(frozen=True)
class _Layout:
    """How numbers of so many digits are written.

    Attributes
    ----------
    digits, groups : int
        Digits are written in groups of three, the last of them zeros where they do not divide.
    scale : ndarray, shape (4096,)
        10**(digits−1−k) of a number from 10**k on, by twice the number's binade, plus 1 if it lies
        behind the power of ten within; NaN where it does not fit a field.
    power : Words, shape (4096,)
        The power of ten that is written behind the digits, and a comma.
    """

    digits: int
    groups: int
    scale: Array
    power: Words

    @property
    def point(self) -> int:
        """How many of the digits stand behind a point."""
        return 3 * (self.groups - 2) if self.groups > 2 else 0

    def write(self, values: Array, fields: Words) -> bool:
        """Write the fields of some numbers; whether all of them fit."""
        magnitude = np.abs(values)
        index = magnitude.view(np.int64) >> 52
        is_behind = magnitude >= BINADES.threshold.take(index)
        index <<= 1
        index += is_behind
        scaled = self.scale.take(index)
        scaled *= magnitude
        whole = np.rint(scaled)
        scaled -= whole
        # As in rounding: NaN fails both comparisons, and a scaled number is off by two roundings.
        is_plain = np.abs(scaled, out=scaled) <= 0.5 - 10.0**self.digits * 2.0**-51
        is_plain &= whole < 10.0**self.digits
        rest = whole.astype(np.int64)
        rest *= 10 ** (3 * self.groups - self.digits)
        for group in range(self.groups - 1, 0, -1):
            before = rest // 1000
            rest -= before * 1000
            digits = _LAST if group == self.groups - 1 else _INNER
            fields[:, group] = digits.take(rest, mode="clip")
            rest = before
        rest += np.signbit(values) * 1000
        fields[:, 0] = _FIRST.take(rest, mode="clip")
        fields[:, -1] = self.power.take(index)
        return bool(is_plain.all()) or self._write_others(values, fields, ~is_plain)

    def _write_others(self, values: Array, fields: Words, others: NDArray[np.bool_]) -> bool:
        """Write zeros, what is not finite, and what is too near a tie."""
        for text, mask in (
            ("0.0", (values == 0.0) & ~np.signbit(values)),
            ("-0.0", (values == 0.0) & np.signbit(values)),
            ("null", ~np.isfinite(values)),
        ):
            fields[mask] = self._field(text)
        others &= (values != 0.0) & np.isfinite(values)
        for place in np.flatnonzero(others).tolist():
            text = self._rounded(float(values[place]))
            if not text:
                return False
            fields[place] = self._field(text)
        return True

    def _rounded(self, value: float) -> str:
        """Return one number as Python rounds it; nothing where it does not fit."""
        mantissa, _, exponent = f"{value:.{self.digits - 1}e}".partition("e")
        if abs(int(exponent)) > _most_decades(self.groups):
            return ""
        return f"{mantissa.replace('.', '')}e{int(exponent) - self.digits + 1:+03d}"

    def _field(self, text: str) -> Words:
        return _words([f"{text},".rjust(4 * (self.groups + 1))])


def _most_decades(groups: int) -> int:
    """Return how large k may be in 10**k for the power behind the digits to have two digits."""
    return _LARGEST_EXPONENT - 3 * groups


@lru_cache
def _layout(digits: int) -> _Layout:
    groups = max(2, -(-digits // 3))
    behind = 3 * (groups - 2)
    decades = np.stack((BINADES.exponent, BINADES.exponent + 1), axis=1).ravel().tolist()
    decades[:2] = [_LARGEST_EXPONENT] * 2  # zero and denormals
    most = _most_decades(groups)
    scale = [float(f"1e{digits - 1 - k}") if abs(k) <= most else np.nan for k in decades]
    powers = [k + 1 + behind - 3 * groups if abs(k) <= most else 0 for k in decades]
    return _Layout(digits, groups, np.array(scale), _words([f"{it:+03d}," for it in powers]))
