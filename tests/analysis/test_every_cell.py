"""Every analysis of every cell: of layers that differ, own equations, projections and merges."""

from typing import Any

import numpy as np
import pytest

from app.analysis import memory
from app.analysis.analyses import REGISTERED
from app.analysis.itemised import itemise
from app.analysis.requests import (
    ANALYSES,
    AnalysisRequest,
    check_analyses,
    run_analysis,
)
from app.analysis.shortcut import CellCurves, compare
from app.cells.direct import memory_state
from app.cells.models import catalogue
from app.numerics.losses import Probe
from app.streaming.analysis import AnalysisStream
from app.streaming.analysis_messages import AnalysisLine
from tests.analysis.studies import document, finish, last, log10_norm, resolved, study

OWN = """
k = gate(W_k x + U_k h')
q = k * q' + (1 - k) * candidate(W_q x + U_q h' + b_q)
h = tanh(q) * gate(V q + b_o)
"""
NETWORKS: dict[str, dict[str, Any]] = {
    **{kind: {"kind": kind} for kind in catalogue()},
    "equations": {"kind": "equations", "equations": OWN},
    "clipped": {"kind": "gru", "clip": 0.5, "num_layers": 2},
    "projection": {"proj_size": 2, "num_layers": 2, "peephole": True},
    "layers that differ": {
        "layers": [
            {"kind": "gru", "hidden_size": 3, "bidirectional": True, "merge": "product"},
            {"kind": "equations", "equations": OWN, "hidden_size": 5, "reverse": True},
            {"kind": "lstm", "bidirectional": True, "merge": "average", "proj_size": 2},
            {"kind": "slstm", "hidden_size": 2},
        ]
    },
}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_analysis_streams_what_it_registered(name: str) -> None:
    body = {"scenario": document(NETWORKS[name]), "analyses": list(ANALYSES)}
    request = AnalysisRequest.model_validate(body)
    stream = AnalysisStream(resolved(NETWORKS[name]), request.analyses)
    lines = b"".join(stream.chunks()).splitlines()
    found = [AnalysisLine.model_validate_json(line).root for line in lines]
    assert found[-1].type == "end"
    results = [type(line) for line in found if line.type == "result"]
    registered = {it for registration in REGISTERED for it in registration.results}
    assert set(results) == registered


def test_every_lane_of_layers_that_differ_can_be_asked_for() -> None:
    found = study(NETWORKS["layers that differ"])
    for layer, direction in found.resolved.spec.lanes:
        for name in ("shortcut", "jacobians", "eigenvalues", "lyapunov", "memory"):
            asked = ANALYSES[name].model_validate(
                {"name": name, "layer": layer, "direction": direction}
            )
            check_analyses([asked], found.resolved.spec, found.steps)
            assert isinstance(last(run_analysis(found, asked)), dict)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_left_of_a_memory_is_a_derivative(name: str) -> None:
    found = study(NETWORKS[name])
    linear = found.linear[0]
    place = linear.places[memory_state(linear.lane.model.definition)]
    kept = last(memory.retention(linear, 2, 5))
    product = np.eye(linear.state_size)
    for k in range(1, 6):
        product = linear.step_jacobian(2 + k) @ product
        np.testing.assert_allclose(kept.own[k], np.diagonal(product)[place], atol=1e-13)
        logs = log10_norm(product[place, place].T)
        np.testing.assert_allclose(kept.log10_all[k], logs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_row_of_the_map_is_the_trace_of_a_probe_at_its_source(name: str) -> None:
    found = study(NETWORKS[name], loss={"kind": "probe", "step": 5, "unit": 1})
    itemised = last(itemise(found, (4, 9)))
    for row, source in enumerate(itemised.sources):
        alone = finish(found.resolved, Probe(source, 1)).network
        for number, lane in enumerate(alone.lanes):
            scale = np.nanmax(lane.grad_norms()["h"].log10)
            for state, maps in itemised.states[number].items():
                expected = lane.in_sequence_order(lane.grad_norms()[state].log10)
                big = expected > scale - 12.0  # what cancels has no digits left
                np.testing.assert_allclose(maps[row][big], expected[big], atol=1e-9)
        expected = log10_norm(alone.d_input(0)[0])
        np.testing.assert_allclose(itemised.x[row], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", ["ind_rnn", "min_gru", "min_lstm"])
def test_where_nothing_but_the_direct_path_carries_it_is_the_gradient(kind: str) -> None:
    own = next(it for it in compare(study({"kind": kind}), 0, "forward"))
    assert isinstance(own, CellCurves)
    np.testing.assert_allclose(own.forget_product, own.states["h"], atol=1e-10)


def test_the_direct_path_of_an_lstm_of_1997_keeps_everything() -> None:
    own = next(iter(compare(study({"kind": "lstm_1997"}, loss={"kind": "probe"}), 0, "forward")))
    assert isinstance(own, CellCurves)
    np.testing.assert_allclose(own.forget_product, own.forget_product[-1], atol=1e-12)


def test_the_companions_of_any_cell_are_the_kinds_of_pytorch_in_every_layer() -> None:
    for name in ("mgu", "equations", "projection", "layers that differ"):
        found = study(NETWORKS[name])
        curves = [it for it in compare(found, 0, "forward") if isinstance(it, CellCurves)]
        assert [it.own for it in curves] == [True, *[False] * (len(curves) - 1)]
        kinds = {it.kind for it in curves[1:]}
        assert kinds == {"lstm", "gru", "rnn"} - {curves[0].kind}


def test_the_half_life_by_gate_follows_what_keeps_the_memory() -> None:
    for kind, gate in (("mgu", "f"), ("min_gru", "z"), ("mut1", "z")):
        lane = study({"kind": kind}).lanes[0]
        kept = 1.0 - lane.value(gate).mean(axis=0)
        found = memory.half_life_of_gates(lane)
        np.testing.assert_allclose(found, -np.log(2.0) / np.log(kept), rtol=1e-12)
    for kind in ("rnn", "min_lstm", "lstm_1997", "antisymmetric_rnn"):
        assert memory.half_life_of_gates(study({"kind": kind}).lanes[0]) is None


def test_an_analysis_is_registered_once_under_its_name() -> None:
    assert list(ANALYSES) == [it.name for it in REGISTERED]
    assert len(set(ANALYSES.values())) == len(REGISTERED)
    for it in REGISTERED:
        assert it.request.model_validate({"name": it.name}).model_dump()["name"] == it.name
