"""What can be asked for: one model per analysis, with its options and what it may cost.

Steps are steps of the sequence; "later" is in the order in which a lane reads.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from app.analysis.jacobians import lag_grid
from app.errors import ScenarioError
from app.numerics.parameters import CellSpec, Direction
from app.scenarios.checks import Choice, Entries, Flag, Whole
from app.scenarios.limits import LIMITS
from app.scenarios.parts import ByTag, Part
from app.scenarios.schema import Scenario

Layer = Annotated[int, Whole(0, LIMITS.num_layers - 1)]
Way = Annotated[Direction, Choice(("forward", "reverse"))]
Step = Annotated[int, Whole(0, LIMITS.steps - 1)]
Count = Annotated[int, Whole(1, LIMITS.steps)]


class Analysis(Part):
    """One thing that is read off a run."""

    def operations(self, spec: CellSpec, steps: int) -> float:  # noqa: ARG002
        """Return about how many floating-point operations this takes beside the run."""
        return 0.0

    def check(self, spec: CellSpec, steps: int) -> None:
        """Raise a `ScenarioError`, located below the analysis, where an option does not fit."""


class OfLane(Analysis):
    """One layer in one direction."""

    layer: Layer = 0
    direction: Way = "forward"

    def check(self, spec: CellSpec, steps: int) -> None:  # noqa: ARG002
        """Check that there is such a lane."""
        if self.layer >= spec.num_layers:
            message = f"layer must be from 0 to {spec.num_layers - 1}; found {self.layer}"
            raise ScenarioError(message, loc=("layer",))
        if self.direction not in spec.directions:
            message = "direction must be forward: the network does not read in reverse"
            raise ScenarioError(message, loc=("direction",))


class FromStep(OfLane):
    """One lane from step ``t`` (null: the one it reads first) on, for ``steps`` (null: all)."""

    t: Step | None = None
    steps: Count | None = None

    def check(self, spec: CellSpec, steps: int) -> None:
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


class MapAnalysis(Analysis):
    """How much each loss sent to each step: T × T norms, at most ``max_sources`` of the sources."""

    name: Literal["map"]
    max_sources: Annotated[int, Whole(1, LIMITS.map_sources)] = 256

    def operations(self, spec: CellSpec, steps: int) -> float:
        """Every source is carried through every step of every lane."""
        rows = len(spec.row_blocks) * spec.hidden_size
        per_step = sum(
            rows * (spec.hidden_size + spec.layer_input_size(layer)) for layer, _ in spec.lanes
        )
        return 2.0 * min(self.max_sources, steps) * steps * per_step


class ShortcutAnalysis(OfLane):
    """The product of forget gates and the textbook bound beside the exact gradient."""

    name: Literal["shortcut"]


class JacobiansAnalysis(FromStep):
    """Norms and singular values of ∂s(t+k)/∂s(t); spectral radius of every step's Jacobian.

    ``exact_radius`` computes all eigenvalues of every step, whatever the size.
    """

    name: Literal["jacobians"]
    exact_radius: Annotated[bool, Flag()] = False

    def operations(self, spec: CellSpec, steps: int) -> float:
        """One product per step, 20 n³ for singular values, 25 n³ for all eigenvalues of a step."""
        n = state_size(spec)
        radii = 25.0 * n**3 * steps if self.exact_radius else 0.0
        length = self.length(steps)
        decomposed = 20.0 * n**3 * len(lag_grid(length, n))
        return 4.0 * length * n * n * spec.hidden_size + radii + decomposed


class EigenvaluesAnalysis(OfLane):
    """The eigenvalues of one step's Jacobian."""

    name: Literal["eigenvalues"]
    t: Step = 0

    def check(self, spec: CellSpec, steps: int) -> None:
        """Check the lane and the step."""
        super().check(spec, steps)
        if self.t >= steps:
            message = f"t must be from 0 to {steps - 1}; found {self.t}"
            raise ScenarioError(message, loc=("t",))


class LyapunovAnalysis(FromStep):
    """The ``count`` largest finite-time Lyapunov exponents (null: all)."""

    name: Literal["lyapunov"]
    count: Annotated[int, Whole(1, 2 * LIMITS.hidden_size)] | None = 8

    def size(self, spec: CellSpec) -> int:
        """Return how many exponents there will be."""
        n = state_size(spec)
        return n if self.count is None else min(self.count, n)

    def operations(self, spec: CellSpec, steps: int) -> float:
        """A product with the tangents and their QR decomposition per step."""
        n, m = state_size(spec), self.size(spec)
        return self.length(steps) * (2.0 * m * n * spec.hidden_size * 2 + 4.0 * n * m * m)


class MemoryAnalysis(FromStep):
    """Half-lives, horizon, saturation, still and copying units of a lane."""

    name: Literal["memory"]

    def operations(self, spec: CellSpec, steps: int) -> float:
        """A product of H tangents with a Jacobian per step."""
        return 2.0 * self.length(steps) * spec.hidden_size**2 * state_size(spec)


class SaliencyAnalysis(Analysis):
    """How much each step of the input matters."""

    name: Literal["saliency"]


class DoctorAnalysis(Analysis):
    """What is wrong with the network, and what to try."""

    name: Literal["doctor"]


ANALYSES: dict[str, type[Analysis]] = {
    "map": MapAnalysis,
    "shortcut": ShortcutAnalysis,
    "jacobians": JacobiansAnalysis,
    "eigenvalues": EigenvaluesAnalysis,
    "lyapunov": LyapunovAnalysis,
    "memory": MemoryAnalysis,
    "saliency": SaliencyAnalysis,
    "doctor": DoctorAnalysis,
}

AnyAnalysis = Annotated[
    MapAnalysis
    | ShortcutAnalysis
    | JacobiansAnalysis
    | EigenvaluesAnalysis
    | LyapunovAnalysis
    | MemoryAnalysis
    | SaliencyAnalysis
    | DoctorAnalysis,
    ByTag("name", ANALYSES),
    BeforeValidator(lambda value: {"name": value} if isinstance(value, str) else value),
]


class AnalysisRequest(Part):
    """A scenario and what is to be read off its run.

    An analysis is an object with its ``name`` and options, or its name alone.
    """

    scenario: Scenario
    analyses: Annotated[tuple[AnyAnalysis, ...], Entries(1, LIMITS.analyses)]


def state_size(spec: CellSpec) -> int:
    """Return the size of one lane's state: (h, c) in an LSTM, else h."""
    return spec.hidden_size * (2 if spec.has_cell_state else 1)


def check_analyses(analyses: tuple[Any, ...], spec: CellSpec, steps: int) -> None:
    """Check every analysis against the network, and that none would take too long.

    Raises
    ------
    ScenarioError
        With the path of the option, relative to the request.
    """
    for index, analysis in enumerate(analyses):
        try:
            analysis.check(spec, steps)
            _check_cost(analysis, spec, steps)
        except ScenarioError as error:
            error.loc = ("analyses", index, *error.loc)
            raise


def _check_cost(analysis: Any, spec: CellSpec, steps: int) -> None:
    operations = analysis.operations(spec, steps)
    if operations > LIMITS.analysis_operations:
        option = next(
            (name for name in ("max_sources", "steps") if name in type(analysis).model_fields), ""
        )
        message = (
            f"{analysis.name} must take at most {LIMITS.analysis_operations:.0e} operations; "
            f"found {operations:.0e}: lower {option}"
        )
        raise ScenarioError(message, loc=(option,))
