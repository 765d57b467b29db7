"""A recurrent network run over one sequence: layers and directions, forward and backward.

The order of computation is the order of the trace. A stack that reads in one direction runs in
chunks of time, all layers of a chunk together; a bidirectional one runs lane by lane, because the
layer above needs both directions of the layer below. Backward is the exact reverse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.numerics.initialisers import Head
from app.numerics.interventions import Intervention
from app.numerics.lane import Lane
from app.numerics.losses import Loss, LossValue
from app.numerics.parameters import Array, CellSpec, Tensors
from app.numerics.scaled import Exponents, common_exponents

__all__ = ["Head", "Intervention", "Lane", "Network", "Run", "Span", "run"]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the trace that has just been computed.

    Attributes
    ----------
    lanes : tuple of Lane
        In the order in which the trace reports them at each step.
    start, stop : int
        Reading positions, ``stop`` exclusive.
    """

    lanes: tuple[Lane, ...]
    start: int
    stop: int


class Network:
    """A network for sequences of one length; it owns the arrays of its trace.

    Making one allocates every buffer. It may then be run any number of times; each run overwrites
    the trace of the one before, so copy what must outlive it. Not safe for use by two threads.

    Parameters
    ----------
    spec : CellSpec
    steps : int
        T, at least 1.
    interventions : sequence of Intervention
        Values to be replaced in every run.

    Attributes
    ----------
    lanes : tuple of Lane
        In PyTorch's order: layer 0 forward, layer 0 reverse, layer 1 forward …
    """

    def __init__(
        self, spec: CellSpec, steps: int, interventions: Sequence[Intervention] = ()
    ) -> None:
        self.spec = spec
        self.steps = steps
        self.lanes = tuple(Lane(spec, layer, way, steps) for layer, way in spec.lanes)
        self.head: Head | None = None
        self._features = np.empty((steps, 0))
        self._d_head: Tensors = {}
        for intervention in interventions:
            self._lane(intervention).hold(intervention)

    def _lane(self, intervention: Intervention) -> Lane:
        where = intervention.layer, intervention.direction
        return self.lanes[self.spec.lanes.index(where)]

    def load(self, tensors: Tensors, head: Head | None = None) -> None:
        """Take weights.

        Parameters
        ----------
        tensors : dict
            Every name of `parameter_shapes`, each of its shape.
        head : Head, optional
        """
        self.head = head
        for lane in self.lanes:
            lane.load(tensors)

    def forward(
        self, x: Array, h0: Array | None = None, c0: Array | None = None, chunk: int | None = None
    ) -> Iterator[Span]:
        """Run over a sequence, yielding after each computed part; the caller must exhaust it.

        Parameters
        ----------
        x : ndarray, shape (T, D)
        h0, c0 : ndarray, shape (L·directions, H), optional
            Initial states; zeros when absent.
        chunk : int, optional
            Steps in a part; the whole sequence when absent.

        Yields
        ------
        Span
        """
        chunk = chunk or self.steps
        if self.spec.bidirectional:
            return self._forward_by_lane(x, h0, c0, chunk)
        return self._forward_by_time(x, h0, c0, chunk)

    def _forward_by_time(
        self, x: Array, h0: Array | None, c0: Array | None, chunk: int
    ) -> Iterator[Span]:
        reads = x
        for index, lane in enumerate(self.lanes):
            lane.begin(reads, _row(h0, index), _row(c0, index))
            reads = lane.h
        self._features = reads
        for start, stop in _chunks(self.steps, chunk):
            for lane in self.lanes:
                _quietly_forward(lane, start, stop)
            yield Span(self.lanes, start, stop)

    def _forward_by_lane(
        self, x: Array, h0: Array | None, c0: Array | None, chunk: int
    ) -> Iterator[Span]:
        reads = x
        for layer in range(self.spec.num_layers):
            pair = self.lanes[2 * layer : 2 * layer + 2]
            for index, lane in enumerate(pair, 2 * layer):
                in_order = np.ascontiguousarray(lane.in_sequence_order(reads))
                lane.begin(in_order, _row(h0, index), _row(c0, index))
                for start, stop in _chunks(self.steps, chunk):
                    _quietly_forward(lane, start, stop)
                    yield Span((lane,), start, stop)
            reads = np.concatenate([lane.in_sequence_order(lane.h) for lane in pair], axis=1)
        self._features = reads

    def outputs(self) -> Array:
        """Return y (T, O), or without a head the top layer's h (T, H·directions)."""
        if self.head is None:
            return self._features
        with np.errstate(all="ignore"):
            return np.asarray(self._features @ self.head.weight.T + self.head.bias)

    def backward(self, d_outputs: Array, chunk: int | None = None) -> Iterator[Span]:
        """Backpropagate through time, in the exact reverse of `forward`'s order; exhaust it.

        Parameters
        ----------
        d_outputs : ndarray, shape (T, O)
            ∂L/∂ of `outputs`.
        chunk : int, optional
            As given to `forward`.

        Yields
        ------
        Span
            Its lanes are in reverse order; its positions are to be read from ``stop`` − 1 down.
        """
        chunk = chunk or self.steps
        d_features = d_outputs
        if self.head is not None:
            with np.errstate(all="ignore"):
                d_features = d_outputs @ self.head.weight
                self._d_head = {
                    "head.weight": d_outputs.T @ self._features,
                    "head.bias": d_outputs.sum(axis=0),
                }
        if self.spec.bidirectional:
            return self._backward_by_lane(d_features, chunk)
        return self._backward_by_time(d_features, chunk)

    def _backward_by_time(self, d_features: Array, chunk: int) -> Iterator[Span]:
        unscaled = np.zeros(self.steps, dtype=np.intc)
        downward = self.lanes[::-1]
        for start, stop in reversed(_chunks(self.steps, chunk)):
            d_above, exponents = d_features[start:stop], unscaled[start:stop]
            for lane in downward:
                _quietly_backward(lane, d_above, exponents, start, stop)
                d_above, exponents = lane.d_x[start:stop], lane.exponents[start:stop]
            yield Span(downward, start, stop)

    def _backward_by_lane(self, d_features: Array, chunk: int) -> Iterator[Span]:
        H = self.spec.hidden_size
        exponents = np.zeros(self.steps, dtype=np.intc)
        for layer in reversed(range(self.spec.num_layers)):
            pair = self.lanes[2 * layer : 2 * layer + 2]
            for column, lane in reversed(list(enumerate(pair))):
                d_above = lane.in_sequence_order(d_features[:, column * H : (column + 1) * H])
                for start, stop in reversed(_chunks(self.steps, chunk)):
                    scale = exponents[:: lane.stride][start:stop]
                    _quietly_backward(lane, d_above[start:stop], scale, start, stop)
                    yield Span((lane,), start, stop)
            d_features, exponents = _joined(*pair)

    def d_input(self, layer: int) -> tuple[Array, Exponents]:
        """Return ∂L/∂ of what a layer reads, through both directions; call it after `backward`.

        Returns
        -------
        values : ndarray, shape (T, D_k)
            In the order of the sequence; true value = values · 2**−exponents.
        exponents : ndarray of int, shape (T,)
        """
        if self.spec.bidirectional:
            return _joined(*self.lanes[2 * layer : 2 * layer + 2])
        lane = self.lanes[layer]
        return lane.d_x, lane.exponents

    def gradients(self) -> Tensors:
        """Return every gradient that is not a step's: call it after `backward`.

        Returns
        -------
        dict
            Each tensor of `parameter_shapes`; ``head.weight``, ``head.bias`` with a head; ``h0``
            and (LSTM) ``c0``, each (L·directions, H).
        """
        states = ("h0", "c0") if self.spec.has_cell_state else ("h0",)
        shape = len(self.lanes), self.spec.hidden_size
        tensors: Tensors = {}
        initial = {name: np.empty(shape) for name in states}
        with np.errstate(all="ignore"):
            for index, lane in enumerate(self.lanes):
                tensors.update(lane.parameter_gradients())
                for name, gradient in zip(states, lane.initial_gradients(), strict=False):
                    initial[name][index] = gradient
        return {**tensors, **self._d_head, **initial}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished forward and backward pass.

    Attributes
    ----------
    network : Network
        Holds the trace.
    outputs : ndarray, shape (T, O)
    loss : LossValue
    gradients : dict
        See `Network.gradients`.
    """

    network: Network
    outputs: Array
    loss: LossValue
    gradients: Tensors = field(default_factory=dict)


def run(
    spec: CellSpec,
    tensors: Tensors,
    x: Array,
    loss: Loss,
    *,
    head: Head | None = None,
    h0: Array | None = None,
    c0: Array | None = None,
    interventions: Sequence[Intervention] = (),
    chunk: int | None = None,
) -> Run:
    """Run a network over one sequence, forward and backward; see `Network` for the shapes."""
    network = Network(spec, len(x), interventions)
    network.load(tensors, head)
    for _ in network.forward(x, h0, c0, chunk):
        pass
    outputs = network.outputs()
    with np.errstate(all="ignore"):
        value = loss.evaluate(outputs)
    for _ in network.backward(value.d_outputs, chunk):
        pass
    return Run(network, outputs, value, network.gradients())


def _row(states: Array | None, index: int) -> Array | None:
    return None if states is None else states[index]


def _chunks(steps: int, size: int) -> list[tuple[int, int]]:
    return [(start, min(start + size, steps)) for start in range(0, steps, size)]


# Overflow and NaN are part of what is shown (an exploding network), not warnings. NumPy's error
# state must not leak through a generator's yield, so it is set around each part.
def _quietly_forward(lane: Lane, start: int, stop: int) -> None:
    with np.errstate(all="ignore"):
        lane.forward(start, stop)


def _quietly_backward(
    lane: Lane, d_above: Array, exponents: Exponents, start: int, stop: int
) -> None:
    with np.errstate(all="ignore"):
        lane.backward(d_above, exponents, start, stop)


def _joined(forward: Lane, reverse: Lane) -> tuple[Array, Exponents]:
    """Return ∂L/∂ of what both directions read, in the order of the sequence, and its scale."""
    scales = forward.exponents, reverse.exponents[::-1]
    if not scales[0].any() and not scales[1].any():
        return forward.d_x + reverse.d_x[::-1], scales[0]
    parts = forward.d_x, reverse.d_x[::-1]
    with np.errstate(all="ignore"):
        peaks = np.stack([np.abs(d_x).max(axis=1) for d_x in parts])
        common = common_exponents(peaks, np.stack(scales))
        shifted = [
            np.ldexp(d_x, (common - scale)[:, None])
            for d_x, scale in zip(parts, scales, strict=True)
        ]
        return shifted[0] + shifted[1], common
