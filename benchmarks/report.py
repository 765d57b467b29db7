"""Rows of measurements as text and as JSON."""

import json
from dataclasses import asdict

from benchmarks.measure import TARGETS, Ratio, Row

TIMES = {
    "this": "this",
    "first": "first run",
    "textbook": "textbook",
    "floor": "floor",
    "eager": "eager",
    "fused": "nn",
}
LEGEND = """\
Forward + BPTT in ms: batch 1, float64, L = ½·Σ h² over all steps, everything kept, every gradient
returned, one BLAS thread, median of {runs} or more interleaved runs.
this       this project, its Network used again       first run  the same, Network built and loaded
textbook   NumPy, one matrix a gate, Python lists     floor      the matrix products alone, aligned
eager      PyTorch loop with retain_grad() on gates   nn         torch.nn.LSTM, GRU or RNN, float64
peak/trace most memory in use during a run over what its trace holds
A ratio with a target says so: ok or MISSED."""


def _milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    value = seconds * 1e3
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _ratio(ratio: Ratio | None, sign: str) -> str:
    if ratio is None:
        return "-"
    if ratio.bound is None:
        return f"{ratio.value:.2f}"
    mark = "ok" if ratio.met else "MISSED"
    return f"{ratio.value:.2f} {sign}{ratio.bound:g} {mark}"


def _cells(row: Row) -> list[str]:
    size = row.workload
    numbers = (size.input_size, size.hidden_size, size.steps, size.layers)
    head = [size.kind, "({})".format(",".join(map(str, numbers)))]
    times = [_milliseconds(row.seconds.get(name)) for name in TIMES]
    signs = {target.title: "≥" if target.at_least else "≤" for target in TARGETS}
    return head + times + [_ratio(row.ratios.get(title), sign) for title, sign in signs.items()]


def as_text(rows: list[Row]) -> str:
    """Return an aligned table under its legend."""
    header = ["cell", "(D,H,T,L)", *TIMES.values(), *(target.title for target in TARGETS)]
    lines = [header, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    table.insert(1, "-" * len(table[0]))
    legend = LEGEND.format(runs=min(row.runs for row in rows))
    return "\n".join([legend, "", *table])


def as_json(rows: list[Row]) -> str:
    """Return the same as a JSON list."""
    return json.dumps([asdict(row) for row in rows], indent=2)
