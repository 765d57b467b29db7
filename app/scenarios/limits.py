"""Every upper bound of a scenario, in one place; ``GET /api/limits`` shows them."""

from dataclasses import asdict, dataclass

from app.numerics.parameters import CellSpec


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
    analyses: int = 8
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
        """Most tensors: two weights, two biases and a peephole in each lane."""
        return 5 * self.lanes

    def as_dict(self) -> dict[str, int]:
        """Return name → bound, for ``GET /api/limits``."""
        return asdict(self)


LIMITS = Limits()


def count_trace_numbers(spec: CellSpec, steps: int) -> int:
    """Return how many numbers a run of ``steps`` steps keeps.

    Per step and lane: x and ∂L/∂x (D_k each); pre-activation, value and gradient of each row
    block (3·G·H); c, h and their gradients (2·H each, c with an LSTM only).
    """
    states = 2 if spec.has_cell_state else 1
    per_unit = 3 * len(spec.row_blocks) + 2 * states
    per_step = sum(
        2 * spec.layer_input_size(layer) + per_unit * spec.hidden_size for layer, _ in spec.lanes
    )
    return steps * per_step
