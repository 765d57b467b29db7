"""Squashing functions beside their derivatives.

Every derivative is written in terms of the function's value y = φ(z): the trace keeps y anyway,
and 1 − y² or y(1 − y) costs no second exponential. For the two with kinks the derivative at the
kink is 0, as in PyTorch.

The sigmoid is 1/(1 + exp(−z)), exact to the last bits also for a closed gate. The form by tanh
loses all relative accuracy there (at z = −40 it is 100 % wrong), which a log scale shows. exp(−z)
overflows to infinity below z = −709 and then gives the correct 0: callers run these functions
under ``np.errstate(over="ignore")``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.numerics.parameters import Array

# 0-d arrays: a Python float would be converted anew in every call of a ufunc.
ONE = np.array(1.0)
_ZERO = np.array(0.0)
_FIFTH = np.array(0.2)
_HALF = np.array(0.5)

Squash = Callable[[Array, Array], object]


@dataclass(frozen=True, slots=True)
class Activation:
    """A function and its derivative, both into a given array.

    Attributes
    ----------
    squash : callable (z, out)
        Writes φ(z) into ``out``, an array of z's shape that does not overlap z.
    slope : callable (y, out)
        Writes φ′ at the point where φ(z) = y into ``out``, which does not overlap y.
    """

    squash: Squash
    slope: Squash


# Called once a step: looking names up in `np` there would cost as much as a fifth of the work.
_add, _exp, _negative, _reciprocal = np.add, np.exp, np.negative, np.reciprocal


def _sigmoid(z: Array, out: Array) -> None:
    _negative(z, out)
    _exp(out, out)
    _add(out, ONE, out)
    _reciprocal(out, out)


def _sigmoid_slope(y: Array, out: Array) -> None:
    np.subtract(ONE, y, out)
    np.multiply(out, y, out)


def _hard_sigmoid(z: Array, out: Array) -> None:
    np.multiply(z, _FIFTH, out)
    np.add(out, _HALF, out)
    np.maximum(out, _ZERO, out=out)
    np.minimum(out, ONE, out=out)


def _hard_sigmoid_slope(y: Array, out: Array) -> None:
    np.multiply((y > _ZERO) & (y < ONE), _FIFTH, out)


def _tanh_slope(y: Array, out: Array) -> None:
    np.multiply(y, y, out)
    np.subtract(ONE, out, out)


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, _ZERO, out=out)


def _relu_slope(y: Array, out: Array) -> None:
    out[...] = y > _ZERO


def _identity(z: Array, out: Array) -> None:
    out[...] = z


def _identity_slope(y: Array, out: Array) -> None:  # noqa: ARG001 - the slope is 1 everywhere
    out[...] = ONE


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(_sigmoid, _sigmoid_slope),
    "hard_sigmoid": Activation(_hard_sigmoid, _hard_sigmoid_slope),
    "tanh": Activation(np.tanh, _tanh_slope),
    "relu": Activation(_relu, _relu_slope),
    "identity": Activation(_identity, _identity_slope),
}
