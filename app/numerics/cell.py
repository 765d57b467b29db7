"""One layer in one direction, run by its plan: what is done before, in and after the loop.

Every array has a row for each step, in the order in which the lane reads. The step forward fills
row k from row k−1, the step back carries gradients from row k+1 to row k; the loop over k is in
`app.numerics.sweeps` and nowhere else.

Backpropagation is split in two so that little is left to do one step at a time. `prepare_factors`
writes, for many steps at once, the factor that turns the gradient of a state into every gradient
behind it; the step back multiplies those factors by the gradients that arrive, in place, so that
the factor becomes the gradient. What-ifs are zeros among the factors and cost the loop nothing.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from app.cells.definition import output_of
from app.numerics.arena import Arena
from app.numerics.evaluate import Evaluation
from app.numerics.factors import FactorPlan, Factors
from app.numerics.gradients import Gradients
from app.numerics.interventions import Hold
from app.numerics.parameters import Array, LayerSpec, Tensors
from app.numerics.plan import Plan
from app.numerics.programs import Step
from app.numerics.weights import Weights

#: For how many steps factors are written at once: enough to pay, few enough to stay in the cache
#: until the loop uses them; 64 are no faster and take more memory.
FACTOR_STEPS = 32
#: Replaced values: target, reading positions, units.
Cut = tuple[str, slice, slice]


class Cell:
    """A lane's arena and weights, and what a plan does with them.

    Parameters
    ----------
    plan : Plan
    layer : LayerSpec
    steps : int
        T.
    """

    def __init__(self, plan: Plan, layer: LayerSpec, steps: int) -> None:
        self.plan, self.steps, self.graph = plan, steps, plan.graph
        self.arena = Arena(plan, dict(layer.sizes), steps)
        self.weights = Weights(self.arena)
        self.gradients = Gradients(self.arena, self.weights)
        self.factors: Factors | None = None
        if not plan.backflow.own:
            self.factors = Factors(factor_plan_of(plan), self.arena, self.weights, FACTOR_STEPS)
        self.holds: dict[int, Hold] = {}
        self.cuts: list[Cut] = []
        self.x: Array = np.empty((steps, 0))

    def load(self, parameters: Tensors) -> None:
        """Take the parameters of the equations, by their names."""
        self.weights.load(parameters)
        if self.factors is not None:
            self.factors.forget()

    # Steps

    def forward_rows(self) -> list[tuple[Any, ...]]:
        """Return the arguments of the step forward for every reading position."""
        columns = self.arena.rows(self.plan.forward)
        if self.plan.held:
            columns.append([self.holds.get(k) for k in range(self.steps)])
        return list(zip(*columns, strict=True)) if columns else [()] * self.steps

    def backward_rows(self) -> list[tuple[Any, ...]]:
        """Return the arguments of the step back for every reading position."""
        columns = self.arena.rows(self.plan.backward)
        return list(zip(*columns, strict=True))

    def make_step(self) -> Step:
        """Return the step forward; ``z`` holds W x + b when it is called."""
        return self.plan.forward_step.bound(self._constant)

    def make_step_back(self) -> Step:
        """Return the step back; ``d_h`` holds what arrives from above when it is called."""
        return self.plan.backward_step.bound(self._constant)

    def _constant(self, key: tuple[Any, ...]) -> Any:
        kind, *rest = key
        match kind:
            case "dot":
                return self.weights.of[rest[0]].T.dot
            case "dot_back":
                return self.weights.part(*rest).dot
            case "scratch":
                return self.arena.scratch(*rest)
            case "arriving":
                return self.arena.scratch("arriving", *rest)
        return self.arena.arrays[f"{kind}{rest[0]}"]

    # Before the loop

    def prepare(self, x: Array, start: int, stop: int) -> None:
        """Compute, for reading positions ``start`` to ``stop``, what depends on x alone."""
        self.x = x
        rows = slice(start, stop)
        if self.plan.z_blocks:
            z = self.arena.z[rows]
            np.matmul(x[rows], self.weights.input_weight.T, out=z)
            if self.weights.z_bias is not None:
                np.add(z, self.weights.z_bias, z)
        if self.plan.has_statics:
            self._prepare_statics(rows)

    def _prepare_statics(self, rows: slice) -> None:
        known = dict(self.weights.leaves)
        known |= {k: self.x[rows] for k, node in enumerate(self.graph.nodes) if node.op == "input"}
        matrices = self.weights.matrices
        for number in self.plan.kept_places[1]:
            array = self.arena.arrays[f"static{number}"]
            found = Evaluation(self.graph, (number,), known)
            found.run(known, matrices, {number: array[rows]})
            self._hold_static(number, rows)
            known[number] = array[rows]
        z, H = self.arena.z[rows], self.arena.sizes["H"]
        for column, block in enumerate(self.plan.z_blocks):
            if block.others:
                values = Evaluation(self.graph, block.others, known).run(known, matrices)
                for term, sign in zip(block.others, block.other_signs, strict=True):
                    z[:, column * H : (column + 1) * H] += sign * values[term]

    def _hold_static(self, number: int, rows: slice) -> None:
        node = self.graph[number]
        if node.op != "named" or node.name not in self.plan.held:
            return
        for position in range(rows.start, rows.stop):
            hold = self.holds.get(position)
            if hold is not None:
                hold.replace(node.name)

    # Between the loops

    def prepare_factors(self, start: int, stop: int) -> None:
        """Write the factors of at most `FACTOR_STEPS` reading positions into ``back``."""
        if self.factors is None:
            self._evaluate_factors(start, stop)
        else:
            self.factors.write(start, stop, self.known(start, stop, self.factors.plan.leaves))

    def _evaluate_factors(self, start: int, stop: int) -> None:
        """Write the factors of a cell with blocks of different sizes."""
        evaluation, in_row = self.plan.factors
        known = self.known(start, stop, evaluation.leaves)
        found = evaluation.run(known, self.weights.matrices)
        for root, columns in in_row.items():
            for column in columns:
                self.arena.back[start:stop, column] = found[root]
        for index, block in enumerate(self.plan.backflow.own):
            if block.factor is not None:
                self.arena.arrays[f"own_back{index}"][start:stop] = found[block.factor]

    def all_factors(self) -> tuple[Array, list[Array]]:
        """Return the factors of all steps, laid out as ``back`` (T, B, H), and of other sizes.

        Copies: the gradients of the newest backward pass stay as they are.
        """
        own = [self.arena.arrays[f"own_back{k}"] for k in range(len(self.plan.backflow.own))]
        arrays = [self.arena.back, *own]
        gradients = [array.copy() for array in arrays]
        for array, block in zip(own, self.plan.backflow.own, strict=True):
            if block.factor is None:
                array[...] = 1.0
        with np.errstate(all="ignore"):
            for start in range(0, self.steps, FACTOR_STEPS):
                self.prepare_factors(start, min(start + FACTOR_STEPS, self.steps))
        blocks, *others = [array[:-1].copy() for array in arrays]
        for array, gradient in zip(arrays, gradients, strict=True):
            array[...] = gradient
        return blocks, others

    def known(self, start: int, stop: int, numbers: Iterable[int]) -> dict[int, Array]:
        """Return values of nodes at reading positions ``start`` to ``stop``, in one piece each.

        NumPy takes parts of rows through a buffer, which makes a product four times slower.
        """
        return {number: self._known(number, start, stop) for number in numbers}

    def _known(self, number: int, start: int, stop: int) -> Array:
        node = self.graph[number]
        match node.op:
            case "parameter":
                return self.weights.leaves[number]
            case "input":
                return self.x[start:stop]
            case "kept":
                return self.kept(node.name, start, stop)
            case "previous":
                return np.ascontiguousarray(self.arena.state(node.name)[start:stop])
        found = self.arena.array(number)
        if found is None:
            raise KeyError(f"nothing is kept of node {number}")
        return found if found.ndim < 2 else np.ascontiguousarray(found[start:stop])

    def kept(self, name: str, start: int, stop: int) -> Array:
        """Return 1 where a value is as computed, 0 where a what-if replaces it, (n, size)."""
        mask = np.ones((stop - start, self.arena.size(self.plan.definition.values[name])))
        for target, rows, units in self.replaced(start, stop):
            if target == name:
                mask[rows.start - start : rows.stop - start, units] = 0.0
        return mask

    def replaced(self, start: int, stop: int) -> Iterator[Cut]:
        """Yield (target, rows, units) of what-ifs at reading positions ``start`` to ``stop``."""
        for target, rows, units in self.cuts:
            inside = slice(max(rows.start, start), min(rows.stop, stop))
            if inside.start < inside.stop:
                yield target, inside, units

    # After the loops

    def gradient(self, name: str) -> Array:
        """Return ∂L/∂ of a state (T, size), as scaled."""
        hub = self.plan.definition.values[name]
        if hub == output_of(self.plan.definition):
            return self.arena.d_h
        return self.arena.block(self.plan.backflow.totals[hub])[:-1]


@lru_cache(maxsize=256)
def factor_plan_of(plan: Plan) -> FactorPlan:
    """Return how the factors of a plan are computed."""
    return FactorPlan(plan)
