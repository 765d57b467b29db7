"""``python -m benchmarks``: speed of numerics, stream and analyses, and memory, in tables.

PyTorch contenders run where this interpreter has PyTorch, or where the environment variable
``GATESCOPE_TORCH_PYTHON`` names one that has.
"""

import argparse
import sys

from benchmarks.bench_analysis import analysis_table
from benchmarks.bench_http import http_table
from benchmarks.bench_server import server_table
from benchmarks.bench_stream import stream_table
from benchmarks.contenders import LOCAL, TORCH, TORCH_PYTHON, torch_process
from benchmarks.measure import Row, measure
from benchmarks.report import as_json, as_text
from benchmarks.workload import CLOCKS, GATES, SIZES, Workload

EVERYTHING = [*LOCAL, *TORCH, "memory", "stream", "http", "server", "analysis"]


def workloads(kinds: list[str], sizes: list[tuple[int, int, int, int]]) -> list[Workload]:
    """Return the LSTM at every size, the others at all but the largest."""
    return [
        Workload(kind, *size)
        for kind in kinds
        for size in sizes
        if kind == "lstm" or size != SIZES[-1]
    ]


def _names(allowed: list[str]) -> object:
    def parse(text: str) -> list[str]:
        names = text.split(",")
        if unknown := set(names) - set(allowed):
            raise argparse.ArgumentTypeError(
                f"{', '.join(sorted(unknown))}: choose from {', '.join(allowed)}"
            )
        return names

    return parse


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--only", type=_names(EVERYTHING), default=EVERYTHING, metavar="A,B")
    parser.add_argument("--cells", type=_names([*GATES]), default=[*GATES], metavar="A,B")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="cpu: on a busy machine")
    parser.add_argument("--hidden", type=int, action="append", help="only this hidden size")
    return parser


def main() -> int:
    options = _parser().parse_args()
    sizes = [size for size in SIZES if not options.hidden or size[1] in options.hidden]
    rows: list[Row] = []
    with torch_process() as torch:
        for workload in workloads(options.cells, sizes):
            print(f"measuring {workload}", file=sys.stderr)
            rows.append(measure(workload, options.only, torch, options.clock))
        if "http" in options.only and not options.json:
            http_table(torch)
    if rows or options.json:
        print(as_json(rows) if options.json else as_text(rows))
    if torch is None and not options.json:
        print(f"\nNo PyTorch here: set {TORCH_PYTHON} to an interpreter that has it.")
    if "stream" in options.only and not options.json:
        stream_table()
    if "server" in options.only and not options.json:
        server_table()
    if "analysis" in options.only and not options.json:
        analysis_table(options.clock)
    return 0


if __name__ == "__main__":
    sys.exit(main())
