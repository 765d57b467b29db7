"""A lane's weights in the layout of its loops."""

import numpy as np

from app.numerics.arena import Arena
from app.numerics.parameters import Array, Tensors


class Weights:
    """Matrices beside each other, as one product reads them.

    Parameters
    ----------
    arena : Arena

    Attributes
    ----------
    parameters, matrices : dict
        The parameters of the equations by their names, and those that are matrices.
    leaves : dict
        Node of the graph → parameter, of those that are no matrices.
    input_weight : ndarray, shape (Z·H, D)
        Of the sums that begin with a product with x.
    input_back : ndarray, shape (·, D)
        Of every product with x, in the order of their gradients; often the same array.
    of : dict
        Vector's node → (size of the vector, sum of its products' sizes); one array serves both
        passes.
    z_bias : ndarray, shape (Z·H,), or None
    """

    def __init__(self, arena: Arena) -> None:
        self.arena, self.plan = arena, arena.plan
        arrays, products = arena.arrays, self.plan.backflow.products
        self.input_weight = arrays["input"]
        self.input_back = arrays.get("input_back", self.input_weight)
        self.of: dict[int, Array] = {vector: arrays[f"weight{vector}"] for vector in products}
        self.z_bias: Array | None = arrays["z_bias"] if self.plan.z_bias[1] else None
        self._widths = {
            vector: [arena.size(number) for number in found] for vector, found in products.items()
        }
        self.parameters: Tensors = {}
        self.matrices: Tensors = {}
        self.leaves: dict[int, Array] = {}

    def load(self, parameters: Tensors) -> None:
        """Take the parameters of the equations, by their names."""
        plan, H = self.plan, self.arena.sizes["H"]
        self.parameters = parameters
        self.matrices = {name: it for name, it in parameters.items() if it.ndim == 2}
        self.leaves = {
            number: parameters[name][0] if is_number else parameters[name]
            for number, name, is_number in plan.parameter_leaves
        }
        for row, block in enumerate(plan.z_blocks):
            name = plan.graph[block.matvec].name
            self.input_weight[row * H : (row + 1) * H] = self.matrices[name]
        if not self.plan.shares_input_weight:
            rows = [self._effective(it) for it in plan.backflow.input_products]
            np.concatenate(rows, out=self.input_back)
        for vector, products in plan.backflow.products.items():
            start = 0
            for number, width in zip(products, self._widths[vector], strict=True):
                self.of[vector][:, start : start + width] = self._effective(number).T
                start += width
        self._load_vectors()

    def _effective(self, number: int) -> Array:
        """Return the matrix of a product as it is applied: (rows of the product, columns)."""
        node = self.plan.graph[number]
        matrix = self.matrices[node.name]
        return matrix.T if node.value else matrix

    def _load_vectors(self) -> None:
        H = self.arena.sizes["H"]
        for number, value in self.plan.vectors.run(self.leaves, self.matrices).items():
            column = self.plan.column_of["vector"][number]
            self.arena.vectors[column * H : (column + 1) * H] = value
        evaluation, terms = self.plan.z_bias
        if self.z_bias is None:
            return
        found = evaluation.run(self.leaves, self.matrices)
        seen: set[int] = set()
        for column, sign, term in terms:
            place = self.z_bias[column * H : (column + 1) * H]
            if column in seen:
                place += sign * found[term]
            else:
                place[...] = found[term] if sign > 0 else -found[term]
            seen.add(column)
        for column in set(range(len(self.plan.z_blocks))) - seen:
            self.z_bias[column * H : (column + 1) * H] = 0.0

    def part(self, vector: int, first: int, count: int) -> Array:
        """Return the columns of some adjacent products of a vector."""
        weight, widths = self.of[vector], self._widths[vector]
        start = sum(widths[:first])
        stop = start + sum(widths[first : first + count])
        return weight if (start, stop) == (0, weight.shape[1]) else weight[:, start:stop]

    def input_rows(self, first: int, count: int) -> Array:
        """Return the rows of some adjacent products with x."""
        widths = [self.arena.size(number) for number in self.plan.backflow.input_products]
        start = sum(widths[:first])
        return self.input_back[start : start + sum(widths[first : first + count])]
