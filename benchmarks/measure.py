"""The interleaved measurement, and the table it becomes."""

import statistics
import time
from dataclasses import dataclass, field

from benchmarks.contenders import Sampler, TorchProcess, samplers
from benchmarks.memory import peak_bytes, trace_bytes
from benchmarks.workload import Workload

FEWEST_RUNS = 7
MOST_RUNS = 41
PATIENCE = 2.0


@dataclass(frozen=True)
class Target:
    """A ratio of two columns, and the bound it is to keep at some hidden sizes."""

    title: str
    above: str
    below: str
    at_least: bool
    lstm_only: bool
    bounds: dict[int, float]

    def bound(self, workload: Workload) -> float | None:
        """Return the bound at a size, None where there is none."""
        if self.lstm_only and workload.kind != "lstm":
            return None
        return self.bounds.get(workload.hidden_size)


#: The floor's bounds are the LSTM's: where a gate costs fewer products, what is not a product
#: weighs more.
TARGETS = (
    Target("eager/this", "eager", "this", True, False, dict.fromkeys((1, 20, 64, 128), 8.0)),
    Target("nn/this", "fused", "this", True, False, dict.fromkeys((1, 20, 64, 128, 256), 4.0)),
    Target("this/floor", "this", "floor", False, True, {64: 3.0, 128: 1.9, 256: 1.5}),
    Target("peak/trace", "peak", "trace", False, False, dict.fromkeys((64, 128, 256), 1.5)),
)


@dataclass
class Ratio:
    """A ratio as measured, its bound, and whether it was met."""

    value: float
    bound: float | None = None
    met: bool | None = None


@dataclass
class Row:
    """What was measured for one workload: seconds by contender, bytes, ratios."""

    workload: Workload
    runs: int
    seconds: dict[str, float]
    memory: dict[str, int]
    ratios: dict[str, Ratio] = field(default_factory=dict)

    def judge(self) -> None:
        """Fill in the ratios of whatever was measured."""
        measured: dict[str, float] = {**self.seconds, **self.memory}
        for target in TARGETS:
            if target.above in measured and target.below in measured:
                value = measured[target.above] / measured[target.below]
                bound = target.bound(self.workload)
                met = None if bound is None else value >= bound
                if bound is not None and not target.at_least:
                    met = value <= bound
                self.ratios[target.title] = Ratio(value, bound, met)


def interleave(contenders: dict[str, Sampler]) -> tuple[int, dict[str, float]]:
    """Run all contenders in turn, again and again; return the rounds and each one's median.

    At least seven rounds, more while patience lasts: what slows the machine down for a moment
    then hits every contender alike.
    """
    samples: dict[str, list[float]] = {name: [] for name in contenders}
    start, rounds = time.perf_counter(), 0
    while rounds < FEWEST_RUNS or (rounds < MOST_RUNS and time.perf_counter() - start < PATIENCE):
        for name, sample in contenders.items():
            samples[name].append(sample())
        rounds += 1
    return rounds, {name: statistics.median(values) for name, values in samples.items()}


def measure(
    workload: Workload, names: list[str], torch: TorchProcess | None, clock: str = "wall"
) -> Row:
    """Measure one workload with the contenders named (``memory`` is one of them)."""
    runs, seconds = interleave(samplers(workload, names, torch, clock))
    memory = {}
    if "memory" in names:
        memory = {"peak": peak_bytes(workload), "trace": trace_bytes(workload)}
    row = Row(workload, runs, seconds, memory)
    row.judge()
    return row
