"""Make the reference Jacobians: ``python tests/golden/make_jacobian_golden.py`` with PyTorch.

``torch.autograd.functional.jacobian`` differentiates the explicit float64 loops of `loop`: every
step of every lane, and the whole way from a lane's first state to its last. ``--check`` compares
with the stored file instead of writing it.

What is stored
--------------
``jacobians.npz``
    For each case ``<case>.case`` (JSON, as bytes), what `cases.draw` gives under
    ``<case>.given.<name>``, and for lane k in PyTorch's order, in its reading order,
    ``<case>.lane<k>.steps`` (T, n, n): ∂s(t)/∂s(t−1), the first one from the initial state; and
    ``<case>.lane<k>.product`` (n, n): ∂s(T−1)/∂s(0). s is (h, c) for an LSTM, else h.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from cases import Case, case, draw, lanes
from loop import STEPS, Lane, Step, run
from torch import Tensor
from torch.autograd.functional import jacobian

FILE = Path(__file__).parent / "jacobians.npz"
Arrays = dict[str, np.ndarray]


def cases() -> Iterator[Case]:
    """Every kind, stacked and in both directions, with peepholes, other activations, what-ifs."""
    held = [
        {"layer": 0, "direction": "forward", "target": target, "unit": unit, "start": 2, "stop": 4}
        for target, unit in (("h", 0), ("f", 1), ("c", 2))
    ]
    whatifs = [edit | {"value": 0.5} for edit in held]
    yield case("lstm", "lstm", (2, 3, 6))
    yield case("lstm-two-way", "lstm", (2, 3, 5), layers=2, bidirectional=True)
    yield case("lstm-peephole", "lstm", (2, 3, 6), peephole=True, interventions=whatifs)
    others = {"gate": "hard_sigmoid", "candidate": "relu", "output": "sigmoid"}
    yield case("lstm-activations", "lstm", (2, 3, 6), activations=others)
    yield case("gru", "gru", (2, 3, 6), layers=2)
    reset = [whatifs[0], whatifs[0] | {"target": "r", "unit": 1}]
    yield case("gru-two-way", "gru", (2, 3, 5), bidirectional=True, interventions=reset)
    yield case("rnn", "rnn", (2, 4, 6), layers=2)
    yield case("rnn-identity", "rnn", (2, 3, 6), activations={"candidate": "identity"})


def own_tensors(tensors: dict[str, Tensor], layer: int, way: str) -> dict[str, Tensor]:
    end = f"_l{layer}" + "_reverse" * (way == "reverse")
    return {name.removesuffix(end): value for name, value in tensors.items() if name.endswith(end)}


class Reference:
    """One lane of a finished run, whose steps can be taken again from any state."""

    def __init__(self, case: Case, index: int, found: Lane, given: dict[str, Tensor]) -> None:
        self.spec, self.found = case["spec"], found
        self.layer, self.way = lanes(self.spec)[index]
        weights = {k.removeprefix("weights."): v for k, v in given.items() if "weights." in k}
        self.tensors = own_tensors(weights, self.layer, self.way)
        place = self.layer, self.way
        self.held = [e for e in case["interventions"] if (e["layer"], e["direction"]) == place]
        self.order = list(range(case["steps"]))[:: -1 if self.way == "reverse" else 1]
        self.has_c = self.spec["kind"] == "lstm"
        self.first = self.joined(given["h0"][index], given["c0"][index])

    def joined(self, h: Tensor, c: Tensor) -> Tensor:
        return torch.cat([h, c]) if self.has_c else h

    def take(self, t: int, state: Tensor) -> Tensor:
        """Return the state after step t."""
        H = self.spec["hidden_size"]
        step = Step(self.spec, self.tensors, self.held, Lane(), t)
        h, c = state[:H], state[H:]
        x = self.found.kept["x"][t].detach()
        return self.joined(*STEPS[self.spec["kind"]](step, x, h, c))

    def after(self, t: int) -> Tensor:
        """Return the state after step t, as it was in the run."""
        h = self.found.kept["h"][t].detach()
        return self.joined(h, self.found.kept["c"][t].detach() if self.has_c else h)

    def arrays(self) -> Arrays:
        before = [self.first, *(self.after(t) for t in self.order[:-1])]
        pairs = zip(self.order, before, strict=True)
        steps = [jacobian(lambda s, t=t: self.take(t, s), state) for t, state in pairs]

        def whole(state: Tensor) -> Tensor:
            for t in self.order[1:]:
                state = self.take(t, state)
            return state

        product = jacobian(whole, self.after(self.order[0]))
        return {"steps": torch.stack(steps).numpy(), "product": product.numpy()}


def reference(case: Case) -> Arrays:
    numbers = draw(case)
    given = {name: torch.tensor(value, dtype=torch.float64) for name, value in numbers.items()}
    shape = (len(lanes(case["spec"])), case["spec"]["hidden_size"])
    for state in ("h0", "c0"):
        given.setdefault(state, torch.zeros(shape, dtype=torch.float64))
    differentiable = {name: value.requires_grad_() for name, value in given.items()}
    weights = {
        name.removeprefix("weights."): value
        for name, value in differentiable.items()
        if name.startswith("weights.")
    }
    found, _ = run(case, differentiable["x"], weights, given["h0"], given["c0"])
    fixed = {name: value.detach() for name, value in given.items()}
    arrays = {f"given.{name}": value for name, value in numbers.items()}
    arrays["case"] = np.frombuffer(json.dumps(case).encode(), np.uint8)
    for index, lane in enumerate(found):
        named = Reference(case, index, lane, fixed).arrays()
        arrays |= {f"lane{index}.{name}": value for name, value in named.items()}
    return arrays


def main() -> int:
    torch.set_num_threads(1)
    made = {f"{case['name']}.{k}": v for case in cases() for k, v in reference(case).items()}
    if "--check" not in sys.argv[1:]:
        np.savez_compressed(FILE, **made)
        print(f"{len(made)} arrays in {FILE.name}")
        return 0
    with np.load(FILE) as old:
        same = old.files == list(made) and all(np.array_equal(old[k], v) for k, v in made.items())
    print("identical" if same else "differs")
    return not same


if __name__ == "__main__":
    sys.exit(main())
