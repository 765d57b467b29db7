"""Vanishing and exploding gradients, judged by what one step's loss sends back.

The trace's gradient is a sum over every compared step and need not shrink although each share of it
does. So the loss of a single step, the first or the last compared, is followed through each lane.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.findings import Finding, Place
from app.analysis.itemised import Itemised, itemise
from app.analysis.memory import HORIZON_SHARE, first_below
from app.analysis.study import Study
from app.cells.direct import memory_state
from app.cells.roles import forget_gate
from app.numerics.lane import Lane
from app.numerics.parameters import Array

#: Fewer steps than this prove nothing.
_FEWEST_STEPS = 5
#: log10: a thousandth is left, a thousandfold has come of it.
_VANISHED, _EXPLODED = -3.0, 3.0


@dataclass(frozen=True, slots=True)
class Decay:
    """What becomes of one loss on its way back through a lane.

    Attributes
    ----------
    lane : Lane
    state : str
        Whose gradient is followed: the memory's.
    position : int
        Where it enters, in reading order.
    logs : ndarray, shape (n,)
        log10 of its norm 0, 1, … steps back, less its norm where it enters.
    """

    lane: Lane
    state: str
    position: int
    logs: Array

    @property
    def steps(self) -> int:
        """How many steps back it was followed."""
        return len(self.logs) - 1

    @property
    def place(self) -> Place:
        """Where it was followed."""
        return replace(Place.of(self.lane), state=self.state)

    def factor_per_step(self, back: int) -> float:
        """Return the geometric mean of the factors of the first ``back`` steps."""
        return float(10.0 ** (self.logs[back] / back)) if back else 0.0

    def t(self, back: int) -> int:
        """Return the step of the sequence so many steps back."""
        return self.lane.step(self.position - back)


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
        decays = [_decay(lane, number, row, found) for row in range(len(found.sources))]
        longest = max(decays, key=lambda decay: decay.steps)
        if longest.steps >= _FEWEST_STEPS:
            yield from _exploding(longest)
            yield from _vanishing(longest)


def _decay(lane: Lane, number: int, row: int, found: Itemised) -> Decay:
    state = memory_state(lane.model.definition)
    norms = found.states[number][state][row]
    position = lane.step(found.sources[row])
    backward = lane.in_sequence_order(norms)[position::-1]
    known = np.flatnonzero(np.isfinite(backward))
    if not known.size:
        return Decay(lane, state, position, np.zeros(1))
    first = int(known[0])
    return Decay(lane, state, position - first, backward[first:] - backward[first])


def _exploding(decay: Decay) -> Iterator[Finding]:
    top = int(decay.logs.argmax())
    if decay.logs[top] > _EXPLODED:
        ends = sorted((decay.t(top), decay.t(0)))
        place = replace(decay.place, first=ends[0], last=ends[1])
        log10_factor = float(decay.logs[top])
        evidence = {
            "log10_factor": log10_factor,
            "factor": 10.0 ** min(log10_factor, 300.0),
            "step_factor": decay.factor_per_step(top),
            "steps": top,
            "t": decay.t(top),
        }
        yield Finding("exploding", "error", place, evidence, "clip_gradients")


def _vanishing(decay: Decay) -> Iterator[Finding]:
    if not decay.logs[-1] < _VANISHED:
        return
    horizon = first_below(decay.logs, HORIZON_SHARE) or 0
    known = int(np.flatnonzero(np.isfinite(decay.logs))[-1])
    ends = sorted((decay.t(decay.steps), decay.t(horizon)))
    place = replace(decay.place, first=ends[0], last=ends[1])
    evidence = {
        "horizon": horizon,
        "steps": decay.steps,
        "t": decay.t(0),
        "step_factor": decay.factor_per_step(known),
    }
    has_gate = forget_gate(decay.lane.model) is not None
    advice = "open_forget_gate" if has_gate else "use_gates"
    yield Finding("vanishing", "warning", place, evidence, advice)
