"""One step forward for many perturbations at once: the transpose of `app.analysis.pulling`."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from app.analysis.factors import FactorsAt
from app.cells.flow import is_normalisation
from app.numerics.backflow import Block
from app.numerics.cell import Cell
from app.numerics.functions import normalize_back
from app.numerics.parameters import Array
from app.numerics.plan import Plan

#: State, or node → perturbation rows (…, S, ·); what is not there is not perturbed.
Tangents = dict[int, Array]


@lru_cache(maxsize=256)
def mixed_states(plan: Plan) -> frozenset[str]:
    """Return the states whose units a step mixes, by a matrix or a normalisation.

    A step passes the others on unit by unit: their columns of its Jacobian are diagonal.
    """
    definition, graph = plan.definition, plan.definition.graph
    found = set()
    for state in definition.states:
        size = graph[definition.values[state]].size
        passed = {graph.node("previous", name=state, size=size)}
        for hub in reversed(plan.flow.hubs):
            if any(source in passed for source, _ in received(plan, hub)):
                passed.add(hub)
        if any(plan.backflow.products.get(it) or _normalised(plan, it) for it in passed):
            found.add(state)
    return frozenset(found)


def received(plan: Plan, hub: int) -> Iterator[tuple[int, Block]]:
    """Yield (node, factor's block) of all that a hub's value answers to."""
    backflow, graph = plan.backflow, plan.definition.graph
    for target, factors in plan.flow.of_target.items():
        node = graph[target]
        if hub not in factors or target not in backflow.targets:
            continue
        if node.op in ("matvec", "previous") or is_normalisation(node):
            yield target, next(block for block in backflow.targets[target] if block.hub == hub)
    for other, blocks in backflow.hub_factors.items():
        for block in blocks:
            if block.hub == hub and block.factor is not None:
                yield other, block


def _normalised(plan: Plan, number: int) -> tuple[int, ...]:
    """Return the normalisations of a node."""
    graph = plan.definition.graph
    return tuple(
        target
        for target in plan.flow.of_target
        if graph[target].args == (number,) and is_normalisation(graph[target])
    )


class Push:
    """The linearised step of a lane's cell.

    Parameters
    ----------
    cell : Cell
        With its weights.

    Attributes
    ----------
    previous : dict
        State → the node of its value at the step before.
    """

    def __init__(self, cell: Cell) -> None:
        self.cell, self.graph = cell, cell.graph
        self.backflow, self.flow = cell.plan.backflow, cell.plan.flow
        definition = cell.plan.definition
        self.values = {state: definition.values[state] for state in definition.states}
        self.previous = {
            state: self.graph.node("previous", name=state, size=self.graph[number].size)
            for state, number in self.values.items()
        }
        self._order = tuple(reversed(self.flow.hubs))
        self._received = {hub: tuple(received(cell.plan, hub)) for hub in self._order}
        self._read = {
            number: _normalised(cell.plan, number)
            for number in (*self._order, *self.previous.values())
        }

    def push(self, at: FactorsAt, before: Tangents, moved: Tangents | None = None) -> Tangents:
        """Return what perturbations of the states before a step become after it.

        Parameters
        ----------
        at : FactorsAt
        before : dict
            Node of a state at the step before → perturbations (S, ·).
        moved : dict, optional
            Likewise what products make of them, where that is known already: (S, columns).

        Returns
        -------
        dict
            Hub → rows.
        """
        tangents: Tangents = dict(before)
        for number, rows in before.items():
            given = None if moved is None else moved.get(number)
            self._read_across(at, number, rows, given, tangents)
        for hub in self._order:
            total = self._answer(at, hub, tangents)
            if total is not None:
                tangents[hub] = total
                self._read_across(at, hub, total, None, tangents)
        return tangents

    def _answer(self, at: FactorsAt, hub: int, tangents: Tangents) -> Array | None:
        total: Array | None = None
        for source, block in self._received[hub]:
            rows = tangents.get(source)
            if rows is None:
                continue
            share = at.block(block) * rows
            total = share if total is None else np.add(total, share, out=self._room(total, share))
        return total

    @staticmethod
    def _room(total: Array, share: Array) -> Array | None:
        return total if total.shape == np.broadcast_shapes(total.shape, share.shape) else None

    def _read_across(
        self, at: FactorsAt, number: int, rows: Array, moved: Array | None, tangents: Tangents
    ) -> None:
        products = self.backflow.products.get(number, [])
        if products:
            whole = rows @ self.cell.weights.of[number] if moved is None else moved
            start = 0
            for product in products:
                size = self.cell.arena.sizes[self.graph[product].size]
                tangents[product] = whole[..., start : start + size]
                start += size
        for it in self._read.get(number, ()):
            # The derivative of a normalisation is symmetric.
            tangents[it] = normalize_back(at.value(it), at.value(number), rows)
