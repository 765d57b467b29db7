"""What the calls of a plan are: NumPy's functions, and ours, by name."""

from typing import Any

import numpy as np

from app.numerics.functions import FUNCTIONS, SLOPES, normalize_back
from app.numerics.parameters import Array


def _maximum(a: Array, b: Array, out: Array) -> None:
    np.maximum(a, b, out=out)


def _minimum(a: Array, b: Array, out: Array) -> None:
    np.minimum(a, b, out=out)


# NumPy will not take the output of its maximum and minimum as a third argument.
_UFUNCS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide,
    "max": _maximum, "min": _minimum, "neg": np.negative,
}  # fmt: skip


def shared_constant(key: tuple[Any, ...]) -> Any:
    """Return what a step's constant is in every lane; None where that differs."""
    kind, *rest = key
    match kind:
        case "function":
            return function_of(rest[0])
        case "number":
            return np.array(rest[0])
        case "name":
            return rest[0]
    return None


def function_of(name: str) -> Any:  # noqa: PLR0911 - a table
    """Return the function (…, out) of an operation: ``add``, ``apply:tanh``, ``clip:3.0`` …"""
    if name in _UFUNCS:
        return _UFUNCS[name]
    kind, _, which = name.partition(":")
    match kind:
        case "apply":
            return FUNCTIONS[which]
        case "slope":
            return SLOPES[which]
        case "copy":
            return _copy
        case "clip":
            return _clip(float(which))
        case "inside":
            return _inside(float(which))
        case "normalize_back":
            return _normalize_back
        case "wins":
            return _wins
    raise KeyError(name)


def is_plain(name: str) -> bool:
    """Whether an operation is a function of NumPy that may write over an argument."""
    return name in _UFUNCS


def _copy(source: Array, out: Array) -> None:
    out[...] = source


def _clip(bound: float) -> Any:
    low, high = np.array(-bound), np.array(bound)

    def clip(a: Array, out: Array) -> None:
        np.maximum(a, low, out=out)
        np.minimum(out, high, out=out)

    return clip


def _inside(bound: float) -> Any:
    def inside(a: Array, out: Array) -> None:
        out[...] = np.abs(a) <= bound

    return inside


def _wins(a: Array, b: Array, out: Array) -> None:
    out[...] = (a > b) + 0.5 * (a == b)


def _normalize_back(y: Array, z: Array, d_y: Array, out: Array) -> None:
    out[...] = normalize_back(y, z, d_y)
