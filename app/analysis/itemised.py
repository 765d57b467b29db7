"""How much each loss sent to each step: every step's loss backpropagated on its own, all at once.

The gradient that a trace shows is a sum over the steps that the loss compares. Here each of those
steps (a *source* s) is kept apart: sources are the rows of a batch, so that a step back in time is
one product of matrices. Only norms are kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.analysis.linear import LinearLane, States
from app.analysis.pulling import Work
from app.analysis.rows import common_scale, rescale, row_log10
from app.analysis.study import Study
from app.cells.names import OUTPUT
from app.numerics.losses import Probe
from app.numerics.merging import handed_back_at
from app.numerics.parameters import Array
from app.numerics.scaled import Exponents

#: Numbers that the inputs of one layer may take while a bidirectional one is computed.
_BLOCK_NUMBERS = 4_000_000


@dataclass(frozen=True)
class Itemised:
    """log10 of L2 norms; −inf where nothing arrives.

    Attributes
    ----------
    sources : tuple of int
        Steps s, ascending.
    states : tuple of dict
        For each lane, in PyTorch's order: state → ndarray (S, T), the norm of ∂L_s/∂state(t).
    x : ndarray, shape (S, T)
        Norm of ∂L_s/∂x(t), of the network's input, through both directions.
    """

    sources: tuple[int, ...]
    states: tuple[dict[str, Array], ...]
    x: Array


def source_seeds(study: Study, sources: Sequence[int]) -> Array:
    """Return ∂L_s/∂ of the top layer's h at s, (S, H·directions).

    For a loss that looks at several steps L_s is the share of step s. A probe looks at one; its L_s
    is the same probe put at step s.
    """
    loss, head = study.resolved.loss, study.network.head
    if not isinstance(loss, Probe):
        return study.d_features[list(sources)]
    output = study.loss.d_outputs[loss.step]
    seed = output if head is None else output @ head.weight
    return np.tile(seed, (len(sources), 1))


def possible_sources(study: Study) -> tuple[int, ...]:
    """Return the steps that have a loss of their own: every one with a probe."""
    return tuple(range(study.steps)) if _is_probe(study) else study.compared


def _is_probe(study: Study) -> bool:
    return isinstance(study.resolved.loss, Probe)


def spread(sources: Sequence[int], most: int) -> tuple[int, ...]:
    """Return at most ``most`` of the sources, evenly spread, the last one among them."""
    if len(sources) <= most:
        return tuple(sources)
    picked = np.linspace(len(sources) - 1, 0, most).round().astype(int)
    return tuple(sources[k] for k in np.unique(picked))


def itemise(study: Study, sources: Sequence[int]) -> Iterator[float | Itemised]:
    """Backpropagate every source on its own.

    Yields
    ------
    float or Itemised
        Shares done while it works; the result at last.
    """
    chosen = tuple(sorted(sources))
    shape = len(chosen), study.steps
    norms = Itemised(
        chosen,
        tuple(
            {state: np.full(shape, -np.inf) for state in linear.states} for linear in study.linear
        ),
        np.full(shape, -np.inf),
    )
    seeds = source_seeds(study, chosen)
    if study.resolved.spec.reads_one_way:
        yield from _by_time(study, norms, seeds)
    else:
        yield from _by_lane(study, norms, seeds)
    yield norms


@dataclass
class _Batch:
    """A lane's gradients of many sources, one row each, on their way back in time."""

    linear: LinearLane
    count: int
    gradients: States = field(init=False)
    work: Work = field(init=False)
    exponents: Exponents = field(init=False)

    def __post_init__(self) -> None:
        self.gradients = self.linear.zeros(self.count)
        self.work = self.linear.work(self.count)
        self.exponents = np.zeros(self.count, dtype=np.intc)

    def _rows(self, rows: slice) -> States:
        return {state: array[rows] for state, array in self.gradients.items()}

    def add(self, rows: slice, d_above: Array, exponents: Exponents) -> None:
        """Add what arrives from the loss or the layer above, at a scale that suits both."""
        if exponents.any() or self.exponents[rows].any():
            d_above = self._brought_to_one_scale(rows, d_above, exponents)
        self.gradients[OUTPUT][rows] += d_above

    def _brought_to_one_scale(self, rows: slice, d_above: Array, exponents: Exponents) -> Array:
        own = np.maximum.reduce([np.abs(it).max(axis=1) for it in self._rows(rows).values()])
        peaks = np.stack([own, np.abs(d_above).max(axis=1)])
        common = common_scale(peaks, np.stack([self.exponents[rows], exponents]))
        shift = (common - self.exponents[rows])[:, None]
        for array in self.gradients.values():
            array[rows] = np.ldexp(array[rows], shift)
        self.exponents[rows] = common
        return np.asarray(np.ldexp(d_above, (common - exponents)[:, None]))

    def pull(self, k: int, rows: slice) -> dict[str, Array]:
        """Complete the gradients of position k; return log10 of the norm of each state's."""
        gradients = self._rows(rows)
        self.linear.pull(k, gradients, self.work.rows(rows))
        scale = self.exponents[rows]
        return {state: row_log10(array, scale) for state, array in gradients.items()}

    def to_input(self, k: int, rows: slice) -> tuple[Array, Exponents]:
        """Return what position k sends down, and its scale; call it after `pull`."""
        d_x = self.linear.to_input(k, self._rows(rows), self.work.rows(rows))
        return d_x, self.exponents[rows].copy()

    def carry(self, k: int, rows: slice) -> None:
        """Go one position back; rows that grew or shrank far are scaled."""
        gradients = self._rows(rows)
        self.linear.carry_back(k, gradients, self.work.rows(rows))
        rescale(self.exponents[rows], *gradients.values())


def _by_time(study: Study, norms: Itemised, seeds: Array) -> Iterator[float]:
    """All layers of a step together; a source is not there before its own step."""
    steps, count = study.steps, len(norms.sources)
    batches = [_Batch(linear, count) for linear in study.linear]
    at = {s: row for row, s in enumerate(norms.sources)}
    first = count
    for t in reversed(range(steps)):
        first = at.get(t, first)
        rows = slice(first, count)
        with np.errstate(all="ignore"):
            if t in at:
                batches[-1].gradients[OUTPUT][first] += seeds[first]
            if first < count:
                _step_of_stack(batches, norms, t, rows)
        if t % 16 == 0:
            yield 1.0 - t / steps


def _step_of_stack(batches: list[_Batch], norms: Itemised, t: int, rows: slice) -> None:
    for number in reversed(range(len(batches))):
        batch = batches[number]
        for state, logs in batch.pull(t, rows).items():
            norms.states[number][state][rows, t] = logs
        d_x, exponents = batch.to_input(t, rows)
        if number:
            batches[number - 1].add(rows, d_x, exponents)
        else:
            norms.x[rows, t] = row_log10(d_x, exponents)
        batch.carry(t, rows)


@dataclass
class _Above:
    """What reaches a layer's h from above, by step: (T, S, F), with a scale for each row."""

    values: Array
    exponents: Exponents

    @classmethod
    def zeros(cls, steps: int, count: int, width: int) -> "_Above":
        return cls(np.zeros((steps, count, width)), np.zeros((steps, count), dtype=np.intc))

    def add(self, t: int, d_x: Array, exponents: Exponents) -> None:
        """Add another direction's share at step t."""
        own = self.exponents[t]
        if not own.any() and not exponents.any():
            self.values[t] += d_x
            return
        peaks = np.stack([np.abs(self.values[t]).max(axis=1), np.abs(d_x).max(axis=1)])
        common = common_scale(peaks, np.stack([own, exponents]))
        self.values[t] = np.ldexp(self.values[t], (common - own)[:, None])
        self.values[t] += np.ldexp(d_x, (common - exponents)[:, None])
        self.exponents[t] = common


def _by_lane(study: Study, norms: Itemised, seeds: Array) -> Iterator[float]:
    """Lane by lane, for as many sources at once as there is room for."""
    spec, steps, count = study.resolved.spec, study.steps, len(norms.sources)
    size = max(1, _BLOCK_NUMBERS // (steps * spec.feature_size))
    for start in range(0, count, size):
        rows = slice(start, min(start + size, count))
        above = _Above.zeros(steps, rows.stop - start, spec.feature_size)
        for row in range(start, rows.stop):
            above.values[norms.sources[row], row - start] = seeds[row]
        lanes_done = 0
        for layer in reversed(range(spec.num_layers)):
            below = _Above.zeros(steps, rows.stop - start, spec.layers[layer].input_size)
            for index in reversed(range(len(spec.layers[layer].directions))):
                for done in _whole_lane(study, norms, (layer, index), rows, above, below):
                    share = (lanes_done + done) / len(spec.lanes)
                    yield (start + (rows.stop - start) * share) / count
                lanes_done += 1
            above = below
        with np.errstate(all="ignore"):
            for t in range(steps):
                norms.x[rows, t] = row_log10(above.values[t], above.exponents[t])


def _whole_lane(
    study: Study,
    norms: Itemised,
    place: tuple[int, int],
    rows: slice,
    above: _Above,
    below: _Above,
) -> Iterator[float]:
    layer, index = place
    spec = study.resolved.spec.layers[layer]
    lanes = study.network.layer_lanes(layer)
    number, steps = study.lanes.index(lanes[index]), study.steps
    batch, every = _Batch(study.linear[number], rows.stop - rows.start), slice(None)
    for k in reversed(range(steps)):
        t = lanes[index].step(k)
        with np.errstate(all="ignore"):
            arriving = handed_back_at(above.values[t], lanes, index, spec.merge, t)
            batch.add(every, arriving, above.exponents[t])
            for state, logs in batch.pull(k, every).items():
                norms.states[number][state][rows, t] = logs
            below.add(t, *batch.to_input(k, every))
            batch.carry(k, every)
        if k % 16 == 0:
            yield 1.0 - k / steps
