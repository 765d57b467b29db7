"""The plan of a cell: what is computed before, in and after the loop over time, and where.

A plan is made once for a cell and serves every size. It holds the order of the columns of every
arena, a compiled step forward, a compiled step back, and the list of factors between them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.cells.definition import Definition, output_of
from app.cells.flow import Flow, flow_of, is_normalisation
from app.cells.readings import Backward, backward_of
from app.numerics.backflow import Backflow, Block, arrange
from app.numerics.fusing import Call, Columns, fuse
from app.numerics.lowering import Instruction, Lowered, Place, ZBlock, lower
from app.numerics.programs import Program, Step, View

_UFUNCS = ("add", "sub", "mul", "div", "max", "min", "neg")


@dataclass(frozen=True)
class Plan:
    """How a cell is run.

    Attributes
    ----------
    definition : Definition
    flow : Flow
    lowered : Lowered
    backflow : Backflow
    columns : dict
        Arena → its columns in order: nodes.
    z_blocks : tuple of ZBlock
        In the order of z's columns.
    forward, backward : Program
    make_forward, make_backward : callable
        Make a lane's step from its constants.
    equations : Backward
        The backward equations, for what is read off a run.
    held : frozenset of str
    """

    definition: Definition
    flow: Flow
    lowered: Lowered
    backflow: Backflow
    columns: dict[str, list[int]]
    z_blocks: tuple[ZBlock, ...]
    forward: Program
    backward: Program
    make_forward: Step
    make_backward: Step
    equations: Backward
    held: frozenset[str]


@lru_cache(maxsize=256)
def plan_of(definition: Definition, held: frozenset[str] = frozenset()) -> Plan:
    """Return the plan of a cell.

    Parameters
    ----------
    definition : Definition
    held : frozenset of str
        Named values that what-ifs replace at some step.
    """
    return _Planning(definition, held).plan()


class _Planning:
    def __init__(self, definition: Definition, held: frozenset[str]) -> None:
        self.definition, self.graph, self.held = definition, definition.graph, held
        self.flow = flow_of(definition, held)
        self.lowered = lower(definition, self.flow)
        self.links = Columns()

    def plan(self) -> Plan:
        calls = fuse(self.lowered.instructions, self.links, self._rank, self._is_whole)
        self._promote(calls)
        self.columns = self._ordered_columns()
        self.backflow = arrange(self.definition, self.flow, *self._chains())
        for vector, products in self.backflow.products.items():
            self.columns[f"dot{vector}"] = products
        forward = _ForwardWriter(self, calls).program()
        backward = _BackwardWriter(self.definition, self.flow, self.backflow).program()
        by_root = {block.root: block for block in self.lowered.z_blocks}
        return Plan(
            self.definition, self.flow, self.lowered, self.backflow, self.columns,
            tuple(by_root[root] for root in self.columns["z"]), forward, backward,
            forward.compiled(bool(self.held)), backward.compiled(),
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

    def _promote(self, calls: list[Call]) -> None:
        for number, place in self.lowered.places.items():
            if place.arena == "scratch" and place.of in self.links.promoted:
                self.lowered.places[number] = Place("values", place.of)

    def _ordered_columns(self) -> dict[str, list[int]]:
        found: dict[str, list[tuple[str, int]]] = {"z": [], "values": [], "vector": []}
        shown = {*self.definition.values.values(), *self.definition.pre_activations.values()}
        shown |= {arg for number in self.flow.of_target for arg in self.graph[number].args}
        shown |= {number for number in self.flow.of_target if is_normalisation(self.graph[number])}
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
            arena: [of for _, of in self.links.ordered(columns)]
            for arena, columns in found.items()
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


class _ForwardWriter:
    """Writes the step forward."""

    def __init__(self, planning: _Planning, calls: list[Call]) -> None:
        self.planning, self.calls, self.columns = planning, calls, planning.columns
        self.out = Program()
        self.names: dict[Place, list[str]] = {}
        definition = planning.definition
        for name, number in definition.values.items():
            place = planning.lowered.places.get(number)
            if name in planning.held and place is not None and place.arena != "static":
                self.names.setdefault(place, []).append(name)

    def program(self) -> Program:
        # A sum may be added up where it stands: it is replaced once all of it is there.
        last = {it.out: call for call in self.calls for it in call.instructions}
        for call in self.calls:
            self._write(call)
            whole = [it.out for it in call.instructions if last[it.out] is call]
            held = [name for place in whole for name in self.names.get(place, ())]
            if held:
                names = ", ".join(self.out.constant(("name", name)) for name in held)
                self.out.lines.append(f"if hold is not None: hold.replace({names})")
        return self.out

    def _write(self, call: Call) -> None:
        first = call.instructions[0]
        if call.op == "dot":
            vector = first.out.group if first.out.arena == "dot" else self._direct_vector(first)
            function = self.out.constant(("dot", vector))
            self.out.call(function, self._one(first.args[0]), self._one(first.out))
            return
        positions = list(zip(*((it.out, *it.args) for it in call.instructions), strict=True))
        is_broadcast = any(len(set(run)) == 1 for run in positions[1:]) and len(positions[0]) > 1
        out, *args = (self._operand(run, is_broadcast) for run in positions)
        if call.op == "copy":
            self.out.copy(out, args[0])
            return
        kind = call.op if call.op in _UFUNCS else call.op
        self.out.call(self.out.constant(("function", kind)), *args, out)

    def _direct_vector(self, it: Instruction) -> int:
        """Return which vector's product is written where it belongs at once."""
        graph = self.planning.graph
        number = graph[it.out.of].args[0] if it.out.later else it.out.of
        return graph[number].args[0]

    def _one(self, place: Place) -> str:
        if place.arena == "dot" and place.of == -1:
            return self.out.constant(("scratch", f"dot{place.group}", 0, 0, False))
        return self._operand((place,), in_rows=False)

    def _operand(self, run: tuple[Place, ...], in_rows: bool) -> str:
        """Return the operand that stands for adjacent places, or for one place repeated."""
        is_same = len(set(run)) == 1
        place, count = run[0], 1 if is_same else len(run)
        arena, of = self.planning.links.column(place)
        as_rows = in_rows and count > 1
        if arena in ("own", "static"):
            return self.out.view(View(f"{arena}{of}", later=place.later))
        if count == 1 and arena == "vector" and self.planning.graph[of].op == "number":
            return self.out.constant(("number", self.planning.graph[of].value))
        first = self.columns[arena].index(of)
        if arena in ("z", "values"):
            return self.out.view(View(arena, first, count, place.later, as_rows))
        return self.out.constant(("scratch", arena, first, count, as_rows))


class _BackwardWriter:
    """Writes the step back."""

    def __init__(self, definition: Definition, flow: Flow, backflow: Backflow) -> None:
        self.definition, self.graph = definition, definition.graph
        self.flow, self.backflow = flow, backflow
        self.out = Program()
        self.output = output_of(definition)
        self.totals: dict[int, str] = {}
        self.done: set[Block] = {
            block for blocks in backflow.hub_factors.values() for block in blocks
        }
        self.scratches = 0

    def program(self) -> Program:
        for hub in self.flow.hubs:
            terms = list(self._terms(hub))
            self._total(hub, terms)
        self._multiply(self.flow.hubs)
        return self.out

    # What a hub receives

    def _terms(self, hub: int) -> Iterator[str]:
        node = self.graph[hub]
        if hub == self.output:
            yield self._d_h()
        if node.op == "named" and node.name in self.definition.states:
            yield from self._from_later(node.name)
        yield from self._from_this_step(hub)
        for block in self.backflow.hub_factors.get(hub, ()):
            scratch = self._scratch(block.size)
            self.out.call(self._function("mul"), self._block(block), self.totals[block.hub], scratch)
            yield scratch

    def _from_later(self, state: str) -> Iterator[str]:
        previous = next((n for n in self.flow.of_target if self._is_previous(n, state)), None)
        if previous is None:
            return
        if previous not in self.flow.hubs:
            yield from self._carried_by_matrices(previous, later=True)
        for block in self.backflow.targets.get(previous, ()):
            yield self._block(block, later=True)

    def _is_previous(self, number: int, state: str) -> bool:
        node = self.graph[number]
        return node.op == "previous" and node.name == state

    def _from_this_step(self, hub: int) -> Iterator[str]:
        readers = [n for n in self.flow.of_target if hub in self.graph[n].args]
        across = [n for n in readers if n in self.backflow.targets and self._is_across(n)]
        if not across:
            return
        self._multiply(tuple(self.totals))
        if any(self.graph[n].op == "matvec" for n in across):
            yield from self._carried_by_matrices(hub, later=False)
        for number in across:
            if self.graph[number].op != "matvec":
                scratch = self._scratch(self.graph[hub].size)
                blocks = self.backflow.targets[number]
                back = self.out.constant(("function", "normalize_back"))
                y, z = self.out.view(View(f"node{number}")), self.out.view(View(f"node{hub}"))
                self.out.call(back, y, z, self._block(blocks[0]), scratch)
                yield scratch

    def _is_across(self, number: int) -> bool:
        node = self.graph[number]
        return node.op == "matvec" or is_normalisation(node)

    def _carried_by_matrices(self, vector: int, later: bool) -> Iterator[str]:
        """Yield products of δ with the weights that read a vector, one for each run of blocks."""
        for first, run in product_runs(self.backflow, self.backflow.products.get(vector, [])):
            scratch = self._scratch(self.graph[vector].size)
            dot = self.out.constant(("dot_back", vector, first, len(run)))
            self.out.call(dot, self._run(run, later), scratch)
            yield scratch

    def _total(self, hub: int, terms: list[str]) -> None:
        runs = [run for run in self._runs_of(hub) if len(run) == 1]
        if hub != self.output:
            into = self._block(self.backflow.totals[hub])
            self._sum(terms, into)
            self.totals[hub] = into
            return
        copies = self._needs_arriving(hub)
        d_h = self._d_h()
        if len(terms) == 1:
            self.totals[hub] = d_h
        elif copies and runs and self.graph[hub].size == "H":
            into = self._arriving(runs[0])
            self._sum(terms, into)
            self.out.copy(d_h, into)
            self.totals[hub] = into
        elif copies:
            into = self._scratch(self.graph[hub].size)
            self._sum(terms, into)
            self.out.copy(d_h, into)
            self.totals[hub] = into
        else:
            self._sum(terms, d_h)
            self.totals[hub] = d_h

    def _sum(self, terms: list[str], into: str) -> None:
        if not terms:
            self.out.lines.append(f"{into}[...] = 0.0")
            return
        if len(terms) == 1:
            self.out.copy(into, terms[0])
            return
        first = terms.pop(0)
        while len(terms) > 1:
            scratch = self._scratch("P" if "P" in self._sizes(into) else "H")
            self.out.call(self._function("add"), first, terms.pop(0), scratch)
            first = scratch
        self.out.call(self._function("add"), first, terms[0], into)

    def _sizes(self, into: str) -> str:
        return "P" if into == self._d_h() and self.graph[self.output].size == "P" else "H"

    # Factors become gradients

    def _multiply(self, ready: tuple[int, ...]) -> None:
        """Multiply every factor whose hub's total is known, as many at once as lie together."""
        hubs = set(ready)
        blocks = [b for b in self.backflow.blocks if b.hub in hubs and b not in self.done]
        blocks = [block for block in blocks if block.factor is not None]
        for run in adjacent(self.backflow.blocks, blocks):
            self._multiply_run(run)
        for block in self.backflow.own:
            if block not in self.done and block.hub in ready and block.factor is not None:
                place = self._block(block)
                self.out.call(self._function("mul"), place, self.totals[block.hub], place)
                self.done.add(block)
        self.done |= set(blocks)
        self._add_up(set(blocks))

    def _multiply_run(self, run: list[Block]) -> None:
        factors = self._run(run, later=False)
        if len(run) == 1:
            total = self.totals[run[0].hub]
            self.out.call(self._function("mul"), factors, total, factors)
            return
        for part in same_hub(run):
            into = self._arriving(part)
            if self.totals[part[0].hub] != into:
                self.out.copy(into, self.totals[part[0].hub])
        whole = self.out.constant(self._arriving_key(run, in_rows=False))
        self.out.call(self._function("mul"), factors, whole, factors)

    def _add_up(self, new: set[Block]) -> None:
        """Add the parts of targets that several hubs reach, once all are there."""
        added: set[Block] = set()
        for target, (first, *rest) in self.backflow.targets.items():
            is_whole = {first, *rest} <= self.done and ({first, *rest} & new)
            if not rest or not is_whole or first in added or self.graph[target].op == "previous":
                continue
            added.add(first)
            for other in rest:
                place = self._block(first)
                self.out.call(self._function("add"), place, self._block(other), place)

    def _needs_arriving(self, hub: int) -> bool:
        """Whether the output's total is wanted elsewhere than in ``d_h``."""
        return any(len(run) > 1 for run in self._segments(hub))

    def _segments(self, hub: int) -> list[list[Block]]:
        blocks = [b for b in self.backflow.blocks if b not in self.done and b.factor is not None]
        return [
            run for run in adjacent(self.backflow.blocks, blocks) if any(b.hub == hub for b in run)
        ]

    def _runs_of(self, hub: int) -> list[list[Block]]:
        return [
            part
            for run in self._segments(hub)
            if len(run) > 1
            for part in same_hub(run)
            if part[0].hub == hub
        ]

    # Operands

    def _function(self, name: str) -> str:
        return self.out.constant(("function", name))

    def _d_h(self) -> str:
        return self.out.view(View("d_h"))

    def _scratch(self, size: str) -> str:
        self.scratches += 1
        return self.out.constant(("temporary", self.scratches, size))

    def _block(self, block: Block, later: bool = False) -> str:
        if block in self.backflow.own:
            index = self.backflow.own.index(block)
            return self.out.view(View(f"own_back{index}", later=later))
        return self._run([block], later)

    def _run(self, run: list[Block], later: bool) -> str:
        if run[0] in self.backflow.own:
            return self._block(run[0], later)
        first = self.backflow.blocks.index(run[0])
        return self.out.view(View("back", first, len(run), later))

    def _arriving(self, part: list[Block]) -> str:
        return self.out.constant(self._arriving_key(part, in_rows=len(part) > 1))

    def _arriving_key(self, run: list[Block], in_rows: bool) -> tuple[str, int, int, bool]:
        return ("arriving", self.backflow.blocks.index(run[0]), len(run), in_rows)


def product_runs(backflow: Backflow, products: list[int]) -> Iterator[tuple[int, list[Block]]]:
    """Yield (first column of the weight, blocks) of each run whose blocks lie beside each other.

    Products that no gradient reaches are left out.
    """
    run: list[Block] = []
    start = 0
    for column, number in enumerate(products):
        blocks = backflow.targets.get(number)
        if blocks is None:
            if run:
                yield start, run
            run = []
        elif run and _follows(backflow, run[-1], blocks[0]):
            run.append(blocks[0])
        else:
            if run:
                yield start, run
            run, start = [blocks[0]], column
    if run:
        yield start, run


def _follows(backflow: Backflow, left: Block, right: Block) -> bool:
    order = backflow.blocks
    if left not in order or right not in order:
        return False
    return order.index(right) == order.index(left) + 1


def adjacent(order: list[Block], blocks: list[Block]) -> list[list[Block]]:
    """Return blocks as runs that lie beside each other."""
    runs: list[list[Block]] = []
    position = {block: index for index, block in enumerate(order)} if blocks else {}
    for block in blocks:
        if runs and position[block] == position[runs[-1][-1]] + 1:
            runs[-1].append(block)
        else:
            runs.append([block])
    return runs


def same_hub(run: list[Block]) -> list[list[Block]]:
    """Return a run cut where the hub changes."""
    parts: list[list[Block]] = []
    for block in run:
        if parts and parts[-1][0].hub == block.hub:
            parts[-1].append(block)
        else:
            parts.append([block])
    return parts


