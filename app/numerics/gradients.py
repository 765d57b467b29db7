"""What is differentiated once, after the loop back: matrices, x, where states start."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.numerics.arena import Arena
from app.numerics.backflow import Block
from app.numerics.parameters import Array, Tensors
from app.numerics.scaled import Exponents, product
from app.numerics.weights import Weights


@dataclass(slots=True)
class _Run:
    """Products of one vector whose gradients lie beside each other.

    Attributes
    ----------
    delta : ndarray, shape (T + 1, n)
        Gradients at the products.
    weight : ndarray
        The matrices that carry them back, as one.
    parts : tuple
        (matrix, its rows of ``deltaᵀ · vector``, whether it is transposed) of each product.
    rows : ndarray or None
        The vector at every step, (T, ·); None for x.
    """

    delta: Array
    weight: Array
    parts: tuple[tuple[str, slice, bool], ...]
    rows: Array | None = None

    def add_to(self, found: Tensors, x: Array, exponents: Exponents) -> None:
        """Add the gradients of the matrices to those found so far."""
        gradient = product(self.delta[:-1], x if self.rows is None else self.rows, exponents)
        for name, rows, is_transposed in self.parts:
            part = gradient[rows].T if is_transposed else gradient[rows]
            found[name] = found[name] + part if name in found else part


class Gradients:
    """The views that this takes, made once for all runs of a cell."""

    def __init__(self, arena: Arena, weights: Weights) -> None:
        self.arena, self.weights, self.plan = arena, weights, arena.plan

    def _run(self, products: list[int], first: int, run: tuple[Block, ...], weight: Array) -> _Run:
        parts, start = [], 0
        for number in products[first : first + len(run)]:
            node, size = self.plan.graph[number], self.arena.size(number)
            parts.append((node.name, slice(start, start + size), bool(node.value)))
            start += size
        return _Run(self.arena.run(run), weight, tuple(parts))

    @cached_property
    def _of_x(self) -> list[_Run]:
        products = self.plan.backflow.input_products
        return [
            self._run(products, first, run, self.weights.input_rows(first, len(run)))
            for first, run in self.plan.input_runs
        ]

    @cached_property
    def _of_vectors(self) -> dict[int, list[_Run]]:
        found: dict[int, list[_Run]] = {}
        for vector, runs in self.plan.runs.items():
            products = self.plan.backflow.products[vector]
            found[vector] = [
                self._run(products, first, run, self.weights.part(vector, first, len(run)))
                for first, run in runs
            ]
            for made in found[vector]:
                made.rows = self._rows(vector)
        return found

    def _rows(self, vector: int) -> Array:
        node = self.plan.graph[vector]
        if node.op == "previous":
            return self.arena.state(node.name)[:-1]
        found = self.arena.array(vector)
        if found is None:
            raise KeyError(f"nothing is kept of {vector}")
        return np.broadcast_to(found, (self.arena.steps, self.arena.size(vector)))

    def write_input(self, start: int, stop: int, out: Array) -> None:
        """Write ∂L/∂x of reading positions ``start`` to ``stop`` into ``out`` (n, D)."""
        if not self._of_x:
            out[...] = 0.0
        for index, run in enumerate(self._of_x):
            if index == 0:
                np.matmul(run.delta[start:stop], run.weight, out=out)
            else:
                out += run.delta[start:stop] @ run.weight

    def of_matrices(self, x: Array, exponents: Exponents) -> Tensors:
        """Return the gradients of all matrices; some may be absent, which is zero."""
        found: Tensors = {}
        for runs in self._of_vectors.values():
            for run in runs:
                run.add_to(found, x, exponents)
        for run in self._of_x:
            run.add_to(found, x, exponents)
        return found

    def of_start(self, state: str) -> Array:
        """Return ∂L/∂ of where a state starts, as scaled as row 0."""
        elementwise, runs, size = self._of_starts[state]
        parts = [rows[0] for rows in elementwise]
        parts += [run.weight.dot(run.delta[0]) for run in runs]
        total: Array = sum(parts[:-1], parts[-1]) if parts else np.zeros(size)
        return total

    @cached_property
    def _of_starts(self) -> dict[str, tuple[list[Array], list[_Run], int]]:
        """State → the blocks and the products that its value before the first step reaches."""
        found = {}
        for state in self.plan.definition.states:
            number = self.plan.previous_of.get(state)
            blocks: list[Array] = []
            runs: list[_Run] = []
            if number is not None:
                blocks = [self.arena.block(it) for it in self.plan.backflow.targets.get(number, ())]
                is_hub = number in self.plan.flow.hubs
                runs = [] if is_hub else self._of_vectors.get(number, [])
            size = self.arena.size(self.plan.definition.values[state])
            found[state] = blocks, runs, size
        return found
