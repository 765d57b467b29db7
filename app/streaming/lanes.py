"""The lines of one lane (a layer in one direction), and how lanes are woven together.

A line speaks of one step; in the column layout one line speaks of all steps of a chunk, with a list
where the other has a vector. What a line holds is gathered once, by name: ``gates.i`` is the entry
``i`` of the object ``gates``.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from app.analysis.paths import gradient_paths
from app.cells.description import Description, description_of, state_key
from app.numerics.lane import Lane
from app.numerics.parameters import Array
from app.numerics.scaled import unscaled
from app.streaming.blocks import Block
from app.streaming.encode import line, number_line
from app.streaming.include import Include, Layout
from app.streaming.norms import BackwardNorms


def interleave(lines_by_lane: Sequence[Sequence[bytes]]) -> bytes:
    """Return step by step the lines of every lane; the lanes have equally many."""
    return b"".join(chain.from_iterable(zip(*lines_by_lane, strict=True)))


def warning(t: int, layer: int, direction: str, quantity: str) -> bytes:
    """Return the line that says where a quantity stopped being finite."""
    return line(
        {
            "type": "warning",
            "kind": "non_finite",
            "t": t,
            "layer": layer,
            "direction": direction,
            "quantity": quantity,
        }
    )


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{"gates.i": v}`` as ``{"gates": {"i": v}}``."""
    found: dict[str, Any] = {}
    for name, value in flat.items():
        outer, dot, inner = name.partition(".")
        if dot:
            found.setdefault(outer, {})[inner] = value
        else:
            found[outer] = value
    return found


class LaneLines:
    """The lines of a lane in one pass.

    Parameters
    ----------
    lane : Lane
    precision : int, optional
    include : Include
    layout : {"lines", "columns"}
    """

    type: str
    is_backward = False

    def __init__(
        self, lane: Lane, precision: int | None, include: Include, layout: Layout = "lines"
    ) -> None:
        self.lane, self.precision, self.include, self.layout = lane, precision, include, layout
        self._place = {"layer": lane.layer, "direction": lane.direction}
        self._warned: set[str] = set()

    @cached_property
    def description(self) -> Description:
        """The lane's cell."""
        return description_of(self.lane.model, self.lane.cell.plan.held)

    def lines(self, start: int, stop: int) -> list[bytes]:
        """Return the lines of reading positions ``start`` to ``stop``, warnings attached.

        In the order in which they are computed; in columns, one line.
        """
        block = Block(self._quantities(start, stop), self.precision)
        found = {} if block.is_finite else block.first_non_finite(self.is_backward)
        if self.layout == "columns":
            text = number_line(self._columns(block, start, stop))
            return [text + b"".join(self._warnings(found, start).values())]
        lines = [number_line(message) for message in self._messages(block, start, stop)]
        for row, text in self._warnings(found, start).items():
            lines[row] += text
        return lines[::-1] if self.is_backward else lines

    def _messages(self, block: Block, start: int, stop: int) -> Iterable[dict[str, Any]]:
        extra = self._extra_rows(start, stop)
        names = [self._name(name) for name in block.quantities]
        for k, row in enumerate(block.rows()):
            message = {"type": self.type, "t": self.lane.step(start + k), **self._place}
            message |= nested(dict(zip(names, row.values(), strict=True)))
            _merge(message, extra[k] if extra else {})
            yield message

    def _columns(self, block: Block, start: int, stop: int) -> dict[str, Any]:
        way = slice(None, None, -1) if self.is_backward else slice(None)
        steps = [self.lane.step(k) for k in range(start, stop)][way]
        message: dict[str, Any] = {"type": self.type, "t": steps, **self._place}
        message |= nested({self._name(name): it for name, it in block.as_json(way).items()})
        _merge(message, self._extra_columns(start, stop))
        return message

    def _name(self, quantity: str) -> str:
        return quantity

    def _quantities(self, start: int, stop: int) -> dict[str, Array]:
        raise NotImplementedError

    def _extra_rows(self, start: int, stop: int) -> list[dict[str, Any]]:  # noqa: ARG002
        """Return what each step's line holds beside vectors."""
        return []

    def _extra_columns(self, start: int, stop: int) -> dict[str, Any]:  # noqa: ARG002
        """Return the same as columns, in the order in which steps are computed."""
        return {}

    def _nodes(self, values: Mapping[int, Array]) -> dict[str, Array]:
        """Return node values by their names in lines, narrowed to the lens."""
        lens, ids = self.include.lens, self.description.ids
        units = slice(None) if lens is None else slice(lens.unit, lens.unit + 1)
        return {f"nodes.{ids[number]}": array[:, units] for number, array in values.items()}

    @property
    def _shows_nodes(self) -> bool:
        lens = self.include.lens
        here = self.lane.layer, self.lane.direction
        return self.include.nodes and (lens is None or (lens.layer, lens.direction) == here)

    def _warnings(self, first_rows: dict[str, int], start: int) -> dict[int, bytes]:
        """Return row → its warning lines, for quantities that have not been warned of."""
        warnings: dict[int, bytes] = {}
        for quantity, row in first_rows.items():
            name = self._warned_name(quantity)
            if name and name not in self._warned:
                self._warned.add(name)
                t = self.lane.step(start + row)
                text = warning(t, self.lane.layer, self.lane.direction, name)
                warnings[row] = warnings.get(row, b"") + text
        return warnings

    def _warned_name(self, quantity: str) -> str:
        """Return what a warning calls a quantity; nothing for inner nodes, which have no name."""
        return "" if quantity.startswith("nodes.") else quantity


class ForwardLines(LaneLines):
    """The ``forward`` lines of a lane."""

    type = "forward"

    def _quantities(self, start: int, stop: int) -> dict[str, Array]:
        lane, rows = self.lane, slice(start, stop)
        quantities = {"x": lane.x[rows]}
        quantities |= {f"gates.{name}": gate[rows] for name, gate in lane.gates.items()}
        others = [name for name in lane.states if name != "h"]
        quantities |= {state_key(name): lane.states[name][rows] for name in others}
        quantities["h"] = lane.h[rows]
        if self.include.z:
            found = lane.pre_activations(start, stop)
            quantities |= {f"z.{name}": z for name, z in found.items()}
        if self._shows_nodes:
            numbers = self.description.forward_nodes
            quantities |= self._nodes(lane.nodes(numbers, start, stop))
        return quantities

    def _messages(self, block: Block, start: int, stop: int) -> Iterable[dict[str, Any]]:
        for message in super()._messages(block, start, stop):
            message.setdefault("gates", {})
            yield message

    def _columns(self, block: Block, start: int, stop: int) -> dict[str, Any]:
        message = super()._columns(block, start, stop)
        message.setdefault("gates", {})
        return message

    def _warned_name(self, quantity: str) -> str:
        return super()._warned_name(quantity.removeprefix("gates.").removeprefix("states."))


class BackwardLines(LaneLines):
    """The ``backward`` lines of a lane."""

    type = "backward"
    is_backward = True

    def lines(self, start: int, stop: int) -> list[bytes]:
        """Return the lines of positions ``stop``−1 down to ``start``, warnings attached."""
        self._paths = gradient_paths(self.lane, start, stop)
        return super().lines(start, stop)

    def _quantities(self, start: int, stop: int) -> dict[str, Array]:
        lane = self.lane
        quantities = {f"grad.{name}": it for name, it in lane.grads(start, stop).items()}
        if self.include.paths:
            found = self._paths.vectors()
            quantities |= {f"paths.{state}.{part}": it for (state, part), it in found.items()}
        if self._shows_nodes:
            exponents = lane.exponents[start:stop]
            values = lane.back_nodes(self.description.backward_nodes, start, stop)
            true = {number: self._true(number, it, exponents) for number, it in values.items()}
            quantities |= self._nodes(true)
        return quantities

    def _true(self, number: int, values: Array, exponents: Any) -> Array:
        """Return a node's values in true scale; a slope has none."""
        return unscaled(values, exponents) if number in self._scaled_nodes else values

    @cached_property
    def _scaled_nodes(self) -> frozenset[int]:
        """Nodes that depend on a gradient."""
        graph = self.lane.cell.graph
        scaled: set[int] = set()
        for number in sorted(graph.leaves_first(*self.description.backward_nodes)):
            node = graph[number]
            if node.op == "gradient" or any(arg in scaled for arg in node.args):
                scaled.add(number)
        return frozenset(scaled)

    def _name(self, quantity: str) -> str:
        return "paths_grad" + quantity[5:] if quantity.startswith("paths.") else quantity

    def _messages(self, block: Block, start: int, stop: int) -> Iterable[dict[str, Any]]:
        for message in super()._messages(block, start, stop):
            self._place_paths(message)
            yield message

    def _columns(self, block: Block, start: int, stop: int) -> dict[str, Any]:
        message = super()._columns(block, start, stop)
        self._place_paths(message)
        return message

    def _place_paths(self, message: dict[str, Any]) -> None:
        """Put the parts of gradients where they belong: state by state, below ``paths``."""
        flat = message.pop("paths_grad", None)
        if flat is not None:
            message["paths"]["grad"] = nested(flat)

    def _extra_rows(self, start: int, stop: int) -> list[dict[str, Any]]:
        norms = self.lane.grad_norms(start, stop)
        return BackwardNorms(norms, self._paths, self.precision).rows()

    def _extra_columns(self, start: int, stop: int) -> dict[str, Any]:
        norms = self.lane.grad_norms(start, stop)
        return BackwardNorms(norms, self._paths, self.precision).columns()


def _merge(message: dict[str, Any], extra: Mapping[str, Any]) -> None:
    for name, value in extra.items():
        if isinstance(value, dict) and isinstance(message.get(name), dict):
            message[name] |= value
        else:
            message[name] = value
