"""The trace of a scenario as JSON Lines, in the order of the contract, computed as it is read.

``start``, every ``forward``, ``output``, ``loss``, every ``backward`` in the exact reverse order,
``gradients``, ``end``. Nothing is computed before it is asked for: the first chunk is the ``start``
line alone, and whoever stops reading stops the work.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson

from app.cells.description import Description, description_of
from app.errors import ScenarioError
from app.numerics.initial import initial_name
from app.numerics.losses import LossValue
from app.numerics.network import Network
from app.numerics.parameters import Array, NetworkSpec, Tensors
from app.scenarios import links
from app.scenarios.limits import count_trace_numbers
from app.scenarios.resolve import Resolved
from app.scenarios.states import state_sizes
from app.streaming.encode import line, rounded, rounded_number, rounded_together
from app.streaming.include import Include, Layout
from app.streaming.lanes import BackwardLines, ForwardLines, interleave, warning

#: Above this many parameters tensors are left out of ``start`` and ``gradients``.
MAX_TENSOR_PARAMETERS = 20_000

#: A chunk holds about this many numbers (some milliseconds of work), so that a stream of any size
#: lets others in, and stops, equally soon.
CHUNK_NUMBERS = 32_768
CHUNK_STEPS = (2, 64)
#: In columns a line is a chunk: fewer and longer ones are read faster.
COLUMN_NUMBERS = 131_072
COLUMN_STEPS = (2, 256)
#: What is ready goes out in pieces of about so many bytes, or after so many seconds.
PIECE_BYTES, PIECE_SECONDS = 262_144, 0.01


class TraceStream:
    """One run of a scenario, as chunks of bytes; each chunk is a whole number of lines.

    Parameters
    ----------
    resolved : Resolved
    precision : int, optional
        Significant digits, 3 to 17; numbers are written in full when absent.
    include : Include or str
        What to send, see `Include.parse`.
    layout : {"lines", "columns"}
        One line a step, or one line for all steps of a chunk.

    Raises
    ------
    ValueError
        If ``include`` is not understood.
    ScenarioError
        If the lens shows a unit that there is not.
    """

    def __init__(
        self,
        resolved: Resolved,
        precision: int | None = None,
        include: Include | str = "all",
        layout: Layout = "lines",
    ) -> None:
        self.resolved = resolved
        self.precision = precision
        self.include = Include.parse(include) if isinstance(include, str) else include
        self.layout: Layout = layout
        self.frames = 0
        self._check_lens()

    def _check_lens(self) -> None:
        lens, spec = self.include.lens, self.resolved.spec
        if lens is None:
            return
        is_lane = (lens.layer, lens.direction) in spec.lanes
        if not is_lane or lens.unit >= spec.layers[lens.layer].hidden_size:
            shown = f"{lens.layer},{lens.direction},{lens.unit}"
            raise ScenarioError(f"lens must show a unit of the network; found {shown}")

    def chunks(self) -> Iterator[bytes]:
        """Yield the stream; each step of the iteration blocks for one piece of work."""
        started = time.perf_counter()
        yield self._start()
        yield from gathered(self._rest(started))

    def _rest(self, started: float) -> Iterator[bytes]:
        network = Network(self.resolved.spec, len(self.resolved.x), self.resolved.interventions)
        network.load(self.resolved.tensors, self.resolved.head)
        yield from self._forward(network)
        if self.include.backward:
            yield from self._from_loss_to_gradients(network)
        seconds = rounded_number(time.perf_counter() - started, 6)
        yield line({"type": "end", "frames": self.frames, "seconds": seconds})

    @property
    def _chunk_steps(self) -> int:
        in_columns = self.layout == "columns"
        fewest, most = COLUMN_STEPS if in_columns else CHUNK_STEPS
        numbers = COLUMN_NUMBERS if in_columns else CHUNK_NUMBERS
        per_step = count_trace_numbers(self.resolved.spec, 1)
        return max(fewest, min(most, numbers // per_step))

    def _start(self) -> bytes:
        resolved = self.resolved
        message: dict[str, Any] = {
            "type": "start",
            "version": resolved.scenario.version,
            "scenario": resolved.scenario.model_dump(mode="json", by_alias=True),
            "link": links.encode(resolved.scenario),
            "cell": _cell(resolved),
        }
        if self._omits_tensors:
            message["tensors_omitted"] = True
        else:
            tensors = {**resolved.tensors, **_head_tensors(resolved)}
            message["tensors"] = rounded_together(tensors, self.precision)
        return line(message | {"steps": len(resolved.x), "parameters": resolved.parameters})

    @property
    def _omits_tensors(self) -> bool:
        return self.resolved.parameters > MAX_TENSOR_PARAMETERS

    def _forward(self, network: Network) -> Iterator[bytes]:
        resolved = self.resolved
        lanes = {
            id(lane): ForwardLines(lane, self.precision, self.include, self.layout)
            for lane in network.lanes
        }
        for span in network.forward(resolved.x, resolved.initial, self._chunk_steps):
            lines = [lanes[id(lane)].lines(span.start, span.stop) for lane in span.lanes]
            self.frames += (span.stop - span.start) * len(span.lanes)
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
            d_outputs = loss.d_outputs[chosen]
            gradients = rounded(d_outputs, self.precision) if self.include.nodes else d_outputs
            yield b"".join(
                self._output(t, y, d_y, loss, warned)
                for t, y, d_y in zip(chosen, rows, gradients, strict=True)
            )

    def _output(self, t: int, y: Array, d_y: Array, loss: LossValue, warned: set[str]) -> bytes:
        message = {"type": "output", "t": t, "y": y}
        values: dict[str, Any] = {"y": y}
        if t in loss.shares:
            message["loss"] = values["loss"] = rounded_number(loss.shares[t], self.precision)
        if self.include.nodes:
            message["grad"] = {"y": d_y}
        lines = line(message)
        for quantity, value in values.items():
            if quantity not in warned and not np.isfinite(value).all():
                warned.add(quantity)
                lines += warning(t, self.resolved.spec.num_layers - 1, "forward", quantity)
        return lines

    def _backward(self, network: Network, d_outputs: Array) -> Iterator[bytes]:
        lanes = {
            id(lane): BackwardLines(lane, self.precision, self.include, self.layout)
            for lane in network.lanes
        }
        for span in network.backward(d_outputs, self._chunk_steps):
            lines = [lanes[id(lane)].lines(span.start, span.stop) for lane in span.lanes]
            self.frames += (span.stop - span.start) * len(span.lanes)
            yield interleave(lines)

    def _gradients(self, gradients: Tensors) -> bytes:
        message: dict[str, Any] = {"type": "gradients"}
        initial = {initial_name(state): state for state in _states(self.resolved.spec)}
        if self._omits_tensors:
            message["tensors_omitted"] = True
        else:
            shown = rounded_together(gradients, self.precision)
            message["tensors"] = {
                name: self._tensor(tensor, initial.get(name)) for name, tensor in shown.items()
            }
        norms = [_norm(self._meant(it, initial.get(name))) for name, it in gradients.items()]
        norms.append(_norm(np.array(norms)))
        *of_tensors, message["global_norm"] = rounded(np.array(norms), self.precision).tolist()
        message["norm"] = dict(zip(gradients, of_tensors, strict=True))
        return line(message)

    def _tensor(self, tensor: Array, state: str | None) -> Array | list[list[float]]:
        """Return a tensor; of where a state starts, rows as long as the lanes are wide."""
        if state is None:
            return tensor
        sizes = state_sizes(state, self.resolved.spec)
        if len(set(sizes)) == 1:
            return tensor
        return [row[:size].tolist() for row, size in zip(tensor, sizes, strict=True)]

    def _meant(self, tensor: Array, state: str | None) -> Array:
        """Return the numbers of a tensor without those that only fill its rows up."""
        if state is None:
            return tensor
        sizes = state_sizes(state, self.resolved.spec)
        return np.concatenate([row[:size] for row, size in zip(tensor, sizes, strict=True)])


def gathered(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield small chunks together: what a short run has to say goes out in few pieces.

    Each piece costs a change of thread and a call of the network, some tenths of a millisecond.
    """
    waiting: list[bytes] = []
    size, since = 0, time.perf_counter()
    try:
        for chunk in chunks:
            waiting.append(chunk)
            size += len(chunk)
            if size >= PIECE_BYTES or time.perf_counter() - since >= PIECE_SECONDS:
                yield b"".join(waiting)
                waiting, size, since = [], 0, time.perf_counter()
    except Exception:
        if waiting:  # what was computed before the failure is true, and its reader's
            yield b"".join(waiting)
        raise
    if waiting:
        yield b"".join(waiting)


def _cell(resolved: Resolved) -> dict[str, Any]:
    """Return what the lanes' cells are: each description once, and which lane has which."""
    descriptions: list[Description] = []
    rows = []
    for index, direction in resolved.spec.lanes:
        layer = resolved.spec.layers[index]
        held = frozenset(
            it.target
            for it in resolved.interventions
            if (it.layer, it.direction) == (index, direction)
        )
        found = description_of(layer.cell, held)
        if found not in descriptions:
            descriptions.append(found)
        rows.append(
            {
                "layer": index,
                "direction": direction,
                "model": descriptions.index(found),
                "input_size": layer.input_size,
                "hidden_size": layer.hidden_size,
                "output_size": layer.output_size,
            }
        )
    return {"models": [orjson.Fragment(found.as_json) for found in descriptions], "lanes": rows}


def _states(spec: NetworkSpec) -> tuple[str, ...]:
    """Return every state that some layer has."""
    return tuple(dict.fromkeys(state for layer in spec.layers for state in layer.cell.states))


def _head_tensors(resolved: Resolved) -> Tensors:
    head = resolved.head
    return {} if head is None else {"head.weight": head.weight, "head.bias": head.bias}


def _norm(tensor: Array) -> float:
    """Return the L2 norm; squares neither under- nor overflow on the way."""
    largest = float(np.abs(tensor).max(initial=0.0))
    if not 0.0 < largest < np.inf:
        return largest
    return largest * float(np.linalg.norm(np.ravel(tensor / largest)))
