"""Recurrent cells written out once more, in the plainest way, to compare the examples with."""

from typing import Any

import numpy as np

from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario


def squash(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-z))


def lstm(scenario: Scenario) -> dict[str, Any]:
    """Run one LSTM layer forwards and backwards; L is the sum of the last step's h.

    Returns
    -------
    dict
        ``f``, ``d_h``, ``d_c`` of shape (T, H): forget gates, ∂L/∂h and ∂L/∂c.
    """
    given = resolve(scenario)
    w, u, bias = (_lstm_tensor(given.tensors, part) for part in ("weight_ih", "weight_hh", "bias"))
    size = given.spec.layers[0].hidden_size
    h, c = np.zeros(size), np.zeros(size)
    steps = []
    for x in given.x:
        z_i, z_f, z_g, z_o = np.split(w @ x + u @ h + bias, 4)
        i, f, g, o = squash(z_i), squash(z_f), np.tanh(z_g), squash(z_o)
        before, c = c, f * c + i * g
        h = o * np.tanh(c)
        steps.append((i, f, g, o, before, c))
    d_h, d_c, backward = np.ones(size), np.zeros(size), []
    for i, f, g, o, before, c in reversed(steps):
        d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
        backward.append((d_h, d_c))
        d_z = (
            d_c * g * i * (1 - i),
            d_c * before * f * (1 - f),
            d_c * i * (1 - g**2),
            d_h * np.tanh(c) * o * (1 - o),
        )
        d_h, d_c = u.T @ np.concatenate(d_z), d_c * f
    d_hs, d_cs = (np.array(rows[::-1]) for rows in zip(*backward, strict=True))
    return {"f": np.array([step[1] for step in steps]), "d_h": d_hs, "d_c": d_cs}


def _lstm_tensor(tensors: dict[str, np.ndarray], part: str) -> np.ndarray:
    if part != "bias":
        return tensors[f"{part}_l0"]
    biases = [tensor for name, tensor in tensors.items() if name.startswith("bias")]
    return np.sum(biases, axis=0) if biases else np.zeros(len(tensors["weight_hh_l0"]))


def tanh_rnn_gradient_norm(scenario: Scenario, unit: int) -> float:
    """Return the norm of the gradient of one unit's last h by every weight and bias of a layer."""
    given = resolve(scenario)
    w, u = given.tensors["weight_ih_l0"], given.tensors["weight_hh_l0"]
    bias = given.tensors["bias_ih_l0"] + given.tensors["bias_hh_l0"]
    hs = [np.zeros(len(u))]
    for x in given.x:
        hs.append(np.tanh(w @ x + u @ hs[-1] + bias))
    d_h = np.eye(len(u))[unit]
    d_w, d_u, d_bias = np.zeros_like(w), np.zeros_like(u), np.zeros_like(bias)
    for x, before, h in zip(given.x[::-1], hs[-2::-1], hs[:0:-1], strict=True):
        d_z = d_h * (1 - h**2)
        d_w, d_u, d_bias = d_w + np.outer(d_z, x), d_u + np.outer(d_z, before), d_bias + d_z
        d_h = u.T @ d_z
    squares = (d_w**2).sum() + (d_u**2).sum() + 2 * (d_bias**2).sum()
    return float(np.sqrt(squares))
