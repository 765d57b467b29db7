"""One layer in one direction: its run over time, and the reading of what that left behind."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from app.numerics.cell import FACTOR_STEPS, Carry, Cell
from app.numerics.gru import GRUCell
from app.numerics.interventions import Hold, Intervention
from app.numerics.lstm import LSTMCell, PeepholeLSTMCell
from app.numerics.parameters import Array, CellSpec, Direction, Tensors, tensor_name
from app.numerics.rnn import RNNCell
from app.numerics.scaled import (
    Exponents,
    Norms,
    is_scaled,
    may_be_small,
    product,
    row_norms,
    unscaled,
)
from app.numerics.sweeps import Arrival, sweep, sweep_back

#: How often the loop looks whether what it carries has become small: between two looks a gradient
#: may shrink by 14 decades a step and still not underflow.
SCALE_STEPS = 16


class Lane:
    """One layer in one direction.

    Arrays are in reading order: row k is the k-th step the lane reads, and `step` tells which step
    of the sequence that is. They are views of the lane's arena, overwritten by the next run.

    Attributes
    ----------
    layer : int
    direction : {"forward", "reverse"}
    steps : int
        T.
    x : ndarray, shape (T, D_k)
        What the lane reads.
    z : dict of ndarray, each (T, H)
        Pre-activations by row block (an RNN's is ``a``).
    gates : dict of ndarray, each (T, H)
        Gate activations in the trace's order; empty for an RNN.
    c : ndarray, shape (T, H), or None
        Cell state after each step (LSTM).
    h : ndarray, shape (T, H)
        Hidden state after each step.
    h0, c0 : ndarray, shape (H,)
        Initial states; c0 is None without a cell state.
    arrival : Arrival or None
        What the newest call of `backward` was given; valid until the layer above is run again.
    """

    def __init__(self, spec: CellSpec, layer: int, direction: Direction, steps: int) -> None:
        self.spec, self.layer, self.direction, self.steps = spec, layer, direction, steps
        self.input_size = spec.layer_input_size(layer)
        self.cell = _make_cell(spec, self.input_size, steps)
        self._names = {part: tensor_name(part, layer, direction) for part in _PARTS}
        self.cuts: list[tuple[str, slice, slice]] = []
        self.exponents: Exponents = np.zeros(steps, dtype=np.intc)
        self.arrival: Arrival | None = None
        self.x = np.empty((steps, 0))
        self.d_x = np.empty((steps, self.input_size))
        self._step = self.cell.make_step()
        self._step_back = self.cell.make_step_back()

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
        names = self._names.items()
        self.cell.load({part: tensors[name] for part, name in names if name in tensors})

    def hold(self, intervention: Intervention) -> None:
        """Have values replaced during every run."""
        quantity = self.cell.quantities[intervention.target]
        ends = self.step(intervention.start), self.step(intervention.stop - 1)
        rows = slice(min(ends), max(ends) + 1)
        self.cuts.append((intervention.target, rows, intervention.units))
        for position in range(rows.start, rows.stop):
            hold = self.cell.holds.setdefault(position, Hold())
            hold.add(
                intervention.target, quantity[position, intervention.units], intervention.value
            )

    def begin(self, x: Array, h0: Array | None, c0: Array | None) -> None:
        """Set what the lane reads (T, D_k, in reading order) and its initial states (H,)."""
        self.x = x
        self.cell.h[0] = 0.0 if h0 is None else h0
        if self.cell.c is not None:
            self.cell.c[0] = 0.0 if c0 is None else c0

    def forward(self, start: int, stop: int) -> None:
        """Compute reading positions ``start`` to ``stop``; those before must have been computed."""
        cell = self.cell
        z = cell.z[start:stop]
        np.matmul(self.x[start:stop], cell.input_weight.T, out=z)
        if cell.input_bias is not None:
            np.add(z, cell.input_bias, z)
        sweep(self._step, self._forward_rows[start:stop])

    @cached_property
    def _forward_rows(self) -> list[tuple[Any, ...]]:
        return list(self.cell.forward_rows())

    @cached_property
    def _backward_rows(self) -> list[tuple[Any, ...]]:
        return list(self.cell.backward_rows())

    # Backward

    def backward(self, d_above: Array, exponents: Exponents, start: int, stop: int) -> None:
        """Compute the gradients of reading positions ``stop``−1 down to ``start``.

        Parameters
        ----------
        d_above : ndarray, shape (stop − start, H)
            What reaches ∂L/∂h from the loss or the layer above.
        exponents : ndarray of int, shape (stop − start,)
            Its scale: true value = d_above · 2**−exponents.
        """
        cell = self.cell
        self.arrival = arrival = Arrival(start, stop, d_above, exponents)
        above_is_scaled = is_scaled(exponents)
        exponent = self._enter(stop)
        carry = cell.carry_from(cell.back[stop])
        for upper in range(stop, start, -FACTOR_STEPS):
            lower = max(start, upper - FACTOR_STEPS)
            cell.d_h[lower:upper] = d_above[lower - start : upper - start]
            self._prepare_factors(lower, upper)
            for last in range(upper, lower, -SCALE_STEPS):
                first = max(lower, last - SCALE_STEPS)
                if exponent or above_is_scaled or self._may_be_small(last):
                    carry, exponent = self._meet(exponent, arrival, first, last)
                self.exponents[first:last] = exponent
                carry = sweep_back(self._step_back, *carry, self._backward_rows[first:last])
        np.matmul(cell.input_delta[start:stop], cell.input_weight, out=self.d_x[start:stop])

    def _prepare_factors(self, start: int, stop: int) -> None:
        cell = self.cell
        cell.local_derivatives(start, stop)
        for target, rows, units in self.replaced(start, stop):
            cell.cut_replaced(target, rows, units)
        cell.see_through_peepholes(start, stop)

    def replaced(self, start: int, stop: int) -> Iterator[tuple[str, slice, slice]]:
        """Yield (target, rows, units) of what-ifs at reading positions ``start`` to ``stop``."""
        for target, rows, units in self.cuts:
            inside = slice(max(rows.start, start), min(rows.stop, stop))
            if inside.start < inside.stop:
                yield target, inside, units

    def _enter(self, stop: int) -> int:
        """Return the exponent of what position ``stop`` hands on; beyond the end that is zero."""
        if stop < self.steps:
            return int(self.exponents[stop])
        self.cell.back[stop] = 0.0
        return 0

    def _may_be_small(self, last: int) -> bool:
        return last < self.steps and may_be_small(self.cell.flat_back[last])

    def _meet(self, exponent: int, arrival: Arrival, first: int, last: int) -> tuple[Carry, int]:
        """Bring what position ``last`` hands on and what arrives from above to one scale."""
        row, d_above, common = arrival.meet(self.cell.back[last], exponent, first, last)
        self.cell.d_h[first:last] = d_above
        return self.cell.carry_from(row), common

    # Reading

    @property
    def z(self) -> dict[str, Array]:
        """Pre-activations by row block, each (T, H)."""
        return self._z_by_block

    def pre_activations(self, start: int = 0, stop: int | None = None) -> dict[str, Array]:
        """Return pre-activations of reading positions ``start`` to ``stop``, each (n, H)."""
        return {name: z[start:stop] for name, z in self._z_by_block.items()}

    @cached_property
    def _z_by_block(self) -> dict[str, Array]:
        H = self.spec.hidden_size
        z, blocks = self.cell.z, self.cell.input_blocks
        by_name = {name: z[:, k * H : (k + 1) * H] for k, name in enumerate(blocks)}
        return {name: by_name[name] for name in self.spec.row_blocks}

    @cached_property
    def gates(self) -> dict[str, Array]:
        """Gate activations in the trace's order, each (T, H)."""
        quantities = self.cell.quantities
        return {name: quantities[name] for name in self.spec.gate_names}

    @property
    def c(self) -> Array | None:
        """Cell state after each step (T, H)."""
        c = self.cell.c
        return None if c is None else c[1:]

    @property
    def h(self) -> Array:
        """Hidden state after each step (T, H)."""
        return self.cell.h[1:]

    @property
    def h0(self) -> Array:
        """Initial hidden state (H,)."""
        h: Array = self.cell.h[0]
        return h

    @property
    def c0(self) -> Array | None:
        """Initial cell state (H,)."""
        c = self.cell.c
        return None if c is None else c[0]

    def factors(self) -> Array:
        """Return every step's local derivatives (T, B, H), what-ifs and peepholes included.

        They are those of the newest forward pass; the blocks are those of the cell's ``back``. The
        gradients of the newest backward pass are left as they are.
        """
        back = self.cell.back[:-1]
        gradients = back.copy()
        with np.errstate(all="ignore"):
            for start in range(0, self.steps, FACTOR_STEPS):
                self._prepare_factors(start, min(start + FACTOR_STEPS, self.steps))
        factors: Array = back.copy()
        back[...] = gradients
        return factors

    def grads(self, start: int = 0, stop: int | None = None) -> dict[str, Array]:
        """Return the gradients of reading positions ``start`` to ``stop``.

        Returns
        -------
        dict
            ``h``, ``c`` (LSTM), ``x`` and each row block: (n, H), ``x`` (n, D_k). ``h`` and ``c``
            are total, through every later step; a row block's is at its pre-activation; ``x``'s is
            through this direction alone.
        """
        rows = slice(start, stop)
        exponents = self.exponents[rows]
        if not is_scaled(exponents):
            return {name: gradient[rows] for name, gradient in self._scaled_grads.items()}
        return {name: unscaled(g[rows], exponents) for name, g in self._scaled_grads.items()}

    def grad_norms(self, start: int = 0, stop: int | None = None) -> dict[str, Norms]:
        """Return the L2 norm of each of `grads` at each position."""
        rows = slice(start, stop)
        exponents = self.exponents[rows]
        blocks = row_norms(self.cell.back[:-1][rows], exponents)
        columns = self.cell.back_blocks
        return {
            name: Norms(blocks.value[:, columns[name]], blocks.log10[:, columns[name]])
            if name in columns
            else row_norms(gradient[rows], exponents)
            for name, gradient in self._scaled_grads.items()
        }

    @cached_property
    def _scaled_grads(self) -> dict[str, Array]:
        blocks = self.cell.gradient_blocks()
        states = {"h": self.cell.d_h}
        if "c" in blocks:
            states["c"] = blocks["c"]
        return {**states, "x": self.d_x, **{name: blocks[name] for name in self.spec.row_blocks}}

    def parameter_gradients(self) -> Tensors:
        """Return the gradients of this lane's tensors, by PyTorch's names and in its order."""
        cell, exponents = self.cell, self.exponents
        back = unscaled(cell.back[:-1], exponents)
        d_input = product(cell.input_delta[:-1], self.x, exponents)
        d_recurrent = product(cell.recurrent_delta[:-1], cell.h[:-1], exponents)
        parts = {
            "weight_ih": cell.restored(d_input, cell.input_blocks),
            "weight_hh": cell.restored(d_recurrent, cell.recurrent_blocks),
        }
        if self.spec.bias:
            parts["bias_ih"], parts["bias_hh"] = cell.bias_gradients(back.sum(axis=0))
        parts.update(cell.own_gradients(back))
        return {self._names[part]: gradient for part, gradient in parts.items()}

    def initial_gradients(self) -> tuple[Array, Array | None]:
        """Return ∂L/∂h0 and ∂L/∂c0 (None without a cell state), each (H,)."""
        first = unscaled(self.cell.back[:1], self.exponents[:1])
        return self.cell.initial_gradients(first[0])


#: Names of the tensors that a lane may have.
_PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_peephole")


def _make_cell(spec: CellSpec, input_size: int, steps: int) -> Cell:
    if spec.kind == "lstm":
        return (PeepholeLSTMCell if spec.peephole else LSTMCell)(spec, input_size, steps)
    return (GRUCell if spec.kind == "gru" else RNNCell)(spec, input_size, steps)
