"""What streaming costs on top of computing: the table that ``make bench`` prints.

The whole stream is made as `TraceStream` makes it, from the ``start`` line to ``end``; bare is the
same network's forward pass and backpropagation, everything kept, in one piece and written nowhere.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

from app.numerics.network import Network
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from app.streaming.trace import TraceStream

SIZES = ((3, 1, 8, 1), (16, 64, 200, 1), (32, 128, 1000, 1))
RUNS = 7
#: The page asks for this.
PRECISION = 6


def stream_table() -> None:
    """Print bare computation and whole streams, medians of interleaved runs, in milliseconds."""
    print("\nStream: milliseconds, median of", RUNS, "interleaved runs")
    columns = "(D, H, T, L)", "bare", "full", "precision=6", "full/bare", "precision=6/bare", "MB"
    print("{:>18} {:>8} {:>8} {:>12} {:>10} {:>17} {:>7}".format(*columns))
    for size in SIZES:
        resolved = _resolved(*size)
        network = _network(resolved)
        bare, full, rounded = _interleaved(
            partial(_compute, network, resolved),
            partial(_stream, resolved, None),
            partial(_stream, resolved, PRECISION),
        )
        megabytes = _stream(resolved, PRECISION) / 1e6
        print(
            f"{size!s:>18} {bare:8.2f} {full:8.2f} {rounded:12.2f} {full / bare:10.1f}"
            f" {rounded / bare:17.1f} {megabytes:7.2f}"
        )


def _resolved(input_size: int, hidden_size: int, steps: int, num_layers: int) -> Resolved:
    cell = {"input_size": input_size, "hidden_size": hidden_size, "num_layers": num_layers}
    sequence = {"generator": "noise", "steps": steps, "seed": 1}
    return resolve(Scenario.model_validate({"cell": cell, "sequence": sequence}))


def _network(resolved: Resolved) -> Network:
    network = Network(resolved.spec, len(resolved.x))
    network.load(resolved.tensors)
    return network


def _compute(network: Network, resolved: Resolved) -> None:
    for _ in network.forward(resolved.x):
        pass
    loss = resolved.loss.evaluate(network.outputs())
    for _ in network.backward(loss.d_outputs):
        pass
    network.gradients()


def _stream(resolved: Resolved, precision: int | None) -> int:
    return sum(len(chunk) for chunk in TraceStream(resolved, precision).chunks())


def _interleaved(*tasks: Callable[[], object]) -> list[float]:
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(RUNS):
        for task, measured in zip(tasks, times, strict=True):
            started = time.perf_counter()
            task()
            measured.append(1e3 * (time.perf_counter() - started))
    return [statistics.median(measured) for measured in times]


if __name__ == "__main__":
    stream_table()
