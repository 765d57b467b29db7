"""Memory: what a lane remembers, measured and by rule of thumb."""

from typing import Literal

import numpy as np
from pydantic import Field

from app.analysis import memory as measures
from app.analysis.registration import (
    Described,
    Fields,
    Found,
    FromStep,
    Matrix,
    Registration,
    ResultFromStep,
    Vector,
    state_size,
)
from app.analysis.study import Study
from app.cells.direct import memory_path, memory_state
from app.numerics.lane import Lane
from app.numerics.parameters import Array, NetworkSpec


class MemoryAnalysis(FromStep):
    """Half-lives, horizon, saturation, still and copying units of a lane."""

    name: Literal["memory"]

    def operations(self, spec: NetworkSpec, steps: int) -> float:
        """A product of H tangents with a Jacobian per step."""
        layer = self.layer_of(spec)
        return 2.0 * self.length(steps) * layer.hidden_size**2 * state_size(layer)


class CopyingUnit(Described):
    """A unit whose h follows an input of its layer."""

    unit: int
    channel: int
    correlation: float


class MeanSaturation(Described):
    """The mean of `Saturation` over all units."""

    shut: float
    between: float
    open: float


class Saturation(Described):
    """Shares of steps at which a value is saturated."""

    shut: Vector = Field(description="(H): below 0.1; of a tanh below −0.9.")
    between: Vector = Field(description="(H)")
    open: Vector = Field(description="(H): above 0.9.")
    mean: MeanSaturation


class Misleading(Described):
    """A unit whose half-life by its gate is off."""

    unit: int
    factor: float = Field(description="By so much; 1 or more.")
    is_too_long: bool


class MemoryResult(ResultFromStep):
    """What a lane remembers. A unit's memory is the state with a direct path, c in an LSTM."""

    analysis: Literal["memory"]
    memory: str = Field(description="The state m that is followed.")
    gate: str | None = Field(
        description="The gate that keeps it, or what it forgets (`is_complement`); null: no one "
        "gate does."
    )
    is_complement: bool = Field(description="Whether 1 − gate is kept.")
    retained: Matrix = Field(
        description="(K + 1, H): ∂m_j(t+k)/∂m_j(t), left in the unit itself, k = 0 … K; exact."
    )
    log10_retained_in_all: Matrix = Field(
        description="(K + 1, H): log10 of the norm of ∂m(t+k)/∂m_j(t), left in all units."
    )
    half_life_measured: Vector = Field(
        description="(H): steps until `retained` falls below ½; null where it never does."
    )
    half_life_by_gate: Vector | None = Field(
        description="(H): −ln 2/ln(mean kept), by the gate; null entries: never; null: no gate."
    )
    log10_by_gate: Vector | None = Field(
        description="(H): log10 of what the gate suggests is left after K steps."
    )
    misleading: Misleading | None = Field(
        description="Where `half_life_by_gate` is off most; null: there is nothing to compare."
    )
    horizon: dict[str, int | None] = Field(
        description="By state: steps back until its gradient is below 1 % of its last value."
    )
    saturation: dict[str, Saturation] = Field(
        description="By gate, and by state where a function bounds it."
    )
    still_units: list[int] = Field(description="Units that never change.")
    copying_units: list[CopyingUnit] = Field(
        description="Units with a correlation of at least 0.99 with an input, either sign."
    )


def _run(study: Study, analysis: MemoryAnalysis) -> Found:
    lane, linear, place = analysis.lane(study)
    start, steps, extent = analysis.extent(study)
    for found in measures.retention(linear, start, steps):
        if isinstance(found, measures.Retention):
            kept = {"retained": found.own, "log10_retained_in_all": found.log10_all}
            with np.errstate(all="ignore"):
                read = _half_lives(lane, found.half_life, steps) | _of_lane(lane)
            yield place | extent | _memory(lane) | kept | read
        else:
            yield found


def _memory(lane: Lane) -> Fields:
    path = memory_path(lane.model.definition)
    return {
        "memory": memory_state(lane.model.definition),
        "gate": None if path is None else path.gate,
        "is_complement": path is not None and path.is_complement,
    }


def _half_lives(lane: Lane, measured: Array, steps: int) -> Fields:
    by_gate = measures.half_life_of_gates(lane)
    found = None if by_gate is None else measures.most_misleading(by_gate, measured)
    return {
        "half_life_measured": measured,
        "half_life_by_gate": by_gate,
        "log10_by_gate": None if by_gate is None else measures.log10_after(by_gate, steps),
        "misleading": None if found is None else _misleading(*found),
    }


def _misleading(unit: int, factor: float) -> Fields:
    return {"unit": unit, "factor": max(factor, 1.0 / factor), "is_too_long": factor > 1.0}


def _of_lane(lane: Lane) -> Fields:
    norms = lane.grad_norms()
    return {
        "horizon": {state: measures.horizon(norms[state].log10) for state in lane.model.states},
        "saturation": {
            name: _saturation(shut, opened)
            for name, (shut, opened) in measures.saturation(lane).items()
        },
        "still_units": np.flatnonzero(measures.still_units(lane)).tolist(),
        "copying_units": [
            {"unit": it.unit, "channel": it.channel, "correlation": it.correlation}
            for it in measures.copying_units(lane)
        ],
    }


def _saturation(shut: Array, opened: Array) -> Fields:
    shares = {"shut": shut, "between": np.maximum(0.0, 1.0 - shut - opened), "open": opened}
    return shares | {"mean": {name: float(share.mean()) for name, share in shares.items()}}


REGISTRATION = Registration("memory", MemoryAnalysis, _run, (MemoryResult,), section=5)
