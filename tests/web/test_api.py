"""What the JSON routes answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.errors import ScenarioError
from app.main import create_app
from app.scenarios import examples, links
from app.scenarios.limits import LIMITS
from app.scenarios.schema import Scenario
from app.settings import Settings
from app.streaming.trace import TraceStream
from app.web.i18n import Catalogues

ScenarioOf = Callable[..., dict[str, Any]]


def _lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_trace_is_streamed_as_json_lines(client: TestClient, scenario_of: ScenarioOf) -> None:
    response = client.post("/api/trace", json=scenario_of())
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/jsonl"
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["cache-control"] == "no-store"
    assert "content-length" not in response.headers
    lines = _lines(response)
    assert (lines[0]["type"], lines[-1]["type"]) == ("start", "end")


def test_precision_and_include_are_query_parameters(
    client: TestClient, scenario_of: ScenarioOf
) -> None:
    response = client.post("/api/trace?precision=3&include=forward,z", json=scenario_of())
    message = _lines(response)[1]
    assert message["z"].keys() == {"i", "f", "g", "o"}
    assert [float(f"{value:.2e}") for value in message["h"]] == message["h"]


@pytest.mark.parametrize(
    ("query", "name"),
    [("precision=2", "precision"), ("precision=18", "precision"), ("include=backward", "include")],
)
def test_a_wrong_query_parameter_is_named(
    query: str, name: str, client: TestClient, scenario_of: ScenarioOf
) -> None:
    response = client.post(f"/api/trace?{query}", json=scenario_of())
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query", name]


@pytest.mark.parametrize(
    ("failure", "code"), [(ScenarioError("no"), "scenario"), (RuntimeError("bug"), "internal")]
)
def test_a_failure_on_the_way_becomes_a_last_line(
    failure: Exception,
    code: str,
    client: TestClient,
    scenario_of: ScenarioOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(TraceStream, "_from_loss_to_gradients", fail)
    lines = _lines(client.post("/api/trace", json=scenario_of()))
    assert lines[-2]["type"] == "forward"
    assert (lines[-1]["type"], lines[-1]["code"]) == ("error", code)
    assert "bug" not in lines[-1]["detail"]
    monkeypatch.undo()
    assert _lines(client.post("/api/trace", json=scenario_of()))[-1]["type"] == "end"


def test_a_link_holds_the_scenario_and_begins_with_the_address_asked(
    client: TestClient, scenario_of: ScenarioOf
) -> None:
    made = client.post("/api/links", json=scenario_of()).json()
    assert made["url"] == f"http://testserver/#s={made['token']}"
    decoded = client.post("/api/links/decode", json={"token": made["token"]})
    assert decoded.status_code == 200
    scenario = Scenario.model_validate(scenario_of())
    assert Scenario.model_validate(decoded.json()) == scenario
    assert decoded.json()["loss"] == {"kind": "probe", "step": -1, "unit": None}


def test_a_wrong_variant_is_named_and_does_no_harm_to_a_link(
    client: TestClient, scenario_of: ScenarioOf
) -> None:
    scenario = scenario_of(comparison=[{}, {"cell": {"hidden_size": 2}, "h0": [[1, 2, 3]]}])
    refused = client.post("/api/trace", json=scenario)
    assert refused.status_code == 422
    (detail,) = refused.json()["detail"]
    assert detail["loc"] == ["body", "comparison", 1, "h0"]
    assert "1 rows (layers × directions) of 2 numbers" in detail["msg"]
    token = client.post("/api/links", json=scenario).json()["token"]
    decoded = client.post("/api/links/decode", json={"token": token}).json()
    assert decoded["comparison"] == [
        {"title": ""},
        {"title": "", "cell": {"hidden_size": 2}, "h0": [[1.0, 2.0, 3.0]]},
    ]


def test_a_public_address_takes_the_place_of_the_one_asked(scenario_of: ScenarioOf) -> None:
    client = TestClient(create_app(Settings(public_url="https://gatescope.example/app")))
    url = client.post("/api/links", json=scenario_of()).json()["url"]
    assert url.startswith("https://gatescope.example/app/#s=1.")


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (links.encode(examples.load("hand-wired-memory").scenario)[:-8], "link_truncated"),
        ("1.!!!!", "link_corrupt"),
        ("9.abcd", "link_version"),
    ],
)
def test_a_token_that_cannot_be_read_says_why(token: str, code: str, client: TestClient) -> None:
    response = client.post("/api/links/decode", json={"token": token})
    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    assert detail["loc"] == ["body", "token"]
    assert detail["type"] == code


def test_the_examples_are_listed_in_order_and_each_is_a_scenario(client: TestClient) -> None:
    listed = client.get("/api/examples").json()
    assert tuple(example["name"] for example in listed) == examples.names()
    for example in listed:
        assert example["title"].keys() == example["summary"].keys() == set(Catalogues().languages)
        scenario = client.get(f"/api/examples/{example['name']}").json()
        assert Scenario.model_validate(scenario) == examples.load(example["name"]).scenario
        assert scenario["cell"]["activations"].keys() == {"gate", "candidate", "output"}
        assert links.decode(example["link"]) == examples.load(example["name"]).scenario
        tour = client.get(f"/api/examples/{example['name']}/tour").json()
        assert len(tour) == example["tour_steps"]


@pytest.mark.parametrize("path", ["/api/examples/nothing", "/api/examples/nothing/tour"])
def test_an_unknown_example_is_not_found(path: str, client: TestClient) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "hand-wired-memory" in response.json()["detail"]


def test_the_limits_are_those_that_scenarios_are_checked_against(client: TestClient) -> None:
    assert client.get("/api/limits").json() == LIMITS.as_dict()


def test_health_answers(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
