"""The benchmark compares fairly: its contenders are correct and its verdicts follow the figures."""

import numpy as np
import pytest

from benchmarks.contenders import build_network, run_network
from benchmarks.floor import LayerProducts
from benchmarks.measure import Row, interleave
from benchmarks.memory import trace_bytes
from benchmarks.report import as_text
from benchmarks.textbook import TextbookNetwork
from benchmarks.workload import GATES, Workload

KINDS = pytest.mark.parametrize("kind", list(GATES))


@pytest.mark.parametrize("layers", [1, 2])
@KINDS
def test_the_textbook_implementation_gives_the_same_values_and_gradients(
    kind: str, layers: int
) -> None:
    workload = Workload(kind, 3, 4, 7, layers)
    tensors, x = workload.tensors(), workload.inputs()
    network = build_network(workload, tensors)
    run_network(network, x)

    textbook = TextbookNetwork(kind, tensors)
    outputs = textbook.forward(list(x))
    found = textbook.backward(outputs)

    np.testing.assert_allclose(outputs, network.outputs(), rtol=1e-9)
    for lane, steps in zip(network.lanes, found, strict=True):
        for name, value in lane.grads(0, 7).items():
            rows = [step[name] for step in steps]
            np.testing.assert_allclose(rows, value, rtol=1e-9, atol=1e-12, err_msg=name)
    expected = network.gradients()
    for name, value in textbook.gradients().items():
        np.testing.assert_allclose(value, expected[name], rtol=1e-9, atol=1e-12, err_msg=name)


@KINDS
def test_the_floor_does_the_products_of_a_layer(kind: str) -> None:
    layer = LayerProducts(Workload(kind, 3, 4, 7, 1), 3)
    layer.run()
    pairs = {
        "z": (layer.z, layer.inputs @ layer.weight_ih),
        "recurrent": (layer.recurrent, layer.hidden @ layer.weight_hh),
        "d_hidden": (layer.d_hidden, layer.d_z @ layer.weight_hh.T),
        "d_weight_ih": (layer.d_weight_ih, layer.inputs.T @ layer.d_z),
        "d_weight_hh": (layer.d_weight_hh, layer.hidden.T @ layer.d_z),
        "d_inputs": (layer.d_inputs, layer.d_z @ layer.weight_ih.T),
    }
    for name, (found, expected) in pairs.items():
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14, err_msg=name)
    assert layer.weight_hh.ctypes.data % 64 == 0


@KINDS
def test_the_trace_is_counted_as_the_network_shows_it(kind: str) -> None:
    workload = Workload(kind, 3, 4, 7, 2)
    tensors = workload.tensors()
    network = build_network(workload, tensors)
    _, values, slopes, gradients = run_network(network, workload.inputs())
    shown = [
        array
        for x, z, gates, states in values
        for array in (x, states["h"], *z.values(), *gates.values())
    ]
    shown += [array for lane in slopes for array in lane.values()]
    shown += [*tensors.values(), *(gradients[name] for name in tensors)]
    hidden = 7 * 2 * 4 * 8
    beside = {"lstm": 2 * hidden, "gru": hidden, "rnn": 0}[kind]  # c, output(c); W_hn h' + b_hn
    assert trace_bytes(workload) == sum(array.nbytes for array in shown) + beside


def test_a_ratio_beside_its_target_says_whether_the_target_was_met() -> None:
    seconds = {"this": 0.010, "floor": 0.004, "eager": 0.090, "fused": 0.030}
    row = Row(Workload("lstm", 16, 64, 200, 1), 7, seconds, {"peak": 16, "trace": 10})
    row.judge()
    verdicts = {title: ratio.met for title, ratio in row.ratios.items()}
    assert verdicts == {
        "eager/this": True,
        "nn/this": False,
        "this/floor": True,
        "peak/trace": False,
    }
    line = as_text([row]).splitlines()[-1]
    for cell in ("9.00 ≥8 ok", "3.00 ≥4 MISSED", "2.50 ≤3 ok", "1.60 ≤1.5 MISSED"):
        assert cell in line


def test_contenders_run_in_turn_at_least_seven_times_and_their_median_counts() -> None:
    order: list[str] = []

    def sampler(name: str, values: list[float]) -> object:
        def sample() -> float:
            order.append(name)
            return values[(len(order) - 1) // 2 % len(values)]

        return sample

    contenders = {"a": sampler("a", [1.0, 9.0, 2.0]), "b": sampler("b", [5.0])}
    rounds, medians = interleave(contenders)
    assert rounds >= 7
    assert order == ["a", "b"] * rounds
    assert medians == {"a": 2.0, "b": 5.0}
