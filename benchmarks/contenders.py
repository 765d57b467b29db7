"""The contenders of the benchmark: each is a name and something that can be timed once."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.cells.models import model_of
from app.numerics.network import Network
from app.numerics.parameters import LayerSpec, NetworkSpec
from benchmarks.floor import floor
from benchmarks.textbook import TextbookNetwork
from benchmarks.workload import Workload, time_sample, warm_up

TORCH_PYTHON = "GATESCOPE_TORCH_PYTHON"
Sampler = Callable[[], float]


def build_network(workload: Workload, tensors: dict[str, np.ndarray]) -> Network:
    """Return this project's network, loaded."""
    H = workload.hidden_size
    cell = model_of(workload.kind)
    layers = tuple(LayerSpec(cell, width, H, H) for width in workload.layer_sizes())
    network = Network(NetworkSpec(workload.input_size, layers), workload.steps)
    network.load(tensors)
    return network


def run_network(network: Network, x: np.ndarray) -> tuple[object, ...]:
    """Run forward and backward; return every value and every gradient."""
    for _ in network.forward(x):
        pass
    outputs = network.outputs()
    for _ in network.backward(outputs):
        pass
    values = [(lane.x, lane.z, lane.gates, lane.states) for lane in network.lanes]
    slopes = [lane.grads(0, len(x)) for lane in network.lanes]
    return outputs, values, slopes, network.gradients()


def this_code(workload: Workload) -> Callable[[], object]:
    """This project's network, built once and run again and again, as a tuning user has it."""
    network, x = build_network(workload, workload.tensors()), workload.inputs()
    return lambda: run_network(network, x)


def first_run(workload: Workload) -> Callable[[], object]:
    """This project's network built, loaded and run once."""
    x, tensors = workload.inputs(), workload.tensors()
    return lambda: run_network(build_network(workload, tensors), x)


def textbook(workload: Workload) -> Callable[[], object]:
    """The textbook implementation, built once."""
    network, x = TextbookNetwork(workload.kind, workload.tensors()), list(workload.inputs())

    def run() -> object:
        outputs = network.forward(x)
        return outputs, network.backward(outputs), network.gradients()

    return run


LOCAL = {"this": this_code, "first": first_run, "textbook": textbook, "floor": floor}
TORCH = ("eager", "fused")


@dataclass
class TorchProcess:
    """The process that runs PyTorch, spoken to in JSON lines."""

    process: subprocess.Popen[str]

    def ask(self, request: dict[str, object]) -> Any:
        """Send a request; wait for its answer."""
        stdin, stdout = self.process.stdin, self.process.stdout
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError("the PyTorch process ended; its message stands above")
        return json.loads(line)


def torch_interpreter() -> str | None:
    """Return an interpreter that has PyTorch: the one named in the environment, or this one."""
    here = sys.executable if importlib.util.find_spec("torch") else None
    return os.environ.get(TORCH_PYTHON) or here


@contextmanager
def torch_process() -> Iterator[TorchProcess | None]:
    """Start the PyTorch process, if there is a PyTorch, and end it afterwards."""
    interpreter = torch_interpreter()
    if interpreter is None:
        yield None
        return
    script = Path(__file__).with_name("torch_process.py")
    command = [interpreter, str(script)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        try:
            yield TorchProcess(process)
        finally:
            process.stdin.close()


def samplers(
    workload: Workload, names: list[str], torch: TorchProcess | None, clock: str
) -> dict[str, Sampler]:
    """Return each contender, warm, as a function that runs one sample and returns seconds."""
    found: dict[str, Sampler] = {}
    for name in names:
        if name in LOCAL:
            action = LOCAL[name](workload)
            found[name] = partial(time_sample, action, warm_up(action), clock)
    wanted = [name for name in TORCH if name in names]
    if torch is not None and wanted:
        sizes = (workload.input_size, workload.hidden_size, workload.steps, workload.layers)
        torch.ask({"prepare": [workload.kind, *sizes]})
        for name in wanted:
            found[name] = partial(torch.ask, {"sample": name, "clock": clock})
    return found
