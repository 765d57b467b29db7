"""What becomes of one step's loss on its way back through a lane.

The trace's gradient is a sum over every compared step and need not shrink although each share of it
does; so one loss is followed at a time. Doctor and laboratory read the same numbers here.
"""

from dataclasses import dataclass

import numpy as np

from app.analysis.memory import HORIZON_SHARE, first_below
from app.numerics.lane import Lane
from app.numerics.parameters import Array

#: log10: a thousandth is left, a thousandfold has come of it.
VANISHED, EXPLODED = -3.0, 3.0


@dataclass(frozen=True, slots=True)
class Decay:
    """The gradient of one loss, step by step back.

    Attributes
    ----------
    lane : Lane
        In whose order it is followed.
    state : str
        Whose gradient it is; ``x`` of the network's input.
    position : int
        Where it enters, in reading order.
    start : float
        log10 of its norm there; −inf where it never does.
    logs : ndarray, shape (n,)
        log10 of its norm 0, 1, … steps back, less ``start``.
    """

    lane: Lane
    state: str
    position: int
    start: float
    logs: Array

    @property
    def steps(self) -> int:
        """How many steps back it was followed."""
        return len(self.logs) - 1

    @property
    def known(self) -> int:
        """How many steps back it last arrives anywhere."""
        return int(np.flatnonzero(np.isfinite(self.logs))[-1])

    @property
    def top(self) -> int:
        """How many steps back it is largest."""
        return int(np.where(np.isfinite(self.logs), self.logs, -np.inf).argmax())

    @property
    def has_exploded(self) -> bool:
        """Whether it has become a thousand times as large."""
        return bool(self.logs[self.top] > EXPLODED)

    @property
    def has_vanished(self) -> bool:
        """Whether less than a thousandth of it is left where it was followed to."""
        return bool(self.logs[-1] < VANISHED)

    @property
    def horizon(self) -> int | None:
        """How many steps back less than 1 % is left."""
        return first_below(self.logs, HORIZON_SHARE)

    @property
    def mean_steps(self) -> int:
        """How many steps back its rate is the mean of: to its largest where it only explodes."""
        return self.top if self.has_exploded and not self.has_vanished else self.known

    def log10_step(self, back: int) -> float:
        """Return log10 of the geometric mean of what each of so many steps multiplies it by.

        −inf where it does not even leave the step it enters at.
        """
        return float(self.logs[back] / back) if back else -np.inf

    def step_factor(self, back: int) -> float:
        """Return that mean."""
        return float(10.0 ** self.log10_step(back))

    def t(self, back: int) -> int:
        """Return the step of the sequence so many steps back."""
        return self.lane.step(self.position - back)


def decay_of(lane: Lane, state: str, source: int, norms: Array) -> Decay:
    """Follow a row of an itemised map.

    Parameters
    ----------
    lane : Lane
    state : str
    source : int
        The step whose loss it is.
    norms : ndarray, shape (T,)
        log10 by step of the sequence; −inf where nothing arrives.
    """
    position = lane.step(source)
    backward = lane.in_sequence_order(norms)[position::-1]
    known = np.flatnonzero(np.isfinite(backward))
    if not known.size:
        return Decay(lane, state, position, -np.inf, np.zeros(1))
    first = int(known[0])
    start = float(backward[first])
    return Decay(lane, state, position - first, start, backward[first:] - start)
