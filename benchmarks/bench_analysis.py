"""How long the analyses take: the table that ``make bench`` prints.

Each analysis runs on a finished trace of an LSTM, in the same process and on one BLAS thread, from
its first line to its last, without writing anything. Targets are those of the page: what it asks
for while somebody waits.
"""

import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.analysis.analyses.lyapunov import lyapunov
from app.analysis.itemised import itemise, possible_sources
from app.analysis.jacobians import lag_grid, product_norms, spectral_radii
from app.analysis.memory import retention
from app.analysis.study import Study
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from benchmarks.workload import CLOCKS

RUNS = 7
SMALL, LARGE = (16, 64, 200), (32, 128, 1000)


@dataclass(frozen=True)
class Task:
    """Something to be timed, and the milliseconds that it may take."""

    title: str
    size: tuple[int, int, int]
    target: float | None

    def run(self, study: Study) -> None:
        """Do it once."""
        for _ in self._generator(study):
            pass

    def _generator(self, study: Study) -> Iterator[Any]:
        linear, steps = study.linear[0], study.steps - 1
        lags = lag_grid(steps, linear.state_size)
        makers = {
            "itemised map": partial(itemise, study, possible_sources(study)),
            "norms of products": partial(product_norms, linear, 0, steps, ()),
            "spectral radii": partial(spectral_radii, linear),
            "singular values": partial(product_norms, linear, 0, steps, lags),
            "all exponents": partial(lyapunov, linear, 0, steps, linear.state_size),
            "top 8 exponents": partial(lyapunov, linear, 0, steps, 8),
            "retention": partial(retention, linear, 0, steps),
        }
        for part in self.title.split(" + "):
            yield from makers[part]()


TASKS = (
    Task("itemised map", SMALL, 500.0),
    Task("norms of products + spectral radii", SMALL, 100.0),
    Task("all exponents", SMALL, 500.0),
    Task("top 8 exponents", SMALL, None),
    Task("singular values", SMALL, None),
    Task("retention", SMALL, None),
    Task("norms of products + top 8 exponents", LARGE, 2000.0),
)


def analysis_table(clock: str = "wall") -> None:
    """Print every task's median in milliseconds beside its target, by one of `CLOCKS`."""
    print("\nAnalyses of an LSTM's trace: milliseconds, median of", RUNS, "runs")
    print(f"{'(D, H, T)':>16}  {'analysis':<36} {'ms':>8}  target")
    for size in (SMALL, LARGE):
        study = _study(*size)
        for task in TASKS:
            if task.size == size:
                milliseconds = _median(partial(task.run, study), CLOCKS[clock])
                verdict = _verdict(task, milliseconds)
                print(f"{size!s:>16}  {task.title:<36} {milliseconds:8.1f}  {verdict}")


def _verdict(task: Task, milliseconds: float) -> str:
    if task.target is None:
        return "-"
    return f"{task.target:g} {'ok' if milliseconds <= task.target else 'MISSED'}"


def _study(input_size: int, hidden_size: int, steps: int) -> Study:
    cell = {"input_size": input_size, "hidden_size": hidden_size}
    sequence = {"generator": "noise", "steps": steps, "seed": 1}
    return Study.of(resolve(Scenario.model_validate({"cell": cell, "sequence": sequence})))


def _median(task: Callable[[], None], read_clock: Callable[[], float]) -> float:
    task()  # what is made once and kept is made here
    times = []
    for _ in range(RUNS):
        started = read_clock()
        task()
        times.append(1e3 * (read_clock() - started))
    return statistics.median(times)


if __name__ == "__main__":
    analysis_table("cpu" if "cpu" in sys.argv else "wall")
