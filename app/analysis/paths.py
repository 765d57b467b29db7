"""Which path a gradient took: the gradient of every state as the sum of its parts.

∂L/∂state(t) is the sum over everything that reads the state: equations of the same step, equations
of the step that the lane reads next, and, for h, the loss or the layer above. Each reading is an
expression of `app.cells.readings`; every part is computed from its own factors, never as the
remainder of the others: that they add up is a test of the whole backward pass.

For an LSTM these are::

    ∂L/∂h(t) = from the loss at t or the layer above + Σ U_kᵀ ∂L/∂z_k(t+1)
    ∂L/∂c(t) = f(t+1)·∂L/∂c(t+1)                                          along the cell-state path
             + o·output′(c)·∂L/∂h(t)                                      through h(t)
             + p_o·∂L/∂z_o(t) + p_i·∂L/∂z_i(t+1) + p_f·∂L/∂z_f(t+1)       through peepholes
"""

from dataclasses import dataclass

import numpy as np

from app.analysis.study import Study
from app.cells.names import OUTPUT
from app.numerics.lane import Lane
from app.numerics.parameters import Array
from app.numerics.scaled import Exponents, Norms, norms_of, unscaled

#: What h receives from outside the lane: in the top layer, and in the others.
LOSS, ABOVE = "loss", "above"

#: State → names of its parts.
Names = dict[str, tuple[str, ...]]


def part_names(lane: Lane, is_top: bool) -> Names:
    """Return the names of the parts of each state's gradient.

    Returns
    -------
    dict
        ``h`` first has ``loss`` in the top layer, ``above`` in the others. Then come the cell's
        own parts (`CellModel.path_names`): of an LSTM's h the row blocks of step t+1, of its c
        ``line``, ``h`` and ``peephole``; of a cell without such names one for each reading:
        ``o``, the equation of o at this step, and ``o+``, that at the step read next.
    """
    names: Names = {}
    for state, parts in lane.paths.items():
        outside = ((LOSS if is_top else ABOVE),) if state == OUTPUT else ()
        names[state] = (*outside, *parts)
    return names


@dataclass(frozen=True, slots=True)
class Paths:
    """The parts of a lane's gradients at consecutive reading positions.

    Attributes
    ----------
    names : dict
        See `part_names`; all parts in this order, those of h first.
    parts : tuple of ndarray, each (n, ·)
        As scaled: true value = part · 2**−exponents.
    exponents : ndarray of int, shape (n,)
    """

    names: Names
    parts: tuple[Array, ...]
    exponents: Exponents

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """(state, part) of each entry of ``parts``."""
        return tuple((state, name) for state, names in self.names.items() for name in names)

    def vectors(self) -> dict[tuple[str, str], Array]:
        """Return (state, part) → (n, ·) in true scale."""
        return {
            key: unscaled(part, self.exponents)
            for key, part in zip(self.keys, self.parts, strict=True)
        }

    def norms(self) -> Norms:
        """Return the L2 norm of every part, (P, n)."""
        found = norms_of(self.parts, self.exponents)
        value = np.stack([norm.value for norm in found])
        return Norms(value, np.stack([norm.log10 for norm in found]))


def gradient_paths(lane: Lane, start: int, stop: int) -> Paths:
    """Split the gradients of reading positions ``start`` to ``stop`` by where they came from.

    Parameters
    ----------
    lane : Lane
        Its newest call of `Lane.backward` must have computed these positions.
    start, stop : int

    Raises
    ------
    ValueError
        If other positions were computed last.
    """
    arrival = lane.arrival
    if arrival is None or not arrival.start <= start <= stop <= arrival.stop:
        raise ValueError(f"positions {start} to {stop} were not the last to be computed")
    inside = slice(start - arrival.start, stop - arrival.start)
    exponents = lane.exponents[start:stop]
    with np.errstate(all="ignore"):
        shift = exponents - arrival.exponents[inside]
        outside = unscaled(arrival.values[inside], -shift)
        own = lane.path_parts(start, stop)
    names = part_names(lane, lane.is_top)
    parts = tuple(
        outside if name in (LOSS, ABOVE) and state == OUTPUT and position == 0 else own[state, name]
        for state, of_state in names.items()
        for position, name in enumerate(of_state)
    )
    return Paths(names, parts, exponents)


@dataclass(frozen=True, slots=True)
class Shares:
    """What each part of a state's gradient has of the whole, at every step of the sequence.

    Worked out from logarithms, so that a gradient of 1e−400 has its shares too.

    Attributes
    ----------
    parts : tuple of str
    log10_part : ndarray, shape (T, P)
        log10 of the norm of each part; −inf for nothing.
    log10_norm : ndarray, shape (T,)
        log10 of the gradient's own norm.
    share : ndarray, shape (T, P)
        A part's norm of the sum of the norms of all; NaN where no gradient arrives.
    left : ndarray, shape (T,)
        The norm of the whole over that sum: 1 where all parts point the same way, less where they
        cancel.
    """

    parts: tuple[str, ...]
    log10_part: Array
    log10_norm: Array
    share: Array
    left: Array

    @property
    def reached(self) -> list[int]:
        """The steps at which a gradient arrives."""
        steps: list[int] = np.flatnonzero(np.isfinite(self.left)).tolist()
        return steps

    @property
    def unknown(self) -> list[int]:
        """The steps at which it is not finite."""
        is_known = np.isfinite(self.left) | (self.log10_part == -np.inf).all(axis=1)
        steps: list[int] = np.flatnonzero(~is_known).tolist()
        return steps

    @property
    def mean_share(self) -> Array:
        """The mean of each part's share over the steps at which a gradient arrives, (P,)."""
        reached = self.reached
        nothing = np.full(len(self.parts), np.nan)
        return np.asarray(self.share[reached].mean(axis=0)) if reached else nothing

    @property
    def most_cancelled(self) -> int | None:
        """The step at which the parts cancel most."""
        return int(np.nanargmin(self.left)) if self.reached else None


def gradient_shares(study: Study, lane: Lane) -> dict[str, Shares]:
    """Return state → shares; the network goes back once more, since parts are not kept."""
    names = part_names(lane, lane.is_top)
    logs = np.full((lane.steps, sum(map(len, names.values()))), -np.inf)
    for span in study.backward():
        if any(it is lane for it in span.lanes):
            found = gradient_paths(lane, span.start, span.stop)
            logs[span.start : span.stop] = found.norms().log10.T
    whole, column, shares = lane.grad_norms(), 0, {}
    for state, parts in names.items():
        own = lane.in_sequence_order(logs[:, column : column + len(parts)])
        shares[state] = _shares(parts, own, lane.in_sequence_order(whole[state].log10))
        column += len(parts)
    return shares


def _shares(parts: tuple[str, ...], logs: Array, whole: Array) -> Shares:
    with np.errstate(all="ignore"):
        most = logs.max(axis=1)
        total = most + np.log10((10.0 ** (logs - most[:, None])).sum(axis=1))
        share = 10.0 ** (logs - total[:, None])
        left = np.minimum(1.0, 10.0 ** (whole - total))
    left[~np.isfinite(total)] = np.nan
    return Shares(parts, logs, whole, share, left)
