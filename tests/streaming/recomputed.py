"""A cell's numbers computed once more from nothing but its description in the first line.

The plainest interpreter of ``start.cell``: node by node, one step of one lane, from what the lane
read, the weights, and the lines of the steps before and after.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Vector = np.ndarray
Line = dict[str, Any]


def squash(z: Vector) -> Vector:
    return 1.0 / (1.0 + np.exp(-z))


FUNCTIONS: dict[str, Callable[[Vector], Vector]] = {
    "sigmoid": squash,
    "hard_sigmoid": lambda z: np.clip(0.2 * z + 0.5, 0, 1),
    "hard_sigmoid_6": lambda z: np.clip(z / 6 + 0.5, 0, 1),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "softsign": lambda z: z / (1 + np.abs(z)),
    "softplus": lambda z: np.log1p(np.exp(z)),
    "silu": lambda z: z * squash(z),
    "sin": np.sin,
    "exp": np.exp,
    "log": np.log,
    "normalize": lambda z: (z - z.mean()) / np.sqrt(z.var() + 1e-5),
}
#: Derivatives, in the function's value or in its argument as the description's table says.
SLOPES: dict[str, Callable[[Vector], Vector]] = {
    "sigmoid": lambda y: y * (1 - y),
    "hard_sigmoid": lambda y: np.where((y > 0) & (y < 1), 0.2, 0),
    "hard_sigmoid_6": lambda y: np.where((y > 0) & (y < 1), 1 / 6, 0),
    "tanh": lambda y: 1 - y**2,
    "relu": lambda y: np.where(y > 0, 1.0, 0),
    "softsign": lambda y: (1 - np.abs(y)) ** 2,
    "softplus": squash,
    "silu": lambda z: squash(z) * (1 + z * (1 - squash(z))),
    "sin": np.cos,
}


def normalized_back(y: Vector, z: Vector, d_y: Vector) -> Vector:
    """Multiply by the Jacobian of the normalisation, written out."""
    size = len(z)
    jacobian = (np.eye(size) - 1 / size - np.outer(y, y) / size) / np.sqrt(z.var() + 1e-5)
    return d_y @ jacobian


class Recomputed:
    """One step of one lane.

    Parameters
    ----------
    start : dict
        The first line.
    place : dict
        The lane's entry of ``start.cell.lanes``.
    x, previous : ndarray, dict
        What the lane reads, and each state at the step read before.
    grads : dict
        ∂L/∂ of each state.
    replaced : dict
        Value → unit → what a what-if puts there.
    """

    def __init__(
        self,
        start: Line,
        place: Line,
        x: Vector,
        previous: dict[str, Vector],
        grads: dict[str, Vector] | None = None,
        replaced: dict[str, dict[int, float]] | None = None,
    ) -> None:
        self.start, self.place, self.x, self.previous = start, place, x, previous
        self.model = start["cell"]["models"][place["model"]]
        self.grads, self.replaced = grads or {}, replaced or {}
        self.values: list[Vector] = []
        for node in self.model["nodes"]:
            self.values.append(np.asarray(self._value(node), dtype=float))

    def parameter(self, name: str) -> Vector:
        """Return a parameter, added up from the tensors that hold it."""
        (entry,) = [it for it in self.model["parameters"] if it["name"] == name]
        return sum(self._part(it, entry["shape"]) for it in entry["tensors"])

    def _part(self, part: Line, shape: list[str]) -> Vector:
        ending = "_reverse" * (self.place["direction"] == "reverse")
        name = f"{part['tensor']}_l{self.place['layer']}{ending}"
        tensor = np.array(self.start["tensors"][name])
        if part["is_table"]:
            return tensor[part["block"]]
        names = {"H": "hidden_size", "P": "output_size"}
        rows = self.place[names[shape[0]]] if shape else 1
        return tensor[part["block"] * rows : (part["block"] + 1) * rows]

    def _value(self, node: Line) -> Any:  # noqa: PLR0911, PLR0912
        args = [self.values[arg] for arg in node["args"]]
        name = node.get("name", "")
        match node["op"]:
            case "input":
                return self.x
            case "previous":
                return self.previous[name]
            case "parameter":
                return self.parameter(name)
            case "number":
                return node["value"]
            case "matvec":
                matrix = self.parameter(name)
                return (matrix.T if node["value"] else matrix) @ args[0]
            case "named":
                return self._with_replaced(name, args[0])
            case "clip":
                return np.clip(args[0], -node["value"], node["value"])
            case "inside":
                return np.where(np.abs(args[0]) <= node["value"], 1.0, 0.0)
            case "apply":
                return FUNCTIONS[name](args[0])
            case "slope":
                return SLOPES[name](args[0])
            case "add" | "sub" | "sum":
                return sum(s * arg for s, arg in zip(node["signs"], args, strict=True))
            case "mul":
                return args[0] * args[1]
            case "div":
                return args[0] / args[1]
            case "neg":
                return -args[0]
            case "max" | "min":
                return (np.maximum if node["op"] == "max" else np.minimum)(*args)
            case "wins":
                return np.where(args[0] > args[1], 1.0, np.where(args[0] == args[1], 0.5, 0.0))
            case "gradient":
                return self.grads.get(name, np.zeros(self.place["hidden_size"]))
            case "total":
                return args[0]
            case "kept":
                kept = np.ones(self._size(name))
                kept[list(self.replaced.get(name, ()))] = 0.0
                return kept
            case "normalize_back":
                return normalized_back(*map(self._full, args))
        raise AssertionError(node["op"])

    def _size(self, name: str) -> int:
        return self.place["output_size" if name == "h" else "hidden_size"]

    def _full(self, value: Vector) -> Vector:
        """Return one number for all units as a vector."""
        return np.broadcast_to(value, (self.place["hidden_size"],)) if value.size == 1 else value

    def _with_replaced(self, name: str, value: Vector) -> Vector:
        full = np.array(np.broadcast_to(value, (self._size(name),)))
        for unit, number in self.replaced.get(name, {}).items():
            full[unit] = number
        return full
