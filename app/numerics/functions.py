"""The functions of `app.cells.functions` and their slopes as NumPy calls into given arrays.

The sigmoid is 1/(1 + exp(−z)), exact to the last bits also for a closed gate. The form by tanh
loses all relative accuracy there (at z = −40 it is 100 % wrong), which a log scale shows. exp(−z)
overflows to infinity below z = −709 and then gives the correct 0: callers run these functions
under ``np.errstate(all="ignore")``.
"""

from collections.abc import Callable

import numpy as np

from app.cells.functions import NORMALIZE_EPSILON
from app.numerics.parameters import Array

# 0-d arrays: a Python float would be converted anew in every call of a ufunc.
ONE = np.array(1.0)
_ZERO = np.array(0.0)
_FIFTH = np.array(0.2)
_SIXTH = np.array(1.0 / 6.0)
_HALF = np.array(0.5)

#: Writes a function of the first array into the second, which does not overlap it.
Into = Callable[[Array, Array], object]

# Called once a step: looking names up in `np` there would cost as much as a fifth of the work.
_add, _exp, _negative, _reciprocal = np.add, np.exp, np.negative, np.reciprocal


def _sigmoid(z: Array, out: Array) -> None:
    _negative(z, out)
    _exp(out, out)
    _add(out, ONE, out)
    _reciprocal(out, out)


def _hard(slope: Array) -> Into:
    def hard_sigmoid(z: Array, out: Array) -> None:
        np.multiply(z, slope, out)
        np.add(out, _HALF, out)
        np.maximum(out, _ZERO, out=out)
        np.minimum(out, ONE, out=out)

    return hard_sigmoid


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, _ZERO, out=out)


def _identity(z: Array, out: Array) -> None:
    out[...] = z


def _softsign(z: Array, out: Array) -> None:
    np.abs(z, out)
    np.add(out, ONE, out)
    np.divide(z, out, out)


def _softplus(z: Array, out: Array) -> None:
    np.logaddexp(_ZERO, z, out)


def _silu(z: Array, out: Array) -> None:
    _sigmoid(z, out)
    # Below z = −745 the sigmoid is 0, and so is its product with z, but for −inf.
    np.multiply(z, out, out)


def _normalize(z: Array, out: Array) -> None:
    """Layer normalisation along the last axis, without an affine part (Ba et al. 2016)."""
    np.subtract(z, z.mean(axis=-1, keepdims=True), out)
    variance = np.mean(out * out, axis=-1, keepdims=True)
    np.divide(out, np.sqrt(variance + NORMALIZE_EPSILON), out)


def normalize_back(y: Array, z: Array, d_y: Array) -> Array:
    """Return ∂L/∂z of y = normalize(z) along the last axis.

    ``(∂L/∂y − mean(∂L/∂y) − y·mean(∂L/∂y·y)) / √(var z + ε)``
    """
    scale = np.sqrt(z.var(axis=-1, keepdims=True) + NORMALIZE_EPSILON)
    inner = d_y - d_y.mean(axis=-1, keepdims=True) - y * (d_y * y).mean(axis=-1, keepdims=True)
    return np.asarray(inner / scale)


#: Name → φ(z) into out.
FUNCTIONS: dict[str, Into] = {
    "sigmoid": _sigmoid,
    "hard_sigmoid": _hard(_FIFTH),
    "hard_sigmoid_6": _hard(_SIXTH),
    "tanh": np.tanh,
    "relu": _relu,
    "identity": _identity,
    "softsign": _softsign,
    "softplus": _softplus,
    "silu": _silu,
    "sin": np.sin,
    "exp": np.exp,
    "log": np.log,
    "normalize": _normalize,
}


def _sigmoid_slope(y: Array, out: Array) -> None:
    np.subtract(ONE, y, out)
    np.multiply(out, y, out)


def _hard_slope(slope: Array) -> Into:
    def slope_of(y: Array, out: Array) -> None:
        np.multiply((y > _ZERO) & (y < ONE), slope, out)

    return slope_of


def _tanh_slope(y: Array, out: Array) -> None:
    np.multiply(y, y, out)
    np.subtract(ONE, out, out)


def _relu_slope(y: Array, out: Array) -> None:
    out[...] = y > _ZERO


def _softsign_slope(y: Array, out: Array) -> None:
    np.abs(y, out)
    np.subtract(ONE, out, out)
    np.multiply(out, out, out)


def _silu_slope(z: Array, out: Array) -> None:
    gate = np.empty_like(out)
    _sigmoid(z, gate)
    np.subtract(ONE, gate, out)
    np.multiply(out, z, out)
    np.add(out, ONE, out)
    np.multiply(out, gate, out)


#: Name → φ′ into out, from φ's value or its argument (`app.cells.graph.SLOPE_OF`).
SLOPES: dict[str, Into] = {
    "sigmoid": _sigmoid_slope,
    "hard_sigmoid": _hard_slope(_FIFTH),
    "hard_sigmoid_6": _hard_slope(_SIXTH),
    "tanh": _tanh_slope,
    "relu": _relu_slope,
    "softsign": _softsign_slope,
    "softplus": _sigmoid,
    "silu": _silu_slope,
    "sin": np.cos,
}
