"""Lyapunov: by what factor a step stretches each direction."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from app.analysis.lyapunov import Lyapunov, lyapunov
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
from app.numerics.parameters import NetworkSpec
from app.numerics.planning import plan_of
from app.scenarios.checks import Whole
from app.scenarios.limits import LIMITS


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
