"""From scenarios to arrays, and every contradiction with its place."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from app.cells.definition import Options
from app.cells.models import model_of
from app.errors import ScenarioError
from app.numerics.initialisers import initialise, initialise_head
from app.numerics.losses import CrossEntropy, Probe, SquaredError
from app.numerics.network import Intervention
from app.numerics.parameters import LayerSpec, NetworkSpec, count_parameters
from app.scenarios.cells import Cell, network_spec
from app.scenarios.limits import LIMITS, count_trace_numbers
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from tests.resolved_runs import run_resolved
from tests.strategies import scenarios

CELL = {"input_size": 2, "hidden_size": 3}
VALUES = {"values": [[1, 2], [3, 4], [5, 6]]}
TEXT = {"text": "abba", "alphabet": "ab"}
WHAT_IF = {"target": "f", "from": 0, "to": 1, "value": 1.5}


def made(cell=None, **fields):
    document = {"cell": {**CELL, **(cell or {})}, "sequence": VALUES, **fields}
    return resolve(Scenario.model_validate(document))


def spec_of(kind, **cell):
    return network_spec(Cell(kind=kind, **CELL, **cell))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(scenarios())
def test_every_valid_scenario_resolves_and_runs(scenario):
    r = resolve(scenario)
    assert r.scenario == scenario
    assert r.x.shape[1] == r.spec.input_size
    result = run_resolved(r)
    width = r.spec.feature_size if r.head is None else len(r.head.bias)
    assert result.outputs.shape == (len(r.x), width)
    assert set(r.tensors) <= set(result.gradients)
    assert sum(tensor.size for tensor in r.tensors.values()) <= r.parameters


def test_a_cell_becomes_its_spec():
    activations = {"gate": "hard_sigmoid", "candidate": "relu", "output": "identity"}
    cell = {"num_layers": 2, "bidirectional": True, "peephole": True, "bias": False}
    spec = made({**cell, "activations": activations}).spec
    model = model_of("lstm", Options(*activations.values(), bias=False), True, None)
    both = ("forward", "reverse")
    layers = (LayerSpec(model, 2, 3, 3, both), LayerSpec(model, 6, 3, 3, both))
    assert spec == NetworkSpec(2, layers)


def test_given_tensors_are_taken_and_absent_biases_are_zero():
    weight_ih = np.arange(24.0).reshape(12, 2)
    weight_hh = -np.arange(36.0).reshape(12, 3)
    tensors = {"weight_hh_l0": weight_hh.tolist(), "weight_ih_l0": weight_ih.tolist()}
    resolved = made(weights={"tensors": tensors}).tensors
    assert list(resolved) == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    np.testing.assert_array_equal(resolved["weight_ih_l0"], weight_ih)
    np.testing.assert_array_equal(resolved["weight_hh_l0"], weight_hh)
    np.testing.assert_array_equal(resolved["bias_ih_l0"], np.zeros(12))


def test_an_initialiser_takes_seed_gain_and_forget_bias():
    weights = {"init": "xavier", "seed": 5, "gain": 0.5, "forget_bias": 2}
    expected = initialise(spec_of("lstm"), "xavier", 5, 2.0, 0.5)
    for name, tensor in made(weights=weights).tensors.items():
        np.testing.assert_array_equal(tensor, expected[name])


def test_edits_lie_on_top_of_the_initialiser():
    edits = {"weight_hh_l0": {"11,2": 7, "0,0": -1}, "bias_hh_l0": {"4": 0.5}}
    plain = made(weights={"init": "pytorch", "seed": 3}).tensors
    edited = made(weights={"init": "pytorch", "seed": 3, "edits": edits}).tensors
    plain["weight_hh_l0"][11, 2], plain["weight_hh_l0"][0, 0] = 7, -1
    plain["bias_hh_l0"][4] = 0.5
    for name, tensor in edited.items():
        np.testing.assert_array_equal(tensor, plain[name])


def test_text_becomes_one_hot_by_code_points():
    sequence = {"text": "字🙂🙂", "alphabet": "🙂字"}
    np.testing.assert_array_equal(made(sequence=sequence).x, [[0, 1], [1, 0], [1, 0]])


def test_heads_are_given_or_drawn():
    head = made(head={"weight": [[1, 2, 3], [4, 5, 6]]}).head
    np.testing.assert_array_equal(head.weight, [[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(head.bias, [0, 0])
    drawn, expected = made(head={"output_size": 4, "seed": 9}).head, initialise_head(4, 3, 9)
    np.testing.assert_array_equal(drawn.weight, expected.weight)
    np.testing.assert_array_equal(drawn.bias, expected.bias)


def test_parameters_are_those_of_the_tensors_and_the_head():
    spec = spec_of("lstm")
    assert made().parameters == count_parameters(spec)
    assert made(head={"output_size": 4}).parameters == count_parameters(spec) + 4 * (3 + 1)


def test_initial_states_are_absent_or_have_a_row_for_each_lane():
    assert made().initial == {}
    rows = [[1, 2, 3], [4, 5, 6]]
    resolved = made({"bidirectional": True}, h0=rows, c0=rows)
    np.testing.assert_array_equal(resolved.initial["h"], rows)
    np.testing.assert_array_equal(resolved.initial["c"], rows)


@pytest.mark.parametrize(("step", "found"), [(-1, 2), (-3, 0), (0, 0), (2, 2)])
def test_a_probe_counts_negative_steps_from_the_end(step, found):
    assert made(loss={"kind": "probe", "step": step, "unit": 1}).loss == Probe(found, 1)


@pytest.mark.parametrize(("at", "steps"), [("all", [0, 1, 2]), ("last", [2]), ([2, 0], [2, 0])])
@pytest.mark.parametrize("kind", ["mse", "squared_error"])
def test_squared_errors_compare_the_steps_asked_for(kind, at, steps):
    targets = [[t, 0, 1] for t in range(len(steps))]
    loss = made(loss={"kind": kind, "targets": targets, "at": at}).loss
    assert isinstance(loss, SquaredError)
    assert loss.mean is (kind == "mse")
    assert loss.steps.tolist() == steps
    assert loss.targets.tolist() == targets


def test_cross_entropy_takes_class_ids():
    loss = made(loss={"kind": "cross_entropy", "targets": [2, 0], "at": [1, 2]}).loss
    assert isinstance(loss, CrossEntropy)
    assert (loss.steps.tolist(), loss.classes.tolist()) == ([1, 2], [2, 0])


@pytest.mark.parametrize(
    ("at", "steps", "classes"), [("all", [0, 1, 2], [1, 1, 0]), ([2, 0], [2, 0], [0, 1])]
)
def test_next_is_the_next_character_of_every_step_but_the_last(at, steps, classes):
    loss = made(sequence=TEXT, loss={"kind": "cross_entropy", "targets": "next", "at": at}).loss
    assert (loss.steps.tolist(), loss.classes.tolist()) == (steps, classes)


def test_a_what_if_includes_both_ends():
    edit = {"layer": 1, "direction": "reverse", "unit": 2, **WHAT_IF}
    found = made({"num_layers": 2, "bidirectional": True}, interventions=[edit, WHAT_IF])
    assert found.interventions == (
        Intervention(1, "reverse", "f", 2, 0, 2, 1.5),
        Intervention(0, "forward", "f", None, 0, 2, 1.5),
    )


def tensors_of(**shapes):
    full = {"weight_ih_l0": (12, 2), "weight_hh_l0": (12, 3), **shapes}
    return {"tensors": {k: np.zeros(v).tolist() for k, v in full.items() if v is not None}}


def edit_of(name, key):
    return {"init": "zeros", "edits": {name: {key: 1}}}


def squared(targets, **more):
    return {"kind": "mse", "targets": targets, **more}


def classes(targets, **more):
    return {"kind": "cross_entropy", "targets": targets, **more}


TENSOR = ("weights", "tensors")
EDIT = ("weights", "edits")
GRU = {"kind": "gru"}
CONTRADICTIONS = [
    ({**GRU, "peephole": True}, {}, ("cell", "peephole"), "only an LSTM has; kind is gru"),
    ({"kind": "rnn", "peephole": True}, {}, ("cell", "peephole"), "kind is rnn"),
    (GRU, {"c0": [[0, 0, 0]]}, ("c0",), "no layer has a state c; the states are h (gru)"),
    (
        GRU,
        {"weights": {"init": "zeros", "forget_bias": 1}},
        ("weights", "forget_bias"),
        "such as an LSTM with bias; found gru",
    ),
    (
        {"bias": False},
        {"weights": {"init": "zeros", "forget_bias": 1}},
        ("weights", "forget_bias"),
        '"bias": false',
    ),
    (
        {},
        {"weights": tensors_of(weight_hh_l0=None)},
        (*TENSOR, "weight_hh_l0"),
        "weight_hh_l0 of shape (12 × 3) is required",
    ),
    (
        {},
        {"weights": tensors_of(weight_hh_l0=(3, 12))},
        (*TENSOR, "weight_hh_l0"),
        "weight_hh_l0 must have shape (12 × 3); found (3 × 12)",
    ),
    (
        {},
        {"weights": tensors_of(bias_ih_l0=(1, 12))},
        (*TENSOR, "bias_ih_l0"),
        "must have shape (12); found (1 × 12)",
    ),
    (
        {},
        {"weights": tensors_of(weight_ih_l1=(12, 3))},
        (*TENSOR, "weight_ih_l1"),
        "no tensor weight_ih_l1: its tensors are weight_ih_l0, weight_hh_l0",
    ),
    (
        {"bias": False},
        {"weights": tensors_of(bias_ih_l0=(12,))},
        (*TENSOR, "bias_ih_l0"),
        '"bias": false',
    ),
    (
        {},
        {"weights": tensors_of(weight_peephole_l0=(3, 3))},
        (*TENSOR, "weight_peephole_l0"),
        '"peephole": false',
    ),
    ({"peephole": True}, {"weights": tensors_of()}, (*TENSOR, "weight_peephole_l0"), "(3 × 3)"),
    ({}, {"weights": edit_of("weight", "0,0")}, (*EDIT, "weight"), "no tensor weight"),
    (
        {},
        {"weights": edit_of("weight_ih_l0", "12,0")},
        (*EDIT, "weight_ih_l0", "12,0"),
        '"row,col" within its shape (12 × 2); found 12,0',
    ),
    ({}, {"weights": edit_of("weight_ih_l0", "0")}, (*EDIT, "weight_ih_l0", "0"), '"row,col"'),
    ({}, {"weights": edit_of("bias_ih_l0", "1,1")}, (*EDIT, "bias_ih_l0", "1,1"), '"row" within'),
    ({}, {"weights": edit_of("bias_ih_l0", "12")}, (*EDIT, "bias_ih_l0", "12"), "found 12"),
    (
        {"input_size": 3},
        {},
        ("sequence", "values", 0),
        "must have 3 numbers, the cell's input_size; found 2",
    ),
    (
        {"input_size": 3},
        {"sequence": TEXT},
        ("sequence", "alphabet"),
        "must have 3 characters, the cell's input_size; found 2",
    ),
    ({}, {"head": {"weight": [[1, 2]]}}, ("head", "weight"), "must have 3 numbers"),
    ({"bidirectional": True}, {"head": {"weight": [[1, 2, 3]]}}, ("head", "weight"), "6 numbers"),
    ({}, {"head": {"weight": [[1, 2, 3]], "bias": [1, 2]}}, ("head", "bias"), "1 numbers"),
    ({}, {"h0": [[1, 2]]}, ("h0",), "1 rows (layers × directions) of 3 numbers"),
    ({"num_layers": 2}, {"c0": [[1, 2, 3]]}, ("c0",), "2 rows"),
    ({}, {"loss": {"kind": "probe", "step": 3}}, ("loss", "step"), "from -3 to 2"),
    ({}, {"loss": {"kind": "probe", "step": -4}}, ("loss", "step"), "found -4"),
    ({}, {"loss": {"kind": "probe", "unit": 3}}, ("loss", "unit"), "0 to 2; found 3"),
    (
        {},
        {"loss": {"kind": "probe", "unit": 2}, "head": {"output_size": 2}},
        ("loss", "unit"),
        "0 to 1; found 2",
    ),
    ({}, {"loss": squared([[1, 2, 3]])}, ("loss", "targets"), "must have 3 entries"),
    ({}, {"loss": squared([[1, 2]] * 3)}, ("loss", "targets", 0), "must have 3 numbers"),
    ({}, {"loss": squared([[1, 2, 3]], at=[3])}, ("loss", "at", 0), "from 0 to 2; found 3"),
    ({}, {"loss": squared([[1, 2, 3]] * 2, at=[1, 1])}, ("loss", "at", 1), "1 is repeated"),
    ({}, {"loss": classes([0, 1])}, ("loss", "targets"), "must have 3 entries"),
    ({}, {"loss": classes([0, 1, 3])}, ("loss", "targets", 2), "0 to 2; found 3"),
    ({}, {"loss": classes("next")}, ("loss", "targets"), "needs a text sequence"),
    (
        {"hidden_size": 1},
        {"sequence": TEXT, "loss": classes("next")},
        ("loss", "targets"),
        "an output for each of the 2 characters of the alphabet; found 1",
    ),
    (
        {},
        {"sequence": {"text": "a", "alphabet": "ab"}, "loss": classes("next")},
        ("loss", "targets"),
        "at least 2 characters",
    ),
    (
        {},
        {"sequence": TEXT, "loss": classes("next", at="last")},
        ("loss", "at"),
        "no next character",
    ),
    (
        {},
        {"sequence": TEXT, "loss": classes("next", at=[3])},
        ("loss", "at", 0),
        "from 0 to 2; found 3",
    ),
    ({}, {"interventions": [{**WHAT_IF, "layer": 1}]}, (0, "layer"), "from 0 to 0; found 1"),
    ({}, {"interventions": [{**WHAT_IF, "unit": 3}]}, (0, "unit"), "from 0 to 2; found 3"),
    ({}, {"interventions": [{**WHAT_IF, "to": 3}]}, (0, "to"), "from 0 to 2; found 3"),
    ({}, {"interventions": [WHAT_IF, {**WHAT_IF, "from": 2}]}, (1, "from"), "not be after to"),
    ({}, {"interventions": [{**WHAT_IF, "direction": "reverse"}]}, (0, "direction"), "bidirection"),
    (GRU, {"interventions": [WHAT_IF]}, (0, "target"), "one of r, z, n, h (gru); found f"),
    ({"kind": "rnn"}, {"interventions": [{**WHAT_IF, "target": "c"}]}, (0, "target"), "one of h"),
    ({}, {"interventions": [{**WHAT_IF, "target": "a"}]}, (0, "target"), "one of i, f, g, o, c, h"),
    ({"bidirectional": True}, {"h0": [[1, 2, 3], [1, 2]]}, ("h0",), "2 rows"),
]

OWN = {"kind": "equations", "equations": "m = 0.5 * m' + W x\nh = tanh(m)"}
LAYERS = [{"hidden_size": 2}, {"kind": "slstm", "bidirectional": True}]
AT_CELL, AT_LAYER = ("cell",), ("cell", "layers", 1)
CONTRADICTIONS += [
    ({"layers": [{}, {}], "num_layers": 3}, {}, ("cell", "num_layers"), "found 3 and 2 layers"),
    ({"kind": "equations"}, {}, (*AT_CELL, "equations"), 'kind "equations" needs equations'),
    ({**GRU, "equations": "h = W x"}, {}, (*AT_CELL, "equations"), "kind is gru"),
    ({"layers": [{}, {"kind": "equations"}]}, {}, (*AT_LAYER, "equations"), "needs equations"),
    ({"layers": [{}, {"equations": "h = W x"}]}, {}, (*AT_LAYER, "equations"), "kind is lstm"),
    (
        {**GRU, "proj_size": 2},
        {},
        (*AT_CELL, "proj_size"),
        "only an LSTM has a projection; kind is gru",
    ),
    ({**OWN, "proj_size": 2}, {}, (*AT_CELL, "proj_size"), "kind is equations"),
    ({"kind": "cifg", "peephole": True}, {}, (*AT_CELL, "peephole"), "kind is cifg"),
    ({**OWN, "peephole": True}, {}, (*AT_CELL, "peephole"), "kind is equations"),
    ({"layers": [{}, {**GRU, "peephole": True}]}, {}, (*AT_LAYER, "peephole"), "kind is gru"),
    ({"layers": [{}, {**GRU, "proj_size": 1}]}, {}, (*AT_LAYER, "proj_size"), "kind is gru"),
    (
        {"layers": [{}, {"reverse": True, "bidirectional": True}]},
        {},
        (*AT_LAYER, "reverse"),
        "one direction; this one is bidirectional",
    ),
    (
        {"kind": "equations", "equations": "c = W x\nh = V c'' "},
        {},
        (*AT_CELL, "equations"),
        "line 2, column 9: found '",
    ),
    (
        {"layers": [{}, {"kind": "equations", "equations": "h = W q + W x"}]},
        {},
        (*AT_LAYER, "equations"),
        "W is used as a matrix of size H × D here and as a matrix of size H × H on line 1",
    ),
    (
        {"proj_size": 2},
        {"head": {"weight": [[1, 2, 3]]}},
        ("head", "weight"),
        "must have 2 numbers",
    ),
    ({"layers": LAYERS}, {"head": {"weight": [[1, 2, 3]]}}, ("head", "weight"), "have 6 numbers"),
    (
        {"layers": LAYERS, "merge": "sum"},
        {"head": {"weight": [[0] * 6]}},
        ("head", "weight"),
        "must have 3 numbers, one for each output of the top layer; found 6",
    ),
    (
        {"layers": LAYERS},
        {"h0": [[1, 2, 3]] * 3},
        ("h0",),
        "the rows of h0 (layers × directions) must have 2, 3, 3 numbers; found 3 of 3",
    ),
    (
        {"layers": LAYERS},
        {"state0": {"m": [[1, 2], [1, 2, 3], [1, 2, 3]]}},
        ("state0", "m"),
        "must have 0, 3, 3 numbers; found 2, 3, 3",
    ),
    ({"proj_size": 2}, {"h0": [[1, 2, 3]]}, ("h0",), "1 rows (layers × directions) of 2 numbers"),
    ({"proj_size": 2}, {"c0": [[1, 2]]}, ("c0",), "1 rows (layers × directions) of 3 numbers"),
    ({}, {"state0": {"m": [[1, 2, 3]]}}, ("state0", "m"), "no layer has a state m; the states are"),
    ({}, {"state0": {"c": [[1, 2, 3]]}}, ("state0", "c"), "the start of c is c0"),
    (OWN, {"c0": [[1, 2, 3]]}, ("c0",), "the states are h, m (equations)"),
    (OWN, {"state0": {"__proto__": [[1]]}}, ("state0", "__proto__"), "the states are h, m"),
    (
        OWN,
        {"interventions": [{**WHAT_IF, "target": "c"}]},
        (0, "target"),
        "one of m, h (equations)",
    ),
    (
        OWN,
        {"interventions": [{**WHAT_IF, "target": "<b>\u2028"}]},
        (0, "target"),
        "must be one of m, h (equations); found <b>",
    ),
    (
        {"proj_size": 1},
        {"interventions": [{**WHAT_IF, "target": "h", "unit": 1}]},
        (0, "unit"),
        "from 0 to 0; found 1",
    ),
    (
        {"layers": [{"reverse": True}]},
        {"interventions": [WHAT_IF]},
        (0, "direction"),
        'direction "forward" needs a layer that reads forward',
    ),
    (
        OWN,
        {"weights": {"tensors": {"W_l0": [[1, 2]] * 3, "U_l0": [[1]]}}},
        (*TENSOR, "U_l0"),
        "this cell has no tensor U_l0: its tensors are W_l0",
    ),
    (OWN, {"weights": {"tensors": {}}}, (*TENSOR, "W_l0"), "W_l0 of shape (3 × 2) is required"),
    (
        {"layers": [{"hidden_size": 2}, {}]},
        {"weights": {"tensors": {"weight_ih_l0": [[0, 0]] * 12}}},
        (*TENSOR, "weight_ih_l0"),
        "must have shape (8 × 2); found (12 × 2)",
    ),
]


@pytest.mark.parametrize(
    ("cell", "other"),
    [
        ({"peephole": True}, {"kind": "gru"}),
        ({"proj_size": 2}, {"kind": "rnn"}),
        ({"peephole": True, "proj_size": 2}, {"kind": "slstm"}),
        ({"proj_size": 2}, {"kind": "equations", "equations": "h = tanh(Q x)"}),
        (OWN, {"kind": "lstm"}),
    ],
)
def test_a_layer_of_another_kind_has_nothing_that_belongs_to_the_kind_of_the_cell(cell, other):
    first, second = made({**cell, "layers": [{}, other]}).spec.layers
    width = first.feature_size
    alone = made({**other, "input_size": width}, sequence={"values": [[1.0] * width] * 3})
    assert first == made(cell).spec.layers[0]
    assert second == alone.spec.layers[0]


def test_a_layer_that_names_the_kind_of_the_cell_has_its_options():
    r = made({"peephole": True, "proj_size": 2, "layers": [{"kind": "lstm"}, {}]})
    assert [layer.output_size for layer in r.spec.layers] == [2, 2]
    assert "weight_peephole_l0" in r.tensors
    assert "weight_peephole_l1" in r.tensors


@pytest.mark.parametrize(("cell", "fields", "loc", "words"), CONTRADICTIONS)
def test_a_contradiction_is_told_at_its_place(cell, fields, loc, words):
    with pytest.raises(ScenarioError) as caught:
        made(cell, **fields)
    path = ("interventions", *loc) if "interventions" in fields else loc
    assert caught.value.loc == path
    assert words in caught.value.message


def test_a_network_with_too_many_parameters_is_refused_before_it_is_made():
    with pytest.raises(ScenarioError, match="at most 2,000,000 parameters") as caught:
        made({"hidden_size": 512, "num_layers": 8, "bidirectional": True})
    assert caught.value.loc == ("cell", "hidden_size")


def test_a_long_sequence_is_for_a_small_network():
    sequence = {"generator": "sine", "steps": LIMITS.steps}
    assert len(made({"hidden_size": 200}, sequence=sequence).x) == LIMITS.steps
    with pytest.raises(ScenarioError, match="at most 2440 steps") as caught:
        made({"hidden_size": 512}, sequence=sequence)
    assert caught.value.loc == ("sequence",)


def test_the_size_of_a_trace_is_what_a_run_keeps():
    for kind, per_unit in (("lstm", 16), ("gru", 11), ("rnn", 5)):
        assert count_trace_numbers(spec_of(kind), 10) == 10 * (2 * 2 + per_unit * 3)
    stacked = spec_of("lstm", num_layers=2, bidirectional=True)
    assert count_trace_numbers(stacked, 1) == 2 * (4 + 48) + 2 * (12 + 48)


def test_the_limits_are_readable_by_name():
    limits = LIMITS.as_dict()
    assert limits["hidden_size"] == 512
    assert all(isinstance(bound, int) and bound > 0 for bound in limits.values())
