"""A layer's cell as code to use elsewhere."""

from typing import Annotated, Literal

from app.cells.latex import latex
from app.cells.torch_module import Sizes, torch_module
from app.errors import ScenarioError
from app.numerics.parameters import LayerSpec, tensor_name
from app.scenarios.checks import Choice, Whole
from app.scenarios.comparison import without_comparison
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario

#: Layers with more numbers are written without them; their reader loads them from elsewhere.
MOST_NUMBERS = 2_000
Format = Literal["torch", "latex"]


class CellExport(Part):
    """What to write, and how."""

    scenario: Scenario
    format: Annotated[Format, Choice()]
    layer: Annotated[int, Whole(0, LIMITS.num_layers - 1)] = 0


def exported(wanted: CellExport) -> str:
    """Return the code.

    Raises
    ------
    ScenarioError
        For a scenario that contradicts itself, and for a layer that it does not have.
    """
    try:
        resolved = resolve(without_comparison(wanted.scenario))
    except ScenarioError as error:
        error.loc = ("scenario", *error.loc)
        raise
    layers = resolved.spec.layers
    if wanted.layer >= len(layers):
        message = f"layer must be from 0 to {len(layers) - 1}; found {wanted.layer}"
        raise ScenarioError(message, loc=("layer",))
    layer = layers[wanted.layer]
    if wanted.format == "latex":
        return latex(layer.cell)
    return _module(resolved, layer, wanted.layer)


def _module(resolved: Resolved, layer: LayerSpec, index: int) -> str:
    lanes: dict[str, str] = {way: tensor_name("", index, way) for way in layer.directions}
    names = [
        tensor_name(tensor.name, index, way)
        for way in layer.directions
        for tensor in layer.cell.tensors
    ]
    given = {name: resolved.tensors[name] for name in names}
    is_small = sum(tensor.size for tensor in given.values()) <= MOST_NUMBERS
    tensors = {name: tensor.tolist() for name, tensor in given.items()} if is_small else None
    sizes = Sizes(layer.input_size, layer.hidden_size, layer.output_size)
    return torch_module(layer.cell, sizes, lanes, tensors)
