"""Initialisers: reproducible for ever, spread as documented."""

import hashlib

import numpy as np
import pytest

from app.numerics.initialisers import initialise, initialise_head, normal, uniform
from app.numerics.parameters import NetworkSpec, parameter_shapes
from tests.numerics.networks import gate_rows, network_of

FIRST_UNIFORM = [
    "0x1.2bdefed5396b1p-1",
    "0x1.c5e52ac1a34dcp-1",
    "0x1.0981987861b5ap-1",
    "0x1.22bee9440bebep-2",
]
LSTM = network_of("lstm", 3, 8, num_layers=2, bidirectional=True, peephole=True)


def test_random_numbers_are_the_ones_every_published_link_was_made_with() -> None:
    np.testing.assert_array_equal(
        uniform(7, "weight_ih_l0", (4,)),
        [float.fromhex(text) for text in FIRST_UNIFORM],
    )


def test_uniform_numbers_fill_the_unit_interval_evenly() -> None:
    numbers = uniform(0, "any", (20_000,))
    assert numbers.min() >= 0.0
    assert numbers.max() < 1.0
    counts, _ = np.histogram(numbers, bins=10, range=(0.0, 1.0))
    assert np.all(np.abs(counts - 2000) < 200)


def test_normal_numbers_have_mean_zero_variance_one_and_normal_tails() -> None:
    numbers = normal(0, "any", (20_000,))
    assert abs(numbers.mean()) < 0.03
    assert abs(numbers.var() - 1.0) < 0.03
    assert abs(np.mean(np.abs(numbers) > 1.959964) - 0.05) < 0.006


def test_labels_and_seeds_name_independent_streams() -> None:
    streams = [uniform(0, "a", (500,)), uniform(0, "b", (500,)), uniform(1, "a", (500,))]
    assert np.all(np.abs(np.corrcoef(streams) - np.eye(3)) < 0.15)


def test_adding_a_layer_leaves_the_weights_below_as_they_were() -> None:
    one = initialise(network_of("gru", 3, 5), "pytorch", 4)
    two = initialise(network_of("gru", 3, 5, num_layers=2), "pytorch", 4)
    for name, tensor in one.items():
        np.testing.assert_array_equal(two[name], tensor)


@pytest.mark.parametrize("name", ["pytorch", "xavier", "orthogonal", "zeros"])
@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_every_initialiser_fills_every_tensor_of_every_cell(kind: str, name: str) -> None:
    spec = network_of(kind, 3, 4, num_layers=2, bidirectional=True)
    tensors = initialise(spec, name, 0)
    assert {key: tensor.shape for key, tensor in tensors.items()} == parameter_shapes(spec)
    is_zero = [not tensor.any() for key, tensor in tensors.items() if key.startswith("weight")]
    assert all(is_zero) if name == "zeros" else not any(is_zero)


def test_pytorch_rule_stays_within_one_over_root_hidden_size() -> None:
    for key, tensor in initialise(LSTM, "pytorch", 0, gain=2.0).items():
        bound = (1.0 if key.startswith("bias") else 2.0) / np.sqrt(8)
        assert np.abs(tensor).max() <= bound
        assert np.abs(tensor).max() > 0.7 * bound


def assert_even(numbers: np.ndarray, bound: float) -> None:
    """Assert that numbers are spread evenly over ±bound, a thousand of them or more."""
    assert 0.99 * bound < numbers.max() <= bound
    assert -bound <= numbers.min() < -0.99 * bound
    assert numbers.var() == pytest.approx(bound**2 / 3.0, rel=0.06)
    counts, _ = np.histogram(numbers, bins=4, range=(-bound, bound))
    assert np.all(np.abs(counts / numbers.size - 0.25) < 0.04)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_xavier_rule_takes_the_fans_of_each_gate_alone(kind: str, gain: float) -> None:
    spec = network_of(kind, 30, 50, num_layers=2, bidirectional=True)
    tensors = initialise(spec, "xavier", 0, gain=gain)
    for suffix in ("l0", "l0_reverse", "l1", "l1_reverse"):
        for part, columns in (("ih", 30 if "l0" in suffix else 100), ("hh", 50)):
            tensor = tensors[f"weight_{part}_{suffix}"]
            for block in spec.layers[0].blocks:
                assert_even(tensor[gate_rows(spec, block)], gain * np.sqrt(6 / (50 + columns)))


def test_xavier_rule_takes_a_peephole_for_connections_of_fan_one_and_one() -> None:
    spec = network_of("lstm", 1, 1000, peephole=True)
    for row in initialise(spec, "xavier", 0)["weight_peephole_l0"]:
        assert_even(row, np.sqrt(6 / 2))


def test_xavier_rule_has_no_biases() -> None:
    tensors = initialise(LSTM, "xavier", 0)
    assert not any(tensors[name].any() for name in tensors if name.startswith("bias"))


@pytest.mark.parametrize("input_size", [3, 8, 20])
def test_orthogonal_blocks_have_orthonormal_rows_or_columns(input_size: int) -> None:
    spec = network_of("lstm", input_size, 8)
    tensors = initialise(spec, "orthogonal", 5, gain=3.0)
    for key in ("weight_ih_l0", "weight_hh_l0"):
        for gate in spec.layers[0].blocks:
            block = tensors[key][gate_rows(spec, gate)] / 3.0
            wide = block if block.shape[0] <= block.shape[1] else block.T
            np.testing.assert_allclose(wide @ wide.T, np.eye(len(wide)), atol=1e-12)


def test_forget_bias_is_written_once_into_every_layer_and_direction() -> None:
    plain = initialise(LSTM, "pytorch", 3)
    biased = initialise(LSTM, "pytorch", 3, forget_bias=1.5)
    rows = gate_rows(LSTM, "f")
    for key, tensor in biased.items():
        expected = plain[key].copy()
        if key.startswith("bias_ih"):
            expected[rows] = 1.5
        np.testing.assert_array_equal(tensor, expected)


def test_forget_bias_is_refused_where_there_is_no_forget_gate() -> None:
    with pytest.raises(ValueError, match="forget bias"):
        initialise(network_of("gru", 2, 2), "pytorch", 0, forget_bias=1.0)


def test_a_head_is_drawn_by_the_rule_of_a_linear_layer() -> None:
    head = initialise_head(3, 16, 1)
    assert head.weight.shape == (3, 16)
    assert np.abs(head.weight).max() <= 0.25
    assert np.abs(head.bias).max() <= 0.25


#: What the first release drew: two layers of both directions, seed 7.
PUBLISHED = {
    ("lstm", "pytorch"): "109f2409b59000e7",
    ("lstm", "xavier"): "244d5b98b0046e21",
    ("gru", "pytorch"): "5f93dd1e1b9841c0",
    ("gru", "xavier"): "c8397f1153901208",
    ("rnn", "pytorch"): "bc3e0c7f993c389f",
    ("rnn", "xavier"): "00c25abe5974a06d",
}
#: Sums of ``weight_ih_l0``; a decomposition may differ in the last bits from machine to machine.
PUBLISHED_ORTHOGONAL = {
    "lstm": "0x1.737e7ff083eaep-1",
    "gru": "-0x1.2cf27efda7684p+2",
    "rnn": "0x1.deabd75b1acfap-2",
}


def published_network(kind: str) -> NetworkSpec:
    return network_of(kind, 3, 4, num_layers=2, bidirectional=True, peephole=kind == "lstm")


@pytest.mark.parametrize(("kind", "name"), PUBLISHED)
def test_weights_of_every_published_link_are_drawn_bit_for_bit(kind: str, name: str) -> None:
    tensors = initialise(published_network(kind), name, 7)
    drawn = b"".join(key.encode() + tensor.tobytes() for key, tensor in tensors.items())
    assert hashlib.sha256(drawn).hexdigest()[:16] == PUBLISHED[kind, name]


@pytest.mark.parametrize("kind", PUBLISHED_ORTHOGONAL)
def test_orthogonal_weights_of_every_published_link_are_drawn_again(kind: str) -> None:
    drawn = initialise(published_network(kind), "orthogonal", 7)["weight_ih_l0"].sum()
    assert drawn == pytest.approx(float.fromhex(PUBLISHED_ORTHOGONAL[kind]), rel=1e-12)
