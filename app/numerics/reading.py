"""What is read off a lane's run: values by name, gradients, and inner nodes of the graph."""

from functools import cached_property

import numpy as np

from app.cells.models import CellModel
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
        found = self.cell.arena.array(self.model.definition.values[name])
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
        return {name: self.cell.arena.state(name)[1:] for name in self.model.states}

    @property
    def h(self) -> Array:
        """Hidden state after each step (T, P)."""
        return self.states["h"]

    def initial(self, state: str) -> Array:
        """Return where a state starts."""
        start: Array = self.cell.arena.state(state)[0]
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
        evaluation = self.cell.plan.evaluation(numbers)
        known = self.cell.known(start, stop, evaluation.leaves)
        with np.errstate(all="ignore"):
            found = evaluation.run(known, self.cell.weights.matrices)
        return {number: self._full(number, it, stop - start) for number, it in found.items()}

    def _full(self, number: int, values: Array, count: int) -> Array:
        width = self._width(number)
        return values if values.shape == (count, width) else np.broadcast_to(values, (count, width))

    def _width(self, number: int) -> int:
        size = self.cell.graph[number].size
        return self.spec.sizes["H" if size == "1" else size]

    # Backward

    def back_nodes(self, numbers: tuple[int, ...], start: int, stop: int) -> dict[int, Array]:
        """Return values of backward nodes at positions ``start`` to ``stop``, as scaled, (n, ·)."""
        evaluation = self.cell.plan.evaluation(numbers, is_backward=True)
        inner = [it for it in evaluation.leaves if it not in self._given_gradients]
        known = self.cell.known(start, stop, inner)
        for number in evaluation.leaves:
            if number in self._given_gradients:
                known[number] = np.ascontiguousarray(self._given_gradients[number][start:stop])
        with np.errstate(all="ignore"):
            found = evaluation.run(known, self.cell.weights.matrices)
        return {number: self._full(number, it, stop - start) for number, it in found.items()}

    @cached_property
    def _given_gradients(self) -> dict[int, Array]:
        """Backward nodes whose values the loop has left: states', and at products with matrices."""
        plan = self.cell.plan
        given = {term: self.cell.arena.block(it)[:-1] for term, it in plan.term_blocks.items()}
        return given | {it: self.cell.gradient(name) for it, name in plan.state_gradients.items()}

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

    @property
    def _zero(self) -> int:
        return self.cell.graph.number(0.0)

    # Paths

    @cached_property
    def paths(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """State → part → readings: the cell's own names, else one part for each reading."""
        equations = self.cell.plan.equations
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for state in self.model.states:
            named = self.model.path_names.get(state)
            if named is None:
                here = [it.by for it in equations.of("value", state)]
                later = [f"{it.by}+" for it in equations.of("previous", state)]
                named = {key: (key,) for key in dict.fromkeys([*here, *later])}
            found[state] = named
        return found

    def path_parts(self, start: int, stop: int) -> dict[tuple[str, str], Array]:
        """Return (state, part) → what the part's readings send back, (n, ·), as scaled.

        What the equations of the step read next send back is brought to the scale of the step that
        receives it; beyond the end nothing comes.
        """
        here, later = self._path_terms
        now = self.back_nodes(tuple(dict.fromkeys(here.values())), start, stop)
        then = self._later_nodes(tuple(dict.fromkeys(later.values())), start, stop)
        found: dict[tuple[str, str], Array] = {}
        for state, parts in self.paths.items():
            for part, readings in parts.items():
                terms = [
                    then[later[state, key]] if key.endswith("+") else now[here[state, key]]
                    for key in readings
                    if (state, key) in (later if key.endswith("+") else here)
                ]
                width = self.spec.state_size(state)
                total = terms[0] if terms else np.zeros((stop - start, width))
                for term in terms[1:]:
                    total = total + term
                found[state, part] = total
        return found

    @cached_property
    def _path_terms(self) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Return (state, reading) → node, of readings at this step and at the one read next."""
        equations = self.cell.plan.equations
        here = {
            (state, it.by): it.term
            for state in self.model.states
            for it in equations.of("value", state)
        }
        later = {
            (state, f"{it.by}+"): it.term
            for state in self.model.states
            for it in equations.of("previous", state)
        }
        return here, later

    def _later_nodes(self, numbers: tuple[int, ...], start: int, stop: int) -> dict[int, Array]:
        """Return backward nodes of the positions after ``start`` … ``stop``−1, in their scale."""
        end = min(stop + 1, self.steps)
        values = self.back_nodes(numbers, start + 1, end) if end > start + 1 else {}
        own, theirs = self.exponents[start : end - 1], self.exponents[start + 1 : end]
        found: dict[int, Array] = {}
        for number in numbers:
            width = self._width(number)
            full = np.zeros((stop - start, width))
            if number in values:
                full[: end - start - 1] = unscaled(values[number], theirs - own)
            found[number] = full
        return found

    def vector_gradients(self) -> Tensors:
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

