"""The line types of an analysis stream, as the OpenAPI document describes them.

As in `app.streaming.messages` the lines are written from arrays and only tests pass through these
models. Those of results are registered with their analyses, see `app.analysis.registration`.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import Field, RootModel

from app.analysis.analyses import REGISTERED
from app.analysis.registration import Registration, Result
from app.numerics.parameters import Direction
from app.streaming.messages import ErrorLine, _Line


class LanePlace(_Line):
    """One layer in one direction."""

    layer: int
    direction: Direction


class AnalysisStartLine(_Line):
    """The first line: what is being analysed."""

    type: Literal["start"]
    version: Literal[1]
    analyses: list[dict[str, Any]] = Field(description="With every default filled in.")
    steps: int = Field(description="T, the length of the sequence.")
    lanes: list[LanePlace] = Field(description="Every layer and direction, in PyTorch's order.")


class ProgressLine(_Line):
    """How far the work has come."""

    type: Literal["progress"]
    analysis: str = Field(description="Name of the analysis; `run` while the trace is computed.")
    index: int | None = Field(description="Its position in the request.")
    done: float | None = Field(description="Share of this analysis that is done, 0 to 1.")


class AnalysisEndLine(_Line):
    """The last line of a complete stream."""

    type: Literal["end"]
    results: int = Field(description="How many result lines there were.")
    seconds: float = Field(description="How long it took, on the server.")


def _of(registered: Registration) -> Any:
    """Return the model of an analysis's results; ``part`` tells several apart."""
    if len(registered.results) == 1:
        return registered.results[0]
    return Annotated[Union[registered.results], Field(discriminator="part")]  # noqa: UP007


if TYPE_CHECKING:
    AnyResult = Result
else:
    AnyResult = Annotated[
        Union[tuple(_of(it) for it in REGISTERED)],  # noqa: UP007 - made of what is registered
        Field(discriminator="analysis"),
    ]
AnyAnalysisLine = AnalysisStartLine | ProgressLine | AnyResult | AnalysisEndLine | ErrorLine


class AnalysisLine(RootModel[Annotated[AnyAnalysisLine, Field(discriminator="type")]]):
    """One line of an analysis stream."""
