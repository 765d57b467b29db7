"""The stream against the contract and against the numbers that it was made from."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.numerics.network import Network, run
from app.scenarios import examples, links
from app.scenarios.limits import count_trace_numbers
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from app.streaming.include import Include
from app.streaming.messages import TraceLine
from app.streaming.trace import (
    CHUNK_NUMBERS,
    CHUNK_STEPS,
    TraceStream,
)

ScenarioOf = Callable[..., dict[str, Any]]
Lines = list[dict[str, Any]]

CELLS = [
    {"kind": kind, "num_layers": layers, "bidirectional": both}
    for kind, layers, both in itertools.product(["lstm", "gru", "rnn"], [1, 2], [False, True])
]


def _resolved(document: dict[str, Any]) -> Resolved:
    return resolve(Scenario.model_validate(document))


def _lines(document: dict[str, Any], precision: int | None = None, include: str = "all") -> Lines:
    chunks = list(TraceStream(_resolved(document), precision, include).chunks())
    assert all(chunk.endswith(b"\n") for chunk in chunks)
    return [json.loads(text) for text in b"".join(chunks).splitlines()]


def _of(lines: Lines, kind: str) -> Lines:
    return [message for message in lines if message["type"] == kind]


def _places(lines: Lines) -> list[tuple[int, int, str]]:
    return [(it["t"], it["layer"], it["direction"]) for it in lines]


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_lines_come_in_the_order_of_the_contract(
    cell: dict[str, Any], scenario_of: ScenarioOf
) -> None:
    lines = _lines(scenario_of(cell=cell))
    kinds = [kind for kind, _ in itertools.groupby(message["type"] for message in lines)]
    assert kinds == ["start", "forward", "output", "loss", "backward", "gradients", "end"]


def test_a_stack_that_reads_forward_comes_time_major(scenario_of: ScenarioOf) -> None:
    document = scenario_of(cell={"num_layers": 2})
    document["sequence"]["steps"] = 150
    expected = [(t, layer, "forward") for t in range(150) for layer in (0, 1)]
    lines = _lines(document)
    assert _places(_of(lines, "forward")) == expected
    assert _places(_of(lines, "backward")) == expected[::-1]


def test_a_bidirectional_stack_comes_layer_by_layer_in_reading_order(
    scenario_of: ScenarioOf,
) -> None:
    document = scenario_of(cell={"num_layers": 2, "bidirectional": True})
    document["sequence"]["steps"] = 130
    expected = [
        (t, layer, direction)
        for layer in (0, 1)
        for direction, order in (("forward", range(130)), ("reverse", range(129, -1, -1)))
        for t in order
    ]
    lines = _lines(document)
    assert _places(_of(lines, "forward")) == expected
    assert _places(_of(lines, "backward")) == expected[::-1]


def _run(resolved: Resolved) -> Any:
    return run(
        resolved.spec,
        resolved.tensors,
        resolved.x,
        resolved.loss,
        head=resolved.head,
        initial=resolved.initial,
        interventions=resolved.interventions,
    )


def _lane_of(network: Network, message: dict[str, Any]) -> Any:
    place = message["layer"], message["direction"]
    return next(lane for lane in network.lanes if (lane.layer, lane.direction) == place)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_numbers_written_in_full_read_back_bit_for_bit(
    cell: dict[str, Any], scenario_of: ScenarioOf
) -> None:
    document = scenario_of(cell=cell, head={"output_size": 2, "seed": 3})
    resolved = _resolved(document)
    expected = _run(resolved)
    lines = _lines(document, include="all,z")
    for message in _of(lines, "forward"):
        lane = _lane_of(expected.network, message)
        row = lane.step(message["t"])
        assert message["x"] == lane.x[row].tolist()
        assert message["h"] == lane.h[row].tolist()
        assert message.get("c") == (lane.states["c"][row].tolist() if "c" in lane.states else None)
        assert message["gates"] == {name: gate[row].tolist() for name, gate in lane.gates.items()}
        assert message["z"] == {name: z[row].tolist() for name, z in lane.z.items()}
    for message in _of(lines, "backward"):
        lane = _lane_of(expected.network, message)
        row = lane.step(message["t"])
        grads, norms = lane.grads(row, row + 1), lane.grad_norms(row, row + 1)
        assert message["grad"] == {name: grad[0].tolist() for name, grad in grads.items()}
        expected_norms = {name: norm.value[0] for name, norm in norms.items()}
        assert message["norm"] == pytest.approx(expected_norms, rel=1e-14)
    for message in _of(lines, "output"):
        assert message["y"] == expected.outputs[message["t"]].tolist()
    (gradients,) = _of(lines, "gradients")
    assert gradients["tensors"] == {k: v.tolist() for k, v in expected.gradients.items()}
    assert _of(lines, "loss") == [{"type": "loss", "value": expected.loss.value}]


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_really_streamed_lines_are_what_the_models_describe(
    cell: dict[str, Any], scenario_of: ScenarioOf
) -> None:
    for message in _lines(scenario_of(cell=cell), precision=6, include="all,z"):
        TraceLine.model_validate(message)


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for entry in value.values() for number in _numbers(entry)]
    if isinstance(value, list):
        return [number for entry in value for number in _numbers(entry)]
    return [value] if isinstance(value, float) else []


def test_a_precision_of_six_gives_every_number_rounded_to_six_digits(
    scenario_of: ScenarioOf,
) -> None:
    document = scenario_of()
    pairs = zip(_lines(document), _lines(document, precision=6), strict=True)
    for full, rounded in pairs:
        if full["type"] == "end":
            continue
        full.pop("scenario", None), rounded.pop("scenario", None)
        assert [float(f"{number:.5e}") for number in _numbers(full)] == _numbers(rounded)


def test_start_holds_the_scenario_with_its_defaults_the_tensors_and_the_link(
    scenario_of: ScenarioOf,
) -> None:
    document = scenario_of()
    resolved = _resolved(document)
    start = _lines(document, precision=3)[0]
    assert start["scenario"]["loss"] == {"kind": "probe", "step": -1, "unit": None}
    assert Scenario.model_validate(start["scenario"]) == resolved.scenario
    assert links.decode(start["link"]) == resolved.scenario
    assert start["tensors"].keys() == resolved.tensors.keys()
    assert (start["steps"], start["parameters"]) == (4, resolved.parameters)


def test_start_holds_the_weights_of_a_drawn_head(scenario_of: ScenarioOf) -> None:
    document = scenario_of(head={"output_size": 2, "seed": 5})
    start, head = _lines(document)[0], _resolved(document).head
    assert head is not None
    np.testing.assert_array_equal(start["tensors"]["head.weight"], head.weight)
    np.testing.assert_array_equal(start["tensors"]["head.bias"], head.bias)


def test_tensors_are_left_out_above_twenty_thousand_parameters(scenario_of: ScenarioOf) -> None:
    lines = _lines(scenario_of(cell={"input_size": 30, "hidden_size": 60}))
    for message in (lines[0], lines[-2]):
        assert message["tensors_omitted"] is True
        assert "tensors" not in message
    assert lines[-2]["norm"]["weight_hh_l0"] > 0.0


@pytest.mark.parametrize(("inputs", "outputs", "parameters"), [(1, 101, 20_000), (100, 3, 20_001)])
def test_tensors_are_sent_up_to_twenty_thousand_parameters(
    inputs: int, outputs: int, parameters: int, scenario_of: ScenarioOf
) -> None:
    cell = {"kind": "rnn", "input_size": inputs, "hidden_size": 99, "bias": False}
    lines = _lines(scenario_of(cell=cell, head={"output_size": outputs, "seed": 0}))
    assert lines[0]["parameters"] == parameters
    for message in (lines[0], lines[-2]):
        assert ("tensors" in message) is (parameters == 20_000)
        assert ("tensors_omitted" in message) is (parameters == 20_001)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("hidden_size", [3, 128])
def test_a_chunk_is_short_however_long_the_sequence(
    hidden_size: int, both: bool, scenario_of: ScenarioOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.streaming.trace.gathered", iter)
    document = scenario_of(cell={"hidden_size": hidden_size, "bidirectional": both})
    document["sequence"]["steps"] = 200
    chunks = [
        [json.loads(line) for line in chunk.splitlines()]
        for chunk in TraceStream(_resolved(document), precision=6).chunks()
    ]
    fewest, most = CHUNK_STEPS
    for kind in ("forward", "backward"):
        steps = [len({it["t"] for it in _of(chunk, kind)}) for chunk in chunks]
        assert sum(steps) == 200 * (2 if both else 1)
        assert max(steps) <= most
    numbers = count_trace_numbers(_resolved(document).spec, 1)
    assert max(steps) == max(fewest, min(most, CHUNK_NUMBERS // numbers))


@pytest.mark.parametrize("character", ["\u2028", "\u2029"])
def test_nothing_in_a_line_is_taken_for_its_end(character: str, scenario_of: ScenarioOf) -> None:
    text = f"a{character}b"
    sequence = {"text": text, "alphabet": text}
    document = scenario_of(title=text, notes=text, cell={"input_size": 3}, sequence=sequence)
    stream = b"".join(TraceStream(_resolved(document)).chunks()).decode()
    assert character not in stream
    lines = [json.loads(line) for line in stream.splitlines()]
    assert lines[0]["scenario"]["title"] == lines[0]["scenario"]["notes"] == text
    assert lines[0]["scenario"]["sequence"] == sequence
    assert lines[-1]["type"] == "end"


def test_the_norms_of_the_gradients_line_are_those_of_its_tensors(scenario_of: ScenarioOf) -> None:
    (message,) = _of(_lines(scenario_of()), "gradients")
    norms = {name: np.linalg.norm(tensor) for name, tensor in message["tensors"].items()}
    assert message["norm"] == pytest.approx(norms, rel=1e-12)
    expected = np.sqrt(sum(norm**2 for norm in norms.values()))
    assert message["global_norm"] == pytest.approx(expected, rel=1e-12)


def test_the_norms_of_where_ragged_states_start_count_no_entry_that_only_fills_up(
    scenario_of: ScenarioOf,
) -> None:
    layers = [{"hidden_size": 3}, {"hidden_size": 2}]
    (message,) = _of(_lines(scenario_of(cell={"layers": layers})), "gradients")
    for name in ("h0", "c0"):
        rows = message["tensors"][name]
        assert [len(row) for row in rows] == [3, 2]
        assert message["norm"][name] == pytest.approx(np.linalg.norm(np.concatenate(rows)))
    assert np.isfinite(message["global_norm"])


def test_an_output_that_stays_infinite_is_warned_of_once(scenario_of: ScenarioOf) -> None:
    lines = _lines(_exploding(scenario_of) | {"head": {"output_size": 2, "seed": 1}})
    assert sum(None in it["y"] for it in _of(lines, "output")) > 1
    assert [it["quantity"] for it in _of(lines, "warning")].count("y") == 1


def test_outputs_appear_where_compared_and_with_a_head_everywhere(scenario_of: ScenarioOf) -> None:
    loss = {"kind": "mse", "targets": [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]], "at": [1, 3]}
    compared = _of(_lines(scenario_of(loss=loss)), "output")
    assert [message["t"] for message in compared] == [1, 3]
    assert all("loss" in message for message in compared)
    head = {"output_size": 3, "seed": 1}
    everywhere = _of(_lines(scenario_of(loss=loss, head=head)), "output")
    assert [("loss" in message) for message in everywhere] == [False, True, False, True]


def test_including_forward_leaves_out_everything_after_the_forward_lines(
    scenario_of: ScenarioOf,
) -> None:
    lines = _lines(scenario_of(), include="forward")
    assert [message["type"] for message in lines] == ["start", *["forward"] * 4, "end"]
    assert lines[-1]["frames"] == 4
    assert "z" not in lines[1]


@pytest.mark.parametrize("text", ["everything", "all,forward", "z,q"])
def test_an_unknown_include_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match='must be "all" or "forward"'):
        Include.parse(text)


def _exploding(scenario_of: ScenarioOf, **cell: Any) -> dict[str, Any]:
    kind = {"kind": "rnn", "input_size": 1, "hidden_size": 1, "bias": False}
    document = scenario_of(
        cell=kind | {"activations": {"candidate": "identity"}} | cell,
        sequence={"values": [[1.0]] + [[0.0]] * 99},
    )
    names = ["weight_ih_l0", "weight_hh_l0"]
    names += [f"{name}_reverse" for name in names] if cell.get("bidirectional") else []
    tensors = {name: [[1e10 if "hh" in name else 1.0]] for name in names}
    return document | {"weights": {"tensors": tensors}}


def test_what_is_not_finite_is_null_and_one_warning_follows_where_it_began(
    scenario_of: ScenarioOf,
) -> None:
    lines = _lines(_exploding(scenario_of), precision=6)
    first = next(k for k, it in enumerate(lines) if it["type"] == "forward" and it["h"] == [None])
    t = lines[first]["t"]
    assert lines[first - 1]["h"] == [1e300]
    assert t == 31
    assert lines[first + 1] == {
        "type": "warning",
        "kind": "non_finite",
        "t": t,
        "layer": 0,
        "direction": "forward",
        "quantity": "h",
    }
    quantities = [message["quantity"] for message in _of(lines, "warning")]
    assert len(quantities) == len(set(quantities))
    assert {"h", "y", "loss", "grad.h"} <= set(quantities)
    assert _of(lines, "loss") == [{"type": "loss", "value": None}]
    for message in lines:
        TraceLine.model_validate(message)


def test_a_warning_of_the_reverse_direction_names_the_step_of_the_sequence(
    scenario_of: ScenarioOf,
) -> None:
    document = _exploding(scenario_of, bidirectional=True)
    document["sequence"] = {"values": [[0.0]] * 99 + [[1.0]]}
    warnings = [it for it in _of(_lines(document), "warning") if it["quantity"] == "h"]
    assert [(it["t"], it["direction"]) for it in warnings] == [(99 - 31, "reverse")]


def test_norms_too_small_for_a_double_are_given_as_logarithms(scenario_of: ScenarioOf) -> None:
    document = _exploding(scenario_of)
    document["weights"]["tensors"]["weight_hh_l0"] = [[1e-5]]
    backward = _of(_lines(document), "backward")
    by_step = {message["t"]: message for message in backward}
    assert "log10_norm" not in by_step[60]
    assert by_step[60]["norm"]["h"] == pytest.approx(1e-195)
    assert by_step[10]["norm"]["h"] == 0.0
    assert by_step[10]["log10_norm"]["h"] == pytest.approx(-5.0 * 89)


def test_nothing_is_computed_before_the_start_line_has_been_taken(
    scenario_of: ScenarioOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Network, "__init__", fail)
    chunks = TraceStream(_resolved(scenario_of())).chunks()
    assert json.loads(next(chunks))["type"] == "start"
    with pytest.raises(AssertionError):
        next(chunks)


@pytest.mark.parametrize("name", examples.names())
def test_every_example_streams_to_its_end(name: str) -> None:
    stream = TraceStream(resolve(examples.load(name).scenario), precision=6)
    lines = [json.loads(text) for text in b"".join(stream.chunks()).splitlines()]
    assert lines[-1]["type"] == "end"
    assert lines[-1]["frames"] == sum(it["type"] in ("forward", "backward") for it in lines)
