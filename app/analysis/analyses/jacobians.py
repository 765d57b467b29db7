"""Jacobians: products of step Jacobians, and the spectral radius of each."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from app.analysis.jacobians import (
    ProductNorms,
    SpectralRadii,
    lag_grid,
    product_norms,
    spectral_radii,
)
from app.analysis.pushing import mixed_states
from app.analysis.registration import (
    ByStates,
    Fields,
    Found,
    FromStep,
    Matrix,
    Number,
    Registration,
    ResultFromStep,
    ResultOfLane,
    Vector,
    state_size,
)
from app.analysis.study import Study
from app.numerics.parameters import Array, NetworkSpec
from app.numerics.planning import plan_of
from app.scenarios.checks import Flag

#: A direction counts while it keeps this share of what the best one keeps.
_COUNTED = 0.01


class JacobiansAnalysis(FromStep):
    """Norms and singular values of ∂s(t+k)/∂s(t); spectral radius of every step's Jacobian.

    ``exact_radius`` computes all eigenvalues of every step, whatever the size.
    """

    name: Literal["jacobians"]
    exact_radius: Annotated[bool, Flag()] = False

    def operations(self, spec: NetworkSpec, steps: int) -> float:
        """One product per step, 20 n³ for singular values, 25 n³ for all eigenvalues of a step."""
        layer = self.layer_of(spec)
        n, mixed = state_size(layer), mixed_states(plan_of(layer.cell.definition))
        radii = 25.0 * n**3 * steps if self.exact_radius else 0.0
        length = self.length(steps)
        decomposed = 20.0 * n**3 * len(lag_grid(length, n))
        return 4.0 * length * n * n * state_size(layer, mixed) + radii + decomposed


class ProductsResult(ResultFromStep):
    """Norms and singular values of ∂s(t+k)/∂s(t), products of step Jacobians.

    `h`: s = h; where there are other states, their names together, `hc` in an LSTM: s is all of
    them. Source: a product that carries a power of two; spectral norms by bidiagonalisation,
    settled to 1e-12.
    """

    analysis: Literal["jacobians"]
    part: Literal["products"]
    frobenius: ByStates = Field(description="(K): log10 of the Frobenius norm, k = 1 … K.")
    spectral: ByStates = Field(description="(K): log10 of the largest singular value.")
    lags: list[int] = Field(description="The k of `singular`, on a logarithmic grid.")
    singular: dict[str, Matrix] = Field(
        description="(lags, H or n): log10 of the singular values, largest first; null where one "
        "is below 1e-10 of the largest and lost in its rounding."
    )
    directions: dict[str, int] = Field(
        description="How many singular values of the whole product are at least 1 % of the largest."
    )


class RadiusResult(ResultOfLane):
    """Largest |eigenvalue| of every step's Jacobian.

    Source: all eigenvalues up to n = 48 or with `exact_radius`; above, a Krylov space of 24.
    """

    analysis: Literal["jacobians"]
    part: Literal["radius"]
    radius: Vector = Field(description="(T)")
    residual: Vector = Field(
        description="(T): ‖Jv − λv‖/|λ| of the eigenvector found; 0 where radius is exact."
    )
    largest_residual: float
    median: Number = Field(description="Of the radii that are known.")
    known: int = Field(description="At how many steps.")
    above: int = Field(description="At how many of them the radius is above 1.")
    log10_product: Number = Field(description="log10 of the product of the radii of the K steps.")


def _run(study: Study, analysis: JacobiansAnalysis) -> Found:
    lane, linear, place = analysis.lane(study)
    start, steps, extent = analysis.extent(study)
    for found in product_norms(linear, start, steps, lag_grid(steps, linear.state_size)):
        if isinstance(found, ProductNorms):
            yield place | extent | _product_fields(found)
        else:
            yield 0.5 * found
    for radii in spectral_radii(linear, analysis.exact_radius):
        if isinstance(radii, SpectralRadii):
            by_step = {"radius": radii.radius, "residual": radii.residual}
            ordered = {name: lane.in_sequence_order(rows) for name, rows in by_step.items()}
            followed = radii.radius[start + 1 : start + 1 + steps]
            yield {**place, "part": "radius", **ordered, **_read_off(radii, followed)}
        else:
            yield 0.5 + 0.5 * radii


def _product_fields(found: ProductNorms) -> Fields:
    return {
        "part": "products",
        "frobenius": {kind: np.array(logs) for kind, logs in found.frobenius.items()},
        "spectral": {kind: np.array(logs) for kind, logs in found.spectral.items()},
        "lags": list(found.singular["h"]),
        "singular": {kind: list(logs.values()) for kind, logs in found.singular.items()},
        "directions": {kind: _counted(logs) for kind, logs in found.singular.items()},
    }


def _counted(singular: dict[int, Array]) -> int:
    """Return how many singular values of the last lag count beside the largest."""
    if not singular:
        return 0
    last = singular[max(singular)]
    with np.errstate(invalid="ignore"):
        return int((last >= last[0] + np.log10(_COUNTED)).sum())


def _read_off(radii: SpectralRadii, followed: Array) -> Fields:
    known = radii.radius[np.isfinite(radii.radius)]
    with np.errstate(all="ignore"):
        product = float(np.log10(followed).sum())
    return {
        "largest_residual": float(
            np.nanmax(np.where(np.isfinite(radii.residual), radii.residual, 0.0))
        ),
        "median": float(np.median(known)) if known.size else None,
        "known": len(known),
        "above": int((known > 1.0).sum()),
        "log10_product": product,
    }


REGISTRATION = Registration(
    "jacobians", JacobiansAnalysis, _run, (ProductsResult, RadiusResult), section=4
)
