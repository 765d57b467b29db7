"""The product of forget gates beside the gradient that it is often taken for.

Along the direct path alone (`app.cells.direct`) a gradient is multiplied by f at each step back, in
a GRU by z. That product, the *direct cell-state path*, leaves out every way through h, and is off
by orders of magnitude where those carry most. It is what Hochreiter & Schmidhuber's truncated
gradient keeps (1997); the exact gradient is what this project streams. The textbook bound (Pascanu
et al. 2013), ``(‖U‖·max|φ′|)`` per step, is for a plain RNN.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.rows import rescale, row_log10
from app.analysis.study import Study
from app.cells.direct import DirectPath, memory_path, memory_state
from app.cells.models import model_of
from app.cells.names import OUTPUT
from app.cells.roles import recurrent_candidate
from app.numerics.evaluate import Evaluation
from app.numerics.initialisers import initialise
from app.numerics.lane import Lane
from app.numerics.parameters import Array, Direction, LayerSpec, NetworkSpec
from app.scenarios.resolve import Resolved
from app.scenarios.weights import InitialisedWeights

#: What is set beside a cell: PyTorch's three.
KINDS = ("lstm", "gru", "rnn")


@dataclass(frozen=True)
class CellCurves:
    """One lane's curves; log10 of norms, steps of the sequence in order, −inf where nothing is.

    Attributes
    ----------
    kind : str
    own : bool
        Whether this is the scenario's cell, not one that is set beside it.
    states : dict
        State → (T,), exact ‖∂L/∂state(t)‖; h first.
    memory : str
        The state that the direct path runs along; h without one.
    forget_product : ndarray, shape (T,), or None without a direct path
        Norm of what the direct cell-state path alone would carry to the memory.
    textbook_bound : ndarray, shape (T,), or None
        ‖∂L/∂h(s)‖·(‖U‖·max|φ′|)^(s−t) from the last step s that is read with a gradient; U is the
        candidate's recurrent weight; None where no matrix carries a state into a candidate.
    step_factor : float or None
        ‖U‖·max|φ′|.
    is_plain : bool
        Whether a step is nothing but φ(… + U h): then the bound bounds ∂L/∂h where only step s is
        compared. In a gated cell it bounds nothing.
    misleading : dict or None
        ``t`` and ``log10_factor`` where exact and direct path differ most.
    """

    kind: str
    own: bool
    states: dict[str, Array]
    memory: str
    forget_product: Array | None
    textbook_bound: Array | None
    step_factor: float | None
    is_plain: bool
    misleading: dict[str, float] | None

    @property
    def gap(self) -> Array | None:
        """log10 of exact over direct cell path (T,): positive where the shortcut understates."""
        if self.forget_product is None:
            return None
        with np.errstate(invalid="ignore"):
            return self.states[self.memory] - self.forget_product


def compare(study: Study, layer: int, direction: Direction) -> Iterator[float | CellCurves]:
    """Yield the curves of the scenario's own lane, then those of the other kinds of PyTorch.

    The others have the scenario's sizes, sequence, head and loss, weights by the same initialiser
    and seed (PyTorch's and 0 where the weights are given), and no what-ifs.
    """
    spec = study.resolved.spec
    number = spec.lanes.index((layer, direction))
    yield _curves(study, number, own=True)
    for kind in KINDS:
        if kind != spec.layers[layer].cell.kind:
            other = Study(companion(study.resolved, kind))
            for _ in other.run():
                yield 0.5
            yield _curves(other, number, own=False)


def companion(resolved: Resolved, kind: str) -> Resolved:
    """Return the same scenario with a cell of another kind in every layer."""
    layers = tuple(_companion_layer(layer, kind) for layer in resolved.spec.layers)
    spec = NetworkSpec(resolved.spec.input_size, layers)
    given = resolved.scenario.weights
    name, seed, gain = "pytorch", 0, 1.0
    if isinstance(given, InitialisedWeights):
        name, seed, gain = given.init, given.seed, given.gain
    tensors = initialise(spec, name, seed, None, gain)
    initial = {state: rows for state, rows in resolved.initial.items() if state == OUTPUT}
    return replace(resolved, spec=spec, tensors=tensors, initial=initial, interventions=())


def _companion_layer(layer: LayerSpec, kind: str) -> LayerSpec:
    """Return a layer whose h has the same size, without a projection."""
    options = replace(layer.cell.definition.options, is_projected=False)
    cell = model_of(kind, options)
    return replace(layer, cell=cell, hidden_size=layer.output_size)


def _curves(study: Study, number: int, own: bool) -> CellCurves:
    lane = study.lanes[number]
    definition = lane.model.definition
    norms = lane.grad_norms()
    states = {state: norms[state].log10 for state in lane.model.states}
    path = memory_path(definition)
    direct = None if path is None else direct_cell_path(study, lane, path)
    factor, candidate = step_factor(lane), recurrent_candidate(definition)
    bound = None if factor is None else _textbook_bound(states[OUTPUT], factor)
    curves = CellCurves(
        kind=lane.model.kind,
        own=own,
        states={state: lane.in_sequence_order(logs) for state, logs in states.items()},
        memory=memory_state(definition),
        forget_product=None if direct is None else lane.in_sequence_order(direct),
        textbook_bound=None if bound is None else lane.in_sequence_order(bound),
        step_factor=factor,
        is_plain=candidate is not None and candidate.is_state,
        misleading=None,
    )
    return replace(curves, misleading=_most_misleading(curves))


def direct_cell_path(study: Study, lane: Lane, path: DirectPath) -> Array:
    """Return log10 of the norm of what the direct path alone carries, in reading order.

    ::

        p(t) = what the loss at t, or the layer above, sends to c(t) + f(t+1)·p(t+1)

    with the memory for c and the path's factor for f; a replaced state cuts the line.
    """
    arrivals, exponents = study.arrivals(lane)
    with np.errstate(all="ignore"):
        arrivals = _sent_to(lane, path.state, arrivals)
        kept = _kept(lane, path)
    width = lane.spec.state_size(path.state)
    carried, scale = np.zeros((1, width)), np.zeros(1, dtype=np.intc)
    logs = np.empty(lane.steps)
    with np.errstate(all="ignore"):
        for k in reversed(range(lane.steps)):
            if k + 1 < lane.steps:
                carried *= kept[k + 1]
            if np.any(arrivals[k]):
                carried += np.ldexp(arrivals[k], scale[0] - exponents[k])
            rescale(scale, carried)
            logs[k] = row_log10(carried, scale)[0]
    return logs


def _sent_to(lane: Lane, state: str, d_h: Array) -> Array:
    """Return what h hands of its gradient to another state of the same step, (T, ·).

    Where h's own equation reads the state, through that alone (what an output gate sees of c
    through a peephole is left out); else through whatever reads it.
    """
    if state == OUTPUT:
        return d_h
    equations, graph = lane.cell.plan.equations, lane.cell.graph
    readings = equations.of("value", state)
    own = [it for it in readings if it.by == OUTPUT]
    numbers = tuple(it.term for it in (own or readings))
    leaves = {number: name for name, number in equations.gradients.items() if _is_leaf(lane, name)}
    evaluation = Evaluation(graph, numbers, {*lane.cell.plan.known_numbers, *leaves})
    inner = [it for it in evaluation.leaves if it not in leaves]
    known = lane.cell.known(0, lane.steps, inner)
    known |= {it: d_h if name == OUTPUT else np.zeros(()) for it, name in leaves.items()}
    found = evaluation.run(known, lane.cell.weights.matrices)
    total = np.zeros((lane.steps, lane.spec.state_size(state)))
    for number in dict.fromkeys(numbers):
        total = total + found[number] * numbers.count(number)
    return total


def _is_leaf(lane: Lane, name: str) -> bool:
    return name in lane.model.states


def _kept(lane: Lane, path: DirectPath) -> Array:
    """Return by what the direct path is multiplied at each step; 0 where the line is cut."""
    factor = lane.nodes((path.factor,), 0, lane.steps)[path.factor]
    return factor * lane.cell.kept(path.state, 0, lane.steps)


def step_factor(lane: Lane) -> float | None:
    """Return ‖U‖·max|φ′| of the candidate; None where no matrix carries a state into one.

    Where several matrices carry states into it, of all of them side by side.
    """
    candidate = recurrent_candidate(lane.model.definition)
    if candidate is None or not np.isfinite(candidate.steepest):
        return None
    parts = []
    for matrices in candidate.products.values():
        terms = [
            sign
            * (
                lane.cell.weights.matrices[name].T
                if is_transposed
                else lane.cell.weights.matrices[name]
            )
            for name, is_transposed, sign in matrices
        ]
        parts.append(sum(terms[1:], terms[0]))
    return float(np.linalg.norm(np.concatenate(parts, axis=1), 2)) * candidate.steepest


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
