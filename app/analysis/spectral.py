"""The largest singular value of one matrix after another, each nearly the one before."""

import math
from typing import NamedTuple

import numpy as np

from app.numerics.initialisers import normal
from app.numerics.parameters import Array

#: A norm is taken when its residual says that it is right to this, within so many rounds.
_SETTLED = 1e-12
_ROUNDS = 12
_CHECKED = frozenset((2, 4, 6, 9, 12))


def first_guess(size: int) -> Array:
    """Return a unit vector (m,) to begin with."""
    return _normed(normal(0, "singular", (size,)))[0]


def spectral_norm(matrix: Array, guess: Array) -> tuple[float, Array]:
    """Return the largest singular value and its left vector.

    Golub and Kahan's bidiagonalisation, begun with the vector of a product one step shorter, which
    is nearly right; what does not settle within a few rounds is decomposed.

    Parameters
    ----------
    matrix : ndarray, shape (m, n)
    guess : ndarray, shape (m,)
        Of length 1.
    """
    left, right, length = [guess], *_normed(guess @ matrix)
    diagonal, below, found = [length], [], None
    for count in range(1, _ROUNDS + 1):
        image, size = _normed(matrix @ right - diagonal[-1] * left[-1])
        below.append(size)
        right, length = _normed(image @ matrix - size * right)
        left.append(image)
        if count in _CHECKED or min(size, length) <= _SETTLED * diagonal[0]:
            found = _largest_of_bidiagonal(diagonal, below, length)
            if found is None:
                break
            if found.has_settled:
                return found.value, _combined(left, found.left)
        diagonal.append(length)
    if not np.isfinite(matrix).all():
        return float("nan"), guess
    values = np.linalg.svd(matrix, compute_uv=False)
    return float(values[0]), guess if found is None else _combined(left, found.left)


def _normed(vector: Array) -> tuple[Array, float]:
    length = math.sqrt(vector.dot(vector))
    return (vector * (1.0 / length) if length > 0.0 else vector), length


def _combined(vectors: list[Array], shares: list[float]) -> Array:
    total = vectors[0] * shares[0]
    for vector, share in zip(vectors[1:], shares[1:], strict=True):
        total += vector * share
    return _normed(total)[0]


class _Largest(NamedTuple):
    """A largest singular value, its left vector, and whether the residual says they are right."""

    value: float
    left: list[float]
    has_settled: bool


def _largest_of_bidiagonal(
    diagonal: list[float], below: list[float], following: float
) -> _Largest | None:
    """Return the largest singular value of a bidiagonal matrix; None where there is no telling.

    The right vectors are those of a tridiagonal matrix of squares, ``a·a + b·b`` on its diagonal.
    """
    squares = [a * a + b * b for a, b in zip(diagonal, below, strict=True)]
    beside = [a * b for a, b in zip(diagonal[1:], below, strict=False)]
    if not all(map(math.isfinite, squares)) or not squares[0] > 0.0:
        return None
    largest, second, right = _top_of_tridiagonal(squares, beside)
    value = math.sqrt(largest)
    from_above = [0.0, *(b * v for b, v in zip(below, right, strict=True))]
    from_own = [*(a * v for a, v in zip(diagonal, right, strict=True)), 0.0]
    left = [(p + q) / value for p, q in zip(from_above, from_own, strict=True)]
    residual = following * abs(left[-1])
    gap = value - math.sqrt(max(second, 0.0))
    return _Largest(value, left, residual * min(residual, gap) <= _SETTLED * value * gap)


def _top_of_tridiagonal(
    diagonal: list[float], beside: list[float]
) -> tuple[float, float, list[float]]:
    """Return the two largest eigenvalues of a symmetric matrix and the first one's vector."""
    if len(diagonal) == 1:
        return diagonal[0], 0.0, [1.0]
    if len(diagonal) > 2:
        matrix = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
        values, vectors = np.linalg.eigh(matrix)
        return float(values[-1]), float(values[-2]), vectors[:, -1].tolist()
    (first, last), (corner,) = diagonal, beside
    half = 0.5 * (first - last)
    distance = math.hypot(half, corner)
    largest = 0.5 * (first + last) + distance
    # The better conditioned of the two rows of (matrix − largest)·v = 0.
    x, y = (half + distance, corner) if half >= 0.0 else (corner, distance - half)
    length = math.hypot(x, y)
    vector = [x / length, y / length] if length > 0.0 else [1.0, 0.0]
    return largest, largest - 2.0 * distance, vector
