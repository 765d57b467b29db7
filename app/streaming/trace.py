"""The trace of a scenario as JSON Lines, in the order of the contract, computed as it is read.

``start``, every ``forward``, ``output``, ``loss``, every ``backward`` in the exact reverse order,
``gradients``, ``end``. Nothing is computed before it is asked for: the first chunk is the ``start``
line alone, and whoever stops reading stops the work.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.numerics.losses import LossValue
from app.numerics.network import Network
from app.numerics.parameters import Array, Tensors
from app.scenarios import links
from app.scenarios.limits import count_trace_numbers
from app.scenarios.resolve import Resolved
from app.streaming.encode import line, rounded, rounded_number
from app.streaming.include import Include
from app.streaming.lanes import BackwardLines, ForwardLines, interleave, warning

#: Above this many parameters tensors are left out of ``start`` and ``gradients``.
MAX_TENSOR_PARAMETERS = 20_000

#: A chunk holds about this many numbers (some milliseconds of work), so that a stream of any size
#: lets others in, and stops, equally soon.
CHUNK_NUMBERS = 32_768
CHUNK_STEPS = (2, 64)


class TraceStream:
    """One run of a scenario, as chunks of bytes; each chunk is a whole number of lines.

    Parameters
    ----------
    resolved : Resolved
    precision : int, optional
        Significant digits, 3 to 17; numbers are written in full when absent.
    include : str
        What to send, see `Include.parse`.

    Raises
    ------
    ValueError
        If ``include`` is not understood.
    """

    def __init__(
        self, resolved: Resolved, precision: int | None = None, include: str = "all"
    ) -> None:
        self.resolved = resolved
        self.precision = precision
        self.include = Include.parse(include)
        self.frames = 0

    def chunks(self) -> Iterator[bytes]:
        """Yield the stream; each step of the iteration blocks for one chunk of work."""
        started = time.perf_counter()
        yield self._start()
        network = self._network()
        yield from self._forward(network)
        if self.include.backward:
            yield from self._from_loss_to_gradients(network)
        seconds = rounded_number(time.perf_counter() - started, 6)
        yield line({"type": "end", "frames": self.frames, "seconds": seconds})

    def _network(self) -> Network:
        resolved = self.resolved
        network = Network(resolved.spec, len(resolved.x), resolved.interventions)
        network.load(resolved.tensors, resolved.head)
        return network

    @property
    def _chunk_steps(self) -> int:
        fewest, most = CHUNK_STEPS
        per_step = count_trace_numbers(self.resolved.spec, 1)
        return max(fewest, min(most, CHUNK_NUMBERS // per_step))

    def _start(self) -> bytes:
        resolved = self.resolved
        message: dict[str, Any] = {
            "type": "start",
            "version": resolved.scenario.version,
            "scenario": resolved.scenario.model_dump(mode="json", by_alias=True),
            "link": links.encode(resolved.scenario),
        }
        if self._omits_tensors:
            message["tensors_omitted"] = True
        else:
            tensors = {**resolved.tensors, **_head_tensors(resolved)}
            message["tensors"] = {
                name: rounded(tensor, self.precision) for name, tensor in tensors.items()
            }
        return line(message | {"steps": len(resolved.x), "parameters": resolved.parameters})

    @property
    def _omits_tensors(self) -> bool:
        return self.resolved.parameters > MAX_TENSOR_PARAMETERS

    def _forward(self, network: Network) -> Iterator[bytes]:
        resolved = self.resolved
        lanes = {
            id(lane): ForwardLines(lane, self.precision, self.include.z) for lane in network.lanes
        }
        spans = network.forward(resolved.x, resolved.h0, resolved.c0, self._chunk_steps)
        for span in spans:
            lines = [lanes[id(lane)].lines(span.start, span.stop) for lane in span.lanes]
            self.frames += sum(map(len, lines))
            yield interleave(lines)

    def _from_loss_to_gradients(self, network: Network) -> Iterator[bytes]:
        outputs = network.outputs()
        with np.errstate(all="ignore"):
            loss = self.resolved.loss.evaluate(outputs)
        yield from self._outputs(outputs, loss)
        yield line({"type": "loss", "value": rounded_number(loss.value, self.precision)})
        yield from self._backward(network, loss.d_outputs)
        yield self._gradients(network.gradients())

    def _outputs(self, outputs: Array, loss: LossValue) -> Iterator[bytes]:
        """Yield a line for each step with a head or a compared output."""
        steps = range(len(outputs)) if self.resolved.head is not None else sorted(loss.shares)
        size = max(1, CHUNK_NUMBERS // outputs.shape[1])
        warned: set[str] = set()
        for start in range(0, len(steps), size):
            chosen = list(steps[start : start + size])
            rows = rounded(outputs[chosen], self.precision)
            yield b"".join(
                self._output(t, y, loss, warned) for t, y in zip(chosen, rows, strict=True)
            )

    def _output(self, t: int, y: Array, loss: LossValue, warned: set[str]) -> bytes:
        message = {"type": "output", "t": t, "y": y}
        values: dict[str, Any] = {"y": y}
        if t in loss.shares:
            message["loss"] = values["loss"] = rounded_number(loss.shares[t], self.precision)
        lines = line(message)
        for quantity, value in values.items():
            if quantity not in warned and not np.isfinite(value).all():
                warned.add(quantity)
                lines += warning(t, self.resolved.spec.num_layers - 1, "forward", quantity)
        return lines

    def _backward(self, network: Network, d_outputs: Array) -> Iterator[bytes]:
        lanes = {
            id(lane): BackwardLines(lane, self.precision, self.include.paths)
            for lane in network.lanes
        }
        for span in network.backward(d_outputs, self._chunk_steps):
            lines = [lanes[id(lane)].lines(span.start, span.stop) for lane in span.lanes]
            self.frames += sum(map(len, lines))
            yield interleave(lines)

    def _gradients(self, gradients: Tensors) -> bytes:
        message: dict[str, Any] = {"type": "gradients"}
        if self._omits_tensors:
            message["tensors_omitted"] = True
        else:
            message["tensors"] = {
                name: rounded(tensor, self.precision) for name, tensor in gradients.items()
            }
        norms = np.array([_norm(tensor) for tensor in gradients.values()])
        shown = rounded(norms, self.precision).tolist()
        message["norm"] = dict(zip(gradients, shown, strict=True))
        message["global_norm"] = rounded_number(_norm(norms), self.precision)
        return line(message)


def _head_tensors(resolved: Resolved) -> Tensors:
    head = resolved.head
    return {} if head is None else {"head.weight": head.weight, "head.bias": head.bias}


def _norm(tensor: Array) -> float:
    """Return the L2 norm; squares neither under- nor overflow on the way."""
    largest = float(np.abs(tensor).max(initial=0.0))
    if not 0.0 < largest < np.inf:
        return largest
    return largest * float(np.linalg.norm(np.ravel(tensor / largest)))
