"""Gradients far below the smallest float64, against exact arithmetic."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from app.numerics.losses import Probe
from app.numerics.network import Network, run
from app.numerics.parameters import parameter_shapes
from tests.numerics.networks import network_of

STEPS = 1200
RECURRENT = {"_l0": (1, 2), "_l0_reverse": (3, 4), "_l1": (1, 4), "_l1_reverse": (2, 3)}
INPUT = {"_l0": [1.0], "_l0_reverse": [1.0], "_l1": [2.0, -1.0], "_l1_reverse": [0.5, 0.25]}


def log10(value: Fraction) -> float:
    if value == 0:
        return -math.inf
    return math.log10(abs(value.numerator)) - math.log10(value.denominator)


def carried(arriving: list[Fraction], factor: Fraction) -> list[Fraction]:
    """Return ∂L/∂h along a lane's reading order: what arrives, and what later steps hand back."""
    found, following = [], Fraction(0)
    for value in reversed(arriving):
        following = value + factor * following
        found.append(following)
    return found[::-1]


def exact_gradients() -> dict[str, list[Fraction]]:
    """Return ∂L/∂h by step of every lane of a linear two-layer bidirectional network."""
    factor = {end: Fraction(*ratio) for end, ratio in RECURRENT.items()}
    last = [Fraction(0)] * (STEPS - 1) + [Fraction(1)]
    found = {"_l1": carried(last, factor["_l1"])}
    found["_l1_reverse"] = carried(last[::-1], factor["_l1_reverse"])[::-1]
    for column, end in enumerate(("_l0", "_l0_reverse")):
        parts = [(Fraction(INPUT[above][column]), found[above]) for above in ("_l1", "_l1_reverse")]
        arriving = [sum(weight * d_h[t] for weight, d_h in parts) for t in range(STEPS)]
        way = -1 if end == "_l0_reverse" else 1
        found[end] = carried(arriving[::way], factor[end])[::way]
    return found


@pytest.mark.parametrize("chunk", [None, 16, 37])
def test_a_linear_bidirectional_stack_agrees_with_rational_arithmetic_at_every_step(
    chunk: int | None,
) -> None:
    spec = network_of("rnn", 1, 1, 2, bidirectional=True, bias=False, candidate="identity")
    tensors = {f"weight_ih{end}": np.array([row]) for end, row in INPUT.items()}
    tensors |= {f"weight_hh{end}": np.array([[p / q]]) for end, (p, q) in RECURRENT.items()}
    result = run(spec, tensors, np.ones((STEPS, 1)), Probe(STEPS - 1), chunk=chunk)
    exact = exact_gradients()
    for lane, end in zip(result.network.lanes, RECURRENT, strict=True):
        norms = lane.grad_norms(0, STEPS)["h"].log10
        expected = [log10(exact[end][lane.step(k)]) for k in range(STEPS)]
        np.testing.assert_allclose(norms, expected, rtol=1e-10, atol=1e-10, err_msg=end)
    assert min(log10(value) for value in exact["_l0"]) < -350.0


@pytest.mark.parametrize("bidirectional", [False, True], ids=["one-way", "both-ways"])
@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_a_loss_scaled_by_two_to_the_minus_900_scales_every_gradient_with_it(
    kind: Any, bidirectional: bool
) -> None:
    spec, steps = network_of(kind, 2, 3, 2, bidirectional=bidirectional), 50
    rng = np.random.default_rng(4)
    network = Network(spec, steps)
    network.load({n: rng.uniform(-1, 1, shape) for n, shape in parameter_shapes(spec).items()})
    x = rng.uniform(-1, 1, (steps, 2))
    found = []
    for scale in (1.0, 2.0**-900):
        list(network.forward(x))
        list(network.backward(scale * np.ones_like(network.outputs())))
        gradients = dict(network.gradients())
        for k, lane in enumerate(network.lanes):
            gradients |= {f"lane {k} {n}": v for n, v in lane.grads(0, steps).items()}
        found.append({name: value / scale for name, value in gradients.items()})
    for name, value in found[0].items():
        np.testing.assert_allclose(found[1][name], value, rtol=1e-12, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("steps", [40, 400])
def test_a_gradient_that_shrinks_by_twelve_decades_a_step_keeps_its_logarithm(steps: int) -> None:
    spec = network_of("rnn", 1, 1, bias=False, candidate="identity")
    tensors = {"weight_ih_l0": np.ones((1, 1)), "weight_hh_l0": np.full((1, 1), 1e-12)}
    lane = run(spec, tensors, np.zeros((steps, 1)), Probe(steps - 1)).network.lanes[0]
    expected = -12.0 * np.arange(steps - 1, -1, -1)
    np.testing.assert_allclose(lane.grad_norms()["h"].log10, expected, rtol=1e-12, atol=1e-9)
