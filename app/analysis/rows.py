"""Rows of numbers that may shrink or grow without end: a power of two kept for each row.

A row's true value is ``values · 2**−exponents``, as in `app.numerics.scaled`; here rows that grow
are scaled too, because a product of a thousand Jacobians leaves float64 at either end.
"""

import numpy as np

from app.numerics.parameters import Array
from app.numerics.scaled import Exponents, row_norms

#: A row whose largest entry leaves 2**−200 … 2**200 is brought back to about 1.
_FAR = 200
LOG10_2 = float(np.log10(2.0))


def row_log10(values: Array, exponents: Exponents) -> Array:
    """Return log10 of the L2 norm of each row (S, H); −inf for a row of zeros."""
    squares = np.einsum("sh,sh->s", values, values)
    if np.all((squares > 1e-280) & (squares < 1e280)):
        logs = 0.5 * np.log10(squares)
        return np.asarray(logs - exponents * LOG10_2)
    return row_norms(values, exponents).log10


def rescale(exponents: Exponents, *arrays: Array | None) -> None:
    """Scale rows of all arrays together where the largest of them has gone far, in place.

    Parameters
    ----------
    exponents : ndarray of int, shape (S,)
        Updated.
    *arrays : ndarray, shape (S, H), or None
    """
    given = [array for array in arrays if array is not None]
    peaks = np.maximum.reduce([np.abs(array).max(axis=1) for array in given])
    shift = -np.frexp(peaks)[1]
    far = np.flatnonzero((np.abs(shift) > _FAR) & (peaks > 0.0) & np.isfinite(peaks))
    if far.size:
        exponents[far] += shift[far]
        for array in given:
            array[far] = np.ldexp(array[far], shift[far, None])


def common_scale(peaks: Array, exponents: Exponents) -> Exponents:
    """Return, for each column, the exponent at which all its rows can be added.

    As `app.numerics.scaled.common_exponents`, for rows that may have gone far either way.

    Parameters
    ----------
    peaks : ndarray, shape (k, n)
    exponents : ndarray of int, shape (k, n)
    """
    nothing = np.iinfo(np.intc).min // 2
    tops = np.where(peaks > 0.0, np.frexp(peaks)[1] - exponents, nothing).max(axis=0)
    is_far = (np.abs(tops) > _FAR) & (tops > nothing) & np.isfinite(peaks).all(axis=0)
    return np.where(is_far, -tops, 0).astype(np.intc)


class Scaled:
    """One matrix with a power of two for the whole: true value = ``values · 2**−exponent``."""

    __slots__ = ("exponent", "values")

    def __init__(self, values: Array, exponent: int = 0) -> None:
        self.values, self.exponent = values, exponent

    @property
    def log10(self) -> float:
        """What is to be added to log10 of anything computed from ``values``."""
        return -self.exponent * LOG10_2

    def replace(self, values: Array) -> None:
        """Take new values of the same scale, and scale them where they have gone far."""
        peak = float(np.abs(values).max(initial=0.0))
        shift = -int(np.frexp(peak)[1])
        if 0.0 < peak < np.inf and abs(shift) > _FAR:
            values = np.ldexp(values, shift)
            self.exponent += shift
        self.values = values
