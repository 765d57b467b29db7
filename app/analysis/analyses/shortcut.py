"""The shortcut: the product of forget gates and the textbook bound beside the exact gradient."""

from typing import Literal

from pydantic import Field

from app.analysis.registration import (
    Described,
    Fields,
    Found,
    Number,
    OfLane,
    Registration,
    ResultOfLane,
    Vector,
)
from app.analysis.shortcut import CellCurves, compare
from app.analysis.study import Study
from app.analysis.verdict import Verdict as Judged
from app.analysis.verdict import judge


class ShortcutAnalysis(OfLane):
    """The product of forget gates and the textbook bound beside the exact gradient."""

    name: Literal["shortcut"]


class Misleading(Described):
    """Where the exact gradient and the direct cell-state path differ most."""

    t: int
    log10_factor: float = Field(description="log10 of exact over direct cell-state path.")


class Reached(Described):
    """A stretch of steps."""

    first: int
    last: int


class OnlyAround(Described):
    """Steps that a gradient reaches although the direct path is exactly zero."""

    count: int
    t: int = Field(description="The first of them.")


class FineStretch(Reached):
    """Where the direct path is within a factor of 2, from the last step reached back."""

    is_all: bool


class Verdict(Described):
    """Where, and by what factor, the shortcuts mislead. Factors are 1 or more."""

    reached: Reached | None = Field(description="In reading order; null: no gradient arrives.")
    too_small: Misleading | None = Field(description="Where exact over direct path is largest.")
    too_large: Misleading | None = Field(description="Where direct path over exact is largest.")
    only_around: OnlyAround | None
    fine: FineStretch | None
    bound_over_exact: Number = Field(
        description="log10, at the first step reached; null: not known, or a bound of 0."
    )


class ShortcutResult(ResultOfLane):
    """The direct cell-state path beside the exact gradient, for one kind of cell.

    The scenario's own first (`own`), then PyTorch's other kinds of the same sizes on the same
    sequence, drawn by the same initialiser and seed, without what-ifs.
    """

    analysis: Literal["shortcut"]
    kind: str
    own: bool
    h: Vector = Field(description="(T): log10 ‖∂L/∂h(t)‖, exact, as in the trace.")
    c: Vector | None = Field(None, description="(T): log10 ‖∂L/∂c(t)‖, exact.")
    states: dict[str, Vector] | None = Field(
        None, description="Likewise of every other state, by name (T)."
    )
    memory: str = Field(description="The state that the direct path runs along.")
    forget_product: Vector | None = Field(
        None,
        description="(T): log10 of the norm of what the direct cell-state path alone carries, "
        "p(t) = what enters at t + f(t+1)·p(t+1); a GRU's by z. Not the gradient.",
    )
    gap: Vector | None = Field(None, description="(T): exact less forget_product, log10.")
    textbook_bound: Vector | None = Field(
        None,
        description="(T): log10 of ‖∂L/∂h(s)‖·(‖U‖₂·max|φ′|)^(s−t), U the candidate's recurrent "
        "weight, s the last step with a gradient (Pascanu et al. 2013); absent where no matrix "
        "carries a state into a candidate.",
    )
    step_factor: float | None = Field(None, description="‖U‖₂·max|φ′|.")
    is_bound: bool = Field(
        description="Whether textbook_bound bounds h: in an RNN's top layer, one step compared."
    )
    misleading: Misleading | None
    verdict: Verdict | None = Field(None, description="With the scenario's own cell.")


def _run(study: Study, analysis: ShortcutAnalysis) -> Found:
    place = {"layer": analysis.layer, "direction": analysis.direction}
    for curves in compare(study, analysis.layer, analysis.direction):
        if isinstance(curves, CellCurves):
            fields: Fields = place | _fields(curves, _enters_once(study, analysis.layer))
            if curves.own:
                fields["verdict"] = _verdict(judge(curves, analysis.direction))
            yield fields
        else:
            yield curves


def _fields(curves: CellCurves, enters_once: bool) -> Fields:
    named = {state: logs for state, logs in curves.states.items() if state in ("h", "c")}
    others = {state: logs for state, logs in curves.states.items() if state not in named}
    fields: Fields = {"kind": curves.kind, "own": curves.own, **named, "memory": curves.memory}
    if others:
        fields["states"] = others
    if curves.forget_product is not None:
        fields |= {"forget_product": curves.forget_product, "gap": curves.gap}
    if curves.textbook_bound is not None:
        bound, factor = curves.textbook_bound, curves.step_factor
        fields |= {"textbook_bound": bound, "step_factor": factor}
    fields["is_bound"] = curves.is_plain and enters_once
    return fields | {"misleading": curves.misleading}


def _verdict(found: Judged) -> Fields:
    around = found.only_around
    return {
        "reached": _stretch(found.reached),
        "too_small": _misleading(found.too_small),
        "too_large": _misleading(found.too_large),
        "only_around": {"count": len(around), "t": around[0]} if around else None,
        "fine": found.fine and {**(_stretch(found.fine) or {}), "is_all": found.is_fine},
        "bound_over_exact": found.bound_over_exact,
    }


def _stretch(ends: tuple[int, int] | None) -> Fields | None:
    return None if ends is None else {"first": ends[0], "last": ends[1]}


def _misleading(place: tuple[int, float] | None) -> Fields | None:
    return None if place is None else {"t": place[0], "log10_factor": place[1]}


def _enters_once(study: Study, layer: int) -> bool:
    """Whether a layer gets a gradient from outside at one step only."""
    return layer == study.resolved.spec.num_layers - 1 and len(study.compared) == 1


REGISTRATION = Registration("shortcut", ShortcutAnalysis, _run, (ShortcutResult,), section=2)
