"""One step back in time for many gradients at once.

As the step back of `app.numerics.plan`, for a batch: a row of ``work`` is laid out as the lane's
``back``, and every gradient has one. Adjacent blocks of one hub are one multiplication.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from app.analysis.factors import FactorsAt
from app.cells.flow import is_normalisation
from app.numerics.backflow import Block, adjacent, product_runs, same_hub
from app.numerics.cell import Cell
from app.numerics.functions import normalize_back
from app.numerics.parameters import Array


@dataclass(frozen=True, slots=True)
class Work:
    """What a step back leaves of a batch of S gradients: (S, B, H), and blocks of other sizes."""

    blocks: Array
    own: tuple[Array, ...]

    def rows(self, rows: slice) -> "Work":
        """Return some of the gradients."""
        return Work(self.blocks[rows], tuple(array[rows] for array in self.own))


@dataclass(frozen=True, slots=True)
class _Product:
    """Adjacent blocks that a matrix carries on: their place, and the matrix (rows, columns)."""

    first: int
    count: int
    own: int | None
    matrix: Array

    def delta(self, work: Work) -> Array:
        if self.own is not None:
            return work.own[self.own]
        part = work.blocks[:, self.first : self.first + self.count]
        return part.reshape(len(part), -1, copy=False) if self.count > 1 else part[:, 0]


@dataclass(frozen=True, slots=True)
class _Normalisation:
    """A normalisation, what it normalises, and the block of the gradient at it."""

    value: int
    argument: int
    block: Block


@dataclass
class _Stage:
    """One hub: what to multiply before its total is known, and what the total is made of."""

    hub: int
    state: str | None
    size: str
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    own: list[tuple[int, int]] = field(default_factory=list)
    sums: list[tuple[Block, Block]] = field(default_factory=list)
    products: list[_Product] = field(default_factory=list)
    normalisations: list[_Normalisation] = field(default_factory=list)
    received: tuple[Block, ...] = ()


class Pull:
    """The step back of a lane's cell, for batches.

    Parameters
    ----------
    cell : Cell
        With its weights.
    """

    def __init__(self, cell: Cell) -> None:
        self.cell, self.plan, self.graph = cell, cell.plan, cell.graph
        self.backflow, self.flow = cell.plan.backflow, cell.plan.flow
        self._columns = {block: column for column, block in enumerate(self.backflow.blocks)}
        self._own = {block: column for column, block in enumerate(self.backflow.own)}
        self._done = {b for blocks in self.backflow.hub_factors.values() for b in blocks}
        self._summed: set[Block] = set()
        self._stages = self._make_stages()
        self._carried = {state: self._carry(state) for state in self.plan.definition.states}
        self._to_input = self._products(self.backflow.input_products, cell.weights.input_rows)

    # The order of work, found once

    def _make_stages(self) -> list[_Stage]:
        definition, reached = self.plan.definition, set[int]()
        states = {definition.values[state]: state for state in definition.states}
        stages: list[_Stage] = []
        for hub in self.flow.hubs:
            stage = _Stage(hub, states.get(hub), self.graph[hub].size)
            self._receive_across(stage, reached)
            stage.received = tuple(self.backflow.hub_factors.get(hub, ()))
            reached.add(hub)
            stages.append(stage)
        last = _Stage(-1, None, "H")
        self._multiply(last, reached)
        return [*stages, last]

    def _receive_across(self, stage: _Stage, reached: set[int]) -> None:
        """Note what matrices and normalisations of this step hand back to a hub."""
        readers = self._readers(stage.hub)
        matrices = [number for number in readers if self.graph[number].op == "matvec"]
        if not readers:
            return
        self._multiply(stage, reached)
        if matrices:
            stage.products = self._of_vector(stage.hub)
        stage.normalisations = self._normalisations(stage.hub)

    def _readers(self, number: int) -> list[int]:
        """Return the products and normalisations that read a node and hand something back."""
        return [
            reader
            for reader in self.flow.of_target
            if reader in self.backflow.targets
            and self.graph[reader].args == (number,)
            and (self.graph[reader].op == "matvec" or is_normalisation(self.graph[reader]))
        ]

    def _normalisations(self, number: int) -> list[_Normalisation]:
        readers = (it for it in self._readers(number) if is_normalisation(self.graph[it]))
        return [_Normalisation(it, number, self.backflow.targets[it][0]) for it in readers]

    def _multiply(self, stage: _Stage, reached: set[int]) -> None:
        """Note every factor whose hub's total is known, as many at once as lie together."""
        ready = [
            block
            for block in (*self.backflow.blocks, *self.backflow.own)
            if block not in self._done and block.hub in reached and block.factor is not None
        ]
        in_row = [block for block in ready if block in self._columns]
        for run in adjacent(self.backflow.blocks, in_row):
            for part in same_hub(run):
                first = self._columns[part[0]]
                stage.runs.append((first, first + len(part), part[0].hub))
        stage.own += [(self._own[b], b.hub) for b in ready if b not in self._columns]
        self._done |= set(ready)
        self._add_up(stage, set(ready))

    def _add_up(self, stage: _Stage, new: set[Block]) -> None:
        for target, (first, *rest) in self.backflow.targets.items():
            is_whole = {first, *rest} <= self._done and bool({first, *rest} & new)
            if rest and is_whole and first not in self._summed and not self._is_previous(target):
                self._summed.add(first)
                stage.sums += [(first, other) for other in rest]

    def _is_previous(self, target: int) -> bool:
        return self.graph[target].op == "previous"

    def _of_vector(self, vector: int) -> list[_Product]:
        products = self.backflow.products.get(vector, [])
        return self._products(products, lambda first, n: self.cell.weights.part(vector, first, n).T)

    def _products(
        self, numbers: list[int], matrix_of: Callable[[int, int], Array]
    ) -> list[_Product]:
        found = []
        for first, run in product_runs(self.backflow, numbers):
            own = self._own.get(run[0])
            column = 0 if own is not None else self._columns[run[0]]
            found.append(_Product(column, len(run), own, matrix_of(first, len(run))))
        return found

    def _carry(self, state: str) -> list[_Product | _Normalisation | Block]:
        """Return what hands to a state of the step before: matrices, normalisations, factors."""
        size = self.graph[self.plan.definition.values[state]].size
        previous = self.graph.node("previous", name=state, size=size)
        blocks = list(self.backflow.targets.get(previous, ()))
        if blocks and blocks[0] in self._summed:
            blocks = blocks[:1]
        if previous in self.flow.hubs:  # what is normalised has a total of its own
            return [*blocks]
        return [*self._of_vector(previous), *self._normalisations(previous), *blocks]

    # The work

    def work(self, count: int) -> Work:
        """Return room for a batch."""
        sizes = [self.cell.arena.sizes[block.size] for block in self.backflow.own]
        shape = count, len(self.backflow.blocks), self.cell.arena.sizes["H"]
        return Work(np.zeros(shape), tuple(np.zeros((count, size)) for size in sizes))

    def pull(self, at: FactorsAt, gradients: dict[str, Array], work: Work) -> None:
        """Complete gradients of the states after a step, and write those behind them.

        Parameters
        ----------
        at : FactorsAt
            Of one step.
        gradients : dict
            State → (S, ·), what arrives from outside and from the step after; completed in place.
        work : Work
            Written.
        """
        totals: dict[int, Array] = {}
        for stage in self._stages:
            for first, stop, hub in stage.runs:
                rows = at.factors.blocks[at.rows, first:stop]
                np.multiply(rows, totals[hub][:, None], out=work.blocks[:, first:stop])
            for column, hub in stage.own:
                np.multiply(at.factors.own[column][at.rows], totals[hub], out=work.own[column])
            for into, other in stage.sums:
                place = self._place(work, into)
                np.add(place, self._place(work, other), out=place)
            if stage.hub >= 0:
                totals[stage.hub] = self._total(stage, at, gradients, work, totals)

    def _total(
        self,
        stage: _Stage,
        at: FactorsAt,
        gradients: dict[str, Array],
        work: Work,
        totals: dict[int, Array],
    ) -> Array:
        if stage.state is None:
            total = np.zeros((len(work.blocks), self.cell.arena.sizes[stage.size]))
        else:
            total = gradients[stage.state]
        for product in stage.products:
            total += product.delta(work) @ product.matrix
        for it in stage.normalisations:
            total += self._back(it, at, work)
        for block in stage.received:
            place = self._place(work, block)
            np.multiply(at.block(block), totals[block.hub], out=place)
            np.add(total, place, out=total)
        return total

    def _back(self, it: _Normalisation, at: FactorsAt, work: Work) -> Array:
        return normalize_back(
            at.value(it.value), at.value(it.argument), self._place(work, it.block)
        )

    def _place(self, work: Work, block: Block) -> Array:
        column = self._columns.get(block)
        return work.own[self._own[block]] if column is None else work.blocks[:, column]

    def carry(self, at: FactorsAt, gradients: dict[str, Array], work: Work) -> None:
        """Write what `pull`'s ``work`` hands to the states one step earlier."""
        for state, into in gradients.items():
            parts = self._carried[state]
            if not parts:
                into[...] = 0.0
            for index, part in enumerate(parts):
                self._hand_on(part, at, work, into, is_first=index == 0)

    def _hand_on(
        self,
        part: _Product | _Normalisation | Block,
        at: FactorsAt,
        work: Work,
        into: Array,
        is_first: bool,
    ) -> None:
        if isinstance(part, _Product) and is_first:
            np.matmul(part.delta(work), part.matrix, out=into)
            return
        if isinstance(part, _Product):
            moved = part.delta(work) @ part.matrix
        elif isinstance(part, _Normalisation):
            moved = self._back(part, at, work)
        else:
            moved = self._place(work, part)
        if is_first:
            into[...] = moved
        else:
            np.add(into, moved, out=into)

    def to_input(self, work: Work) -> Array:
        """Return what ``work`` sends to x through matrices that the loop knows, (S, D)."""
        total = np.zeros((len(work.blocks), self.cell.arena.sizes["D"]))
        for index, product in enumerate(self._to_input):
            if index:
                total += product.delta(work) @ product.matrix
            else:
                np.matmul(product.delta(work), product.matrix, out=total)
        return total
