"""Every field of a scenario: what is taken, what is refused, and where the error points."""

import copy
import json
import math

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import ScenarioError
from app.scenarios.failures import describe
from app.scenarios.limits import LIMITS
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario, field_errors
from tests.strategies import documents

TEXTS = {"text": "ab", "alphabet": "ab"}
TENSORS = {"weight_ih_l0": [[0, 0]] * 4, "weight_hh_l0": [[0]] * 4}
WHAT_IF = {"target": "f", "from": 0, "to": 1, "value": 1.5}


def document(**fields):
    base = {
        "cell": {"input_size": 2, "hidden_size": 1},
        "sequence": {"values": [[1, 2], [3, 4]]},
    }
    return {**base, **fields}


def put(path, value):
    """Return a document with ``value`` at ``path``; the objects on the way are made."""
    made = document()
    here = made
    for key in path[:-1]:
        here = here[key] if isinstance(key, int) else here.setdefault(key, {})
    here[path[-1]] = value
    return made


def errors_of(fields):
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(fields)
    return field_errors(caught.value)


def test_the_least_scenario_has_every_default_filled_in():
    scenario = Scenario.model_validate(document())
    assert scenario.model_dump(mode="json") == {
        "version": 1,
        "title": "",
        "notes": "",
        "cell": {
            "kind": "lstm",
            "equations": None,
            "input_size": 2,
            "hidden_size": 1,
            "proj_size": None,
            "num_layers": 1,
            "layers": None,
            "bidirectional": False,
            "merge": "concat",
            "peephole": False,
            "bias": True,
            "clip": None,
            "activations": {"gate": "sigmoid", "candidate": "tanh", "output": "tanh"},
        },
        "weights": {"init": "pytorch", "seed": 0, "forget_bias": None, "gain": 1.0, "edits": {}},
        "head": None,
        "sequence": {"values": [[1.0, 2.0], [3.0, 4.0]]},
        "h0": None,
        "c0": None,
        "state0": None,
        "loss": {"kind": "probe", "step": -1, "unit": None},
        "interventions": [],
        "comparison": [],
    }


GOOD = [
    (("version",), 1),
    (("title",), "字" * LIMITS.title),
    (("notes",), "n" * LIMITS.notes),
    (("cell", "kind"), "gru"),
    (("cell", "kind"), "rnn"),
    (("cell", "input_size"), LIMITS.input_size),
    (("cell", "hidden_size"), LIMITS.hidden_size),
    (("cell", "hidden_size"), 3.0),
    (("cell", "num_layers"), LIMITS.num_layers),
    (("cell", "bidirectional"), True),
    (("cell", "peephole"), True),
    (("cell", "bias"), False),
    (("cell", "activations"), {}),
    (("cell", "activations"), {"gate": "hard_sigmoid", "candidate": "relu", "output": "identity"}),
    (("weights",), {"init": "xavier"}),
    (("weights",), {"init": "orthogonal", "seed": LIMITS.seed, "gain": None}),
    (("weights",), {"init": "zeros", "forget_bias": -1, "gain": 2}),
    (("weights",), {"init": "zeros", "edits": {"weight_ih_l0": {"0,1": 1, "3,0": 2.5}}}),
    (("weights",), {"init": "zeros", "edits": {}}),
    (("weights",), {"tensors": TENSORS}),
    (("head",), None),
    (("head",), {"output_size": 1}),
    (("head",), {"output_size": LIMITS.output_size, "seed": 4}),
    (("head",), {"weight": [[1]]}),
    (("head",), {"weight": [[1]], "bias": [0.5]}),
    (("sequence",), TEXTS),
    (("sequence",), {"text": "字🙂字", "alphabet": "🙂字"}),
    (("h0",), [[1]]),
    (("c0",), None),
    (("h0",), [[1], [], [1, 2]]),
    (("state0",), None),
    (("state0",), {"m": [[1, 2], []], "constructor": [[0]]}),
    (("cell", "kind"), "slstm"),
    (("cell", "equations"), "h = W x # 字"),
    (("cell", "proj_size"), 2),
    (("cell", "merge"), "average"),
    (("cell", "clip"), 3),
    (("cell", "layers"), [{}]),
    (("cell", "layers"), [{"kind": "gru", "hidden_size": 2, "bidirectional": None}] * 8),
    (("cell", "layers"), [{"kind": "equations", "equations": "h = W x", "reverse": True}]),
    (("cell", "activations"), {"gate": "hard_sigmoid_6", "candidate": "sin", "output": "silu"}),
    (("loss",), {"kind": "probe"}),
    (("loss",), {"kind": "probe", "step": -2, "unit": 0}),
    (("loss",), {"kind": "mse", "targets": [[1]], "at": "last"}),
    (("loss",), {"kind": "squared_error", "targets": [[1], [2]]}),
    (("loss",), {"kind": "cross_entropy", "targets": [0], "at": [1]}),
    (("loss",), {"kind": "cross_entropy", "targets": "next"}),
    (("interventions",), [WHAT_IF, {**WHAT_IF, "layer": 0, "direction": "reverse", "unit": None}]),
    (("comparison",), []),
    (("comparison",), [{}] * LIMITS.variants),
    (("comparison",), [{"title": "字" * LIMITS.variant_title}]),
    (("comparison",), [{"cell": {}}, {"cell": {"kind": "gru", "num_layers": 1}}]),
    (("comparison",), [{"cell": {"activations": {}}, "head": None, "h0": None, "c0": None}]),
    (("comparison",), [{"weights": {"init": "zeros"}, "interventions": [WHAT_IF]}]),
]


@pytest.mark.parametrize(("path", "value"), GOOD)
def test_a_good_value_is_taken_and_read_back(path, value):
    scenario = Scenario.model_validate(put(path, value))
    assert Scenario.model_validate(json.loads(scenario.model_dump_json())) == scenario


@pytest.mark.parametrize(
    ("sequence", "defaults"),
    [
        ({"generator": "sine"}, {"period": 10, "amplitude": 1, "offset": 0, "phase": 0}),
        ({"generator": "square"}, {"period": 10, "amplitude": 1, "offset": 0, "phase": 0}),
        ({"generator": "impulse"}, {"at": 0, "amplitude": 1}),
        ({"generator": "noise"}, {"amplitude": 1, "distribution": "uniform"}),
        ({"generator": "ramp"}, {"from": 0, "to": 1}),
        ({"generator": "copy"}, {"symbols": 3, "delay": 5}),
        ({"generator": "adding"}, {}),
    ],
)
def test_a_generator_fills_in_its_parameters(sequence, defaults):
    scenario = Scenario.model_validate(document(sequence={**sequence, "steps": 4}))
    filled = {**sequence, "steps": 4, "seed": 0, **defaults}
    assert scenario.model_dump(mode="json")["sequence"] == filled


BAD = [
    # path of the value, the value, path of the error, words that the message must have
    (("version",), 2, (), "must be 1; found 2"),
    (("version",), True, (), "found true"),
    (("title",), "x" * (LIMITS.title + 1), (), f"0 to {LIMITS.title} characters"),
    (("title",), 5, (), "title must be text; found 5"),
    (("title",), "a\ud800", (), "a lone surrogate at 1"),
    (("notes",), "x" * (LIMITS.notes + 1), (), "found 10001"),
    (("extra",), 1, (), 'no field "extra"'),
    (("cell",), None, (), "an object is required here; found null"),
    (("cell",), [], (), "found a list of 0"),
    (("cell", "size"), 1, (), 'no field "size" here; the fields are kind, equations, input_size'),
    (("cell", "kind"), "LSTM", (), "one of lstm, gru, rnn, antisymmetric_rnn"),
    (("cell", "kind"), "LSTM", (), 'ugrnn, equations; found the text "LSTM"'),
    (("cell", "kind"), ["lstm"], (), "found a list of 1"),
    (("cell", "input_size"), 0, (), "input_size must be a whole number from 1 to 256; found 0"),
    (("cell", "input_size"), LIMITS.input_size + 1, (), "found 257"),
    (
        ("cell", "hidden_size"),
        "3",
        (),
        'hidden_size must be a whole number from 1 to 512; found the text "3"',
    ),
    (("cell", "hidden_size"), True, (), "found true"),
    (("cell", "hidden_size"), 2.5, (), "found 2.5"),
    (("cell", "hidden_size"), math.nan, (), "found nan"),
    (("cell", "hidden_size"), math.inf, (), "found inf"),
    (("cell", "hidden_size"), 2**100, (), "a number of more than 64 bits"),
    (("cell", "hidden_size"), None, (), "found null"),
    (("cell", "num_layers"), LIMITS.num_layers + 1, (), "found 9"),
    (("cell", "bidirectional"), 1, (), "true or false; found 1"),
    (("cell", "bias"), "true", (), "true or false"),
    (("cell", "peephole"), None, (), "true or false"),
    (("cell", "activations"), "tanh", (), "an object is required"),
    (("cell", "activations", "gate"), "softmax", (), "one of"),
    (("cell", "activations", "forget"), "tanh", (), 'no field "forget"'),
    (("weights",), None, (), "an object is required"),
    (("weights",), {}, (), '"tensors", "init"; found none of them'),
    (("weights",), {"init": "zeros", "tensors": {}}, (), 'found "tensors" and "init"'),
    (("weights",), {"init": "he"}, ("init",), "one of pytorch, xavier, orthogonal, zeros"),
    (("weights",), {"init": "zeros", "seed": -1}, ("seed",), "found -1"),
    (("weights",), {"init": "zeros", "seed": 2**53}, ("seed",), "found 9007199254740992"),
    (("weights",), {"init": "zeros", "gain": "1"}, ("gain",), "a finite number"),
    (("weights",), {"init": "zeros", "gain": math.nan}, ("gain",), "found nan"),
    (("weights",), {"init": "zeros", "forget_bias": True}, ("forget_bias",), "found true"),
    (("weights",), {"init": "zeros", "edits": []}, ("edits",), "an object"),
    (("weights",), {"init": "zeros", "edits": {"w": 1}}, ("edits", "w"), "an object"),
    (
        ("weights",),
        {"init": "zeros", "edits": {"w": {"0, 1": 1}}},
        ("edits", "w", "0, 1"),
        '"row,col"',
    ),
    (("weights",), {"init": "zeros", "edits": {"w": {"01": 1}}}, ("edits", "w", "01"), '"row"'),
    (("weights",), {"init": "zeros", "edits": {"w": {"-1": 1}}}, ("edits", "w", "-1"), '"row"'),
    (
        ("weights",),
        {"init": "zeros", "edits": {"w": {"0,0,0": 1}}},
        ("edits", "w", "0,0,0"),
        '"row"',
    ),
    (("weights",), {"init": "zeros", "edits": {"w": {"٣": 1}}}, ("edits", "w", "٣"), '"row"'),
    (
        ("weights",),
        {"init": "zeros", "edits": {"w": {"0": None}}},
        ("edits", "w", "0"),
        "found null",
    ),
    (
        ("weights",),
        {"init": "zeros", "edits": {"w": {str(k): 0 for k in range(LIMITS.edits + 1)}}},
        ("edits", "w"),
        "at most 10000",
    ),
    (
        ("weights",),
        {"init": "zeros", "edits": {w: {str(k): 0 for k in range(6000)} for w in "ab"}},
        ("edits",),
        "found 12000",
    ),
    (("weights",), {"tensors": []}, ("tensors",), "an object"),
    (("weights",), {"tensors": {"w": []}}, ("tensors", "w"), "1 to 2048 entries; found 0"),
    (("weights",), {"tensors": {"w": 3}}, ("tensors", "w"), "w must be a list; found 3"),
    (
        ("weights",),
        {"tensors": {"w": [1, "2"]}},
        ("tensors", "w", 1),
        'w[1] must be a finite number; found the text "2"',
    ),
    (("weights",), {"tensors": {"w": [[1, 2], [3]]}}, ("tensors", "w", 1), "2 numbers"),
    (("weights",), {"tensors": {"w": [[1], 2]}}, ("tensors", "w", 1), "must be a list; found 2"),
    (("weights",), {"tensors": {"w": [[[1]]]}}, ("tensors", "w", 0, 0), "found a list of 1"),
    (
        ("weights",),
        {"tensors": {str(k): [0] for k in range(LIMITS.tensors + 1)}},
        ("tensors",),
        f"at most {LIMITS.tensors} entries; found {LIMITS.tensors + 1}",
    ),
    (("weights",), {"tensors": {"w" * 65: [0]}}, ("tensors",), "1 to 64 characters"),
    (("weights",), {"tensors": {"\udc00": [0]}}, ("tensors",), "lone surrogate"),
    (("head",), 3, (), "an object"),
    (("head",), {"bias": [1]}, (), '"weight", "output_size"; found none of them'),
    (("head",), {"weight": [[1]], "seed": 1}, ("seed",), 'no field "seed"'),
    (("head",), {"weight": [[1, None]]}, ("weight", 0, 1), "found null"),
    (("head",), {"weight": [[1]], "bias": 1}, ("bias",), "must be a list"),
    (("head",), {"output_size": 0}, ("output_size",), "from 1 to 256"),
    (("sequence",), None, (), "an object"),
    (("sequence",), {}, (), "found none of them"),
    (("sequence",), {"values": [[1]], "text": "a"}, (), 'found "values" and "text"'),
    (("sequence",), {"values": []}, ("values",), "1 to 5000 entries; found 0"),
    (("sequence",), {"values": [[]]}, ("values", 0), "1 to 256 entries; found 0"),
    (("sequence",), {"values": [[0]] * 5001}, ("values",), "found 5001"),
    (("sequence",), {"values": [[0] * 257]}, ("values", 0), "found 257"),
    (("sequence",), {"values": [[1, 2], [3]]}, ("values", 1), "as many as the first row; found 1"),
    (
        ("sequence",),
        {"values": [[1, 2], [3, math.inf]]},
        ("values", 1, 1),
        "values[1][1] must be a finite number; found inf",
    ),
    (("sequence",), {"values": [[1, 10**400]]}, ("values", 0, 1), "64 bits"),
    (("sequence",), {"values": [[1, False]]}, ("values", 0, 1), "found false"),
    (("sequence",), {"values": "12"}, ("values",), "must be a list"),
    (("sequence",), {"values": {"0": [1]}}, ("values",), "found an object"),
    (("sequence",), {"text": "ab"}, ("alphabet",), "alphabet is required"),
    (("sequence",), {"text": "", "alphabet": "ab"}, ("text",), "1 to 5000 characters; found 0"),
    (("sequence",), {"text": "a", "alphabet": ""}, ("alphabet",), "1 to 256 characters"),
    (("sequence",), {"text": "a", "alphabet": "aba"}, ("alphabet",), '"a" is repeated'),
    (("sequence",), {"text": "abc", "alphabet": "ab"}, ("text",), '"c" at 2'),
    (("sequence",), {"text": 3, "alphabet": "ab"}, ("text",), "must be text"),
    (("sequence",), {"generator": "cosine", "steps": 3}, ("generator",), "one of sine, square"),
    (("sequence",), {"generator": ["sine"], "steps": 3}, ("generator",), "found a list of 1"),
    (("sequence",), {"generator": "sine"}, ("steps",), "steps is required"),
    (("sequence",), {"generator": "sine", "steps": 0}, ("steps",), "from 1 to 5000"),
    (("sequence",), {"generator": "sine", "steps": 3, "at": 1}, ("at",), 'no field "at"'),
    (("sequence",), {"generator": "sine", "steps": 3, "period": 0}, ("period",), "from 1 to 10000"),
    (("sequence",), {"generator": "sine", "steps": 3, "phase": 2}, ("phase",), "from -1 to 1"),
    (
        ("sequence",),
        {"generator": "noise", "steps": 3, "distribution": "beta"},
        ("distribution",),
        "uniform, normal",
    ),
    (
        ("sequence",),
        {"generator": "ramp", "steps": 3, "from": "0"},
        ("from",),
        "from must be a finite",
    ),
    (("sequence",), {"generator": "ramp", "steps": 3, "from_": 0}, ("from_",), 'no field "from_"'),
    (("sequence",), {"generator": "copy", "steps": 3, "delay": 0}, ("delay",), "from 1"),
    (("h0",), [], (), "entries; found 0"),
    (("h0",), [[0], [0] * 513], (1,), "at most 512 entries; found 513"),
    (("h0",), [[0]] * 17, (), "1 to 16 entries; found 17"),
    (("state0",), [], (), "state0 must be an object; found a list of 0"),
    (("state0",), {"m": 3}, ("m",), "m must be a list; found 3"),
    (("state0",), {"m": [[None]]}, ("m", 0, 0), "m[0][0] must be a finite number; found null"),
    (("state0",), {str(k): 3 for k in range(13)}, (), "at most 12 entries; found 13"),
    (("state0",), {"m" * 65: [[0]]}, (), "1 to 64 characters; found 65"),
    (("state0",), {"\ud800": [[0]]}, (), "lone surrogate"),
    (("cell", "equations"), "", (), "1 to 20000 characters; found 0"),
    (("cell", "equations"), "#" * 20_001, (), "1 to 20000 characters; found 20001"),
    (("cell", "equations"), "h = \ud800", (), "a lone surrogate at 4"),
    (("cell", "equations"), ["h = W x"], (), "must be text; found a list of 1"),
    (("cell", "proj_size"), 0, (), "from 1 to 512; found 0"),
    (("cell", "merge"), "mul", (), 'one of concat, sum, average, product; found the text "mul"'),
    (("cell", "merge"), None, (), "found null"),
    (("cell", "clip"), 0, (), "clip must be a finite number from 1e-300 to 1e+300; found 0"),
    (("cell", "clip"), math.inf, (), "found inf"),
    (("cell", "layers"), [], (), "1 to 8 entries; found 0"),
    (("cell", "layers"), [{}] * 9, (), "1 to 8 entries; found 9"),
    (("cell", "layers"), {}, (), "must be a list; found an object"),
    (("cell", "layers"), [{}, 3], (1,), "an object is required here; found 3"),
    (("cell", "layers"), [{"input_size": 3}], (0, "input_size"), 'no field "input_size" here'),
    (("cell", "layers"), [{"kind": "tree"}], (0, "kind"), "one of lstm, gru, rnn"),
    (("cell", "layers"), [{"hidden_size": 0}], (0, "hidden_size"), "from 1 to 512; found 0"),
    (("cell", "layers"), [{"reverse": 1}], (0, "reverse"), "true or false; found 1"),
    (("cell", "layers"), [{"activations": {"gate": "x"}}], (0, "activations", "gate"), "one of"),
    (("c0",), [["a"]], (0, 0), "a finite number"),
    (("loss",), None, (), "an object"),
    (("loss",), {}, ("kind",), "kind is required: one of probe"),
    (("loss",), {"kind": "mae"}, ("kind",), 'found the text "mae"'),
    (("loss",), {"kind": "probe", "step": 1.5}, ("step",), "a whole number"),
    (("loss",), {"kind": "probe", "unit": -1}, ("unit",), "from 0"),
    (("loss",), {"kind": "probe", "targets": [[1]]}, ("targets",), 'no field "targets"'),
    (("loss",), {"kind": "mse"}, ("targets",), "targets is required"),
    (("loss",), {"kind": "mse", "targets": [1]}, ("targets", 0), "must be a list; found 1"),
    (("loss",), {"kind": "mse", "targets": "next"}, ("targets",), "must be a list"),
    (
        ("loss",),
        {"kind": "mse", "targets": [[1]], "at": "first"},
        ("at",),
        '"all" or "last" or a list',
    ),
    (("loss",), {"kind": "mse", "targets": [[1]], "at": []}, ("at",), "1 to 5000 entries"),
    (
        ("loss",),
        {"kind": "mse", "targets": [[1]], "at": [-1]},
        ("at", 0),
        "at[0] must be a whole number",
    ),
    (("loss",), {"kind": "cross_entropy", "targets": [0, 0.5]}, ("targets", 1), "found 0.5"),
    (("loss",), {"kind": "cross_entropy", "targets": 4}, ("targets",), '"next" or a list'),
    (("interventions",), None, (), "must be a list; found null"),
    (("interventions",), [WHAT_IF] * 101, (), "at most 100 entries; found 101"),
    (("interventions",), [3], (0,), "an object is required here; found 3"),
    (("interventions",), [WHAT_IF, {"target": "f"}], (1, "from"), "from is required"),
    (("interventions",), [{**WHAT_IF, "from": -1}], (0, "from"), "from must be a whole number"),
    (("interventions",), [{**WHAT_IF, "target": ""}], (0, "target"), "1 to 40 characters"),
    (("interventions",), [{**WHAT_IF, "target": 3}], (0, "target"), "must be text; found 3"),
    (("interventions",), [{**WHAT_IF, "direction": "back"}], (0, "direction"), "forward, reverse"),
    (("interventions",), [{**WHAT_IF, "value": None}], (0, "value"), "found null"),
    (("interventions",), [{**WHAT_IF, "from_": 0}], (0, "from_"), 'no field "from_"'),
    (("comparison",), None, (), "must be a list; found null"),
    (("comparison",), {}, (), "must be a list; found an object"),
    (("comparison",), [{}] * 4, (), "at most 3 entries; found 4"),
    (("comparison",), [{}, 3], (1,), "an object is required here; found 3"),
    (("comparison",), [{"title": "x" * 61}], (0, "title"), "0 to 60 characters; found 61"),
    (("comparison",), [{"title": None}], (0, "title"), "must be text; found null"),
    (("comparison",), [{"sequence": TEXTS}], (0, "sequence"), 'no field "sequence"'),
    (("comparison",), [{"loss": {}}], (0, "loss"), 'no field "loss"'),
    (("comparison",), [{"comparison": []}], (0, "comparison"), 'no field "comparison"'),
    (("comparison",), [{"cell": None}], (0, "cell"), "an object is required here; found null"),
    (("comparison",), [{"cell": {"units": 3}}], (0, "cell", "units"), 'no field "units"'),
    (("comparison",), [{"cell": {"kind": "tree"}}], (0, "cell", "kind"), "one of lstm, gru, rnn"),
    (("comparison",), [{"cell": {"hidden_size": 0}}], (0, "cell", "hidden_size"), "found 0"),
    (("comparison",), [{"cell": {"kind": None}}], (0, "cell", "kind"), "found null"),
    (("comparison",), [{"weights": None}], (0, "weights"), "an object is required"),
    (("comparison",), [{"weights": {"init": "he"}}], (0, "weights", "init"), "one of pytorch"),
    (("comparison",), [{"head": {"output_size": 0}}], (0, "head", "output_size"), "from 1 to"),
    (("comparison",), [{"h0": [[None]]}], (0, "h0", 0, 0), "found null"),
    (("comparison",), [{"interventions": None}], (0, "interventions"), "found null"),
    (("comparison",), [{"interventions": [{}]}], (0, "interventions", 0, "target"), "is required"),
]


@pytest.mark.parametrize(("path", "value", "where", "words"), BAD)
def test_a_bad_value_is_refused_at_its_place_in_plain_words(path, value, where, words):
    first = errors_of(put(path, value))[0]
    assert first["loc"] == [*path, *where]
    assert words in first["msg"]


@pytest.mark.parametrize("needed", ["cell", "sequence"])
def test_a_missing_part_is_named(needed):
    fields = document()
    del fields[needed]
    assert errors_of(fields) == [
        {"loc": [needed], "msg": f"{needed} is required", "type": "missing"}
    ]


def test_the_errors_of_several_fields_come_together():
    fields = document(title=3, cell={"input_size": 0, "hidden_size": 1}, h0=[[None]])
    assert [error["loc"] for error in errors_of(fields)] == [
        ["title"],
        ["cell", "input_size"],
        ["h0", 0, 0],
    ]


def test_a_scenario_cannot_be_changed():
    scenario = Scenario.model_validate(document())
    with pytest.raises(ValidationError, match="frozen"):
        scenario.title = "other"


def test_the_json_schema_has_every_field_and_bound():
    schema = Scenario.model_json_schema()
    definitions = schema["$defs"]
    assert set(schema["properties"]) == set(Scenario.model_fields)
    assert definitions["Cell"]["properties"]["hidden_size"]["maximum"] == LIMITS.hidden_size
    assert definitions["Cell"]["additionalProperties"] is False
    assert {"from", "to"} <= set(definitions["Ramp"]["properties"])
    assert len(schema["properties"]["sequence"]["anyOf"]) == 9


def test_the_first_bad_number_of_a_long_sequence_is_located():
    values = np.linspace(-1, 1, 100_000).reshape(1000, 100).tolist()
    fields = {"cell": {"input_size": 100, "hidden_size": 1}, "sequence": {"values": values}}
    assert Scenario.model_validate(fields).sequence.values[999][99] == 1.0
    values[999][99] = None
    assert errors_of(fields)[0]["loc"] == ["sequence", "values", 999, 99]


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


HUGE = {
    "a number too long to print": document(title=10**5000, h0=[[10**5000]]),
    "a deep document": deep(10_000),
    "deep values": document(sequence={"values": deep(10_000)}),
    "a deep tensor": document(weights={"tensors": {"w": deep(10_000)}}),
    "a deep initialiser": document(weights={"init": deep(10_000)}),
    "deep interventions": document(interventions=deep(10_000)),
    "many fields": {str(k): k for k in range(200_000)},
    "many fields in the cell": document(cell={str(k): k for k in range(200_000)}),
    "many rows": document(sequence={"values": [0] * 1_000_000}),
    "a long text for a row": document(sequence={"values": ["x" * 1_000_000]}),
    "a long title": document(title="x" * 5_000_000),
    "many bad interventions": document(interventions=[{}] * 100),
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_and_deep_documents_are_refused_in_few_words(name):
    errors = errors_of(HUGE[name])
    assert len(json.dumps(errors)) < 10_000


HOSTILE = [
    # path, the value, path of its one error: each has a bad entry in every place
    (("sequence", "values"), [["x"] * 250] * 4_000, (0, 0)),
    (("weights", "tensors"), {"w": [[None] * 1_000] * 1_000}, ("w", 0, 0)),
    (("weights", "tensors"), {"w": [None] * 2_000}, ("w", 0)),
    (("head", "weight"), [[True] * 1_000] * 200, (0, 0)),
    (("head",), {"weight": [[1]], "bias": ["1"] * 200}, ("bias", 0)),
    (("h0",), [[{}] * 500] * 16, (0, 0)),
    (("loss",), {"kind": "mse", "targets": [[[]] * 1_000] * 1_000}, ("targets", 0, 0)),
    (("loss",), {"kind": "cross_entropy", "targets": [1.5] * 5_000}, ("targets", 0)),
    (("loss",), {"kind": "probe", "step": 0, "at": [None] * 1_000_000}, ("at",)),
    (("interventions",), [{}] * 1_000_000, ()),
]


@pytest.mark.parametrize(("path", "value", "where"), HOSTILE)
def test_a_long_list_of_bad_entries_gives_one_error(path, value, where):
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(put(path, value))
    assert caught.value.error_count() == 1
    assert field_errors(caught.value)[0]["loc"] == [*path, *where]


@pytest.mark.parametrize(
    "path", [("sequence", "values"), ("h0",), ("weights", "tensors", "w"), ("interventions",)]
)
def test_the_size_of_a_list_comes_before_its_entries(path):
    value = ["not an entry"] * 5_001
    first = errors_of(put(path, value))[0]
    assert first["loc"] == list(path)
    assert first["msg"].endswith("found 5001")


def test_whole_numbers_in_lists_are_whole_and_read_as_such():
    loss = {"kind": "cross_entropy", "targets": [1.0, 0], "at": [0.0, 1]}
    read = Scenario.model_validate(document(loss=loss)).loss
    assert [*map(type, read.targets), *map(type, read.at)] == [int] * 4
    loss["at"] = [True]
    assert errors_of(document(loss=loss))[0]["msg"].endswith("found true")


def test_an_edit_is_named_with_its_place():
    edits = {"weight_hh_l0": {"2,0": None}}
    first = errors_of(document(weights={"init": "zeros", "edits": edits}))[0]
    assert first["msg"] == "weight_hh_l0[2,0] must be a finite number; found null"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (2**70, "a number of more than 64 bits"),
        (0.5, "0.5"),
        ("\ud800x", 'the text "?x"'),
        ("a" * 100, f'the text "{"a" * 40}…"'),
        ([1, 2], "a list of 2"),
        ({}, "an object"),
        (1j, "a complex"),
    ],
)
def test_what_was_found_is_told_in_a_few_words(value, words):
    assert describe(value) == words


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(exclude_categories=[]), max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def paths(value, prefix=()):
    yield prefix
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in entries if isinstance(value, dict | list) else ():
        if isinstance(entry, dict | list):
            yield from paths(entry, (*prefix, key))
        else:
            yield (*prefix, key)


def typed_errors(fields):
    """Return the errors as the web sends them; any exception of another type is a failure."""
    try:
        resolve(Scenario.model_validate(fields))
    except ValidationError as error:
        return field_errors(error)
    except ScenarioError as error:
        return [{"loc": list(error.loc), "msg": error.message, "type": error.code}]
    return []


def assert_any_error_can_be_sent(fields):
    for error in typed_errors(fields):
        assert error["msg"]
        assert len(orjson.dumps(error)) < 2_000


@settings(deadline=None)
@given(JSON)
def test_any_json_gives_a_scenario_or_a_typed_error(value):
    assert_any_error_can_be_sent(value)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
@given(documents(), st.data())
def test_any_spoilt_scenario_gives_a_scenario_or_a_typed_error(fields, data):
    fields = copy.deepcopy(fields)
    path = data.draw(st.sampled_from([path for path in paths(fields) if path]))
    here = fields
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = data.draw(JSON)
    assert_any_error_can_be_sent(fields)
