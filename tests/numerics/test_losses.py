"""Losses: values by hand, derivatives by central differences."""

import numpy as np
import pytest

from app.numerics.losses import CrossEntropy, Loss, Probe, SquaredError

OUTPUTS = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75], [3.0, -2.0, 0.0], [0.1, 0.2, 0.3]])
STEPS = np.array([2, 0])
TARGETS = np.array([[1.0, 0.0, 0.5], [0.0, 0.0, 1.0]])
LOSSES: list[Loss] = [
    Probe(3),
    Probe(1, 2),
    SquaredError(STEPS, TARGETS, mean=True),
    SquaredError(STEPS, TARGETS, mean=False),
    CrossEntropy(STEPS, np.array([1, 2])),
]


@pytest.mark.parametrize("loss", LOSSES)
def test_derivative_of_every_output_agrees_with_central_differences(loss: Loss) -> None:
    exact = loss.evaluate(OUTPUTS).d_outputs
    for index in np.ndindex(OUTPUTS.shape):
        up, down = OUTPUTS.copy(), OUTPUTS.copy()
        up[index] += 1e-6
        down[index] -= 1e-6
        slope = (loss.evaluate(up).value - loss.evaluate(down).value) / 2e-6
        assert exact[index] == pytest.approx(slope, abs=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_shares_of_the_steps_add_up_to_the_loss(loss: Loss) -> None:
    found = loss.evaluate(OUTPUTS)
    assert sum(found.shares.values()) == pytest.approx(found.value, rel=1e-14)


def test_probe_without_a_unit_sums_the_outputs_of_its_step() -> None:
    assert Probe(3).evaluate(OUTPUTS).value == pytest.approx(0.6)


def test_mean_squared_error_divides_by_every_compared_number() -> None:
    squares = (2.0**2 + 2.0**2 + 0.5**2) + (0.5**2 + 1.0 + 1.0)
    assert SquaredError(STEPS, TARGETS, mean=True).evaluate(OUTPUTS).value == squares / 6
    assert SquaredError(STEPS, TARGETS, mean=False).evaluate(OUTPUTS).value == squares / 2


def test_cross_entropy_of_equal_outputs_is_the_logarithm_of_their_number() -> None:
    found = CrossEntropy(np.array([0]), np.array([2])).evaluate(np.zeros((1, 5)))
    assert found.value == pytest.approx(np.log(5), rel=1e-15)


def test_cross_entropy_of_huge_outputs_does_not_overflow() -> None:
    outputs = np.array([[1e4, 0.0, -1e4]])
    found = CrossEntropy(np.array([0]), np.array([1])).evaluate(outputs)
    assert found.value == 1e4
    np.testing.assert_array_equal(found.d_outputs, [[1.0, -1.0, 0.0]])
