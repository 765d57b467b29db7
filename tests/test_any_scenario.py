"""Whatever the schema accepts runs, and what comes out is right."""

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import lone_lanes, scenarios

from app.numerics.network import Network, Run
from app.numerics.network import run as run_network
from app.numerics.parameters import Array, Tensors
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from app.streaming.trace import TraceStream

SMOOTH = {"sigmoid", "tanh", "identity"}
patiently = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def finish(resolved: Resolved, chunk: int | None = None, **changed: Tensors | Array) -> Run:
    given_arrays = {
        "tensors": resolved.tensors,
        "x": resolved.x,
        "h0": resolved.h0,
        "c0": resolved.c0,
        **changed,
    }
    return run_network(
        resolved.spec,
        loss=resolved.loss,
        head=resolved.head,
        interventions=resolved.interventions,
        chunk=chunk,
        **given_arrays,  # type: ignore[arg-type]
    )


def is_moderate(found: Run) -> bool:
    """Whether a finite step of 1e-6 can tell anything about this run."""
    arrays = [found.outputs, *found.gradients.values()]
    return all(np.isfinite(a).all() and np.abs(a).max(initial=0.0) < 1e4 for a in arrays)


@patiently
@given(scenarios(), st.integers(1, 7))
def test_chunks_change_no_number_beyond_rounding(document: dict, chunk: int) -> None:  # type: ignore[type-arg]
    resolved = resolve(Scenario.model_validate(document))
    whole, parts = finish(resolved), finish(resolved, chunk)
    if not is_moderate(whole):
        return
    np.testing.assert_allclose(parts.outputs, whole.outputs, rtol=1e-9, atol=1e-9)
    for name, gradient in whole.gradients.items():
        np.testing.assert_allclose(parts.gradients[name], gradient, rtol=1e-9, atol=1e-9)


@patiently
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_gradient_along_a_random_direction_agrees_with_a_central_difference(
    document: dict,  # type: ignore[type-arg]
    seed: int,
) -> None:
    resolved = resolve(Scenario.model_validate(document))
    spec = resolved.spec
    if not {spec.gate, spec.candidate, spec.output} <= SMOOTH:
        return
    found = finish(resolved)
    if not is_moderate(found):
        return
    rng = np.random.default_rng(seed)
    way = {name: rng.normal(size=tensor.shape) for name, tensor in resolved.tensors.items()}
    size = np.sqrt(sum(float(np.sum(d * d)) for d in way.values()))

    def loss_at(step: float) -> float:
        moved = {name: t + step * way[name] / size for name, t in resolved.tensors.items()}
        return finish(resolved, tensors=moved).loss.value

    slope = sum(float(np.sum(found.gradients[name] * d)) for name, d in way.items()) / size
    difference = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5
    scale = 1.0 + abs(slope) + abs(found.loss.value)
    curvature = abs(loss_at(1e-5) - 2.0 * found.loss.value + loss_at(-1e-5)) / 1e-10
    assert difference == pytest.approx(slope, abs=1e-5 * scale + 1e-8 * curvature)


@patiently
@given(scenarios())
def test_every_scenario_streams_to_its_end_and_counts_its_frames(document: dict) -> None:  # type: ignore[type-arg]
    resolved = resolve(Scenario.model_validate(document))
    lines = [
        orjson.loads(line)
        for part in TraceStream(resolved, precision=6).chunks()
        for line in part.splitlines()
    ]
    kinds = [line["type"] for line in lines]
    frames = len(resolved.x) * len(resolved.spec.lanes)
    assert kinds[0] == "start"
    assert kinds[-1] == "end"
    assert kinds.count("forward") == kinds.count("backward") == frames
    assert Scenario.model_validate(lines[0]["scenario"]) == resolved.scenario


@patiently
@given(lone_lanes(), st.randoms(use_true_random=False))
def test_permuting_the_units_of_a_layer_permutes_its_trace(document: Scenario, random) -> None:  # type: ignore[no-untyped-def]
    resolved = resolve(document)
    spec = resolved.spec
    order = list(range(spec.hidden_size))
    random.shuffle(order)
    rows = np.concatenate([np.array(order) + k * len(order) for k in range(len(spec.row_blocks))])
    permuted = {
        name: tensor[:, order]
        if "peephole" in name
        else tensor[rows][:, order]
        if name.startswith("weight_hh")
        else tensor[rows]
        for name, tensor in resolved.tensors.items()
    }
    network, twin = Network(spec, len(resolved.x)), Network(spec, len(resolved.x))
    for net, tensors, pick in ((network, resolved.tensors, slice(None)), (twin, permuted, order)):
        net.load(tensors)
        states = (None if s is None else s[:, pick] for s in (resolved.h0, resolved.c0))
        list(net.forward(resolved.x, *states))
    h, h_twin = network.lanes[0].h, twin.lanes[0].h
    assume(np.isfinite(h).all() and np.abs(h).max() < 1e6)
    np.testing.assert_allclose(h_twin, h[:, order], rtol=1e-9, atol=1e-9)
