"""What the time loop asks of a cell.

A cell keeps one arena for a whole sequence: every array has a row for each step, in the order in
which its lane reads. ``step`` fills row k from row k−1 and ``step_back`` carries gradients from
row k+1 to row k; the loop over k is in `app.numerics.sweeps` and nowhere else.

Backpropagation is split in two so that little is left to do one step at a time.
`local_derivatives` writes, for all steps at once, the factor that turns ∂L/∂h(t) or ∂L/∂c(t) into
each ∂L/∂z(t) and into what is carried to t−1; ``step_back`` multiplies those factors by the
gradient that arrives, in place, so that the factor becomes the gradient. What-ifs are zeros among
the factors and cost the loop nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np

from app.numerics.interventions import Hold
from app.numerics.memory import aligned_copy, aligned_empty
from app.numerics.parameters import Array, CellSpec

Step = Callable[..., Any]
#: Arguments of a step, one tuple of views a reading position.
Rows = Iterable[tuple[Any, ...]]
#: For how many steps local derivatives are written at once: enough to pay, few enough to stay in
#: the cache until the loop uses them; 64 are no faster and take more memory.
FACTOR_STEPS = 32
#: δ(t+1), which the recurrent weights carry back, and what is carried beside it (None for none).
Carry = tuple[Array, Array | None]


class Cell(ABC):
    """One layer in one direction: its weights in the loop's layout, and its arena.

    Attributes
    ----------
    z : ndarray, shape (T, G·H)
        Pre-activations, blocks in the order of ``input_blocks``.
    h : ndarray, shape (T + 1, H)
        Hidden state; row 0 is h0, row k + 1 is what step k computed.
    c : ndarray, shape (T + 1, H), or None
        Cell state, likewise.
    d_h : ndarray, shape (T, H)
        ∂L/∂h, through every later step.
    back : ndarray, shape (T + 1, B, H)
        Factors that become gradients; row T is what enters from beyond the end (zero).
    values : ndarray, shape (T + 1, V·H)
        What a step computes and its derivative reads.
    flat_back : ndarray, shape (T + 1, B·H)
        The same numbers.
    input_weight : ndarray, shape (G·H, D)
    recurrent_weight : ndarray, shape (H, G·H)
        Aligned; one array serves both passes.
    """

    #: Order of the row blocks in ``z``, in ``input_weight`` and in ``input_delta``.
    input_blocks: ClassVar[tuple[str, ...]]
    #: Order of the blocks in ``recurrent_weight`` and in ``recurrent_delta``.
    recurrent_blocks: ClassVar[tuple[str, ...]]
    #: Where in ``back`` each pre-activation's gradient stands.
    back_blocks: ClassVar[dict[str, int]]
    #: How many blocks a row of ``values`` has.
    value_blocks: ClassVar[int]
    #: Row blocks of ``back``: (all, first of input_delta, first of recurrent_delta).
    back_layout: ClassVar[tuple[int, int, int]]

    c: Array | None = None

    def __init__(self, spec: CellSpec, input_size: int, steps: int) -> None:
        H = spec.hidden_size
        blocks = len(self.input_blocks)
        total, first_input, first_recurrent = self.back_layout
        self.spec = spec
        self.steps = steps
        self.holds: dict[int, Hold] = {}
        self.z = aligned_empty(steps, blocks * H)
        self.values = aligned_empty(steps + 1, self.value_blocks * H)
        self.d_h = aligned_empty(steps, H)
        self.back = aligned_empty(steps + 1, total, H)
        self.flat_back = self.back.reshape(steps + 1, -1, copy=False)
        self.input_delta = self.back_run(first_input, blocks)  # (T + 1, G·H)
        self.recurrent_delta = self.back_run(first_recurrent, blocks)  # (T + 1, G·H)
        self.input_weight = aligned_empty(blocks * H, input_size)
        self.recurrent_weight = aligned_empty(H, blocks * H)
        self.input_bias: Array | None = None
        self.forward_scratch = aligned_empty(blocks * H)
        self.backward_scratch = aligned_empty(H)

    def blockwise(self, start: int, stop: int) -> tuple[Array, Array]:
        """Return ``values`` copied block by block (V, n, H), and room for ``back``'s (B, n, H).

        Whole blocks lie in one piece: NumPy takes parts of rows through a buffer, which makes a
        product four times slower.
        """
        n, H = stop - start, self.spec.hidden_size
        by_step = self.values[start:stop].reshape(n, self.value_blocks, H)
        values = np.ascontiguousarray(by_step.swapaxes(0, 1))
        return values, np.empty((self.back.shape[1], n, H))

    def back_run(self, first: int, count: int) -> Array:
        """Return adjacent blocks of ``back`` as one row a step (T + 1, count·H)."""
        H = self.spec.hidden_size
        return self.flat_back[:, first * H : (first + count) * H]

    def load(self, tensors: dict[str, Array]) -> None:
        """Take the weights of this lane, by PyTorch's names without the lane's suffix.

        Parameters
        ----------
        tensors : dict
            ``weight_ih`` (G·H, D), ``weight_hh`` (G·H, H) and, where the cell has them,
            ``bias_ih``, ``bias_hh`` (G·H), ``weight_peephole`` (3, H); row blocks in PyTorch's
            order.
        """
        np.copyto(self.input_weight, self.arranged(tensors["weight_ih"], self.input_blocks))
        recurrent = self.arranged(tensors["weight_hh"], self.recurrent_blocks)
        np.copyto(self.recurrent_weight, recurrent.T)
        if self.spec.bias:
            self.input_bias = self._joint_bias(tensors["bias_ih"], tensors["bias_hh"])

    def _joint_bias(self, bias_ih: Array, bias_hh: Array) -> Array:
        """Return what is added to the input projection; the two biases only ever act as a sum."""
        return aligned_copy(self.arranged(bias_ih + bias_hh, self.input_blocks))

    def arranged(self, rows: Array, blocks: tuple[str, ...]) -> Array:
        """Return row blocks, given in PyTorch's order, in another order."""
        H = self.spec.hidden_size
        by_name = {name: rows[k * H : (k + 1) * H] for k, name in enumerate(self.spec.row_blocks)}
        return np.concatenate([by_name[name] for name in blocks])

    def restored(self, rows: Array, blocks: tuple[str, ...]) -> Array:
        """Return row blocks, given in the order ``blocks``, in PyTorch's order."""
        if blocks == self.spec.row_blocks:
            return rows
        order = [blocks.index(name) for name in self.spec.row_blocks]
        return rows.reshape(len(blocks), -1)[order].reshape(rows.shape)

    @property
    @abstractmethod
    def h(self) -> Array:
        """Hidden state, shape (T + 1, H)."""

    @property
    @abstractmethod
    def quantities(self) -> dict[str, Array]:
        """What a what-if can replace: gates (T, H), and c, h as computed by each step (T, H)."""

    @abstractmethod
    def make_step(self) -> Step:
        """Return the function that computes one step from one of `forward_rows`."""

    @abstractmethod
    def forward_rows(self) -> Rows:
        """Return the arguments of ``step`` for every reading position."""

    @abstractmethod
    def local_derivatives(self, start: int, stop: int) -> None:
        """Write the factors of at most `FACTOR_STEPS` reading positions into ``back``."""

    @abstractmethod
    def cut_replaced(self, target: str, rows: slice, units: slice) -> None:
        """Let nothing flow to what a replaced value would have been computed from."""

    def see_through_peepholes(self, start: int, stop: int) -> None:  # noqa: B027
        """Add paths through peepholes to the factors; called once what-ifs have cut theirs."""

    @abstractmethod
    def make_step_back(self) -> Step:
        """Return the derivative of ``step``: (δ, carried, *row) → (δ, carried) here."""

    @abstractmethod
    def backward_rows(self) -> Rows:
        """Return the arguments of ``step_back`` for every reading position, first one first.

        ``d_h`` holds what arrives from the loss or the layer above when a row is used.
        """

    @abstractmethod
    def carry_from(self, row: Array) -> Carry:
        """Return what a row (B, H) of ``back`` carries to the step before it."""

    @abstractmethod
    def initial_gradients(self, row: Array) -> tuple[Array, Array | None]:
        """Return ∂L/∂h0 and ∂L/∂c0, each (H,), from row 0 of ``back``."""

    def hold_rows(self) -> Iterable[Hold | None]:
        """Return each step's replacements, None where there are none."""
        return map(self.holds.get, range(self.steps))

    def gradient_blocks(self) -> dict[str, Array]:
        """Return views (T, H) of the gradients that ``back`` holds after the loop, by name."""
        return {name: self.back[:-1, block] for name, block in self.back_blocks.items()}

    def own_gradients(self, delta_rows: Array) -> dict[str, Array]:  # noqa: ARG002
        """Return gradients of tensors that only this cell has.

        Parameters
        ----------
        delta_rows : ndarray, shape (T, B, H)
            ``back`` without its last row, in true scale.
        """
        return {}

    def bias_gradients(self, totals: Array) -> tuple[Array, Array]:
        """Return ∂L/∂bias_ih and ∂L/∂bias_hh in PyTorch's order.

        Parameters
        ----------
        totals : ndarray, shape (B, H)
            ``back``, in true scale, summed over the steps.
        """
        both = self._chosen(totals, self.spec.row_blocks)
        return both, both.copy()

    def _chosen(self, totals: Array, blocks: tuple[str, ...]) -> Array:
        return totals[[self.back_blocks[name] for name in blocks]].reshape(-1)
