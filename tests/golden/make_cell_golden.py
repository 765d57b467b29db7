"""Make the reference vectors of cells: ``python -m tests.golden.make_cell_golden`` with PyTorch.

``cells.npz``: every cell of the catalogue by `tests.golden.cell_formulas`, and networks whose
layers differ. ``random_cells.npz``: drawn cells, computed from their trees. All gradients are
autograd's own, in float64. ``--check`` compares with the stored files instead of writing them.

Each file holds ``cases`` (JSON, as bytes) and ``numbers``, one vector in which the arrays that the
cases' ``layout`` names follow one another, case by case. Given numbers are
``lane<k>.<parameter>``, ``lane<k>.<state>0``, ``x`` and ``weights`` (the loss is Σ weights ·
outputs); found ones ``lane<k>.value.<name>`` and ``lane<k>.gradient.<name>``, a row for each step
of the sequence, ``lane<k>.gradients.<parameter or start>``, and ``outputs``.
"""

import json
import random
import sys
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from tests.cells.tape import NEAR, Tape
from tests.cells.trees import Tree, TreeCell, draw_cell
from tests.golden.cell_formulas import CELLS, STATES, Step, Values

HERE = Path(__file__).parent
Arrays = dict[str, np.ndarray]
Case = dict[str, Any]
RANDOM_CELLS = 300


def layer(kind: str, H: int, P: int | None = None, ways: str = "forward", merge: str = "concat"):
    return {"kind": kind, "H": H, "P": P, "ways": ways.split(), "merge": merge}


BOTH = "forward reverse"
NETWORKS = {
    "concatenated, then two others": [
        layer("lstm", 3, ways=BOTH), layer("gru", 4), layer("min_gru", 2)],
    "added, averaged, multiplied": [
        layer("rnn", 3, ways=BOTH, merge="sum"), layer("cifg", 2, ways=BOTH, merge="average"),
        layer("ugrnn", 3, ways=BOTH, merge="product")],
    "projected both ways": [layer("lstm_projection", 4, 2, BOTH), layer("mgu", 3)],
    "projected and added": [layer("lstm_projection", 3, 2, BOTH, "sum"), layer("slstm", 2)],
    "reverse alone": [layer("li_gru", 3, ways="reverse"), layer("janet", 2)],
    "clipped": [layer("lstm_clipped", 3), layer("lstm_clipped", 2, ways=BOTH)],
}  # fmt: skip


def cases() -> list[Case]:
    single = [
        {"name": kind, "D": 3, "T": 6, "layers": [layer(kind, 4, 2 if "proj" in kind else None)]}
        for kind in CELLS
    ]
    return single + [
        {"name": name, "D": 2, "T": 5, "layers": layers} for name, layers in NETWORKS.items()
    ]


def features(words: Case) -> int:
    width = words["P"] or words["H"]
    return width * (len(words["ways"]) if words["merge"] == "concat" else 1)


def draw(case: Case) -> Arrays:
    rng = np.random.default_rng(zlib.crc32(case["name"].encode()))
    numbers: Arrays = {"x": rng.uniform(-1.0, 1.0, (case["T"], case["D"]))}
    width, lane = case["D"], 0
    for words in case["layers"]:
        H, P = words["H"], words["P"] or words["H"]
        sizes = {"D": width, "H": H, "P": P, "1": 1}
        for _ in words["ways"]:
            for name, letters in CELLS[words["kind"]][1].items():
                shape = tuple(sizes[letter] for letter in letters)
                numbers[f"lane{lane}.{name}"] = rng.uniform(-0.8, 0.8, shape)
            for state in STATES.get(words["kind"], "h"):
                start = rng.uniform(-0.8, 0.8, P if state == "h" else H)
                # The normaliser of an sLSTM is a sum of positive numbers.
                numbers[f"lane{lane}.{state}0"] = np.abs(start) + 0.5 if state == "n" else start
            lane += 1
        width = features(words)
    numbers["weights"] = rng.uniform(-1.0, 1.0, (case["T"], width))
    return numbers


class Lane:
    """One layer in one direction: everything that it computed, with its gradient."""

    def __init__(
        self, step: Step, given: dict[str, Tensor], inputs: list[Tensor], way: str
    ) -> None:
        self.given = given
        self.x = {t: kept(row) for t, row in enumerate(inputs)}
        self.values: dict[int, Values] = {}
        parameters = SimpleNamespace(**given)
        states = {name[:-1]: value for name, value in given.items() if name.endswith("0")}
        for t in range(len(inputs))[:: -1 if way == "reverse" else 1]:
            found = step(parameters, self.x[t], SimpleNamespace(**states))
            self.values[t] = found
            for value in found.values():
                value.retain_grad()
            states = {name: found[name] for name in states}
        self.h = [self.values[t]["h"] for t in range(len(inputs))]

    def arrays(self) -> Arrays:
        steps = range(len(self.h))
        found: Arrays = {"gradient.x": rows([gradient(self.x[t]) for t in steps])}
        for name in self.values[0]:
            values = [self.values[t][name] for t in steps]
            found[f"value.{name}"] = rows(values)
            found[f"gradient.{name}"] = rows([gradient(value) for value in values])
        return found | {f"gradients.{n}": gradient(it).numpy() for n, it in self.given.items()}


def kept(value: Tensor) -> Tensor:
    copy = value * 1.0
    copy.retain_grad()
    return copy


def gradient(value: Tensor) -> Tensor:
    return torch.zeros_like(value) if value.grad is None else value.grad


def rows(values: list[Tensor]) -> np.ndarray:
    return torch.stack(values).detach().numpy()


def leaves(numbers: Arrays) -> dict[str, Tensor]:
    return {name: torch.tensor(it, requires_grad=True) for name, it in numbers.items()}


def merged(lanes: list[Lane], merge: str) -> list[Tensor]:
    if len(lanes) == 1:
        return lanes[0].h
    pairs = zip(*(lane.h for lane in lanes), strict=True)
    how = {
        "concat": lambda a, b: torch.cat([a, b]),
        "sum": torch.add,
        "average": lambda a, b: (a + b) / 2.0,
        "product": torch.mul,
    }[merge]
    return [how(a, b) for a, b in pairs]


def reference(case: Case) -> Arrays:
    numbers = draw(case)
    given = leaves(numbers)
    inputs, lanes = list(given["x"]), []
    for words in case["layers"]:
        own = []
        for way in words["ways"]:
            start = f"lane{len(lanes) + len(own)}."
            mine = {n.removeprefix(start): it for n, it in given.items() if n.startswith(start)}
            own.append(Lane(CELLS[words["kind"]][0], mine, inputs, way))
        lanes += own
        inputs = merged(own, words["merge"])
    outputs = torch.stack(inputs)
    (outputs * given["weights"]).sum().backward()
    results = {"outputs": outputs.detach().numpy(), "gradients.x": gradient(given["x"]).numpy()}
    for k, lane in enumerate(lanes):
        results |= {f"lane{k}.{name}": array for name, array in lane.arrays().items()}
    return numbers | results


# Drawn cells

SIZES = {"D": 2, "H": 2, "P": 1, "1": 1}
FUNCTIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softsign": functional.softsign,
    "sin": torch.sin,
    "exp": torch.exp,
    "log": torch.log,
    "relu": torch.relu,
    "silu": functional.silu,
    "softplus": lambda z: torch.logaddexp(torch.zeros_like(z), z),
    "hard_sigmoid": lambda z: torch.clamp(0.2 * z + 0.5, 0.0, 1.0),
    # functional.hardsigmoid takes a sixth in single precision.
    "hard_sigmoid_6": lambda z: torch.clamp(z / 6.0 + 0.5, 0.0, 1.0),
    "normalize": lambda z: functional.layer_norm(z, z.shape),
    "identity": lambda z: z * 1.0,
    "neg": torch.neg,
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "max": torch.maximum,
    "min": torch.minimum,
}


def computed(tree: Tree, p: SimpleNamespace, x: Tensor, s: SimpleNamespace, own: Values) -> Tensor:
    match tree:
        case ("input",):
            return x
        case ("value", name):
            return own[name]
        case ("previous", name):
            return getattr(s, name)
        case ("vector" | "scalar", name):
            return getattr(p, name)
        case ("number", value):
            return torch.tensor([value], dtype=torch.float64)
        case ("times", name, is_transposed, inner):
            matrix = getattr(p, name).T if is_transposed else getattr(p, name)
            return matrix @ computed(inner, p, x, s, own).expand(matrix.shape[1])
        case ("call", name, *inner):
            return FUNCTIONS[name](*(computed(it, p, x, s, own) for it in inner))
    raise ValueError(tree)


def step_of(cell: TreeCell) -> Step:
    def step(p: SimpleNamespace, x: Tensor, s: SimpleNamespace) -> Values:
        own: Values = {}
        for name, tree in cell.equations:
            size = SIZES[cell.size(name)]
            # A constant has no gradient of its own; a leaf in its place has.
            value = computed(tree, p, x, s, own).expand(size) * 1.0
            own[name] = value if value.requires_grad else value.requires_grad_()
        return own

    return step


def draw_random(seed: int) -> tuple[TreeCell, Arrays]:
    cell, rng = draw_cell(random.Random(seed), depth=3), np.random.default_rng(seed)
    shapes = {name: tuple(SIZES[it] for it in shape) for name, shape in cell.shapes().items()}
    shapes |= {f"{state}0": (SIZES[cell.size(state)],) for state in cell.states}
    shapes |= {"x": (3, SIZES["D"]), "weights": (3, SIZES[cell.size("h")])}
    return cell, {name: rng.uniform(-1.0, 1.0, shape) for name, shape in shapes.items()}


def is_smooth(cell: TreeCell, numbers: Arrays) -> bool:
    tape = Tape(cell, numbers | {"units": np.zeros(SIZES["H"])}, {})
    return bool(tape.is_finite and tape.nearest_kink > NEAR)


def random_reference(cell: TreeCell, numbers: Arrays) -> Arrays:
    given = leaves(numbers)
    mine = {name: it for name, it in given.items() if name not in ("x", "weights")}
    lane = Lane(step_of(cell), mine, list(given["x"]), "forward")
    loss = (torch.stack(lane.h) * given["weights"]).sum()
    loss.backward()
    found = {f"lane0.{name}": array for name, array in lane.arrays().items()}
    return numbers | {"outputs": rows(lane.h)} | found


def random_cases() -> dict[str, tuple[Case, Arrays]]:
    made: dict[str, tuple[Case, Arrays]] = {}
    seed = 0
    while len(made) < RANDOM_CELLS:
        cell, numbers = draw_random(seed)
        if is_smooth(cell, numbers):
            words = {"equations": cell.equations, "is_projected": cell.is_projected}
            made[f"cell {seed}"] = words, random_reference(cell, numbers)
        seed += 1
    return made


# Files


def flat(made: dict[str, tuple[Case, Arrays]]) -> Arrays:
    """Return what is stored: the cases with their layouts, and their numbers."""
    words, parts = [], []
    for name, (case, arrays) in made.items():
        layout = {part: np.shape(array) for part, array in arrays.items()}
        words.append(case | {"name": name, "layout": layout})
        parts += [np.ravel(array) for array in arrays.values()]
    text = json.dumps({"torch": torch.__version__, "cases": words})
    return {"cases": np.frombuffer(text.encode(), np.uint8), "numbers": np.concatenate(parts)}


def main() -> int:
    torch.set_num_threads(1)
    files = {
        "cells.npz": flat({case["name"]: (case, reference(case)) for case in cases()}),
        "random_cells.npz": flat(random_cases()),
    }
    stale = []
    for name, stored in files.items():
        if "--check" in sys.argv[1:]:
            with np.load(HERE / name) as old:
                if any(not np.array_equal(old[key], value) for key, value in stored.items()):
                    stale.append(name)
        else:
            np.savez_compressed(HERE / name, **stored)
            print(name, (HERE / name).stat().st_size, "bytes")
    if "--check" in sys.argv[1:]:
        print("differs:" if stale else "identical", *stale)
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
