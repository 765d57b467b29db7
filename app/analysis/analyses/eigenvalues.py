"""Eigenvalues: those of one step's Jacobian."""

from typing import Literal

import numpy as np
from pydantic import Field

from app.analysis.jacobians import eigenvalues
from app.analysis.registration import (
    Found,
    Number,
    OfLane,
    Registration,
    ResultOfLane,
    Step,
    Vector,
)
from app.analysis.study import Study
from app.errors import ScenarioError
from app.numerics.parameters import NetworkSpec


class EigenvaluesAnalysis(OfLane):
    """The eigenvalues of one step's Jacobian."""

    name: Literal["eigenvalues"]
    t: Step = 0

    def check(self, spec: NetworkSpec, steps: int) -> None:
        """Check the lane and the step."""
        super().check(spec, steps)
        if self.t >= steps:
            message = f"t must be from 0 to {steps - 1}; found {self.t}"
            raise ScenarioError(message, loc=("t",))


class EigenvaluesResult(ResultOfLane):
    """Every eigenvalue of the Jacobian of step t, ∂s(t)/∂s(t−1), the largest first."""

    analysis: Literal["eigenvalues"]
    t: int
    real: Vector = Field(description="(n)")
    imaginary: Vector = Field(description="(n)")
    modulus: Vector = Field(description="(n)")
    radius: Number = Field(description="The largest modulus.")
    outside: int = Field(description="How many lie outside the unit circle.")
    pairs: int = Field(description="How many pairs are complex.")


def _run(study: Study, analysis: EigenvaluesAnalysis) -> Found:
    lane, linear, place = analysis.lane(study)
    values = eigenvalues(linear, lane.step(analysis.t))
    modulus = np.abs(values)
    yield {
        **place,
        "t": analysis.t,
        "real": values.real.copy(),
        "imaginary": values.imag.copy(),
        "modulus": modulus,
        "radius": float(modulus[0]),
        "outside": int((modulus > 1.0).sum()),
        "pairs": int((values.imag > 0.0).sum()),
    }


REGISTRATION = Registration("eigenvalues", EigenvaluesAnalysis, _run, (EigenvaluesResult,))
