"""What a recurrent network is made of: sizes, gates, and the names and shapes of its tensors.

Names, shapes and the order of the gates' row blocks are PyTorch's (``torch.nn.LSTM``, ``GRU``,
``RNN``), because that is where people's weights come from. Size letters used in shapes: T steps,
D input, H hidden, L layers, G gates, O outputs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["lstm", "gru", "rnn"]
Direction = Literal["forward", "reverse"]
Tensors = dict[str, Array]

#: Row blocks of the weight matrices, in PyTorch's order. The RNN's only block is its
#: pre-activation ``a``, which is not a gate and is not reported as one.
ROW_BLOCKS: dict[Kind, tuple[str, ...]] = {
    "lstm": ("i", "f", "g", "o"),
    "gru": ("r", "z", "n"),
    "rnn": ("a",),
}
PEEPHOLE_ROWS = ("i", "f", "o")


@dataclass(frozen=True, slots=True)
class CellSpec:
    """Kind, sizes and activations of a network; everything but its numbers.

    Attributes
    ----------
    kind : {"lstm", "gru", "rnn"}
    input_size, hidden_size, num_layers : int
        D, H and L, each at least 1.
    bidirectional, peephole, bias : bool
        ``peephole`` is for the LSTM: i and f see c(t−1), o sees c(t) (Gers & Schmidhuber 2000).
    gate, candidate, output : str
        Names of activations (`app.numerics.activations.ACTIVATIONS`): of the gates; of g (LSTM),
        n (GRU) or h (RNN); of c on its way to h (LSTM).
    """

    kind: Kind
    input_size: int
    hidden_size: int
    num_layers: int = 1
    bidirectional: bool = False
    peephole: bool = False
    bias: bool = True
    gate: str = "sigmoid"
    candidate: str = "tanh"
    output: str = "tanh"

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The directions a layer reads in, in PyTorch's order."""
        return ("forward", "reverse") if self.bidirectional else ("forward",)

    @property
    def row_blocks(self) -> tuple[str, ...]:
        """Names of the row blocks of the weight matrices: what has a pre-activation."""
        return ROW_BLOCKS[self.kind]

    @property
    def gate_names(self) -> tuple[str, ...]:
        """Names of the gates as the trace reports them; an RNN has none."""
        return () if self.kind == "rnn" else self.row_blocks

    @property
    def has_cell_state(self) -> bool:
        """Whether the cell carries c beside h."""
        return self.kind == "lstm"

    @property
    def lanes(self) -> tuple[tuple[int, Direction], ...]:
        """Every (layer, direction), in PyTorch's order: the row order of h0 and c0."""
        return tuple((layer, way) for layer in range(self.num_layers) for way in self.directions)

    @property
    def feature_size(self) -> int:
        """Width of the top layer's output: H, or 2H when bidirectional."""
        return self.hidden_size * len(self.directions)

    def layer_input_size(self, layer: int) -> int:
        """Width of what a layer reads: D for layer 0, else the features of the layer below."""
        return self.input_size if layer == 0 else self.feature_size


def tensor_name(part: str, layer: int, direction: Direction) -> str:
    """Return PyTorch's name of a tensor, such as ``weight_ih_l0_reverse``."""
    return f"{part}_l{layer}" + ("_reverse" if direction == "reverse" else "")


def parameter_shapes(spec: CellSpec) -> dict[str, tuple[int, ...]]:
    """Return name → shape of every tensor of the network, in PyTorch's order.

    Returns
    -------
    dict
        ``weight_ih_l{k}`` (G·H, D_k), ``weight_hh_l{k}`` (G·H, H), ``bias_ih_l{k}`` and
        ``bias_hh_l{k}`` (G·H) when the cell has biases, ``weight_peephole_l{k}`` (3, H) when it
        has peepholes; each also with ``_reverse`` when bidirectional.
    """
    return dict(_named_shapes(spec))


def _named_shapes(spec: CellSpec) -> Iterator[tuple[str, tuple[int, ...]]]:
    rows = len(spec.row_blocks) * spec.hidden_size
    for layer, direction in spec.lanes:
        yield tensor_name("weight_ih", layer, direction), (rows, spec.layer_input_size(layer))
        yield tensor_name("weight_hh", layer, direction), (rows, spec.hidden_size)
        if spec.bias:
            yield tensor_name("bias_ih", layer, direction), (rows,)
            yield tensor_name("bias_hh", layer, direction), (rows,)
        if spec.peephole:
            yield tensor_name("weight_peephole", layer, direction), (3, spec.hidden_size)


def gate_rows(spec: CellSpec, gate: str) -> slice:
    """Return the rows that belong to ``gate`` in the weight matrices and biases."""
    start = spec.row_blocks.index(gate) * spec.hidden_size
    return slice(start, start + spec.hidden_size)


def count_parameters(spec: CellSpec) -> int:
    """Return how many numbers the network's tensors hold (without a head)."""
    return sum(int(np.prod(shape)) for shape in parameter_shapes(spec).values())
