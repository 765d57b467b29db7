"""How good the product of forget gates and the textbook's bound are beside the exact gradient."""

from dataclasses import dataclass

import numpy as np

from app.analysis.shortcut import CellCurves
from app.cells.names import OUTPUT
from app.numerics.parameters import Array, Direction

#: log10: within this factor a shortcut is good enough.
FINE = float(np.log10(2.0))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How good the shortcuts are; steps of the sequence, logarithms of exact over shortcut.

    Attributes
    ----------
    reached : tuple of int, or None
        The first and the last step, in reading order, that a gradient of h reaches.
    too_small, too_large : tuple of (t, log10), or None
        Where the direct path is off by most, either way, and by more than `FINE`.
    only_around : tuple of int
        Steps that a gradient reaches although the direct path is exactly zero.
    fine : tuple of int, or None
        From the last step reached back: the first and last step as far as it is within `FINE`.
    is_fine : bool
        Whether that is every step reached.
    bound_over_exact : float
        log10 of the textbook's number over exact ‖∂L/∂h‖ at the first step reached.
    """

    reached: tuple[int, int] | None
    too_small: tuple[int, float] | None
    too_large: tuple[int, float] | None
    only_around: tuple[int, ...]
    fine: tuple[int, int] | None
    is_fine: bool
    bound_over_exact: float


def judge(curves: CellCurves, direction: Direction) -> Verdict:
    """Return where, and by what factor, the shortcuts mislead."""
    back = slice(None, None, -1 if direction == "forward" else 1)
    exact, h, gap = curves.states[curves.memory], curves.states[OUTPUT], curves.gap
    off = np.full(len(h), np.nan) if gap is None else gap
    reached = np.flatnonzero(np.isfinite(h))[back]
    followed = np.flatnonzero(np.isfinite(exact))[back]
    with np.errstate(invalid="ignore"):
        is_good = np.isfinite(off) & (np.abs(off) <= FINE)
    good = followed[np.cumprod(is_good[followed], dtype=bool)]
    around = followed[~np.isfinite(off[followed])] if gap is not None else followed[:0]
    return Verdict(
        reached=(int(reached[-1]), int(reached[0])) if reached.size else None,
        too_small=_farthest(off),
        too_large=_farthest(-off),
        only_around=tuple(np.sort(around).tolist()),
        fine=(int(good.min()), int(good.max())) if good.size else None,
        is_fine=len(good) == len(followed) > 0,
        bound_over_exact=_over(curves, int(reached[-1])) if reached.size else np.nan,
    )


def _farthest(off: Array) -> tuple[int, float] | None:
    known = np.where(np.isfinite(off), off, -np.inf)
    t = int(known.argmax())
    return (t, float(known[t])) if known[t] > FINE else None


def _over(curves: CellCurves, t: int) -> float:
    bound = curves.textbook_bound
    return np.nan if bound is None else float(bound[t] - curves.states[OUTPUT][t])
