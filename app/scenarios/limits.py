"""Every upper bound of a scenario, in one place; ``GET /api/limits`` shows them."""

from dataclasses import asdict, dataclass

from app.cells import limits as cell_limits
from app.numerics.parameters import LayerSpec, NetworkSpec
from app.numerics.planning import plan_of


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds. Counts of numbers, characters (Unicode code points), bytes or entries.

    ``trace_numbers`` bounds what one run keeps and streams, because no bound on a single size
    does: steps × lanes × (16·H + 2·D). Twenty million float64 are 160 MB, a little under half a
    second of computing, and as much as a browser can hold: 5,000 steps of 200 LSTM units, or
    2,400 steps of 512. The cells of a comparison share it, and the bound on ``parameters``: a page
    that shows them side by side holds all of them.

    ``analysis_operations`` bounds one analysis: floating-point operations, half a minute of work.

    ``token_bytes`` is what a token may inflate to: the canonical JSON of any body fits (a body
    of ``1e15`` grows the most, 3.4 times), a decompression bomb does not. ``token_chars`` leaves a
    body room for the token; a body of random digits needs 3.5 million (text of digits deflates to
    half, base64 adds a third).
    """

    equations: int = cell_limits.MAX_EQUATIONS
    states: int = cell_limits.MAX_STATES
    operations: int = cell_limits.MAX_OPERATIONS
    equation_chars: int = cell_limits.MAX_TEXT
    input_size: int = 256
    hidden_size: int = 512
    num_layers: int = 8
    output_size: int = 256
    parameters: int = 2_000_000
    steps: int = 5_000
    trace_numbers: int = 20_000_000
    interventions: int = 100
    variants: int = 3
    variant_title: int = 60
    edits: int = 10_000
    title: int = 200
    notes: int = 10_000
    seed: int = 2**53 - 1
    analyses: int = 16
    map_sources: int = 1_000
    analysis_operations: int = 400_000_000_000
    body_bytes: int = 5 * 1024 * 1024
    token_bytes: int = 24 * 1024 * 1024
    token_chars: int = 5_200_000

    @property
    def tensor_rows(self) -> int:
        """Most rows of any tensor: an LSTM's four row blocks."""
        return 4 * self.hidden_size

    @property
    def tensor_columns(self) -> int:
        """Most columns of any tensor: a layer that reads both directions of the one below."""
        return max(self.input_size, 2 * self.hidden_size)

    @property
    def lanes(self) -> int:
        """Most (layer, direction) pairs."""
        return 2 * self.num_layers

    @property
    def tensors(self) -> int:
        """Most tensors: a cell has no more parameters than operations and names."""
        return (self.operations + self.equations) * self.lanes

    def as_dict(self) -> dict[str, int]:
        """Return name → bound, for ``GET /api/limits``."""
        return asdict(self)


LIMITS = Limits()


def count_trace_numbers(spec: NetworkSpec, steps: int) -> int:
    """Return how many numbers a run of ``steps`` steps keeps.

    Per step and lane: x and ∂L/∂x (D_k each), and what `numbers_per_unit` counts.
    """
    per_step = 0
    for index, _ in spec.lanes:
        layer = spec.layers[index]
        per_step += 2 * layer.input_size + numbers_per_unit(layer) * layer.hidden_size
    return steps * per_step


def numbers_per_unit(layer: LayerSpec) -> int:
    """Return how many numbers a step of a layer keeps of each unit.

    Of the cells that PyTorch has: pre-activation, value and gradient of each row block, every state
    and its gradient. Of others the columns of their plan, and what is sent of them.
    """
    cell = layer.cell
    if cell.has_blocks:
        return 3 * len(cell.blocks) + 2 * len(cell.states)
    plan = plan_of(cell.definition)
    kept = len(plan.columns["z"]) + len(plan.columns["values"]) + len(plan.backflow.blocks)
    sent = 2 * len(cell.gates) + len(cell.blocks) + 2 * len(cell.states)
    return max(kept + len(cell.states), sent)
