"""What is read off a lane's run: values by name, gradients, and inner nodes of the graph."""

from collections import Counter
from functools import cached_property

import numpy as np

from app.cells.models import CellModel
from app.cells.readings import Product
from app.numerics.cell import Cell
from app.numerics.evaluate import Evaluation
from app.numerics.parameters import Array, LayerSpec, Tensors
from app.numerics.scaled import Exponents, Norms, row_norms, unscaled

#: How many numbers an expression's values may take at a time while they are only summed.
_SUM_NUMBERS = 500_000


class LaneReading:
    """The reading half of a lane; see `app.numerics.lane.Lane`."""

    spec: LayerSpec
    cell: Cell
    steps: int
    x: Array
    d_x: Array
    exponents: Exponents

    @property
    def model(self) -> CellModel:
        """The cell."""
        return self.spec.cell

    # Forward

    def value(self, name: str) -> Array:
        """Return a named value of the equations, or a state after each step, (T, ·)."""
        found = self.cell.array(self.model.definition.values[name])
        if found is None:
            raise KeyError(f"nothing is kept of {name}")
        if found.ndim == 2:
            return found
        return np.broadcast_to(found, (self.steps, self.spec.hidden_size))

    @cached_property
    def gates(self) -> dict[str, Array]:
        """What the trace shows as gates, in its order, each (T, H)."""
        return {name: self.value(name) for name in self.model.gates}

    @cached_property
    def states(self) -> dict[str, Array]:
        """Every state after each step, ``h`` first, each (T, ·)."""
        return {name: self.cell.state(name)[1:] for name in self.model.states}

    @property
    def h(self) -> Array:
        """Hidden state after each step (T, P)."""
        return self.states["h"]

    def initial(self, state: str) -> Array:
        """Return where a state starts."""
        start: Array = self.cell.state(state)[0]
        return start

    @property
    def z(self) -> dict[str, Array]:
        """Pre-activations by row block, each (T, ·)."""
        return self.pre_activations()

    def pre_activations(self, start: int = 0, stop: int | None = None) -> dict[str, Array]:
        """Return pre-activations of reading positions ``start`` to ``stop``, each (n, ·)."""
        stop = self.steps if stop is None else stop
        numbers = {
            block: self.model.definition.pre_activations[value]
            for block, value in self.model.blocks.items()
        }
        found = self.nodes(tuple(numbers.values()), start, stop)
        return {block: found[number] for block, number in numbers.items()}

    def nodes(self, numbers: tuple[int, ...], start: int, stop: int) -> dict[int, Array]:
        """Return values of forward nodes at reading positions ``start`` to ``stop``, (n, ·)."""
        evaluation = self._evaluation(numbers)
        known = self.cell.known(start, stop, evaluation.leaves)
        with np.errstate(all="ignore"):
            found = evaluation.run(known, self.cell.matrices)
        return {number: self._full(number, it, stop - start) for number, it in found.items()}

    def _full(self, number: int, values: Array, count: int) -> Array:
        node = self.cell.graph[number]
        width = self.spec.sizes["H" if node.size == "1" else node.size]
        return values if values.shape == (count, width) else np.broadcast_to(values, (count, width))

    def _evaluation(self, numbers: tuple[int, ...]) -> Evaluation:
        if numbers not in self._evaluations:
            known = self.cell.known_numbers
            self._evaluations[numbers] = Evaluation(self.cell.graph, numbers, known)
        return self._evaluations[numbers]

    @cached_property
    def _evaluations(self) -> dict[tuple[int, ...], Evaluation]:
        return {}

    # Backward

    def back_nodes(self, numbers: tuple[int, ...], start: int, stop: int) -> dict[int, Array]:
        """Return values of backward nodes at positions ``start`` to ``stop``, as scaled, (n, ·)."""
        evaluation = self._back_evaluation(numbers)
        inner = [it for it in evaluation.leaves if it not in self._given_gradients]
        known = self.cell.known(start, stop, inner)
        for number in evaluation.leaves:
            if number in self._given_gradients:
                known[number] = np.ascontiguousarray(self._given_gradients[number][start:stop])
        with np.errstate(all="ignore"):
            found = evaluation.run(known, self.cell.matrices)
        return {number: self._full(number, it, stop - start) for number, it in found.items()}

    def _back_evaluation(self, numbers: tuple[int, ...]) -> Evaluation:
        if numbers not in self._back_evaluations:
            known = {*self.cell.known_numbers, *self._given_gradients}
            self._back_evaluations[numbers] = Evaluation(self.cell.graph, numbers, known)
        return self._back_evaluations[numbers]

    @cached_property
    def _back_evaluations(self) -> dict[tuple[int, ...], Evaluation]:
        return {}

    @cached_property
    def _given_gradients(self) -> dict[int, Array]:
        """Backward nodes whose values the loop has left: states', and at products with matrices."""
        equations = self.cell.plan.equations
        given = {equations.gradients[state]: self.cell.gradient(state) for state in self.model.states}
        for term, number in self._term_targets.items():
            found = self.cell.at_target(number)
            if found is not None and term not in given:
                given[term] = found[:-1]
        return given

    @cached_property
    def _term_targets(self) -> dict[int, int]:
        """Node of a gradient → the product or pre-activation at which the loop has it."""
        plan, graph = self.cell.plan, self.cell.graph
        equations = plan.equations
        shared: dict[int, int] = {}
        by_product: dict[tuple[str, float, int], list[int]] = {}
        for it in equations.products:
            key = it.matrix, float(it.is_transposed), it.vector
            by_product.setdefault(key, []).append(it.term)
        for number in plan.flow.of_target:
            node = graph[number]
            if node.op == "matvec":
                terms = by_product.get((node.name, node.value, node.args[0]), [])
                if len(terms) == 1:
                    shared[terms[0]] = number
        for name, term in equations.pre_activations.items():
            number = plan.definition.pre_activations[name]
            if self._uses[number] == 1 and graph[number].op not in ("named", "previous"):
                shared.setdefault(term, number)
        return {term: it for term, it in shared.items() if graph[term].op not in ("number", "total")}

    @cached_property
    def _uses(self) -> Counter[int]:
        """How many nodes of a step read each node."""
        graph = self.cell.graph
        step = graph.leaves_first(*self.model.definition.values.values())
        return Counter(arg for number in step for arg in graph[number].args)

    def grads(self, start: int = 0, stop: int | None = None) -> dict[str, Array]:
        """Return the gradients of reading positions ``start`` to ``stop``.

        Returns
        -------
        dict
            Every state and ``x``: total, through every later step; ``x``'s through this direction
            alone. Of the cells that PyTorch has, each row block at its pre-activation; of all others
            each named value. (n, ·), in true scale.
        """
        stop = self.steps if stop is None else stop
        exponents = self.exponents[start:stop]
        return {
            name: unscaled(gradient, exponents)
            for name, gradient in self.scaled_grads(start, stop).items()
        }

    def grad_norms(self, start: int = 0, stop: int | None = None) -> dict[str, Norms]:
        """Return the L2 norm of each of `grads` at each position."""
        stop = self.steps if stop is None else stop
        exponents = self.exponents[start:stop]
        return {
            name: row_norms(gradient, exponents)
            for name, gradient in self.scaled_grads(start, stop).items()
        }

    def scaled_grads(self, start: int, stop: int) -> dict[str, Array]:
        """Return what `grads` does, as scaled."""
        rows = slice(start, stop)
        found = {state: self.cell.gradient(state)[rows] for state in self.model.states}
        found["x"] = self.d_x[rows]
        numbers = self._shown_gradients
        missing = tuple(it for it in numbers.values() if it not in self._given_gradients)
        values = self.back_nodes(missing, start, stop) if missing else {}
        for name, number in numbers.items():
            given = self._given_gradients.get(number)
            found[name] = values[number] if given is None else given[rows]
        return found

    @cached_property
    def _shown_gradients(self) -> dict[str, int]:
        equations, model = self.cell.plan.equations, self.model
        if model.has_blocks:
            return {
                block: equations.pre_activations.get(value, self._zero)
                for block, value in model.blocks.items()
            }
        return {name: equations.gradients[name] for name in model.gates}

    @cached_property
    def _products_behind(self) -> tuple[Product, ...]:
        """Products with matrices whose gradients the loop does not need, and has not."""
        graph = self.cell.graph
        reached = {
            (graph[number].name, graph[number].value, graph[number].args[0])
            for number in self.cell.plan.flow.of_target
            if graph[number].op == "matvec" and number in self.cell.plan.backflow.targets
        }
        return tuple(
            it
            for it in self.cell.plan.equations.products
            if (it.matrix, float(it.is_transposed), it.vector) not in reached
        )

    @property
    def _zero(self) -> int:
        return self.cell.graph.number(0.0)

    def _vector_gradients(self) -> Tensors:
        """Return the gradients of vectors and single numbers, by the equations' names."""
        equations = self.cell.plan.equations
        found: Tensors = {}
        for name, parameter in self.model.parameters.items():
            if len(parameter.shape) == 2:
                continue
            terms = [it.term for it in equations.of("parameter", name)]
            total = np.zeros(self.spec.sizes["H"])
            for term in terms:
                total = total + self._summed(term)
            found[name] = total if parameter.shape else np.array([total.sum()])
        return found

    def _summed(self, term: int) -> Array:
        """Return a backward node's values summed over the steps, in true scale."""
        given = self._given_gradients.get(term)
        if given is not None:
            return np.asarray(unscaled(given, self.exponents).sum(axis=0))
        size = max(1, _SUM_NUMBERS // self.spec.sizes["H"])
        total = np.zeros(self.spec.sizes["H"])
        for start in range(0, self.steps, size):
            stop = min(start + size, self.steps)
            values = self.back_nodes((term,), start, stop)[term]
            total = total + unscaled(values, self.exponents[start:stop]).sum(axis=0)
        return total

