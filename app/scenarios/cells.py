"""The cell of a scenario: kind or equations, sizes, layers, directions and activations."""

from typing import Annotated

from pydantic import Field

from app.cells.definition import Options
from app.cells.errors import EquationError
from app.cells.functions import ACTIVATION_NAMES
from app.cells.limits import MAX_TEXT
from app.cells.models import EQUATIONS, CellModel, catalogue, model_of
from app.errors import Location, ScenarioError
from app.numerics.parameters import LayerSpec, Merge, NetworkSpec
from app.scenarios.checks import Choice, Entries, Flag, Number, Text, Whole
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part

KINDS = (*catalogue(), EQUATIONS)
CellKind = Annotated[str, Choice(KINDS)]
EquationText = Annotated[str, Text(MAX_TEXT, shortest=1)]
InputSize = Annotated[int, Whole(1, LIMITS.input_size)]
HiddenSize = Annotated[int, Whole(1, LIMITS.hidden_size)]
LayerCount = Annotated[int, Whole(1, LIMITS.num_layers)]
Switch = Annotated[bool, Flag()]
ActivationName = Annotated[str, Choice(ACTIVATION_NAMES)]
MergeName = Annotated[Merge, Choice()]
Clip = Annotated[float, Number(1e-300, 1e300)]


class Activations(Part):
    """Activation functions, by what they are applied to.

    One that a kind does not use (``output`` outside the LSTM, ``gate`` in an RNN) changes nothing
    and is kept, so that changing the kind back and forth loses nothing.
    """

    gate: ActivationName = "sigmoid"
    candidate: ActivationName = "tanh"
    output: ActivationName = "tanh"


class Layer(Part):
    """What one layer does differently; whatever it leaves out comes from the cell.

    ``equations``, ``peephole`` and ``proj_size`` belong to a kind: a layer of another kind than the
    cell's does not have them from the cell. ``reverse`` has a layer that reads in one direction
    read from the end.
    """

    kind: CellKind | None = None
    equations: EquationText | None = None
    hidden_size: HiddenSize | None = None
    bidirectional: Switch | None = None
    merge: MergeName | None = None
    bias: Switch | None = None
    peephole: Switch | None = None
    proj_size: HiddenSize | None = None
    activations: Activations | None = None
    reverse: Switch = False


Layers = Annotated[tuple[Layer, ...], Entries(1, LIMITS.num_layers)]


class Cell(Part):
    """Everything about the network except its numbers."""

    kind: CellKind = "lstm"
    equations: EquationText | None = None
    input_size: InputSize
    hidden_size: HiddenSize
    proj_size: HiddenSize | None = None
    num_layers: LayerCount = 1
    layers: Layers | None = None
    bidirectional: Switch = False
    merge: MergeName = "concat"
    peephole: Switch = False
    bias: Switch = True
    clip: Clip | None = None
    activations: Activations = Field(default=Activations())


def network_spec(cell: Cell) -> NetworkSpec:
    """Return the network as numerics knows it.

    Raises
    ------
    ScenarioError
        Where a layer chooses what its cell does not have, and for equations that are wrong.
    """
    if cell.layers is not None and cell.num_layers != 1:
        message = (
            f"num_layers must be left out when layers are listed; found {cell.num_layers} and "
            f"{len(cell.layers)} layers"
        )
        raise ScenarioError(message, loc=("cell", "num_layers"))
    layers: list[LayerSpec] = []
    size = cell.input_size
    for index, (choice, loc) in enumerate(_choices(cell)):
        layers.append(_layer(cell, choice, size, loc))
        size = layers[index].feature_size
    return NetworkSpec(cell.input_size, tuple(layers))


def _choices(cell: Cell) -> list[tuple[Layer, Location]]:
    """Return every layer with the cell's choices filled in, and where its own are written."""
    if cell.layers is None:
        return [(_filled(cell, Layer()), ("cell",))] * cell.num_layers
    return [
        (_filled(cell, layer), ("cell", "layers", index)) for index, layer in enumerate(cell.layers)
    ]


_INHERITED = ("kind", "hidden_size", "bidirectional", "merge", "bias", "activations")
_OF_KIND = ("equations", "peephole", "proj_size")


def _filled(cell: Cell, layer: Layer) -> Layer:
    """Return the layer with what it leaves out; another kind takes no options of the cell's."""
    is_alike = layer.kind in {None, cell.kind}
    names = _INHERITED + _OF_KIND if is_alike else _INHERITED
    absent = [name for name in names if getattr(layer, name) is None]
    return layer.model_copy(update={name: getattr(cell, name) for name in absent})


def _layer(cell: Cell, choice: Layer, input_size: int, loc: Location) -> LayerSpec:
    _check_choice(choice, loc)
    model = _model(cell, choice, loc)
    hidden_size = choice.hidden_size or cell.hidden_size
    directions = ("forward", "reverse") if choice.bidirectional else ("forward",)
    if choice.reverse:
        directions = ("reverse",)
    return LayerSpec(
        cell=model,
        input_size=input_size,
        hidden_size=hidden_size,
        output_size=choice.proj_size or hidden_size,
        directions=directions,  # type: ignore[arg-type]
        merge=choice.merge or "concat",
    )


def _check_choice(choice: Layer, loc: Location) -> None:
    kind = choice.kind or "lstm"
    if kind == EQUATIONS and choice.equations is None:
        message = 'kind "equations" needs equations'
        raise ScenarioError(message, loc=(*loc, "equations"))
    if kind != EQUATIONS and choice.equations is not None:
        message = f'equations need the kind "equations"; kind is {kind}'
        raise ScenarioError(message, loc=(*loc, "equations"))
    options = {} if kind == EQUATIONS else catalogue()[kind].options
    if choice.peephole and "peephole" not in options:
        message = f"peepholes look at the cell state, which only an LSTM has; kind is {kind}"
        raise ScenarioError(message, loc=(*loc, "peephole"))
    if choice.proj_size is not None and "projection" not in options:
        message = f"only an LSTM has a projection; kind is {kind}"
        raise ScenarioError(message, loc=(*loc, "proj_size"))
    if choice.reverse and choice.bidirectional:
        message = "reverse is for a layer that reads in one direction; this one is bidirectional"
        raise ScenarioError(message, loc=(*loc, "reverse"))


def _model(cell: Cell, choice: Layer, loc: Location) -> CellModel:
    activations = choice.activations or cell.activations
    options = Options(
        gate=activations.gate,
        candidate=activations.candidate,
        output=activations.output,
        bias=choice.bias is not False,
        clip=cell.clip,
        is_projected=choice.proj_size is not None,
    )
    kind = choice.kind or "lstm"
    try:
        return model_of(kind, options, bool(choice.peephole), choice.equations)
    except EquationError as error:
        error.loc = (*loc, "equations")
        raise
