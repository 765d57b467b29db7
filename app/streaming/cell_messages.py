"""What the first line of a trace says of the cells, as the OpenAPI document describes it.

`app.cells.description` writes it.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.numerics.parameters import Direction


class CellPart(BaseModel):
    """One object of a cell's description."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ParameterPlace(CellPart):
    """Where a parameter stands in a tensor."""

    tensor: str = Field(description="Name without the layer: `_l0`, `_l0_reverse` … is added.")
    block: int = Field(description="Its row block of the tensor, or its row of a table.")
    is_table: bool = Field(description="Whether the tensor has a vector in each row.")


class CellParameter(CellPart):
    """A parameter of the equations. One that stands in two tensors is their sum."""

    name: str
    shape: list[Literal["D", "H", "P"]] = Field(
        description="D input, H hidden, P output size of the layer; nothing: a single number."
    )
    tensors: list[ParameterPlace]
    initial: float | None = Field(None, description="Where the equations have a number start.")


class CellNode(CellPart):
    """One operation; its id is its place in the list, and arguments come first."""

    op: str = Field(
        description="input, previous, parameter, number, matvec, named, clip, apply, add, sub, "
        "sum, mul, div, neg, max, min; backward also slope, wins, inside, gradient, total, kept, "
        "normalize_back."
    )
    args: list[int]
    size: Literal["D", "H", "P", "1"]
    name: str | None = Field(None, description="Of the value, parameter, state or function.")
    value: float | None = Field(
        None, description="The number; a clip's bound; 1 where a matrix is transposed, else 0."
    )
    signs: list[Literal[1, -1]] | None = Field(None, description="Of each term of a sum.")
    at: str = Field(
        description="Where its number is: `x`, `gates.i`, `c`, `states.t`, `z.i`, `nodes.12` in "
        "forward lines, `grad.c`, `nodes.40` in backward lines, `previous.c` in the line read "
        "before (or where the state starts), `parameter.b_i`, or `number`."
    )


class ForwardEquation(CellPart):
    """An equation of the text."""

    name: str
    node: int = Field(description="The value, as a what-if leaves it.")
    right: int = Field(description="What stands right of the sign.")
    pre_activation: int | None = None
    sends: dict[str, list[int | None]] = Field(
        description="Operation: the node of what it sends back to each of its arguments; null: "
        "nothing, or to x."
    )


class BackwardTerm(CellPart):
    """What one reading of a value sends back to it."""

    by: str = Field(description="The value whose equation reads it.")
    node: int
    later: bool = Field(description="Whether the step read next sends it: its line has the number.")


class BackwardEquation(CellPart):
    """A backward equation: the gradient of a value, or that at its pre-activation."""

    of: str
    node: int
    terms: list[BackwardTerm] | None = None
    receives_loss: Literal[True] | None = Field(
        None, description="Whether the loss or the layer above adds to it."
    )
    at: Literal["pre_activation"] | None = None


class CellDescription(CellPart):
    """A cell: its equations as text and as a graph, and where each number of it is sent."""

    kind: str
    equations: str
    values: list[str] = Field(description="Every name that is defined, in order.")
    states: list[str] = Field(description="h first.")
    gates: list[str] = Field(description="What forward lines hold under `gates`.")
    targets: list[str] = Field(description="What a what-if can replace.")
    gradients: list[str] = Field(
        description="What backward lines hold under `grad` besides states and x: row blocks at "
        "their pre-activations of the cells that PyTorch has, values of all others."
    )
    blocks: dict[str, str] = Field(description="Row block: the value whose pre-activation it is.")
    slots: dict[str, Literal["gate", "candidate", "output"]] = Field(
        description="Value: the function of `activations` that makes it."
    )
    is_recurrent: bool = Field(description="Whether any equation reads a state.")
    parameters: list[CellParameter]
    forward: list[ForwardEquation]
    backward: list[BackwardEquation] = Field(description="In the order of the chain rule.")
    paths: dict[str, dict[str, list[str]]] = Field(
        description="State, part of its gradient: its readings; `o+` is at the step read next."
    )
    carried: dict[str, int] = Field(
        description="State: the node of what a step hands back to it at the step before."
    )
    nodes: list[CellNode]


class CellLane(CellPart):
    """Which cell a layer has in one direction, and its sizes."""

    layer: int
    direction: Direction
    model: int = Field(description="Place of the cell in `models`.")
    input_size: int
    hidden_size: int
    output_size: int = Field(description="Of h; the hidden size but for a projection.")


class RunCells(CellPart):
    """Every cell of a network once, and which lane has which."""

    models: list[CellDescription]
    lanes: list[CellLane]
