"""The memory of a lane's run: every array that a plan's steps work on, and views of its rows."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from app.numerics.backflow import Block
from app.numerics.instructions import Place
from app.numerics.memory import aligned_pieces
from app.numerics.parameters import Array
from app.numerics.plan import Plan
from app.numerics.programs import Program, View


class Arena:
    """Arrays with a row for each reading position.

    Parameters
    ----------
    plan : Plan
    sizes : dict
        Size letter → number.
    steps : int
        T.

    Attributes
    ----------
    z : ndarray, shape (T, Z·H)
        Sums that begin with a product with x: most pre-activations.
    values : ndarray, shape (T + 1, V·H)
        What else a step computes and somebody reads; a state's row k + 1 is what step k computed.
    arrays : dict
        Every array by name: ``own7`` (T + 1, size), a state that no elementwise operation reads;
        ``static7`` (T, size), what depends on x alone; ``own_back0`` (T + 1, size), a block of
        gradients of another size than H; weights and scratch arrays.
    vectors : ndarray, shape (C·H,)
        What depends on parameters alone.
    d_h : ndarray, shape (T, P)
        ∂L/∂h, through every later step.
    back : ndarray, shape (T + 1, B, H)
        Factors that become gradients; row T is what enters from beyond the end (zero).
    """

    def __init__(self, plan: Plan, sizes: dict[str, int], steps: int) -> None:
        self.plan, self.sizes, self.steps = plan, sizes, steps
        #: A single number is kept for every unit.
        self._sizes, self._nodes = {**sizes, "1": sizes["H"]}, plan.graph.nodes
        shapes = [
            (count * sizes[letter],) if rows < 0 else (steps + rows, count * sizes[letter])
            for _, rows, count, letter in plan.shapes
        ]
        weights = self._weight_shapes()
        arrays = aligned_pieces([*shapes, *weights.values()])
        self.arrays = dict(zip((*(it[0] for it in plan.shapes), *weights), arrays, strict=True))
        self.z, self.values = self.arrays["z"], self.arrays["values"]
        self.vectors, self.d_h = self.arrays["vector"], self.arrays["d_h"]
        self.flat_back = self.arrays["back"]
        self.back = self.flat_back.reshape(steps + 1, len(plan.backflow.blocks), sizes["H"])
        self._row_lists: dict[str, list[Array]] = {}

    def _weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of what depends on the products: weights, and what they give."""
        plan, D, H = self.plan, self.sizes["D"], self.sizes["H"]
        shapes: dict[str, tuple[int, ...]] = {"input": (len(plan.z_blocks) * H, D)}
        if not plan.shares_input_weight:
            shapes["input_back"] = (sum(map(self.size, plan.backflow.input_products)), D)
        for vector, products in plan.backflow.products.items():
            total = sum(map(self.size, products))
            shapes[f"weight{vector}"] = (self.size(vector), total)
            shapes[f"dot{vector}"] = (total,)
        return shapes

    def size(self, number: int) -> int:
        """Return how many entries a node has."""
        return self._sizes[self._nodes[number].size]

    # Whole arrays

    def array(self, number: int) -> Array | None:
        """Return what is kept of a node, one row a step; a state's is after each step."""
        place = self.plan.lowered.places.get(number)
        return None if place is None else self._at(place)

    def _at(self, place: Place) -> Array | None:
        T, H = self.steps, self.sizes["H"]
        rows = slice(1, T + 1) if place.later else slice(0, T)
        if place.arena == "own":
            return self.arrays[f"own{place.of}"][rows]
        if place.arena == "static":
            return self.arrays.get(f"static{place.of}")
        if place.arena in ("z", "values"):
            column = self.plan.column_of[place.arena][place.of]
            source = self.z if place.arena == "z" else self.values
            return source[rows, column * H : (column + 1) * H]
        return self._vector(place.of) if place.arena == "vector" else None

    def _vector(self, number: int) -> Array:
        node = self.plan.graph[number]
        if node.op == "number":
            return np.array(node.value)
        H, column = self.sizes["H"], self.plan.column_of["vector"][number]
        return self.vectors[column * H : (column + 1) * H]

    def state(self, name: str) -> Array:
        """Return a state (T + 1, size): row 0 is where it starts."""
        return self._states[name]

    @cached_property
    def _states(self) -> dict[str, Array]:
        return {name: self._state(name) for name in self.plan.definition.states}

    def _state(self, name: str) -> Array:
        place = self.plan.lowered.places[self.plan.definition.values[name]]
        if place.arena == "own":
            return self.arrays[f"own{place.of}"]
        H, column = self.sizes["H"], self.plan.column_of["values"][place.of]
        return self.values[:, column * H : (column + 1) * H]

    def block(self, block: Block) -> Array:
        """Return a block of gradients (T + 1, size)."""
        column = self.plan.block_of[block]
        return self.arrays[f"own_back{-1 - column}"] if column < 0 else self.back[:, column]

    def run(self, run: Sequence[Block]) -> Array:
        """Return adjacent blocks as one row a step (T + 1, ·)."""
        first = self.plan.block_of[run[0]]
        if first < 0:
            return self.arrays[f"own_back{-1 - first}"]
        H = self.sizes["H"]
        return self.flat_back[:, first * H : (first + len(run)) * H]

    # Arguments of steps

    def rows(self, program: Program) -> list[Any]:
        """Return, for each view of a program, its rows by reading position."""
        return [self.rows_of(view) for view in program.views]

    def rows_of(self, view: View) -> Any:
        """Return a view's rows by reading position."""
        source = self._source(view.array)
        rows = slice(1, self.steps + 1) if view.later else slice(0, self.steps)
        if view.count == 0:
            # One view serves as h(t) and as the next step's h(t−1).
            if view.array not in self._row_lists:
                self._row_lists[view.array] = list(source)
            return self._row_lists[view.array][rows]
        H = self.sizes["H"]
        part = source[rows, view.first * H : (view.first + view.count) * H]
        return part.reshape(self.steps, view.count, H) if view.in_rows else part

    def entering_row(self, position: int, row: Array, shift: int) -> tuple[Any, ...]:
        """Return the arguments of the step back at a position that enters from a scaled row.

        Parameters
        ----------
        position : int
        row : ndarray, shape (B, H)
            What stands in ``back`` at the next position, scaled.
        shift : int
            By which power of two.
        """
        flat, H = row.reshape(-1), self.sizes["H"]
        arguments: list[Any] = []
        for view in self.plan.backward.views:
            if not view.later:
                arguments.append(self.rows_of(view)[position])
            elif view.array == "back":
                arguments.append(flat[view.first * H : (view.first + view.count) * H])
            else:
                arguments.append(np.ldexp(self._source(view.array)[position + 1], shift))
        return tuple(arguments)

    def _source(self, name: str) -> Array:
        found = self.arrays.get(name)
        if found is None:  # a node's own rows, wherever they are
            found = self.array(int(name.removeprefix("node")))
        if found is None:
            raise KeyError(f"nothing is kept of {name}")
        if name.startswith("node"):
            return np.broadcast_to(found, (self.steps, self.size(int(name[4:]))))
        return found

    def scratch(self, name: str, first: int, count: int, in_rows: bool) -> Array:
        """Return adjacent columns of an array without rows; all of it for a count of 0."""
        source = self.arrays[name]
        if count == 0:
            return source
        H = self.sizes["H"]
        if name.startswith("dot"):
            widths = [self.size(number) for number in self.plan.columns[name]]
            start = sum(widths[:first])
            part = source[start : start + sum(widths[first : first + count])]
        else:
            part = source[first * H : (first + count) * H]
        return part.reshape(count, H) if in_rows else part
