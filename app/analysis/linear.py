"""A lane's run, linearised around itself: one step's derivative applied to many vectors at once.

The factors of `app.numerics.cell` are the derivative of a step. Here they are applied to rows of
vectors, one product with a matrix for all of them: backward to the gradients that many losses send
(`pull`), forward to perturbations (`push`), and to the unit vectors, which gives the Jacobian.

A lane's state is all its states one after the other, h first: (h, c) for an LSTM. What-ifs and
peepholes are in the factors.
"""

from functools import cached_property

import numpy as np

from app.analysis.factors import LaneFactors
from app.analysis.pulling import Pull, Work
from app.analysis.pushing import Push, mixed_states
from app.numerics.evaluate import Evaluation
from app.numerics.lane import Lane
from app.numerics.parameters import Array

#: State → (S, ·).
States = dict[str, Array]


class LinearLane:
    """One lane around its newest forward pass.

    Parameters
    ----------
    lane : Lane

    Attributes
    ----------
    factors : LaneFactors
        A copy.
    places : dict
        State → where it stands in the whole.
    state_size : int
        n, the size of the whole.
    """

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.steps = lane.steps
        self.factors = LaneFactors(lane.cell)
        self.places: dict[str, slice] = {}
        start = 0
        for state in lane.model.states:
            stop = start + lane.spec.state_size(state)
            self.places[state] = slice(start, stop)
            start = stop
        self.state_size = start
        self._pull, self._push = Pull(lane.cell), Push(lane.cell)
        self._behind = InputsBehind(lane)

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the states, h first."""
        return tuple(self.places)

    # Backward

    def zeros(self, count: int) -> States:
        """Return gradients of nothing, a batch of ``count``."""
        return {
            state: np.zeros((count, place.stop - place.start))
            for state, place in self.places.items()
        }

    def work(self, count: int) -> Work:
        """Return room for what `pull` writes of a batch."""
        return self._pull.work(count)

    def pull(self, k: int, gradients: States, work: Work) -> None:
        """Turn gradients of the states after step ``k`` into those of what made them.

        Parameters
        ----------
        k : int
            Reading position.
        gradients : dict
            State → (S, ·): what arrives from outside and from the step after. What comes through
            other states of the same step is added to it here.
        work : Work
            Written.
        """
        self._pull.pull(self.factors.at(k), gradients, work)

    def carry_back(self, k: int, gradients: States, work: Work) -> None:
        """Write what `pull`'s ``work`` sends to the states one step earlier."""
        self._pull.carry(self.factors.at(k), gradients, work)

    def to_input(self, k: int, gradients: States, work: Work) -> Array:
        """Return what `pull`'s results send to the lane's input at that step, (S, D_k)."""
        total = self._pull.to_input(work)
        self._behind.add(k, gradients, total)
        return total

    # Forward

    def push(self, k: int | slice, rows: Array) -> Array:
        """Return what perturbations (S, n) of the state before a step become after it.

        Of a slice of steps, each row is pushed through the step of its own.
        """
        before = {
            self._push.previous[state]: rows[:, place] for state, place in self.places.items()
        }
        after = self._push.push(self.factors.at(k), before)
        return self._joined(after, rows.shape[:-1])

    def _joined(self, after: dict[int, Array], shape: tuple[int, ...]) -> Array:
        whole = np.empty((*shape, self.state_size))
        for state, place in self.places.items():
            found = after.get(self._push.values[state])
            whole[..., place] = 0.0 if found is None else found
        return whole

    @cached_property
    def diagonal_states(self) -> tuple[str, ...]:
        """States that a step passes on unit by unit: their columns of the Jacobian are diagonal."""
        mixed = mixed_states(self.lane.cell.plan)
        return tuple(state for state in self.places if state not in mixed)

    @cached_property
    def mixed(self) -> slice | Array:
        """Where the other states stand in the whole."""
        places = [self.places[state] for state in self.places if state not in self.diagonal_states]
        columns = np.array([k for place in places for k in range(place.start, place.stop)], int)
        if len(columns) and columns[-1] - columns[0] == len(columns) - 1:
            return slice(int(columns[0]), int(columns[-1]) + 1)
        return columns

    @cached_property
    def mixed_size(self) -> int:
        """How many entries of the state they are."""
        return len(np.arange(self.state_size)[self.mixed])

    def from_mixed(self, k: int | slice) -> Array:
        """Return ∂(state after step k)/∂(mixed states before it) transposed, (m, n).

        Of several steps at once, (…, m, n), for a slice of them.
        """
        at = self.factors.at(k) if isinstance(k, int) else self.factors.each(k)
        count = () if isinstance(k, int) else (len(range(*k.indices(self.steps))),)
        found = []
        for state, place in self.places.items():
            if state not in self.diagonal_states:
                size, previous = place.stop - place.start, self._push.previous[state]
                moved = {}
                if previous in self.lane.cell.weights.of:
                    moved[previous] = self.lane.cell.weights.of[previous]
                after = self._push.push(at, {previous: np.eye(size)}, moved)
                found.append(self._joined(after, (*count, size)))
        if len(found) == 1:
            return found[0]
        return np.concatenate(found, axis=-2) if found else np.zeros((*count, 0, self.state_size))

    @cached_property
    def _diagonals(self) -> dict[str, list[tuple[slice, Array]]]:
        """Diagonal state → (place, (T, H)) of each state that answers to it."""
        found = {}
        for state in self.diagonal_states:
            place, previous = self.places[state], self._push.previous[state]
            ones = np.ones((self.steps, place.stop - place.start))
            after = self._push.push(self.factors.at(slice(0, self.steps)), {previous: ones})
            found[state] = [
                (into, after[self._push.values[other]])
                for other, into in self.places.items()
                if self._push.values[other] in after
            ]
        return found

    def from_diagonal(self, k: int, state: str) -> list[tuple[slice, Array]]:
        """Return the diagonals (H,) of ∂(state after step k)/∂(a diagonal state before it).

        Each with the place of what it stands in.
        """
        return [(into, rows[k]) for into, rows in self._diagonals[state]]

    def step_jacobian(self, k: int) -> Array:
        """Return ∂(state after step k)/∂(state before it), (n, n) with n = `state_size`."""
        transposed = np.zeros((self.state_size, self.state_size))
        transposed[self.mixed] = self.from_mixed(k)
        for state in self.diagonal_states:
            before = np.arange(self.places[state].start, self.places[state].stop)
            for into, diagonal in self.from_diagonal(k, state):
                transposed[before, np.arange(into.start, into.stop)] = diagonal
        return np.ascontiguousarray(transposed.T)

    def advance(self, k: int, rows: Array) -> Array:
        """Return tangents ``rows`` (m, n) of the state before step k as they are after it.

        With few rows they pass through the weights; with many the step's Jacobian is made first,
        and diagonal columns save their part of the product.
        """
        if len(rows) < self.mixed_size or not self.mixed_size:
            return self.push(k, rows)
        return self.advance_by(k, rows, self.from_mixed(k))

    def advance_by(self, k: int, rows: Array, from_mixed: Array) -> Array:
        """Do as `advance` does, with what `from_mixed` returns of step k."""
        after = np.asarray(rows[:, self.mixed] @ from_mixed)
        for state in self.diagonal_states:
            before = rows[:, self.places[state]]
            for into, diagonal in self.from_diagonal(k, state):
                after[:, into] += before * diagonal
        return after


class InputsBehind:
    """Products with x that lie behind another matrix or a normalisation, as in ``normalize(W x)``.

    The loop over time does not need their matrices' gradients; the gradient of x does.

    Parameters
    ----------
    lane : Lane
        Run forward.
    """

    def __init__(self, lane: Lane) -> None:
        self.lane, self.cell = lane, lane.cell
        graph, equations = lane.cell.graph, lane.cell.plan.equations
        self._products = [
            it for it in lane.cell.plan.products_behind if graph[it.vector].op == "input"
        ]
        self._gradients = {equations.gradients[state]: state for state in lane.model.states}
        known = {*lane.cell.plan.known_numbers, *self._gradients}
        self._evaluation = Evaluation(graph, [it.term for it in self._products], known)

    def add(self, k: int, gradients: dict[str, Array], total: Array) -> None:
        """Add to ``total`` (S, D) what complete gradients of the states at position k send."""
        if not self._products:
            return
        inner = [it for it in self._evaluation.leaves if it not in self._gradients]
        known = self.cell.known(k, k + 1, inner)
        known |= {number: gradients[state] for number, state in self._gradients.items()}
        found = self._evaluation.run(known, self.cell.weights.matrices)
        for it in self._products:
            matrix = self.cell.weights.matrices[it.matrix]
            rows = np.broadcast_to(found[it.term], (len(total), matrix.shape[it.is_transposed]))
            total += rows @ (matrix.T if it.is_transposed else matrix)
