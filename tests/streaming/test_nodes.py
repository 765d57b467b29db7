"""Every number that the stream sends of a cell is what its description says it is."""

from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.errors import ScenarioError
from tests.streaming.recomputed import Recomputed
from tests.streaming.wide_cells import CELLS, HOSTILE, Lines, document, of_type, resolved, streamed

WHAT_IFS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "lstm": ({"kind": "lstm"}, ["f", "c", "h", "o"]),
    "rnn": ({"kind": "rnn"}, ["h"]),
    "slstm": ({"kind": "slstm"}, ["m", "l", "n"]),
    "own": ({"kind": "equations", "equations": HOSTILE}, ["t", "gates", "constructor"]),
}


def at(line: dict[str, Any], place: str) -> Any:
    """Return the number that a node's ``at`` names in a line."""
    found: Any = line
    for key in place.split("."):
        found = found[key]
    return np.array(found, dtype=float)


class Lanes:
    """The lines of a stream by lane, in reading order."""

    def __init__(self, lines: Lines, scenario: dict[str, Any]) -> None:
        self.start, self.scenario = lines[0], scenario
        self.forward, self.backward = (of_type(lines, kind) for kind in ("forward", "backward"))
        self.initial = resolved(scenario).initial

    def steps(self) -> Any:
        """Yield (lane's place, position, forward lines, backward lines) of every step."""
        for number, place in enumerate(self.start["cell"]["lanes"]):
            forward = [it for it in self.forward if self._is_of(it, place)]
            backward = [it for it in self.backward if self._is_of(it, place)][::-1]
            for k in range(len(forward)):
                yield number, place, k, forward, backward

    def _is_of(self, line: dict[str, Any], place: dict[str, Any]) -> bool:
        return (line["layer"], line["direction"]) == (place["layer"], place["direction"])

    def recomputed(
        self, number: int, place: dict[str, Any], k: int, forward: Lines, backward: Lines
    ) -> Recomputed:
        model = self.start["cell"]["models"][place["model"]]
        previous = {
            state: at(forward[k - 1], where(model, state))
            if k
            else self._initial(state, number, place)
            for state in model["states"]
        }
        grads = {state: np.array(backward[k]["grad"][state]) for state in model["states"]}
        replaced = self._replaced(place, forward[k]["t"])
        return Recomputed(self.start, place, at(forward[k], "x"), previous, grads, replaced)

    def _initial(self, state: str, number: int, place: dict[str, Any]) -> Any:
        size = place["output_size" if state == "h" else "hidden_size"]
        rows = self.initial.get(state)
        return np.zeros(size) if rows is None else rows[number]

    def _replaced(self, place: dict[str, Any], t: int) -> dict[str, dict[int, float]]:
        found: dict[str, dict[int, float]] = {}
        for edit in self.scenario.get("interventions", []):
            way = edit.get("direction", "forward")
            if (edit.get("layer", 0), way) == (place["layer"], place["direction"]):
                units = [edit["unit"]] if "unit" in edit else range(place["hidden_size"])
                if edit["from"] <= t <= edit["to"]:
                    found.setdefault(edit["target"], {}).update(dict.fromkeys(units, edit["value"]))
        return found


def where(model: dict[str, Any], state: str) -> str:
    (equation,) = [it for it in model["forward"] if it["name"] == state]
    return str(model["nodes"][equation["node"]]["at"])


def assert_every_number_is_right(scenario: dict[str, Any]) -> int:
    """Compare every node's number in the lines with the recomputed one; return how many."""
    lanes, compared = Lanes(streamed(scenario), scenario), 0
    for number, place, k, forward, backward in lanes.steps():
        again = lanes.recomputed(number, place, k, forward, backward)
        for node, value in zip(again.model["nodes"], again.values, strict=True):
            source = node["at"].partition(".")[0]
            if source in ("previous", "parameter", "number"):
                continue
            is_back = source == "grad" or node["at"].removeprefix("nodes.") in (
                backward[k].get("nodes", {})
            )
            found = at(backward[k] if is_back else forward[k], node["at"])
            full = np.broadcast_to(value, found.shape)
            np.testing.assert_allclose(found, full, rtol=1e-9, atol=1e-11, err_msg=str(node))
            compared += 1
    return compared


STARTS: dict[str, Any] = {"state0": {"t": [[0.3, -0.2, 0.1]], "z": [[0.5, 0.1, 0.2]]}}


@pytest.mark.parametrize("name", CELLS)
def test_every_node_is_what_its_description_says(name: str) -> None:
    fields = STARTS if name == "hostile names" else {}
    assert assert_every_number_is_right(document(CELLS[name], **fields)) > 20


@pytest.mark.parametrize("name", WHAT_IFS)
def test_every_node_is_what_its_description_says_where_values_are_replaced(name: str) -> None:
    cell, targets = WHAT_IFS[name]
    edits = [
        {"target": target, "from": k % 3, "to": 3, "value": 0.25 * (k + 1)} | unit
        for k, target in enumerate(targets)
        for unit in ({"unit": k % 3}, {} if k == 1 else {"unit": 1})
    ]
    assert assert_every_number_is_right(document(cell, interventions=edits)) > 20


@pytest.mark.parametrize("name", CELLS)
def test_the_terms_of_the_backward_equations_add_up_to_the_gradients(name: str) -> None:
    scenario = document(CELLS[name])
    lanes = Lanes(streamed(scenario), scenario)
    for number, place, k, forward, backward in lanes.steps():
        here = lanes.recomputed(number, place, k, forward, backward)
        is_last = k + 1 == len(forward)
        later = None if is_last else lanes.recomputed(number, place, k + 1, forward, backward)
        for equation in here.model["backward"]:
            if "at" in equation:
                continue
            parts = [
                source.values[term["node"]]
                for term in equation["terms"]
                if (source := later if term["later"] else here) is not None
            ]
            if equation.get("receives_loss"):
                outside = backward[k]["paths"]["grad"]["h"]
                parts.append(np.array(outside["loss" if "loss" in outside else "above"]))
            total = here.values[equation["node"]]
            np.testing.assert_allclose(sum(parts) + 0 * total, total, rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize("name", CELLS)
def test_the_forward_line_of_a_cell_without_pytorchs_names_holds_every_value_once(
    name: str,
) -> None:
    lines = streamed(document(CELLS[name]), "all,z")
    for line in of_type(lines, "forward"):
        model = model_of(lines[0], line)
        shown = {"type", "t", "layer", "direction", "x", "gates", "z", "states"}
        states = {*(line.keys() - shown), *line.get("states", {})}
        assert states == set(model["states"])
        assert list(line["gates"]) == model["gates"]
        if model["kind"] not in ("lstm", "gru", "rnn"):
            assert {*states, *line["gates"]} == set(model["values"])
        assert line.get("states", {}).keys() <= {"type", "t", "z"}
    for line in of_type(lines, "backward"):
        model = model_of(lines[0], line)
        gates = model["blocks"] if model["kind"] in ("lstm", "gru", "rnn") else model["gates"]
        assert line["grad"].keys() == {"x", *model["states"], *gates} == line["norm"].keys()


def model_of(start: dict[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    (place,) = [
        it
        for it in start["cell"]["lanes"]
        if (it["layer"], it["direction"]) == (line["layer"], line["direction"])
    ]
    return start["cell"]["models"][place["model"]]  # type: ignore[no-any-return]


def test_nodes_are_left_out_unless_asked_for() -> None:
    assert not any("nodes" in line for line in streamed(document({}), "all,z,paths"))
    assert not any("grad" in it for it in of_type(streamed(document({}), "all,z"), "output"))


def test_the_lens_narrows_nodes_to_one_unit_of_one_lane_and_nothing_else() -> None:
    scenario = document({"num_layers": 2, "bidirectional": True})
    whole, narrow = streamed(scenario), streamed(scenario, lens="1,reverse,2")
    for full, line in zip(whole[1:-1], narrow[1:-1], strict=True):
        expected = dict(full)
        nodes = expected.pop("nodes", None)
        if nodes is not None and (line["layer"], line["direction"]) == (1, "reverse"):
            assert line["nodes"] == {name: values[2:3] for name, values in nodes.items()}
        assert {name: it for name, it in line.items() if name != "nodes"} == expected
        assert ("nodes" in line) is (
            nodes is not None and (line["layer"], line["direction"]) == (1, "reverse")
        )


@pytest.mark.parametrize("lens", ["2,forward,0", "0,reverse,0", "0,forward,3"])
def test_a_lens_on_what_is_not_there_is_refused(lens: str) -> None:
    with pytest.raises(ScenarioError, match=f"unit of the network; found {lens}"):
        streamed(document({}), lens=lens)


@pytest.mark.parametrize(
    "lens", ["", "0", "0,forward", "0,up,1", "a,forward,1", "0,forward,-1", "²,forward,1"]
)
def test_a_lens_of_another_form_is_refused_as_a_query(client: TestClient, lens: str) -> None:
    response = client.post("/api/trace", params={"lens": lens}, json=document({}))
    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    assert (detail["loc"], detail["type"]) == (["query", "lens"], "lens")
    assert 'as in "0,forward,3"' in detail["msg"]


@pytest.mark.parametrize(
    "loss",
    [
        {"kind": "probe", "step": 2, "unit": 1},
        {"kind": "squared_error", "targets": [[0.5, -0.5]] * 2, "at": [4, 1]},
        {"kind": "cross_entropy", "targets": [0, 1, 1, 0, 0]},
    ],
    ids=lambda loss: loss["kind"],
)
def test_the_gradient_at_the_outputs_is_that_of_the_loss(loss: dict[str, Any]) -> None:
    scenario = document({}, loss=loss)
    given = resolved(scenario)
    lines = of_type(streamed(scenario, "all,nodes"), "output")
    outputs = np.array([line["y"] for line in lines])
    assert len(lines) == 5
    for t, unit in np.ndindex(outputs.shape):
        values = []
        for step in (1e-6, -1e-6):
            moved = outputs.copy()
            moved[t, unit] += step
            values.append(given.loss.evaluate(moved).value)
        slope = (values[0] - values[1]) / 2e-6
        assert lines[t]["grad"]["y"][unit] == pytest.approx(slope, abs=1e-8)


def test_rows_of_states_are_as_long_as_their_lanes_and_hold_no_padding() -> None:
    scenario = document(CELLS["layers"])
    gradients = of_type(streamed(scenario), "gradients")[0]
    sizes = {
        "h0": [2, 2, 3, 4, 4, 3],
        "c0": [2, 2, 3, 0, 0, 0],
        "state0.m": [0, 0, 3, 0, 0, 0],
        "state0.n": [0, 0, 3, 0, 0, 0],
        "state0.t": [0, 0, 0, 4, 4, 0],
        "state0.z": [0, 0, 0, 4, 4, 0],
        "state0.type": [0, 0, 0, 4, 4, 0],
    }
    for name, expected in sizes.items():
        rows = gradients["tensors"][name]
        assert [len(row) for row in rows] == expected, name
        flat = [number for row in rows for number in row]
        assert None not in flat
        assert gradients["norm"][name] == pytest.approx(np.linalg.norm(flat), rel=1e-12)
    assert {name for name in gradients["norm"] if name.startswith("state0.")} == {
        name for name in sizes if name.startswith("state0.")
    }


def test_starts_of_further_states_are_used_and_have_gradients() -> None:
    scenario = document(CELLS["hostile names"], **STARTS)
    gradients = of_type(streamed(scenario), "gradients")[0]["tensors"]

    def loss_with(name: str, unit: int, step: float) -> float:
        rows = {key: [list(row) for row in value] for key, value in STARTS["state0"].items()}
        rows[name][0][unit] += step
        (line,) = of_type(streamed(document(CELLS["hostile names"], state0=rows)), "loss")
        return float(line["value"])

    for name in ("t", "z"):
        for unit in range(3):
            slope = (loss_with(name, unit, 1e-6) - loss_with(name, unit, -1e-6)) / 2e-6
            assert gradients[f"state0.{name}"][0][unit] == pytest.approx(slope, abs=1e-8)


def test_an_exploding_cell_is_warned_of_at_the_step_where_it_leaves_float64() -> None:
    cell = {"kind": "equations", "equations": "h = h' * h' + 1", "hidden_size": 1}
    fields = {"sequence": {"values": [[0, 0]] * 14}, "head": None, "loss": {"kind": "probe"}}
    lines = streamed(document(cell, **fields), "all,z,paths,nodes")
    h = [line["h"][0] for line in of_type(lines, "forward")]
    finite = [1.0]
    while len(finite) < 14 and finite[-1] < 1e154:
        finite.append(finite[-1] ** 2 + 1)
    first = len(finite)
    assert h[:first] == finite
    assert h[first:] == [None] * (14 - first)
    place = {"layer": 0, "direction": "forward"}
    warnings = of_type(lines, "warning")
    assert warnings[0] == {
        "type": "warning", "kind": "non_finite", "t": first, **place, "quantity": "h",
    }  # fmt: skip
    quantities = [it["quantity"] for it in warnings]
    assert len(quantities) == len(set(quantities))
    assert not any(name.startswith("nodes") for name in quantities)
    assert lines[-1]["type"] == "end"
