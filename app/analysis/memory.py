"""What a lane remembers: how long, by which units, and how open its gates are.

Rules of thumb read off the gates stand beside measurements by exact differentiation. A unit's
memory is the state that has a direct path (`app.cells.direct`): c in an LSTM, h in a GRU; what
keeps it is the factor of that path, f and z.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.analysis.linear import LinearLane
from app.analysis.rows import Scaled
from app.cells.direct import memory_path, memory_state
from app.cells.roles import value_bounds
from app.numerics.lane import Lane
from app.numerics.parameters import Array
from app.numerics.scaled import row_norms

#: Which units: (H,) of bool.
Units = NDArray[np.bool_]

#: A gate counts as shut, or open, when it is nearer than this to the end of its range.
MARGIN = 0.1
#: A gradient has arrived nowhere when less than this share of its last value is left.
HORIZON_SHARE = 0.01
#: A unit that varies less than this share of its size never changes.
_STILL = 1e-6
#: |correlation| from which a unit copies an input.
COPIES = 0.99


@dataclass(frozen=True, slots=True)
class Retention:
    """What is left of a perturbation of each unit's memory, k = 0 … K steps later.

    Attributes
    ----------
    own : ndarray, shape (K + 1, H)
        ∂m_j(t+k)/∂m_j(t): left in the unit itself; 1 at k = 0.
    log10_all : ndarray, shape (K + 1, H)
        log10 of the L2 norm of ∂m(t+k)/∂m_j(t): in all units together.
    half_life : ndarray, shape (H,)
        Steps until less than half is left in the unit, interpolated; NaN where it never is.
    """

    own: Array
    log10_all: Array
    half_life: Array


def retention(linear: LinearLane, start: int, steps: int) -> Iterator[float | Retention]:
    """Perturb every unit's memory after reading position ``start`` and follow it ``steps`` steps.

    Yields
    ------
    float or Retention
    """
    memory = linear.places[memory_state(linear.lane.model.definition)]
    units = memory.stop - memory.start
    own, log10_all = np.ones((steps + 1, units)), np.zeros((steps + 1, units))
    product = Scaled(np.eye(linear.state_size)[memory])
    for k in range(1, steps + 1):
        with np.errstate(all="ignore"):
            product.replace(linear.advance(start + k, product.values))
            left = product.values[:, memory]
            own[k] = np.ldexp(np.diagonal(left), -product.exponent)
            log10_all[k] = row_norms(left, np.full(units, product.exponent, dtype=np.intc)).log10
        if k % 16 == 0:
            yield k / steps
    yield Retention(own, log10_all, half_lives(own))


def half_lives(own: Array) -> Array:
    """Return when |share| first falls below one half, (H,), geometrically interpolated."""
    shares = np.abs(own)
    below = shares < 0.5
    found = np.full(own.shape[1], np.nan)
    for unit in np.flatnonzero(below.any(axis=0)):
        k = int(below[:, unit].argmax())
        before, after = shares[k - 1, unit], shares[k, unit]
        with np.errstate(divide="ignore"):
            drop = np.log(before / after) if after > 0.0 else np.inf
        found[unit] = k - 1 + np.log(before / 0.5) / drop
    return found


def half_life_of_gates(lane: Lane) -> Array | None:
    """Return −ln 2/ln(mean |gate|) of every unit (H,); inf where the mean is 1 or more.

    The gate is the factor of the memory's direct path, or 1 less it; None where that is no single
    gate. It is the rule of thumb, not what is measured.
    """
    kept = kept_by_gate(lane)
    return None if kept is None else half_life_of(np.abs(kept.mean(axis=0)))


def kept_by_gate(lane: Lane) -> Array | None:
    """Return the share of the memory that a gate keeps, (T, H); None without such a gate."""
    path = memory_path(lane.model.definition)
    if path is None or path.gate is None:
        return None
    gate = lane.value(path.gate)
    return 1.0 - gate if path.is_complement else gate


def half_life_of(share: Array) -> Array:
    """Return after how many steps half is left when each keeps a share: inf for 1 or more."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lives = -np.log(2.0) / np.log(share)
    return np.where(share >= 1.0, np.inf, lives)


def log10_after(half_lives: Array, steps: int) -> Array:
    """Return log10 of what is left after so many steps, by half-lives; 0 for one without end."""
    with np.errstate(divide="ignore", invalid="ignore"):
        left = -steps * np.log10(2.0) / half_lives
    return np.where(steps > 0, left, 0.0)


def most_misleading(by_gate: Array, measured: Array) -> tuple[int, float] | None:
    """Return the unit whose half-life by its gate is off by most, and how many times it is that.

    Units that never fall below half are not compared, nor lives of 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(by_gate / measured)
    comparable = np.isfinite(logs)
    if not len(logs):
        return None
    off = np.where(comparable, np.abs(logs), 0.0)
    unit = int(off.argmax())
    return unit, float(np.exp(logs[unit])) if comparable[unit] else 1.0


def horizon(log10_norms: Array) -> int | None:
    """Return how many steps back the gradient first is below 1 % of its last value.

    Parameters
    ----------
    log10_norms : ndarray, shape (T,)
        In reading order. None where it never falls so far.
    """
    known = np.flatnonzero(np.isfinite(log10_norms))
    if not known.size:
        return None
    return first_below(log10_norms[int(known[-1]) :: -1], HORIZON_SHARE)


def first_below(log10_norms: Array, share: float) -> int | None:
    """Return the first index at which less than a share of the first norm is left, if any."""
    small = np.flatnonzero(log10_norms < log10_norms[0] + np.log10(share))
    return int(small[0]) if small.size else None


def saturation(lane: Lane) -> dict[str, tuple[Array, Array]]:
    """Return value → shares of steps (·,) at which it is shut, and open.

    For every gate, and every state, that a function bounds: within a tenth of the lower, and of the
    upper end (below 0.1 and above 0.9; of a tanh below −0.9 and above 0.9).
    """
    shares = {}
    for name, (low, high) in bounded_values(lane).items():
        values = lane.value(name)
        shut, opened = values < low + MARGIN, values > high - MARGIN
        shares[name] = (shut.mean(axis=0), opened.mean(axis=0))
    return shares


def bounded_values(lane: Lane) -> dict[str, tuple[float, float]]:
    """Return gates, then states, that a function bounds, and between which they lie."""
    bounds = value_bounds(lane.model.definition)
    names = (*lane.model.gates, *lane.model.states)
    return {name: bounds[name] for name in names if name in bounds}


def still_units(lane: Lane) -> Units:
    """Return which units never change in any state.

    Where a projection makes h smaller, in any state of the memory's size.
    """
    of_memory = lane.states[memory_state(lane.model.definition)].shape[1]
    still = np.ones(of_memory, dtype=np.bool_)
    for values in lane.states.values():
        if values.shape[1] == of_memory:
            still &= is_still(values)
    return still


def is_still(values: Array) -> Units:
    """Return which columns of (T, ·) never change."""
    spread = values.max(axis=0) - values.min(axis=0)
    return np.asarray(spread <= _STILL * np.abs(values).max(axis=0), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Copy:
    """A unit whose h follows one channel of what the lane reads."""

    unit: int
    channel: int
    correlation: float


def copying_units(lane: Lane) -> list[Copy]:
    """Return units with a correlation of at least `COPIES` with an input, either sign."""
    if lane.steps < 3:
        return []
    together = _standardised(lane.h).T @ _standardised(lane.x)
    best = np.abs(together).argmax(axis=1)
    pairs = [(int(unit), int(best[unit])) for unit in range(len(best))]
    return [
        Copy(unit, channel, float(together[unit, channel]))
        for unit, channel in pairs
        if abs(together[unit, channel]) >= COPIES
    ]


def _standardised(values: Array) -> Array:
    """Return columns of mean 0 and length 1; those that do not change are 0."""
    centred = values - values.mean(axis=0)
    sizes = np.abs(centred).max(axis=0)
    sizes[is_still(values) | (sizes == 0.0)] = np.inf
    shares = centred / sizes  # squares of the values themselves may be too small for a float
    lengths = np.sqrt(np.einsum("tj,tj->j", shares, shares))
    return np.asarray(shares / np.where(lengths > 0.0, lengths, 1.0))
