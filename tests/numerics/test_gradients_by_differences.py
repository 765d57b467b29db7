"""Every gradient against finite differences, on mixtures that the PyTorch vectors leave out.

The differences are five-point ones: their error falls with the fourth power of the step, so that
with a step of 3e-4 both truncation and rounding stay near 1e-12. Gradients of inner values are
checked in the same way: a what-if holds one value a little higher and a little lower.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from app.numerics.network import Head, Intervention, Lane, Network
from app.numerics.parameters import LayerSpec, NetworkSpec, parameter_shapes
from tests.numerics.networks import network_of

STEP = 3e-4
POINTS = ((-2.0, 1.0 / 12.0), (-1.0, -2.0 / 3.0), (1.0, 2.0 / 3.0), (2.0, -1.0 / 12.0))
KINKS = {"relu": (0.0,), "hard_sigmoid": (-2.5, 2.5)}
Arrays = dict[str, np.ndarray]


def held(target: str, start: int, stop: int, value: float, **where: Any) -> Intervention:
    place = {"layer": 0, "direction": "forward", "unit": None} | where
    return Intervention(target=target, start=start, stop=stop, value=value, **place)


@dataclass(frozen=True)
class Mixture:
    spec: NetworkSpec
    steps: int = 4
    outputs: int | None = None
    interventions: tuple[Intervention, ...] = ()
    seed: int = 0
    scale: float = 0.7

    def draw(self) -> Arrays:
        spec, rng = self.spec, np.random.default_rng(self.seed)
        shapes: dict[str, tuple[int, ...]] = dict(parameter_shapes(spec))
        if self.outputs:
            shapes["head.weight"] = (self.outputs, spec.feature_size)
            shapes["head.bias"] = (self.outputs,)
        for state in spec.layers[0].cell.states:
            shapes[f"{state}0"] = (len(spec.lanes), spec.layers[0].state_size(state))
        shapes["x"] = (self.steps, spec.input_size)
        return {name: self.scale * rng.uniform(-1, 1, shape) for name, shape in shapes.items()}


MIXTURES = {
    "lstm-peephole-bidirectional-stacked-held": Mixture(
        network_of("lstm", 2, 2, 2, bidirectional=True, peephole=True, candidate="identity"),
        outputs=2,
        interventions=(
            held("f", 1, 3, 0.8, unit=1),
            held("c", 2, 3, -0.3, layer=1, direction="reverse", unit=0),
            held("h", 0, 1, 0.4, direction="reverse"),
            held("o", 3, 4, 0.6, layer=1),
        ),
    ),
    "lstm-peephole-three-layers-no-bias": Mixture(
        network_of(
            *("lstm", 1, 2, 3),
            peephole=True,
            bias=False,
            gate="tanh",
            candidate="sigmoid",
            output="identity",
        ),
        interventions=(held("g", 0, 2, -0.5), held("i", 1, 4, 0.9, layer=2, unit=1)),
    ),
    "lstm-kinked-bidirectional": Mixture(
        network_of(
            *("lstm", 3, 2),
            bidirectional=True,
            peephole=True,
            gate="hard_sigmoid",
            candidate="relu",
            output="identity",
        ),
        outputs=1,
        interventions=(held("c", 1, 2, 0.5, direction="reverse"),),
        seed=3,
        scale=1.5,
    ),
    "lstm-one-unit-one-input": Mixture(
        network_of("lstm", 1, 1, bidirectional=True, peephole=True, output="sigmoid"),
        steps=6,
        interventions=(held("h", 2, 4, 0.2),),
        scale=1.5,
    ),
    "gru-bidirectional-stacked-held": Mixture(
        network_of("gru", 2, 2, 2, bidirectional=True, candidate="sigmoid"),
        outputs=2,
        interventions=(
            held("r", 1, 2, 0.3, unit=0),
            held("z", 0, 2, 0.9, direction="reverse"),
            held("n", 2, 4, -0.6, layer=1, unit=1),
            held("h", 1, 2, 0.1, layer=1, direction="reverse", unit=1),
        ),
    ),
    "gru-identity-gates-three-layers": Mixture(
        network_of("gru", 2, 2, 3, gate="identity", bias=False),
        interventions=(held("h", 2, 3, 0.5, layer=1),),
    ),
    "gru-kinked": Mixture(
        network_of("gru", 3, 3, gate="hard_sigmoid", candidate="relu"), seed=6, scale=1.2
    ),
    "rnn-identity-bidirectional-held": Mixture(
        network_of("rnn", 2, 3, 2, bidirectional=True, bias=False, candidate="identity"),
        outputs=3,
        interventions=(held("h", 1, 2, 0.5, unit=2, direction="reverse"),),
    ),
    "rnn-kinked-stacked": Mixture(network_of("rnn", 3, 3, 2, candidate="relu"), seed=2),
    "rnn-hard-sigmoid": Mixture(
        network_of("rnn", 2, 2, 2, bidirectional=True, candidate="hard_sigmoid"),
        outputs=1,
        scale=2.0,
    ),
}
BY_NAME = pytest.mark.parametrize("mixture", MIXTURES.values(), ids=MIXTURES.keys())


def loss_of(outputs: np.ndarray) -> float:
    """Return a loss that sees every output differently."""
    weights = np.cos(np.arange(outputs.size)).reshape(outputs.shape)
    return float(np.sum(weights * outputs + 0.5 * outputs**2))


def d_loss_of(outputs: np.ndarray) -> np.ndarray:
    return np.cos(np.arange(outputs.size)).reshape(outputs.shape) + outputs


def run_forward(network: Network, numbers: Arrays) -> float:
    weight = numbers.get("head.weight")
    head = None if weight is None else Head(weight, numbers["head.bias"])
    network.load({name: numbers[name] for name in parameter_shapes(network.spec)}, head)
    for _ in network.forward(numbers["x"], {s: numbers[f"{s}0"] for s in network.lanes[0].states}):
        pass
    return loss_of(network.outputs())


def run_both_ways(mixture: Mixture, numbers: Arrays) -> Network:
    network = Network(mixture.spec, mixture.steps, mixture.interventions)
    run_forward(network, numbers)
    for _ in network.backward(d_loss_of(network.outputs())):
        pass
    return network


def difference(loss_at: Callable[[float], float], value: float) -> float:
    """Return the five-point central difference of ``loss_at`` at ``value``."""
    return sum(weight * loss_at(value + shift * STEP) for shift, weight in POINTS) / STEP


def differences(mixture: Mixture, numbers: Arrays, name: str) -> np.ndarray:
    """Return the difference quotient of the loss in every entry of one array."""
    network = Network(mixture.spec, mixture.steps, mixture.interventions)
    quotients = np.empty_like(numbers[name])
    for index in np.ndindex(quotients.shape):

        def loss_at(value: float, index: tuple[int, ...] = index) -> float:
            changed = numbers[name].copy()
            changed[index] = value
            return run_forward(network, numbers | {name: changed})

        quotients[index] = difference(loss_at, float(numbers[name][index]))
    return quotients


def distances_to_kinks(layer: LayerSpec, lane: Lane) -> Iterator[float]:
    options = layer.cell.definition.options
    for name, z in lane.z.items():
        role = options.candidate if name in ("g", "n", "a") else options.gate
        for kink in KINKS.get(role, ()):
            yield float(np.min(np.abs(z - kink)))
    if "c" in lane.states:
        for kink in KINKS.get(options.output, ()):
            yield float(np.min(np.abs(lane.states["c"] - kink)))


@BY_NAME
def test_no_difference_quotient_reaches_over_a_kink(mixture: Mixture) -> None:
    network = run_both_ways(mixture, mixture.draw())
    distances = [d for lane in network.lanes for d in distances_to_kinks(lane.spec, lane)]
    assert min(distances, default=1.0) > 20 * STEP


@BY_NAME
def test_gradients_of_everything_given_equal_difference_quotients(mixture: Mixture) -> None:
    numbers = mixture.draw()
    network = run_both_ways(mixture, numbers)
    gradients = {name: value.copy() for name, value in network.gradients().items()}
    ways = network.lanes[: len(mixture.spec.layers[0].directions)]
    gradients["x"] = sum(lane.grads(0, mixture.steps)["x"][in_sequence(lane)] for lane in ways)
    assert gradients.keys() == numbers.keys()
    for name, gradient in gradients.items():
        quotients = differences(mixture, numbers, name)
        np.testing.assert_allclose(gradient, quotients, rtol=1e-8, atol=1e-10, err_msg=name)


def in_sequence(lane: Lane) -> list[int]:
    """Return the reading positions of the steps of the sequence."""
    return [lane.step(t) for t in range(len(lane.h))]


def state_difference(
    mixture: Mixture, numbers: Arrays, place: dict[str, Any], used: float
) -> float:
    """Return the difference quotient of the loss in one inner value as used."""

    def loss_at(value: float) -> float:
        moved = Intervention(**place, stop=place["start"] + 1, value=value)
        network = Network(mixture.spec, mixture.steps, (*mixture.interventions, moved))
        return run_forward(network, numbers)

    return difference(loss_at, used)


@BY_NAME
def test_gradients_of_inner_states_equal_the_effect_of_holding_them(mixture: Mixture) -> None:
    numbers = mixture.draw()
    network = run_both_ways(mixture, numbers)
    for lane in network.lanes:
        gradients = lane.grads(0, mixture.steps)
        for target, values in lane.states.items():
            for position, unit in np.ndindex(values.shape):
                place = {"layer": lane.layer, "direction": lane.direction, "target": target}
                place |= {"unit": unit, "start": lane.step(position)}
                used = float(values[position, unit])
                quotient = state_difference(mixture, numbers, place, used)
                found = gradients[target][position, unit]
                assert found == pytest.approx(quotient, rel=1e-8, abs=1e-10), place
