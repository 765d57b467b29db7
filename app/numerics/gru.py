"""The gated recurrent unit in PyTorch's form: the step and its derivative."""

from typing import ClassVar

import numpy as np

from app.numerics.activations import ACTIVATIONS, ONE
from app.numerics.cell import Carry, Cell, Rows, Step
from app.numerics.memory import aligned_copy, aligned_empty
from app.numerics.parameters import Array, CellSpec


class GRUCell(Cell):
    """The GRU of ``torch.nn.GRU``, which resets after the matrix product.

    ::

        z_r = W_r x(t) + b_r + U_r h(t−1)       z_z likewise
        u   = U_n h(t−1) + b_hn
        z_n = W_n x(t) + b_in + r·u
        r, z, n = gate(z_r), gate(z_z), candidate(z_n)
        h(t) = (1 − z)·n + z·h(t−1)

    Cho et al. 2014 reset h(t−1) before the product; there r·(U h) would be U(r·h).

    A row of ``values`` is ``[r z 1−z h(t−1) n u]``: the gates squash in one call and
    ``[z 1−z]·[h(t−1) n]`` is one multiplication. h is written as this sum and not as
    n + z·(h(t−1) − n), so that z = 1 copies h(t−1) exactly. A row of ``back`` is
    ``[∂L/∂u ∂L/∂z_r ∂L/∂z_z ∂L/∂z_n carried]``, where *carried* is what reaches ∂L/∂h(t−1)
    directly.
    """

    input_blocks: ClassVar = ("r", "z", "n")
    recurrent_blocks: ClassVar = ("n", "r", "z")
    back_blocks: ClassVar = {"r": 1, "z": 2, "n": 3}
    back_layout: ClassVar = (5, 1, 0)
    value_blocks: ClassVar = 6

    def __init__(self, spec: CellSpec, input_size: int, steps: int) -> None:
        super().__init__(spec, input_size, steps)
        H = spec.hidden_size
        self.bias_hn = np.zeros(H)
        self.products = aligned_empty(2 * H)

    def _joint_bias(self, bias_ih: Array, bias_hh: Array) -> Array:
        H = self.spec.hidden_size
        np.copyto(self.bias_hn, bias_hh[2 * H :])
        joint = bias_ih.copy()
        joint[: 2 * H] += bias_hh[: 2 * H]
        return aligned_copy(joint)

    @property
    def h(self) -> Array:
        """Hidden state, shape (T + 1, H)."""
        H = self.spec.hidden_size
        return self.values[:, 3 * H : 4 * H]

    @property
    def gates(self) -> dict[str, Array]:
        """Gate activations by name, each (T, H)."""
        H = self.spec.hidden_size
        values = self.values[:-1]
        return {"r": values[:, :H], "z": values[:, H : 2 * H], "n": values[:, 4 * H : 5 * H]}

    @property
    def quantities(self) -> dict[str, Array]:
        """What a what-if can replace."""
        return {**self.gates, "h": self.h[1:]}

    def forward_rows(self) -> Rows:
        """Return h(t−1), z_rz, z_n, rz, r, z, 1−z, [z 1−z], [h(t−1) n], n, u, h(t), hold."""
        H = self.spec.hidden_size
        z, values = self.z, self.values[:-1]
        h = list(self.h)  # one view serves as h(t) and as the next step's h(t−1)
        return zip(
            h[:-1],
            z[:, : 2 * H],
            z[:, 2 * H :],
            values[:, : 2 * H],
            values[:, :H],
            values[:, H : 2 * H],
            values[:, 2 * H : 3 * H],
            values[:, H : 3 * H],
            values[:, 3 * H : 5 * H],
            values[:, 4 * H : 5 * H],
            values[:, 5 * H :],
            h[1:],
            self.hold_rows(),
            strict=True,
        )

    def make_step(self) -> Step:
        """Return the step; z holds W x + b when it is called."""
        H = self.spec.hidden_size
        recur, from_h = self.recurrent_weight.T.dot, self.forward_scratch
        from_h_n, from_h_rz = from_h[:H], from_h[H:]
        gate = ACTIVATIONS[self.spec.gate].squash
        candidate = ACTIVATIONS[self.spec.candidate].squash
        add, multiply, subtract = np.add, np.multiply, np.subtract
        bias_hn, products, one = self.bias_hn, self.products, ONE
        kept, written = products[:H], products[H:]
        reset = aligned_empty(H)

        def step(h, z_rz, z_n, rz, r, z, not_z, shares, h_n, n, u, h_next, hold):  # type: ignore[no-untyped-def]
            recur(h, from_h)
            add(z_rz, from_h_rz, z_rz)
            add(from_h_n, bias_hn, u)
            gate(z_rz, rz)
            if hold is not None:
                hold.replace("r", "z")
            multiply(r, u, reset)
            add(z_n, reset, z_n)
            candidate(z_n, n)
            if hold is not None:
                hold.replace("n")
            subtract(one, z, not_z)
            multiply(shares, h_n, products)
            add(kept, written, h_next)
            if hold is not None:
                hold.replace("h")

        return step

    def local_derivatives(self, start: int, stop: int) -> None:
        """Write the factors of one step's derivative.

        ::

            ∂h/∂z_n = (1 − z)·candidate′(z_n)       ∂h/∂u = r·∂h/∂z_n
            ∂h/∂z_r = u·gate′(z_r)·∂h/∂z_n          ∂h/∂z_z = (h(t−1) − n)·gate′(z_z)
            ∂h/∂h(t−1) directly = z
        """
        values, factors = self.blockwise(start, stop)
        r, z, not_z, h, n, u = values
        of_u, of_r, of_z, of_n, carried = factors
        ACTIVATIONS[self.spec.gate].slope(values[:2], factors[1:3])
        ACTIVATIONS[self.spec.candidate].slope(n, of_n)
        np.multiply(of_n, not_z, of_n)
        np.multiply(of_n, r, of_u)
        np.multiply(of_r, u, of_r)
        np.multiply(of_r, of_n, of_r)
        np.subtract(h, n, carried)
        np.multiply(of_z, carried, of_z)
        carried[...] = z
        self.back[start:stop] = factors.swapaxes(0, 1)

    def cut_replaced(self, target: str, rows: slice, units: slice) -> None:
        """Let nothing flow to what a replaced value would have been computed from."""
        for block in _CUTS[target]:
            self.back[rows, block, units] = 0.0

    def backward_rows(self) -> Rows:
        """Return ∂L/∂h, all factors, δ, carried."""
        return zip(
            self.d_h,
            self.flat_back[:-1],
            self.recurrent_delta[:-1],
            self.back[:-1, 4],
            strict=True,
        )

    def make_step_back(self) -> Step:
        """Return the derivative of the step.

        ::

            ∂L/∂h(t) = from above + Uᵀ [∂L/∂u, ∂L/∂z_r, ∂L/∂z_z](t+1) + carried(t+1)
            ∂L/∂(u, z_r, z_z, z_n)(t), carried(t) = factors·∂L/∂h(t)
        """
        H = self.spec.hidden_size
        recur_back, through_h = self.recurrent_weight.dot, self.backward_scratch
        add, multiply = np.add, np.multiply
        from_later, total = aligned_empty(H), aligned_empty(H)
        # ∂L/∂h once for each factor: a copy over five blocks and one product in a row cost half of
        # a broadcast product.
        arriving = aligned_empty(5 * H)
        to_h = arriving.reshape(5, H)

        def step_back(delta, carried, d_h, factors, delta_here, carried_here):  # type: ignore[no-untyped-def]
            recur_back(delta, through_h)
            add(through_h, carried, from_later)
            add(d_h, from_later, total)
            d_h[...] = total
            to_h[...] = total
            multiply(factors, arriving, factors)
            return delta_here, carried_here

        return step_back

    def carry_from(self, row: Array) -> Carry:
        """Return δ = [u z_r z_z] (3H) and what z carries directly (H)."""
        return row[:3].reshape(-1), row[4]

    def initial_gradients(self, row: Array) -> tuple[Array, Array | None]:
        """Return ∂L/∂h0; a GRU has no c0."""
        delta, carried = self.carry_from(row)
        return self.recurrent_weight.dot(delta) + carried, None

    def bias_gradients(self, totals: Array) -> tuple[Array, Array]:
        """Return ∂L/∂bias_ih and ∂L/∂bias_hh; they differ in n, where b_hn is reset by r."""
        input_side = self._chosen(totals, self.spec.row_blocks)
        recurrent_side = input_side.copy()
        recurrent_side[2 * self.spec.hidden_size :] = totals[0]
        return input_side, recurrent_side


#: Which factors a replaced value cuts.
_CUTS = {"r": (1,), "z": (2,), "n": (0, 1, 3), "h": (0, 1, 2, 3, 4)}
