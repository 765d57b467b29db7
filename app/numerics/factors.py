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
from app.numerics.evaluate import Evaluation
from app.numerics.functions import FUNCTIONS, SLOPES
from app.numerics.parameters import Array
from app.numerics.plan import Plan
from app.numerics.weights import Weights

_UFUNCS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide,
    "max": np.maximum, "min": np.minimum, "neg": np.negative,
}  # fmt: skip


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
    operations : tuple of Operation
    spare : int
        Blocks for what is only on the way.
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
        self.operations = (*self._fused(computed), *self._copies(constant, evaluation.leaves))

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
        is_ufunc = self.graph[user].op in _UFUNCS
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

    def __init__(
        self, factor_plan: FactorPlan, arena: Arena, weights: Weights, most: int
    ) -> None:
        self.plan, self.arena, self.weights = factor_plan, arena, weights
        self.most, self._kept = min(most, arena.steps), len(arena.plan.columns["values"])

    @cached_property
    def _buffers(self) -> dict[str, Array]:
        n, H = self.most, self.arena.sizes["H"]
        return {
            "values": np.empty((self._kept + len(self.plan.leaves), n, H)),
            "factors": np.empty((len(self.arena.plan.backflow.blocks), n, H)),
            "spare": np.empty((self.plan.spare, n, H)),
        }

    @cached_property
    def _fixed(self) -> dict[int, Array]:
        return self.plan.fixed.run(self.weights.leaves, self.weights.matrices)

    @cached_property
    def _calls(self) -> list[tuple[Any, tuple[Array, ...]]]:
        """The calls for a full number of steps."""
        return [self._call(it, self.most) for it in self.plan.operations]

    def _call(self, it: Operation, n: int) -> tuple[Any, tuple[Array, ...]]:
        args = tuple(self._at(spot, n) for spot in (*it.args, it.out))
        return _function(it.op), args

    def _at(self, spot: Spot, n: int) -> Array:
        if spot.buffer == "fixed":
            return self._fixed[spot.first]
        whole = self._buffers[spot.buffer][spot.first : spot.first + spot.count]
        part = whole if n == self.most else whole[:, :n]
        return part[0] if spot.count == 1 else part

    def write(self, start: int, stop: int, leaves: dict[int, Array]) -> None:
        """Write the factors of reading positions ``start`` to ``stop`` into ``back``.

        Parameters
        ----------
        leaves : dict
            Values of the plan's leaves, (n, H).
        """
        n, H = stop - start, self.arena.sizes["H"]
        values = self._buffers["values"][:, :n]
        if self._kept:
            by_step = self.arena.values[start:stop].reshape(n, self._kept, H)
            values[: self._kept] = by_step.swapaxes(0, 1)
        for index, number in enumerate(self.plan.leaves):
            values[self._kept + index] = leaves[number]
        calls = self._calls
        if n != self.most:
            calls = [self._call(it, n) for it in self.plan.operations]
        for function, args in calls:
            function(*args)
        factors = self._buffers["factors"][:, :n]
        self.arena.back[start:stop] = factors.swapaxes(0, 1)

    def forget(self) -> None:
        """Have constants computed anew: the weights have changed."""
        for name in ("_fixed", "_calls"):
            self.__dict__.pop(name, None)


def _function(name: str) -> Any:
    if name in _UFUNCS:
        return _UFUNCS[name]
    kind, _, which = name.partition(":")
    match kind:
        case "copy":
            return _copy
        case "slope":
            return SLOPES[which]
        case "apply":
            return FUNCTIONS[which]
        case "clip":
            bound = float(which)
            return lambda a, out: np.clip(a, -bound, bound, out=out)
        case "inside":
            limit = float(which)
            return lambda a, out: np.less_equal(np.abs(a), limit, out=out, casting="unsafe")
    return _wins


def _copy(source: Array, out: Array) -> None:
    out[...] = source


def _wins(a: Array, b: Array, out: Array) -> None:
    out[...] = (a > b) + 0.5 * (a == b)


