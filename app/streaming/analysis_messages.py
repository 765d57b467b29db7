"""The line types of an analysis stream, as the OpenAPI document describes them.

As in `app.streaming.messages` the lines are written from arrays and only tests pass through these
models. Sizes: T steps, H units, D inputs, n the size of a lane's state (2H in an LSTM, as (h, c)),
K steps followed, m exponents. Logarithms of norms are decimal; null is the logarithm of 0, and what
is not finite. Arrays by step are in the order of the sequence.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from app.analysis.findings import Severity
from app.numerics.parameters import Direction, Kind
from app.streaming.messages import ErrorLine, Number, Vector, _Line

Matrix = list[Vector]
ByState = dict[Literal["h", "hc"], Vector]


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


class _Result(_Line):
    type: Literal["result"]
    index: int = Field(description="Position of the analysis in the request.")


class _OfLane(_Result):
    layer: int
    direction: Direction


class _FromStep(_OfLane):
    t: int = Field(description="Step of the sequence from which the lane is followed.")
    steps: int = Field(description="K: how many steps, in the order in which the lane reads.")


class MapResult(_Result):
    """Some rows of the gradient map: what the loss of each source step sends to each step.

    Source: one batched backward pass in which every source is a row. L_s is step s's share of the
    loss; for a probe, the same probe put at step s.
    """

    analysis: Literal["map"]
    quantity: Literal["h", "c", "x"]
    layer: int | None = Field(None, description="Absent for x, the network's input.")
    direction: Direction | None = None
    sources: list[int] = Field(description="Steps s, one for each row.")
    log10_norm: Matrix = Field(
        description="(sources, T): log10 ‖∂L_s/∂h(t)‖; x: through both directions."
    )


class Misleading(_Line):
    """Where the exact gradient and the direct cell-state path differ most."""

    t: int
    log10_factor: float = Field(description="log10 of exact over direct cell-state path.")


class ShortcutResult(_OfLane):
    """The direct cell-state path beside the exact gradient, for one kind of cell.

    The scenario's own first (`own`), then the other two kinds of the same sizes on the same
    sequence, drawn by the same initialiser and seed, without what-ifs.
    """

    analysis: Literal["shortcut"]
    kind: Kind
    own: bool
    h: Vector = Field(description="(T): log10 ‖∂L/∂h(t)‖, exact, as in the trace.")
    c: Vector | None = Field(None, description="(T): log10 ‖∂L/∂c(t)‖, exact (LSTM).")
    forget_product: Vector | None = Field(
        None,
        description="(T): log10 of the norm of what the direct cell-state path alone carries, "
        "p(t) = what enters at t + f(t+1)·p(t+1); a GRU's by z. Not the gradient.",
    )
    gap: Vector | None = Field(None, description="(T): exact less forget_product, log10.")
    textbook_bound: Vector = Field(
        description="(T): log10 of ‖∂L/∂h(s)‖·(‖U‖₂·max|φ′|)^(s−t), U the candidate's recurrent "
        "weight, s the last step with a gradient (Pascanu et al. 2013)."
    )
    step_factor: float = Field(description="‖U‖₂·max|φ′|.")
    is_bound: bool = Field(
        description="Whether textbook_bound bounds h: in an RNN's top layer, one step compared."
    )
    misleading: Misleading | None


class ProductsResult(_FromStep):
    """Norms and singular values of ∂s(t+k)/∂s(t), products of step Jacobians.

    `h`: s = h; `hc` (LSTM): s = (h, c). Source: a product that carries a power of two; spectral
    norms by bidiagonalisation, settled to 1e-12.
    """

    analysis: Literal["jacobians"]
    part: Literal["products"]
    frobenius: ByState = Field(description="(K): log10 of the Frobenius norm, k = 1 … K.")
    spectral: ByState = Field(description="(K): log10 of the largest singular value.")
    lags: list[int] = Field(description="The k of `singular`, on a logarithmic grid.")
    singular: dict[Literal["h", "hc"], Matrix] = Field(
        description="(lags, H or n): log10 of the singular values, largest first; null where one "
        "is below 1e-10 of the largest and lost in its rounding."
    )


class RadiusResult(_OfLane):
    """Largest |eigenvalue| of every step's Jacobian.

    Source: all eigenvalues up to n = 48 or with `exact_radius`; above, a Krylov space of 24.
    """

    analysis: Literal["jacobians"]
    part: Literal["radius"]
    radius: Vector = Field(description="(T)")
    residual: Vector = Field(
        description="(T): ‖Jv − λv‖/|λ| of the eigenvector found; 0 where radius is exact."
    )


class EigenvaluesResult(_OfLane):
    """Every eigenvalue of the Jacobian of step t, ∂s(t)/∂s(t−1), the largest first."""

    analysis: Literal["eigenvalues"]
    t: int
    real: Vector = Field(description="(n)")
    imaginary: Vector = Field(description="(n)")
    radius: Number


class LyapunovResult(_FromStep):
    """Finite-time Lyapunov exponents by QR after every step (Benettin et al. 1980)."""

    analysis: Literal["lyapunov"]
    exponents: Vector = Field(
        description="(m): natural logarithm of the factor per step, largest first; null: lost."
    )
    largest: Vector = Field(description="(K): the largest after 1 … K steps.")


class CopyingUnit(_Line):
    """A unit whose h follows an input of its layer."""

    unit: int
    channel: int
    correlation: float


class Saturation(_Line):
    """Shares of steps at which a gate is saturated."""

    shut: Vector = Field(description="(H): below 0.1; a candidate below −0.9.")
    open: Vector = Field(description="(H): above 0.9.")


class MemoryResult(_FromStep):
    """What a lane remembers. A unit's memory is c in an LSTM, else h."""

    analysis: Literal["memory"]
    retained: Matrix = Field(
        description="(K + 1, H): ∂m_j(t+k)/∂m_j(t), left in the unit itself, k = 0 … K; exact."
    )
    log10_retained_in_all: Matrix = Field(
        description="(K + 1, H): log10 of the norm of ∂m(t+k)/∂m_j(t), left in all units."
    )
    half_life_measured: Vector = Field(
        description="(H): steps until `retained` falls below ½; null where it never does."
    )
    half_life_by_gate: Vector | None = Field(
        description="(H): −ln 2/ln(mean f), a GRU's by z; null entries: never; null: an RNN."
    )
    horizon: dict[Literal["h", "c"], int | None] = Field(
        description="Steps back until ‖∂L/∂h‖, ‖∂L/∂c‖ is below 1% of its last value."
    )
    saturation: dict[str, Saturation] = Field(description="By gate.")
    still_units: list[int] = Field(description="Units that never change.")
    copying_units: list[CopyingUnit] = Field(
        description="Units with a correlation of at least 0.99 with an input, either sign."
    )


class SaliencyResult(_Result):
    """How much each step of the network's input matters, through both directions."""

    analysis: Literal["saliency"]
    log10_norm: Vector = Field(description="(T): log10 ‖∂L/∂x(t)‖.")
    gradient_times_input: Matrix = Field(description="(T, D): ∂L/∂x·x, elementwise.")


class FindingPlace(_Line):
    """Where to look; null or empty: everywhere."""

    layer: int | None
    direction: Direction | None
    gate: str | None = Field(description="A gate, or the quantity that is not finite.")
    units: list[int]
    channel: int | None = Field(description="Of the input.")
    from_: int | None = Field(alias="from", description="First step.")
    to: int | None = Field(description="Last step, included.")


class DoctorFinding(_Line):
    """Something that is probably wrong. Texts: `doctor.<code>` of the catalogues."""

    code: str
    severity: Severity
    place: FindingPlace
    evidence: dict[str, Number] = Field(description="Numbers that the text names.")
    suggestion: str = Field(description="One thing to try: `doctor.try.<suggestion>`.")


class DoctorResult(_Result):
    """What is wrong, most serious first."""

    analysis: Literal["doctor"]
    findings: list[DoctorFinding]


class AnalysisEndLine(_Line):
    """The last line of a complete stream."""

    type: Literal["end"]
    results: int = Field(description="How many result lines there were.")
    seconds: float = Field(description="How long it took, on the server.")


JacobiansResult = Annotated[ProductsResult | RadiusResult, Field(discriminator="part")]
AnyResult = Annotated[
    MapResult
    | ShortcutResult
    | JacobiansResult
    | EigenvaluesResult
    | LyapunovResult
    | MemoryResult
    | SaliencyResult
    | DoctorResult,
    Field(discriminator="analysis"),
]
AnyAnalysisLine = AnalysisStartLine | ProgressLine | AnyResult | AnalysisEndLine | ErrorLine


class AnalysisLine(RootModel[Annotated[AnyAnalysisLine, Field(discriminator="type")]]):
    """One line of an analysis stream."""
