"""The line types of a trace stream, as the OpenAPI document describes them.

The stream itself is written from arrays without passing through these models, which would cost more
than the computation; tests validate really streamed lines against them. Numbers that are not finite
are null.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag

from app.numerics.parameters import Direction
from app.scenarios.schema import Scenario
from app.streaming.cell_messages import RunCells

Number = float | None
Vector = list[Number]
Tensor = list[list[Number]] | Vector
#: Rows over the steps of a column line.
Rows = list[Vector]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StartLine(_Line):
    """The first line: what is being run."""

    type: Literal["start"]
    version: Literal[1]
    scenario: Scenario = Field(description="The scenario with every default filled in.")
    link: str = Field(description="The scenario's link token.")
    cell: RunCells = Field(description="What is needed to draw and name the cell of each lane.")
    tensors: dict[str, Tensor] | None = Field(
        None,
        description="Resolved weights by PyTorch's names, or those of the equations (`W_f_l0`); "
        "left out above 20,000 parameters.",
    )
    tensors_omitted: Literal[True] | None = None
    steps: int = Field(description="T, the length of the sequence.")
    parameters: int = Field(description="How many numbers are trainable.")


class ForwardLine(_Line):
    """What one lane (a layer in one direction) computed at one step.

    Every further state after the step (c of an LSTM) stands under its own name, (H).
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Vector]

    type: Literal["forward"]
    t: int
    layer: int
    direction: Direction
    x: Vector = Field(description="What the layer read, (D_k).")
    gates: dict[str, Vector] = Field(
        description="LSTM: i, f, g, o; GRU: r, z, n; RNN: none; of all other cells every value "
        "that is no state. Each (H)."
    )
    h: Vector = Field(description="Hidden state after the step, (H), of a projection (P).")
    states: dict[str, Vector] | None = Field(
        None, description="States whose names are keys of this line, such as t and z. Each (H)."
    )
    z: dict[str, Vector] | None = Field(
        None, description="Pre-activations by row block, on `include=…,z`. Each (H)."
    )
    nodes: dict[str, Vector] | None = Field(
        None, description="Values of the nodes that `start.cell` puts here, on `include=…,nodes`."
    )


class ForwardColumns(_Line):
    """What one lane computed at the steps of a chunk, on `layout=columns`: a row for each step.

    Every further state stands under its own name.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Rows]

    type: Literal["forward"]
    t: list[int]
    layer: int
    direction: Direction
    x: Rows
    gates: dict[str, Rows]
    h: Rows
    states: dict[str, Rows] | None = None
    z: dict[str, Rows] | None = None
    nodes: dict[str, Rows] | None = None


class OutputGradient(_Line):
    """The gradient at the outputs of one step."""

    y: Vector


class OutputLine(_Line):
    """The outputs at one step: y with a head, else the top layer's h."""

    type: Literal["output"]
    t: int
    y: Vector
    loss: Number = Field(None, description="This step's share of the loss, where it is compared.")
    grad: OutputGradient | None = Field(None, description="∂L/∂y, on `include=…,nodes`.")


class LossLine(_Line):
    """The loss."""

    type: Literal["loss"]
    value: Number


class GradientPaths(_Line):
    """Which paths the gradients of h and c took; the parts of each add up to it.

    h: `loss` (this step's, in the top layer) or `above` (from the layer above); through the row
    blocks i, f, g, o (r, z, n; a) of the step read next; `direct` along z (GRU). c: `line`, along
    the cell line, f(t+1)·∂L/∂c(t+1); `h`, through h(t); `peephole`. Of all other cells a part for
    each equation that reads the state: `o` at this step, `o+` at the step read next.
    """

    norm: dict[str, dict[str, Number]] = Field(description="State, part: L2 norm of the part.")
    log10_norm: dict[str, dict[str, Number]] | None = Field(
        None, description="Decimal logarithms, present where the line has log10_norm."
    )
    grad: dict[str, dict[str, Vector]] | None = Field(
        None, description="State, part: the part itself, (H), on `include=…,paths`."
    )


class BackwardLine(_Line):
    """The gradients of the loss that one lane received at one step."""

    type: Literal["backward"]
    t: int
    layer: int
    direction: Direction
    grad: dict[str, Vector] = Field(
        description="States: total, through every later step. x: through this lane alone. "
        "A gate's of LSTM, GRU (an RNN's a): at its pre-activation; of all other cells that of "
        "each value."
    )
    norm: dict[str, Number] = Field(description="L2 norm of each of them.")
    log10_norm: dict[str, Number] | None = Field(
        None, description="Decimal logarithms, present when a norm is below 1e-300 and not 0."
    )
    paths: GradientPaths
    nodes: dict[str, Vector] | None = Field(
        None, description="Values of the nodes that `start.cell` puts here, on `include=…,nodes`."
    )


class PathColumns(_Line):
    """The paths of a chunk's gradients: for each step what `GradientPaths` holds."""

    norm: dict[str, dict[str, Vector]]
    log10_norm: dict[str, dict[str, Vector]] | None = Field(
        None, description="null at steps that need none."
    )
    grad: dict[str, dict[str, Rows]] | None = None


class BackwardColumns(_Line):
    """The gradients that one lane received at the steps of a chunk, in the order computed."""

    type: Literal["backward"]
    t: list[int]
    layer: int
    direction: Direction
    grad: dict[str, Rows]
    norm: dict[str, Vector]
    log10_norm: dict[str, Vector] | None = Field(None, description="null at steps that need none.")
    paths: PathColumns
    nodes: dict[str, Rows] | None = None


class GradientsLine(_Line):
    """The gradients of everything that does not belong to a step."""

    type: Literal["gradients"]
    tensors: dict[str, Tensor] | None = Field(
        None,
        description="Each tensor, head.weight, head.bias, h0, c0, and state0.m of a further state "
        "m, with a row for each lane; left out above 20,000 parameters.",
    )
    tensors_omitted: Literal[True] | None = None
    norm: dict[str, Number] = Field(description="L2 norm of each of them.")
    global_norm: Number = Field(description="L2 norm over all of them.")


class WarningLine(_Line):
    """Where a quantity stopped being finite; follows the line in which it did."""

    type: Literal["warning"]
    kind: Literal["non_finite"]
    t: int
    layer: int
    direction: Direction
    quantity: str = Field(
        description="As in the line before it: a gate, a state or x; grad.…; z.…; y or loss."
    )


class EndLine(_Line):
    """The last line of a complete stream."""

    type: Literal["end"]
    frames: int = Field(description="How many forward and backward lines there were.")
    seconds: float = Field(description="How long it took, on the server.")


class ErrorLine(_Line):
    """The last line of a stream that failed partway."""

    type: Literal["error"]
    code: str
    detail: str


AnyLine = (
    StartLine
    | ForwardLine
    | ForwardColumns
    | OutputLine
    | LossLine
    | BackwardLine
    | BackwardColumns
    | GradientsLine
    | WarningLine
    | EndLine
    | ErrorLine
)


def _tag(line: Any) -> str:
    """Return which model a line is of: its type, and whether it speaks of one step or of many."""
    given = line if isinstance(line, dict) else getattr(line, "__dict__", {})
    many = "columns" if isinstance(given.get("t"), list) else ""
    return f"{given.get('type')}{many}"


class TraceLine(
    RootModel[
        Annotated[
            Annotated[StartLine, Tag("start")]
            | Annotated[ForwardLine, Tag("forward")]
            | Annotated[ForwardColumns, Tag("forwardcolumns")]
            | Annotated[OutputLine, Tag("output")]
            | Annotated[LossLine, Tag("loss")]
            | Annotated[BackwardLine, Tag("backward")]
            | Annotated[BackwardColumns, Tag("backwardcolumns")]
            | Annotated[GradientsLine, Tag("gradients")]
            | Annotated[WarningLine, Tag("warning")]
            | Annotated[EndLine, Tag("end")]
            | Annotated[ErrorLine, Tag("error")],
            Discriminator(_tag),
        ]
    ]
):
    """One line of a trace stream."""
