"""A recurrent network run over one sequence: layers and directions, forward and backward.

The order of computation is the order of the trace. A stack that reads in one direction runs in
chunks of time, all layers of a chunk together; one with a layer that reads in reverse runs lane by
lane, because the layer above needs the whole of the layer below. Backward is the exact reverse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.numerics.initial import Initial, initial_name, rows_of, stacked
from app.numerics.initialisers import Head
from app.numerics.interventions import Intervention, of_lane
from app.numerics.lane import Lane
from app.numerics.losses import Loss, LossValue
from app.numerics.merging import handed_back, joined, merged
from app.numerics.parameters import Array, NetworkSpec, Tensors
from app.numerics.scaled import Exponents

__all__ = ["Head", "Initial", "Intervention", "Lane", "Network", "Run", "Span", "run"]


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
    spec : NetworkSpec
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
        self, spec: NetworkSpec, steps: int, interventions: Sequence[Intervention] = ()
    ) -> None:
        self.spec = spec
        self.steps = steps
        self.lanes = tuple(
            Lane(
                spec.layers[layer],
                layer,
                way,
                steps,
                of_lane(interventions, layer, way),
                layer == spec.num_layers - 1,
            )
            for layer, way in spec.lanes
        )
        self.head: Head | None = None
        self._features = np.empty((steps, 0))
        self._d_head: Tensors = {}

    def layer_lanes(self, layer: int) -> tuple[Lane, ...]:
        """Return the lanes of a layer, forward first."""
        return tuple(lane for lane in self.lanes if lane.layer == layer)

    def load(self, tensors: Tensors, head: Head | None = None) -> None:
        """Take weights.

        Parameters
        ----------
        tensors : dict
            Every name of `parameter_shapes`, each of its shape.
        head : Head, optional
        """
        self.head = head
        with np.errstate(all="ignore"):
            for lane in self.lanes:
                lane.load(tensors)

    def forward(
        self, x: Array, initial: Initial | None = None, chunk: int | None = None
    ) -> Iterator[Span]:
        """Run over a sequence, yielding after each computed part; the caller must exhaust it.

        Parameters
        ----------
        x : ndarray, shape (T, D)
        initial : mapping, optional
            State → where it starts, a row for each lane; zeros when absent.
        chunk : int, optional
            Steps in a part; the whole sequence when absent.

        Yields
        ------
        Span
        """
        chunk = chunk or self.steps
        if self.spec.reads_one_way:
            return self._forward_by_time(x, initial or {}, chunk)
        return self._forward_by_lane(x, initial or {}, chunk)

    def _forward_by_time(self, x: Array, initial: Initial, chunk: int) -> Iterator[Span]:
        reads = x
        for index, lane in enumerate(self.lanes):
            lane.begin(reads, rows_of(initial, index))
            reads = lane.h
        self._features = reads
        for start, stop in _chunks(self.steps, chunk):
            for lane in self.lanes:
                _quietly_forward(lane, start, stop)
            yield Span(self.lanes, start, stop)

    def _forward_by_lane(self, x: Array, initial: Initial, chunk: int) -> Iterator[Span]:
        reads = x
        for layer, spec in enumerate(self.spec.layers):
            lanes = self.layer_lanes(layer)
            for lane in lanes:
                in_order = np.ascontiguousarray(lane.in_sequence_order(reads))
                lane.begin(in_order, rows_of(initial, self.lanes.index(lane)))
                for start, stop in _chunks(self.steps, chunk):
                    _quietly_forward(lane, start, stop)
                    yield Span((lane,), start, stop)
            reads = merged(lanes, spec.merge)
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
        if self.spec.reads_one_way:
            return self._backward_by_time(d_features, chunk)
        return self._backward_by_lane(d_features, chunk)

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
        exponents = np.zeros(self.steps, dtype=np.intc)
        for layer in reversed(range(self.spec.num_layers)):
            lanes, merge = self.layer_lanes(layer), self.spec.layers[layer].merge
            for index, lane in reversed(list(enumerate(lanes))):
                received = handed_back(d_features, lanes, index, merge)
                d_above = lane.in_sequence_order(received)
                for start, stop in reversed(_chunks(self.steps, chunk)):
                    scale = exponents[:: lane.stride][start:stop]
                    _quietly_backward(lane, d_above[start:stop], scale, start, stop)
                    yield Span((lane,), start, stop)
            d_features, exponents = joined(lanes)

    def d_input(self, layer: int) -> tuple[Array, Exponents]:
        """Return ∂L/∂ of what a layer reads, through all its directions, after `backward`.

        Returns
        -------
        values : ndarray, shape (T, D_k)
            In the order of the sequence; true value = values · 2**−exponents.
        exponents : ndarray of int, shape (T,)
        """
        return joined(self.layer_lanes(layer))

    def gradients(self) -> Tensors:
        """Return every gradient that is not a step's: call it after `backward`.

        Returns
        -------
        dict
            Each tensor of `parameter_shapes`; ``head.weight``, ``head.bias`` with a head; of where
            states start ``h0``, ``c0`` and ``state0.<name>``, see `initial_name`.
        """
        tensors: Tensors = {}
        initial: dict[str, list[Array]] = {}
        with np.errstate(all="ignore"):
            for index, lane in enumerate(self.lanes):
                tensors.update(lane.parameter_gradients())
                for state, gradient in lane.initial_gradients().items():
                    rows = initial.setdefault(state, [np.empty(0)] * len(self.lanes))
                    rows[index] = gradient
        named = {initial_name(state): stacked(rows) for state, rows in initial.items()}
        return {**tensors, **self._d_head, **named}


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
    spec: NetworkSpec,
    tensors: Tensors,
    x: Array,
    loss: Loss,
    *,
    head: Head | None = None,
    initial: Initial | None = None,
    interventions: Sequence[Intervention] = (),
    chunk: int | None = None,
) -> Run:
    """Run a network over one sequence, forward and backward; see `Network` for the shapes."""
    network = Network(spec, len(x), interventions)
    network.load(tensors, head)
    for _ in network.forward(x, initial, chunk):
        pass
    outputs = network.outputs()
    with np.errstate(all="ignore"):
        value = loss.evaluate(outputs)
    for _ in network.backward(value.d_outputs, chunk):
        pass
    return Run(network, outputs, value, network.gradients())


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
