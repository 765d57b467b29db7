"""Many arrays rounded and checked at once, then handed out as rows or as columns.

A line holds about ten short vectors. Handling them one by one would cost ten calls each; so the
numbers of all steps of a chunk become one contiguous run, which is checked and rounded at once, and
lines take views of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from app.numerics.parameters import Array
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
        arrays = list(quantities.values())
        joined = np.concatenate([array.ravel() for array in arrays]) if arrays else np.empty(0)
        self.is_finite = bool(np.isfinite(joined).all())
        values = rounded(joined, precision)
        ends = np.cumsum([array.size for array in arrays])
        parts = np.split(values, ends[:-1]) if arrays else []
        #: Name → (n, width), contiguous.
        self.columns: dict[str, Array] = {
            name: part.reshape(array.shape)
            for (name, array), part in zip(quantities.items(), parts, strict=True)
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
        for name, array in self.columns.items():
            bad = np.flatnonzero(~np.isfinite(array).all(axis=1))
            if bad.size:
                found[name] = int(bad[-1 if backward else 0])
        return found
