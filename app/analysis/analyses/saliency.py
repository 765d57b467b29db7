"""Saliency: how much each step of the input matters."""

from typing import Literal

import numpy as np
from pydantic import Field

from app.analysis.registration import (
    Analysis,
    Described,
    Fields,
    Found,
    Matrix,
    Registration,
    Result,
    Vector,
)
from app.analysis.study import Study
from app.numerics.parameters import Array
from app.numerics.scaled import row_norms

#: Shares this near to the largest, relatively, are no smaller.
_TIED = 1e-5
#: The share of the sum that the fewest steps are counted for.
_MOST = 0.9


class SaliencyAnalysis(Analysis):
    """How much each step of the input matters."""

    name: Literal["saliency"]


class Largest(Described):
    """The steps that matter most: several where they tie."""

    steps: list[int]
    share: float


class Fewest(Described):
    """How many steps, the largest first, have a share together."""

    count: int
    share: float


class LargestProduct(Described):
    """The largest gradient × input."""

    t: int
    channel: int
    value: float


class SaliencyResult(Result):
    """How much each step of the network's input matters, through both directions."""

    analysis: Literal["saliency"]
    log10_norm: Vector = Field(description="(T): log10 ‖∂L/∂x(t)‖.")
    gradient_times_input: Matrix = Field(description="(T, D): ∂L/∂x·x, elementwise.")
    share: Vector = Field(description="(T): of the sum of all norms; 0 without a gradient.")
    largest: Largest | None = Field(description="Null: no gradient reaches the input.")
    fewest: Fewest | None
    largest_product: LargestProduct | None = Field(description="Null: all of them are 0.")


def _run(study: Study, _analysis: SaliencyAnalysis) -> Found:
    d_x, exponents = study.network.d_input(0)
    with np.errstate(all="ignore"):
        log10_norm = row_norms(d_x, exponents).log10
        products = np.ldexp(d_x * study.resolved.x, -exponents[:, None])
    share = shares_of(log10_norm)
    yield {
        "log10_norm": log10_norm,
        "gradient_times_input": products,
        "share": share,
        **_largest(share),
        "largest_product": _largest_product(products),
    }


def shares_of(log10_norm: Array) -> Array:
    """Return what every step has of the sum of the norms (T,); 0 where there is no gradient.

    Norms are compared as exponents first, so that those below the smallest float still have their
    share.
    """
    known = np.where(np.isfinite(log10_norm), log10_norm, -np.inf)
    if not np.isfinite(known.max()):
        return np.zeros(len(known))
    weights = 10.0 ** (known - known.max())
    return np.asarray(weights / weights.sum())


def _largest(share: Array) -> Fields:
    largest = float(share.max())
    if largest == 0.0:
        return {"largest": None, "fewest": None}
    steps = np.flatnonzero(share >= largest * (1.0 - _TIED)).tolist()
    together = np.cumsum(np.sort(share)[::-1])
    count = int(np.searchsorted(together, _MOST - 1e-12)) + 1
    return {
        "largest": {"steps": steps, "share": largest},
        "fewest": {"count": count, "share": _MOST},
    }


def _largest_product(products: Array) -> Fields | None:
    sizes = np.where(np.isfinite(products), np.abs(products), 0.0)
    t, channel = np.unravel_index(int(sizes.argmax()), sizes.shape)
    if sizes[t, channel] == 0.0:
        return None
    return {"t": int(t), "channel": int(channel), "value": float(products[t, channel])}


REGISTRATION = Registration("saliency", SaliencyAnalysis, _run, (SaliencyResult,), section=6)
