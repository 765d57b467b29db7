"""Arrays into lines of JSON: one concatenated, rounded block for many vectors.

A line holds about ten short vectors. Handling them one by one would cost ten calls each; so the
vectors of all steps of a chunk become the rows of one contiguous block, which is checked and
rounded at once, and a line takes views of its rows.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson

from app.numerics.parameters import Array
from app.streaming.rounding import round_significant

#: Line ends to Python's ``splitlines`` and to older JavaScript, but not to JSON.
_LINE_ENDS = {"\u2028".encode(): b"\\u2028", "\u2029".encode(): b"\\u2029"}

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE

Quantity = str
Row = dict[Quantity, Any]


def line(message: Mapping[str, Any]) -> bytes:
    """Return one line of JSON, newline included; NaN and infinities become null.

    Arrays in the message must be C-contiguous float64.
    """
    text = orjson.dumps(message, option=_OPTIONS)
    for character, escape in _LINE_ENDS.items():
        text = text.replace(character, escape)
    return text


def rounded(values: Array, precision: int | None) -> Array:
    """Return a contiguous array with every number rounded to ``precision`` significant digits."""
    if precision is None:
        return np.ascontiguousarray(values)
    return round_significant(values, precision)


def rounded_number(value: float, precision: int | None) -> float:
    """Return one number rounded to ``precision`` significant digits."""
    return value if precision is None else float(round_significant(np.array([value]), precision)[0])


class Block:
    """The vectors of some steps: one row a step, one span of columns a quantity.

    Parameters
    ----------
    quantities : dict of ndarray, each (n, width)
    precision : int, optional
        Significant digits; all of them when absent.
    """

    def __init__(self, quantities: Mapping[Quantity, Array], precision: int | None) -> None:
        joined = np.concatenate(list(quantities.values()), axis=1)
        self.is_finite = bool(np.isfinite(joined).all())
        values = rounded(joined, precision)
        ends = np.cumsum([array.shape[1] for array in quantities.values()])
        self._columns = dict(zip(quantities, np.split(values, ends[:-1], axis=1), strict=True))

    def rows(self) -> Iterator[Row]:
        """Yield quantity → contiguous vector of each step in turn."""
        names = tuple(self._columns)
        for vectors in zip(*self._columns.values(), strict=True):
            yield dict(zip(names, vectors, strict=True))

    def first_non_finite(self, backward: bool = False) -> dict[Quantity, int]:
        """Return, for each quantity that is somewhere not finite, its first such row.

        ``backward`` looks from the last row: the order in which gradients are computed.
        """
        found = {}
        for name, array in self._columns.items():
            bad = np.flatnonzero(~np.isfinite(array).all(axis=1))
            if bad.size:
                found[name] = int(bad[-1 if backward else 0])
        return found
