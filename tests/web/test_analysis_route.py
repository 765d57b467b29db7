"""POST /api/analysis: what it answers, what it refuses, and that leaving frees the place."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.scenarios.limits import LIMITS
from app.settings import Settings
from app.streaming.analysis import AnalysisStream
from app.streaming.analysis_messages import AnalysisLine

ScenarioOf = Callable[..., dict[str, Any]]
PATH = "/api/analysis"


def request(scenario: dict[str, Any], *analyses: Any) -> dict[str, Any]:
    return {"scenario": scenario, "analyses": list(analyses)}


def test_results_are_streamed_as_json_lines(client: TestClient, scenario_of: ScenarioOf) -> None:
    body = request(scenario_of(), "saliency", {"name": "memory", "layer": 0})
    answer = client.post(f"{PATH}?precision=6", json=body)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["x-accel-buffering"] == "no"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    for line in lines:
        AnalysisLine.model_validate(line)
    assert lines[0]["type"] == "start"
    assert [it["analysis"] for it in lines if it["type"] == "result"] == ["saliency", "memory"]
    assert (lines[-1]["type"], lines[-1]["results"]) == ("end", 2)


def test_a_comparison_is_left_aside(client: TestClient, scenario_of: ScenarioOf) -> None:
    wrong = {"weights": {"tensors": {"weight_ih_l0": [[0]]}}}
    without = client.post(PATH, json=request(scenario_of(), "saliency"))
    beside = client.post(PATH, json=request(scenario_of(comparison=[wrong]), "saliency"))
    assert beside.status_code == 200
    assert beside.text.splitlines()[:-1] == without.text.splitlines()[:-1]


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"analyses": []}, ["body", "analyses"]),
        ({"analyses": ["doctor"] * (LIMITS.analyses + 1)}, ["body", "analyses"]),
        ({"analyses": "map"}, ["body", "analyses"]),
        ({"analyses": ["fortune"]}, ["body", "analyses", 0, "name"]),
        ({"analyses": [3]}, ["body", "analyses", 0]),
        ({"analyses": [{"layer": 0}]}, ["body", "analyses", 0, "name"]),
        ({"analyses": [{"name": "map", "colour": 1}]}, ["body", "analyses", 0, "colour"]),
        ({"analyses": [{"name": "map", "max_sources": 0}]}, ["body", "analyses", 0, "max_sources"]),
        ({"analyses": ["map", {"name": "memory", "layer": 1}]}, ["body", "analyses", 1, "layer"]),
        ({"scenario": {"cell": {}}}, ["body", "scenario", "sequence"]),
        ({"more": 1}, ["body", "more"]),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_named(
    client: TestClient, scenario_of: ScenarioOf, change: dict[str, Any], loc: list[Any]
) -> None:
    answer = client.post(PATH, json=request(scenario_of(), "map") | change)
    assert answer.status_code == 422
    assert loc in [entry["loc"] for entry in answer.json()["detail"]]


def test_a_scenario_that_contradicts_itself_is_named_below_scenario(
    client: TestClient, scenario_of: ScenarioOf
) -> None:
    scenario = scenario_of(cell={"kind": "gru"}, c0=[[0.0] * 3])
    answer = client.post(PATH, json=request(scenario, "map"))
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "scenario", "c0"]


def test_a_body_that_is_no_json_or_too_large_is_refused(client: TestClient) -> None:
    assert client.post(PATH, content=b"{").status_code == 422
    assert client.post(PATH, content=b" " * (LIMITS.body_bytes + 1)).status_code == 413
    assert client.post(f"{PATH}?precision=2", content=b"{}").status_code == 422


def test_a_failure_on_the_way_is_the_last_line(
    client: TestClient, scenario_of: ScenarioOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chunks(_: AnalysisStream) -> Iterator[bytes]:
        yield b'{"type":"start"}\n'
        raise RuntimeError

    monkeypatch.setattr(AnalysisStream, "chunks", chunks)
    lines = client.post(PATH, json=request(scenario_of(), "map")).text.splitlines()
    assert json.loads(lines[-1])["type"] == "error"


class Leaver:
    """A client that goes away after the first line."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.left = anyio.Event()
        self.has_first_line = anyio.Event()
        self.statuses: list[int] = []
        self._is_asked = False
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": b"",
            "headers": [(b"host", b"test")],
            "client": ("127.0.0.1", 1),
            "server": ("test", 80),
        }

    async def receive(self) -> dict[str, Any]:
        if not self._is_asked:
            self._is_asked = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if "status" in message:
            self.statuses.append(message["status"])
        if message.get("body"):
            self.has_first_line.set()
        await anyio.lowlevel.checkpoint()


def test_a_client_that_leaves_stops_the_work_and_the_place_is_free_again(
    scenario_of: ScenarioOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(Settings(rate=0.0, capacity=1))
    app.state.services.workers = anyio.CapacityLimiter(2)
    permission, made, closed = threading.Semaphore(0), [], []

    def chunks(_: AnalysisStream) -> Iterator[bytes]:
        try:
            yield b'{"type":"start"}\n'
            while True:
                permission.acquire()
                made.append(1)
                yield b'{"type":"progress"}\n'
        finally:
            closed.append(1)

    monkeypatch.setattr(AnalysisStream, "chunks", chunks)
    body = json.dumps(request(scenario_of(), "map")).encode()

    async def scenario() -> None:
        capacity = app.state.services.capacity
        staying, refused = Leaver(body), Leaver(body)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(app, staying.scope, staying.receive, staying.send)
            await staying.has_first_line.wait()
            assert capacity.taken == 1
            await app(refused.scope, refused.receive, refused.send)
            assert refused.statuses == [503]
            staying.left.set()
            await anyio.lowlevel.checkpoint()
            permission.release(100)
        assert len(made) <= 1
        assert closed == [1]
        assert capacity.taken == 0

    anyio.run(scenario)
