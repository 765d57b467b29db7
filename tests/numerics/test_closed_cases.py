"""Cases whose answer is known without a computation, or by another one that must agree."""

import math
from typing import Any

import numpy as np
import pytest

from app.numerics.losses import Probe, SquaredError
from app.numerics.network import Intervention, Run, run
from app.numerics.parameters import NetworkSpec, parameter_shapes
from tests.numerics.networks import gate_rows, network_of

KINDS = pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
Tensors = dict[str, np.ndarray]


def zeros(spec: NetworkSpec) -> Tensors:
    return {name: np.zeros(shape) for name, shape in parameter_shapes(spec).items()}


def draw(spec: NetworkSpec, seed: int = 0) -> Tensors:
    rng = np.random.default_rng(seed)
    return {name: rng.uniform(-1, 1, shape) for name, shape in parameter_shapes(spec).items()}


def draw_x(spec: NetworkSpec, steps: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (steps, spec.input_size))


def every_h(steps: int, width: int) -> SquaredError:
    return SquaredError(np.arange(steps), np.zeros((steps, width)), mean=False)


def held(target: str, stop: int, value: float, **where: Any) -> Intervention:
    place = {"layer": 0, "direction": "forward", "unit": None, "start": 0} | where
    return Intervention(target=target, stop=stop, value=value, **place)


def set_gates(spec: NetworkSpec, tensors: Tensors, **biases: float) -> Tensors:
    """Write a bias for whole gates of layer 0."""
    for gate, bias in biases.items():
        tensors["bias_ih_l0"][gate_rows(spec, gate)] = bias
    return tensors


# Gates


@pytest.mark.parametrize(("kind", "gates"), [("lstm", "ifo"), ("gru", "rz")])
def test_zero_weights_give_gates_of_one_half_and_no_output(kind: Any, gates: str) -> None:
    spec = network_of(kind, 3, 4, 2, bidirectional=True)
    result = run(spec, zeros(spec), draw_x(spec, 5), Probe(4))
    for lane in result.network.lanes:
        for gate in gates:
            np.testing.assert_array_equal(lane.gates[gate], np.full((5, 4), 0.5))
        np.testing.assert_array_equal(lane.h, np.zeros((5, 4)))


@pytest.mark.parametrize("way", ["bias", "what-if"])
def test_update_gate_of_one_copies_h_exactly(way: str) -> None:
    spec = network_of("gru", 2, 3)
    tensors, edits = draw(spec), (held("z", 6, 1.0),)
    if way == "bias":
        tensors, edits = set_gates(spec, tensors, z=1000.0), ()
    h0 = np.array([[0.1, -0.7, 1.0 / 3.0]])
    result = run(spec, tensors, draw_x(spec, 6), Probe(5), initial={"h": h0}, interventions=edits)
    np.testing.assert_array_equal(result.outputs, np.repeat(h0, 6, axis=0))
    np.testing.assert_array_equal(result.gradients["h0"], np.ones((1, 3)))


@pytest.mark.parametrize("way", ["bias", "what-if"])
def test_forget_gate_one_and_input_gate_zero_keep_the_cell_state_exactly(way: str) -> None:
    spec = network_of("lstm", 2, 3)
    tensors, edits = draw(spec), (held("f", 50, 1.0), held("i", 50, 0.0))
    if way == "bias":
        tensors, edits = set_gates(spec, tensors, f=1000.0, i=-1000.0), ()
    c0 = np.array([[0.1, -0.7, 1.0 / 3.0]])
    result = run(spec, tensors, draw_x(spec, 50), Probe(49), initial={"c": c0}, interventions=edits)
    np.testing.assert_array_equal(result.network.lanes[0].states["c"], np.repeat(c0, 50, axis=0))


def test_open_forget_gate_without_recurrence_carries_the_gradient_unchanged() -> None:
    spec = network_of("lstm", 2, 3, output="identity")
    tensors = set_gates(spec, draw(spec), f=1000.0, o=1000.0)
    tensors["weight_hh_l0"][...] = 0.0
    result = run(spec, tensors, draw_x(spec, 40), Probe(39))
    gradients = result.network.lanes[0].grads(0, 40)
    np.testing.assert_array_equal(gradients["c"], np.ones((40, 3)))
    np.testing.assert_array_equal(gradients["h"][:-1], np.zeros((39, 3)))


def test_a_gate_shut_at_minus_forty_keeps_its_relative_accuracy() -> None:
    spec = network_of("lstm", 1, 1, candidate="identity", output="identity")
    tensors = set_gates(spec, zeros(spec), i=-40.0, g=1.0, o=1000.0)
    result = run(spec, tensors, np.zeros((1, 1)), Probe(0))
    lane = result.network.lanes[0]
    closed = 4.248354255291589e-18
    np.testing.assert_allclose(lane.gates["i"], [[closed]], rtol=1e-15)
    np.testing.assert_allclose(lane.states["c"], [[closed]], rtol=1e-15)
    np.testing.assert_allclose(lane.grads(0, 1)["i"], [[closed]], rtol=1e-15)


# Gradients over many steps


def identity_rnn(factor: float, steps: int, hidden_size: int = 1) -> Run:
    spec = network_of("rnn", 1, hidden_size, candidate="identity")
    tensors = zeros(spec) | {"weight_hh_l0": factor * np.eye(hidden_size)}
    return run(spec, tensors, np.zeros((steps, 1)), Probe(steps - 1), chunk=16)


@pytest.mark.parametrize("factor", [0.9, 0.3, 1.0, 1.1, -0.5])
def test_gradient_of_an_identity_rnn_is_a_power_of_its_factor(factor: float) -> None:
    result = identity_rnn(factor, 21)
    powers = factor ** np.arange(20, -1, -1.0)
    np.testing.assert_allclose(result.network.lanes[0].grads(0, 21)["h"][:, 0], powers, rtol=1e-14)
    np.testing.assert_allclose(result.gradients["h0"], [[factor**21]], rtol=1e-14)


def test_textbook_figures_of_forgetting_come_out() -> None:
    assert identity_rnn(0.9, 20).gradients["h0"].item() == pytest.approx(0.12157665459056935)
    assert identity_rnn(0.3, 5).gradients["h0"].item() == pytest.approx(0.00243)


def test_powers_of_two_are_exact_as_far_as_float64_reaches() -> None:
    for factor in (0.5, 2.0):
        slopes = identity_rnn(factor, 1001).network.lanes[0].grads(0, 1001)["h"][:, 0]
        np.testing.assert_array_equal(slopes, factor ** np.arange(1000, -1, -1.0))


@pytest.mark.parametrize("factor", [0.5, 0.3, 1e-8])
def test_log10_norms_go_on_where_the_gradient_itself_underflows(factor: float) -> None:
    steps, hidden_size = 2000, 4
    lane = identity_rnn(factor, steps, hidden_size).network.lanes[0]
    distance = np.arange(steps - 1, -1, -1.0)
    norms = lane.grad_norms(0, steps)["h"]
    expected = math.log10(2.0) + distance * math.log10(factor)
    np.testing.assert_allclose(norms.log10, expected, rtol=1e-12, atol=1e-12)
    assert np.all(norms.value[expected < -330.0] == 0.0)
    assert np.all(lane.grads(0, steps)["h"][expected < -330.0] == 0.0)
    representable = expected > -300.0
    np.testing.assert_allclose(norms.value[representable], 10.0 ** expected[representable], 1e-9)


def test_log10_norms_of_a_forgetting_cell_state_fall_by_the_same_amount_each_step() -> None:
    spec, steps = network_of("lstm", 1, 1, output="identity"), 2000
    tensors = set_gates(spec, zeros(spec), o=1000.0)
    edits = (held("f", steps, 0.25),)
    result = run(spec, tensors, np.zeros((steps, 1)), Probe(steps - 1), interventions=edits)
    norms = result.network.lanes[0].grad_norms(0, steps)["c"].log10
    np.testing.assert_allclose(np.diff(norms), -math.log10(0.25), rtol=1e-9)


@KINDS
def test_gradients_far_below_the_smallest_number_leave_parameter_gradients_exact(
    kind: Any,
) -> None:
    spec, far = network_of(kind, 2, 3, 2), 400
    tensors = {name: 0.02 * value for name, value in draw(spec).items()}
    tensors |= {name: tensors[name] - 3.0 for name in tensors if name.startswith("bias_ih")}
    x = draw_x(spec, far)
    long, short = (run(spec, tensors, x[-n:], Probe(n - 1)) for n in (far, 150))
    for name, value in long.gradients.items():
        if name not in ("h0", "c0"):
            np.testing.assert_allclose(short.gradients[name], value, rtol=1e-9, err_msg=name)


def test_a_sequence_of_silence_has_a_gradient_of_zero_and_a_log10_of_minus_infinity() -> None:
    spec = network_of("rnn", 1, 2)
    result = run(spec, zeros(spec), np.zeros((3, 1)), Probe(0))
    norms = result.network.lanes[0].grad_norms(0, 3)["h"]
    np.testing.assert_array_equal(norms.value[1:], [0.0, 0.0])
    np.testing.assert_array_equal(norms.log10[1:], [-np.inf, -np.inf])


@KINDS
def test_overflow_gives_numbers_that_are_not_finite_and_no_warning(kind: Any) -> None:
    spec = network_of(kind, 1, 1, gate="relu", candidate="identity", output="identity")
    tensors = {name: np.full(shape, 1e200) for name, shape in parameter_shapes(spec).items()}
    result = run(spec, tensors, np.ones((4, 1)), Probe(3))
    assert not np.isfinite(result.outputs[-1]).any()


# By hand


def test_one_step_of_a_scalar_lstm_by_hand() -> None:
    spec = network_of("lstm", 1, 1)
    w, u, b = (0.5, -0.3, 0.8, 0.2), (0.1, 0.4, -0.6, 0.7), (0.05, 0.9, -0.1, 0.3)
    x, h0, c0, target = 1.5, 0.25, -0.4, 0.6
    tensors = zeros(spec)
    tensors["weight_ih_l0"][:, 0] = w
    tensors["weight_hh_l0"][:, 0] = u
    tensors["bias_ih_l0"][:] = b
    loss = SquaredError(np.array([0]), np.array([[target]]), mean=False)
    states = {"h": np.array([[h0]]), "c": np.array([[c0]])}
    result = run(spec, tensors, np.array([[x]]), loss, initial=states)

    z_i, z_f, z_g, z_o = (w[k] * x + u[k] * h0 + b[k] for k in range(4))
    i, f, o = (1.0 / (1.0 + math.exp(-z)) for z in (z_i, z_f, z_o))
    g = math.tanh(z_g)
    c = f * c0 + i * g
    h = o * math.tanh(c)
    d_h = h - target
    d_c = d_h * o * (1.0 - math.tanh(c) ** 2)
    d_z = {
        "i": d_c * g * i * (1.0 - i),
        "f": d_c * c0 * f * (1.0 - f),
        "g": d_c * i * (1.0 - g**2),
        "o": d_h * math.tanh(c) * o * (1.0 - o),
    }
    assert result.loss.value == pytest.approx(0.5 * (h - target) ** 2, rel=1e-14)
    found = result.network.lanes[0].grads(0, 1)
    expected = d_z | {"h": d_h, "c": d_c}
    expected["x"] = sum(w[k] * d_z[gate] for k, gate in enumerate("ifgo"))
    assert {name: value.item() for name, value in found.items()} == pytest.approx(
        expected, rel=1e-13
    )
    by_row = np.array([d_z[gate] for gate in "ifgo"])
    np.testing.assert_allclose(result.gradients["weight_ih_l0"][:, 0], by_row * x, rtol=1e-13)
    np.testing.assert_allclose(result.gradients["weight_hh_l0"][:, 0], by_row * h0, rtol=1e-13)
    np.testing.assert_allclose(result.gradients["c0"], [[d_c * f]], rtol=1e-13)


def test_the_hand_wired_memory_stores_adds_tells_and_forgets() -> None:
    spec = network_of("lstm", 3, 1, candidate="identity", output="identity")
    tensors = zeros(spec)
    tensors["weight_ih_l0"][:] = [[0, 100, 0], [0, 100, 0], [1, 0, 0], [0, 0, 100]]
    tensors["bias_ih_l0"][:] = [-10, 10, 0, -10]
    x = np.array([(3, 1, 0), (4, 1, 0), (2, 0, 0), (1, 0, 1), (3, -1, 0)], dtype=float)
    lane = run(spec, tensors, x, Probe(4)).network.lanes[0]
    np.testing.assert_allclose(lane.states["c"][:, 0], [3, 7, 7, 7, 0], atol=2e-3)
    np.testing.assert_allclose(lane.h[:, 0], [0, 0, 0, 7, 0], atol=2e-3)


# Held values


@KINDS
@pytest.mark.parametrize("direction", ["forward", "reverse"])
def test_nothing_before_a_held_hidden_state_receives_a_gradient_through_it(
    kind: Any, direction: Any
) -> None:
    spec = network_of(kind, 2, 3, bidirectional=True)
    edits = [held("h", 4, 0.5, start=3, direction=direction)]
    if kind == "lstm":
        edits.append(held("c", 4, 0.5, start=3, direction=direction))
    last = 6 if direction == "forward" else 0
    result = run(spec, draw(spec), draw_x(spec, 7), Probe(last), interventions=edits)
    lane = next(lane for lane in result.network.lanes if lane.direction == direction)
    gradients = lane.grads(0, 7)
    assert np.all(gradients["h"][3] != 0.0)
    for name in ("h", "x"):
        np.testing.assert_array_equal(gradients[name][:3], np.zeros_like(gradients[name][:3]))


# Symmetries


@KINDS
def test_permuting_hidden_units_permutes_outputs_and_gradients(kind: Any) -> None:
    spec, order = network_of(kind, 3, 5, peephole=kind == "lstm"), np.array([3, 0, 4, 1, 2])
    tensors, x = draw(spec), draw_x(spec, 6)
    rows = np.concatenate([order + 5 * k for k in range(len(spec.layers[0].blocks))])
    mixed = {
        name: value[:, order] if "peephole" in name else value[rows]
        for name, value in tensors.items()
    }
    mixed["weight_hh_l0"] = mixed["weight_hh_l0"][:, order]
    plain, permuted = (run(spec, weights, x, every_h(6, 5)) for weights in (tensors, mixed))
    np.testing.assert_allclose(permuted.outputs, plain.outputs[:, order], rtol=1e-12)
    expected = plain.gradients["weight_hh_l0"][rows][:, order]
    np.testing.assert_allclose(permuted.gradients["weight_hh_l0"], expected, rtol=1e-10, atol=1e-14)


@KINDS
def test_a_bidirectional_net_on_reversed_input_swaps_its_lanes(kind: Any) -> None:
    spec = network_of(kind, 3, 4, bidirectional=True)
    tensors, x = draw(spec), draw_x(spec, 6)
    swapped = {
        name: tensors[name.removesuffix("_reverse") if "_reverse" in name else name + "_reverse"]
        for name in tensors
    }
    one, other = run(spec, tensors, x, Probe(5)), run(spec, swapped, x[::-1].copy(), Probe(0))
    for lane, mirrored in zip(one.network.lanes, other.network.lanes[::-1], strict=True):
        np.testing.assert_allclose(lane.h, mirrored.h, rtol=1e-14)
        slopes, mirrored_slopes = lane.grads(0, 6), mirrored.grads(0, 6)
        for name, value in slopes.items():
            np.testing.assert_allclose(mirrored_slopes[name], value, rtol=1e-12, err_msg=name)


@KINDS
def test_the_upper_layer_of_a_stack_is_a_network_reading_the_lower_ones_h(kind: Any) -> None:
    spec = network_of(kind, 3, 4, 2)
    tensors, x = draw(spec), draw_x(spec, 6)
    stacked = run(spec, tensors, x, every_h(6, 4))
    above = {
        name.replace("_l1", "_l0"): value for name, value in tensors.items() if name.endswith("_l1")
    }
    lower = stacked.network.lanes[0].h.copy()
    alone = run(network_of(kind, 4, 4), above, lower, every_h(6, 4))
    np.testing.assert_allclose(alone.outputs, stacked.outputs, rtol=1e-14)
    d_x = alone.network.lanes[0].grads(0, 6)["x"]
    np.testing.assert_allclose(d_x, stacked.network.lanes[1].grads(0, 6)["x"], rtol=1e-12)


def test_peepholes_of_zero_change_nothing() -> None:
    plain, seeing = network_of("lstm", 3, 4, 2), network_of("lstm", 3, 4, 2, peephole=True)
    tensors, x = draw(plain), draw_x(plain, 6)
    blind = {**zeros(seeing), **tensors}
    one, other = run(plain, tensors, x, Probe(5)), run(seeing, blind, x, Probe(5))
    np.testing.assert_allclose(other.outputs, one.outputs, rtol=1e-14)
    for name in tensors:
        np.testing.assert_allclose(
            other.gradients[name], one.gradients[name], rtol=1e-12, atol=1e-15
        )


@KINDS
def test_absent_biases_are_zero_biases(kind: Any) -> None:
    with_bias, without = network_of(kind, 3, 4, 2), network_of(kind, 3, 4, 2, bias=False)
    tensors, x = draw(without), draw_x(without, 6)
    one = run(with_bias, {**zeros(with_bias), **tensors}, x, every_h(6, 4))
    other = run(without, tensors, x, every_h(6, 4))
    np.testing.assert_allclose(other.outputs, one.outputs, rtol=1e-14)
    assert other.gradients.keys() == one.gradients.keys() - {
        n for n in one.gradients if "bias" in n
    }


def sigmoid(z: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))


def test_peepholes_see_the_cell_state_that_is_held_and_not_the_one_it_replaces() -> None:
    spec = network_of("lstm", 2, 3, peephole=True)
    tensors, x, at, value = draw(spec), draw_x(spec, 4), 1, 3.0
    hold = held("c", at + 1, value, start=at)
    (lane,) = run(spec, tensors, x, Probe(3), interventions=(hold,)).network.lanes
    p_i, p_f, p_o = tensors["weight_peephole_l0"]
    bias = tensors["bias_ih_l0"] + tensors["bias_hh_l0"]
    h, c = np.zeros(3), np.zeros(3)
    for t in range(4):
        z = tensors["weight_ih_l0"] @ x[t] + tensors["weight_hh_l0"] @ h + bias
        z_i, z_f, z_g, z_o = z.reshape(4, 3)
        computed = sigmoid(z_f + p_f * c) * c + sigmoid(z_i + p_i * c) * np.tanh(z_g)
        c = np.full(3, value) if t == at else computed
        o = sigmoid(z_o + p_o * c)
        h = o * np.tanh(c)
        np.testing.assert_allclose(lane.gates["o"][t], o, rtol=1e-13)
        np.testing.assert_allclose(lane.h[t], h, rtol=1e-13)


@pytest.mark.parametrize("unit", [None, 1])
def test_nothing_before_a_cell_state_held_under_peepholes_receives_a_gradient_through_it(
    unit: int | None,
) -> None:
    """With no recurrence but the cell line and the peepholes, a held c cuts all there is."""
    spec = network_of("lstm", 2, 3, peephole=True)
    tensors = draw(spec)
    tensors["weight_hh_l0"][...] = 0.0
    hold = held("c", 3, 0.4, start=2, unit=unit)
    c0 = np.full((1, 3), 0.5)
    x = draw_x(spec, 5)
    (lane,) = run(
        spec, tensors, x, Probe(4), initial={"c": c0}, interventions=(hold,)
    ).network.lanes
    cut = np.full(3, True) if unit is None else np.arange(3) == unit
    grads = lane.grads()
    for name in ("c", "i", "f", "g"):
        np.testing.assert_array_equal(grads[name][:2] == 0.0, [cut, cut])
    for name in ("i", "f", "g"):
        np.testing.assert_array_equal(grads[name][2] == 0.0, cut)
    assert np.all(grads["c"][2] != 0.0)
