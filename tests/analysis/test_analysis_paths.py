"""The parts of a gradient add up to it, always, and each is what it is called."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import scenarios

from app.analysis.paths import gradient_paths
from app.numerics.lane import Lane
from app.numerics.network import Intervention, Network
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from tests.analysis.random_cells import random_equations
from tests.analysis.studies import EVERY_CELL, carousel, resolved, run_forward, study
from tests.numerics.networks import network_of

Array = np.ndarray


def absolute_terms(lane: Lane, k: int, state: str, parts: dict[tuple[str, str], Array]) -> Array:
    """Return the size of what is added up, entry by entry: no sum is better than its terms."""
    size = sum(np.abs(part[0]) for (name, _), part in parts.items() if name == state)
    previous = lane.cell.plan.previous_of.get(state)
    if k + 1 < lane.steps and previous is not None:
        scale = 2.0 ** -float(lane.exponents[k + 1])
        for first, run in lane.cell.plan.runs.get(previous, ()):
            weight = lane.cell.weights.part(previous, first, len(run))
            size = size + np.abs(weight) @ np.abs(lane.cell.arena.run(run)[k + 1]) * scale
    return np.asarray(size)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(1, 7))
def test_the_parts_add_up_to_the_whole(document: Scenario, chunk: int) -> None:
    assert_the_parts_add_up(resolve(document), chunk)


#: c held under peepholes: of one unit and of all, at one step and at several, at either end.
HELD_CELLS = [
    [{"target": "c", "unit": 1, "from": 3, "to": 5, "value": 0.7}],
    [{"target": "c", "from": 4, "to": 4, "value": -0.4}],
    [{"target": "c", "from": 0, "to": 0, "value": 0.6}, {"target": "h", "from": 7, "to": 7}],
    [{"target": "c", "from": 9, "to": 11, "value": 0.3}, {"target": "f", "from": 10, "to": 10}],
    [{"target": "c", "from": 5, "to": 6, "value": 0.3}, {"target": "o", "from": 6, "to": 8}],
]


@pytest.mark.parametrize("held", HELD_CELLS)
@pytest.mark.parametrize("chunk", [1, 5, 12])
@pytest.mark.parametrize("cell", [{}, {"num_layers": 2, "bidirectional": True}], ids=str)
def test_the_parts_add_up_where_peepholes_see_a_held_cell_state(
    cell: dict[str, Any], chunk: int, held: list[dict[str, Any]]
) -> None:
    edits = [{"value": 0.5, **edit} for edit in held]
    peepholes = {"peephole": True, **cell}
    assert_the_parts_add_up(resolved(peepholes, interventions=edits), chunk)


@pytest.mark.parametrize("target", ["c", "h"])
def test_a_held_state_gets_nothing_along_the_cell_line_of_the_step_that_replaces_it(
    target: str,
) -> None:
    held = {"target": target, "from": 5, "to": 5, "value": 0.5}
    found = study({"peephole": True}, interventions=[held])
    parts = gradient_paths(found.lanes[0], 0, 12).vectors()
    assert np.any(parts["c", "line"][4]) is np.bool_(target == "h")
    assert np.all(parts["c", "line"][5] != 0.0)
    assert np.any(parts["c", "h"][5]) is np.bool_(target == "c")


@pytest.mark.parametrize("name", EVERY_CELL)
@pytest.mark.parametrize("is_held", [False, True])
def test_the_parts_add_up_in_every_cell(name: str, is_held: bool) -> None:
    spec = EVERY_CELL[name]
    targets = spec.layers[0].cell.targets
    held = [Intervention(0, "forward", it, 1, 2, 4, 0.3) for it in targets]
    for whatifs in [(it,) for it in held] if is_held else [()]:
        assert_the_parts_of_a_run_add_up(run_forward(spec, interventions=whatifs))


@pytest.mark.parametrize("seed", range(50))
def test_the_parts_add_up_in_a_cell_of_random_equations(seed: int) -> None:
    spec = network_of("equations", 3, 4, 1 + seed % 2, equations=random_equations(seed))
    assert_the_parts_of_a_run_add_up(run_forward(spec))
    held = Intervention(0, "forward", spec.layers[0].cell.targets[seed % 3 - 1], None, 1, 3, 0.2)
    assert_the_parts_of_a_run_add_up(run_forward(spec, interventions=(held,)))


def assert_the_parts_of_a_run_add_up(network: Network) -> None:
    """Send a gradient from every output back, in two chunks, and add up what arrives."""
    d_outputs = np.random.default_rng(8).normal(size=network.outputs().shape)
    for span in network.backward(d_outputs, 4):
        for lane in span.lanes:
            paths = gradient_paths(lane, span.start, span.stop)
            vectors, wholes = paths.vectors(), lane.grads(span.start, span.stop)
            assert tuple(paths.names) == lane.model.states
            for state in lane.model.states:
                parts = [part for (name, _), part in vectors.items() if name == state]
                size = 1e-12 * sum(np.abs(part).max() for part in parts) + 1e-300
                np.testing.assert_allclose(sum(parts), wholes[state], rtol=1e-11, atol=size)


def assert_the_parts_add_up(given_scenario: Resolved, chunk: int) -> None:
    network = Network(given_scenario.spec, len(given_scenario.x), given_scenario.interventions)
    network.load(given_scenario.tensors, given_scenario.head)
    list(network.forward(given_scenario.x, given_scenario.initial, chunk))
    with np.errstate(all="ignore"):
        loss = given_scenario.loss.evaluate(network.outputs())
    for span in network.backward(loss.d_outputs, chunk):
        for lane in span.lanes:
            for k in range(span.start, span.stop):
                parts, wholes = gradient_paths(lane, k, k + 1).vectors(), lane.grads(k, k + 1)
                for state in lane.model.states:
                    if not all(np.isfinite(whole).all() for whole in wholes.values()):
                        continue  # 0 · ∞ is the end of every bound
                    total = sum(v[0] for (name, _), v in parts.items() if name == state)
                    allowed = 1e-12 * absolute_terms(lane, k, state, parts) + 1e-300
                    if lane.model.kind not in ("lstm", "gru", "rnn"):
                        # A part may itself be a difference: what an sLSTM's m receives cancels.
                        allowed = allowed + 1e-13 * max(np.abs(it).max() for it in wholes.values())
                    assert np.all(np.abs(total - wholes[state][0]) <= allowed), (state, k)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_the_parts_add_up_to_twelve_digits_over_a_long_sequence(kind: str) -> None:
    found = study({"kind": kind, "hidden_size": 16}, sequence={"generator": "noise", "steps": 300})
    (lane,) = found.lanes
    arrival = lane.arrival
    assert arrival is not None
    paths = gradient_paths(lane, arrival.start, arrival.stop)
    for state in paths.names:
        rows = [k for k, key in enumerate(paths.keys) if key[0] == state]
        whole = lane.cell.gradient(state)[arrival.start : arrival.stop]
        gap = np.linalg.norm(sum(paths.parts[row] for row in rows) - whole, axis=1)
        assert np.all(gap <= 1e-12 * np.linalg.norm(whole, axis=1))


def test_a_forget_gate_of_one_brings_everything_along_the_cell_line() -> None:
    found = carousel(6, loss={"kind": "probe", "step": -1, "unit": 0})
    parts = gradient_paths(found.lanes[0], 0, 6).vectors()
    line = parts["c", "line"]
    np.testing.assert_array_equal(line[:5], found.lanes[0].grads()["c"][1:])
    np.testing.assert_array_equal(line[5], 0.0)
    assert not np.any(parts["c", "h"][:5])
    assert not any(np.any(parts["h", gate]) for gate in "ifgo")


def test_only_compared_steps_of_the_top_layer_get_anything_from_the_loss() -> None:
    targets = [[0.0] * 4] * 2
    loss = {"kind": "squared_error", "targets": targets, "at": [3, 9]}
    found = study({"num_layers": 2}, loss=loss)
    below, top = found.lanes
    from_loss = gradient_paths(top, 0, 12).vectors()["h", "loss"]
    np.testing.assert_array_equal(np.flatnonzero(from_loss.any(axis=1)), [3, 9])
    np.testing.assert_array_equal(from_loss, found.d_features)
    from_above = gradient_paths(below, 0, 12).vectors()["h", "above"]
    np.testing.assert_array_equal(from_above, top.grads()["x"])


def test_a_gate_that_a_what_if_replaces_sends_nothing_back() -> None:
    held = {"layer": 0, "direction": "forward", "target": "r", "from": 0, "to": 11, "value": 0.5}
    found = study({"kind": "gru"}, interventions=[held])
    parts = gradient_paths(found.lanes[0], 0, 12).vectors()
    assert not np.any(parts["h", "r"])
    assert np.any(parts["h", "z"])


def test_norms_are_those_of_the_parts() -> None:
    found = study({"kind": "gru"})
    paths = gradient_paths(found.lanes[0], 2, 9)
    norms = paths.norms()
    for row, (key, vectors) in enumerate(paths.vectors().items()):
        expected = np.linalg.norm(vectors, axis=1)
        np.testing.assert_allclose(norms.value[row], expected, rtol=1e-13, err_msg=str(key))


def test_positions_that_were_not_computed_last_are_refused() -> None:
    network = Network(resolved().spec, 12)
    with pytest.raises(ValueError, match="were not the last"):
        gradient_paths(network.lanes[0], 0, 12)
