"""What a recurrent network is made of: layers, sizes, and the names and shapes of its tensors.

Names, shapes and the order of row blocks are PyTorch's (``torch.nn.LSTM``, ``GRU``, ``RNN``) where
PyTorch has the cell, because that is where people's weights come from; all other tensors are named
as in the equations. Size letters used in shapes: T steps, D input, H hidden, P projected, L layers,
O outputs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.cells.models import CellModel, Tensor

Array = NDArray[np.float64]
Direction = Literal["forward", "reverse"]
Merge = Literal["concat", "sum", "average", "product"]
Tensors = dict[str, Array]


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer; everything but its numbers.

    Attributes
    ----------
    cell : CellModel
    input_size, hidden_size : int
        D_k and H.
    output_size : int
        P: the size of h, which is H without a projection.
    directions : tuple
        The directions it reads in, forward first.
    merge : str
        How both directions become one output.
    """

    cell: CellModel
    input_size: int
    hidden_size: int
    output_size: int
    directions: tuple[Direction, ...] = ("forward",)
    merge: Merge = "concat"

    @property
    def feature_size(self) -> int:
        """Width of what the layer above reads."""
        return self.output_size * (len(self.directions) if self.merge == "concat" else 1)

    @property
    def sizes(self) -> Mapping[str, int]:
        """Size letter → number."""
        return {"D": self.input_size, "H": self.hidden_size, "P": self.output_size, "1": 1}

    def state_size(self, state: str) -> int:
        """Return the size of a state."""
        return self.sizes[self.cell.definition.state_size(state)]

    def parameter_shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of a parameter of the equations; of one number, (1,)."""
        letters = self.cell.parameters[name].shape
        return tuple(self.sizes[letter] for letter in letters) or (1,)

    def tensor_shape(self, tensor: Tensor) -> tuple[int, ...]:
        """Return the shape of a tensor."""
        shapes = [self.parameter_shape(name) for name in tensor.parameters]
        if tensor.is_table:
            return (len(shapes), *shapes[0])
        return (sum(shape[0] for shape in shapes), *shapes[0][1:])

    @property
    def blocks(self) -> tuple[str, ...]:
        """Names of what has a pre-activation."""
        return tuple(self.cell.blocks)


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """Everything about a network but its numbers.

    Attributes
    ----------
    input_size : int
        D.
    layers : tuple of LayerSpec
        The lowest first; each reads what the one below puts out.
    """

    input_size: int
    layers: tuple[LayerSpec, ...]

    @property
    def num_layers(self) -> int:
        """L."""
        return len(self.layers)

    @property
    def lanes(self) -> tuple[tuple[int, Direction], ...]:
        """Every (layer, direction), in PyTorch's order: the row order of initial states."""
        return tuple((k, way) for k, layer in enumerate(self.layers) for way in layer.directions)

    @property
    def reads_one_way(self) -> bool:
        """Whether every layer reads forward alone, so that all can be run step by step."""
        return all(layer.directions == ("forward",) for layer in self.layers)

    @property
    def feature_size(self) -> int:
        """Width of the top layer's output."""
        return self.layers[-1].feature_size

    @property
    def has_equal_layers(self) -> bool:
        """Whether all layers are of one cell, size and reading."""
        first = self.layers[0]
        return all(
            (it.cell, it.hidden_size, it.output_size, it.directions, it.merge)
            == (first.cell, first.hidden_size, first.output_size, first.directions, first.merge)
            for it in self.layers
        )


def tensor_name(part: str, layer: int, direction: Direction) -> str:
    """Return a tensor's name, such as ``weight_ih_l0_reverse``."""
    return f"{part}_l{layer}" + ("_reverse" if direction == "reverse" else "")


def parameter_shapes(spec: NetworkSpec) -> dict[str, tuple[int, ...]]:
    """Return name → shape of every tensor of the network, layer by layer.

    Returns
    -------
    dict
        For an LSTM in PyTorch's order: ``weight_ih_l{k}`` (4·H, D_k), ``weight_hh_l{k}`` (4·H, P),
        ``bias_ih_l{k}`` and ``bias_hh_l{k}`` (4·H), ``weight_hr_l{k}`` (P, H) with a projection,
        ``weight_peephole_l{k}`` (3, H) with peepholes; each also with ``_reverse``.
    """
    return {name: shape for name, _, _, shape in named_tensors(spec)}


def named_tensors(spec: NetworkSpec) -> Iterator[tuple[str, LayerSpec, Tensor, tuple[int, ...]]]:
    """Yield (name, layer, tensor, shape) of every tensor."""
    for index, direction in spec.lanes:
        layer = spec.layers[index]
        for tensor in layer.cell.tensors:
            name = tensor_name(tensor.name, index, direction)
            yield name, layer, tensor, layer.tensor_shape(tensor)


@lru_cache(maxsize=4096)
def parameter_rows(layer: LayerSpec, tensor: Tensor) -> dict[str, slice | int]:
    """Return where each parameter stands in a tensor: a slice of its rows, or a table's row."""
    rows: dict[str, slice | int] = {}
    start = 0
    for index, name in enumerate(tensor.parameters):
        if tensor.is_table:
            rows[name] = index
            continue
        count = layer.parameter_shape(name)[0]
        rows[name] = slice(start, start + count)
        start += count
    return rows


def taken_apart(layer: LayerSpec, tensors: Mapping[str, Array]) -> Tensors:
    """Return the parameters of the equations; one that stands in two tensors is their sum.

    Parameters
    ----------
    layer : LayerSpec
    tensors : mapping
        Tensor's name without the layer → array.
    """
    found: Tensors = {}
    for tensor in layer.cell.tensors:
        array = tensors[tensor.name]
        for name, rows in parameter_rows(layer, tensor).items():
            part = array[rows]
            found[name] = found[name] + part if name in found else part
    return found


def put_together(layer: LayerSpec, gradients: Mapping[str, Array]) -> Tensors:
    """Return tensors of the parameters' gradients; both tensors of a sum receive the sum's."""
    found: Tensors = {}
    for tensor in layer.cell.tensors:
        parts = [gradients[name] for name in tensor.parameters]
        found[tensor.name] = np.stack(parts) if tensor.is_table else np.concatenate(parts)
    return found


def count_parameters(spec: NetworkSpec) -> int:
    """Return how many numbers the network's tensors hold (without a head)."""
    return sum(int(np.prod(shape)) for shape in parameter_shapes(spec).values())
