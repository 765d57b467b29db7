"""The map: how much each step's loss sent to each step."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from app.analysis.itemised import Itemised, itemise, possible_sources, spread
from app.analysis.registration import Analysis, Fields, Found, Matrix, Registration, Result
from app.analysis.study import Study
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
            yield from _part({"quantity": state, **place}, found, values)
    yield from _part({"quantity": "x"}, found, found.x)


def _part(place: Fields, found: Itemised, values: Array) -> Iterator[Fields]:
    size = max(1, LINE_NUMBERS // values.shape[1])
    for start in range(0, len(values), size):
        rows = slice(start, start + size)
        yield {**place, "sources": list(found.sources[rows]), "log10_norm": values[rows]}


MAP = Registration("map", MapAnalysis, _run, (MapResult,))
