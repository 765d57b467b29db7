"""What an analysis registers: its request, what runs it, and what its results look like.

An analysis is one module of `app.analysis.analyses`; everything that lists analyses reads what is
registered there. Result models describe lines and cost nothing: lines are written from arrays.
Sizes in descriptions: T steps, H units, D inputs, n the size of a lane's state (2H in an LSTM, as
(h, c)), K steps followed, m exponents. Logarithms of norms are decimal; null is the logarithm of 0,
and what is not finite. Arrays by step are in the order of the sequence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.analysis.linear import LinearLane
from app.analysis.study import Study
from app.errors import ScenarioError
from app.numerics.lane import Lane
from app.numerics.parameters import Direction, LayerSpec, NetworkSpec
from app.scenarios.checks import Choice, Whole
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part

Fields = dict[str, Any]
#: Shares done while an analysis works, and results: flat objects of numbers, arrays and lists.
Found = Iterator[float | Fields]

Layer = Annotated[int, Whole(0, LIMITS.num_layers - 1)]
Way = Annotated[Direction, Choice(("forward", "reverse"))]
Step = Annotated[int, Whole(0, LIMITS.steps - 1)]
Count = Annotated[int, Whole(1, LIMITS.steps)]


class Analysis(Part):
    """One thing that is read off a run, as it is asked for."""

    def operations(self, spec: NetworkSpec, steps: int) -> float:  # noqa: ARG002
        """Return about how many floating-point operations this takes beside the run."""
        return 0.0

    def check(self, spec: NetworkSpec, steps: int) -> None:
        """Raise a `ScenarioError`, located below the analysis, where an option does not fit."""


class OfLane(Analysis):
    """One layer in one direction."""

    layer: Layer = 0
    direction: Way = "forward"

    def check(self, spec: NetworkSpec, steps: int) -> None:  # noqa: ARG002
        """Check that there is such a lane."""
        if self.layer >= spec.num_layers:
            message = f"layer must be from 0 to {spec.num_layers - 1}; found {self.layer}"
            raise ScenarioError(message, loc=("layer",))
        directions = self.layer_of(spec).directions
        if self.direction not in directions:
            message = f"direction must be {directions[0]}: {_other_way(spec, self.direction)}"
            raise ScenarioError(message, loc=("direction",))

    def layer_of(self, spec: NetworkSpec) -> LayerSpec:
        """Return the layer."""
        return spec.layers[self.layer]

    def lane(self, study: Study) -> tuple[Lane, LinearLane, Fields]:
        """Return the lane, linearised, and its place as results name it."""
        number = study.resolved.spec.lanes.index((self.layer, self.direction))
        place = {"layer": self.layer, "direction": self.direction}
        return study.lanes[number], study.linear[number], place


def _other_way(spec: NetworkSpec, direction: Direction) -> str:
    does = "does not read in reverse" if direction == "reverse" else "reads in reverse only"
    whole = all(direction not in layer.directions for layer in spec.layers)
    return f"the {'network' if whole else 'layer'} {does}"


class FromStep(OfLane):
    """One lane from step ``t`` (null: the one it reads first) on, for ``steps`` (null: all)."""

    t: Step | None = None
    steps: Count | None = None

    def check(self, spec: NetworkSpec, steps: int) -> None:
        """Check the lane and that the steps are there."""
        super().check(spec, steps)
        if self.t is not None and self.t >= steps:
            message = f"t must be from 0 to {steps - 1}; found {self.t}"
            raise ScenarioError(message, loc=("t",))
        left = steps - 1 - self.start(steps)
        if self.steps is not None and self.steps > left:
            message = f"steps must be at most {left}, as many as are read after t"
            raise ScenarioError(f"{message}; found {self.steps}", loc=("steps",))

    def start(self, steps: int) -> int:
        """Return the reading position of ``t``."""
        if self.t is None:
            return 0
        return self.t if self.direction == "forward" else steps - 1 - self.t

    def length(self, steps: int) -> int:
        """Return how many steps are followed."""
        return steps - 1 - self.start(steps) if self.steps is None else self.steps

    def extent(self, study: Study) -> tuple[int, int, Fields]:
        """Return the first reading position, how many steps follow, and both as results name it."""
        start, steps = self.start(study.steps), self.length(study.steps)
        t = start if self.direction == "forward" else study.steps - 1 - start
        return start, steps, {"t": t, "steps": steps}


def state_size(layer: LayerSpec, states: frozenset[str] | None = None) -> int:
    """Return how many numbers the states of one lane are: all of them, or some."""
    chosen = layer.cell.states if states is None else states
    return sum(layer.state_size(state) for state in layer.cell.states if state in chosen)


# Results

Number = float | None
Vector = list[Number]
Matrix = list[Vector]
#: Per state, or per several states by all their names (``hc``).
ByStates = dict[str, Vector]


class Described(BaseModel):
    """An object of a result."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Result(Described):
    """One result line."""

    type: Literal["result"]
    index: int = Field(description="Position of the analysis in the request.")


class ResultOfLane(Result):
    """A result about one lane."""

    layer: int
    direction: Direction


class ResultFromStep(ResultOfLane):
    """A result about a stretch of a lane."""

    t: int = Field(description="Step of the sequence from which the lane is followed.")
    steps: int = Field(description="K: how many steps, in the order in which the lane reads.")


@dataclass(frozen=True, slots=True)
class Registration:
    """An analysis.

    Attributes
    ----------
    name : str
        The ``name`` of requests and the ``analysis`` of results.
    request : type of Analysis
    run : callable
        (Study, request) → shares done and results.
    results : tuple of type of Result
        More than one where ``part`` tells them apart.
    section : int or None
        Where its section stands among those of the laboratory; None: it has none of its own.
    """

    name: str
    request: type[Analysis]
    run: Callable[[Study, Any], Found]
    results: tuple[type[Result], ...]
    section: int | None = None
