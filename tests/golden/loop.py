"""The recurrences as explicit float64 PyTorch loops that keep everything autograd needs.

Written from the formulas of the scenario contract, one step at a time, one tensor for every
value that a trace shows; ``retain_grad`` on each of them, so that every gradient in the reference
is autograd's own.
"""

from dataclasses import dataclass, field
from functools import partial

import torch
from cases import BLOCKS, Case, lanes
from torch import Tensor

ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "hard_sigmoid": lambda z: torch.clamp(0.2 * z + 0.5, 0.0, 1.0),
    "tanh": torch.tanh,
    "relu": torch.relu,
    "identity": lambda z: z * 1.0,
}


@dataclass
class Lane:
    """What one layer computed in one direction: quantity → one tensor for each step t."""

    kept: dict[str, dict[int, Tensor]] = field(default_factory=dict)

    def keep(self, quantity: str, t: int, value: Tensor) -> Tensor:
        """Remember a value, gradient included, and hand it on."""
        value.retain_grad()
        self.kept.setdefault(quantity, {})[t] = value
        return value


@dataclass
class Step:
    """One step of one lane: its tensors, its activations, and what is held there."""

    spec: Case
    tensors: dict[str, Tensor]
    held: list[Case]
    lane: Lane
    t: int

    def use(self, quantity: str, value: Tensor) -> Tensor:
        """Return the value as used: the held one where an intervention replaces it."""
        for edit in self.held:
            if edit["target"] == quantity and edit["start"] <= self.t < edit["stop"]:
                mask = torch.zeros_like(value, dtype=torch.bool)
                mask[slice(None) if edit["unit"] is None else edit["unit"]] = True
                value = torch.where(mask, torch.full_like(value, edit["value"]), value)
        return self.lane.keep(quantity, self.t, value * 1.0)

    def squash(self, role: str, z: Tensor) -> Tensor:
        return ACTIVATIONS[self.spec[role]](z)

    def gate(self, name: str, z: Tensor) -> Tensor:
        """Squash a gate's pre-activation, keeping both."""
        role = "candidate" if name in "gn" else "gate"
        return self.use(name, self.squash(role, self.lane.keep(f"z.{name}", self.t, z)))

    def affine(self, part: str, x: Tensor) -> tuple[Tensor, ...]:
        """Return W x + b of ``ih`` or ``hh``, cut into row blocks."""
        product = self.tensors[f"weight_{part}"] @ x
        if self.spec["bias"]:
            product = product + self.tensors[f"bias_{part}"]
        return product.chunk(len(BLOCKS[self.spec["kind"]]))


def lstm(step: Step, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    z = [a + b for a, b in zip(step.affine("ih", x), step.affine("hh", h), strict=True)]
    zero = torch.zeros(3, len(h), dtype=h.dtype)
    peephole = step.tensors.get("weight_peephole", zero)
    i = step.gate("i", z[0] + peephole[0] * c)
    f = step.gate("f", z[1] + peephole[1] * c)
    g = step.gate("g", z[2] * 1.0)
    c = step.use("c", f * c + i * g)
    o = step.gate("o", z[3] + peephole[2] * c)
    return step.use("h", o * step.squash("output", c)), c


def gru(step: Step, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    (from_x, from_h) = step.affine("ih", x), step.affine("hh", h)
    r = step.gate("r", from_x[0] + from_h[0])
    z = step.gate("z", from_x[1] + from_h[1])
    n = step.gate("n", from_x[2] + r * from_h[2])
    return step.use("h", (1.0 - z) * n + z * h), c


def rnn(step: Step, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    (from_x,), (from_h,) = step.affine("ih", x), step.affine("hh", h)
    a = step.lane.keep("z.a", step.t, from_x + from_h)
    return step.use("h", step.squash("candidate", a)), c


STEPS = {"lstm": lstm, "gru": gru, "rnn": rnn}


def read_layer(
    case: Case,
    index: int,
    inputs: list[Tensor],
    tensors: dict[str, Tensor],
    states: tuple[Tensor, Tensor],
) -> Lane:
    """Run lane ``index`` over the inputs of its layer, in its own direction."""
    spec = case["spec"]
    layer, way = lanes(spec)[index]
    end = f"_l{layer}" + "_reverse" * (way == "reverse")
    own = {name.removesuffix(end): value for name, value in tensors.items() if name.endswith(end)}
    held = [e for e in case["interventions"] if (e["layer"], e["direction"]) == (layer, way)]
    lane = Lane()
    h, c = states[0][index], states[1][index]
    take = partial(Step, spec, own, held, lane)
    for t in range(len(inputs))[:: -1 if way == "reverse" else 1]:
        x = lane.keep("x", t, inputs[t].clone())
        h, c = STEPS[spec["kind"]](take(t), x, h, c)
    return lane


def run(
    case: Case, x: Tensor, tensors: dict[str, Tensor], h0: Tensor, c0: Tensor
) -> tuple[list[Lane], Tensor]:
    """Run every lane; return them and the features of the top layer (T, H·directions)."""
    spec = case["spec"]
    ways = 2 if spec["bidirectional"] else 1
    inputs = list(x)
    found: list[Lane] = []
    for layer in range(spec["num_layers"]):
        indices = range(layer * ways, layer * ways + ways)
        now = [read_layer(case, index, inputs, tensors, (h0, c0)) for index in indices]
        inputs = [torch.cat([lane.kept["h"][t] for lane in now]) for t in range(case["steps"])]
        found += now
    return found, torch.stack(inputs)
