"""The map: how much each step's loss sent to each step."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from app.analysis.decay import Decay, decay_of
from app.analysis.itemised import Itemised, itemise, possible_sources, spread
from app.analysis.memory import HORIZON_SHARE
from app.analysis.registration import (
    Analysis,
    Described,
    Fields,
    Found,
    Matrix,
    Number,
    Registration,
    Result,
)
from app.analysis.study import Study
from app.numerics.lane import Lane
from app.numerics.parameters import Array, Direction, LayerSpec, NetworkSpec
from app.scenarios.checks import Whole
from app.scenarios.limits import LIMITS

#: Numbers in one line.
LINE_NUMBERS = 50_000


class MapAnalysis(Analysis):
    """How much each loss sent to each step: T × T norms, at most ``max_sources`` of the sources."""

    name: Literal["map"]
    max_sources: Annotated[int, Whole(1, LIMITS.map_sources)] = 256

    def operations(self, spec: NetworkSpec, steps: int) -> float:
        """Every source is carried through every step of every lane."""
        per_step = sum(_matrix_numbers(spec.layers[layer]) for layer, _ in spec.lanes)
        return 2.0 * min(self.max_sources, steps) * steps * per_step


def _matrix_numbers(layer: LayerSpec) -> int:
    shapes = (layer.parameter_shape(name) for name in layer.cell.parameters)
    return sum(int(np.prod(shape)) for shape in shapes if len(shape) == 2)


class Rate(Described):
    """What a step back multiplies a gradient by: the geometric mean over some steps."""

    steps: int
    factor: float
    log10_factor: Number


class Arrival(Described):
    """What is left of a gradient at a step, of what there is where it enters."""

    t: int
    steps: int = Field(description="How far back that is.")
    log10_left: Number


class Strongest(Described):
    """Which source sends most to the step that is read first."""

    t: int
    source: int
    log10_norm: float
    log10_of_it: Number = Field(description="What `MapWay.source` sends, of that; null: nothing.")


class MapWay(Described):
    """The way back of the loss that has the most steps behind it."""

    source: int
    direction: Direction = Field(description="In which the lane reads.")
    t: int = Field(description="Where its gradient enters.")
    log10_norm: Number = Field(description="Its norm there; null: it enters nowhere.")
    log10_horizon: Number = Field(description="1 % of that.")
    horizon: Arrival | None = Field(description="Where less than 1 % is left; null: nowhere.")
    end: Arrival = Field(description="Where it last arrives.")
    rate: Rate | None = Field(description="To where it ends, or explodes to; null: no step back.")
    strongest: Strongest | None = Field(description="Null: nothing arrives there.")


class MapResult(Result):
    """Some rows of the gradient map: what the loss of each source step sends to each step.

    Source: one batched backward pass in which every source is a row. L_s is step s's share of the
    loss; for a probe, the same probe put at step s.
    """

    analysis: Literal["map"]
    quantity: str = Field(description="A state of the lane, or `x`, the network's input.")
    layer: int | None = Field(None, description="Absent for x.")
    direction: Direction | None = None
    sources: list[int] = Field(description="Steps s, one for each row.")
    log10_norm: Matrix = Field(
        description="(sources, T): log10 ‖∂L_s/∂state(t)‖; x: through both directions."
    )
    way: MapWay | None = Field(None, description="With the first rows of each quantity.")


def _run(study: Study, analysis: MapAnalysis) -> Found:
    sources = spread(possible_sources(study), analysis.max_sources)
    for found in itemise(study, sources):
        if isinstance(found, Itemised):
            yield from _lines(study, found)
        else:
            yield found


def _lines(study: Study, found: Itemised) -> Iterator[Fields]:
    for lane, maps in zip(study.lanes, found.states, strict=True):
        place = {"layer": lane.layer, "direction": lane.direction}
        for state, values in maps.items():
            way = _way(study, lane, state, found.sources, values)
            yield from _part({"quantity": state, **place}, found, values, way)
    way = _way(study, study.lanes[0], "x", found.sources, found.x)
    yield from _part({"quantity": "x"}, found, found.x, way)


def _part(place: Fields, found: Itemised, values: Array, way: Fields) -> Iterator[Fields]:
    size = max(1, LINE_NUMBERS // values.shape[1])
    for start in range(0, len(values), size):
        rows = slice(start, start + size)
        fields = {**place, "sources": list(found.sources[rows]), "log10_norm": values[rows]}
        yield fields if start else fields | {"way": way}


def _way(study: Study, lane: Lane, state: str, sources: tuple[int, ...], values: Array) -> Fields:
    row = _longest(study, lane, sources)
    decay = decay_of(lane, state, sources[row], values[row])
    horizon, back = decay.horizon, decay.mean_steps
    rate = {
        "steps": back,
        "factor": decay.step_factor(back),
        "log10_factor": decay.log10_step(back),
    }
    return {
        "source": sources[row],
        "direction": lane.direction,
        "t": decay.t(0),
        "log10_norm": decay.start,
        "log10_horizon": decay.start + np.log10(HORIZON_SHARE),
        "horizon": None if horizon is None else _arrival(decay, horizon),
        "end": _arrival(decay, decay.known),
        "rate": rate if back else None,
        "strongest": _strongest(lane.step(0), row, sources, values),
    }


def _longest(study: Study, lane: Lane, sources: tuple[int, ...]) -> int:
    """Return the row of the compared step that is read last.

    With a probe that nothing is read before, or a step that was thinned out: of the last of all.
    """
    every = range(len(sources))
    compared = [row for row in every if sources[row] in study.compared and lane.step(sources[row])]
    return max(compared or every, key=lambda row: lane.step(sources[row]))


def _arrival(decay: Decay, back: int) -> Fields:
    return {"t": decay.t(back), "steps": back, "log10_left": float(decay.logs[back])}


def _strongest(t: int, row: int, sources: tuple[int, ...], values: Array) -> Fields | None:
    column = np.where(np.isfinite(values[:, t]), values[:, t], -np.inf)
    best = int(column.argmax())
    if not np.isfinite(column[best]):
        return None
    log10_norm = float(column[best])
    of_it = float(column[row]) - log10_norm
    return {"t": t, "source": sources[best], "log10_norm": log10_norm, "log10_of_it": of_it}


REGISTRATION = Registration("map", MapAnalysis, _run, (MapResult,), section=3)
