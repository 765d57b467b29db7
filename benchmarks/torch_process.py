"""PyTorch contenders, in a process of their own that is asked for one sample at a time.

Run as a script by an interpreter that has PyTorch (NumPy beside it, nothing else): reads one JSON
request a line, answers with one JSON line. ``{"prepare": [kind, D, H, T, L]}`` builds and warms
up; ``{"sample": name, "clock": "wall"}`` runs a contender and answers with the seconds that one run
took.
"""

import json
import sys
from collections.abc import Callable

import torch
from torch import Tensor
from workload import Workload, time_sample, warm_up

MODULES = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
Action = Callable[[], object]


def keep(*values: Tensor) -> None:
    """Ask for the gradient of every value, as somebody who wants to see the gates has to."""
    for value in values:
        value.retain_grad()


def lstm_step(from_x: Tensor, h: Tensor, c: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    z = from_x + torch.nn.functional.linear(h, w, b)
    z_i, z_f, z_g, z_o = z.chunk(4)
    i, f, g, o = torch.sigmoid(z_i), torch.sigmoid(z_f), torch.tanh(z_g), torch.sigmoid(z_o)
    c = f * c + i * g
    h = o * torch.tanh(c)
    keep(h, c, z, i, f, g, o)
    return h, c, z, i, f, g, o


def gru_step(from_x: Tensor, h: Tensor, c: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    x_r, x_z, x_n = from_x.chunk(3)
    h_r, h_z, h_n = torch.nn.functional.linear(h, w, b).chunk(3)
    z_r, z_z = x_r + h_r, x_z + h_z
    r, z = torch.sigmoid(z_r), torch.sigmoid(z_z)
    z_n = x_n + r * h_n
    n = torch.tanh(z_n)
    h = (1.0 - z) * n + z * h
    keep(h, z_r, z_z, z_n, r, z, n)
    return h, c, z_r, z_z, z_n, r, z, n


def rnn_step(from_x: Tensor, h: Tensor, c: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    a = from_x + torch.nn.functional.linear(h, w, b)
    h = torch.tanh(a)
    keep(h, a)
    return h, c, a


STEPS = {"lstm": lstm_step, "gru": gru_step, "rnn": rnn_step}


class Eager:
    """An explicit loop that keeps every gate and every gradient."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.x = torch.tensor(workload.inputs(), requires_grad=True)
        self.tensors = {
            name: torch.tensor(value, requires_grad=True)
            for name, value in workload.tensors().items()
        }

    def read_layer(self, k: int, inputs: Tensor) -> list[tuple[Tensor, ...]]:
        w_ih, w_hh, b_ih, b_hh = (
            self.tensors[f"{name}_l{k}"]
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        projected = torch.nn.functional.linear(inputs, w_ih, b_ih)
        h = c = torch.zeros(self.workload.hidden_size, dtype=torch.float64)
        kept = []
        for from_x in projected:
            kept.append(STEPS[self.workload.kind](from_x, h, c, w_hh, b_hh))
            h, c = kept[-1][:2]
        return kept

    def __call__(self) -> list[list[tuple[Tensor, ...]]]:
        for leaf in (self.x, *self.tensors.values()):
            leaf.grad = None
        outputs, trace = self.x, []
        for k in range(self.workload.layers):
            trace.append(self.read_layer(k, outputs))
            outputs = torch.stack([step[0] for step in trace[-1]])
            outputs.retain_grad()
        (0.5 * outputs.square().sum()).backward()
        return trace


class Fused:
    """The framework's module: no gates, no inner gradients."""

    def __init__(self, workload: Workload) -> None:
        sizes = (workload.input_size, workload.hidden_size, workload.layers)
        self.module = MODULES[workload.kind](*sizes, dtype=torch.float64)
        for name, value in workload.tensors().items():
            getattr(self.module, name).data.copy_(torch.tensor(value))
        self.x = torch.tensor(workload.inputs(), requires_grad=True)

    def __call__(self) -> Tensor:
        self.module.zero_grad(set_to_none=True)
        self.x.grad = None
        outputs, _ = self.module(self.x)
        (0.5 * outputs.square().sum()).backward()
        return outputs


def answer(request: dict, contenders: dict[str, tuple[Action, int]]) -> object:
    """Do what is asked; ``contenders`` holds what is prepared."""
    if "prepare" in request:
        workload = Workload(*request["prepare"])
        for name, build in (("eager", Eager), ("fused", Fused)):
            action = build(workload)
            contenders[name] = action, warm_up(action)
        return torch.__version__
    return time_sample(*contenders[request["sample"]], request["clock"])


def main() -> None:
    torch.set_num_threads(1)
    contenders: dict[str, tuple[Action, int]] = {}
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), contenders)), flush=True)


if __name__ == "__main__":
    main()
