"""How a plan is made: order the columns, fuse the calls, write both steps."""

from functools import lru_cache
from threading import Lock

from app.cells.definition import Definition
from app.cells.flow import flow_of
from app.cells.readings import backward_of
from app.numerics.backflow import arrange
from app.numerics.backward_writer import BackwardWriter
from app.numerics.calls import shared_constant
from app.numerics.columns import Columns
from app.numerics.forward_writer import ForwardWriter
from app.numerics.fusing import fuse
from app.numerics.instructions import Instruction, Place
from app.numerics.lowering import lower
from app.numerics.plan import Plan
from app.numerics.programs import Bindable

#: A cell's graph grows while a plan of it is made.
_MAKING = Lock()


@lru_cache(maxsize=256)
def plan_of(definition: Definition, held: frozenset[str] = frozenset()) -> Plan:
    """Return the plan of a cell.

    Parameters
    ----------
    definition : Definition
    held : frozenset of str
        Named values that what-ifs replace at some step.
    """
    with _MAKING:
        return Planning(definition, held).plan()


class Planning:
    def __init__(self, definition: Definition, held: frozenset[str]) -> None:
        self.definition, self.graph, self.held = definition, definition.graph, held
        self.flow = flow_of(definition, held)
        self.lowered = lower(definition, self.flow)
        self.links = Columns()

    def plan(self) -> Plan:
        """Return the plan."""
        calls = fuse(self.lowered.instructions, self.links, self._rank, self._is_whole)
        self._promote()
        self.columns = self._ordered_columns()
        self.backflow = arrange(self.definition, self.flow, *self._chains())
        for vector, products in self.backflow.products.items():
            self.columns[f"dot{vector}"] = products
        forward = ForwardWriter(
            self.definition, self.lowered, self.links, self.columns, self.held
        ).program(calls)
        backward = BackwardWriter(self.definition, self.flow, self.backflow).program()
        by_root = {block.root: block for block in self.lowered.z_blocks}
        return Plan(
            self.definition, self.flow, self.lowered, self.backflow, self.columns,
            tuple(by_root[root] for root in self.columns["z"]), forward, backward,
            Bindable(forward, bool(self.held), shared_constant),
            Bindable(backward, False, shared_constant),
            backward_of(self.definition, self.held), self.held,
        )  # fmt: skip

    def _rank(self, it: Instruction) -> int:
        """Put what belongs to one hub side by side: then its total is copied once for all."""
        place = it.args[0] if it.args else it.out
        factors = self.flow.of_target.get(place.of)
        hubs = self.flow.hubs
        return min((hubs.index(hub) for hub in factors), default=len(hubs)) if factors else 0

    def _is_whole(self, place: Place) -> bool:
        node = self.graph[place.of] if place.of >= 0 else None
        return place.arena != "own" and (node is None or node.size != "P")

    def _promote(self) -> None:
        for number, place in self.lowered.places.items():
            if place.arena == "scratch" and place.of in self.links.promoted:
                self.lowered.places[number] = Place("values", place.of)

    def _ordered_columns(self) -> dict[str, list[int]]:
        found: dict[str, list[tuple[str, int]]] = {"z": [], "values": [], "vector": []}
        shown = {arg for number in self.flow.of_target for arg in self.graph[number].args}
        shown |= self.lowered.kept
        for block in self.lowered.z_blocks:
            found["z"].append(("z", block.root))
        for it in self.lowered.instructions:
            for place in (it.out, *it.args):
                column = self.links.column(place)
                if column[0] in ("values", "scratch", "vector"):
                    found.setdefault(column[0], []).append(column)
        for number, place in self.lowered.places.items():
            if place.arena == "values" or (place.arena == "vector" and number in shown):
                found[place.arena].append(self.links.column(place))
        return {
            arena: [of for _, of in self.links.ordered(columns)] for arena, columns in found.items()
        }

    def _chains(self) -> tuple[dict[int, list[list[int]]], list[list[int]]]:
        """Return every vector's products, and those with x, as chains that stay together."""
        by_vector: dict[int, list[int]] = {}
        inputs: list[int] = []
        for number in self.graph.leaves_first(*self.definition.values.values()):
            node = self.graph[number]
            if node.op == "matvec":
                vector = node.args[0]
                if self.graph[vector].op == "input":
                    inputs.append(number)
                elif number in self.flow.of_target:
                    by_vector.setdefault(vector, []).append(number)
        chains = {
            vector: self._cut(f"dot{vector}", products) for vector, products in by_vector.items()
        }
        roots = {block.root: block.matvec for block in self.lowered.z_blocks}
        in_z = [[roots[root] for root in chain] for chain in self._cut("z", list(roots))]
        flat = list(dict.fromkeys(it for chain in in_z for it in chain))
        if len(flat) != sum(map(len, in_z)):
            in_z = [[it] for it in flat]
        return chains, [*in_z, *([it] for it in inputs if it not in flat)]

    def _cut(self, arena: str, members: list[int]) -> list[list[int]]:
        chains: list[list[int]] = []
        for arena_, of in self.links.ordered([(arena, it) for it in members]):
            starts = (arena_, of) not in self.links.before
            if starts or not chains:
                chains.append([])
            chains[-1].append(of)
        return chains
