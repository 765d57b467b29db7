"""Make the reference vectors: ``python tests/golden/make_golden.py`` with PyTorch installed.

PyTorch (2.13, CPU) and NumPy are needed to make the vectors, never to test against them.
Every case of `cases` is run through the explicit loops of `loop` in float64; values and
gradients are autograd's. Where ``torch.nn.LSTM``, ``GRU`` or ``RNN`` can compute a case, the
script insists that both agree to 1e-12, forward and backward, so that the references are the
framework's own numbers. ``--check`` compares with the stored files instead of writing them.

What is stored
--------------
``manifest.json``
    One case a line: the network, the loss, what is held, the value of the loss.
``<family>.npz``
    For each case ``<case>.layout`` (JSON, name → shape, as bytes) and ``<case>.numbers`` (all
    arrays one after the other). Names: what `cases.draw` gives, then ``outputs`` (T, outputs),
    ``loss`` (), ``shares`` (compared steps), ``gradients.<tensor>``, and for lane k, in
    PyTorch's order, ``lane<k>.<quantity>`` and ``lane<k>.gradient.<quantity>``, where rows
    are steps of the sequence in both directions.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from cases import FAMILIES, Case, compared_steps, draw, lanes
from loop import Lane, run
from torch import Tensor
from torch.nn import functional

HERE = Path(__file__).parent
FRAMEWORK = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
Arrays = dict[str, np.ndarray]


def leaves(case: Case, numbers: Arrays) -> dict[str, Tensor]:
    """Return the numbers of a case as leaves; initial states that are not given are zeros."""
    found = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in numbers.items()
    }
    shape = (len(lanes(case["spec"])), case["spec"]["hidden_size"])
    for state in ("h0", "c0"):
        found.setdefault(state, torch.zeros(shape, dtype=torch.float64, requires_grad=True))
    return found


def read_out(given: dict[str, Tensor], features: Tensor) -> Tensor:
    if "head.weight" not in given:
        return features
    return functional.linear(features, given["head.weight"], given["head.bias"])


def shares_of_loss(case: Case, given: dict[str, Tensor], outputs: Tensor) -> Tensor:
    """Return each compared step's share of the loss, written out from the formulas."""
    loss, steps = case["loss"], compared_steps(case)
    if loss["kind"] == "probe":
        row = outputs[steps]
        return row[:, loss["unit"]] if "unit" in loss else row.sum(1)
    if loss["kind"] == "cross_entropy":
        chosen = torch.log_softmax(outputs[steps], 1)[range(len(steps)), given["classes"].long()]
        return -chosen / len(steps)
    errors = outputs[steps] - given["targets"]
    return (errors**2).sum(1) * (0.5 if loss["kind"] == "squared_error" else 1.0 / errors.numel())


def framework_loss(case: Case, given: dict[str, Tensor], outputs: Tensor) -> Tensor:
    """Return the loss by the framework's own functions."""
    kind, compared = case["loss"]["kind"], outputs[compared_steps(case)]
    if kind == "cross_entropy":
        return functional.cross_entropy(compared, given["classes"].long())
    if kind == "mse":
        return functional.mse_loss(compared, given["targets"])
    return shares_of_loss(case, given, outputs).sum()


def gradient(value: Tensor) -> Tensor:
    return torch.zeros_like(value) if value.grad is None else value.grad


def tensor_names(case: Case, given: dict[str, Tensor]) -> dict[str, str]:
    """Return the trace's name of every leaf that has a gradient there → its name here."""
    states = ["h0", "c0"] if case["spec"]["kind"] == "lstm" else ["h0"]
    names = [name for name in given if name.startswith(("weights.", "head."))] + states
    return {name.removeprefix("weights."): name for name in names}


def lane_arrays(lane: Lane, steps: int) -> Arrays:
    """Return every quantity of a lane and its gradient, one row for each step.

    The gradients are those that a trace reports: of h, c and x as used, and of every
    pre-activation (under the gate's name, as in the stream).
    """
    arrays: Arrays = {}
    for quantity, values in lane.kept.items():
        rows = [values[t] for t in range(steps)]
        arrays[quantity] = torch.stack(rows).detach().numpy()
        if quantity in ("x", "h", "c") or quantity.startswith("z."):
            slopes = torch.stack([gradient(row) for row in rows])
            arrays[f"gradient.{quantity.removeprefix('z.')}"] = slopes.numpy()
    return arrays


def reference(case: Case, numbers: Arrays) -> Arrays:
    """Run one case; return everything about it."""
    given = leaves(case, numbers)
    tensors = {
        name.removeprefix("weights."): value
        for name, value in given.items()
        if name.startswith("weights.")
    }
    found, features = run(case, given["x"], tensors, given["h0"], given["c0"])
    outputs = read_out(given, features)
    shares = shares_of_loss(case, given, outputs)
    loss = shares.sum()
    loss.backward()
    torch.testing.assert_close(loss, framework_loss(case, given, outputs), rtol=1e-12, atol=1e-12)
    arrays = {"outputs": outputs, "loss": loss, "shares": shares}
    results = {name: value.detach().numpy() for name, value in arrays.items()}
    for name, leaf in tensor_names(case, given).items():
        results[f"gradients.{name}"] = gradient(given[leaf]).numpy()
    for k, lane in enumerate(found):
        results |= {f"lane{k}.{name}": v for name, v in lane_arrays(lane, case["steps"]).items()}
    return results


def framework_module(case: Case) -> torch.nn.Module | None:
    """Return the framework's module for a case, or None where it has none."""
    spec = case["spec"]
    options = {}
    usual = (spec["gate"], spec["candidate"], spec["output"]) == ("sigmoid", "tanh", "tanh")
    if spec["kind"] == "rnn" and spec["candidate"] in ("tanh", "relu"):
        options, usual = {"nonlinearity": spec["candidate"]}, True
    if not usual or spec["peephole"] or case["interventions"]:
        return None
    sizes = ("input_size", "hidden_size", "num_layers", "bidirectional", "bias")
    options |= {name: spec[name] for name in sizes}
    return FRAMEWORK[spec["kind"]](**options, dtype=torch.float64)


def insist_on_the_framework(case: Case, numbers: Arrays, results: Arrays) -> bool:
    """Check a case against the framework's module; return whether there is one."""
    module = framework_module(case)
    if module is None:
        return False
    given = leaves(case, numbers)
    parameters = dict(module.named_parameters())
    for name, parameter in parameters.items():
        parameter.data.copy_(given[f"weights.{name}"])
    states = (given["h0"], given["c0"]) if case["spec"]["kind"] == "lstm" else given["h0"]
    outputs = read_out(given, module(given["x"], states)[0])
    framework_loss(case, given, outputs).backward()
    ours = {"outputs": outputs.detach()}
    for name, leaf in tensor_names(case, given).items():
        ours[f"gradients.{name}"] = gradient(parameters.get(name, given[leaf]))
    ways = 2 if case["spec"]["bidirectional"] else 1
    through = sum(results[f"lane{k}.gradient.x"] for k in range(ways))
    np.testing.assert_allclose(through, gradient(given["x"]), rtol=1e-12, atol=1e-12)
    for name, value in ours.items():
        message = f"{case['name']}: {name}"
        np.testing.assert_allclose(results[name], value, 1e-12, 1e-12, err_msg=message)
    return True


def flatten(arrays: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Return the layout, as the bytes of a JSON object, and all numbers in one vector."""
    layout = json.dumps({name: np.shape(value) for name, value in arrays.items()})
    numbers = np.concatenate([np.ravel(value) for value in arrays.values()])
    return np.frombuffer(layout.encode(), np.uint8), numbers


def make_family(name: str) -> tuple[list[Case], Arrays]:
    """Return the manifest entries and the stored arrays of one family."""
    entries, stored = [], {}
    for case in FAMILIES[name]():
        numbers = draw(case)
        results = reference(case, numbers)
        agreed = insist_on_the_framework(case, numbers, results)
        compared = {"compared_steps": compared_steps(case)}
        facts = {"loss_value": float(results["loss"]), "agrees_with_torch_nn": agreed}
        entries.append({"family": name} | case | compared | facts)
        layout, vector = flatten(numbers | results)
        stored |= {f"{case['name']}.layout": layout, f"{case['name']}.numbers": vector}
    return entries, stored


def differs(path: Path, stored: Arrays) -> bool:
    """Return whether a stored family is anything but what was made now, bit for bit."""
    with np.load(path) as old:
        return old.files != list(stored) or any(
            not np.array_equal(old[key], value) for key, value in stored.items()
        )


def main() -> int:
    torch.set_num_threads(1)
    check = "--check" in sys.argv[1:]
    made = {name: make_family(name) for name in FAMILIES}
    entries = [entry for family, _ in made.values() for entry in family]
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    manifest = f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n'
    agreed = sum(entry["agrees_with_torch_nn"] for entry in entries)
    print(f"{len(entries)} cases, {agreed} of them computed by torch.nn too")
    if check:
        stale = [name for name, (_, new) in made.items() if differs(HERE / f"{name}.npz", new)]
        stale += ["manifest"] * ((HERE / "manifest.json").read_text() != manifest)
        print("differs:" if stale else "identical", *stale)
        return bool(stale)
    (HERE / "manifest.json").write_text(manifest)
    for name, (_, stored) in made.items():
        np.savez_compressed(HERE / f"{name}.npz", **stored)
    return 0


if __name__ == "__main__":
    sys.exit(main())
