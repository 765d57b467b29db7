"""The functions a cell's equations may use: how they are written, and their derivatives.

A derivative is an expression in the function's argument ``a`` and value ``y``. Most are written in
y, which a run keeps anyway: 1 − y² or y(1 − y) costs no second exponential. At a kink the
derivative is 0, as in PyTorch (``max`` and ``min`` of equal arguments split theirs in half, as
there too).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    Attributes
    ----------
    arity : int
    symbol : str
        How an equation writes it.
    is_elementwise : bool
        Whether entry j of the value depends on entry j of the argument alone.
    steepest : float
        max |derivative|; infinite where there is none. 0 for functions of two arguments.
    bounds : tuple of float, or None
        Between which its values lie, where it is a squashing function.
    """

    arity: int
    symbol: str
    is_elementwise: bool = True
    steepest: float = 0.0
    bounds: tuple[float, float] | None = None


_ANY = float("inf")

FUNCTIONS: dict[str, Function] = {
    "sigmoid": Function(1, "σ", steepest=0.25, bounds=(0.0, 1.0)),
    "hard_sigmoid": Function(1, "σ̂", steepest=0.2, bounds=(0.0, 1.0)),
    "hard_sigmoid_6": Function(1, "σ̂₆", steepest=1.0 / 6.0, bounds=(0.0, 1.0)),
    "tanh": Function(1, "tanh", steepest=1.0, bounds=(-1.0, 1.0)),
    "relu": Function(1, "relu", steepest=1.0),
    "identity": Function(1, "id", steepest=1.0),
    "softsign": Function(1, "softsign", steepest=1.0, bounds=(-1.0, 1.0)),
    "softplus": Function(1, "softplus", steepest=1.0),
    "silu": Function(1, "silu", steepest=1.0998393),
    "sin": Function(1, "sin", steepest=1.0, bounds=(-1.0, 1.0)),
    "exp": Function(1, "exp", steepest=_ANY),
    "log": Function(1, "ln", steepest=_ANY),
    "normalize": Function(1, "norm", is_elementwise=False, steepest=_ANY),
    "max": Function(2, "max"),
    "min": Function(2, "min"),
}
#: What ``cell.activations`` fills.
SLOTS = ("gate", "candidate", "output")
#: What may fill a slot: elementwise functions of one argument.
ACTIVATION_NAMES = tuple(
    name for name, it in FUNCTIONS.items() if it.arity == 1 and it.is_elementwise
)
#: ε of ``normalize``, as in ``torch.nn.LayerNorm``.
NORMALIZE_EPSILON = 1e-5

#: A derivative: (graph's building functions, a, y) → expression.
Rule = Callable[[Any, Any, Any], Any]
