"""One layer in one direction: its run over time, and the reading of what that left behind."""

from functools import cached_property
from typing import Any

import numpy as np

from app.cells.models import CellModel
from app.numerics.cell import FACTOR_STEPS, Cell
from app.numerics.interventions import Hold, Intervention
from app.numerics.parameters import (
    Array,
    Direction,
    LayerSpec,
    Tensors,
    put_together,
    taken_apart,
    tensor_name,
)
from app.numerics.planning import plan_of
from app.numerics.reading import LaneReading
from app.numerics.scaled import Exponents, is_scaled, may_be_small, product
from app.numerics.sweeps import Arrival, sweep, sweep_back

#: How often the loop looks whether what it carries has become small: between two looks a gradient
#: may shrink by 14 decades a step and still not underflow.
SCALE_STEPS = 16


class Lane(LaneReading):
    """One layer in one direction.

    Arrays are in reading order: row k is the k-th step the lane reads, and `step` tells which step
    of the sequence that is. They are views of the lane's arena, overwritten by the next run.

    Attributes
    ----------
    spec : LayerSpec
    layer : int
    direction : {"forward", "reverse"}
    steps : int
        T.
    x : ndarray, shape (T, D_k)
        What the lane reads.
    d_x : ndarray, shape (T, D_k)
        ∂L/∂x through this lane, as scaled.
    exponents : ndarray of int, shape (T,)
        Scales of all gradients: true value = stored · 2**−exponent.
    is_top : bool
        Whether it is of the top layer, whose h the loss or the head reads.
    arrival : Arrival or None
        What the newest call of `backward` was given; valid until the layer above is run again.
    """

    def __init__(
        self,
        spec: LayerSpec,
        layer: int,
        direction: Direction,
        steps: int,
        interventions: tuple[Intervention, ...] = (),
        is_top: bool = True,
    ) -> None:
        self.is_top = is_top
        self.spec, self.layer, self.direction, self.steps = spec, layer, direction, steps
        self.input_size = spec.input_size
        held = frozenset(it.target for it in interventions)
        self.cell = Cell(plan_of(spec.cell.definition, held), spec, steps)
        self._names = {it.name: tensor_name(it.name, layer, direction) for it in spec.cell.tensors}
        self.exponents: Exponents = np.zeros(steps, dtype=np.intc)
        self.arrival: Arrival | None = None
        self.x = np.empty((steps, 0))
        self.d_x = np.empty((steps, spec.input_size))
        for intervention in interventions:
            self._hold(intervention)

    @property
    def model(self) -> CellModel:
        """The cell."""
        return self.spec.cell

    def step(self, position: int) -> int:
        """Return the step of the sequence at a reading position (its own inverse)."""
        return position if self.direction == "forward" else self.steps - 1 - position

    @property
    def stride(self) -> int:
        """1 for a lane that reads forward, −1 for one that reads from the end."""
        return 1 if self.direction == "forward" else -1

    def in_sequence_order(self, rows: Array) -> Array:
        """Return rows given in reading order in the order of the sequence (its own inverse)."""
        return rows[:: self.stride]

    # Forward

    def load(self, tensors: Tensors) -> None:
        """Take this lane's weights out of the network's tensors."""
        mine = {tensor: tensors[name] for tensor, name in self._names.items()}
        self.cell.load(taken_apart(self.spec, mine))
        self._step = self.cell.make_step()
        self._step_back = self.cell.make_step_back()

    def _hold(self, intervention: Intervention) -> None:
        """Have values replaced during every run."""
        quantity = self.value(intervention.target)
        ends = self.step(intervention.start), self.step(intervention.stop - 1)
        rows = slice(min(ends), max(ends) + 1)
        self.cell.cuts.append((intervention.target, rows, intervention.units))
        for position in range(rows.start, rows.stop):
            hold = self.cell.holds.setdefault(position, Hold())
            hold.add(
                intervention.target, quantity[position, intervention.units], intervention.value
            )

    def begin(self, x: Array, initial: dict[str, Array]) -> None:
        """Set what the lane reads (T, D_k, in reading order) and where its states start."""
        self.x = x
        for state in self.model.states:
            start = initial.get(state)
            self.cell.arena.state(state)[0] = 0.0 if start is None else start

    def forward(self, start: int, stop: int) -> None:
        """Compute reading positions ``start`` to ``stop``; those before must have been computed."""
        self.cell.prepare(self.x, start, stop)
        sweep(self._step, self._forward_rows[start:stop])

    @cached_property
    def _forward_rows(self) -> list[tuple[Any, ...]]:
        return self.cell.forward_rows()

    @cached_property
    def _backward_rows(self) -> list[tuple[Any, ...]]:
        return self.cell.backward_rows()

    # Backward

    def backward(self, d_above: Array, exponents: Exponents, start: int, stop: int) -> None:
        """Compute the gradients of reading positions ``stop``−1 down to ``start``.

        Parameters
        ----------
        d_above : ndarray, shape (stop − start, P)
            What reaches ∂L/∂h from the loss or the layer above.
        exponents : ndarray of int, shape (stop − start,)
            Its scale: true value = d_above · 2**−exponents.
        """
        cell, arena = self.cell, self.cell.arena
        self.arrival = arrival = Arrival(start, stop, d_above, exponents)
        above_is_scaled = is_scaled(exponents)
        exponent = self._enter(stop)
        for upper in range(stop, start, -FACTOR_STEPS):
            lower = max(start, upper - FACTOR_STEPS)
            arena.d_h[lower:upper] = d_above[lower - start : upper - start]
            cell.prepare_factors(lower, upper)
            for last in range(upper, lower, -SCALE_STEPS):
                first = max(lower, last - SCALE_STEPS)
                rows = self._backward_rows[first:last]
                if exponent or above_is_scaled or self._may_be_small(last):
                    rows, exponent = self._meet(exponent, arrival, first, last, rows)
                self.exponents[first:last] = exponent
                sweep_back(self._step_back, rows)
        cell.gradients.write_input(start, stop, self.d_x[start:stop])
        for it in cell.plan.products_behind:
            if cell.graph[it.vector].op == "input":
                term = self.back_nodes((it.term,), start, stop)[it.term]
                matrix = cell.weights.matrices[it.matrix]
                self.d_x[start:stop] += term @ (matrix.T if it.is_transposed else matrix)

    def _enter(self, stop: int) -> int:
        """Return the exponent of what position ``stop`` hands on; beyond the end that is zero."""
        if stop < self.steps:
            return int(self.exponents[stop])
        self.cell.arena.back[stop] = 0.0
        for k in range(len(self.cell.plan.backflow.own)):
            self.cell.arena.arrays[f"own_back{k}"][stop] = 0.0
        return 0

    def _may_be_small(self, last: int) -> bool:
        return last < self.steps and may_be_small(self.cell.arena.flat_back[last])

    def _meet(
        self,
        exponent: int,
        arrival: Arrival,
        first: int,
        last: int,
        rows: list[tuple[Any, ...]],
    ) -> tuple[list[tuple[Any, ...]], int]:
        """Bring what position ``last`` hands on and what arrives from above to one scale."""
        row, d_above, common = arrival.meet(self.cell.arena.back[last], exponent, first, last)
        self.cell.arena.d_h[first:last] = d_above
        if common == exponent:
            return rows, common
        return [*rows[:-1], self.cell.arena.entering_row(last - 1, row, common - exponent)], common

    # What is differentiated once

    def parameter_gradients(self) -> Tensors:
        """Return the gradients of this lane's tensors, by their names in the network."""
        gradients = self.vector_gradients()
        gradients |= self.cell.gradients.of_matrices(self.x, self.exponents)
        for it in self.cell.plan.products_behind:
            delta = self.back_nodes((it.term,), 0, self.steps)[it.term]
            rows = self.nodes((it.vector,), 0, self.steps)[it.vector]
            part = product(np.ascontiguousarray(delta), rows, self.exponents)
            part = part.T if it.is_transposed else part
            gradients[it.matrix] = gradients.get(it.matrix, 0.0) + part
        for name, matrix in self.cell.weights.matrices.items():
            if name not in gradients:
                gradients[name] = np.zeros(matrix.shape)
        found = put_together(self.spec, gradients)
        return {self._names[tensor]: gradient for tensor, gradient in found.items()}

    def initial_gradients(self) -> Tensors:
        """Return ∂L/∂ of where each state starts, by its name."""
        exponent, found = -int(self.exponents[0]), {}
        for state in self.model.states:
            gradient = self.cell.gradients.of_start(state)
            found[state] = np.ldexp(gradient, exponent) if exponent else gradient
        return found
