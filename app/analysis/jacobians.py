"""How a state depends on an earlier one: products of step Jacobians, their norms and eigenvalues.

With J(t) = ∂s(t)/∂s(t−1) the product J(t+k) … J(t+1) is ∂s(t+k)/∂s(t). Its norm bounds what k steps
leave of a gradient, its singular values say in how many directions anything is left. s is every
state of the lane, (h, c) in an LSTM; ∂h(t+k)/∂h(t) is the block of the product that begins and ends
at h.

A product of many Jacobians leaves float64, so it carries a power of two; of all Jacobians only one
is held at a time, and of all products a few, which are measured together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from app.analysis.linear import LinearLane
from app.analysis.rows import Scaled
from app.analysis.spectral import first_guess, spectral_norms
from app.cells.names import OUTPUT
from app.numerics.initialisers import normal
from app.numerics.parameters import Array

#: Singular values this far below the largest are lost in its rounding errors.
RESOLUTION = 1e-10
#: Up to this size every step's eigenvalues are computed; above it a Krylov space of `KRYLOV`
#: vectors gives the spectral radius, with its residual.
DENSE_SIZE = 48
KRYLOV = 24
_KRYLOV_NUMBERS = 2_000_000
#: So many products are measured together, or fewer where they would take more numbers than that.
_TOGETHER, _TOGETHER_NUMBERS = 32, 1_000_000
_FEWEST_LAGS, _MOST_LAGS, _LAG_CUBES = 4, 24, 5_000_000_000


@dataclass
class ProductNorms:
    """log10 of the norms of ∂s(t+k)/∂s(t) for k = 1 … K, as far as they have been computed.

    Attributes
    ----------
    frobenius, spectral : dict
        "h", and where there are other states "hc", the names of all → list of K numbers.
    singular : dict
        Likewise → {k: (n,) log10 of the singular values, largest first; NaN below `RESOLUTION`}.
    """

    frobenius: dict[str, list[float]] = field(default_factory=dict)
    spectral: dict[str, list[float]] = field(default_factory=dict)
    singular: dict[str, dict[int, Array]] = field(default_factory=dict)


def lag_grid(steps: int, size: int) -> tuple[int, ...]:
    """Return lags from 1 to ``steps`` on a logarithmic grid.

    At most 24 of them; for a large state fewer, because each is decomposed (some 20 n³ operations).
    """
    if steps < 1:
        return ()
    count = max(_FEWEST_LAGS, min(_MOST_LAGS, _LAG_CUBES // size**3))
    grid = np.geomspace(1, steps, count).round().astype(int)
    return tuple(int(k) for k in np.unique(grid))


def product_norms(
    linear: LinearLane, start: int, steps: int, lags: tuple[int, ...]
) -> Iterator[float | ProductNorms]:
    """Multiply step Jacobians and measure every product.

    Parameters
    ----------
    linear : LinearLane
    start : int
        Reading position t.
    steps : int
        K, at most T − 1 − t.
    lags : tuple of int
        The k whose singular values are wanted.

    Yields
    ------
    float or ProductNorms
        Shares done; the result at last.
    """
    n, kinds = linear.state_size, measured(linear)
    found = ProductNorms(
        {kind: [] for kind in kinds}, {kind: [] for kind in kinds}, {kind: {} for kind in kinds}
    )
    guesses = {kind: first_guess(size) for kind, size in kinds.items()}
    product, wanted = Scaled(np.eye(n)), frozenset(lags)
    together = max(1, min(_TOGETHER, _TOGETHER_NUMBERS // (n * n)))
    room = np.empty((min(together, steps), n, n))
    for first in range(1, steps + 1, together):
        ks = range(first, min(first + together, steps + 1))
        with np.errstate(all="ignore"):
            products = room[: len(ks)]
            logs = _multiply(linear, product, start, ks, products)
            for kind, size in kinds.items():
                blocks = np.ascontiguousarray(products[:, :size, :size])
                guesses[kind] = _measure(found, kind, blocks, logs, guesses[kind])
                for k in filter(wanted.__contains__, ks):
                    values = _log_singular(blocks[k - first])
                    found.singular[kind][k] = values + logs[k - first]
        if ks.stop <= steps:
            yield (ks.stop - 1) / steps
    yield found


def measured(linear: LinearLane) -> dict[str, int]:
    """Return what is measured of a product, and its size: h, and all states by their names."""
    size_of_h = linear.places[OUTPUT].stop
    return {OUTPUT: size_of_h, "".join(linear.states): linear.state_size}


def _multiply(linear: LinearLane, product: Scaled, start: int, ks: range, products: Array) -> Array:
    """Go on to every k; write the products (b, n, n), return what their log10 lack (b,)."""
    logs = np.empty(len(ks))
    mixed = linear.from_mixed(slice(start + ks.start, start + ks.stop))
    for row, k in enumerate(ks):
        product.replace(linear.advance_by(start + k, product.values, mixed[row]))
        products[row], logs[row] = product.values, product.log10
    return logs


def _measure(found: ProductNorms, kind: str, blocks: Array, logs: Array, guess: Array) -> Array:
    flat = blocks.reshape(len(blocks), -1)
    frobenius = np.sqrt(np.einsum("bi,bi->b", flat, flat))
    largest, guess = spectral_norms(blocks, frobenius, guess)
    found.frobenius[kind] += (np.log10(frobenius) + logs).tolist()
    found.spectral[kind] += (np.log10(largest) + logs).tolist()
    return guess


def _log_singular(matrix: Array) -> Array:
    if not np.isfinite(matrix).all():
        return np.full(len(matrix), np.nan)
    values = np.linalg.svd(matrix, compute_uv=False)
    resolved = np.where(values > RESOLUTION * values[0], values, np.nan)
    return np.asarray(np.log10(resolved))


def eigenvalues(linear: LinearLane, position: int) -> Array:
    """Return the eigenvalues of one step's Jacobian, complex (n,), the largest first."""
    with np.errstate(all="ignore"):
        jacobian = linear.step_jacobian(position)
    if not np.isfinite(jacobian).all():
        return np.full(len(jacobian), np.nan + 0j)
    values = np.linalg.eigvals(jacobian).astype(np.complex128)
    return np.asarray(values[np.argsort(-np.abs(values), kind="stable")])


@dataclass(frozen=True, slots=True)
class SpectralRadii:
    """Largest |eigenvalue| of every step's Jacobian.

    Attributes
    ----------
    radius : ndarray, shape (T,)
        In reading order.
    residual : ndarray, shape (T,)
        ‖J v − λ v‖ / |λ| of the vector found: 0 where all eigenvalues were computed.
    """

    radius: Array
    residual: Array


def spectral_radii(linear: LinearLane, exact: bool = False) -> Iterator[float | SpectralRadii]:
    """Find the spectral radius of every step's Jacobian.

    Parameters
    ----------
    linear : LinearLane
    exact : bool
        Compute every eigenvalue, whatever the size.

    Yields
    ------
    float or SpectralRadii
    """
    steps, n = linear.steps, linear.state_size
    found = SpectralRadii(np.zeros(steps), np.zeros(steps))
    is_dense = exact or n <= DENSE_SIZE
    size = 16 if is_dense else max(1, _KRYLOV_NUMBERS // (KRYLOV * n))
    for start in range(0, steps, size):
        rows = slice(start, min(start + size, steps))
        if is_dense:
            for k in range(rows.start, rows.stop):
                found.radius[k] = np.abs(eigenvalues(linear, k)[0])
        else:
            found.radius[rows], found.residual[rows] = _krylov_radii(linear, rows)
        yield rows.stop / steps
    yield found


def _krylov_radii(linear: LinearLane, rows: slice) -> tuple[Array, Array]:
    """Return Ritz values and relative residuals: Arnoldi's iteration for many steps at once."""
    with np.errstate(all="ignore"):
        small = _arnoldi(linear, rows)
    is_finite = np.asarray(np.isfinite(small).all(axis=(1, 2)))
    square = np.where(is_finite[:, None, None], small[:, :KRYLOV], 0.0)
    values = np.linalg.eigvals(square)
    largest = values[np.arange(len(values)), np.abs(values).argmax(axis=1)]
    radius = np.abs(largest)
    with np.errstate(all="ignore"):
        residual = np.abs(small[:, KRYLOV, KRYLOV - 1]) * _last_share(square, largest)
        residual = np.where(residual > 0.0, residual / radius, 0.0)
    return np.where(is_finite, radius, np.nan), np.where(is_finite, residual, np.nan)


def _last_share(matrices: Array, values: Array) -> Array:
    """Return how much of an eigenvector of length 1 is its last entry.

    From that entry the rows of a Hessenberg matrix give the others one by one, so that the vectors
    of the other eigenvalues need not be found. Where an entry below the diagonal is 0, so are all
    that follow: the Krylov space is closed, and the share is not asked for.

    Parameters
    ----------
    matrices : ndarray, shape (T, m, m)
    values : ndarray, shape (T,)
        One eigenvalue of each.
    """
    count, size = matrices.shape[:2]
    vectors = np.zeros((count, size), dtype=np.complex128)
    vectors[:, -1] = 1.0
    for j in reversed(range(1, size)):
        row = np.einsum("tm,tm->t", matrices[:, j, j:], vectors[:, j:]) - values * vectors[:, j]
        divisor = matrices[:, j, j - 1]
        vectors[:, j - 1] = -row / np.where(divisor > 0.0, divisor, 1.0)
    return np.asarray(1.0 / np.linalg.norm(vectors, axis=1))


def _arnoldi(linear: LinearLane, rows: slice) -> Array:
    """Return the projections (T, m + 1, m) of step Jacobians on a Krylov space of m vectors."""
    count, n = len(range(*rows.indices(linear.steps))), linear.state_size
    basis = np.zeros((count, KRYLOV + 1, n))
    small = np.zeros((count, KRYLOV + 1, KRYLOV))
    first = normal(0, "krylov", (n,))
    basis[:, 0] = first / np.linalg.norm(first)
    for j in range(KRYLOV):
        vector = basis[:, j]
        image = linear.push(rows, vector)
        scale = np.sqrt(np.einsum("tn,tn->t", image, image))
        length = np.zeros(count)
        for _ in range(2):
            shares = np.matmul(basis[:, : j + 1], image[:, :, None])[:, :, 0]
            small[:, : j + 1, j] += shares
            image = image - np.matmul(shares[:, None], basis[:, : j + 1])[:, 0]
            length = np.sqrt(np.einsum("tn,tn->t", image, image))
            if np.all(length > 0.1 * scale):
                break  # little was taken away, so little of the rounding errors is left
        length[length <= 1e-14 * scale] = 0.0  # the space is closed: its Ritz values are exact
        small[:, j + 1, j] = length
        basis[:, j + 1] = image / np.where(length > 0.0, length, np.inf)[:, None]
    return small
