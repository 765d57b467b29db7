"""One finished run that several analyses read."""

from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

import numpy as np

from app.analysis.linear import LinearLane
from app.numerics.initial import is_initial
from app.numerics.lane import Lane
from app.numerics.losses import LossValue
from app.numerics.merging import handed_back
from app.numerics.network import Network, Span
from app.numerics.parameters import Array
from app.numerics.scaled import Exponents, row_norms
from app.scenarios.limits import count_trace_numbers
from app.scenarios.resolve import Resolved

_CHUNK_NUMBERS = 200_000
#: What a generator yields; never None.
Part = TypeVar("Part")


class Study:
    """A scenario's network, run forward and backward once, and what analyses share of it.

    Parameters
    ----------
    resolved : Resolved

    Attributes
    ----------
    resolved : Resolved
    network : Network
    loss : LossValue
        Of the run; after `run`.
    """

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self.steps = len(resolved.x)
        self.network = Network(resolved.spec, self.steps, resolved.interventions)
        self.loss: LossValue
        self._chunk = max(2, _CHUNK_NUMBERS // count_trace_numbers(resolved.spec, 1))

    def run(self) -> Iterator[None]:
        """Compute the trace, in parts; the caller must exhaust it."""
        resolved, network = self.resolved, self.network
        network.load(resolved.tensors, resolved.head)
        for _ in network.forward(resolved.x, resolved.initial, self._chunk):
            yield
        with np.errstate(all="ignore"):
            self.loss = resolved.loss.evaluate(network.outputs())
        for _ in self.backward():
            yield

    def backward(self) -> Iterator[Span]:
        """Go back once more, in parts: what a lane keeps of the last part alone is then read."""
        return self.network.backward(self.loss.d_outputs, self._chunk)

    @classmethod
    def of(cls, resolved: Resolved) -> "Study":
        """Return a study that has been run."""
        study = cls(resolved)
        for _ in study.run():
            pass
        return study

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The network's lanes, in PyTorch's order."""
        return self.network.lanes

    @cached_property
    def linear(self) -> tuple[LinearLane, ...]:
        """Every lane linearised around its run; after `run`."""
        return tuple(map(LinearLane, self.lanes))

    @cached_property
    def d_features(self) -> Array:
        """∂L/∂ of the top layer's h (T, H·directions), step by step: what each step's loss adds."""
        head = self.network.head
        with np.errstate(all="ignore"):
            return self.loss.d_outputs if head is None else self.loss.d_outputs @ head.weight

    @cached_property
    def parameter_norm(self) -> float:
        """L2 norm of the gradient of all weights and biases, those of the head included.

        Where states start is no parameter: an optimiser does not see it. NaN without parameters.
        """
        gradients = self.network.gradients()
        names = [name for name in gradients if not is_initial(name)]
        if not names:
            return float("nan")
        entries = np.concatenate([np.ravel(gradients[name]) for name in names])
        with np.errstate(all="ignore"):
            return float(row_norms(entries[None], np.zeros(1, dtype=np.intc)).value[0])

    def arrivals(self, lane: Lane) -> tuple[Array, Exponents]:
        """Return what the loss or the layer above sends to every h(t) of a lane, in reading order.

        ∂L/∂h less what the next step handed back would lose digits: it is taken where it came from.

        Returns
        -------
        values : ndarray, shape (T, P)
        exponents : ndarray of int, shape (T,)
        """
        lanes = self.network.layer_lanes(lane.layer)
        if lane.is_top:
            rows, exponents = self.d_features, np.zeros(self.steps, dtype=np.intc)
        else:
            rows, exponents = self.network.d_input(lane.layer + 1)
        received = handed_back(rows, lanes, lanes.index(lane), lane.spec.merge)
        return lane.in_sequence_order(received), exponents[:: lane.stride]

    @property
    def compared(self) -> tuple[int, ...]:
        """Steps whose outputs the loss looks at, in the order of the sequence."""
        return tuple(sorted(self.loss.shares))


def quietly(found: Iterator[Part]) -> Iterator[Part]:
    """Let something compute with what is not finite, but nobody else between two of its steps."""
    while True:
        with np.errstate(all="ignore"):
            following = next(found, None)
        if following is None:
            return
        yield following
