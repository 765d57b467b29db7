"""The product of forget gates beside the gradient that it is often taken for.

Along the cell-state path alone a gradient is multiplied by f at each step back (by z in a GRU).
That product, the *direct cell-state path*, leaves out every way through h, and is off by orders of
magnitude where those carry most. It is what Hochreiter & Schmidhuber's truncated gradient keeps
(1997); the exact gradient is what this project streams. The textbook bound (Pascanu et al. 2013),
``(‖U‖·max|φ′|)`` per step, is for a plain RNN.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.linear import LinearLane
from app.analysis.paths import cell_to_hidden, clear_replaced
from app.analysis.rows import rescale, row_log10
from app.analysis.study import Study
from app.numerics.initialisers import initialise
from app.numerics.lane import Lane
from app.numerics.lstm import LSTMCell
from app.numerics.parameters import Array, CellSpec, Direction, Kind, gate_rows, tensor_name
from app.numerics.scaled import Exponents
from app.scenarios.resolve import Resolved
from app.scenarios.weights import InitialisedWeights

#: max |φ′| of each activation: tanh and relu 1, sigmoid ¼, hard sigmoid ⅕.
STEEPEST = {"sigmoid": 0.25, "hard_sigmoid": 0.2, "tanh": 1.0, "relu": 1.0, "identity": 1.0}
_CANDIDATE = {"lstm": "g", "gru": "n", "rnn": "a"}
KINDS: tuple[Kind, ...] = ("lstm", "gru", "rnn")


@dataclass(frozen=True)
class CellCurves:
    """One lane's curves; log10 of norms, steps of the sequence in order, −inf where nothing is.

    Attributes
    ----------
    kind : str
    own : bool
        Whether this is the scenario's cell, not one that is set beside it.
    h, c : ndarray, shape (T,), c None without a cell state
        Exact ‖∂L/∂h(t)‖, ‖∂L/∂c(t)‖.
    forget_product : ndarray, shape (T,), or None for an RNN
        Norm of what the direct cell path alone would carry to c(t) (a GRU's h(t)).
    textbook_bound : ndarray, shape (T,)
        ‖∂L/∂h(s)‖·(‖U‖·max|φ′|)^(s−t) from the last step s that is read with a gradient; U is the
        candidate's recurrent weight. A bound of an RNN's ∂L/∂h where only step s is compared; in a
        gated cell it bounds nothing.
    step_factor : float
        ‖U‖·max|φ′|.
    misleading : dict or None
        ``t`` and ``log10_factor`` where exact and direct path differ most.
    """

    kind: Kind
    own: bool
    h: Array
    c: Array | None
    forget_product: Array | None
    textbook_bound: Array
    step_factor: float
    misleading: dict[str, float] | None

    @property
    def gap(self) -> Array | None:
        """log10 of exact over direct cell path (T,): positive where the shortcut understates."""
        if self.forget_product is None:
            return None
        exact = self.h if self.c is None else self.c
        with np.errstate(invalid="ignore"):
            return exact - self.forget_product


def compare(study: Study, layer: int, direction: Direction) -> Iterator[float | CellCurves]:
    """Yield the curves of the scenario's own lane, then those of the two other kinds.

    The others have the scenario's sizes, sequence, head and loss, weights by the same initialiser
    and seed (PyTorch's and 0 where the weights are given), and no what-ifs.
    """
    number = study.resolved.spec.lanes.index((layer, direction))
    yield _curves(study, number, own=True)
    for kind in KINDS:
        if kind != study.resolved.spec.kind:
            other = Study(companion(study.resolved, kind))
            for _ in other.run():
                yield 0.5
            yield _curves(other, number, own=False)


def companion(resolved: Resolved, kind: Kind) -> Resolved:
    """Return the same scenario with a cell of another kind."""
    spec: CellSpec = replace(resolved.spec, kind=kind, peephole=False)
    given = resolved.scenario.weights
    name, seed, gain = "pytorch", 0, 1.0
    if isinstance(given, InitialisedWeights):
        name, seed, gain = given.init, given.seed, given.gain
    tensors = initialise(spec, name, seed, None, gain)
    return replace(resolved, spec=spec, tensors=tensors, c0=None, interventions=())


def _curves(study: Study, number: int, own: bool) -> CellCurves:
    lane, linear = study.lanes[number], study.linear[number]
    norms = lane.grad_norms()
    h = norms["h"].log10
    c = norms["c"].log10 if "c" in norms else None
    direct = None if lane.spec.kind == "rnn" else direct_cell_path(study, lane, linear)
    factor = _step_factor(study, lane)
    curves = CellCurves(
        kind=lane.spec.kind,
        own=own,
        h=lane.in_sequence_order(h),
        c=None if c is None else lane.in_sequence_order(c),
        forget_product=None if direct is None else lane.in_sequence_order(direct),
        textbook_bound=lane.in_sequence_order(_textbook_bound(h, factor)),
        step_factor=factor,
        misleading=None,
    )
    return replace(curves, misleading=_most_misleading(curves))


def direct_cell_path(study: Study, lane: Lane, linear: LinearLane) -> Array:
    """Return log10 of the norm of what the cell line alone carries to c(t), in reading order.

    ::

        p(t) = what the loss at t, or the layer above, sends to c(t) + f(t+1)·p(t+1)

    In a GRU c is h and f is z. f is the gate, without peepholes; a replaced state cuts the line.
    """
    arrivals, exponents = _arrivals(study, lane)
    if isinstance(lane.cell, LSTMCell):
        with np.errstate(all="ignore"):
            arrivals = arrivals * cell_to_hidden(lane, lane.cell, 0, lane.steps)
    keep = _kept(lane, linear)
    path, scale = np.zeros((1, lane.spec.hidden_size)), np.zeros(1, dtype=np.intc)
    logs = np.empty(lane.steps)
    with np.errstate(all="ignore"):
        for k in reversed(range(lane.steps)):
            if k + 1 < lane.steps:
                path *= keep[k + 1]
            if np.any(arrivals[k]):
                path += np.ldexp(arrivals[k], scale[0] - exponents[k])
            rescale(scale, path)
            logs[k] = row_log10(path, scale)[0]
    return logs


def _arrivals(study: Study, lane: Lane) -> tuple[Array, Exponents]:
    """Return what the loss or the layer above sent to every h(t) (T, H), and its scales.

    ∂L/∂h less what the next step handed back would lose digits: it is taken where it came from.
    """
    spec, H = lane.spec, lane.spec.hidden_size
    column = spec.directions.index(lane.direction) * H
    if lane.layer == spec.num_layers - 1:
        rows, exponents = study.d_features, np.zeros(lane.steps, dtype=np.intc)
    else:
        rows, exponents = study.network.d_input(lane.layer + 1)
    order = slice(None, None, lane.stride)
    return rows[order, column : column + H], exponents[order]


def _kept(lane: Lane, linear: LinearLane) -> Array:
    """Return f, or a GRU's z, by which the direct path is multiplied; 0 where the line is cut."""
    if lane.spec.kind == "gru":
        return linear.factors[:, 4]
    kept = lane.gates["f"].copy()
    clear_replaced(lane, "c", 0, kept)
    return kept


def _step_factor(study: Study, lane: Lane) -> float:
    spec = lane.spec
    weight = study.resolved.tensors[tensor_name("weight_hh", lane.layer, lane.direction)]
    block = weight[gate_rows(spec, _CANDIDATE[spec.kind])]
    return float(np.linalg.norm(block, 2)) * STEEPEST[spec.candidate]


def _textbook_bound(h: Array, factor: float) -> Array:
    """Return log10 of the bound, in reading order; −inf after the last step with a gradient."""
    bound = np.full(len(h), -np.inf)
    known = np.flatnonzero(np.isfinite(h))
    if known.size:
        last = int(known[-1])
        with np.errstate(divide="ignore", invalid="ignore"):
            powers = np.arange(last, -1, -1) * np.log10(factor)
        powers[-1] = 0.0
        bound[: last + 1] = h[last] + powers
    return bound


def _most_misleading(curves: CellCurves) -> dict[str, float] | None:
    gap = curves.gap
    if gap is None or not np.isfinite(gap).any():
        return None
    t = int(np.nanargmax(np.where(np.isfinite(gap), np.abs(gap), -1.0)))
    return {"t": t, "log10_factor": float(gap[t])}
