"""Long short-term memory, with and without peepholes: the step and its derivative."""

from typing import ClassVar

import numpy as np

from app.numerics.activations import ACTIVATIONS, Squash
from app.numerics.cell import Carry, Cell, Rows, Step
from app.numerics.memory import aligned_empty
from app.numerics.parameters import Array, CellSpec


class LSTMCell(Cell):
    """The LSTM with a forget gate (Gers, Schmidhuber & Cummins 2000), in PyTorch's form.

    ::

        z_k = W_k x(t) + b_k + U_k h(t−1)                      k in i, f, g, o
        i, f, o = gate(z_i), gate(z_f), gate(z_o);  g = candidate(z_g)
        c(t) = f·c(t−1) + i·g
        h(t) = o·output(c(t))

    A row of ``values`` is ``[o i f output(c) g c(t−1)]``: the three gates squash in one call,
    ``[i f]·[g c(t−1)]`` is one multiplication, and ``[output(c) g c(t−1)]`` are the gates' factors
    in ∂h/∂z_o, ∂c/∂z_i and ∂c/∂z_f. A row of ``back`` is
    ``[∂L/∂c ∂L/∂z_o ∂L/∂z_i ∂L/∂z_f ∂L/∂z_g carried]``, where *carried* is what reaches ∂L/∂c(t−1)
    along the cell line.
    """

    input_blocks: ClassVar = ("o", "i", "f", "g")
    recurrent_blocks: ClassVar = ("o", "i", "f", "g")
    back_blocks: ClassVar = {"c": 0, "o": 1, "i": 2, "f": 3, "g": 4}
    back_layout: ClassVar = (6, 1, 1)
    value_blocks: ClassVar = 6

    def __init__(self, spec: CellSpec, input_size: int, steps: int) -> None:
        super().__init__(spec, input_size, steps)
        H = spec.hidden_size
        self._h = aligned_empty(steps + 1, H)
        self.c: Array = self.values[:, 5 * H :]
        self.products = aligned_empty(2 * H)

    @property
    def h(self) -> Array:
        """Hidden state, shape (T + 1, H)."""
        return self._h

    @property
    def squashed_c(self) -> Array:
        """output(c) after each step (T, H)."""
        H = self.spec.hidden_size
        return self.values[:-1, 3 * H : 4 * H]

    @property
    def gates(self) -> dict[str, Array]:
        """Gate activations by name, each (T, H)."""
        H = self.spec.hidden_size
        return {
            name: self.values[:-1, k * H : (k + 1) * H]
            for name, k in (("i", 1), ("f", 2), ("g", 4), ("o", 0))
        }

    @property
    def quantities(self) -> dict[str, Array]:
        """What a what-if can replace."""
        return {**self.gates, "c": self.c[1:], "h": self.h[1:]}

    def forward_rows(self) -> Rows:
        """Return h(t−1), z, z_oif, z_g, oif, g, if, gc, c(t), output(c), o, h(t), hold."""
        H = self.spec.hidden_size
        z, values = self.z, self.values[:-1]
        h = list(self.h)  # one view serves as h(t) and as the next step's h(t−1)
        return zip(
            h[:-1],
            z,
            z[:, : 3 * H],
            z[:, 3 * H :],
            values[:, : 3 * H],
            values[:, 4 * H : 5 * H],
            values[:, H : 3 * H],
            values[:, 4 * H :],
            self.c[1:],
            values[:, 3 * H : 4 * H],
            values[:, :H],
            h[1:],
            self.hold_rows(),
            strict=True,
        )

    def make_step(self) -> Step:
        """Return the step; z holds W x + b when it is called."""
        recur, from_h = self.recurrent_weight.T.dot, self.forward_scratch
        gate, candidate, output = self._squashes()
        add, multiply = np.add, np.multiply
        products = self.products
        kept, written = products[: self.spec.hidden_size], products[self.spec.hidden_size :]

        def step(h, z, z_oif, z_g, oif, g, i_f, g_c, c, squashed_c, o, h_next, hold):  # type: ignore[no-untyped-def]
            recur(h, from_h)
            add(z, from_h, z)
            gate(z_oif, oif)
            candidate(z_g, g)
            if hold is not None:
                hold.replace("i", "f", "g", "o")
            multiply(i_f, g_c, products)
            add(kept, written, c)
            if hold is not None:
                hold.replace("c")
            output(c, squashed_c)
            multiply(o, squashed_c, h_next)
            if hold is not None:
                hold.replace("h")

        return step

    def _squashes(self) -> tuple[Squash, Squash, Squash]:
        candidate, output = ACTIVATIONS[self.spec.candidate], ACTIVATIONS[self.spec.output]
        return ACTIVATIONS[self.spec.gate].squash, candidate.squash, output.squash

    def local_derivatives(self, start: int, stop: int) -> None:
        """Write the factors of one step's derivative.

        ::

            ∂h/∂c = o·output′(c)                    ∂h/∂z_o = output(c)·gate′(z_o)
            ∂c/∂z_i = g·gate′(z_i)                  ∂c/∂z_f = c(t−1)·gate′(z_f)
            ∂c/∂z_g = i·candidate′(z_g)             ∂c/∂c(t−1) = f
        """
        spec = self.spec
        values, factors = self.blockwise(start, stop)
        o, i, f, squashed_c, g, _ = values
        ACTIVATIONS[spec.output].slope(squashed_c, factors[0])
        ACTIVATIONS[spec.gate].slope(values[:3], factors[1:4])
        ACTIVATIONS[spec.candidate].slope(g, factors[4])
        _times(factors[0], o)
        _times(factors[1:4], values[3:])
        _times(factors[4], i)
        factors[5] = f
        self.back[start:stop] = factors.swapaxes(0, 1)

    def cell_to_hidden(self, start: int, stop: int) -> Array:
        """Return o·output′(c) (n, H): ∂h/∂c without what o sees of c through a peephole."""
        H = self.spec.hidden_size
        values, slopes = self.values[start:stop], np.empty((stop - start, H))
        ACTIVATIONS[self.spec.output].slope(values[:, 3 * H : 4 * H], slopes)
        _times(slopes, values[:, :H])
        return slopes

    def cut_replaced(self, target: str, rows: slice, units: slice) -> None:
        """Let nothing flow to what a replaced value would have been computed from."""
        for block in _CUTS[target]:
            self.back[rows, block, units] = 0.0

    def backward_rows(self) -> Rows:
        """Return ∂L/∂h, ∂h/∂c, [∂h/∂z_o ∂c/∂z_i … ∂c/∂c(t−1)], δ, carried."""
        return zip(
            self.d_h,
            self.back[:-1, 0],
            self.back_run(1, 5)[:-1],
            self.recurrent_delta[:-1],
            self.back[:-1, 5],
            strict=True,
        )

    def make_step_back(self) -> Step:
        """Return the derivative of the step.

        ::

            ∂L/∂h(t) = ∂L/∂h(t) from above + Uᵀ ∂L/∂z(t+1)
            ∂L/∂c(t) = ∂h/∂c·∂L/∂h(t) + carried(t+1)
            ∂L/∂z_o(t) = ∂h/∂z_o·∂L/∂h(t)
            ∂L/∂z_k(t) = ∂c/∂z_k·∂L/∂c(t)           k in i, f, g
            carried(t) = ∂c/∂c(t−1)·∂L/∂c(t)
        """
        H = self.spec.hidden_size
        recur_back = self.recurrent_weight.dot
        add, multiply = np.add, np.multiply
        through_h, through_c = self.backward_scratch, aligned_empty(H)
        # [∂L/∂h ∂L/∂c ∂L/∂c ∂L/∂c ∂L/∂c]: what the factors of z_o, z_i, z_f, z_g, c(t−1) multiply.
        # A copy over four blocks and one product in a row cost half of a broadcast product.
        arriving = aligned_empty(5 * H)
        to_h, to_c = arriving[:H], arriving[H:].reshape(4, H)

        def step_back(delta, carried, d_h, d_c, factors, delta_here, carried_here):  # type: ignore[no-untyped-def]
            recur_back(delta, through_h)
            add(d_h, through_h, to_h)
            d_h[...] = to_h
            multiply(d_c, to_h, through_c)
            add(through_c, carried, d_c)
            to_c[...] = d_c
            multiply(factors, arriving, factors)
            return delta_here, carried_here

        return step_back

    def carry_from(self, row: Array) -> Carry:
        """Return δ = [z_o z_i z_f z_g] (4H) and what the cell line carries (H)."""
        return row[1:5].reshape(-1), row[5]

    def initial_gradients(self, row: Array) -> tuple[Array, Array | None]:
        """Return ∂L/∂h0 and ∂L/∂c0."""
        delta, carried = self.carry_from(row)
        return self.recurrent_weight.dot(delta), carried


class PeepholeLSTMCell(LSTMCell):
    """The LSTM whose gates see the cell state (Gers & Schmidhuber 2000; Graves 2013).

    As `LSTMCell`, with ``z_i += p_i·c(t−1)``, ``z_f += p_f·c(t−1)``, ``z_o += p_o·c(t)``,
    elementwise.
    """

    def __init__(self, spec: CellSpec, input_size: int, steps: int) -> None:
        super().__init__(spec, input_size, steps)
        self.peephole = np.zeros((3, spec.hidden_size))
        self.seen = np.empty((2, spec.hidden_size))

    def load(self, tensors: dict[str, Array]) -> None:
        """Take the weights; ``weight_peephole`` (3, H) has the rows i, f, o."""
        super().load(tensors)
        np.copyto(self.peephole, tensors["weight_peephole"])

    def make_step(self) -> Step:
        """Return the step; o waits for c(t)."""
        H = self.spec.hidden_size
        recur, from_h = self.recurrent_weight.T.dot, self.forward_scratch
        gate, candidate, output = self._squashes()
        add, multiply = np.add, np.multiply
        products = self.products
        kept, written = products[:H], products[H:]
        p_if, p_o, seen = self.peephole[:2], self.peephole[2], self.seen
        seen_if, seen_o = seen.reshape(-1), seen[0]

        def step(h, z, z_oif, z_g, _oif, g, i_f, g_c, c, squashed_c, o, h_next, hold):  # type: ignore[no-untyped-def]
            recur(h, from_h)
            add(z, from_h, z)
            z_o, z_if = z_oif[:H], z_oif[H:]
            multiply(p_if, g_c[H:], seen)
            add(z_if, seen_if, z_if)
            gate(z_if, i_f)
            candidate(z_g, g)
            if hold is not None:
                hold.replace("i", "f", "g")
            multiply(i_f, g_c, products)
            add(kept, written, c)
            if hold is not None:
                hold.replace("c")
            multiply(p_o, c, seen_o)
            add(z_o, seen_o, z_o)
            gate(z_o, o)
            if hold is not None:
                hold.replace("o")
            output(c, squashed_c)
            multiply(o, squashed_c, h_next)
            if hold is not None:
                hold.replace("h")

        return step

    def see_through_peepholes(self, start: int, stop: int) -> None:
        """Add the peepholes' paths to the factors, after what-ifs have cut theirs.

        ::

            ∂h/∂c += p_o·∂h/∂z_o
            ∂c/∂c(t−1) += p_i·∂c/∂z_i + p_f·∂c/∂z_f
        """
        back = self.back[start:stop]
        p_i, p_f, p_o = self.peephole
        back[:, 0] += p_o * back[:, 1]
        back[:, 5] += p_i * back[:, 2] + p_f * back[:, 3]

    def own_gradients(self, delta_rows: Array) -> dict[str, Array]:
        """Return ∂L/∂weight_peephole (3, H)."""
        before, after = self.c[:-1], self.c[1:]
        rows = ((2, before), (3, before), (1, after))
        summed = [np.einsum("th,th->h", delta_rows[:, block], seen) for block, seen in rows]
        return {"weight_peephole": np.stack(summed)}


#: Which factors a replaced value cuts. A replaced c or gate keeps its own effect on what follows.
_CUTS = {"o": (1,), "i": (2,), "f": (3,), "g": (4,), "c": (2, 3, 4, 5), "h": (0, 1)}


def _times(factor: Array, by: Array) -> None:
    np.multiply(factor, by, factor)
