"""The lines of an analysis: in order, as described, rounded, and none before it is asked for."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import scenarios

from app.analysis.registration import OfLane
from app.analysis.requests import ANALYSES, AnalysisRequest
from app.analysis.study import Study
from app.errors import ScenarioError
from app.scenarios.limits import LIMITS
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from app.streaming.analysis import AnalysisStream
from app.streaming.analysis_messages import AnalysisLine
from tests.analysis.studies import CELLS, document, finish, log10_norm, resolved

Lines = list[dict[str, Any]]
EVERYTHING = list(ANALYSES)


def stream(
    scenario: dict[str, Any], analyses: list[Any], precision: int | None = None
) -> AnalysisStream:
    request = AnalysisRequest.model_validate({"scenario": scenario, "analyses": analyses})
    return AnalysisStream(resolve(request.scenario), request.analyses, precision)


def lines_of(scenario: dict[str, Any], analyses: list[Any], precision: int | None = None) -> Lines:
    chunks = list(stream(scenario, analyses, precision).chunks())
    assert all(chunk.endswith(b"\n") for chunk in chunks)
    return [json.loads(text) for text in b"".join(chunks).splitlines()]


def results(lines: Lines, name: str | None = None) -> Lines:
    return [it for it in lines if it["type"] == "result" and name in (None, it["analysis"])]


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_really_streamed_lines_are_what_the_models_describe(cell: dict[str, Any]) -> None:
    lines = lines_of(document(cell), EVERYTHING, precision=6)
    for message in lines:
        AnalysisLine.model_validate(message)
    assert (lines[0]["type"], lines[-1]["type"]) == ("start", "end")
    assert lines[-1]["results"] == len(results(lines))
    assert {it["analysis"] for it in results(lines)} == set(EVERYTHING)
    assert [it["index"] for it in results(lines)] == sorted(it["index"] for it in results(lines))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_every_analysis_of_any_scenario_comes_to_its_end(found: Scenario) -> None:
    way = resolve(found).spec.layers[0].directions[0]
    wanted = [
        {"name": name, "direction": way} if issubclass(request, OfLane) else name
        for name, request in ANALYSES.items()
    ]
    lines = lines_of(found.model_dump(mode="json"), wanted, precision=6)
    assert lines[-1]["type"] == "end"
    for message in lines:
        AnalysisLine.model_validate(message)


@pytest.mark.parametrize(
    "equations", ["h = exp(W x + 1000) + 0 * h'", "h = exp(800) * W x + 0 * h'"]
)
def test_every_analysis_of_a_run_that_overflows_comes_to_its_end(equations: str) -> None:
    """All of one infinity, or infinities of both signs."""
    cell = {"kind": "equations", "equations": equations}
    lines = lines_of(document(cell), EVERYTHING, precision=6)
    assert lines[-1]["type"] == "end"
    assert {it["analysis"] for it in results(lines)} >= {"memory", "doctor"}


def test_shapes_are_those_of_the_description() -> None:
    lines = lines_of(document({"peephole": True}), EVERYTHING)
    arrays = {it["quantity"]: np.array(it["log10_norm"]) for it in results(lines, "map")}
    assert {name: array.shape for name, array in arrays.items()} == dict.fromkeys("hcx", (12, 12))
    products, radius = results(lines, "jacobians")
    assert {kind: len(logs) for kind, logs in products["spectral"].items()} == {"h": 11, "hc": 11}
    assert np.array(products["singular"]["hc"]).shape == (len(products["lags"]), 8)
    assert len(radius["radius"]) == len(radius["residual"]) == 12
    (eigenvalues,) = results(lines, "eigenvalues")
    assert len(eigenvalues["real"]) == len(eigenvalues["imaginary"]) == 8
    (memory,) = results(lines, "memory")
    assert np.array(memory["retained"]).shape == (12, 4)
    (saliency,) = results(lines, "saliency")
    assert np.array(saliency["gradient_times_input"]).shape == (12, 2)
    (exponents,) = results(lines, "lyapunov")
    assert (len(exponents["exponents"]), len(exponents["largest"])) == (8, 11)


def test_numbers_written_in_full_are_those_that_were_computed() -> None:
    (saliency,) = results(lines_of(document(), ["saliency"]), "saliency")
    run = finish(resolved())
    expected = log10_norm(run.network.d_input(0)[0])
    assert saliency["log10_norm"] == pytest.approx(expected.tolist(), abs=1e-13)
    (rounded,) = results(lines_of(document(), ["saliency"], precision=4), "saliency")
    assert rounded["log10_norm"] == [float(f"{it:.3e}") for it in saliency["log10_norm"]]


def test_a_map_too_big_for_a_line_comes_in_parts_that_name_their_sources() -> None:
    sequence = {"generator": "noise", "steps": 400, "seed": 1}
    asked = [{"name": "map", "max_sources": 300}]
    lines = results(lines_of(document({"kind": "rnn"}, sequence=sequence), asked, 4))
    of_h = [it for it in lines if it["quantity"] == "h"]
    assert len(of_h) > 1
    sources = [s for it in of_h for s in it["sources"]]
    assert sources == sorted(set(sources))
    assert (len(sources), sources[-1]) == (300, 399)
    assert sum(len(it["log10_norm"]) for it in of_h) == 300


def test_the_reverse_direction_is_followed_in_its_own_reading_order() -> None:
    place = {"layer": 0, "direction": "reverse"}
    asked = [{"name": "memory", **place}, {"name": "memory", **place, "t": 5, "steps": 5}]
    first, second = results(lines_of(document({"bidirectional": True}), asked))
    assert (first["t"], first["steps"]) == (11, 11)
    assert (second["t"], second["steps"]) == (5, 5)
    assert len(second["retained"]) == 6


def test_start_tells_every_default() -> None:
    lines = lines_of(document(), ["lyapunov", {"name": "map"}])
    assert lines[0]["analyses"][0]["count"] == 8
    assert lines[0]["lanes"] == [{"layer": 0, "direction": "forward"}]


@pytest.mark.parametrize("name", ["map", "jacobians", "doctor"])
def test_progress_says_how_far_an_analysis_is(name: str) -> None:
    sequence = {"generator": "noise", "steps": 200, "seed": 1}
    lines = lines_of(document(sequence=sequence), [name])
    shares = [it["done"] for it in lines if it["type"] == "progress" and it["analysis"] == name]
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert all(0.0 <= share <= 1.0 for share in shares)


def test_nothing_is_computed_before_the_start_line_has_been_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Study, "__init__", fail)
    chunks = stream(document(), ["map"]).chunks()
    assert json.loads(next(chunks))["type"] == "start"
    with pytest.raises(AssertionError):
        next(chunks)


@pytest.mark.parametrize(
    ("asked", "loc"),
    [
        ({"name": "shortcut", "layer": 1}, "layer"),
        ({"name": "eigenvalues", "direction": "reverse"}, "direction"),
        ({"name": "eigenvalues", "t": 12}, "t"),
        ({"name": "memory", "t": 3, "steps": 9}, "steps"),
        ({"name": "lyapunov", "t": 12}, "t"),
    ],
)
def test_an_option_that_does_not_fit_the_network_is_refused(asked: Any, loc: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        stream(document(), ["map", asked])
    assert refused.value.loc == ("analyses", 1, loc)


def test_what_would_take_too_long_is_refused() -> None:
    sequence = {"generator": "noise", "steps": 1000, "seed": 1}
    large = document({"hidden_size": 512}, sequence=sequence)
    for name, loc in (("jacobians", "steps"), ("map", "max_sources")):
        with pytest.raises(ScenarioError, match="at most 4e\\+11 operations") as refused:
            stream(large, [{"name": name}])
        assert refused.value.loc == ("analyses", 0, loc)
    stream(large, [{"name": "jacobians", "steps": 50}, {"name": "map", "max_sources": 20}])
    assert LIMITS.analysis_operations == 400_000_000_000


def test_a_sequence_of_one_step_has_every_analysis() -> None:
    for cell in CELLS:
        one = document(cell, sequence={"values": [[0.5, -1.0]]})
        assert lines_of(one, EVERYTHING)[-1]["type"] == "end"


def test_only_an_rnns_top_layer_is_bounded_by_the_textbook() -> None:
    both = [{"name": "shortcut", "layer": 0}, {"name": "shortcut", "layer": 1}]
    found = results(lines_of(document({"kind": "rnn", "num_layers": 2}), both))
    bounded = {(it["layer"], it["kind"]) for it in found if it["is_bound"]}
    assert bounded == {(1, "rnn")}
