"""Comparisons: what a variant inherits, what it replaces, and where its errors point."""

import json
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from app.errors import ScenarioError
from app.scenarios import links
from app.scenarios.cells import Cell
from app.scenarios.comparison import CellChanges, Variant, variants, without_comparison
from app.scenarios.limits import LIMITS, Limits
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from app.streaming.trace import TraceStream
from tests.strategies import documents

#: Also read by tests/js/comparison/merging.test.js: both languages merge alike.
CASES = json.loads((Path(__file__).parent / "comparison_cases.json").read_text(encoding="utf-8"))
BASE = {
    "cell": {"input_size": 2, "hidden_size": 3},
    "sequence": {"values": [[1, 2], [3, 4], [5, 6]]},
}
WHAT_IF = {"target": "h", "from": 0, "to": 1, "value": 1.5}
TENSORS = {"weight_ih_l0": np.zeros((12, 2)).tolist(), "weight_hh_l0": np.zeros((12, 3)).tolist()}


def compared(*comparison, **fields):
    return Scenario.model_validate({**BASE, **fields, "comparison": list(comparison)})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_variant_is_the_scenario_with_what_it_names_in_its_place(case):
    found = variants(Scenario.model_validate(case["scenario"]))
    assert found == tuple(map(Scenario.model_validate, case["variants"]))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_every_variant_that_is_accepted_is_a_scenario_of_its_own(document):
    scenario = Scenario.model_validate(document)
    resolve(scenario)
    for variant in variants(scenario):
        assert variant.sequence == scenario.sequence
        assert variant.loss == scenario.loss
        assert resolve(variant).scenario == variant
        assert Scenario.model_validate_json(variant.model_dump_json()) == variant


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_a_comparison_changes_no_number_of_the_trace(document):
    scenario = Scenario.model_validate(document)
    with_it, without = (
        b"".join(TraceStream(resolve(one), precision=17).chunks()).splitlines()
        for one in (scenario, without_comparison(scenario))
    )
    assert with_it[1:-1] == without[1:-1]


def test_the_start_line_says_what_each_variant_names_and_nothing_more():
    scenario = compared({"title": "GRU", "cell": {"kind": "gru"}, "head": None})
    start = orjson.loads(next(TraceStream(resolve(scenario)).chunks()))
    assert start["scenario"]["comparison"] == [
        {"title": "GRU", "cell": {"kind": "gru"}, "head": None}
    ]
    assert links.decode(start["link"]) == scenario


def test_parts_of_a_variant_have_their_own_defaults_filled_in():
    scenario = compared({"weights": {"init": "zeros"}, "cell": {"activations": {"gate": "relu"}}})
    (variant,) = scenario.model_dump(mode="json")["comparison"]
    assert variant["weights"] == {
        "init": "zeros",
        "seed": 0,
        "forget_bias": None,
        "gain": 1.0,
        "edits": {},
    }
    activations = {"gate": "relu", "candidate": "tanh", "output": "tanh"}
    assert variant["cell"] == {"activations": activations}


def test_null_and_a_default_are_kept_in_links_where_a_variant_names_them():
    scenario = compared(
        {"head": None, "cell": {"num_layers": 1}, "weights": {"init": "pytorch"}},
        head={"output_size": 2},
        weights={"init": "zeros"},
    )
    document = orjson.loads(links.canonical_json(scenario))
    assert document["comparison"] == [
        {"cell": {"num_layers": 1}, "weights": {"init": "pytorch"}, "head": None}
    ]
    assert links.decode(links.encode(scenario)) == scenario
    assert scenario != compared({}, head={"output_size": 2}, weights={"init": "zeros"})


def test_a_variant_can_change_every_field_of_the_cell():
    fields, changes = Cell.model_fields, CellChanges.model_fields
    assert {name: f.annotation for name, f in fields.items()} == {
        name: f.annotation for name, f in changes.items()
    }
    assert [f.metadata for f in fields.values()] == [f.metadata for f in changes.values()]


def test_the_json_schema_of_a_variant_requires_nothing_and_names_every_field():
    schema = Scenario.model_json_schema()["$defs"]
    for model, name in ((Variant, "Variant"), (CellChanges, "CellChanges")):
        assert set(schema[name]["properties"]) == set(model.model_fields)
        assert "required" not in schema[name]
        assert "inherited" not in json.dumps(schema[name]).lower()


CONTRADICTIONS = [
    # the scenario, the variant, where its error points, words that the message must have
    ({}, {"cell": {"input_size": 3}}, ("sequence", "values", 0), "must have 3 numbers"),
    (
        {"weights": {"tensors": TENSORS}},
        {"cell": {"hidden_size": 2}},
        ("weights", "tensors", "weight_ih_l0"),
        "must have shape (8 × 2); found (12 × 2) (weights comes from the scenario",
    ),
    (
        {},
        {"weights": {"tensors": {**TENSORS, "weight_hh_l0": [[0]]}}},
        ("weights", "tensors", "weight_hh_l0"),
        "must have shape (12 × 3); found (1 × 1)",
    ),
    (
        {"weights": {"init": "zeros", "forget_bias": 1}},
        {"cell": {"kind": "gru"}},
        ("weights", "forget_bias"),
        "such as an LSTM with bias; found gru (weights comes from the scenario",
    ),
    (
        {"cell": {**BASE["cell"], "peephole": True}},
        {"cell": {"kind": "rnn"}},
        ("cell", "peephole"),
        "only an LSTM has; kind is rnn (peephole comes from the scenario",
    ),
    ({}, {"cell": {"kind": "gru", "peephole": True}}, ("cell", "peephole"), "kind is gru"),
    ({}, {"head": {"weight": [[1, 2]]}}, ("head", "weight"), "must have 3 numbers"),
    ({}, {"h0": [[1, 2]]}, ("h0",), "1 rows (layers × directions) of 3 numbers"),
    ({"c0": [[1, 2, 3]]}, {"cell": {"kind": "gru"}}, ("c0",), "no layer has a state c"),
    (
        {"loss": {"kind": "probe", "unit": 2}},
        {"cell": {"hidden_size": 2}},
        ("loss", "unit"),
        "unit must be an output, 0 to 1; found 2",
    ),
    (
        {},
        {"interventions": [{**WHAT_IF, "to": 3}]},
        ("interventions", 0, "to"),
        "from 0 to 2; found 3",
    ),
    (
        {"interventions": [{**WHAT_IF, "target": "f"}]},
        {"cell": {"kind": "gru"}},
        ("interventions", 0, "target"),
        "one of r, z, n, h (gru); found f (interventions comes from the scenario",
    ),
    (
        {},
        {"cell": {"hidden_size": 512, "num_layers": 8}},
        ("cell", "hidden_size"),
        "at most 2,000,000 parameters",
    ),
]


@pytest.mark.parametrize(("fields", "variant", "loc", "words"), CONTRADICTIONS)
def test_a_contradiction_is_told_at_its_place_in_the_variant(fields, variant, loc, words):
    with pytest.raises(ScenarioError) as caught:
        resolve(compared({}, variant, **fields))
    assert caught.value.loc == ("comparison", 1, *loc)
    assert words in caught.value.message


def test_what_a_variant_names_is_not_called_the_scenarios():
    with pytest.raises(ScenarioError) as caught:
        resolve(compared({"cell": {"kind": "gru"}, "c0": [[1, 2, 3]]}))
    assert caught.value.message.endswith("the states are h (gru)")


def test_the_scenario_itself_is_checked_first():
    with pytest.raises(ScenarioError) as caught:
        resolve(compared({"c0": [[1]]}, loss={"kind": "probe", "step": 9}))
    assert caught.value.loc == ("loss", "step")


@pytest.mark.parametrize(
    ("limit", "what"), [("parameters", "parameters"), ("trace_numbers", "numbers in their traces")]
)
def test_the_cells_compared_share_the_bounds_of_one(monkeypatch, limit, what):
    scenario = compared({}, {"cell": {"kind": "rnn"}})
    sizes = [resolve(without_comparison(scenario)), *map(resolve, variants(scenario))]
    needed = {
        "parameters": sum(size.parameters for size in sizes),
        "trace_numbers": 3 * (2 * 2 + 16 * 3) * 2 + 3 * (2 * 2 + 5 * 3),
    }[limit]
    monkeypatch.setattr("app.scenarios.resolve.LIMITS", Limits(**{limit: needed}))
    resolve(scenario)
    monkeypatch.setattr("app.scenarios.resolve.LIMITS", Limits(**{limit: needed - 1}))
    with pytest.raises(ScenarioError) as caught:
        resolve(scenario)
    assert caught.value.loc == ("comparison",)
    assert f"at most {needed - 1:,} {what}; found {needed:,}" in caught.value.message


def test_the_limits_of_a_comparison_are_readable():
    assert LIMITS.as_dict()["variants"] == 3
    assert LIMITS.as_dict()["variant_title"] == 60
