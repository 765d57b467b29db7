"""One layer in one direction: the time loop, and the reading of what it left behind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from app.numerics.cell import Cell, Step
from app.numerics.gru import GRUCell
from app.numerics.interventions import Hold, Intervention
from app.numerics.lstm import LSTMCell, PeepholeLSTMCell
from app.numerics.parameters import Array, CellSpec, Direction, Tensors, tensor_name
from app.numerics.rnn import RNNCell
from app.numerics.scaled import (
    SMALL,
    Exponents,
    Norms,
    common_exponents,
    is_scaled,
    peak,
    product,
    row_norms,
    unscaled,
)

#: How often the loop looks whether what it carries has become small: between two looks a gradient
#: may shrink by 14 decades a step and still not underflow.
SCALE_STEPS = 16
#: For how many steps local derivatives are written at once: enough to pay, few enough to stay in
#: the cache until the loop uses them.
FACTOR_STEPS = 64


def sweep(step: Step, rows: Iterable[tuple[Any, ...]]) -> None:
    """Run a cell forward over time."""
    for row in rows:
        step(*row)


def sweep_back(
    step_back: Step, delta: Array, carried: Array | None, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Run a cell's derivative backward over time, handing on what each step carries."""
    for row in reversed(rows):
        delta, carried = step_back(delta, carried, *row)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What reached ∂L/∂h from the loss or the layer above, at the positions computed last.

    Attributes
    ----------
    start, stop : int
        Reading positions, ``stop`` exclusive.
    values : ndarray, shape (stop − start, H)
    exponents : ndarray of int, shape (stop − start,)
        True value = values · 2**−exponents.
    """

    start: int
    stop: int
    values: Array
    exponents: Exponents


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
        parts = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_peephole")
        named = {part: tensor_name(part, self.layer, self.direction) for part in parts}
        self.cell.load({part: tensors[name] for part, name in named.items() if name in tensors})

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
        self.arrival = Arrival(start, stop, d_above, exponents)
        for upper in range(stop, start, -FACTOR_STEPS):
            lower = max(start, upper - FACTOR_STEPS)
            self._prepare_factors(lower, upper)
            for last in range(upper, lower, -SCALE_STEPS):
                first = max(lower, last - SCALE_STEPS)
                inside = slice(first - start, last - start)
                self._backward_block(d_above[inside], exponents[inside], first, last)
        np.matmul(
            self.cell.input_delta[start:stop], self.cell.input_weight, out=self.d_x[start:stop]
        )

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

    def _backward_block(self, d_above: Array, given: Exponents, start: int, stop: int) -> None:
        carried_row, exponent = self._carried_into(stop)
        largest = peak(carried_row)
        if 0.0 < largest < SMALL or exponent or is_scaled(given):
            wanted = _common_exponent(largest, exponent, d_above, given)
            carried_row = np.ldexp(carried_row, wanted - exponent)
            d_above = np.ldexp(d_above, (wanted - given)[:, None])
            exponent = wanted
        self.exponents[start:stop] = exponent
        self.cell.d_h[start:stop] = d_above
        delta, carried = self.cell.carry_from(carried_row)
        sweep_back(self._step_back, delta, carried, self._backward_rows[start:stop])

    def _carried_into(self, stop: int) -> tuple[Array, int]:
        """Return the row of gradients that position ``stop`` hands on, and its exponent."""
        row = self.cell.back[stop]
        if stop == self.steps:
            row[...] = 0.0
            return row, 0
        return row, int(self.exponents[stop])

    # Reading

    @property
    def z(self) -> dict[str, Array]:
        """Pre-activations by row block, each (T, H)."""
        return self.pre_activations()

    def pre_activations(self, start: int = 0, stop: int | None = None) -> dict[str, Array]:
        """Return pre-activations of reading positions ``start`` to ``stop``, each (n, H)."""
        H = self.spec.hidden_size
        z, blocks = self.cell.z[start:stop], self.cell.input_blocks
        by_name = {name: z[:, k * H : (k + 1) * H] for k, name in enumerate(blocks)}
        return {name: by_name[name] for name in self.spec.row_blocks}

    @property
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
            self._prepare_factors(0, self.steps)
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
        return {name: unscaled(g[rows], exponents) for name, g in self._scaled_grads().items()}

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
            for name, gradient in self._scaled_grads().items()
        }

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
        return {tensor_name(part, self.layer, self.direction): g for part, g in parts.items()}

    def initial_gradients(self) -> tuple[Array, Array | None]:
        """Return ∂L/∂h0 and ∂L/∂c0 (None without a cell state), each (H,)."""
        first = unscaled(self.cell.back[:1], self.exponents[:1])
        return self.cell.initial_gradients(first[0])


def _make_cell(spec: CellSpec, input_size: int, steps: int) -> Cell:
    if spec.kind == "lstm":
        return (PeepholeLSTMCell if spec.peephole else LSTMCell)(spec, input_size, steps)
    return (GRUCell if spec.kind == "gru" else RNNCell)(spec, input_size, steps)


def _common_exponent(largest: float, exponent: int, d_above: Array, given: Exponents) -> int:
    """Return the scale at which what is carried and what arrives can be added."""
    peaks = np.append(np.abs(d_above).max(axis=1), largest)
    scales = np.append(given, exponent).astype(np.intc)
    return int(common_exponents(peaks[:, None], scales[:, None])[0])
