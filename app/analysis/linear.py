"""A lane's run, linearised around itself: one step's derivative applied to many vectors at once.

The factors of `app.numerics.cell` are the derivative of a step. Here they are applied to rows of
vectors, one product with a matrix for all of them: backward to the gradients that many losses send
(`pull`), forward to perturbations (`push`), and to the unit vectors, which gives the Jacobian.

A state is (h, c) for an LSTM, h for the others. What-ifs and peepholes are in the factors.
"""

from functools import cached_property

import numpy as np

from app.numerics.lane import Lane
from app.numerics.parameters import Array

#: d_h (S, H) and d_c (S, H), None without a cell state.
States = tuple[Array, Array | None]


class LinearLane:
    """One lane around its newest forward pass.

    Parameters
    ----------
    lane : Lane

    Attributes
    ----------
    factors : ndarray, shape (T, B, H)
        See `Lane.factors`; a copy.
    has_cell_state : bool
    state_size : int
        2H for an LSTM, else H.
    """

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.steps = lane.steps
        self.hidden_size = lane.spec.hidden_size
        self.has_cell_state = lane.spec.has_cell_state
        self.state_size = self.hidden_size * (2 if self.has_cell_state else 1)
        self.factors = lane.factors()
        cell = lane.cell
        self.recurrent_weight = cell.recurrent_weight
        self.input_weight = cell.input_weight
        _, self._first_input, self._first_recurrent = cell.back_layout
        self._input_blocks = len(cell.input_blocks)
        self._recurrent_blocks = len(cell.recurrent_blocks)

    # Backward

    def pull(self, k: int, d_h: Array, d_c: Array | None, work: Array) -> None:
        """Turn gradients of the state after step ``k`` into those of its pre-activations.

        Parameters
        ----------
        k : int
            Reading position.
        d_h : ndarray, shape (S, H)
        d_c : ndarray, shape (S, H), or None
            Without what comes through h(k), which is added to it here.
        work : ndarray, shape (S, B, H)
            Written: laid out as the cell's ``back``, one row a gradient.
        """
        factors = self.factors[k]
        if d_c is None:
            np.multiply(factors, d_h[:, None], out=work)
            return
        np.multiply(factors[0], d_h, out=work[:, 0])
        np.add(d_c, work[:, 0], out=d_c)
        np.multiply(factors[1], d_h, out=work[:, 1])
        np.multiply(factors[2:], d_c[:, None], out=work[:, 2:])

    def carried_back(self, work: Array, d_h: Array, d_c: Array | None) -> None:
        """Write what `pull`'s ``work`` sends to the state one step earlier."""
        first = self._first_recurrent
        delta = _as_rows(work[:, first : first + self._recurrent_blocks])
        np.matmul(delta, self.recurrent_weight.T, out=d_h)
        if d_c is not None:
            d_c[...] = work[:, 5]
        elif work.shape[1] == 5:  # a GRU hands on directly what z keeps
            np.add(d_h, work[:, 4], out=d_h)

    def to_input(self, work: Array) -> Array:
        """Return what `pull`'s ``work`` sends to the lane's input at that step, (S, D_k)."""
        first = self._first_input
        delta = _as_rows(work[:, first : first + self._input_blocks])
        return np.asarray(delta @ self.input_weight)

    # Forward

    def push(self, factors: Array, v_h: Array, v_c: Array | None) -> States:
        """Return what perturbations of the state before a step become after it.

        Parameters
        ----------
        factors : ndarray, shape (B, H), or (S, B, H) for a step of its own for every row
        v_h, v_c : ndarray, shape (S, H)
        """
        moved = (v_h @ self.recurrent_weight).reshape(len(v_h), self._recurrent_blocks, -1)
        return self._respond(factors, moved, v_h, v_c)

    def _respond(
        self, factors: Array, moved: Array, v_h: Array | None, v_c: Array | None
    ) -> States:
        """Return the response to moved recurrent terms, (…, S, blocks, H), and to v itself."""
        if not self.has_cell_state:
            after = _summed(moved, factors[..., : self._recurrent_blocks, :])
            if self._recurrent_blocks > 1 and v_h is not None:
                after += factors[..., 4, :] * v_h
            return after, None
        c = _summed(moved[..., 1:, :], factors[..., 2:5, :])
        if v_c is not None:
            c += factors[..., 5, :] * v_c
        h = factors[..., 0, :] * c
        h += factors[..., 1, :] * moved[..., 0, :]
        return h, c

    @cached_property
    def _unit_rows(self) -> Array:
        H = self.hidden_size
        return self.recurrent_weight.reshape(H, self._recurrent_blocks, H)

    def from_hidden(self, k: int | slice) -> Array:
        """Return ∂(state after step k)/∂h(k−1) transposed: (H, H), or (H, 2H) as [h c].

        Of several steps at once, (…, H, ·), for a slice of them.
        """
        factors, units = self.factors[k], np.arange(self.hidden_size)
        h, c = self._respond(factors[..., None, :, :], self._unit_rows, None, None)
        if c is not None:
            return np.concatenate([h, c], axis=-1)
        if self._recurrent_blocks > 1:
            h[..., units, units] += factors[..., 4, :]
        return h

    def from_cell(self, k: int) -> Array:
        """Return the diagonals of ∂(h, c)/∂c(k−1), (2H,): a step's c-columns hold nothing else."""
        line = self.factors[k, 5]
        return np.concatenate([self.factors[k, 0] * line, line])

    def step_jacobian(self, k: int) -> Array:
        """Return ∂(state after step k)/∂(state before it), (n, n) with n = `state_size`."""
        H = self.hidden_size
        left = self.from_hidden(k).T
        if not self.has_cell_state:
            return np.ascontiguousarray(left)
        jacobian = np.zeros((2 * H, 2 * H))
        jacobian[:, :H] = left
        diagonals = self.from_cell(k)
        units = np.arange(H)
        jacobian[units, H + units] = diagonals[:H]
        jacobian[H + units, H + units] = diagonals[H:]
        return jacobian

    def advance(self, k: int, rows: Array) -> Array:
        """Return tangents ``rows`` (m, n) of the state before step k as they are after it.

        With few rows they pass through the weights; with many the step's Jacobian is made first,
        and its c-columns, which are diagonal, save half of the product.
        """
        H = self.hidden_size
        if len(rows) < H:
            v_c = rows[:, H:] if self.has_cell_state else None
            h, c = self.push(self.factors[k], rows[:, :H], v_c)
            return h if c is None else np.concatenate([h, c], axis=1)
        return self.advance_by(k, rows, self.from_hidden(k))

    def advance_by(self, k: int, rows: Array, from_hidden: Array) -> Array:
        """Do as `advance` does, with what `from_hidden` returns of step k."""
        H = self.hidden_size
        after = np.asarray(rows[:, :H] @ from_hidden)
        if self.has_cell_state:
            both = self.from_cell(k).reshape(2, H)
            after.reshape(-1, 2, H)[...] += rows[:, None, H:] * both
        return after


def _as_rows(blocks: Array) -> Array:
    """Return adjacent blocks (S, b, H) as rows (S, b·H), without copying."""
    return blocks.reshape(len(blocks), -1, copy=False)


def _summed(moved: Array, factors: Array) -> Array:
    """Return Σ over the blocks of moved (…, S, b, H) times factors (…, b, H)."""
    total = moved[..., 0, :] * factors[..., 0, :]
    for block in range(1, moved.shape[-2]):
        total += moved[..., block, :] * factors[..., block, :]
    return total
