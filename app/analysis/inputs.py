"""What gradients send to x through matrices whose gradients the loop over time does not need."""

import numpy as np

from app.numerics.evaluate import Evaluation
from app.numerics.lane import Lane
from app.numerics.parameters import Array


class InputsBehind:
    """Products with x that lie behind another matrix or a normalisation, as in ``normalize(W x)``.

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
