"""A cell in plain data: what a reader needs to draw it, write it and name its numbers.

The trace's ``start`` line carries it, so that the page knows no cell by name.

``forward`` are the equations: the node of a value, of what stands right of the sign, and under
``sends`` what each operation sends back to its arguments (null: nothing, or to x, whose gradient
is ``grad.x``). ``backward`` are the equations of the gradients, ``carried`` what a step hands back
to each state at the step before.

Every entry of ``nodes`` is one node of the graph, ``id`` being its place in the list:

- ``op``, ``args`` (ids), and where they mean something ``name`` and ``value``, as in
  `app.cells.graph`; but a sum of more than two terms is one node, ``sum``, with ``signs``;
- ``size``: ``D``, ``H``, ``P`` or ``1``;
- ``at``: where its number stands in the lines of the stream. ``x``, ``gates.i``, ``c``, ``z.i`` and
  ``nodes.12`` in ``forward`` lines; ``grad.c``, ``nodes.40`` in ``backward`` lines; ``previous.c``
  the state at the step read before (or where it starts); ``parameter.b_i``; ``number``.
"""

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from app.cells.graph import Graph
from app.cells.models import CellModel
from app.cells.names import OUTPUT
from app.cells.readings import Backward, Reading, backward_of

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Description:
    """A cell's description.

    Attributes
    ----------
    data : dict
        Ready for JSON.
    forward_nodes, backward_nodes : tuple of int
        Nodes of the graph whose numbers are sent as ``nodes``, by pass.
    ids : dict
        Node of the graph → its id in the data.
    as_json : bytes
        The data, written: it is part of every run's first line.
    """

    data: Json
    forward_nodes: tuple[int, ...]
    backward_nodes: tuple[int, ...]
    ids: dict[int, int]

    @cached_property
    def as_json(self) -> bytes:
        return json.dumps(self.data, ensure_ascii=True, separators=(",", ":")).encode()


@lru_cache(maxsize=256)
def description_of(model: CellModel, held: frozenset[str] = frozenset()) -> Description:
    """Return the description of a cell.

    Parameters
    ----------
    model : CellModel
    held : frozenset of str
        Values that what-ifs replace: the backward equations contain ``kept`` factors then.
    """
    return _Describing(model, held).description()


#: Keys of a ``forward`` line that no state may take; such a state stands under ``states``.
LINE_KEYS = ("type", "t", "layer", "direction", "x", "gates", "z", "nodes", "states")


def state_key(name: str) -> str:
    """Return where a state stands in a ``forward`` line: under its name, unless that is taken."""
    return f"states.{name}" if name in LINE_KEYS else name


class _Describing:
    def __init__(self, model: CellModel, held: frozenset[str]) -> None:
        self.model, self.definition = model, model.definition
        self.graph: Graph = model.definition.graph
        self.backward: Backward = backward_of(model.definition, held)
        self.held = held
        self.nodes: list[Json] = []
        self.ids: dict[int, int] = {}
        self.forward: list[int] = []
        self.back: list[int] = []
        forward = self.graph.leaves_first(*self.definition.values.values())
        self.is_forward = set(forward)
        self.inner = self._inner_sums()

    def description(self) -> Description:
        equations = [self._forward_row(name) for name in self.definition.values]
        backward = [row for name in reversed(self.definition.values) for row in self._rows(name)]
        data: Json = {
            "kind": self.model.kind,
            "equations": self.definition.text,
            "values": list(self.definition.values),
            "states": list(self.model.states),
            "gates": list(self.model.gates),
            "targets": list(self.model.targets),
            "gradients": list(self.model.blocks if self.model.has_blocks else self.model.gates),
            "blocks": dict(self.model.blocks),
            "slots": dict(self.definition.slots),
            "is_recurrent": self.definition.is_recurrent,
            "parameters": self._parameters(),
            "forward": equations,
            "backward": backward,
            "paths": self.model.paths(self.backward),
            "carried": {state: self._id(self._carried(state)) for state in self.model.states},
            "nodes": self.nodes,
        }
        return Description(data, tuple(self.forward), tuple(self.back), self.ids)

    # Parts of the data

    def _parameters(self) -> list[Json]:
        found = []
        for name, parameter in self.definition.parameters.items():
            places = [
                {"tensor": it.name, "block": it.parameters.index(name), "is_table": it.is_table}
                for it in self.model.tensors
                if name in it.parameters
            ]
            entry: Json = {"name": name, "shape": list(parameter.shape), "tensors": places}
            if parameter.initial is not None:
                entry["initial"] = parameter.initial
            found.append(entry)
        return found

    def _forward_row(self, name: str) -> Json:
        """Return an equation: the node of its value, and of what stands right of the sign."""
        value = self.definition.values[name]
        row: Json = {"name": name, "node": self._id(value)}
        row["right"] = self._id(self.graph[value].args[0])
        if name in self.definition.pre_activations:
            row["pre_activation"] = self._id(self.definition.pre_activations[name])
        row["sends"] = self._sends(name)
        return row

    def _sends(self, name: str) -> Json:
        """Return what each operation of an equation sends back to its arguments, by id."""
        sent = self.backward.sent[name]
        found: Json = {}
        for number in dict.fromkeys(number for number, _ in sent):
            if number not in self.inner:
                places = self._operands(number)
                terms = [
                    None if self.graph[arg].op == "input" else sent.get((user, place))
                    for user, place, _, arg in places
                ]
                nodes = [None if it is None else self._id(it) for it in terms]
                found[str(self.ids[number])] = nodes
        return found

    def _carried(self, state: str) -> int:
        """Return what a step hands back to a state at the step before, over all its readings."""
        total = self.graph.number(0.0)
        for reading in self.backward.of("previous", state):
            total = self.graph.add(total, reading.term)
        return total

    def _rows(self, name: str) -> list[Json]:
        """Return a value's backward equations: its gradient, and that at its pre-activation."""
        gradient = self.backward.gradients[name]
        terms = [self._term(it, later=False) for it in self.backward.of("value", name)]
        if name in self.model.states:
            terms += [self._term(it, later=True) for it in self.backward.of("previous", name)]
        rows: list[Json] = [{"of": name, "node": self._id(gradient), "terms": terms}]
        if name == OUTPUT:
            rows[0]["receives_loss"] = True
        if name in self.backward.pre_activations:
            node = self._id(self.backward.pre_activations[name])
            rows.append({"of": name, "at": "pre_activation", "node": node})
        return rows

    def _term(self, reading: Reading, later: bool) -> Json:
        """Return what one reading sends back; ``later`` ones are those of the step read next."""
        return {"by": reading.by, "node": self._id(reading.term), "later": later}

    # Nodes

    def _inner_sums(self) -> set[int]:
        """Return sums that are only a part of one longer sum: they are written as one."""
        uses: dict[int, list[int]] = {}
        for number in self.is_forward:
            for arg in self.graph[number].args:
                uses.setdefault(arg, []).append(number)
        kept = {*self.definition.pre_activations.values()}
        return {
            number
            for number, users in uses.items()
            if self.graph[number].op in ("add", "sub")
            and number not in kept
            and len(users) == 1
            and self.graph[users[0]].op in ("add", "sub")
            and (self.graph[users[0]].op == "add" or self.graph[users[0]].args[0] == number)
        }

    def _id(self, root: int) -> int:
        for number in self._needed(root):
            if number not in self.ids:
                entry = self._entry(number)
                self.ids[number] = len(self.nodes)
                self.nodes.append(entry)
        return self.ids[root]

    def _needed(self, root: int) -> list[int]:
        """Return what a node is made of, arguments first.

        In the order in which the expression names them: numbers depend on what else has been
        derived from the graph before.
        """
        found: dict[int, None] = {}
        waiting = [(root, False)]
        while waiting:
            number, is_complete = waiting.pop()
            if is_complete:
                found[number] = None
            elif number not in found:
                waiting.append((number, True))
                waiting.extend((arg, False) for _, arg in reversed(list(self._terms(number))))
        return list(found)

    def _terms(self, number: int) -> list[tuple[int, int]]:
        """Return (sign, argument) of a node; of a sum, those of its inner sums too."""
        return [(sign, arg) for _, _, sign, arg in self._operands(number)]

    def _operands(self, number: int) -> list[tuple[int, int, int, int]]:
        """Return (operation, place, sign, argument): the operation may be an inner sum."""
        node = self.graph[number]
        if node.op not in ("add", "sub"):
            return [(number, place, 1, arg) for place, arg in enumerate(node.args)]
        a, b = node.args
        left = self._operands(a) if self._is_inner(a) else [(number, 0, 1, a)]
        return [*left, (number, 1, -1 if node.op == "sub" else 1, b)]

    def _is_inner(self, number: int) -> bool:
        if number in self.is_forward:
            return number in self.inner
        return self.graph[number].op in ("add", "sub")

    def _entry(self, number: int) -> Json:
        node, terms = self.graph[number], self._terms(number)
        args = [self.ids[arg] for _, arg in terms]
        entry: Json = {"op": node.op, "args": args, "size": node.size}
        if len(terms) > 2 and node.op in ("add", "sub"):
            entry["op"] = "sum"
        if node.op in ("add", "sub"):
            entry["signs"] = [sign for sign, _ in terms]
        if node.name:
            entry["name"] = node.name
        if node.op in ("number", "clip", "inside", "matvec"):
            entry["value"] = node.value
        entry["at"] = self._at(number)
        return entry

    def _at(self, number: int) -> str:  # noqa: PLR0911 - a table
        node = self.graph[number]
        match node.op:
            case "input":
                return "x"
            case "number":
                return "number"
            case "parameter":
                return f"parameter.{node.name}"
            case "previous":
                return f"previous.{node.name}"
            case "named":
                is_gate = node.name in self.model.gates
                return f"gates.{node.name}" if is_gate else self._value_at(node.name, number)
            case "gradient":
                return f"grad.{node.name}"
            case "total" if not self.model.has_blocks:
                return f"grad.{node.name}"
            case "total" if self.graph[node.args[0]].op != "number":
                return str(self.nodes[self.ids[node.args[0]]]["at"])
        return self._inner_at(number)

    def _value_at(self, name: str, number: int) -> str:
        return state_key(name) if name in self.model.states else self._sent(number, is_back=False)

    def _inner_at(self, number: int) -> str:
        for name, value in self.definition.values.items():
            if self.graph[value].args[0] == number and name not in self.held:
                return self._at(value)
        for block, owner in self.model.blocks.items():
            if self.definition.pre_activations.get(owner) == number:
                return f"z.{block}"
            if self.model.has_blocks and self.backward.pre_activations.get(owner) == number:
                return f"grad.{block}"
        return self._sent(number, is_back=number not in self.is_forward)

    def _sent(self, number: int, is_back: bool) -> str:
        (self.back if is_back else self.forward).append(number)
        return f"nodes.{len(self.nodes)}"
