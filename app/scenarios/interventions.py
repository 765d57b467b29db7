"""What-if edits of a scenario."""

from typing import Annotated

from pydantic import Field

from app.cells.limits import MAX_NAME
from app.errors import Location, ScenarioError
from app.numerics.network import Intervention
from app.numerics.parameters import Direction, LayerSpec, NetworkSpec
from app.scenarios.checks import Choice, Entries, Number, Text, Whole
from app.scenarios.failures import clean_text
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part

Step = Annotated[int, Whole(0, LIMITS.steps - 1)]


class WhatIf(Part):
    """A value replaced at the steps ``from`` … ``to``, both included; no ``unit``: all units."""

    layer: Annotated[int, Whole(0, LIMITS.num_layers - 1)] = 0
    direction: Annotated[Direction, Choice()] = "forward"
    target: Annotated[str, Text(MAX_NAME, shortest=1)]
    unit: Annotated[int, Whole(0, LIMITS.hidden_size - 1)] | None = None
    from_: Step = Field(alias="from")
    to: Step
    value: Annotated[float, Number()]


WhatIfs = Annotated[tuple[WhatIf, ...], Entries(0, LIMITS.interventions)]


def resolve_interventions(
    edits: tuple[WhatIf, ...], spec: NetworkSpec, steps: int
) -> tuple[Intervention, ...]:
    """Return the interventions as numerics knows them.

    Raises
    ------
    ScenarioError
        For a layer, direction, target, unit or step that this network or sequence does not have.
    """
    return tuple(
        _intervention(edit, spec, steps, ("interventions", k)) for k, edit in enumerate(edits)
    )


def _intervention(edit: WhatIf, spec: NetworkSpec, steps: int, loc: Location) -> Intervention:
    _check_below(edit.layer, spec.num_layers, (*loc, "layer"))
    layer = spec.layers[edit.layer]
    if edit.direction not in layer.directions:
        only = layer.directions[0]
        needed = "a bidirectional layer" if only == "forward" else "a layer that reads forward"
        message = f'direction "{edit.direction}" needs {needed}'
        raise ScenarioError(message, loc=(*loc, "direction"))
    targets = layer.cell.targets
    if edit.target not in targets:
        shown, kind = ", ".join(targets), layer.cell.kind
        message = f"target must be one of {shown} ({kind}); found {clean_text(edit.target)}"
        raise ScenarioError(message, loc=(*loc, "target"))
    if edit.unit is not None:
        _check_below(edit.unit, _size(layer, edit.target), (*loc, "unit"))
    _check_below(edit.to, steps, (*loc, "to"))
    if edit.from_ > edit.to:
        message = f"from must not be after to, {edit.to}; found {edit.from_}"
        raise ScenarioError(message, loc=(*loc, "from"))
    return Intervention(
        layer=edit.layer,
        direction=edit.direction,
        target=edit.target,
        unit=edit.unit,
        start=edit.from_,
        stop=edit.to + 1,
        value=edit.value,
    )


def _size(layer: LayerSpec, target: str) -> int:
    definition = layer.cell.definition
    return layer.sizes[definition.graph[definition.values[target]].size]


def _check_below(found: int, bound: int, loc: Location) -> None:
    if found >= bound:
        raise ScenarioError(f"{loc[-1]} must be from 0 to {bound - 1}; found {found}", loc=loc)
