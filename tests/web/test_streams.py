"""Places and streams: taken, freed, stopped; the ASGI callable is driven directly."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.streaming.trace import PIECE_BYTES, TraceStream
from app.web import streams

ScenarioOf = Callable[..., dict[str, Any]]
Message = dict[str, Any]


class Exchange:
    """One request of a client that decides itself when it reads and when it leaves."""

    def __init__(self, app: FastAPI, path: str, body: bytes = b"", method: str = "POST") -> None:
        self.app = app
        self.body = body
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"test")],
            "client": ("127.0.0.1", 1),
            "server": ("test", 80),
        }
        self.sent: list[Message] = []
        self.left = anyio.Event()
        self.has_first_line = anyio.Event()
        self._is_asked = False

    async def receive(self) -> Message:
        if not self._is_asked:
            self._is_asked = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        if message.get("body"):
            self.has_first_line.set()
        await anyio.lowlevel.checkpoint()

    async def run(self) -> None:
        await self.app(self.scope, self.receive, self.send)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def lines(self) -> list[Message]:
        text = b"".join(message.get("body", b"") for message in self.sent)
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def app() -> FastAPI:
    app = create_app(Settings(rate=0.0, capacity=2))
    app.state.services.workers = anyio.CapacityLimiter(4)  # held streams keep their threads
    return app


@pytest.fixture
def body(scenario_of: ScenarioOf) -> bytes:
    return json.dumps(scenario_of()).encode()


class HeldChunks:
    """Stands in for a computation: every chunk after the first waits for permission."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.permission = threading.Semaphore(0)
        self.made = 0
        self.closed = 0
        held = self

        def chunks(_: TraceStream) -> Iterator[bytes]:
            try:
                yield b'{"type":"start"}\n'
                while True:
                    held.permission.acquire()
                    held.made += 1
                    yield b'{"type":"forward"}\n'
            finally:
                held.closed += 1

        monkeypatch.setattr(TraceStream, "chunks", chunks)


def test_a_client_that_leaves_stops_the_work_within_a_chunk_and_frees_its_place(
    app: FastAPI, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldChunks(monkeypatch)
    capacity = app.state.services.capacity

    async def scenario() -> None:
        exchange = Exchange(app, "/api/trace", body)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(exchange.run)
            await exchange.has_first_line.wait()
            assert capacity.taken == 1
            exchange.left.set()
            await anyio.lowlevel.checkpoint()
            held.permission.release(100)
        assert held.made <= 1
        assert held.closed == 1
        assert capacity.taken == 0

    anyio.run(scenario)


def test_a_client_that_leaves_stops_a_real_stream_within_a_piece(
    app: FastAPI, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    permission, made, closed = threading.Semaphore(0), [], []

    def rest(_: TraceStream, _started: float) -> Iterator[bytes]:
        try:
            while True:
                permission.acquire()
                made.append(b" " * PIECE_BYTES + b'{"type":"forward"}\n')
                yield made[-1]
        finally:
            closed.append(True)

    monkeypatch.setattr(TraceStream, "_rest", rest)

    async def scenario() -> None:
        exchange = Exchange(app, "/api/trace", body)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(exchange.run)
            await exchange.has_first_line.wait()
            assert [line["type"] for line in exchange.lines] == ["start"]
            assert not made
            permission.release()
            while len(exchange.sent) < 3:
                await anyio.sleep(0.001)
            exchange.left.set()
            await anyio.lowlevel.checkpoint()
            permission.release(100)
        assert len(made) <= 2
        assert closed == [True]
        assert app.state.services.capacity.taken == 0

    anyio.run(scenario)


@pytest.mark.parametrize("layout", ["lines", "columns"])
def test_a_short_run_goes_out_in_few_pieces_the_first_of_them_its_start_line(
    app: FastAPI, body: bytes, layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.streaming.trace.PIECE_SECONDS", 60.0)  # this machine may be busy

    async def scenario() -> None:
        exchange = Exchange(app, "/api/trace", body)
        exchange.scope["query_string"] = f"precision=6&layout={layout}".encode()
        await exchange.run()
        pieces = [it["body"] for it in exchange.sent if it.get("body")]
        assert len(pieces) <= 3
        (start,) = pieces[0].splitlines()
        assert json.loads(start)["type"] == "start"
        assert json.loads(pieces[-1].splitlines()[-1])["type"] == "end"

    anyio.run(scenario)


def test_the_start_line_is_out_before_anything_else_is_computed(
    app: FastAPI, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldChunks(monkeypatch)

    async def scenario() -> None:
        exchange = Exchange(app, "/api/trace", body)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(exchange.run)
            await exchange.has_first_line.wait()
            assert exchange.lines == [{"type": "start"}]
            assert held.made == 0
            exchange.left.set()
            held.permission.release()

    anyio.run(scenario)


def test_a_send_that_fails_counts_as_leaving(app: FastAPI, body: bytes) -> None:
    async def scenario() -> None:
        exchange = Exchange(app, "/api/trace", body)

        async def broken(message: Message) -> None:
            if message["type"] == "http.response.body":
                raise OSError

        await app(exchange.scope, exchange.receive, broken)
        assert app.state.services.capacity.taken == 0

    anyio.run(scenario)


def test_a_reader_that_takes_nothing_more_loses_its_place(
    app: FastAPI, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "STALLED_SECONDS", 0.05)
    held = HeldChunks(monkeypatch)
    held.permission.release(100)

    async def scenario() -> None:
        exchange = Exchange(app, "/api/trace", body)

        async def stalled(message: Message) -> None:
            await exchange.send(message)
            if len(exchange.lines) > 1:
                await anyio.sleep_forever()

        with anyio.fail_after(10):
            await app(exchange.scope, exchange.receive, stalled)
        assert len(exchange.lines) == 2
        assert held.closed == 1
        assert app.state.services.capacity.taken == 0

    anyio.run(scenario)


def test_over_capacity_is_refused_with_retry_after_and_a_freed_place_is_taken_again(
    app: FastAPI, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldChunks(monkeypatch)

    async def scenario() -> None:
        running = [Exchange(app, "/api/trace", body) for _ in range(2)]
        async with anyio.create_task_group() as tasks:
            for exchange in running:
                tasks.start_soon(exchange.run)
                await exchange.has_first_line.wait()
            refused = Exchange(app, "/api/trace", body)
            await refused.run()
            assert (refused.status, refused.headers["retry-after"]) == (503, "1")
            assert "2 slots" in refused.lines[0]["detail"]
            for exchange in running:
                exchange.left.set()
            held.permission.release(100)
        monkeypatch.undo()
        accepted = Exchange(app, "/api/trace", body)
        await accepted.run()
        assert accepted.lines[-1]["type"] == "end"

    anyio.run(scenario)


def test_a_refused_scenario_frees_its_place(app: FastAPI) -> None:
    async def scenario() -> None:
        for _ in range(5):
            exchange = Exchange(app, "/api/trace", b'{"cell":{}}')
            await exchange.run()
            assert exchange.status == 422
        assert app.state.services.capacity.taken == 0

    anyio.run(scenario)


def test_health_answers_while_eight_streams_run(scenario_of: ScenarioOf) -> None:
    app = create_app(Settings(rate=0.0, capacity=8))
    document = scenario_of(cell={"hidden_size": 16})
    document["sequence"]["steps"] = 300
    body = json.dumps(document).encode()

    async def scenario() -> None:
        running = [Exchange(app, "/api/trace", body) for _ in range(8)]
        health = Exchange(app, "/healthz", method="GET")
        async with anyio.create_task_group() as tasks:
            for stream in running:
                tasks.start_soon(stream.run)
            for stream in running:
                await stream.has_first_line.wait()
            await health.run()
            assert health.status == 200
            assert not any(stream.sent[-1].get("more_body") is False for stream in running)
        for stream in running:
            assert stream.lines[-1]["type"] == "end"

    anyio.run(scenario)


def test_a_client_over_its_rate_is_told_when_to_come_back(scenario_of: ScenarioOf) -> None:
    client = TestClient(create_app(Settings(rate=0.01, burst=2)))
    for _ in range(2):
        assert client.post("/api/links", json=scenario_of()).status_code == 200
    for path in ("/api/trace", "/api/links", "/api/links/decode"):
        refused = client.post(path, json=scenario_of())
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 100
        assert "too many requests" in refused.json()["detail"]
    assert client.get("/healthz").status_code == 200
