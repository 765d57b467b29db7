"""Random numbers that never change, and the initialisers of a network's tensors.

A link must give the same weights in five years. NumPy promises that for its bit generators and
seed sequences, not for the distributions drawn from them, so the two distributions needed here
are made from PCG64's raw bits. Every tensor has a stream of its own, keyed by its name: adding a
layer leaves the weights of the layers below as they were.
"""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.cells.models import Tensor
from app.numerics.parameters import (
    Array,
    LayerSpec,
    NetworkSpec,
    Tensors,
    named_tensors,
    parameter_rows,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The linear read-out y = W h + b on the top layer.

    Attributes
    ----------
    weight : ndarray, shape (O, H·directions)
    bias : ndarray, shape (O,)
    """

    weight: Array
    bias: Array


def uniform(seed: int, label: str, shape: tuple[int, ...]) -> Array:
    """Return numbers spread evenly over [0, 1), the same on every version of NumPy.

    Parameters
    ----------
    seed : int
        At least 0.
    label : str
        Names the stream; different labels give independent numbers.
    shape : tuple of int

    Returns
    -------
    ndarray of float64
        Multiples of 2⁻⁵³.
    """
    bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(label.encode())]))
    raw = np.asarray(bits.random_raw(math.prod(shape)), dtype=np.uint64)
    return (raw >> np.uint64(11)).astype(np.float64).reshape(shape) * 2.0**-53


def normal(seed: int, label: str, shape: tuple[int, ...]) -> Array:
    """Return standard normal numbers (Box–Muller), the same on every version of NumPy."""
    radius = np.sqrt(-2.0 * np.log1p(-uniform(seed, label + "/radius", shape)))
    return radius * np.cos(2.0 * np.pi * uniform(seed, label + "/angle", shape))


def initialise(
    spec: NetworkSpec,
    name: str,
    seed: int,
    forget_bias: float | None = None,
    gain: float = 1.0,
) -> Tensors:
    """Return fresh tensors for a network.

    ========== ==================================================== ==========================
    name       weights                                              biases
    ========== ==================================================== ==========================
    pytorch    uniform in ±gain/√H (``torch.nn.LSTM``'s rule)       uniform in ±1/√H
    xavier     uniform in ±gain·√(6/(fan_in + fan_out)) per gate    0
    orthogonal (semi-)orthogonal matrix × gain per gate             0
    zeros      0                                                    0
    ========== ==================================================== ==========================

    Biases are the vectors called b or b_…. Any other vector (a peephole) weighs each unit by
    itself: xavier and orthogonal treat it as H connections of fan 1 + 1 and as a diagonal
    orthogonal matrix (±gain). A single number starts where the equations say, else as a vector of
    one entry.

    Parameters
    ----------
    spec : NetworkSpec
    name : {"pytorch", "xavier", "orthogonal", "zeros"}
    seed : int
        At least 0.
    forget_bias : float, optional
        For cells with a parameter ``b_f``: written into it in every layer and direction; in an
        LSTM, into the forget rows of ``bias_ih``. ``bias_hh`` keeps what the initialiser gave it:
        the two are added, so writing both would double it.
    gain : float
        Scales the weight matrices and peepholes.

    Returns
    -------
    dict
        Name → float64 array of the shape `parameter_shapes` gives.

    Raises
    ------
    KeyError
        For an unknown name.
    ValueError
        For a forget bias where no layer has a ``b_f``.

    References
    ----------
    Glorot & Bengio 2010; Saxe, McClelland & Ganguli 2014; Gers, Schmidhuber & Cummins 2000 and
    Jozefowicz, Zaremba & Sutskever 2015 for the forget bias.
    """
    fill = _FILLS[name]
    tensors = {
        tensor_name: fill(_Slot(layer, tensor, tensor_name, shape, seed, gain))
        for tensor_name, layer, tensor, shape in named_tensors(spec)
    }
    _set_given_numbers(spec, tensors)
    if forget_bias is not None:
        _set_forget_bias(spec, tensors, forget_bias)
    return tensors


def initialise_head(output_size: int, feature_size: int, seed: int) -> Head:
    """Return a head by the rule of ``torch.nn.Linear``: uniform in ±1/√(H·directions)."""
    bound = 1.0 / math.sqrt(feature_size)
    return Head(
        weight=_symmetric(seed, "head.weight", (output_size, feature_size), bound),
        bias=_symmetric(seed, "head.bias", (output_size,), bound),
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """One tensor to be filled."""

    layer: LayerSpec
    tensor: Tensor
    name: str
    shape: tuple[int, ...]
    seed: int
    gain: float

    @property
    def is_bias(self) -> bool:
        return self.tensor.is_bias(self.layer.cell.parameters)

    @property
    def is_vector(self) -> bool:
        """Whether it weighs each unit by itself, or is a single number."""
        return len(self.shape) == 1 or self.tensor.is_table

    @property
    def blocks(self) -> tuple[tuple[str, int], ...]:
        """Row blocks: the name that each draws its numbers by, and how many rows it has."""
        names = self.tensor.parameters
        rows = [self.layer.parameter_shape(name)[0] for name in names]
        if len(names) == 1 and not self.layer.cell.has_blocks:
            return ((self.name, rows[0]),)
        labels = [f"{self.name}/{block}" for block in _block_names(self.layer, self.tensor)]
        return tuple(zip(labels, rows, strict=True))


def _block_names(layer: LayerSpec, tensor: Tensor) -> tuple[str, ...]:
    """Return a row block's name for every parameter that a tensor stacks."""
    blocks = layer.blocks
    if len(blocks) == len(tensor.parameters):
        return blocks
    return tensor.parameters


def _symmetric(seed: int, label: str, shape: tuple[int, ...], bound: float) -> Array:
    return (2.0 * uniform(seed, label, shape) - 1.0) * bound


def _pytorch(slot: _Slot) -> Array:
    bound = 1.0 / math.sqrt(slot.layer.hidden_size)
    scale = 1.0 if slot.is_bias else slot.gain
    return _symmetric(slot.seed, slot.name, slot.shape, bound * scale)


def _xavier(slot: _Slot) -> Array:
    if slot.is_bias:
        return np.zeros(slot.shape)
    rows = slot.blocks[0][1]
    fan = 2 if slot.is_vector else rows + slot.shape[1]
    return _symmetric(slot.seed, slot.name, slot.shape, slot.gain * math.sqrt(6.0 / fan))


def _orthogonal(slot: _Slot) -> Array:
    if slot.is_bias:
        return np.zeros(slot.shape)
    if slot.is_vector:
        return np.where(uniform(slot.seed, slot.name, slot.shape) < 0.5, -slot.gain, slot.gain)
    blocks = [
        _orthogonal_block(slot.seed, label, rows, slot.shape[1]) for label, rows in slot.blocks
    ]
    return slot.gain * np.concatenate(blocks)


def _orthogonal_block(seed: int, label: str, rows: int, columns: int) -> Array:
    """Return Q of a Gaussian matrix; the signs of R's diagonal make it the one unique Q."""
    long, short = max(rows, columns), min(rows, columns)
    q, r = np.linalg.qr(normal(seed, label, (long, short)))
    q = q * np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
    return np.ascontiguousarray(q if rows == long else q.T)


def _zeros(slot: _Slot) -> Array:
    return np.zeros(slot.shape)


_FILLS: dict[str, Callable[[_Slot], Array]] = {
    "pytorch": _pytorch,
    "xavier": _xavier,
    "orthogonal": _orthogonal,
    "zeros": _zeros,
}
INITIALISERS = tuple(_FILLS)


def _set_given_numbers(spec: NetworkSpec, tensors: Tensors) -> None:
    """Start single numbers where the equations say."""
    for name, layer, tensor, _ in named_tensors(spec):
        initial = layer.cell.parameters[tensor.parameters[0]].initial
        if initial is not None:
            tensors[name][...] = initial


def _set_forget_bias(spec: NetworkSpec, tensors: Tensors, value: float) -> None:
    if not any(layer.cell.has_forget_bias for layer in spec.layers):
        raise ValueError("a forget bias needs a cell with a parameter b_f")
    for name, layer, tensor, _ in named_tensors(spec):
        if tensor.name != "bias_hh" and "b_f" in tensor.parameters:
            tensors[name][parameter_rows(layer, tensor)["b_f"]] = value
