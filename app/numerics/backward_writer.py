"""The step back of a plan, written as a function."""

from collections.abc import Iterator

from app.cells.definition import Definition, output_of
from app.cells.flow import Flow, is_normalisation
from app.numerics.backflow import Backflow, Block, adjacent, product_runs, same_hub
from app.numerics.programs import Program, View


class BackwardWriter:
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
            self.out.call(
                self._function("mul"), self._block(block), self.totals[block.hub], scratch
            )
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
