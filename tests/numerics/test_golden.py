"""Every value and every gradient against the vectors that PyTorch made (tests/golden)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.numerics.losses import CrossEntropy, Loss, Probe, SquaredError
from app.numerics.network import Head, Intervention, Lane, Network, Span
from tests.numerics.networks import network_of

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = json.loads((GOLDEN / "manifest.json").read_text())["cases"]
Arrays = dict[str, np.ndarray]


def read_arrays(case: dict[str, Any]) -> Arrays:
    with np.load(GOLDEN / f"{case['family']}.npz") as stored:
        layout = json.loads(stored[f"{case['name']}.layout"].tobytes())
        numbers = stored[f"{case['name']}.numbers"]
    arrays, start = {}, 0
    for name, shape in layout.items():
        stop = start + int(np.prod(shape))
        arrays[name] = numbers[start:stop].reshape(shape)
        start = stop
    assert start == len(numbers)
    return arrays


def build_network(case: dict[str, Any], arrays: Arrays) -> Network:
    interventions = tuple(Intervention(**edit) for edit in case["interventions"])
    network = Network(network_of(**case["spec"]), case["steps"], interventions)
    tensors = {
        name.removeprefix("weights."): value
        for name, value in arrays.items()
        if name.startswith("weights.")
    }
    head = Head(arrays["head.weight"], arrays["head.bias"]) if case["head"] else None
    network.load(tensors, head)
    return network


def initial_states(arrays: Arrays) -> Arrays:
    return {state: arrays[f"{state}0"] for state in ("h", "c") if f"{state}0" in arrays}


def build_loss(case: dict[str, Any], arrays: Arrays) -> Loss:
    kind, steps = case["loss"]["kind"], np.array(case["compared_steps"])
    if kind == "probe":
        return Probe(int(steps[0]), case["loss"].get("unit"))
    if kind == "cross_entropy":
        return CrossEntropy(steps, arrays["classes"].astype(np.intp))
    return SquaredError(steps, arrays["targets"], mean=kind == "mse")


def lane_number(network: Network, lane: Lane) -> int:
    lanes = [(own.layer, own.direction) for own in network.lanes]
    return lanes.index((lane.layer, lane.direction))


def forward_rows(network: Network, span: Span) -> Iterator[tuple[str, int, np.ndarray]]:
    """Yield (name in the reference, step, row) of everything a forward span holds."""
    for lane in span.lanes:
        values = {"x": lane.x} | lane.states | lane.gates
        values |= {f"z.{name}": value for name, value in lane.z.items()}
        for name, value in values.items():
            for k in range(span.start, span.stop):
                yield f"lane{lane_number(network, lane)}.{name}", lane.step(k), value[k].copy()


def backward_rows(network: Network, span: Span) -> Iterator[tuple[str, int, np.ndarray]]:
    """Yield (name in the reference, step, row) of every gradient a backward span holds."""
    for lane in span.lanes:
        for name, value in lane.grads(span.start, span.stop).items():
            for k in range(span.start, span.stop):
                place = f"lane{lane_number(network, lane)}.gradient.{name}"
                yield place, lane.step(k), value[k - span.start].copy()


def run_case(case: dict[str, Any], arrays: Arrays, chunk: int | None) -> Arrays:
    """Run a case; collect each span's rows at the moment it is handed out."""
    network = build_network(case, arrays)
    rows: dict[str, dict[int, np.ndarray]] = defaultdict(dict)
    for span in network.forward(arrays["x"], initial_states(arrays), chunk=chunk):
        for name, t, row in forward_rows(network, span):
            rows[name][t] = row
    loss = build_loss(case, arrays).evaluate(network.outputs())
    outputs = network.outputs().copy()
    for span in network.backward(loss.d_outputs, chunk=chunk):
        for name, t, row in backward_rows(network, span):
            rows[name][t] = row
    results = {name: np.array([found[t] for t in sorted(found)]) for name, found in rows.items()}
    shares = [loss.shares[t] for t in case["compared_steps"]]
    results |= {"outputs": outputs, "loss": np.array(loss.value), "shares": np.array(shares)}
    return results | {f"gradients.{name}": v for name, v in network.gradients().items()}


def expected_arrays(arrays: Arrays) -> Arrays:
    computed = ("lane", "gradients.", "outputs", "loss", "shares")
    return {name: value for name, value in arrays.items() if name.startswith(computed)}


def _named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("chunk", [None, 2], ids=["whole", "in-chunks-of-two"])
@pytest.mark.parametrize("case", _named(CASES))
def test_every_value_and_gradient_equals_pytorch(case: dict[str, Any], chunk: int | None) -> None:
    arrays = read_arrays(case)
    expected = expected_arrays(arrays)
    results = run_case(case, arrays, chunk)
    assert results.keys() == expected.keys(), case["name"]
    for name, value in expected.items():
        message = f"{case['name']}: {name}"
        np.testing.assert_allclose(results[name], value, rtol=1e-10, atol=1e-12, err_msg=message)


def test_the_references_cover_every_structure_and_are_tied_to_the_framework() -> None:
    keys = ("kind", "num_layers", "bidirectional", "bias", "peephole")
    plain = [case for case in CASES if case["family"] == "structure"]
    structures = {tuple(case["spec"][key] for key in keys) for case in plain}
    assert len(structures) == 3 * 2 * 2 * (2 + 1 + 1)
    assert all(case["agrees_with_torch_nn"] for case in plain if not case["spec"]["peephole"])


@pytest.mark.parametrize(
    "case", _named([case for case in CASES if case["family"] == "structure"][::5])
)
def test_a_network_used_again_gives_the_same_numbers_bit_for_bit(case: dict[str, Any]) -> None:
    arrays = read_arrays(case)
    network = build_network(case, arrays)
    loss = build_loss(case, arrays)

    def once(x: np.ndarray) -> Arrays:
        list(network.forward(x, initial_states(arrays)))
        list(network.backward(loss.evaluate(network.outputs()).d_outputs))
        return {name: value.copy() for name, value in network.gradients().items()}

    first = once(arrays["x"])
    once(arrays["x"] * 3.0 - 1.0)
    again = once(arrays["x"])
    assert first.keys() == again.keys()
    for name, value in first.items():
        np.testing.assert_array_equal(again[name], value, err_msg=name)


@pytest.mark.parametrize("chunk", [None, 1, 2, 100])
@pytest.mark.parametrize("case", _named([c for c in CASES if c["family"] == "losses"][:3]))
def test_backward_spans_are_the_forward_spans_in_reverse_order(
    case: dict[str, Any], chunk: int | None
) -> None:
    arrays = read_arrays(case)
    network = build_network(case, arrays)

    def shape(span: Span) -> tuple[frozenset[int], int, int]:
        lanes = frozenset(lane_number(network, lane) for lane in span.lanes)
        return lanes, span.start, span.stop

    there = [shape(span) for span in network.forward(arrays["x"], chunk=chunk)]
    d_outputs = np.ones_like(network.outputs())
    back = [shape(span) for span in network.backward(d_outputs, chunk=chunk)]
    assert back == there[::-1]
