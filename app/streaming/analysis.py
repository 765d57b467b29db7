"""Analyses of a scenario as JSON Lines: ``start``, ``progress``, ``result`` …, ``end``.

Nothing is computed before it is asked for, and between two lines nothing runs: whoever stops
reading stops the work.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from app.analysis.requests import Analysis, check_analyses, run_analysis
from app.analysis.study import Study
from app.scenarios.resolve import Resolved
from app.streaming.encode import line, rounded, rounded_number

#: A progress line for each share of the work that is this much more.
_PROGRESS = 0.02


class AnalysisStream:
    """Some analyses of one run, as chunks of bytes; each chunk is a whole number of lines.

    Parameters
    ----------
    resolved : Resolved
    analyses : sequence of Analysis
        See `app.analysis.requests`.
    precision : int, optional
        Significant digits, 3 to 17; numbers are written in full when absent.

    Raises
    ------
    ScenarioError
        If an option does not fit the network, or an analysis would take too long.
    """

    def __init__(
        self, resolved: Resolved, analyses: Sequence[Analysis], precision: int | None = None
    ) -> None:
        self.resolved = resolved
        self.analyses = tuple(analyses)
        self.precision = precision
        self.results = 0
        check_analyses(self.analyses, resolved.spec, len(resolved.x))

    def chunks(self) -> Iterator[bytes]:
        """Yield the stream; each step of the iteration blocks for one piece of work."""
        started = time.perf_counter()
        yield self._start()
        study = Study(self.resolved)
        for _ in study.run():
            yield _progress("run", None, None)
        for index, analysis in enumerate(self.analyses):
            yield from self._analysis(study, index, analysis)
        seconds = rounded_number(time.perf_counter() - started, 6)
        yield line({"type": "end", "results": self.results, "seconds": seconds})

    def _start(self) -> bytes:
        spec = self.resolved.spec
        lanes = [{"layer": layer, "direction": direction} for layer, direction in spec.lanes]
        return line(
            {
                "type": "start",
                "version": self.resolved.scenario.version,
                "analyses": [analysis.model_dump(mode="json") for analysis in self.analyses],
                "steps": len(self.resolved.x),
                "lanes": lanes,
            }
        )

    def _analysis(self, study: Study, index: int, analysis: Analysis) -> Iterator[bytes]:
        name = analysis.model_dump()["name"]
        told = 0.0
        for found in run_analysis(study, analysis):
            if isinstance(found, dict):
                self.results += 1
                place = {"type": "result", "analysis": name, "index": index}
                yield line(place | _ready(found, self.precision))
            elif found >= told + _PROGRESS:
                told = found
                yield _progress(name, index, rounded_number(found, 3))


def _progress(name: str, index: int | None, done: float | None) -> bytes:
    return line({"type": "progress", "analysis": name, "index": index, "done": done})


def _ready(value: Any, precision: int | None) -> Any:
    """Return a result with every number rounded and every array fit to be written."""
    if isinstance(value, Mapping):
        return {name: _ready(entry, precision) for name, entry in value.items()}
    if isinstance(value, list):
        return [_ready(entry, precision) for entry in value]
    if isinstance(value, np.ndarray):
        return rounded(value, precision)
    return rounded_number(value, precision) if isinstance(value, float) else value
