"""What is read off a lane's run: values by name, gradients, and inner nodes of the graph."""

from functools import cached_property

import numpy as np

from app.cells.models import CellModel
from app.numerics.cell import Cell
from app.numerics.parameters import Array, LayerSpec, Tensors
from app.numerics.scaled import Exponents, Norms, is_scaled, norms_of, unscaled

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
        if start == 0 and stop is None and not self._z_missing:
            return self._z_kept
        stop = self.steps if stop is None else stop
        found = {block: z[start:stop] for block, z in self._z_kept.items()}
        if self._z_missing:
            numbers = tuple(self._z_missing.values())
            values = self.nodes(numbers, start, stop)
            found |= {block: values[number] for block, number in self._z_missing.items()}
        return {block: found[block] for block in self.model.blocks}

    @cached_property
    def _z_kept(self) -> dict[str, Array]:
        """Pre-activations that the loop keeps."""
        found = {}
        for block, value in self.model.blocks.items():
            kept = self.cell.arena.array(self.model.definition.pre_activations[value])
            if kept is not None and kept.ndim == 2:
                found[block] = kept
        return found

    @cached_property
    def _z_missing(self) -> dict[str, int]:
        """The others: row block → node."""
        inside = self.model.definition.pre_activations
        return {
            block: inside[value]
            for block, value in self.model.blocks.items()
            if block not in self._z_kept
        }

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
            alone. Of the cells that PyTorch has, each row block at its pre-activation; of all
            others each named value. (n, ·), in true scale.
        """
        stop = self.steps if stop is None else stop
        exponents = self.exponents[start:stop]
        found = self.scaled_grads(start, stop)
        if not is_scaled(exponents):
            return found
        return {name: unscaled(gradient, exponents) for name, gradient in found.items()}

    def grad_norms(self, start: int = 0, stop: int | None = None) -> dict[str, Norms]:
        """Return the L2 norm of each of `grads` at each position."""
        stop = self.steps if stop is None else stop
        found = self.scaled_grads(start, stop)
        norms = norms_of(list(found.values()), self.exponents[start:stop])
        return dict(zip(found, norms, strict=True))

    def scaled_grads(self, start: int, stop: int) -> dict[str, Array]:
        """Return what `grads` does, as scaled."""
        kept = self._kept_gradients
        if start == 0 and stop == self.steps and not self._missing_gradients:
            return kept
        found = {name: gradient[start:stop] for name, gradient in kept.items()}
        if self._missing_gradients:
            numbers = tuple(self._missing_gradients.values())
            values = self.back_nodes(numbers, start, stop)
            found |= {name: values[it] for name, it in self._missing_gradients.items()}
        return {name: found[name] for name in (*self.model.states, "x", *self._shown_gradients)}

    @cached_property
    def _kept_gradients(self) -> dict[str, Array]:
        """What the loop leaves of the gradients that are shown, each (T, ·)."""
        found = {state: self.cell.gradient(state) for state in self.model.states}
        found["x"] = self.d_x
        for name, number in self._shown_gradients.items():
            if number in self._given_gradients:
                found[name] = self._given_gradients[number]
        return found

    @cached_property
    def _missing_gradients(self) -> dict[str, int]:
        """The others: name → backward node."""
        given = self._given_gradients
        return {name: it for name, it in self._shown_gradients.items() if it not in given}

    @cached_property
    def _shown_gradients(self) -> dict[str, int]:
        equations, model = self.cell.plan.equations, self.model
        if model.has_blocks:
            at = equations.pre_activations
            return {
                block: at[value] if value in at else self.cell.graph.number(0.0)
                for block, value in model.blocks.items()
            }
        return {name: equations.gradients[name] for name in model.gates}

    # Paths

    @cached_property
    def paths(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """State → part → readings."""
        return self.model.paths(self.cell.plan.equations)

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
        found: Tensors = {}
        plan = self.cell.plan
        totals = self._column_totals() if plan.sums_columns else np.empty(0)
        for name, is_number, columns, others in plan.vector_terms:
            parts = [totals[column] for column in columns]
            parts += [self._summed(term) for term in others]
            total = sum(parts[1:], parts[0]) if parts else np.zeros(self.spec.sizes["H"])
            found[name] = np.array([total.sum()]) if is_number else total
        return found

    def _column_totals(self) -> Array:
        """Return every block of ``back`` summed over the steps, (B, H), in true scale."""
        return np.asarray(unscaled(self.cell.arena.back[:-1], self.exponents).sum(axis=0))

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
