"""Whatever the schema accepts runs, and what comes out is right."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import held_peepholes, lone_lanes, scenarios

from app.numerics.initial import initial_name
from app.numerics.network import Network, Run
from app.numerics.network import run as run_network
from app.numerics.parameters import (
    Array,
    LayerSpec,
    NetworkSpec,
    Tensors,
    parameter_rows,
    tensor_name,
)
from app.scenarios import links
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from app.streaming.include import Layout
from app.streaming.messages import TraceLine
from app.streaming.trace import TraceStream

SMOOTH = {"sigmoid", "tanh", "identity"}
#: Functions whose third derivative is bounded, so that a central difference can be relied on.
TAME = SMOOTH | {"silu", "sin", "softplus"}
patiently = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def finish(resolved: Resolved, chunk: int | None = None, **changed: object) -> Run:
    given_arrays = {
        "tensors": resolved.tensors,
        "x": resolved.x,
        "head": resolved.head,
        "initial": resolved.initial,
        **changed,
    }
    return run_network(
        resolved.spec,
        loss=resolved.loss,
        interventions=resolved.interventions,
        chunk=chunk,
        **given_arrays,  # type: ignore[arg-type]
    )


def is_moderate(found: Run) -> bool:
    """Whether a finite step of 1e-6 can tell anything about this run."""
    arrays = [found.outputs, *map(_without_padding, *zip(*found.gradients.items(), strict=True))]
    return all(np.isfinite(a).all() and np.abs(a).max(initial=0.0) < 1e4 for a in arrays)


def _without_padding(name: str, gradient: Array) -> Array:
    """Return a gradient; that of where a state starts without what fills up its shorter rows."""
    is_start = name in ("h0", "c0") or name.startswith("state0.")
    return np.nan_to_num(gradient, nan=0.0) if is_start else gradient


def is_far_from_poles(found: Run) -> bool:
    """Whether whatever is divided by, and whatever log is taken of, is no small number."""
    for lane in found.network.lanes:
        graph, values = lane.model.definition.graph, lane.model.definition.values
        nodes = [graph[number] for number in graph.leaves_first(*values.values())]
        near = {node.args[-1] for node in nodes if node.op == "div" or node.name == "log"}
        numbers = tuple(number for number in sorted(near) if graph[number].op != "number")
        rows = lane.nodes(numbers, 0, lane.steps).values()
        if any(np.abs(it).min(initial=1.0) < 0.01 for it in rows):
            return False
    return True


def functions(spec: NetworkSpec) -> set[str]:
    """Return the functions that a network's cells apply, those with kinks and poles among them."""
    nodes = [
        definition.graph[number]
        for definition in (layer.cell.definition for layer in spec.layers)
        for number in definition.graph.leaves_first(*definition.values.values())
    ]
    named = {node.name for node in nodes if node.op == "apply"}
    return named | {node.op for node in nodes} & {"clip", "max", "min", "div"}


@patiently
@given(scenarios(), st.integers(1, 7))
def test_chunks_change_no_number_beyond_rounding(document: Scenario, chunk: int) -> None:
    resolved = resolve(document)
    whole, parts = finish(resolved), finish(resolved, chunk)
    assume(is_moderate(whole))
    np.testing.assert_allclose(parts.outputs, whole.outputs, rtol=1e-9, atol=1e-9)
    for name, gradient in whole.gradients.items():
        np.testing.assert_allclose(parts.gradients[name], gradient, rtol=1e-9, atol=1e-9)


@patiently
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_gradient_along_a_random_direction_agrees_with_a_central_difference(
    document: Scenario, seed: int
) -> None:
    assert_gradient_along_a_random_direction(resolve(document), seed)


@patiently
@given(held_peepholes(), st.integers(0, 2**32 - 1))
def test_gradient_is_right_where_peepholes_look_at_a_cell_state_that_is_held(
    document: Scenario, seed: int
) -> None:
    assert_gradient_along_a_random_direction(resolve(document), seed)


def assert_gradient_along_a_random_direction(resolved: Resolved, seed: int) -> None:
    """Compare it with a central difference, where one can tell anything."""
    found = finish(resolved)
    assume(is_moderate(found) and is_far_from_poles(found))
    way = _random_way(resolved, seed)
    size = np.sqrt(sum(float(np.sum(d * d)) for d in way.values())) or 1.0

    def loss_at(step: float) -> float:
        return finish(resolved, **_moved(resolved, way, step / size)).loss.value

    slope = _along(found.gradients, way) / size
    ahead, behind = loss_at(1e-5), loss_at(-1e-5)
    difference = (ahead - behind) / 2e-5
    scale = 1.0 + abs(slope) + abs(found.loss.value)
    curvature = abs(ahead - 2.0 * found.loss.value + behind) / 1e-10
    is_tame = functions(resolved.spec) <= TAME
    assume(is_tame or curvature <= 100.0 * scale)  # else a kink or a pole lies between the points
    kink = 0.0 if is_tame else 1e-5 * curvature
    # Where the loss bends so fast that the difference depends on its step, it knows the slope no better.
    bend = abs(difference - (loss_at(2e-5) - loss_at(-2e-5)) / 4e-5)
    assert difference == pytest.approx(slope, abs=1e-5 * scale + 1e-8 * curvature + kink + bend)


def test_directions_whose_gradients_are_infinities_of_both_signs_give_no_number() -> None:
    weights = {"ih_l0": 1, "hh_l0": 2, "ih_l0_reverse": -1, "hh_l0_reverse": 3}
    document = {
        "cell": {
            "kind": "rnn",
            "input_size": 1,
            "hidden_size": 1,
            "activations": {"candidate": "exp"},
            "bidirectional": True,
        },
        "weights": {"tensors": {f"weight_{name}": [[it]] for name, it in weights.items()}},
        "sequence": {"values": [[0.0]] * 5},
        "loss": {"kind": "mse", "targets": [[0.0]] * 5},
        "head": {"weight": [[1.0, 1.0]]},
    }
    found = finish(resolve(Scenario.model_validate(document)))
    parts = [lane.in_sequence_order(lane.d_x) for lane in found.network.lanes]
    together = found.network.d_input(0)[0]
    assert not np.isfinite(parts[0]).all()
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(together, parts[0] + parts[1])


#: Equal expressions are one node of the graph, and what it receives comes from several equations.
SHARED = [
    "a = h' + W x\nc = tanh(a) + c'\nh = c * a",
    "a = h' + W x\nc = tanh(h' + W x) + c'\nh = c * a",
    "a = sigmoid(W x + b)\nc = tanh(sigmoid(W x + b)) + c'\nh = a * c",
    "a = sigmoid(W x + p * h')\nc = tanh(sigmoid(W x + p * h')) + c'\nh = a * c",
    "a = sigmoid(U h' + p)\nc = exp(-sigmoid(U h' + p)) + c'\nh = a * c",
]


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize("equations", SHARED)
def test_every_gradient_is_right_where_equations_share_an_expression(
    equations: str, is_held: bool
) -> None:
    what_if = {"target": "a", "from": 1, "to": 3, "value": 0.3}
    resolved = resolve(
        Scenario.model_validate(
            {
                "cell": {
                    "kind": "equations",
                    "equations": equations,
                    "input_size": 2,
                    "hidden_size": 3,
                },
                "sequence": {"generator": "noise", "steps": 5, "seed": 6},
                "interventions": [what_if] if is_held else [],
            }
        )
    )
    gradients = finish(resolved).gradients
    for name, tensor in resolved.tensors.items():
        for index in np.ndindex(tensor.shape):
            losses = []
            for step in (1e-6, -1e-6):
                moved = tensor.copy()
                moved[index] += step
                found = finish(resolved, tensors={**resolved.tensors, name: moved})
                losses.append(found.loss.value)
            slope = (losses[0] - losses[1]) / 2e-6
            assert gradients[name][index] == pytest.approx(slope, abs=1e-8)


def _random_way(resolved: Resolved, seed: int) -> Tensors:
    """Return a direction in tensors, head and starts of states."""
    rng = np.random.default_rng(seed)
    shapes = {name: tensor.shape for name, tensor in resolved.tensors.items()}
    if resolved.head is not None:
        shapes |= {"head.weight": resolved.head.weight.shape, "head.bias": resolved.head.bias.shape}
    for state, rows in resolved.initial.items():
        shapes |= {f"{initial_name(state)}/{k}": row.shape for k, row in enumerate(rows)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def _moved(resolved: Resolved, way: Tensors, step: float) -> dict[str, object]:
    tensors = {name: t + step * way[name] for name, t in resolved.tensors.items()}
    head = resolved.head
    if head is not None:
        head = type(head)(
            head.weight + step * way["head.weight"], head.bias + step * way["head.bias"]
        )
    initial = {
        state: [row + step * way[f"{initial_name(state)}/{k}"] for k, row in enumerate(rows)]
        for state, rows in resolved.initial.items()
    }
    return {"tensors": tensors, "head": head, "initial": initial}


def _along(gradients: Tensors, way: Tensors) -> float:
    """Return the derivative along a direction."""
    total = 0.0
    for name, d in way.items():
        whole, slash, row = name.partition("/")
        gradient = gradients[whole][int(row), : len(d)] if slash else gradients[whole]
        total += float(np.sum(gradient * d))
    return total


@patiently
@given(scenarios(), st.sampled_from(["lines", "columns"]))
def test_every_scenario_streams_to_its_end_and_counts_its_frames(
    document: Scenario, layout: Layout
) -> None:
    resolved = resolve(document)
    stream = TraceStream(resolved, precision=6, include="all,z,paths,nodes", layout=layout)
    lines = [json.loads(line) for part in stream.chunks() for line in part.splitlines()]
    for line in lines:
        TraceLine.model_validate(line)
    assert (lines[0]["type"], lines[-1]["type"]) == ("start", "end")
    frames = len(resolved.x) * len(resolved.spec.lanes)
    for kind in ("forward", "backward"):
        steps = [line["t"] for line in lines if line["type"] == kind]
        assert sum(len(t) if layout == "columns" else 1 for t in steps) == frames
    assert lines[-1]["frames"] == 2 * frames
    assert Scenario.model_validate(lines[0]["scenario"]) == resolved.scenario


@patiently
@given(scenarios())
def test_every_scenario_survives_its_link_and_resolves_to_the_same_numbers(
    document: Scenario,
) -> None:
    once, again = resolve(document), resolve(links.decode(links.encode(document)))
    assert again.scenario == once.scenario
    assert again.spec == once.spec
    assert (again.interventions, again.parameters) == (once.interventions, once.parameters)
    np.testing.assert_equal(again.tensors, once.tensors)
    np.testing.assert_equal(again.initial, once.initial)


@patiently
@given(lone_lanes(), st.randoms(use_true_random=False))
def test_permuting_the_units_of_a_layer_permutes_its_trace(document: Scenario, random) -> None:  # type: ignore[no-untyped-def]
    resolved = resolve(document)
    (layer,) = resolved.spec.layers
    order = list(range(layer.hidden_size))
    random.shuffle(order)
    orders = {"H": order, "P": slice(None)}
    twin = Network(resolved.spec, len(resolved.x))
    network = Network(resolved.spec, len(resolved.x))
    network.load(resolved.tensors)
    twin.load(_permuted(layer, resolved.tensors, orders))
    moved = {
        state: [rows[0][orders[layer.cell.definition.state_size(state)]]]
        for state, rows in resolved.initial.items()
    }
    for each, initial in ((network, resolved.initial), (twin, moved)):
        list(each.forward(resolved.x, initial))
    for state, values in network.lanes[0].states.items():
        assume(np.isfinite(values).all() and np.abs(values).max() < 1e6)
        way = orders[layer.cell.definition.state_size(state)]
        np.testing.assert_allclose(
            twin.lanes[0].states[state], values[:, way], rtol=1e-9, atol=1e-9
        )


def _permuted(layer: LayerSpec, tensors: Tensors, orders: dict[str, object]) -> Tensors:
    """Return tensors with the units of every parameter in another order."""
    found = {}
    for tensor in layer.cell.tensors:
        name = tensor_name(tensor.name, 0, layer.directions[0])
        array = tensors[name].copy()
        for parameter, rows in parameter_rows(layer, tensor).items():
            part = array[rows].copy()
            for axis, letter in enumerate(layer.cell.parameters[parameter].shape):
                if letter in orders:
                    index = [slice(None)] * axis + [orders[letter]]
                    part = part[tuple(index)]
            array[rows] = part
        found[name] = array
    return found
