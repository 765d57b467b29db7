"""What a client waits for, on a real server: the first line, and an answer beside eight streams."""

import http.client
import json
import statistics
import threading
import time
from urllib.parse import urlsplit

from tests.browser.server import serve

SIZES = ((3, 1, 8), (16, 64, 200))
REQUESTS = 25
#: Long enough that all eight streams are under way while ``/healthz`` is asked.
LONG = (16, 64, 2000)
STREAMS = 8
QUESTIONS = 60
PAUSE = 0.02
FIRST_LINE_MS, HEALTH_MS = 20.0, 50.0


def server_table() -> None:
    """Print how long the first line takes, and ``/healthz`` while eight streams run, in ms."""
    with serve() as server:
        address = urlsplit(server.origin).netloc
        first_line(address, SIZES[0])
        print("\nServer, over HTTP: milliseconds")
        print(f"{'':>34} {'median':>8} {'max':>8}  target")
        for size in SIZES:
            times = [first_line(address, size) for _ in range(REQUESTS)]
            _print_row(f"first line of a trace at {size}", times, FIRST_LINE_MS)
        _print_row(f"/healthz beside {STREAMS} streams", beside_streams(address), HEALTH_MS)


def _print_row(title: str, times: list[float], target: float) -> None:
    verdict = "ok" if max(times) <= target else "MISSED"
    print(f"{title:>34} {statistics.median(times):8.1f} {max(times):8.1f}  {target:g} {verdict}")


def _scenario(input_size: int, hidden_size: int, steps: int) -> str:
    cell = {"input_size": input_size, "hidden_size": hidden_size}
    sequence = {"generator": "noise", "steps": steps, "seed": 1}
    return json.dumps({"cell": cell, "sequence": sequence})


def _ask(address: str, size: tuple[int, int, int]) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(address)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/api/trace?precision=6", _scenario(*size), headers)
    return connection.getresponse()


def first_line(address: str, size: tuple[int, int, int]) -> float:
    """Return the milliseconds from connecting to the end of the first line; read the rest."""
    started = time.perf_counter()
    with _ask(address, size) as response:
        response.readline()
        elapsed = 1e3 * (time.perf_counter() - started)
        response.read()
    return elapsed


def beside_streams(address: str) -> list[float]:
    """Return the milliseconds that ``/healthz`` takes while eight traces are streamed."""
    streams = [threading.Thread(target=first_line, args=(address, LONG)) for _ in range(STREAMS)]
    for stream in streams:
        stream.start()
    times = []
    while len(times) < QUESTIONS and any(stream.is_alive() for stream in streams):
        times.append(_health(address))
        time.sleep(PAUSE)
    for stream in streams:
        stream.join()
    return times


def _health(address: str) -> float:
    started = time.perf_counter()
    connection = http.client.HTTPConnection(address)
    connection.request("GET", "/healthz")
    with connection.getresponse() as response:
        response.read()
    connection.close()
    return 1e3 * (time.perf_counter() - started)
