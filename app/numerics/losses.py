"""The scalar that is differentiated, as a function of the network's outputs.

Outputs are y (T, O): the head's read-out, or the top layer's h without a head. Each loss returns
its value, each step's share of it, and its exact derivative with respect to every output.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.numerics.parameters import Array

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class LossValue:
    """A loss at one point.

    Attributes
    ----------
    value : float
    shares : dict
        Step → what that step adds to ``value``; only steps that are compared.
    d_outputs : ndarray, shape (T, O)
        ∂L/∂y.
    """

    value: float
    shares: dict[int, float]
    d_outputs: Array


def _collect(outputs: Array, steps: Indices, per_step: Array, d_compared: Array) -> LossValue:
    d_outputs = np.zeros_like(outputs)
    d_outputs[steps] = d_compared
    shares = {int(t): float(share) for t, share in zip(steps, per_step, strict=True)}
    return LossValue(float(np.sum(per_step)), shares, d_outputs)


@dataclass(frozen=True, slots=True)
class Probe:
    """L = y[step, unit], or the sum over all outputs at ``step`` when ``unit`` is None."""

    step: int
    unit: int | None = None

    def evaluate(self, outputs: Array) -> LossValue:
        """Return the loss and its derivative at ``outputs`` (T, O)."""
        chosen = slice(None) if self.unit is None else slice(self.unit, self.unit + 1)
        d_outputs = np.zeros_like(outputs)
        d_outputs[self.step, chosen] = 1.0
        value = float(np.sum(outputs[self.step, chosen]))
        return LossValue(value, {self.step: value}, d_outputs)


@dataclass(frozen=True, slots=True)
class SquaredError:
    """½·Σ(y − target)², or with ``mean`` the mean of (y − target)² (``torch.nn.MSELoss``).

    Attributes
    ----------
    steps : ndarray of int, shape (S,)
        Compared steps, without repetition.
    targets : ndarray, shape (S, O)
    mean : bool
    """

    steps: Indices
    targets: Array
    mean: bool

    def evaluate(self, outputs: Array) -> LossValue:
        """Return the loss and its derivative at ``outputs`` (T, O)."""
        error = outputs[self.steps] - self.targets
        scale = 1.0 / error.size if self.mean else 0.5
        per_step = scale * np.sum(error * error, axis=1)
        return _collect(outputs, self.steps, per_step, (2.0 * scale) * error)


@dataclass(frozen=True, slots=True)
class CrossEntropy:
    """−log softmax(y)[class], averaged over the compared steps (``torch.nn.CrossEntropyLoss``).

    Attributes
    ----------
    steps : ndarray of int, shape (S,)
        Compared steps, without repetition.
    classes : ndarray of int, shape (S,)
        Class ids in 0 … O−1.
    """

    steps: Indices
    classes: Indices

    def evaluate(self, outputs: Array) -> LossValue:
        """Return the loss and its derivative at ``outputs`` (T, O)."""
        # The largest logit is subtracted first: exp of a large logit would overflow.
        compared = outputs[self.steps]
        shifted = compared - np.max(compared, axis=1, keepdims=True)
        exponentials = np.exp(shifted)
        totals = np.sum(exponentials, axis=1, keepdims=True)
        rows = np.arange(len(self.steps))
        count = len(self.steps)
        per_step = (np.log(totals[:, 0]) - shifted[rows, self.classes]) / count
        d_compared = exponentials / totals
        d_compared[rows, self.classes] -= 1.0
        return _collect(outputs, self.steps, per_step, d_compared / count)


Loss = Probe | SquaredError | CrossEntropy
