"""Paths: which way the gradient of every state came."""

from typing import Literal

from pydantic import Field

from app.analysis.paths import Shares, gradient_shares
from app.analysis.registration import (
    Described,
    Fields,
    Found,
    Matrix,
    OfLane,
    Registration,
    ResultOfLane,
    Vector,
)
from app.analysis.study import Study


class PathsAnalysis(OfLane):
    """What each part of the gradient of every state has of the whole."""

    name: Literal["paths"]


class Cancelled(Described):
    """Where the parts of a gradient cancel most."""

    t: int
    left: float


class PathsResult(ResultOfLane):
    """Where ∂L/∂state(t) came from, in shares of the sum of the norms of all parts."""

    analysis: Literal["paths"]
    state: str
    parts: list[str] = Field(description="P names, as in the trace's `paths`.")
    log10_part: Matrix = Field(description="(P, T): log10 of the norm of each part.")
    log10_norm: Vector = Field(description="(T): log10 ‖∂L/∂state(t)‖.")
    share: Matrix = Field(description="(P, T): of the sum of the norms; null: nothing arrives.")
    left: Vector = Field(description="(T): norm of the sum over the sum of the norms.")
    mean_share: Vector = Field(description="(P): over the steps at which a gradient arrives.")
    reached: int = Field(description="At how many steps a gradient arrives.")
    unknown: list[int] = Field(description="Steps at which it is not finite.")
    most_cancelled: Cancelled | None


def _run(study: Study, analysis: PathsAnalysis) -> Found:
    number = study.resolved.spec.lanes.index((analysis.layer, analysis.direction))
    place = {"layer": analysis.layer, "direction": analysis.direction}
    for state, shares in gradient_shares(study, study.lanes[number]).items():
        yield place | {"state": state} | _fields(shares)


def _fields(found: Shares) -> Fields:
    t = found.most_cancelled
    return {
        "parts": list(found.parts),
        "log10_part": found.log10_part.T,
        "log10_norm": found.log10_norm,
        "share": found.share.T,
        "left": found.left,
        "mean_share": found.mean_share,
        "reached": len(found.reached),
        "unknown": found.unknown,
        "most_cancelled": None if t is None else {"t": t, "left": float(found.left[t])},
    }


REGISTRATION = Registration("paths", PathsAnalysis, _run, (PathsResult,), section=1)
