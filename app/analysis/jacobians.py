"""How a state depends on an earlier one: products of step Jacobians, their norms and eigenvalues.

With J(t) = ∂s(t)/∂s(t−1) the product J(t+k) … J(t+1) is ∂s(t+k)/∂s(t). Its norm bounds what k steps
leave of a gradient, its singular values say in how many directions anything is left. s is h, or
(h, c) in an LSTM; ∂h(t+k)/∂h(t) is then the block of the product that begins and ends at h.

A product of many Jacobians leaves float64, so it carries a power of two; of all Jacobians only one
is held at a time.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from app.analysis.linear import LinearLane
from app.analysis.rows import Scaled
from app.analysis.spectral import first_guess, spectral_norm
from app.numerics.initialisers import normal
from app.numerics.parameters import Array

#: Singular values this far below the largest are lost in its rounding errors.
RESOLUTION = 1e-10
#: Up to this size every step's eigenvalues are computed; above it a Krylov space of `KRYLOV`
#: vectors gives the spectral radius, with its residual.
DENSE_SIZE = 48
KRYLOV = 24
_KRYLOV_NUMBERS = 2_000_000
_FEWEST_LAGS, _MOST_LAGS, _LAG_CUBES = 4, 24, 5_000_000_000


@dataclass
class ProductNorms:
    """log10 of the norms of ∂s(t+k)/∂s(t) for k = 1 … K, as far as they have been computed.

    Attributes
    ----------
    frobenius, spectral : dict
        "h", and "hc" for an LSTM → list of K numbers.
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
    H, n = linear.hidden_size, linear.state_size
    kinds = {"h": H, "hc": n} if linear.has_cell_state else {"h": H}
    found = ProductNorms(
        {kind: [] for kind in kinds}, {kind: [] for kind in kinds}, {kind: {} for kind in kinds}
    )
    guesses = {kind: first_guess(size) for kind, size in kinds.items()}
    product, wanted = Scaled(np.eye(n)), frozenset(lags)
    for k in range(1, steps + 1):
        with np.errstate(all="ignore"):
            product.replace(linear.advance(start + k, product.values))
            for kind, size in kinds.items():
                block = product.values[:size, :size]
                guesses[kind] = _measure(found, kind, block, guesses[kind], product.log10)
                if k in wanted:
                    found.singular[kind][k] = _log_singular(block) + product.log10
        if k % 16 == 0:
            yield k / steps
    yield found


def _measure(found: ProductNorms, kind: str, block: Array, guess: Array, log: float) -> Array:
    norm = np.sqrt(np.einsum("ij,ij->", block, block))
    largest, guess = spectral_norm(block, guess)
    found.frobenius[kind].append(float(np.log10(norm)) + log)
    found.spectral[kind].append((math.log10(largest) if largest > 0.0 else _log_of(largest)) + log)
    return guess


def _log_of(length: float) -> float:
    """Return −inf for 0 and NaN for NaN."""
    return -math.inf if length == 0.0 else math.nan


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
        small = _arnoldi(linear, linear.factors[rows])
    is_finite = np.asarray(np.isfinite(small).all(axis=(1, 2)))
    square = np.where(is_finite[:, None, None], small[:, :KRYLOV], 0.0)
    values, vectors = np.linalg.eig(square)
    each, largest = np.arange(len(values)), np.abs(values).argmax(axis=1)
    radius = np.abs(values[each, largest])
    with np.errstate(all="ignore"):
        residual = np.abs(small[:, KRYLOV, KRYLOV - 1] * vectors[each, KRYLOV - 1, largest])
        residual = np.where(residual > 0.0, residual / radius, 0.0)
    return np.where(is_finite, radius, np.nan), np.where(is_finite, residual, np.nan)


def _arnoldi(linear: LinearLane, factors: Array) -> Array:
    """Return the projections (T, m + 1, m) of step Jacobians on a Krylov space of m vectors."""
    count, n, H = len(factors), linear.state_size, linear.hidden_size
    basis = np.zeros((count, KRYLOV + 1, n))
    small = np.zeros((count, KRYLOV + 1, KRYLOV))
    first = normal(0, "krylov", (n,))
    basis[:, 0] = first / np.linalg.norm(first)
    for j in range(KRYLOV):
        vector = basis[:, j]
        h, c = linear.push(factors, vector[:, :H], vector[:, H:] if n > H else None)
        image = h if c is None else np.concatenate([h, c], axis=1)
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
