"""Expressions of a cell's graph, computed for many steps at once.

The sweeps over time keep what they must; everything else that is shown of a run (the factors of
its derivative, parts of a gradient, inner values) is an expression in what they kept.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from app.cells.graph import Graph, Node
from app.numerics.functions import FUNCTIONS, SLOPES, normalize_back
from app.numerics.parameters import Array

#: Number of a node → its values, (n, size), or (size,) or () where they are those of every step.
Values = Mapping[int, Array]

_BINARY: dict[str, Callable[..., Array]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "max": np.maximum,
    "min": np.minimum,
}
_HALF = 0.5


class Evaluation:
    """Some expressions, and in which order they are computed.

    Parameters
    ----------
    graph : Graph
    roots : iterable of int
    known : iterable of int
        Nodes whose values will be given; the others are computed.

    Attributes
    ----------
    leaves : tuple of int
        Which of the known ones are needed.
    order : tuple of int
        What is computed, arguments first.
    """

    def __init__(self, graph: Graph, roots: Iterable[int], known: Iterable[int]) -> None:
        self.graph, self.roots = graph, tuple(roots)
        self.known = frozenset(known)
        needed = self._needed()
        self.leaves = tuple(number for number in needed if number in self.known)
        self.order = tuple(number for number in needed if number not in self.known)

    def _needed(self) -> list[int]:
        seen: set[int] = set()
        waiting = list(self.roots)
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                if number not in self.known:
                    waiting.extend(self.graph[number].args)
        return sorted(seen)

    def run(
        self,
        known: Values,
        matrices: Mapping[str, Array],
        out: Mapping[int, Array] | None = None,
    ) -> dict[int, Array]:
        """Return root → values.

        Parameters
        ----------
        known : mapping
            Values of at least `leaves`.
        matrices : mapping
            Name → (rows, columns), for products.
        out : mapping, optional
            Root → array to write it into, broadcast where it is the same at every step.
        """
        out = out or {}
        values = {number: known[number] for number in self.leaves}
        for number in self.order:
            values[number] = _compute(self.graph[number], values, matrices, out.get(number))
        for number, place in out.items():
            if values[number] is not place:
                place[...] = values[number]
        return {number: values[number] for number in self.roots}


def _compute(  # noqa: PLR0911, PLR0912 - a table
    node: Node, values: dict[int, Array], matrices: Mapping[str, Array], out: Array | None
) -> Array:
    args = [values[arg] for arg in node.args]
    if node.op in _BINARY:
        if out is not None and all(arg.shape != out.shape for arg in args):
            out = None
        return np.asarray(_BINARY[node.op](*args, out=out))
    match node.op:
        case "number":
            return np.array(node.value)
        case "named" | "total":
            return args[0]
        case "neg":
            return np.asarray(np.negative(args[0]))
        case "clip":
            return np.asarray(np.clip(args[0], -node.value, node.value))
        case "inside":
            return (np.abs(args[0]) <= node.value).astype(np.float64)
        case "wins":
            return np.asarray((args[0] > args[1]) + _HALF * (args[0] == args[1]))
        case "apply" if node.name == "normalize":
            return _into(FUNCTIONS[node.name], np.atleast_1d(args[0]), out)
        case "apply":
            return _into(FUNCTIONS[node.name], args[0], out)
        case "slope":
            return _into(SLOPES[node.name], args[0], out)
        case "normalize_back":
            return normalize_back(*np.broadcast_arrays(*map(np.atleast_1d, args)))
        case "matvec":
            matrix = matrices[node.name] if node.value else matrices[node.name].T
            return np.asarray(_as_wide(args[0], len(matrix)) @ matrix)
    raise KeyError(f"no value is known of {node.op} {node.name}")


def _as_wide(values: Array, width: int) -> Array:
    """Return rows of a width, also of what is the same for every unit."""
    if values.ndim and values.shape[-1] == width:
        return values
    return np.broadcast_to(values, (*values.shape[:-1], width))


def _into(function: Callable[[Array, Array], object], argument: Array, out: Array | None) -> Array:
    if out is None or out.shape != argument.shape:
        out = np.empty(argument.shape)
    function(argument, out)
    return out
