"""One layer in one direction, run by its plan: the arena of a whole sequence, and the two steps.

Every array has a row for each step, in the order in which the lane reads. The step forward fills
row k from row k−1, the step back carries gradients from row k+1 to row k; the loop over k is in
`app.numerics.sweeps` and nowhere else.

Backpropagation is split in two so that little is left to do one step at a time. `prepare_factors`
writes, for many steps at once, the factor that turns the gradient of a state into every gradient
behind it; the step back multiplies those factors by the gradients that arrive, in place, so that
the factor becomes the gradient. What-ifs are zeros among the factors and cost the loop nothing.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from app.cells.definition import output_of
from app.cells.flow import is_normalisation
from app.numerics.evaluate import Evaluation
from app.numerics.functions import FUNCTIONS, normalize_back
from app.numerics.interventions import Hold
from app.numerics.lowering import Place
from app.numerics.memory import aligned_empty
from app.numerics.parameters import Array, LayerSpec, Tensors
from app.numerics.plan import Plan, product_runs
from app.numerics.programs import Program, Step, View, bound
from app.numerics.scaled import Exponents, product

#: For how many steps factors are written at once: enough to pay, few enough to stay in the cache
#: until the loop uses them; 64 are no faster and take more memory.
FACTOR_STEPS = 32
#: Replaced values: target, reading positions, units.
Cut = tuple[str, slice, slice]


def _maximum(a: Array, b: Array, out: Array) -> None:
    np.maximum(a, b, out=out)


def _minimum(a: Array, b: Array, out: Array) -> None:
    np.minimum(a, b, out=out)


# NumPy will not take the output of its maximum and minimum as a third argument.
_UFUNCS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide,
    "max": _maximum, "min": _minimum, "neg": np.negative,
}  # fmt: skip


class Cell:
    """A lane's weights in the loop's layout, and its arena.

    Parameters
    ----------
    plan : Plan
    layer : LayerSpec
    steps : int
        T.

    Attributes
    ----------
    z : ndarray, shape (T, Z·H)
        Sums that begin with a product with x: most pre-activations.
    values : ndarray, shape (T + 1, V·H)
        What else a step computes and somebody reads; a state's row k + 1 is what step k computed.
    d_h : ndarray, shape (T, P)
        ∂L/∂h, through every later step.
    back : ndarray, shape (T + 1, B, H)
        Factors that become gradients; row T is what enters from beyond the end (zero).
    """

    def __init__(self, plan: Plan, layer: LayerSpec, steps: int) -> None:
        self.plan, self.layer, self.steps = plan, layer, steps
        self.graph = plan.definition.graph
        self.sizes = dict(layer.sizes)
        self.holds: dict[int, Hold] = {}
        self.cuts: list[Cut] = []
        self.parameters: Tensors = {}
        self.x: Array = np.empty((steps, 0))
        self._allocate()
        self._allocate_weights()

    # Memory

    def _allocate(self) -> None:
        plan, T, H = self.plan, self.steps, self.sizes["H"]
        self.z = aligned_empty(T, len(plan.columns["z"]) * H)
        self.values = aligned_empty(T + 1, len(plan.columns["values"]) * H)
        self.vectors = aligned_empty(len(plan.columns["vector"]) * H)
        self.own: dict[int, Array] = {}
        self.static: dict[int, Array] = {}
        for place in self._used_places():
            if place.arena == "own":
                self.own.setdefault(place.of, aligned_empty(T + 1, self._size(place.of)))
            elif place.arena == "static":
                self.static.setdefault(place.of, aligned_empty(T, self._size(place.of)))
        backflow = plan.backflow
        self.d_h = aligned_empty(T, self.sizes["P"])
        self.back = aligned_empty(T + 1, len(backflow.blocks), H)
        self.flat_back = self.back.reshape(T + 1, -1, copy=False)
        self.own_back = [aligned_empty(T + 1, self.sizes[block.size]) for block in backflow.own]
        self._scratches: dict[Any, Array] = {
            "scratch": aligned_empty(len(plan.columns.get("scratch", ())) * H),
            "arriving": aligned_empty(len(backflow.blocks) * H),
            "vector": self.vectors,
        }

    def _used_places(self) -> Iterator[Place]:
        lowered = self.plan.lowered
        for it in lowered.instructions:
            yield from (it.out, *it.args)
        for block in lowered.z_blocks:
            yield from (lowered.places[term] for term in block.others if term in lowered.places)
        needed = {*self.plan.definition.values.values()}
        needed |= {*self.plan.definition.pre_activations.values(), *self.plan.flow.hubs}
        needed |= self.plan.backflow.products.keys()
        for number in self.plan.flow.of_target:
            if is_normalisation(self.graph[number]):
                needed |= {number, *self.graph[number].args}
        yield from (lowered.places[number] for number in needed if number in lowered.places)

    def _size(self, number: int) -> int:
        size = self.graph[number].size
        return self.sizes["H" if size == "1" else size]

    def _allocate_weights(self) -> None:
        D, H = self.sizes["D"], self.sizes["H"]
        self.input_weight = aligned_empty(len(self.plan.z_blocks) * H, D)
        products = self.plan.backflow.input_products
        self.shares_input_weight = products == [block.matvec for block in self.plan.z_blocks]
        rows = sum(self._size(number) for number in products)
        self.input_back = self.input_weight if self.shares_input_weight else aligned_empty(rows, D)
        self.z_bias: Array | None = None
        self.weights: dict[int, Array] = {}
        for vector, products in self.plan.backflow.products.items():
            columns = sum(self._size(number) for number in products)
            self.weights[vector] = aligned_empty(self._size(vector), columns)
            self._scratches[f"dot{vector}"] = aligned_empty(columns)

    def array(self, number: int) -> Array | None:
        """Return what the loop kept of a node, one row a step; a state's is after each step."""
        place = self.plan.lowered.places.get(number)
        return None if place is None else self._at(place)

    def _at(self, place: Place) -> Array | None:
        T, H = self.steps, self.sizes["H"]
        rows = slice(1, T + 1) if place.later else slice(0, T)
        if place.arena == "own":
            return self.own[place.of][rows]
        if place.arena == "static":
            return self.static.get(place.of)
        if place.arena in ("z", "values"):
            column = self.plan.columns[place.arena].index(place.of)
            source = self.z if place.arena == "z" else self.values
            return source[rows, column * H : (column + 1) * H]
        if place.arena == "vector":
            return self._vector(place.of)
        return None

    def _vector(self, number: int) -> Array:
        if self.graph[number].op == "number":
            return np.array(self.graph[number].value)
        H, column = self.sizes["H"], self.plan.columns["vector"].index(number)
        return self.vectors[column * H : (column + 1) * H]

    def state(self, name: str) -> Array:
        """Return a state (T + 1, size): row 0 is where it starts."""
        place = self.plan.lowered.places[self.plan.definition.values[name]]
        if place.arena == "own":
            return self.own[place.of]
        H, column = self.sizes["H"], self.plan.columns["values"].index(place.of)
        return self.values[:, column * H : (column + 1) * H]

    # Weights

    def load(self, parameters: Tensors) -> None:
        """Take the parameters of the equations, by their names."""
        self.parameters = parameters
        self.matrices = {name: it for name, it in parameters.items() if it.ndim == 2}
        self._load_vectors()
        H = self.sizes["H"]
        for row, block in enumerate(self.plan.z_blocks):
            name = self.graph[block.matvec].name
            self.input_weight[row * H : (row + 1) * H] = self.matrices[name]
        if not self.shares_input_weight:
            rows = [self._effective(it) for it in self.plan.backflow.input_products]
            if rows:
                np.concatenate(rows, out=self.input_back)
        for vector, products in self.plan.backflow.products.items():
            columns = [self._effective(number).T for number in products]
            np.concatenate(columns, axis=1, out=self.weights[vector])
        self._load_z_bias()

    def _effective(self, number: int) -> Array:
        """Return the matrix of a product as it is applied: (rows of the product, columns)."""
        node = self.graph[number]
        matrix = self.matrices[node.name]
        return matrix.T if node.value else matrix

    def _leaf_parameters(self) -> dict[int, Array]:
        return {
            number: self.parameters[node.name] if node.size != "1" else self.parameters[node.name][0]
            for number, node in enumerate(self.graph.nodes)
            if node.op == "parameter" and node.name in self.parameters
        }

    def _load_vectors(self) -> None:
        self._parameter_leaves = self._leaf_parameters()
        H = self.sizes["H"]
        evaluation = Evaluation(self.graph, self.plan.columns["vector"], self._parameter_leaves)
        found = evaluation.run(self._parameter_leaves, self.matrices)
        for number, value in found.items():
            column = self.plan.columns["vector"].index(number)
            self.vectors[column * H : (column + 1) * H] = value

    def _load_z_bias(self) -> None:
        H = self.sizes["H"]
        blocks = self.plan.z_blocks
        if not any(block.bias for block in blocks):
            return
        self.z_bias = aligned_empty(len(blocks) * H)
        self.z_bias[...] = 0.0
        for row, block in enumerate(blocks):
            evaluation = Evaluation(self.graph, block.bias, self._parameter_leaves)
            found = evaluation.run(self._parameter_leaves, self.matrices)
            for term, sign in zip(block.bias, block.bias_signs, strict=True):
                self.z_bias[row * H : (row + 1) * H] += sign * found[term]

    # Steps

    def rows(self, program: Program, has_hold: bool) -> list[tuple[Any, ...]]:
        """Return the arguments of a step for every reading position."""
        columns = [self._rows_of(view) for view in program.views]
        if has_hold:
            columns.append([self.holds.get(k) for k in range(self.steps)])
        return list(zip(*columns, strict=True)) if columns else [()] * self.steps

    def _rows_of(self, view: View) -> Any:
        source = self._source(view.array)
        rows = slice(1, self.steps + 1) if view.later else slice(0, self.steps)
        if view.count == 0:
            return self._listed(view.array, source)[rows]
        H = self.sizes["H"]
        part = source[rows, view.first * H : (view.first + view.count) * H]
        if view.in_rows:
            return part.reshape(self.steps, view.count, H, copy=False)
        return part

    def _listed(self, name: str, source: Array) -> list[Array]:
        """Return an array's rows; one view serves as h(t) and as the next step's h(t−1)."""
        if name not in self._row_lists:
            self._row_lists[name] = list(source)
        return self._row_lists[name]

    @cached_property
    def _row_lists(self) -> dict[str, list[Array]]:
        return {}

    def _source(self, name: str) -> Array:
        fixed = {"z": self.z, "values": self.values, "back": self.flat_back, "d_h": self.d_h}
        if name in fixed:
            return fixed[name]
        if name.startswith("own_back"):
            return self.own_back[int(name.removeprefix("own_back"))]
        kind = name.rstrip("0123456789")
        number = int(name.removeprefix(kind))
        if kind == "node":
            found = self.array(number)
            if found is None:
                raise KeyError(f"nothing is kept of node {number}")
            return np.broadcast_to(found, (self.steps, self._size(number)))
        return {"own": self.own, "static": self.static}[kind][number]

    def entering_row(self, position: int, row: Array, shift: int) -> tuple[Any, ...]:
        """Return the arguments of the step back at a position that enters from a scaled row.

        Parameters
        ----------
        position : int
        row : ndarray, shape (B, H)
            What stands in ``back`` at the next position, scaled.
        shift : int
            By which power of two.
        """
        flat, H = row.reshape(-1), self.sizes["H"]
        arguments: list[Any] = []
        for view in self.plan.backward.views:
            if not view.later:
                arguments.append(self._rows_of(view)[position])
            elif view.array == "back":
                arguments.append(flat[view.first * H : (view.first + view.count) * H])
            else:
                arguments.append(np.ldexp(self._source(view.array)[position + 1], shift))
        return tuple(arguments)

    def make_step(self) -> Step:
        """Return the step forward; ``z`` holds W x + b when it is called."""
        constants = {key: self._constant(key) for key in self.plan.forward.constants}
        return bound(self.plan.forward, self.plan.make_forward, constants)

    def make_step_back(self) -> Step:
        """Return the step back; ``d_h`` holds what arrives from above when it is called."""
        constants = {key: self._constant(key) for key in self.plan.backward.constants}
        return bound(self.plan.backward, self.plan.make_backward, constants)

    def _constant(self, key: tuple[Any, ...]) -> Any:
        kind, *rest = key
        match kind:
            case "function":
                return self._function(rest[0])
            case "dot":
                return self.weights[rest[0]].T.dot
            case "dot_back":
                return self._weight_part(*rest).dot
            case "scratch":
                return self._scratch(*rest)
            case "arriving":
                return self._scratch("arriving", *rest)
            case "temporary":
                return aligned_empty(self.sizes[rest[1]])
            case _:  # a number, or the name of a value that is held
                return np.array(rest[0]) if kind == "number" else rest[0]

    def _function(self, name: str) -> Any:
        if name in _UFUNCS:
            return _UFUNCS[name]
        kind, _, which = name.partition(":")
        if kind == "clip":
            bound_ = float(which)
            low, high = np.array(-bound_), np.array(bound_)
            return lambda a, out: np.minimum(np.maximum(a, low, out=out), high, out=out)
        if kind == "normalize_back":
            return _normalize_back_into
        return FUNCTIONS[which]

    def _scratch(self, name: str, first: int, count: int, in_rows: bool) -> Array:
        source = self._scratches[name]
        if count == 0:
            return source
        H = self.sizes["H"]
        if name.startswith("dot"):
            part = self._dot_part(name, source, first, count)
        else:
            part = source[first * H : (first + count) * H]
        return part.reshape(count, H, copy=False) if in_rows else part

    def _dot_part(self, name: str, source: Array, first: int, count: int) -> Array:
        sizes = [self._size(number) for number in self.plan.columns[name]]
        start = sum(sizes[:first])
        return source[start : start + sum(sizes[first : first + count])]

    def _weight_part(self, vector: int, first: int, count: int) -> Array:
        weight = self.weights[vector]
        sizes = [self._size(number) for number in self.plan.backflow.products[vector]]
        start = sum(sizes[:first])
        stop = start + sum(sizes[first : first + count])
        return weight if (start, stop) == (0, weight.shape[1]) else weight[:, start:stop]

    # Before the loop

    def prepare(self, x: Array, start: int, stop: int) -> None:
        """Compute, for reading positions ``start`` to ``stop``, what depends on x alone."""
        self.x = x
        z, H = self.z[start:stop], self.sizes["H"]
        rows = slice(start, stop)
        if self.plan.z_blocks:
            np.matmul(x[rows], self.input_weight.T, out=z)
            if self.z_bias is not None:
                np.add(z, self.z_bias, z)
        known: dict[int, Array] = {}
        if self.static or any(block.others for block in self.plan.z_blocks):
            known = self._static_leaves(rows)
        for number in sorted(self.static):
            evaluation = Evaluation(self.graph, (number,), known)
            evaluation.run(known, self.matrices, {number: self.static[number][rows]})
            self._hold_static(number, rows)
            known[number] = self.static[number][rows]
        for column, block in enumerate(self.plan.z_blocks):
            if block.others:
                found = Evaluation(self.graph, block.others, known).run(known, self.matrices)
                for term, sign in zip(block.others, block.other_signs, strict=True):
                    z[:, column * H : (column + 1) * H] += sign * found[term]

    def _static_leaves(self, rows: slice) -> dict[int, Array]:
        leaves = dict(self._parameter_leaves)
        for number, node in enumerate(self.graph.nodes):
            if node.op == "input":
                leaves[number] = self.x[rows]
        return leaves

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
        evaluation, in_row = self._factor_evaluation
        known = self.known(start, stop, evaluation.leaves)
        n, H = stop - start, self.sizes["H"]
        factors = np.empty((len(self.plan.backflow.blocks), n, H))
        out: dict[int, Array] = {}
        for root, (first, *_) in in_row.items():
            out[root] = factors[first]
        found = evaluation.run(known, self.matrices, out)
        for root, (first, *others) in in_row.items():
            for other in others:
                factors[other] = factors[first]
        self.back[start:stop] = factors.swapaxes(0, 1)
        for index, block in enumerate(self.plan.backflow.own):
            if block.factor is not None:
                self.own_back[index][start:stop] = found[block.factor]

    @cached_property
    def _factor_evaluation(self) -> tuple[Evaluation, dict[int, list[int]]]:
        """Return how factors are computed, and in which blocks each stands."""
        backflow = self.plan.backflow
        in_row: dict[int, list[int]] = {}
        for column, block in enumerate(backflow.blocks):
            if block.factor is not None:
                in_row.setdefault(block.factor, []).append(column)
        own = [block.factor for block in backflow.own if block.factor is not None]
        roots = dict.fromkeys([*in_row, *own])
        return Evaluation(self.graph, roots, self.known_numbers), in_row

    @cached_property
    def known_numbers(self) -> frozenset[int]:
        """Nodes whose values `known` can give."""
        found = set(self._parameter_leaves)
        for number, node in enumerate(self.graph.nodes):
            if node.op in ("input", "previous", "kept"):
                found.add(number)
            elif node.op != "number" and self._is_kept(number):
                found.add(number)
        return frozenset(found)

    def _is_kept(self, number: int) -> bool:
        place = self.plan.lowered.places.get(number)
        if place is None or place.arena in ("dot", "scratch"):
            return False
        if place.arena == "static":
            return place.of in self.static
        return place.arena != "vector" or place.of in self.plan.columns["vector"]

    def known(self, start: int, stop: int, numbers: Iterable[int]) -> dict[int, Array]:
        """Return values of nodes at reading positions ``start`` to ``stop``, in one piece each.

        NumPy takes parts of rows through a buffer, which makes a product four times slower.
        """
        return {number: self._known(number, start, stop) for number in numbers}

    def _known(self, number: int, start: int, stop: int) -> Array:
        node = self.graph[number]
        if node.op == "parameter":
            return self._parameter_leaves[number]
        if node.op == "input":
            return self.x[start:stop]
        if node.op == "kept":
            return self._kept(node.name, start, stop)
        if node.op == "previous":
            return np.ascontiguousarray(self.state(node.name)[start:stop])
        found = self.array(number)
        if found is None:
            raise KeyError(f"nothing is kept of node {number}")
        return found if found.ndim < 2 else np.ascontiguousarray(found[start:stop])

    def _kept(self, name: str, start: int, stop: int) -> Array:
        mask = np.ones((stop - start, self._size(self.plan.definition.values[name])))
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
            return self.d_h
        found = self.target_gradient(self.plan.backflow.totals[hub])
        return found[:-1]

    def target_gradient(self, block: Any) -> Array:
        """Return a block of ``back`` after the loop (T + 1, size)."""
        if block in self.plan.backflow.own:
            return self.own_back[self.plan.backflow.own.index(block)]
        return self.back[:, self.plan.backflow.blocks.index(block)]

    def at_target(self, number: int) -> Array | None:
        """Return the gradient (T + 1, size) at a product or pre-activation, where the loop has it."""
        blocks = self.plan.backflow.targets.get(number)
        return None if blocks is None else self.target_gradient(blocks[0])

    def write_input_gradient(self, start: int, stop: int, out: Array) -> None:
        """Write ∂L/∂x of reading positions ``start`` to ``stop`` into ``out`` (n, D)."""
        products = self.plan.backflow.input_products
        runs = list(product_runs(self.plan.backflow, products))
        if not runs:
            out[...] = 0.0
        for index, (first, run) in enumerate(runs):
            delta = self._run_rows(run)[start:stop]
            weight = self._input_rows(first, len(run))
            if index == 0:
                np.matmul(delta, weight, out=out)
            else:
                out += delta @ weight

    def _input_rows(self, first: int, count: int) -> Array:
        sizes = [self._size(number) for number in self.plan.backflow.input_products]
        start = sum(sizes[:first])
        return self.input_back[start : start + sum(sizes[first : first + count])]

    def _run_rows(self, run: list[Any]) -> Array:
        """Return adjacent blocks as one row a step (T + 1, ·)."""
        if run[0] in self.plan.backflow.own:
            return self.target_gradient(run[0])
        H, first = self.sizes["H"], self.plan.backflow.blocks.index(run[0])
        return self.flat_back[:, first * H : (first + len(run)) * H]

    def matrix_gradients(self, exponents: Exponents) -> Tensors:
        """Return the gradients of all matrices."""
        found: Tensors = {name: np.zeros(it.shape) for name, it in self.matrices.items()}
        for vector, products in self.plan.backflow.products.items():
            rows = self._vector_rows(vector)
            self._add_products(found, products, rows, exponents)
        self._add_products(found, self.plan.backflow.input_products, self.x, exponents)
        return found

    def _vector_rows(self, vector: int) -> Array:
        node = self.graph[vector]
        if node.op == "previous":
            return self.state(node.name)[:-1]
        found = self.array(vector)
        if found is None:
            raise KeyError(f"nothing is kept of node {vector}")
        return found if found.ndim == 2 else np.broadcast_to(found, (self.steps, len(found)))

    def _add_products(
        self, found: Tensors, products: list[int], rows: Array, exponents: Exponents
    ) -> None:
        for first, run in product_runs(self.plan.backflow, products):
            gradient = product(self._run_rows(run)[:-1], rows, exponents)
            start = 0
            for number in products[first : first + len(run)]:
                node, size = self.graph[number], self._size(number)
                part = gradient[start : start + size]
                found[node.name] += part.T if node.value else part
                start += size

    def initial_gradient(self, state: str) -> Array:
        """Return ∂L/∂ of where a state starts, as scaled as row 0."""
        total = np.zeros(self._size(self.plan.definition.values[state]))
        for number in self.plan.flow.of_target:
            node = self.graph[number]
            if node.op == "previous" and node.name == state:
                for block in self.plan.backflow.targets.get(number, ()):
                    total = total + self.target_gradient(block)[0]
                is_hub = number in self.plan.flow.hubs
                products = [] if is_hub else self.plan.backflow.products.get(number, [])
                for first, run in product_runs(self.plan.backflow, products):
                    part = self._weight_part(number, first, len(run))
                    total = total + part @ self._run_rows(run)[0]
        return total


def _normalize_back_into(y: Array, z: Array, d_y: Array, out: Array) -> None:
    out[...] = normalize_back(y, z, d_y)


