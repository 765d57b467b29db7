"""What each generator makes."""

import math

import numpy as np
import pytest

from app.errors import ScenarioError
from app.scenarios.generators import GENERATORS
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario

NOISE_OF_SEED_SEVEN = [-0.8076761017099643, -0.16850419136168893, 0.7948782498919111]


def make(input_size, **sequence):
    document = {"cell": {"input_size": input_size, "hidden_size": 1}, "sequence": sequence}
    return resolve(Scenario.model_validate(document)).x


def test_a_sine_has_its_period_amplitude_offset_and_phase():
    x = make(1, generator="sine", steps=9, period=8, amplitude=2, offset=1, phase=0.25)
    expected = [1 + 2 * math.cos(2 * math.pi * t / 8) for t in range(9)]
    np.testing.assert_allclose(x[:, 0], expected, atol=1e-12)


def test_two_channels_of_a_sine_are_in_quadrature():
    x = make(2, generator="sine", steps=20)
    np.testing.assert_allclose(x[:, 0] ** 2 + x[:, 1] ** 2, 1, atol=1e-12)


def test_a_square_is_high_in_the_first_half_of_each_period():
    x = make(2, generator="square", steps=8, period=4, amplitude=3, offset=1)
    assert x[:, 0].tolist() == [4, 4, -2, -2, 4, 4, -2, -2]
    assert x[:, 1].tolist() == [4, -2, -2, 4, 4, -2, -2, 4]


def test_an_impulse_comes_one_step_later_in_each_channel():
    x = make(4, generator="impulse", steps=4, at=2, amplitude=5)
    assert x.tolist() == [[0] * 4, [0] * 4, [5, 0, 0, 0], [0, 5, 0, 0]]


def test_noise_is_what_its_seed_says_and_nothing_else():
    first = make(2, generator="noise", steps=500, seed=1, amplitude=0.5)
    assert np.array_equal(first, make(2, generator="noise", steps=500, seed=1, amplitude=0.5))
    assert not np.array_equal(first, make(2, generator="noise", steps=500, seed=2, amplitude=0.5))
    assert np.all(np.abs(first) <= 0.5)
    assert abs(np.corrcoef(first.T)[0, 1]) < 0.2


def test_noise_never_changes_from_one_release_to_the_next():
    x = make(1, generator="noise", steps=3, seed=7)
    assert x[:, 0].tolist() == NOISE_OF_SEED_SEVEN


def test_normal_noise_has_the_amplitude_as_its_deviation():
    x = make(1, generator="noise", steps=5000, distribution="normal", amplitude=2)
    assert np.std(x) == pytest.approx(2, rel=0.1)
    assert np.mean(x) == pytest.approx(0, abs=0.15)


def test_a_ramp_goes_straight_and_later_channels_arrive_earlier():
    x = make(2, generator="ramp", steps=5, **{"from": 2, "to": -2})
    assert x[:, 0].tolist() == [2, 1, 0, -1, -2]
    assert x[:, 1].tolist() == [2, 0, -2, -2, -2]


def test_a_ramp_of_one_step_stays_at_its_start():
    assert make(1, generator="ramp", steps=1, **{"from": 3, "to": 9}).tolist() == [[3]]


def test_the_copy_task_gives_symbols_blanks_a_signal_and_blanks():
    x = make(5, generator="copy", steps=11, symbols=3, delay=4)
    channels = x.argmax(axis=1)
    assert np.all(x.sum(axis=1) == 1)
    assert np.all(channels[:3] < 3)
    assert channels[3:].tolist() == [3, 3, 3, 4, 3, 3, 3, 3]


def test_the_symbols_of_the_copy_task_come_from_the_whole_alphabet():
    x = make(6, generator="copy", steps=401, symbols=200, delay=1)
    assert np.unique(x[:200].argmax(axis=1)).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("steps", [2, 3, 10, 25])
@pytest.mark.parametrize("seed", range(5))
def test_the_adding_problem_marks_one_number_in_each_half(steps, seed):
    x = make(2, generator="adding", steps=steps, seed=seed)
    assert np.all((x[:, 0] >= 0) & (x[:, 0] < 1))
    first, second = np.flatnonzero(x[:, 1] == 1)
    assert first < steps // 2 <= second
    assert x[:, 1].sum() == 2


@pytest.mark.parametrize(
    ("input_size", "sequence", "loc", "words"),
    [
        (1, {"generator": "impulse", "steps": 3, "at": 3}, ("sequence", "at"), "0 to 2; found 3"),
        (2, {"generator": "copy", "steps": 20}, ("sequence", "generator"), "at least 3; found 2"),
        (3, {"generator": "copy", "steps": 10}, ("sequence", "steps"), "= 11"),
        (1, {"generator": "adding", "steps": 4}, ("sequence", "generator"), "must be 2; found 1"),
        (3, {"generator": "adding", "steps": 4}, ("sequence", "generator"), "must be 2; found 3"),
        (2, {"generator": "adding", "steps": 1}, ("sequence", "steps"), "at least 2"),
    ],
)
def test_parameters_that_do_not_fit_together_are_named(input_size, sequence, loc, words):
    with pytest.raises(ScenarioError, match=words) as caught:
        make(input_size, **sequence)
    assert caught.value.loc == loc


@pytest.mark.parametrize("name", GENERATORS)
def test_channels_differ(name):
    size = 2 if name == "adding" else 3
    x = make(size, generator=name, steps=12)
    assert len({tuple(column) for column in x.T}) == size
