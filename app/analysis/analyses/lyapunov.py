"""Lyapunov: by what factor a step stretches each direction.

Tangents are pushed through the steps and made orthonormal again by QR (Benettin et al. 1980); the
logarithms of R's diagonal add up to the exponents. They are negative where perturbations, and with
them gradients, die away, positive where they explode.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from app.analysis.linear import LinearLane
from app.analysis.pushing import mixed_states
from app.analysis.registration import (
    Fields,
    Found,
    FromStep,
    Registration,
    ResultFromStep,
    Vector,
    state_size,
)
from app.analysis.study import Study
from app.cells.limits import MAX_STATES
from app.numerics.initialisers import normal
from app.numerics.parameters import Array, NetworkSpec
from app.numerics.planning import plan_of
from app.scenarios.checks import Whole
from app.scenarios.limits import LIMITS

#: A change by less than this a step, in nats, is none.
_STEADY = 1e-4


@dataclass(frozen=True, slots=True)
class Lyapunov:
    """Exponents of a run.

    Attributes
    ----------
    exponents : ndarray, shape (m,)
        Natural logarithm of the factor a step, largest first; −inf for a direction that is lost.
    largest : ndarray, shape (K,)
        The largest exponent after 1 … K steps: how it settles.
    """

    exponents: Array
    largest: Array

    @property
    def steps_to_half(self) -> Array:
        """After how many steps each direction has halved, or doubled, (m,).

        NaN for a direction that is lost, and for one that neither shrinks nor grows.
        """
        moves = np.isfinite(self.exponents) & (np.abs(self.exponents) > _STEADY)
        return np.asarray(np.log(2.0) / np.where(moves, np.abs(self.exponents), np.nan))


def lyapunov(linear: LinearLane, start: int, steps: int, count: int) -> Iterator[float | Lyapunov]:
    """Find the ``count`` largest exponents over ``steps`` steps after reading position ``start``.

    Parameters
    ----------
    linear : LinearLane
    start, steps : int
        The Jacobians of positions start + 1 … start + steps are used.
    count : int
        m, at most `LinearLane.state_size`; all of them begin with the unit vectors, fewer with a
        fixed random choice of directions.

    Yields
    ------
    float or Lyapunov
    """
    n = linear.state_size
    rows = np.eye(n) if count >= n else _directions(n, count)
    sums, largest = np.zeros(len(rows)), np.zeros(steps)
    for k in range(1, steps + 1):
        with np.errstate(all="ignore"):
            moved = linear.advance(start + k, rows)
            if not np.isfinite(moved).all():
                sums[:], largest[k - 1 :] = np.nan, np.nan
                break
            rows, stretches = _orthonormal(moved)
            sums += np.log(stretches)
            largest[k - 1] = sums.max() / k
        if k % 16 == 0:
            yield k / steps
    yield Lyapunov(np.sort(sums / max(1, steps))[::-1].copy(), largest)


def _directions(size: int, count: int) -> Array:
    columns, _ = np.linalg.qr(normal(0, "lyapunov", (size, count)))
    return np.ascontiguousarray(columns.T)


def _orthonormal(rows: Array) -> tuple[Array, Array]:
    """Return orthonormal rows spanning the same space one after the other, and their lengths."""
    columns, triangle = np.linalg.qr(rows.T)
    return np.ascontiguousarray(columns.T), np.abs(np.diag(triangle))


class LyapunovAnalysis(FromStep):
    """The ``count`` largest finite-time Lyapunov exponents (null: all)."""

    name: Literal["lyapunov"]
    count: Annotated[int, Whole(1, MAX_STATES * LIMITS.hidden_size)] | None = 8

    def size(self, spec: NetworkSpec) -> int:
        """Return how many exponents there will be."""
        n = state_size(self.layer_of(spec))
        return n if self.count is None else min(self.count, n)

    def operations(self, spec: NetworkSpec, steps: int) -> float:
        """A product with the tangents and their QR decomposition per step."""
        layer, m = self.layer_of(spec), self.size(spec)
        n, mixed = state_size(layer), mixed_states(plan_of(layer.cell.definition))
        products = 4.0 * m * n * state_size(layer, mixed)
        return self.length(steps) * (products + 4.0 * n * m * m)


class LyapunovResult(ResultFromStep):
    """Finite-time Lyapunov exponents by QR after every step (Benettin et al. 1980)."""

    analysis: Literal["lyapunov"]
    exponents: Vector = Field(
        description="(m): natural logarithm of the factor per step, largest first; null: lost."
    )
    largest: Vector = Field(description="(K): the largest after 1 … K steps.")
    factor: Vector = Field(description="(K): e to `largest`, a factor per step.")
    steps_to_half: Vector = Field(
        description="(m): steps until a direction has halved, or doubled; null: lost, or it does "
        "neither."
    )


def _run(study: Study, analysis: LyapunovAnalysis) -> Found:
    _, linear, place = analysis.lane(study)
    start, steps, extent = analysis.extent(study)
    for found in lyapunov(linear, start, steps, analysis.size(study.resolved.spec)):
        if isinstance(found, Lyapunov):
            yield place | extent | _fields(found)
        else:
            yield found


def _fields(found: Lyapunov) -> Fields:
    with np.errstate(all="ignore"):
        factor = np.exp(found.largest)
    return {
        "exponents": found.exponents,
        "largest": found.largest,
        "factor": factor,
        "steps_to_half": found.steps_to_half,
    }


REGISTRATION = Registration("lyapunov", LyapunovAnalysis, _run, (LyapunovResult,))
