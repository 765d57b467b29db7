"""Many arrays rounded and checked at once, then handed out as rows or as columns.

A line holds about ten short vectors. Handling them one by one would cost ten calls each; so the
numbers of all steps of a chunk become one contiguous run, which is checked and rounded at once, and
lines take views of it.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import orjson

from app.numerics.parameters import Array
from app.streaming.digits import fields_of, rows_as_json
from app.streaming.encode import rounded

Row = dict[str, Any]


class Block:
    """Quantities of some steps.

    Parameters
    ----------
    quantities : mapping
        Name → (n, width).
    precision : int, optional
        Significant digits; all of them when absent.
    """

    def __init__(self, quantities: Mapping[str, Array], precision: int | None) -> None:
        self.quantities, self.precision = quantities, precision
        arrays = [array.ravel() for array in quantities.values()]
        self._joined = np.concatenate(arrays) if arrays else np.empty(0)
        self.is_finite = bool(np.isfinite(self._joined).all())
        ends = accumulate(map(len, arrays), initial=0)
        self._places = [slice(start, stop) for start, stop in pairwise(ends)]

    @cached_property
    def columns(self) -> dict[str, Array]:
        """Name → (n, width), rounded and contiguous."""
        values = rounded(self._joined, self.precision)
        return {
            name: values[place].reshape(array.shape)
            for (name, array), place in zip(self.quantities.items(), self._places, strict=True)
        }

    def as_json(self, way: slice) -> dict[str, Array | orjson.Fragment]:
        """Return name → rows (n, width) in some order, to be written."""
        fields = None if self.precision is None else fields_of(self._joined, self.precision)
        if fields is None:
            return {name: np.ascontiguousarray(it[way]) for name, it in self.columns.items()}
        return {
            name: orjson.Fragment(rows_as_json(fields[place].reshape(len(array), -1)[way]))
            for (name, array), place in zip(self.quantities.items(), self._places, strict=True)
        }

    def rows(self) -> Iterator[Row]:
        """Yield name → contiguous vector of each step in turn."""
        names = tuple(self.columns)
        for vectors in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, vectors, strict=True))

    def first_non_finite(self, backward: bool = False) -> dict[str, int]:
        """Return, for each quantity that is somewhere not finite, its first such row.

        ``backward`` looks from the last row: the order in which gradients are computed.
        """
        found = {}
        for name, array in self.quantities.items():
            bad = np.flatnonzero(~np.isfinite(array).all(axis=1))
            if bad.size:
                found[name] = int(bad[-1 if backward else 0])
        return found
