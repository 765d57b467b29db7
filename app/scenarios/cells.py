"""The cell of a scenario: kind, sizes, directions and activations."""

from typing import Annotated

from pydantic import Field

from app.errors import ScenarioError
from app.numerics.activations import ACTIVATIONS
from app.numerics.parameters import ROW_BLOCKS, CellSpec, Kind
from app.scenarios.checks import Choice, Flag, Whole
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part

CellKind = Annotated[Kind, Choice(tuple(ROW_BLOCKS))]
InputSize = Annotated[int, Whole(1, LIMITS.input_size)]
HiddenSize = Annotated[int, Whole(1, LIMITS.hidden_size)]
LayerCount = Annotated[int, Whole(1, LIMITS.num_layers)]
Switch = Annotated[bool, Flag()]
ActivationName = Annotated[str, Choice(tuple(ACTIVATIONS))]


class Activations(Part):
    """Activation functions by what they are applied to.

    One that a kind has no use for (``output`` outside the LSTM, ``gate`` in an RNN) changes
    nothing and is kept, so that changing the kind back and forth loses nothing.
    """

    gate: ActivationName = "sigmoid"
    candidate: ActivationName = "tanh"
    output: ActivationName = "tanh"


class Cell(Part):
    """Everything about the network but its numbers."""

    kind: CellKind = "lstm"
    input_size: InputSize
    hidden_size: HiddenSize
    num_layers: LayerCount = 1
    bidirectional: Switch = False
    peephole: Switch = False
    bias: Switch = True
    activations: Activations = Field(default=Activations())


def cell_spec(cell: Cell) -> CellSpec:
    """Return the cell as numerics knows it.

    Raises
    ------
    ScenarioError
        For peepholes outside the LSTM.
    """
    if cell.peephole and cell.kind != "lstm":
        message = f"peepholes look at the cell state, which only an LSTM has; kind is {cell.kind}"
        raise ScenarioError(message, loc=("cell", "peephole"))
    return CellSpec(
        kind=cell.kind,
        input_size=cell.input_size,
        hidden_size=cell.hidden_size,
        num_layers=cell.num_layers,
        bidirectional=cell.bidirectional,
        peephole=cell.peephole,
        bias=cell.bias,
        gate=cell.activations.gate,
        candidate=cell.activations.candidate,
        output=cell.activations.output,
    )
