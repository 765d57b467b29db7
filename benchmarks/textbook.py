"""LSTM, GRU and RNN as a good textbook writes them: one matrix a gate, lists over time.

Correct and complete (every value kept, every gradient returned), with no thought of speed. It is
a contender of the benchmark and, being written independently, a second opinion on the numerics.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray
Values = dict[str, Array]


def sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


@dataclass
class Layer:
    """One layer: for each gate W (H, D), U (H, H) and the biases of both products."""

    gates: str
    W: Values
    U: Values
    b: Values
    v: Values
    gradients: Values = field(default_factory=dict)

    @classmethod
    def from_tensors(cls, gates: str, tensors: Values, k: int) -> "Layer":
        """Cut PyTorch's tensors of layer ``k`` into one matrix for each gate."""
        parts = (
            dict(zip(gates, np.split(tensors[f"{name}_l{k}"], len(gates)), strict=True))
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        return cls(gates, *parts)

    def clear_gradients(self) -> None:
        for name in "WUbv":
            for gate, value in getattr(self, name).items():
                self.gradients[name + gate] = np.zeros_like(value)

    def from_input(self, gate: str, x: Array) -> Array:
        return self.W[gate] @ x + self.b[gate]

    def from_hidden(self, gate: str, h: Array) -> Array:
        return self.U[gate] @ h + self.v[gate]

    def add_input_gradient(self, gate: str, d_z: Array, x: Array) -> Array:
        """Add to the gradients of W and b; return the gradient of x."""
        self.gradients["W" + gate] += np.outer(d_z, x)
        self.gradients["b" + gate] += d_z
        return self.W[gate].T @ d_z

    def add_hidden_gradient(self, gate: str, d_z: Array, h: Array) -> Array:
        """Add to the gradients of U and its bias; return the gradient of h."""
        self.gradients["U" + gate] += np.outer(d_z, h)
        self.gradients["v" + gate] += d_z
        return self.U[gate].T @ d_z

    def propagate(self, d_z: Values, x: Array, h: Array) -> tuple[Array, Array]:
        """Return the gradients of x and h where every gate sees W x + U h."""
        d_x = sum(self.add_input_gradient(gate, value, x) for gate, value in d_z.items())
        d_h = sum(self.add_hidden_gradient(gate, value, h) for gate, value in d_z.items())
        return d_x, d_h


def lstm_step(layer: Layer, x: Array, h: Array, c: Array) -> Values:
    z = {gate: layer.from_input(gate, x) + layer.from_hidden(gate, h) for gate in "ifgo"}
    i, f, g, o = sigmoid(z["i"]), sigmoid(z["f"]), np.tanh(z["g"]), sigmoid(z["o"])
    new_c = f * c + i * g
    squashed = np.tanh(new_c)
    values = {"i": i, "f": f, "g": g, "o": o, "c": new_c, "squashed": squashed}
    return values | {"h": o * squashed, "x": x, "old_h": h, "old_c": c}


def lstm_step_back(layer: Layer, step: Values, d_h: Array, d_c: Array) -> Values:
    i, f, g, o, squashed = (step[name] for name in ("i", "f", "g", "o", "squashed"))
    d_c = d_c + d_h * o * (1.0 - squashed**2)
    d_z = {
        "i": d_c * g * i * (1.0 - i),
        "f": d_c * step["old_c"] * f * (1.0 - f),
        "g": d_c * i * (1.0 - g**2),
        "o": d_h * squashed * o * (1.0 - o),
    }
    d_x, d_old_h = layer.propagate(d_z, step["x"], step["old_h"])
    return d_z | {"h": d_h, "c": d_c, "x": d_x, "old_h": d_old_h, "old_c": d_c * f}


def gru_step(layer: Layer, x: Array, h: Array, c: Array) -> Values:
    r = sigmoid(layer.from_input("r", x) + layer.from_hidden("r", h))
    z = sigmoid(layer.from_input("z", x) + layer.from_hidden("z", h))
    recurrent = layer.from_hidden("n", h)
    n = np.tanh(layer.from_input("n", x) + r * recurrent)
    values = {"r": r, "z": z, "n": n, "recurrent": recurrent}
    return values | {"h": (1.0 - z) * n + z * h, "c": c, "x": x, "old_h": h}


def gru_step_back(layer: Layer, step: Values, d_h: Array, d_c: Array) -> Values:
    r, z, n, old_h = step["r"], step["z"], step["n"], step["old_h"]
    d_n = d_h * (1.0 - z) * (1.0 - n**2)
    d_z = d_h * (old_h - n) * z * (1.0 - z)
    d_r = d_n * step["recurrent"] * r * (1.0 - r)
    d_x, d_old_h = layer.propagate({"r": d_r, "z": d_z}, step["x"], old_h)
    d_x = d_x + layer.add_input_gradient("n", d_n, step["x"])
    d_old_h = d_old_h + layer.add_hidden_gradient("n", d_n * r, old_h) + d_h * z
    values = {"r": d_r, "z": d_z, "n": d_n, "h": d_h, "x": d_x}
    return values | {"old_h": d_old_h, "old_c": d_c}


def rnn_step(layer: Layer, x: Array, h: Array, c: Array) -> Values:
    new_h = np.tanh(layer.from_input("a", x) + layer.from_hidden("a", h))
    return {"h": new_h, "c": c, "x": x, "old_h": h}


def rnn_step_back(layer: Layer, step: Values, d_h: Array, d_c: Array) -> Values:
    d_a = d_h * (1.0 - step["h"] ** 2)
    d_x, d_old_h = layer.propagate({"a": d_a}, step["x"], step["old_h"])
    return {"a": d_a, "h": d_h, "x": d_x, "old_h": d_old_h, "old_c": d_c}


CELLS: dict[str, tuple[str, Callable[..., Values], Callable[..., Values]]] = {
    "lstm": ("ifgo", lstm_step, lstm_step_back),
    "gru": ("rzn", gru_step, gru_step_back),
    "rnn": ("a", rnn_step, rnn_step_back),
}


class TextbookNetwork:
    """A stack of layers, run forward and backward one step after the other."""

    def __init__(self, kind: str, tensors: Values) -> None:
        gates, self.step, self.step_back = CELLS[kind]
        count = sum(name.startswith("weight_ih") for name in tensors)
        self.layers = [Layer.from_tensors(gates, tensors, k) for k in range(count)]
        self.hidden_size = tensors["weight_hh_l0"].shape[1]
        self.trace: list[list[Values]] = []

    def forward(self, inputs: list[Array]) -> list[Array]:
        """Return the top layer's h at every step."""
        self.trace = []
        for layer in self.layers:
            h, c, steps = np.zeros(self.hidden_size), np.zeros(self.hidden_size), []
            for x in inputs:
                steps.append(self.step(layer, x, h, c))
                h, c = steps[-1]["h"], steps[-1]["c"]
            self.trace.append(steps)
            inputs = [values["h"] for values in steps]
        return inputs

    def backward(self, d_outputs: list[Array]) -> list[list[Values]]:
        """Return the gradients of every layer at every step; keep those of the weights."""
        found = []
        for layer, steps in zip(self.layers[::-1], self.trace[::-1], strict=True):
            layer.clear_gradients()
            d_h, d_c, slopes = np.zeros(self.hidden_size), np.zeros(self.hidden_size), []
            for step, d_output in zip(steps[::-1], d_outputs[::-1], strict=True):
                slopes.append(self.step_back(layer, step, d_h + d_output, d_c))
                d_h, d_c = slopes[-1]["old_h"], slopes[-1]["old_c"]
            found.append(slopes[::-1])
            d_outputs = [values["x"] for values in found[-1]]
        return found[::-1]

    def gradients(self) -> Values:
        """Return the gradients of the weights under PyTorch's names."""
        names = {"W": "weight_ih", "U": "weight_hh", "b": "bias_ih", "v": "bias_hh"}
        return {
            f"{name}_l{k}": np.concatenate([layer.gradients[letter + g] for g in layer.gates])
            for k, layer in enumerate(self.layers)
            for letter, name in names.items()
        }
