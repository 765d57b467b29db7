"""The line types of a trace stream, as the OpenAPI document describes them.

The stream itself is written from arrays without passing through these models, which would cost more
than the computation; tests validate really streamed lines against them. Numbers that are not finite
are null.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from app.numerics.parameters import Direction
from app.scenarios.schema import Scenario

Number = float | None
Vector = list[Number]
Tensor = list[list[Number]] | Vector


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StartLine(_Line):
    """The first line: what is being run."""

    type: Literal["start"]
    version: Literal[1]
    scenario: Scenario = Field(description="The scenario with every default filled in.")
    link: str = Field(description="The scenario's link token.")
    tensors: dict[str, Tensor] | None = Field(
        None, description="Resolved weights by PyTorch's names, left out above 20,000 parameters."
    )
    tensors_omitted: Literal[True] | None = None
    steps: int = Field(description="T, the length of the sequence.")
    parameters: int = Field(description="How many numbers are trainable.")


class ForwardLine(_Line):
    """What one lane (a layer in one direction) computed at one step."""

    type: Literal["forward"]
    t: int
    layer: int
    direction: Direction
    x: Vector = Field(description="What the layer read, (D_k).")
    gates: dict[str, Vector] = Field(
        description="LSTM: i, f, g, o; GRU: r, z, n; RNN: none. Each (H)."
    )
    c: Vector | None = Field(None, description="Cell state after the step (LSTM), (H).")
    h: Vector = Field(description="Hidden state after the step, (H).")
    z: dict[str, Vector] | None = Field(
        None, description="Pre-activations by row block, on `include=…,z`. Each (H)."
    )


class OutputLine(_Line):
    """The outputs at one step: y with a head, else the top layer's h."""

    type: Literal["output"]
    t: int
    y: Vector
    loss: Number = Field(None, description="This step's share of the loss, where it is compared.")


class LossLine(_Line):
    """The loss."""

    type: Literal["loss"]
    value: Number


class GradientPaths(_Line):
    """Which paths the gradients of h and c took; the parts of each add up to it.

    h: `loss` (this step's, in the top layer) or `above` (from the layer above); through the row
    blocks i, f, g, o (r, z, n; a) of the step read next; `direct` along z (GRU). c: `line`, along
    the cell line, f(t+1)·∂L/∂c(t+1); `h`, through h(t); `peephole`.
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
        description="h and c: total, through every later step. x: through this lane alone. "
        "A gate's (an RNN's a): at its pre-activation."
    )
    norm: dict[str, Number] = Field(description="L2 norm of each of them.")
    log10_norm: dict[str, Number] | None = Field(
        None, description="Decimal logarithms, present when a norm is below 1e-300 and not 0."
    )
    paths: GradientPaths


class GradientsLine(_Line):
    """The gradients of everything that does not belong to a step."""

    type: Literal["gradients"]
    tensors: dict[str, Tensor] | None = Field(
        None,
        description="Each parameter, head.weight, head.bias, h0, c0; left out above 20,000 "
        "parameters.",
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
        description="As in the line before it: a gate, c, h or x; grad.…; z.…; y or loss."
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
    | OutputLine
    | LossLine
    | BackwardLine
    | GradientsLine
    | WarningLine
    | EndLine
    | ErrorLine
)


class TraceLine(RootModel[Annotated[AnyLine, Field(discriminator="type")]]):
    """One line of a trace stream."""
