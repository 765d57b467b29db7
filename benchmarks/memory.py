"""How much memory a run takes beside the trace it leaves."""

import tracemalloc

from benchmarks.contenders import build_network, run_network
from benchmarks.workload import GATES, Workload


def trace_bytes(workload: Workload) -> int:
    """Return the size of everything a trace shows, in float64, each number counted once.

    For each layer and step x, z, gates, h and the gradients of x, z and h; for the LSTM also c,
    squashed c and the gradient of c, for the GRU W_hn h' + b_hn; the parameters and their
    gradients.
    """
    H, T, G = workload.hidden_size, workload.steps, GATES[workload.kind]
    per_gate = 3 if workload.kind != "rnn" else 2  # an RNN's only "gate" is h itself
    states = {"lstm": 5, "gru": 3, "rnn": 2}[workload.kind]
    rows = sum(2 * width + (per_gate * G + states) * H for width in workload.layer_sizes())
    parameters = sum(value.size for value in workload.tensors().values())
    return 8 * (T * rows + 2 * parameters)


def peak_bytes(workload: Workload) -> int:
    """Return the most memory in use at once while a network is built, loaded and run."""
    x, tensors = workload.inputs(), workload.tensors()
    run_network(build_network(workload, tensors), x)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        run_network(build_network(workload, tensors), x)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
