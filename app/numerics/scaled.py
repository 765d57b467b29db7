"""Gradients far below the smallest float64: rows of numbers with a power of two for each row.

Through a thousand steps a gradient may shrink to 1e-400. Carried as plain float64 it would first
become denormal, which makes every product several times slower, and then 0. The time loop
multiplies what it carries by a power of two (exact) whenever it gets small and remembers the
exponent, so a row's true value is ``values · 2**−exponent``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.numerics.parameters import Array

Exponents = NDArray[np.intc]

#: A carried gradient whose largest entry is below this is scaled up to about 1.
SMALL = 2.0**-256
_SMALL_EXPONENT = -256
_NOTHING = np.iinfo(np.intc).min // 2
_LOG10_2 = float(np.log10(2.0))
# Sums of squares outside this range have lost digits to under- or overflow.
_SAFE_SQUARES = (1e-280, 1e280)


@dataclass(frozen=True, slots=True)
class Norms:
    """L2 norms of rows.

    Attributes
    ----------
    value : ndarray, shape (n,)
        As float64; 0 where the norm is below its range.
    log10 : ndarray, shape (n,)
        Decimal logarithm, which does not underflow; −inf for a norm of 0.
    """

    value: Array
    log10: Array


def peak(array: Array) -> float:
    """Return the largest magnitude in an array; NaN counts as infinite."""
    largest = float(np.abs(array).max())
    return largest if largest == largest else np.inf  # noqa: PLR0124 - False for NaN alone


def may_be_small(row: Array) -> bool:
    """Whether the largest magnitude in a row (m,) may be below `SMALL`; false means it is not.

    One product of the row with itself, five times as fast as looking for the largest.
    """
    return not row.dot(row) >= row.size * SMALL**2


def common_exponents(peaks: Array, exponents: Exponents) -> Exponents:
    """Return, for each column, the exponent at which all its rows can be added.

    Parameters
    ----------
    peaks : ndarray, shape (k, n)
        Largest magnitudes of what is to be added, as stored.
    exponents : ndarray of int, shape (k, n)
        Their scales.

    Returns
    -------
    ndarray of int, shape (n,)
        What brings the largest of a column near 1, or 0 where none needs scaling. The others may
        underflow by it: they are at least 2**256 times smaller, lost in the sum anyway.
    """
    tops = np.where(peaks > 0.0, np.frexp(peaks)[1] - exponents, _NOTHING).max(axis=0)
    is_small = (tops < _SMALL_EXPONENT) & (tops > _NOTHING) & np.isfinite(peaks).all(axis=0)
    return np.where(is_small, -tops, 0).astype(np.intc)


def is_scaled(exponents: Exponents) -> bool:
    """Whether any row has a scale; ten times as fast as ``any()`` on short arrays."""
    return bool(np.count_nonzero(exponents))


def unscaled(values: Array, exponents: Exponents) -> Array:
    """Return ``values · 2**−exponents`` row by row; ``values`` itself when nothing is scaled.

    Parameters
    ----------
    values : ndarray, shape (n, …)
    exponents : ndarray of int, shape (n,)
    """
    if not is_scaled(exponents):
        return values
    shape = (-1,) + (1,) * (values.ndim - 1)
    return np.ldexp(values, -exponents.reshape(shape))


def row_norms(values: Array, exponents: Exponents) -> Norms:
    """Return the L2 norms along the last axis, neither under- nor overflowing on the way.

    Parameters
    ----------
    values : ndarray, shape (n, …, m)
    exponents : ndarray of int, shape (n,)
        One scale for each of the n.

    Returns
    -------
    Norms
        Of shape (n, …).
    """
    squares = np.einsum("...m,...m->...", values, values)
    low, high = _SAFE_SQUARES
    norms = np.sqrt(squares)
    is_safe = (squares > low) & (squares < high)
    if not is_safe.all():
        norms[~is_safe] = _careful_norms(values[~is_safe])
    with np.errstate(divide="ignore"):
        log10 = np.log10(norms)
    if is_scaled(exponents):
        log10 -= exponents.reshape((-1,) + (1,) * (norms.ndim - 1)) * _LOG10_2
    return Norms(unscaled(norms, exponents), log10)


def norms_of(arrays: Sequence[Array], exponents: Exponents) -> list[Norms]:
    """Return `row_norms` of several arrays (n, ·): those of one width by one call."""
    by_width: dict[int, list[int]] = {}
    for index, array in enumerate(arrays):
        by_width.setdefault(array.shape[1], []).append(index)
    found: dict[int, Norms] = {}
    for indices in by_width.values():
        norms = row_norms(np.stack([arrays[index] for index in indices], axis=1), exponents)
        parts = zip(norms.value.T, norms.log10.T, strict=True)
        found |= zip(indices, (Norms(value, log10) for value, log10 in parts), strict=True)
    return [found[index] for index in range(len(arrays))]


def _careful_norms(values: Array) -> Array:
    largest = np.max(np.abs(values), axis=-1, initial=0.0)
    divisor = np.where((largest > 0.0) & np.isfinite(largest), largest, 1.0)
    fractions = values / divisor[..., None]
    return np.asarray(divisor * np.sqrt(np.einsum("...m,...m->...", fractions, fractions)))


def segments(exponents: Exponents) -> list[tuple[int, int, int]]:
    """Return (start, stop, exponent) of each run of rows with one exponent."""
    edges = np.flatnonzero(np.diff(exponents)) + 1
    starts = [0, *edges.tolist()]
    stops = [*edges.tolist(), len(exponents)]
    return [(a, b, int(exponents[a])) for a, b in zip(starts, stops, strict=True)]


def product(left: Array, right: Array, exponents: Exponents) -> Array:
    """Return ``leftᵀ right`` where row t of ``left`` is to be multiplied by ``2**−exponents[t]``.

    Parameters
    ----------
    left : ndarray, shape (T, m)
    right : ndarray, shape (T, n)
    exponents : ndarray of int, shape (T,)

    Notes
    -----
    One product for each run of equal exponents (nearly always one in all), scaled afterwards:
    multiplying rows that are already denormal would be slow and would lose digits.
    """
    if not is_scaled(exponents):
        return np.asarray(np.matmul(left.T, right))
    total = np.zeros((left.shape[1], right.shape[1]))
    for start, stop, exponent in segments(exponents):
        total += np.ldexp(np.matmul(left[start:stop].T, right[start:stop]), -exponent)
    return total
