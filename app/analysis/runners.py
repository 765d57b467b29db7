"""Every analysis as a generator: shares done while it works, then what it found.

Results are flat objects of numbers, arrays and lists, ready to be rounded and written. Arrays by
step are in the order of the sequence; logarithms are decimal.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from app.analysis import memory as memories
from app.analysis.doctor import examine
from app.analysis.itemised import Itemised, itemise, possible_sources, spread
from app.analysis.jacobians import (
    ProductNorms,
    SpectralRadii,
    eigenvalues,
    lag_grid,
    product_norms,
    spectral_radii,
)
from app.analysis.linear import LinearLane
from app.analysis.lyapunov import Lyapunov, lyapunov
from app.analysis.requests import (
    Analysis,
    DoctorAnalysis,
    EigenvaluesAnalysis,
    FromStep,
    JacobiansAnalysis,
    LyapunovAnalysis,
    MapAnalysis,
    MemoryAnalysis,
    OfLane,
    SaliencyAnalysis,
    ShortcutAnalysis,
)
from app.analysis.shortcut import CellCurves, compare
from app.analysis.study import Study
from app.numerics.lane import Lane
from app.numerics.parameters import Array

Fields = dict[str, Any]
Found = Iterator[float | Fields]

#: Numbers in one line of a map.
MAP_LINE_NUMBERS = 50_000


def run_analysis(study: Study, analysis: Analysis) -> Found:
    """Return the generator of an analysis of a study that has been run."""
    return _RUNNERS[type(analysis)](study, analysis)


def _lane(study: Study, analysis: OfLane) -> tuple[Lane, LinearLane, Fields]:
    number = study.resolved.spec.lanes.index((analysis.layer, analysis.direction))
    place = {"layer": analysis.layer, "direction": analysis.direction}
    return study.lanes[number], study.linear[number], place


def _from_step(study: Study, analysis: FromStep) -> tuple[int, int, Fields]:
    start, steps = analysis.start(study.steps), analysis.length(study.steps)
    t = start if analysis.direction == "forward" else study.steps - 1 - start
    return start, steps, {"t": t, "steps": steps}


def _map(study: Study, analysis: MapAnalysis) -> Found:
    sources = spread(possible_sources(study), analysis.max_sources)
    for found in itemise(study, sources):
        if isinstance(found, Itemised):
            yield from _map_lines(study, found)
        else:
            yield found


def _map_lines(study: Study, found: Itemised) -> Iterator[Fields]:
    for number, lane in enumerate(study.lanes):
        place = {"layer": lane.layer, "direction": lane.direction}
        for quantity, maps in (("h", found.h), ("c", found.c)):
            if number in maps:
                yield from _map_part({"quantity": quantity, **place}, found, maps[number])
    yield from _map_part({"quantity": "x"}, found, found.x)


def _map_part(place: Fields, found: Itemised, values: Array) -> Iterator[Fields]:
    size = max(1, MAP_LINE_NUMBERS // values.shape[1])
    for start in range(0, len(values), size):
        rows = slice(start, start + size)
        yield {**place, "sources": list(found.sources[rows]), "log10_norm": values[rows]}


def _shortcut(study: Study, analysis: ShortcutAnalysis) -> Found:
    place = {"layer": analysis.layer, "direction": analysis.direction}
    for curves in compare(study, analysis.layer, analysis.direction):
        if not isinstance(curves, CellCurves):
            yield curves
            continue
        fields: Fields = {**place, "kind": curves.kind, "own": curves.own, "h": curves.h}
        if curves.c is not None:
            fields["c"] = curves.c
        if curves.forget_product is not None:
            fields |= {"forget_product": curves.forget_product, "gap": curves.gap}
        fields |= {"textbook_bound": curves.textbook_bound, "step_factor": curves.step_factor}
        fields["is_bound"] = curves.kind == "rnn" and _enters_once(study, analysis.layer)
        yield fields | {"misleading": curves.misleading}


def _enters_once(study: Study, layer: int) -> bool:
    """Whether a layer gets a gradient from outside at one step only."""
    return layer == study.resolved.spec.num_layers - 1 and len(study.compared) == 1


def _jacobians(study: Study, analysis: JacobiansAnalysis) -> Found:
    lane, linear, place = _lane(study, analysis)
    start, steps, extent = _from_step(study, analysis)
    for found in product_norms(linear, start, steps, lag_grid(steps, linear.state_size)):
        if isinstance(found, ProductNorms):
            yield place | extent | _product_fields(found)
        else:
            yield 0.5 * found
    for radii in spectral_radii(linear, analysis.exact_radius):
        if isinstance(radii, SpectralRadii):
            by_step = {"radius": radii.radius, "residual": radii.residual}
            ordered = {name: lane.in_sequence_order(rows) for name, rows in by_step.items()}
            yield {**place, "part": "radius", **ordered}
        else:
            yield 0.5 + 0.5 * radii


def _product_fields(found: ProductNorms) -> Fields:
    return {
        "part": "products",
        "frobenius": {kind: np.array(logs) for kind, logs in found.frobenius.items()},
        "spectral": {kind: np.array(logs) for kind, logs in found.spectral.items()},
        "lags": list(found.singular["h"]),
        "singular": {kind: list(logs.values()) for kind, logs in found.singular.items()},
    }


def _eigenvalues(study: Study, analysis: EigenvaluesAnalysis) -> Found:
    lane, linear, place = _lane(study, analysis)
    values = eigenvalues(linear, lane.step(analysis.t))
    yield {
        **place,
        "t": analysis.t,
        "real": values.real.copy(),
        "imaginary": values.imag.copy(),
        "radius": float(np.abs(values[0])),
    }


def _lyapunov(study: Study, analysis: LyapunovAnalysis) -> Found:
    _, linear, place = _lane(study, analysis)
    start, steps, extent = _from_step(study, analysis)
    for found in lyapunov(linear, start, steps, analysis.size(study.resolved.spec)):
        if isinstance(found, Lyapunov):
            yield place | extent | {"exponents": found.exponents, "largest": found.largest}
        else:
            yield found


def _memory(study: Study, analysis: MemoryAnalysis) -> Found:
    lane, linear, place = _lane(study, analysis)
    start, steps, extent = _from_step(study, analysis)
    for found in memories.retention(linear, start, steps):
        if isinstance(found, memories.Retention):
            kept = {"retained": found.own, "log10_retained_in_all": found.log10_all}
            measured = {"half_life_measured": found.half_life}
            yield place | extent | kept | measured | _memory_of_lane(lane)
        else:
            yield found


def _memory_of_lane(lane: Lane) -> Fields:
    norms = lane.grad_norms()
    states = ("h", "c") if "c" in norms else ("h",)
    return {
        "half_life_by_gate": memories.half_life_of_gates(lane),
        "horizon": {state: memories.horizon(norms[state].log10) for state in states},
        "saturation": {
            name: {"shut": shut, "open": opened}
            for name, (shut, opened) in memories.saturation(lane).items()
        },
        "still_units": np.flatnonzero(memories.still_units(lane)).tolist(),
        "copying_units": [
            {"unit": it.unit, "channel": it.channel, "correlation": it.correlation}
            for it in memories.copying_units(lane)
        ],
    }


def _saliency(study: Study, _analysis: SaliencyAnalysis) -> Found:
    found = memories.saliency(study)
    products = found.gradient_times_input
    yield {"log10_norm": found.log10_norm, "gradient_times_input": products}


def _doctor(study: Study, _analysis: DoctorAnalysis) -> Found:
    for found in examine(study):
        if isinstance(found, list):
            yield {"findings": [finding.as_dict() for finding in found]}
        else:
            yield found


_RUNNERS: dict[type[Analysis], Callable[[Study, Any], Found]] = {
    MapAnalysis: _map,
    ShortcutAnalysis: _shortcut,
    JacobiansAnalysis: _jacobians,
    EigenvaluesAnalysis: _eigenvalues,
    LyapunovAnalysis: _lyapunov,
    MemoryAnalysis: _memory,
    SaliencyAnalysis: _saliency,
    DoctorAnalysis: _doctor,
}
