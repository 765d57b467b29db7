"""Which path a gradient took: ∂L/∂h(t) and ∂L/∂c(t) as sums of their parts.

::

    ∂L/∂h(t) = from the loss at t or the layer above + Σ U_kᵀ ∂L/∂z_k(t+1) + directly (GRU)
    ∂L/∂c(t) = f(t+1)·∂L/∂c(t+1)                                          along the cell-state path
             + o·output′(c)·∂L/∂h(t)                                      through h(t)
             + p_o·∂L/∂z_o(t) + p_i·∂L/∂z_i(t+1) + p_f·∂L/∂z_f(t+1)       through peepholes

t+1 is the step that the lane reads next. Every part is computed from its own factors, never as the
remainder of the others: that they add up is a test of the whole backward pass.
"""

from dataclasses import dataclass

import numpy as np

from app.numerics.lane import Lane
from app.numerics.lstm import LSTMCell, PeepholeLSTMCell
from app.numerics.parameters import Array, CellSpec
from app.numerics.scaled import Exponents, Norms, row_norms, unscaled

#: Where a part of ∂L/∂c or ∂L/∂h comes from, beside the gates' own names.
LINE, HIDDEN, PEEPHOLE = "line", "h", "peephole"
LOSS, ABOVE, DIRECT = "loss", "above", "direct"

#: Wanted state ("h", "c") → names of its parts.
Names = dict[str, tuple[str, ...]]


def part_names(spec: CellSpec, layer: int) -> Names:
    """Return the names of the parts of each state's gradient in a layer.

    Returns
    -------
    dict
        ``h``: ``loss`` in the top layer, ``above`` in the others; the row blocks of step t+1 (``n``
        is through u, which r resets); ``direct`` in a GRU. ``c`` (LSTM): ``line``, ``h``, and
        ``peephole`` where there are peepholes.
    """
    source = LOSS if layer == spec.num_layers - 1 else ABOVE
    direct = (DIRECT,) if spec.kind == "gru" else ()
    names: Names = {"h": (source, *spec.row_blocks, *direct)}
    if spec.has_cell_state:
        names["c"] = (LINE, HIDDEN, PEEPHOLE) if spec.peephole else (LINE, HIDDEN)
    return names


@dataclass(frozen=True, slots=True)
class Paths:
    """The parts of a lane's ∂L/∂h and ∂L/∂c at consecutive reading positions.

    Attributes
    ----------
    names : dict
        See `part_names`; all parts in this order, those of h first.
    parts : ndarray, shape (P, n, H)
        As scaled: true value = parts · 2**−exponents.
    exponents : ndarray of int, shape (n,)
    """

    names: Names
    parts: Array
    exponents: Exponents

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """(state, part) of each entry of ``parts``."""
        return tuple((state, name) for state, names in self.names.items() for name in names)

    def vectors(self) -> dict[tuple[str, str], Array]:
        """Return (state, part) → (n, H) in true scale."""
        return {
            key: unscaled(part, self.exponents)
            for key, part in zip(self.keys, self.parts, strict=True)
        }

    def norms(self) -> Norms:
        """Return the L2 norm of every part, (P, n)."""
        P, n, H = self.parts.shape
        found = row_norms(self.parts.reshape(P * n, H), np.tile(self.exponents, P))
        return Norms(found.value.reshape(P, n), found.log10.reshape(P, n))


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
    H, names = lane.spec.hidden_size, part_names(lane.spec, lane.layer)
    parts = np.empty((sum(map(len, names.values())), stop - start, H))
    inside = slice(start - arrival.start, stop - arrival.start)
    exponents = lane.exponents[start:stop]
    with np.errstate(all="ignore"):
        shift = exponents - arrival.exponents[inside]
        parts[0] = unscaled(arrival.values[inside], -shift)
        later = _later_rows(lane, start, stop)
        _through_blocks(lane, later, parts[1 : len(names["h"])])
        if isinstance(lane.cell, LSTMCell):
            _of_cell_state(lane, lane.cell, later, start, parts[len(names["h"]) :])
    return Paths(names, parts, exponents)


def _later_rows(lane: Lane, start: int, stop: int) -> Array:
    """Return what each position receives: the rows (n, B, H) of the one after, in its scale."""
    later = lane.cell.back[start + 1 : stop + 1]
    own = lane.exponents[start:stop]
    theirs = own.copy()
    count = min(stop, lane.steps - 1) - start
    theirs[:count] = lane.exponents[start + 1 : start + 1 + count]
    return unscaled(later, theirs - own)


def _through_blocks(lane: Lane, later: Array, parts: Array) -> None:
    """Write U_kᵀ δ_k(t+1) for each row block k, and what a GRU hands on directly."""
    cell, H = lane.cell, lane.spec.hidden_size
    first = cell.back_layout[2]
    for column, name in enumerate(cell.recurrent_blocks):
        weight = cell.recurrent_weight[:, column * H : (column + 1) * H]
        row = lane.spec.row_blocks.index(name)
        np.matmul(later[:, first + column], weight.T, out=parts[row])
    if lane.spec.kind == "gru":
        parts[-1] = later[:, 4]


def _of_cell_state(lane: Lane, cell: LSTMCell, later: Array, start: int, parts: Array) -> None:
    stop = start + len(later)
    slopes = cell_to_hidden(lane, cell, start, stop)
    np.multiply(slopes, cell.d_h[start:stop], out=parts[1])
    if not isinstance(cell, PeepholeLSTMCell):
        parts[0] = later[:, 5]
        return
    count = min(stop, lane.steps - 1) - start
    parts[0, count:] = 0.0
    forget = cell.gates["f"][start + 1 : start + 1 + count]
    np.multiply(forget, later[:count, 0], out=parts[0, :count])
    clear_replaced(lane, "c", start + 1, parts[0, :count])
    p_i, p_f, p_o = cell.peephole
    parts[2] = p_o * cell.back[start:stop, 1] + p_i * later[:, 2] + p_f * later[:, 3]


def cell_to_hidden(lane: Lane, cell: LSTMCell, start: int, stop: int) -> Array:
    """Return ∂h/∂c (n, H) without the peephole's part: o·output′(c), 0 where h was replaced."""
    slopes = cell.cell_to_hidden(start, stop)
    clear_replaced(lane, "h", start, slopes)
    return slopes


def clear_replaced(lane: Lane, target: str, start: int, rows: Array) -> None:
    """Set to zero what a replaced value hands on; row 0 is position ``start``."""
    for name, inside, units in lane.replaced(start, start + len(rows)):
        if name == target:
            rows[inside.start - start : inside.stop - start, units] = 0.0
