"""The plain recurrent network (Elman 1990): the step and its derivative."""

from typing import ClassVar

import numpy as np

from app.numerics.activations import ACTIVATIONS
from app.numerics.cell import Carry, Cell, Rows, Step
from app.numerics.parameters import Array


class RNNCell(Cell):
    """``h(t) = candidate(a)``, ``a = W x(t) + b + U h(t−1)``.

    A row of ``values`` is ``[h(t−1)]``, one of ``back`` ``[∂L/∂a]``.
    """

    input_blocks: ClassVar = ("a",)
    recurrent_blocks: ClassVar = ("a",)
    back_blocks: ClassVar = {"a": 0}
    back_layout: ClassVar = (1, 0, 0)
    value_blocks: ClassVar = 1

    @property
    def h(self) -> Array:
        """Hidden state, shape (T + 1, H)."""
        return self.values

    @property
    def gates(self) -> dict[str, Array]:
        """An RNN has no gates."""
        return {}

    @property
    def quantities(self) -> dict[str, Array]:
        """What a what-if can replace."""
        return {"h": self.h[1:]}

    def forward_rows(self) -> Rows:
        """Return h(t−1), a, h(t), hold."""
        h = list(self.h)  # one view serves as h(t) and as the next step's h(t−1)
        return zip(h[:-1], self.z, h[1:], self.hold_rows(), strict=True)

    def make_step(self) -> Step:
        """Return the step; a holds W x + b when it is called."""
        recur, from_h = self.recurrent_weight.T.dot, self.forward_scratch
        candidate = ACTIVATIONS[self.spec.candidate].squash
        add = np.add

        def step(h, a, h_next, hold):  # type: ignore[no-untyped-def]
            recur(h, from_h)
            add(a, from_h, a)
            candidate(a, h_next)
            if hold is not None:
                hold.replace("h")

        return step

    def local_derivatives(self, start: int, stop: int) -> None:
        """Write ∂h/∂a = candidate′(a)."""
        slope = ACTIVATIONS[self.spec.candidate].slope
        slope(self.h[start + 1 : stop + 1], self.back[start:stop, 0])

    def cut_replaced(self, target: str, rows: slice, units: slice) -> None:  # noqa: ARG002
        """Let nothing flow to what a replaced h would have been computed from."""
        self.back[rows, 0, units] = 0.0

    def backward_rows(self) -> Rows:
        """Return ∂L/∂h, ∂h/∂a (which is also δ)."""
        return zip(self.d_h, self.recurrent_delta[:-1], strict=True)

    def make_step_back(self) -> Step:
        """Return the derivative of the step.

        ::

            ∂L/∂h(t) = from above + Uᵀ ∂L/∂a(t+1);    ∂L/∂a(t) = ∂h/∂a·∂L/∂h(t)
        """
        recur_back, through_h = self.recurrent_weight.dot, self.backward_scratch
        add, multiply = np.add, np.multiply

        def step_back(delta, _carried, d_h, of_h):  # type: ignore[no-untyped-def]
            recur_back(delta, through_h)
            add(d_h, through_h, d_h)
            multiply(of_h, d_h, of_h)
            return of_h, None

        return step_back

    def carry_from(self, row: Array) -> Carry:
        """Return δ = ∂L/∂a (H); nothing is carried beside it."""
        return row[0], None

    def initial_gradients(self, row: Array) -> tuple[Array, Array | None]:
        """Return ∂L/∂h0; an RNN has no c0."""
        return self.recurrent_weight.dot(row[0]), None
