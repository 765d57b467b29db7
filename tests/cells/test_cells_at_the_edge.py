"""Cells that explode, that are as small or as large as may be; and the texts of the catalogue."""

import time

import numpy as np
import pytest

from app.cells.limits import MAX_EQUATIONS, MAX_OPERATIONS
from app.cells.models import EQUATIONS, catalogue, text_of
from app.numerics.losses import Probe
from app.numerics.network import Network, Run, run
from app.numerics.parameters import parameter_shapes
from tests.cells.running import packed, unpacked
from tests.numerics.networks import network_of

KINDS = pytest.mark.parametrize("kind", list(catalogue()))


def run_text(text: str, steps: int, hidden_size: int = 2, scale: float = 1.0) -> Run:
    spec = network_of(EQUATIONS, 2, hidden_size, equations=text)
    rng = np.random.default_rng(0)
    tensors = {n: scale * rng.uniform(-1, 1, shape) for n, shape in parameter_shapes(spec).items()}
    return run(spec, tensors, rng.uniform(-1, 1, (steps, 2)), Probe(steps - 1))


@pytest.mark.parametrize(
    "text",
    [
        "h = h' * h' + 1",
        "h = exp(h' + 1)",
        "h = log(h' - 1)",
        "h = 1 / h'",
        "h = h' / (h' - h')",
        "h = tanh(1e308 * (1 + h')) * 1e308 * (1 + 1e308 * (1 + W x))",
        "c = c' * c' + 2\nh = normalize(c)",
        "h = max(h' * h' + 2, min(exp(h'), 1 / h'))",
        "c = log(-1)\nh = h' + c",
    ],
)
def test_a_cell_that_explodes_gives_numbers_that_are_not_finite_and_no_warning(text: str) -> None:
    result = run_text(text, 40)
    lane = result.network.lanes[0]
    assert not all(np.isfinite(state).all() for state in lane.states.values())
    assert lane.grads(0, 40)["h"].shape == (40, 2)
    assert lane.grad_norms(0, 40)["h"].value.shape == (40,)


def test_the_first_steps_of_an_exploding_cell_are_exact() -> None:
    result = run_text("h = h' * h' + 1", 40)
    np.testing.assert_array_equal(result.outputs[:5, 0], [1.0, 2.0, 5.0, 26.0, 677.0])
    assert result.outputs[-1, 0] == np.inf


@KINDS
def test_a_cell_of_one_unit_runs_over_one_step(kind: str) -> None:
    spec = network_of(kind, 1, 1)
    rng = np.random.default_rng(1)
    tensors = {n: rng.uniform(0.1, 1, shape) for n, shape in parameter_shapes(spec).items()}
    result = run(spec, tensors, np.ones((1, 1)), Probe(0))
    assert np.isfinite(result.outputs).all()
    assert {n: g.shape for n, g in result.gradients.items() if n in tensors} == parameter_shapes(
        spec
    )
    assert all(np.isfinite(gradient).all() for gradient in result.gradients.values())


def test_a_cell_that_reads_no_state_keeps_its_steps_apart() -> None:
    result = run_text("h = tanh(W x + b)", 5)
    gradients = result.network.lanes[0].grads(0, 5)
    np.testing.assert_array_equal(gradients["h"], [[0, 0]] * 4 + [[1, 1]])
    np.testing.assert_array_equal(gradients["x"][:4], np.zeros((4, 2)))
    assert result.gradients["h0"].tolist() == [[0.0, 0.0]]


def test_a_cell_that_reads_nothing_at_all_is_a_constant() -> None:
    result = run_text("h = 0.5", 3)
    np.testing.assert_array_equal(result.outputs, np.full((3, 2), 0.5))
    np.testing.assert_array_equal(result.network.lanes[0].grads(0, 3)["x"], np.zeros((3, 2)))


def test_a_cell_of_as_many_lines_and_operations_as_there_may_be_runs_at_512_units() -> None:
    lines = [f"a{k} = sigmoid(U{k} h' + W{k} x + b{k}) * h' + tanh(p{k} * h')" for k in range(39)]
    total = " + ".join(f"a{k}" for k in range(39))
    text = "\n".join([*lines, f"h = tanh({total})"])
    assert len(lines) + 1 == MAX_EQUATIONS
    assert MAX_OPERATIONS >= 39 * 9 + 39
    start = time.process_time()
    result = run_text(text, 2, hidden_size=512, scale=0.02)
    assert np.isfinite(result.outputs).all()
    assert all(np.isfinite(gradient).all() for gradient in result.gradients.values())
    assert time.process_time() - start < 20.0


# The catalogue's texts

LSTM = {
    "i": "gate(W_i x + U_i h' + b_i)",
    "f": "gate(W_f x + U_f h' + b_f)",
    "g": "candidate(W_g x + U_g h' + b_g)",
    "o": "gate(W_o x + U_o h' + b_o)",
    "c": "f * c' + i * g",
    "h": "o * output(c)",
}
PEEPHOLES = {
    "i": "gate(W_i x + U_i h' + p_i * c' + b_i)",
    "f": "gate(W_f x + U_f h' + p_f * c' + b_f)",
    "o": "gate(W_o x + U_o h' + p_o * c + b_o)",
}


@pytest.mark.parametrize(
    ("chosen", "changed", "order"),
    [
        ((), {}, "ifgoch"),
        (("peephole",), PEEPHOLES, "ifgcoh"),
        (("projection",), {"h": "W_hr (o * output(c))"}, "ifgoch"),
        (("peephole", "projection"), PEEPHOLES | {"h": "W_hr (o * output(c))"}, "ifgcoh"),
    ],
)
def test_options_of_the_lstm_give_the_published_equations_in_an_order_that_runs(
    chosen: tuple[str, ...], changed: dict[str, str], order: str
) -> None:
    lines = LSTM | changed
    expected = "\n".join(f"{name} = {lines[name]}" for name in order)
    assert text_of(catalogue()["lstm"], chosen) == expected


@KINDS
def test_an_entry_without_options_is_its_own_text(kind: str) -> None:
    entry = catalogue()[kind]
    assert sorted(text_of(entry).split("\n")) == sorted(entry.equations.split("\n"))


@KINDS
def test_a_cell_typed_in_is_the_cell_of_the_catalogue_bit_for_bit(kind: str) -> None:
    """What a kind adds to its equations is the packing of its tensors, and nothing else."""
    named = network_of(kind, 3, 4)
    typed = network_of(EQUATIONS, 3, 4, equations=text_of(catalogue()[kind]))
    assert named.layers[0].cell.states == typed.layers[0].cell.states
    assert named.layers[0].cell.parameters == typed.layers[0].cell.parameters
    rng = np.random.default_rng(3)
    numbers = {n: rng.uniform(-1, 1, shape) for n, shape in parameter_shapes(typed).items()}
    parameters = {name.removesuffix("_l0"): array for name, array in numbers.items()}
    x = rng.uniform(-1, 1, (6, 3))
    one = run(named, packed(named.layers[0], parameters), x, Probe(5))
    other = run(typed, numbers, x, Probe(5))
    np.testing.assert_array_equal(one.outputs, other.outputs)
    found = unpacked(named.layers[0], one.gradients)
    for name in parameters:
        np.testing.assert_array_equal(other.gradients[f"{name}_l0"], found[name], err_msg=name)


def test_a_network_of_exploding_layers_can_be_run_again() -> None:
    spec = network_of(EQUATIONS, 2, 2, 2, equations="h = h' * h' + U h' + W x + 1")
    network = Network(spec, 30)
    network.load({name: np.ones(shape) for name, shape in parameter_shapes(spec).items()})
    for x in (np.ones((30, 2)), np.zeros((30, 2))):
        list(network.forward(x))
        list(network.backward(np.ones((30, 2))))
    assert not np.isfinite(network.outputs()).all()
