"""The largest singular values of many matrices, each close to the one before."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.numerics.initialisers import normal
from app.numerics.parameters import Array

#: A norm is taken when its residual says that it is right to this.
_SETTLED = 1e-12
#: Rounds after which that is looked at; after the last one the best vector begins anew, once.
_CHECKED = (3, 5, 8, 12)
_BEGINNINGS = 2


def first_guess(size: int) -> Array:
    """Return a unit vector (m,) to begin with."""
    vector = normal(0, "singular", (size,))
    return np.asarray(vector / np.linalg.norm(vector))


def spectral_norms(matrices: Array, frobenius: Array, guess: Array) -> tuple[Array, Array]:
    """Return the largest singular value of every matrix (b,), and the last one's left vector.

    Golub and Kahan's bidiagonalisation of all matrices at once, begun with the vector of the
    product before them, which is nearly right; what does not settle is decomposed. A matrix with an
    entry that is not finite has the norm NaN.

    Parameters
    ----------
    matrices : ndarray, shape (b, m, n)
    frobenius : ndarray, shape (b,)
        Their Frobenius norms.
    guess : ndarray, shape (m,)
        Of length 1.
    """
    values = np.where(np.isfinite(frobenius), frobenius, np.nan)
    vectors = np.tile(guess, (len(matrices), 1))
    open_rows = np.flatnonzero(values > 0.0)
    for _ in range(_BEGINNINGS):
        if open_rows.size:
            found = _bidiagonalised(_rows(matrices, open_rows), vectors[open_rows])
            values[open_rows], vectors[open_rows] = found.values, found.vectors
            open_rows = open_rows[~found.has_settled]
    # A Frobenius norm may be 0 because the squares are too small for a float.
    lost = [row for row in np.flatnonzero(values == 0.0) if matrices[row].any()]
    for row in (*open_rows, *lost):
        values[row] = np.linalg.svd(matrices[row], compute_uv=False)[0]
    return values, vectors[-1]


def _rows(array: Array, rows: NDArray[np.intp]) -> Array:
    """Return these rows; all of them are not copied."""
    return array if len(rows) == len(array) else array[rows]


class _Found(NamedTuple):
    """Largest singular values (b,), left vectors (b, m); whether residuals say they are right."""

    values: Array
    vectors: Array
    has_settled: NDArray[np.bool_]


class _Bidiagonal:
    """Some matrices on their way to bidiagonal form; lists have an entry a round, (b, ·)."""

    def __init__(self, matrices: Array, guesses: Array) -> None:
        self.matrices, self.left = matrices, [guesses]
        self.right = np.matmul(guesses[:, None], matrices)[:, 0]
        self.diagonal = [_normalise(self.right, np.zeros(len(matrices)))]
        self.below: list[Array] = []
        self._least = _SETTLED * self.diagonal[0]

    def go_on(self) -> None:
        """Do one round: another left and another right vector."""
        image = np.matmul(self.matrices, self.right[:, :, None])[:, :, 0]
        image -= self.diagonal[-1][:, None] * self.left[-1]
        self.below.append(_normalise(image, self._least))
        self.left.append(image)
        following = np.matmul(image[:, None], self.matrices)[:, 0]
        following -= self.below[-1][:, None] * self.right
        self.diagonal.append(_normalise(following, self._least))
        self.right = following

    def keep(self, rows: NDArray[np.intp]) -> None:
        """Go on with these matrices only."""
        self.matrices, self.right = self.matrices[rows], self.right[rows]
        self._least = self._least[rows]
        self.left = [vectors[rows] for vectors in self.left]
        self.diagonal = [entries[rows] for entries in self.diagonal]
        self.below = [entries[rows] for entries in self.below]

    def largest(self) -> _Found:
        """Return what the bidiagonal matrices say so far.

        Their right vectors are those of tridiagonal matrices of squares, ``a·a + b·b`` on the
        diagonal.
        """
        diagonal, below = np.array(self.diagonal[:-1]), np.array(self.below)
        values, vectors = np.linalg.eigh(_tridiagonal(diagonal, below))
        value, second = np.sqrt(np.maximum(values[:, [-1, -2]], 0.0)).T
        right = vectors[:, :, -1].T
        shares = np.concatenate([diagonal * right, np.zeros((1, len(value)))])
        shares[1:] += below * right
        shares /= np.where(value > 0.0, value, 1.0)
        residual, gap = self.diagonal[-1] * np.abs(shares[-1]), value - second
        has_settled = residual * np.minimum(residual, gap) <= _SETTLED * value * gap
        combined = np.einsum("kbm,kb->bm", np.array(self.left), shares)
        lengths = _normalise(combined, np.zeros(len(value)))
        is_known = lengths > 0.0
        return _Found(
            value, np.where(is_known[:, None], combined, self.left[0]), has_settled & is_known
        )


def _bidiagonalised(matrices: Array, guesses: Array) -> _Found:
    form, at = _Bidiagonal(matrices, guesses), np.arange(len(matrices))
    result = _Found(np.zeros(len(at)), guesses.copy(), np.zeros(len(at), dtype=np.bool_))
    for count in range(1, _CHECKED[-1] + 1):
        form.go_on()
        if count not in _CHECKED:
            continue
        found = form.largest()
        for whole, part in zip(result, found, strict=True):
            whole[at] = part
        rest = np.flatnonzero(~found.has_settled)
        if not rest.size:
            break
        if len(rest) < len(at):
            at = at[rest]
            form.keep(rest)
    return result


def _tridiagonal(diagonal: Array, below: Array) -> Array:
    """Return (b, k, k) from the entries (k, b) of bidiagonal matrices."""
    each = np.arange(len(diagonal))
    squares = np.zeros((diagonal.shape[1], len(each), len(each)))
    squares[:, each, each] = (diagonal * diagonal + below * below).T
    squares[:, each[1:], each[:-1]] = (diagonal[1:] * below[:-1]).T  # eigh reads the lower half
    return squares


def _normalise(rows: Array, least: Array) -> Array:
    """Bring rows (b, m) to length 1, in place, and return how long they were.

    What is not longer than ``least`` (b,) is rounding: its row and its length become 0, and what
    follows it adds nothing.
    """
    lengths = np.sqrt(np.einsum("bm,bm->b", rows, rows))
    lengths[lengths <= least] = 0.0
    factors = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0.0)
    rows *= factors[:, None]
    return np.asarray(lengths)
