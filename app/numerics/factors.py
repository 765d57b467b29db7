"""The factors between both loops, for some steps at a time.

What `app.numerics.evaluate` does for any expression is done here for the factors of a cell's
derivative, which every run needs: in fixed buffers, block by block in one piece, in place, and with
one call for blocks that lie beside each other.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from app.numerics.arena import Arena
from app.numerics.calls import function_of, is_plain
from app.numerics.evaluate import Evaluation
from app.numerics.parameters import Array
from app.numerics.plan import Plan
from app.numerics.weights import Weights


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value is: blocks of a buffer (``values``, ``factors``, ``spare``), or a constant.

    ``count`` blocks from ``first`` on; a constant (``fixed``) is the node ``first``.
    """

    buffer: str
    first: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Operation:
    """One call for adjacent blocks: ``out = op(args)``."""

    op: str
    out: Spot
    args: tuple[Spot, ...]


class FactorPlan:
    """Which calls give the factors of a plan's blocks.

    Attributes
    ----------
    leaves : tuple of int
        Nodes whose values are copied block by block into ``values``, behind the plan's own columns.
    fixed : Evaluation
        What does not change from step to step.
    calls : list
        (function, (first block, count) of every argument and of the result).
    kept, size : int
        How many blocks the plan's values take, and all together.
    factors : tuple of int
        Where the factors begin and end among them.
    """

    def __init__(self, plan: Plan) -> None:
        evaluation, in_row = plan.factors
        self.plan, self.graph, self.in_row = plan, plan.graph, in_row
        order = sorted(evaluation.order)
        constant = self._constants(evaluation, order)
        computed = [number for number in order if number not in constant]
        columns = plan.column_of["values"]
        self.leaves: tuple[int, ...] = tuple(
            number
            for number in evaluation.leaves
            if number not in constant and self._column(number, columns) is None
        )
        self.spots: dict[int, Spot] = {}
        for number in evaluation.leaves:
            column = self._column(number, columns)
            if number in constant:
                self.spots[number] = Spot("fixed", number)
            elif column is not None:
                self.spots[number] = Spot("values", column)
        for index, number in enumerate(self.leaves):
            self.spots[number] = Spot("values", len(columns) + index)
        for number in constant - set(self.spots):
            self.spots[number] = Spot("fixed", number)
        leaves = [number for number, _, _ in plan.parameter_leaves]
        self.fixed = Evaluation(self.graph, sorted(constant), leaves)
        self.spare = 0
        self._place(computed)
        operations = (*self._fused(computed), *self._copies(constant, evaluation.leaves))
        self.kept = len(columns)
        after = self.kept + len(self.leaves)
        self.factors = after, after + len(plan.backflow.blocks)
        self._starts = {"values": 0, "factors": after, "spare": self.factors[1]}
        self.size = self.factors[1] + self.spare
        self.calls = [(function_of(it.op), self._absolute(it)) for it in operations]

    def _absolute(self, it: Operation) -> list[tuple[int, int]]:
        """Return (first block, count) of every argument and the result; count 0 is a constant."""
        return [
            (spot.first, 0)
            if spot.buffer == "fixed"
            else (self._starts[spot.buffer] + spot.first, spot.count)
            for spot in (*it.args, it.out)
        ]

    def _column(self, number: int, columns: dict[int, int]) -> int | None:
        """Return the column of ``values`` whose row k is the node's value at step k."""
        node = self.graph[number]
        place = self.plan.lowered.places.get(number)
        if node.op == "previous" and place is not None and place.arena == "values":
            return columns[place.of]
        if place is None or place.arena != "values" or place.later:
            return None
        return columns[place.of]

    def _constants(self, evaluation: Evaluation, order: list[int]) -> set[int]:
        found = {it for it in evaluation.leaves if self._is_constant_leaf(it)}
        for number in order:
            node = self.graph[number]
            if node.op == "number" or (node.args and all(arg in found for arg in node.args)):
                found.add(number)
        return found

    def _is_constant_leaf(self, number: int) -> bool:
        place = self.plan.lowered.places.get(number)
        is_vector = place is not None and place.arena == "vector"
        return self.graph[number].op == "parameter" or is_vector

    def _place(self, computed: list[int]) -> None:
        """Let a value that only one factor is made of be computed where that factor will stand."""
        uses: dict[int, list[int]] = {}
        for number in computed:
            for arg in self.graph[number].args:
                uses.setdefault(arg, []).append(number)
        for number in reversed(computed):
            users = uses.get(number, [])
            if number in self.in_row:
                self.spots[number] = Spot("factors", self.in_row[number][0])
            elif len(users) == 1 and self._is_free(number, users[0]):
                self.spots[number] = self.spots[users[0]]
            else:
                self.spots[number] = Spot("spare", self.spare)
                self.spare += 1

    def _is_free(self, number: int, user: int) -> bool:
        """Whether a user's place is not taken by another of its arguments."""
        spot = self.spots[user]
        others = [arg for arg in self.graph[user].args if arg != number]
        is_ufunc = is_plain(self.graph[user].op)
        return is_ufunc and all(self.spots.get(arg) != spot for arg in others)

    def _fused(self, computed: list[int]) -> list[Operation]:
        """Return calls in an order in which they can be made, adjacent ones as one."""
        waiting = list(computed)
        done: list[Operation] = []
        pending = set(computed)
        while waiting:
            ready = [n for n in waiting if not pending & set(self.graph[n].args)]
            first = min(ready, key=lambda n: (self.spots[n].first, n))
            group = self._group(first, [n for n in ready if n != first])
            done.append(self._operation(group))
            pending -= set(group)
            waiting = [number for number in waiting if number in pending]
        return done

    def _group(self, first: int, others: list[int]) -> list[int]:
        group = [first]
        found = True
        while found:
            found = False
            for number in others:
                if number not in group and self._follows(group[-1], number):
                    group.append(number)
                    found = True
                    break
        return group

    def _follows(self, left: int, right: int) -> bool:
        a, b = self.graph[left], self.graph[right]
        if (a.op, a.name, a.value) != (b.op, b.name, b.value):
            return False
        pairs = [(self.spots[left], self.spots[right])]
        pairs += [(self.spots[x], self.spots[y]) for x, y in zip(a.args, b.args, strict=True)]
        return all(
            x == y if x.buffer == "fixed" else x.buffer == y.buffer and y.first == x.first + 1
            for x, y in pairs
        )

    def _operation(self, group: list[int]) -> Operation:
        node, count = self.graph[group[0]], len(group)
        op = f"{node.op}:{node.name}" if node.op in ("apply", "slope") else node.op
        op = f"{node.op}:{node.value!r}" if node.op in ("clip", "inside") else op
        args = tuple(self._wide(self.spots[arg], count) for arg in node.args)
        return Operation(op, self._wide(self.spots[group[0]], count), args)

    def _wide(self, spot: Spot, count: int) -> Spot:
        return spot if spot.buffer == "fixed" else Spot(spot.buffer, spot.first, count)

    def _copies(self, constant: set[int], leaves: tuple[int, ...]) -> list[Operation]:
        """Return copies of factors that are leaves or constants, and of those that stand twice."""
        copies = []
        for root, (first, *others) in self.in_row.items():
            if root in constant or root in leaves:
                copies.append(Operation("copy", Spot("factors", first), (self.spots[root],)))
            source = Spot("factors", first)
            copies += [Operation("copy", Spot("factors", it), (source,)) for it in others]
        return copies


class Factors:
    """The factors of one lane.

    Parameters
    ----------
    factor_plan : FactorPlan
    arena : Arena
    weights : Weights
    most : int
        At how many steps they are computed at most at once.
    """

    def __init__(self, factor_plan: FactorPlan, arena: Arena, weights: Weights, most: int) -> None:
        self.plan, self.arena, self.weights = factor_plan, arena, weights
        self.most = min(most, arena.steps)

    @cached_property
    def _blocks(self) -> Array:
        """Values, factors and what is on the way, block by block, each (steps, H)."""
        return np.empty((self.plan.size, self.most, self.arena.sizes["H"]))

    @cached_property
    def _fixed(self) -> dict[int, Array]:
        return self.plan.fixed.run(self.weights.leaves, self.weights.matrices)

    @cached_property
    def _calls(self) -> list[tuple[Any, list[Array]]]:
        """The calls for a full number of steps."""
        return self._calls_for(self._blocks)

    def _calls_for(self, blocks: Array) -> list[tuple[Any, list[Array]]]:
        return [
            (function, [self._at(blocks, *spot) for spot in spots])
            for function, spots in self.plan.calls
        ]

    def _at(self, blocks: Array, first: int, count: int) -> Array:
        if count == 0:
            return self._fixed[first]
        return blocks[first] if count == 1 else blocks[first : first + count]

    def write(self, start: int, stop: int, leaves: dict[int, Array]) -> None:
        """Write the factors of reading positions ``start`` to ``stop`` into ``back``.

        Parameters
        ----------
        leaves : dict
            Values of the plan's leaves, (n, H).
        """
        n, H, kept = stop - start, self.arena.sizes["H"], self.plan.kept
        blocks = self._blocks
        calls = self._calls
        if n != self.most:
            blocks = blocks[:, :n]
            calls = self._calls_for(blocks)
        if kept:
            blocks[:kept] = self.arena.values[start:stop].reshape(n, kept, H).swapaxes(0, 1)
        for index, number in enumerate(self.plan.leaves, kept):
            blocks[index] = leaves[number]
        for function, args in calls:
            function(*args)
        first, last = self.plan.factors
        self.arena.back[start:stop] = blocks[first:last].swapaxes(0, 1)

    def forget(self) -> None:
        """Have constants computed anew: the weights have changed."""
        if self.plan.fixed.roots:
            for name in ("_fixed", "_calls"):
                self.__dict__.pop(name, None)
