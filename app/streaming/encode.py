"""Messages into lines of JSON, and numbers rounded for them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson

from app.numerics.parameters import Array
from app.streaming.rounding import round_significant

#: Line ends to Python's ``splitlines`` and to older JavaScript, but not to JSON.
_LINE_ENDS = {"\u2028".encode(): b"\\u2028", "\u2029".encode(): b"\\u2029"}

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE


def line(message: Mapping[str, Any]) -> bytes:
    """Return one line of JSON, newline included; NaN and infinities become null.

    Arrays in the message must be C-contiguous float64.
    """
    text = number_line(message)
    for character, escape in _LINE_ENDS.items():
        text = text.replace(character, escape)
    return text


def number_line(message: Mapping[str, Any]) -> bytes:
    """Return what `line` does of a message in which nobody's text stands.

    Names of a cell's values are ASCII letters; looking for line ends in millions of digits would
    take as long as writing them.
    """
    return orjson.dumps(message, option=_OPTIONS)


def rounded(values: Array, precision: int | None) -> Array:
    """Return a contiguous array with every number rounded to ``precision`` significant digits."""
    if precision is None:
        return np.ascontiguousarray(values)
    return round_significant(values, precision)


def rounded_number(value: float, precision: int | None) -> float:
    """Return one number rounded to ``precision`` significant digits."""
    return value if precision is None else float(round_significant(np.array([value]), precision)[0])


def rounded_together(values: Mapping[str, Array], precision: int | None) -> dict[str, Array]:
    """Return what `rounded` does of each of some arrays, all of them rounded at once."""
    joined = rounded(np.concatenate([np.empty(0), *map(np.ravel, values.values())]), precision)
    found, start = {}, 0
    for name, array in values.items():
        found[name] = joined[start : start + array.size].reshape(array.shape)
        start += array.size
    return found
