"""Which path a gradient took: the gradient of every state as the sum of its parts.

∂L/∂state(t) is the sum over everything that reads the state: equations of the same step, equations
of the step that the lane reads next, and, for h, the loss or the layer above. Each reading is an
expression of `app.cells.readings`; every part is computed from its own factors, never as the
remainder of the others: that they add up is a test of the whole backward pass.

For an LSTM these are::

    ∂L/∂h(t) = from the loss at t or the layer above + Σ U_kᵀ ∂L/∂z_k(t+1)
    ∂L/∂c(t) = f(t+1)·∂L/∂c(t+1)                                          along the cell-state path
             + o·output′(c)·∂L/∂h(t)                                      through h(t)
             + p_o·∂L/∂z_o(t) + p_i·∂L/∂z_i(t+1) + p_f·∂L/∂z_f(t+1)       through peepholes
"""

from dataclasses import dataclass

import numpy as np

from app.cells.definition import OUTPUT
from app.numerics.lane import Lane
from app.numerics.parameters import Array
from app.numerics.scaled import Exponents, Norms, norms_of, unscaled

#: What h receives from outside the lane: in the top layer, and in the others.
LOSS, ABOVE = "loss", "above"

#: State → names of its parts.
Names = dict[str, tuple[str, ...]]


def part_names(lane: Lane, is_top: bool) -> Names:
    """Return the names of the parts of each state's gradient.

    Returns
    -------
    dict
        ``h`` first has ``loss`` in the top layer, ``above`` in the others. Then come the cell's
        own parts (`CellModel.path_names`): of an LSTM's h the row blocks of step t+1, of its c
        ``line``, ``h`` and ``peephole``; of a cell without such names one for each reading:
        ``o``, the equation of o at this step, and ``o+``, that at the step read next.
    """
    names: Names = {}
    for state, parts in lane.paths.items():
        outside = ((LOSS if is_top else ABOVE),) if state == OUTPUT else ()
        names[state] = (*outside, *parts)
    return names


@dataclass(frozen=True, slots=True)
class Paths:
    """The parts of a lane's gradients at consecutive reading positions.

    Attributes
    ----------
    names : dict
        See `part_names`; all parts in this order, those of h first.
    parts : tuple of ndarray, each (n, ·)
        As scaled: true value = part · 2**−exponents.
    exponents : ndarray of int, shape (n,)
    """

    names: Names
    parts: tuple[Array, ...]
    exponents: Exponents

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """(state, part) of each entry of ``parts``."""
        return tuple((state, name) for state, names in self.names.items() for name in names)

    def vectors(self) -> dict[tuple[str, str], Array]:
        """Return (state, part) → (n, ·) in true scale."""
        return {
            key: unscaled(part, self.exponents)
            for key, part in zip(self.keys, self.parts, strict=True)
        }

    def norms(self) -> Norms:
        """Return the L2 norm of every part, (P, n)."""
        found = norms_of(self.parts, self.exponents)
        value = np.stack([norm.value for norm in found])
        return Norms(value, np.stack([norm.log10 for norm in found]))


def gradient_paths(lane: Lane, start: int, stop: int) -> Paths:
    """Split the gradients of reading positions ``start`` to ``stop`` by where they came from.

    Parameters
    ----------
    lane : Lane
        Its newest call of `Lane.backward` must have computed these positions.
    start, stop : int

    Raises
    ------
    ValueError
        If other positions were computed last.
    """
    arrival = lane.arrival
    if arrival is None or not arrival.start <= start <= stop <= arrival.stop:
        raise ValueError(f"positions {start} to {stop} were not the last to be computed")
    inside = slice(start - arrival.start, stop - arrival.start)
    exponents = lane.exponents[start:stop]
    with np.errstate(all="ignore"):
        shift = exponents - arrival.exponents[inside]
        outside = unscaled(arrival.values[inside], -shift)
        own = lane.path_parts(start, stop)
    names = part_names(lane, lane.is_top)
    parts = tuple(
        outside if name in (LOSS, ABOVE) and state == OUTPUT and position == 0 else own[state, name]
        for state, of_state in names.items()
        for position, name in enumerate(of_state)
    )
    return Paths(names, parts, exponents)
