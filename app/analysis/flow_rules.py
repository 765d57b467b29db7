"""Vanishing and exploding gradients, judged by what one step's loss sends back.

The loss of a single step, the first or the last compared, is followed through each lane
(`app.analysis.decay`).
"""

from collections.abc import Iterator
from dataclasses import replace

from app.analysis.decay import Decay, decay_of
from app.analysis.findings import Finding, Place
from app.analysis.itemised import Itemised, itemise
from app.analysis.study import Study
from app.cells.direct import memory_state
from app.cells.roles import forget_gate

#: Fewer steps than this prove nothing.
_FEWEST_STEPS = 5


def gradient_flow(study: Study) -> Iterator[float | Finding]:
    """Judge every lane by the loss that has the longest way back through it.

    Yields
    ------
    float or Finding
        Shares done while it works, then what it finds.
    """
    compared = study.compared
    for found in itemise(study, sorted({compared[0], compared[-1]})):
        if isinstance(found, Itemised):
            yield from _judged(study, found)
        else:
            yield found


def _judged(study: Study, found: Itemised) -> Iterator[Finding]:
    for number, lane in enumerate(study.lanes):
        state = memory_state(lane.model.definition)
        rows = zip(found.sources, found.states[number][state], strict=True)
        longest = max(
            (decay_of(lane, state, source, norms) for source, norms in rows),
            key=lambda decay: decay.steps,
        )
        if longest.steps >= _FEWEST_STEPS:
            yield from _exploding(longest)
            yield from _vanishing(longest)


def _place(decay: Decay, *ends: int) -> Place:
    first, last = sorted(ends)
    return replace(Place.of(decay.lane), state=decay.state, first=first, last=last)


def _exploding(decay: Decay) -> Iterator[Finding]:
    if decay.has_exploded:
        top = decay.top
        log10_factor = float(decay.logs[top])
        evidence = {
            "log10_factor": log10_factor,
            "factor": 10.0 ** min(log10_factor, 300.0),
            "step_factor": decay.step_factor(top),
            "steps": top,
            "t": decay.t(top),
        }
        place = _place(decay, decay.t(top), decay.t(0))
        yield Finding("exploding", "error", place, evidence, "clip_gradients")


def _vanishing(decay: Decay) -> Iterator[Finding]:
    if not decay.has_vanished:
        return
    horizon = decay.horizon or 0
    evidence = {
        "horizon": horizon,
        "steps": decay.steps,
        "t": decay.t(0),
        "step_factor": decay.step_factor(decay.known),
        "mean_steps": decay.known,
    }
    has_gate = forget_gate(decay.lane.model) is not None
    advice = "open_forget_gate" if has_gate else "use_gates"
    place = _place(decay, decay.t(decay.steps), decay.t(horizon))
    yield Finding("vanishing", "warning", place, evidence, advice)
