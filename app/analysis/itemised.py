"""How much each loss sent to each step: every step's loss backpropagated on its own, all at once.

The gradient that a trace shows is a sum over the steps that the loss compares. Here each of those
steps (a *source* s) is kept apart: sources are the rows of a batch, so that a step back in time is
one product of matrices. Only norms are kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.analysis.linear import LinearLane
from app.analysis.rows import common_scale, rescale, row_log10
from app.analysis.study import Study
from app.numerics.losses import Probe
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
    h, c : dict
        Lane number (PyTorch's order) → ndarray (S, T): norm of ∂L_s/∂h(t), ∂L_s/∂c(t). ``c`` is
        empty without a cell state.
    x : ndarray, shape (S, T)
        Norm of ∂L_s/∂x(t), of the network's input, through both directions.
    """

    sources: tuple[int, ...]
    h: dict[int, Array]
    c: dict[int, Array]
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
    lanes = range(len(study.lanes))
    has_c = study.resolved.spec.has_cell_state
    norms = Itemised(
        chosen,
        {k: np.full(shape, -np.inf) for k in lanes},
        {k: np.full(shape, -np.inf) for k in lanes} if has_c else {},
        np.full(shape, -np.inf),
    )
    seeds = source_seeds(study, chosen)
    if study.resolved.spec.bidirectional:
        yield from _by_lane(study, norms, seeds)
    else:
        yield from _by_time(study, norms, seeds)
    yield norms


@dataclass
class _Batch:
    """A lane's gradients of many sources, one row each, on their way back in time."""

    linear: LinearLane
    count: int
    d_h: Array = field(init=False)
    d_c: Array | None = field(init=False)
    work: Array = field(init=False)
    exponents: Exponents = field(init=False)

    def __post_init__(self) -> None:
        shape = self.count, self.linear.hidden_size
        self.d_h = np.zeros(shape)
        self.d_c = np.zeros(shape) if self.linear.has_cell_state else None
        self.work = np.zeros((self.count, *self.linear.factors.shape[1:]))
        self.exponents = np.zeros(self.count, dtype=np.intc)

    def add(self, rows: slice, d_above: Array, exponents: Exponents) -> None:
        """Add what arrives from the loss or the layer above, at a scale that suits both."""
        if exponents.any() or self.exponents[rows].any():
            d_above = self._brought_to_one_scale(rows, d_above, exponents)
        self.d_h[rows] += d_above

    def _brought_to_one_scale(self, rows: slice, d_above: Array, exponents: Exponents) -> Array:
        own = self._largest(rows)
        peaks = np.stack([own, np.abs(d_above).max(axis=1)])
        common = common_scale(peaks, np.stack([self.exponents[rows], exponents]))
        shift = (common - self.exponents[rows])[:, None]
        for array in (self.d_h, self.d_c):
            if array is not None:
                array[rows] = np.ldexp(array[rows], shift)
        self.exponents[rows] = common
        return np.asarray(np.ldexp(d_above, (common - exponents)[:, None]))

    def _largest(self, rows: slice) -> Array:
        peaks = np.abs(self.d_h[rows]).max(axis=1)
        if self.d_c is not None:
            peaks = np.maximum(peaks, np.abs(self.d_c[rows]).max(axis=1))
        return np.asarray(peaks)

    def pull(self, k: int, rows: slice) -> tuple[Array, Array | None]:
        """Complete the gradients of position k; return log10 of the norms of h and c."""
        d_h, d_c = self.d_h[rows], None if self.d_c is None else self.d_c[rows]
        self.linear.pull(k, d_h, d_c, self.work[rows])
        of_h = row_log10(d_h, self.exponents[rows])
        return of_h, None if d_c is None else row_log10(d_c, self.exponents[rows])

    def to_input(self, rows: slice) -> tuple[Array, Exponents]:
        """Return what position k sends down, and its scale; call it after `pull`."""
        return self.linear.to_input(self.work[rows]), self.exponents[rows].copy()

    def carry(self, rows: slice) -> None:
        """Go one position back; rows that grew or shrank far are scaled."""
        d_h, d_c = self.d_h[rows], None if self.d_c is None else self.d_c[rows]
        self.linear.carried_back(self.work[rows], d_h, d_c)
        rescale(self.exponents[rows], d_h, d_c)


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
                batches[-1].d_h[first] += seeds[first]
            if first < count:
                _step_of_stack(batches, norms, t, rows)
        if t % 16 == 0:
            yield 1.0 - t / steps


def _step_of_stack(batches: list[_Batch], norms: Itemised, t: int, rows: slice) -> None:
    for number in reversed(range(len(batches))):
        batch = batches[number]
        of_h, of_c = batch.pull(t, rows)
        norms.h[number][rows, t] = of_h
        if of_c is not None:
            norms.c[number][rows, t] = of_c
        d_x, exponents = batch.to_input(rows)
        if number:
            batches[number - 1].add(rows, d_x, exponents)
        else:
            norms.x[rows, t] = row_log10(d_x, exponents)
        batch.carry(rows)


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
    spec, steps = study.resolved.spec, study.steps
    size = max(1, _BLOCK_NUMBERS // (steps * spec.feature_size))
    count = len(norms.sources)
    for start in range(0, count, size):
        rows = slice(start, min(start + size, count))
        above = _Above.zeros(steps, rows.stop - start, spec.feature_size)
        for row in range(start, rows.stop):
            above.values[norms.sources[row], row - start] = seeds[row]
        for layer in reversed(range(spec.num_layers)):
            below = _Above.zeros(steps, rows.stop - start, spec.layer_input_size(layer))
            for number in (2 * layer + 1, 2 * layer):
                for done in _whole_lane(study, norms, number, rows, above, below):
                    left = (layer + (number % 2 + 1 - done) / 2) / spec.num_layers
                    yield (rows.stop - (rows.stop - start) * min(left, 1.0)) / count
            above = below
        with np.errstate(all="ignore"):
            for t in range(steps):
                norms.x[rows, t] = row_log10(above.values[t], above.exponents[t])


def _whole_lane(
    study: Study, norms: Itemised, number: int, rows: slice, above: _Above, below: _Above
) -> Iterator[float]:
    linear, H, steps = study.linear[number], study.resolved.spec.hidden_size, study.steps
    batch, every = _Batch(linear, rows.stop - rows.start), slice(None)
    columns = slice(number % 2 * H, (number % 2 + 1) * H)
    for k in reversed(range(steps)):
        t = linear.lane.step(k)
        with np.errstate(all="ignore"):
            batch.add(every, above.values[t][:, columns], above.exponents[t])
            of_h, of_c = batch.pull(k, every)
            norms.h[number][rows, t] = of_h
            if of_c is not None:
                norms.c[number][rows, t] = of_c
            below.add(t, *batch.to_input(every))
            batch.carry(every)
        if k % 16 == 0:
            yield 1.0 - k / steps
