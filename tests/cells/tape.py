"""A small reverse-mode differentiation of its own, to hold the program's gradients against.

Beside each gradient the tape carries what the gradient would be if no two terms had cancelled
(``reach``): the scale at which rounding matters.
"""

from collections.abc import Mapping

import numpy as np

from tests.cells.trees import Tree, TreeCell

Array = np.ndarray
#: Values within this distance of a kink may round to either side of it.
NEAR = 1e-9


class Value:
    """A number array on the tape, with how it depends on those before it."""

    def __init__(self, data: Array, *parents: tuple["Value", str, Array]) -> None:
        self.data, self.parents = np.asarray(data, dtype=float), parents
        self.gradient = np.zeros_like(self.data)
        self.reach = np.zeros_like(self.data)

    def receive(self, gradient: Array, reach: Array) -> None:
        """Add to the gradient; what was broadcast is summed."""
        if self.data.shape != gradient.shape:
            gradient, reach = gradient.sum(keepdims=True), reach.sum(keepdims=True)
        self.gradient = self.gradient + gradient
        self.reach = self.reach + reach

    def send_back(self) -> None:
        """Hand the gradient on: by partial derivatives, by a Jacobian, or to a matrix."""
        for parent, how, local in self.parents:
            if how == "elementwise":
                parent.receive(local * self.gradient, np.abs(local) * self.reach)
            elif how == "jacobian":
                parent.receive(local.T @ self.gradient, np.abs(local).T @ self.reach)
            else:
                outer, size = np.outer(self.gradient, local), np.outer(self.reach, np.abs(local))
                parent.receive(*((outer.T, size.T) if how == "transposed" else (outer, size)))


def sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


def clamp_slope(z: Array, slope: float) -> tuple[Array, Array]:
    y = slope * z + 0.5
    return np.clip(y, 0.0, 1.0), slope * ((y > 0.0) & (y < 1.0))


def function(name: str, z: Array) -> tuple[Array, Array]:
    """Return an elementwise function and its derivative."""
    s, t = sigmoid(z), np.tanh(z)
    match name:
        case "sigmoid":
            return s, s * (1.0 - s)
        case "tanh":
            return t, 1.0 / np.cosh(z) ** 2
        case "hard_sigmoid":
            return clamp_slope(z, 0.2)
        case "hard_sigmoid_6":
            return clamp_slope(z, 1.0 / 6.0)
        case "relu":
            return z * (z > 0.0), 1.0 * (z > 0.0)
        case "softsign":
            return z / (1.0 + np.abs(z)), (1.0 + np.abs(z)) ** -2.0
        case "softplus":
            return np.log1p(np.exp(-np.abs(z))) + z * (z > 0.0), s
        case "silu":
            return z * s, s + z * s * (1.0 - s)
        case "sin":
            return np.sin(z), np.cos(z)
        case "exp":
            return np.exp(z), np.exp(z)
        case "log":
            return np.log(z), 1.0 / z
        case "identity":
            return z, np.ones_like(z)
    raise ValueError(name)


def normalized(z: Array) -> tuple[Array, Array]:
    """Return the layer normalisation of a vector and its Jacobian."""
    n, scale = len(z), np.sqrt(z.var() + 1e-5)
    y = (z - z.mean()) / scale
    return y, (np.eye(n) - 1.0 / n - np.outer(y, y) / n) / scale


class Tape:
    """One run of a cell over a sequence, and its way back.

    Parameters
    ----------
    cell : TreeCell
    numbers : mapping
        ``x`` (T, D), every parameter (single numbers of shape (1,)), every state's start under its
        name with a 0, and ``weights`` (T, size of h): ∂L/∂h from the loss.
    held : mapping
        (name, step) → numbers to be used instead, NaN where the value stays as computed.
    """

    def __init__(
        self, cell: TreeCell, numbers: Mapping[str, Array], held: Mapping[tuple[str, int], Array]
    ) -> None:
        self.cell, self.numbers, self.held = cell, numbers, held
        self.order: list[Value] = []
        self.nearest_kink = np.inf
        self.units = {"H": len(next(v for k, v in numbers.items() if k == "units"))}
        self.leaves = {name: self._new(numbers[name]) for name in cell.shapes()}
        self.start = {state: self._new(numbers[f"{state}0"]) for state in cell.states}
        self.inputs = [self._new(row) for row in numbers["x"]]
        self.steps: list[dict[str, Value]] = []
        with np.errstate(all="ignore"):
            for t in range(len(self.inputs)):
                self.steps.append(self._step(t))
            for values, weights in zip(self.steps, numbers["weights"], strict=True):
                values["h"].receive(weights, np.abs(weights))
            for value in reversed(self.order):
                value.send_back()

    def _new(self, data: Array, *parents: tuple[Value, str, Array]) -> Value:
        self.order.append(Value(data, *parents))
        return self.order[-1]

    def _step(self, t: int) -> dict[str, Value]:
        before = self.steps[-1] if t else self.start
        values: dict[str, Value] = {}
        for name, tree in self.cell.equations:
            found = self._computed(tree, t, before, values)
            size = len(self.start["h"].data) if name == "h" else self.units["H"]
            whole = np.broadcast_to(found.data, (size,))
            given = self.held.get((name, t), np.full(size, np.nan))
            kept = np.isnan(given)
            used = np.where(kept, whole, given)
            values[name] = self._new(used, (found, "elementwise", kept * 1.0))
        return values

    def _computed(
        self, tree: Tree, t: int, before: dict[str, Value], values: dict[str, Value]
    ) -> Value:
        match tree:
            case ("input",):
                return self.inputs[t]
            case ("value", name):
                return values[name]
            case ("previous", name):
                return before[name]
            case ("vector" | "scalar", name):
                return self.leaves[name]
            case ("number", value):
                return self._new(np.array([value]))
            case ("times", name, is_transposed, inner):
                vector = self._computed(inner, t, before, values)
                return self._product(self.leaves[name], is_transposed, vector)
            case ("call", name, *inner):
                return self._call(name, [self._computed(it, t, before, values) for it in inner])
        raise ValueError(tree)

    def _product(self, matrix: Value, is_transposed: bool, vector: Value) -> Value:
        applied = matrix.data.T if is_transposed else matrix.data
        v = np.broadcast_to(vector.data, (applied.shape[1],))
        how = "transposed" if is_transposed else "outer"
        return self._new(applied @ v, (vector, "jacobian", applied), (matrix, how, v))

    def _call(self, name: str, args: list[Value]) -> Value:
        if len(args) == 2:
            return self._both(name, *args)
        (a,) = args
        if name == "neg":
            return self._new(-a.data, (a, "elementwise", -np.ones_like(a.data)))
        if name == "normalize":
            y, jacobian = normalized(a.data)
            return self._new(y, (a, "jacobian", jacobian))
        for kink in {
            "relu": (0.0,),
            "hard_sigmoid": (-2.5, 2.5),
            "hard_sigmoid_6": (-3.0, 3.0),
        }.get(name, ()):
            self._note_kink(a.data - kink, a.data == 0.0)
        y, slope = function(name, a.data)
        return self._new(y, (a, "elementwise", slope))

    def _both(self, name: str, a: Value, b: Value) -> Value:
        x, y = np.broadcast_arrays(a.data, b.data)
        one = np.ones(x.shape)
        if name in ("max", "min"):
            self._note_kink(x - y, (x == 0.0) & (y == 0.0) | (a is b))
            first = x > y if name == "max" else x < y
            share = np.where(x == y, 0.5, first)
            data = np.where(first, x, y)
            return self._new(data, (a, "elementwise", share), (b, "elementwise", 1.0 - share))
        data, left, right = {
            "add": lambda: (x + y, one, one),
            "sub": lambda: (x - y, one, -one),
            "mul": lambda: (x * y, y, x),
            "div": lambda: (x / y, one / y, -x / y**2),
        }[name]()
        return self._new(data, (a, "elementwise", left), (b, "elementwise", right))

    def _note_kink(self, distance: Array, is_certain: Array) -> None:
        """Note how far values are from a kink, but for those that no rounding can move."""
        away = np.abs(distance[~is_certain])
        self.nearest_kink = min(self.nearest_kink, away.min(initial=np.inf))

    @property
    def is_finite(self) -> bool:
        """Whether nothing overflowed, back and forth."""
        return all(np.isfinite(it.data).all() and np.isfinite(it.reach).all() for it in self.order)

    def results(self) -> dict[str, tuple[Array, Array]]:
        """Return name → (numbers, the scale at which they are rounded); see `running.Results`."""
        found: dict[str, tuple[Array, Array]] = {}
        for name, _ in self.cell.equations:
            rows = [values[name] for values in self.steps]
            data = np.array([row.data for row in rows])
            found[f"value.{name}"] = data, np.abs(data) + 1.0
            found[f"gradient.{name}"] = _stacked(rows)
        found["gradient.x"] = _stacked(self.inputs)
        found |= {f"gradients.{name}": (it.gradient, it.reach) for name, it in self.leaves.items()}
        for state, it in self.start.items():
            found[f"gradients.{state}0"] = it.gradient, it.reach
        return found


def _stacked(rows: list[Value]) -> tuple[Array, Array]:
    return np.array([row.gradient for row in rows]), np.array([row.reach for row in rows])
