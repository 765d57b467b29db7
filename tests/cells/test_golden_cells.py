"""Every cell of the catalogue, and drawn ones, against what PyTorch made of their formulas."""

from typing import Any

import numpy as np
import pytest

from app.cells.models import catalogue
from app.numerics.initial import initial_name
from app.numerics.network import Network
from app.numerics.parameters import LayerSpec, NetworkSpec
from tests.cells.running import lane_results, packed, run_layer, unpacked
from tests.cells.stored import Arrays, read_cases, tree_cell
from tests.cells.tape import Tape
from tests.cells.test_random_cells import layer_of
from tests.numerics.networks import stack_of

CASES = read_cases("cells.npz")
RANDOM = read_cases("random_cells.npz")
CHOICES: dict[str, dict[str, Any]] = {
    "lstm_peephole": {"kind": "lstm", "peephole": True},
    "lstm_projection": {"kind": "lstm"},
    "lstm_clipped": {"kind": "lstm", "clip": 0.3},
}
SMALL = {"D": 2, "H": 2, "P": 1, "1": 1}


def spec_of(case: dict[str, Any]) -> NetworkSpec:
    layers = [
        {
            **CHOICES.get(words["kind"], {"kind": words["kind"]}),
            "hidden_size": words["H"],
            "projection": words["P"],
            "directions": words["ways"],
            "merge": words["merge"],
        }
        for words in case["layers"]
    ]
    return stack_of(case["D"], *layers)


def of_lane(arrays: Arrays, lane: int) -> Arrays:
    start = f"lane{lane}."
    return {name.removeprefix(start): it for name, it in arrays.items() if name.startswith(start)}


def network_of_case(spec: NetworkSpec, arrays: Arrays) -> tuple[Network, dict[str, list[Any]]]:
    network = Network(spec, len(arrays["x"]))
    tensors: Arrays = {}
    initial: dict[str, list[Any]] = {}
    for index, (layer, way) in enumerate(spec.lanes):
        own = of_lane(arrays, index)
        tensors |= packed(spec.layers[layer], own, layer, way)
        for state in spec.layers[layer].cell.states:
            rows = initial.setdefault(state, [np.empty(0)] * len(spec.lanes))
            rows[index] = own[f"{state}0"]
    network.load(tensors)
    return network, initial


def results_of(network: Network) -> Arrays:
    """Return everything about a finished run, in the order of the sequence."""
    gradients = network.gradients()
    d_x = sum(lane.grads()["x"][:: lane.stride] for lane in network.layer_lanes(0))
    found: Arrays = {"outputs": network.outputs(), "gradients.x": np.asarray(d_x)}
    for index, lane in enumerate(network.lanes):
        results = {name: it[:: lane.stride] for name, it in lane_results(lane).items()}
        own = unpacked(lane.spec, gradients, lane.layer, lane.direction)
        results |= {f"gradients.{name}": it for name, it in own.items()}
        for state in lane.model.states:
            row = gradients[initial_name(state)][index]
            results[f"gradients.{state}0"] = row[: lane.spec.state_size(state)]
        found |= {f"lane{index}.{name}": it for name, it in results.items()}
    return found


def is_result(name: str) -> bool:
    return any(word in name for word in ("value.", "gradient.", "gradients.", "outputs"))


@pytest.mark.parametrize("chunk", [None, 2], ids=["whole", "in-chunks-of-two"])
@pytest.mark.parametrize(("case", "arrays"), [pytest.param(*it, id=it[0]["name"]) for it in CASES])
def test_every_value_and_gradient_of_a_catalogue_cell_equals_pytorch(
    case: dict[str, Any], arrays: Arrays, chunk: int | None
) -> None:
    network, initial = network_of_case(spec_of(case), arrays)
    list(network.forward(arrays["x"], initial, chunk))
    list(network.backward(arrays["weights"], chunk))
    found = results_of(network)
    expected = {name: it for name, it in arrays.items() if is_result(name)}
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-10, atol=1e-12, err_msg=name)


def test_the_references_have_a_formula_for_every_cell_of_the_catalogue() -> None:
    kinds = {case["name"] for case, _ in CASES}
    assert kinds >= {*catalogue(), *CHOICES}
    assert len(catalogue()) == 20


def test_drawn_cells_equal_pytorch_in_the_program_and_on_the_tape() -> None:
    assert len(RANDOM) == 300
    for case, arrays in RANDOM:
        cell = tree_cell(case)
        numbers = {name.removeprefix("lane0."): it for name, it in arrays.items()}
        expected = {n: it for n, it in numbers.items() if is_result(n) and n != "outputs"}
        tape = Tape(cell, numbers | {"units": np.zeros(SMALL["H"])}, {}).results()
        layer: LayerSpec = layer_of(cell, SMALL)
        _, found = run_layer(layer, numbers)
        assert found.keys() == tape.keys() == expected.keys(), cell.text
        for name, value in expected.items():
            bound = 1e-10 * np.max(tape[name][1], initial=0.0) + 1e-14
            words = f"{name} of {case['name']}\n{cell.text}"
            np.testing.assert_allclose(tape[name][0], value, rtol=0, atol=bound, err_msg=words)
            np.testing.assert_allclose(found[name], value, rtol=0, atol=bound, err_msg=words)
