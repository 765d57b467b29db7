"""Side by side: up to three variants of a scenario's cell, on the same sequence and loss.

A variant holds what it changes; whatever it leaves out is taken from the scenario, so that an edit
of the scenario reaches every variant. Null is not the same as left out: ``"head": null`` is a
variant without a head.
"""

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from app.errors import Location
from app.scenarios.cells import (
    Activations,
    Cell,
    CellKind,
    Clip,
    EquationText,
    HiddenSize,
    InputSize,
    LayerCount,
    Layers,
    MergeName,
    Switch,
)
from app.scenarios.checks import Entries, Text
from app.scenarios.heads import AnyHead
from app.scenarios.interventions import WhatIfs
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part
from app.scenarios.states import NamedStates, States
from app.scenarios.weights import AnyWeights

if TYPE_CHECKING:
    from app.scenarios.schema import Scenario


class _Absent(Enum):
    """The value of a field that a variant does not set; it is never written."""

    INHERITED = 0


def _is_inherited(value: object) -> bool:
    return value is _Absent.INHERITED


def _inherited() -> Any:
    return Field(default_factory=lambda: _Absent.INHERITED, exclude_if=_is_inherited)


class Changes(Part):
    """A part whose absent fields mean "as in the scenario"; only what is named is written."""

    def named(self) -> dict[str, Any]:
        """Return the fields that are named, nested models as they are."""
        return {name: value for name, value in self if not _is_inherited(value)}


class CellChanges(Changes):
    """What a variant changes of the cell, field by field; ``activations`` as a whole."""

    kind: CellKind = _inherited()
    equations: EquationText | None = _inherited()
    input_size: InputSize = _inherited()
    hidden_size: HiddenSize = _inherited()
    proj_size: HiddenSize | None = _inherited()
    num_layers: LayerCount = _inherited()
    layers: Layers | None = _inherited()
    bidirectional: Switch = _inherited()
    merge: MergeName = _inherited()
    peephole: Switch = _inherited()
    bias: Switch = _inherited()
    clip: Clip | None = _inherited()
    activations: Activations = _inherited()

    def applied_to(self, cell: Cell) -> Cell:
        """Return the cell with these changes."""
        return cell.model_copy(update=self.named())


class Variant(Changes):
    """One more cell to compare; every field except ``cell`` replaces the scenario's as a whole."""

    title: Annotated[str, Text(LIMITS.variant_title)] = ""
    cell: CellChanges = _inherited()
    weights: AnyWeights = _inherited()
    head: AnyHead | None = _inherited()
    h0: States | None = _inherited()
    c0: States | None = _inherited()
    state0: NamedStates | None = _inherited()
    interventions: WhatIfs = _inherited()

    def applied_to(self, scenario: "Scenario") -> "Scenario":
        """Return the variant as a scenario of its own, without a comparison."""
        fields = self.named()
        if isinstance(fields.get("cell"), CellChanges):
            fields["cell"] = fields["cell"].applied_to(scenario.cell)
        return scenario.model_copy(update={**fields, "comparison": ()})

    def inherited_part(self, loc: Location) -> str:
        """Return the field at a path of the scenario if this variant could name it and does not.

        Empty where it names it, and for what every variant shares.
        """
        named: Changes = self
        if loc[:1] == ("cell",) and not _is_inherited(self.cell):
            named, loc = self.cell, loc[1:]
        name = str(loc[0]) if loc else ""
        can_be_named = name in type(named).model_fields
        return name if can_be_named and _is_inherited(getattr(named, name)) else ""


Comparison = Annotated[tuple[Variant, ...], Entries(0, LIMITS.variants)]


def without_comparison(scenario: "Scenario") -> "Scenario":
    """Return the scenario by itself."""
    return scenario.model_copy(update={"comparison": ()})


def variants(scenario: "Scenario") -> tuple["Scenario", ...]:
    """Return each variant of the scenario's comparison as a full scenario without one.

    Sequence, loss and notes are the scenario's, the title is the variant's.
    """
    return tuple(variant.applied_to(scenario) for variant in scenario.comparison)
