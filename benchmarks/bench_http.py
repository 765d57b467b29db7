"""The whole stream over HTTP, as the page asks for it, beside a PyTorch loop that only computes.

Both in one run, in turn: whatever slows the machine down hits both alike. The loop keeps every gate
and every gradient in memory and sends nothing; the stream is asked for over a connection that is
kept open, and read to its end.
"""

import http.client
import json
import statistics
import time
from urllib.parse import urlsplit

from benchmarks.contenders import TorchProcess
from tests.browser.server import serve

#: (D, H, T) → at most so many times the loop.
TARGETS = {(16, 64, 200): 0.35, (10, 20, 50): 0.8}
ROUNDS = 15
#: What the page asks for of a large run: at rest, and while the backward pass is shown.
FORMS = {
    "lines": "precision=6",
    "columns": "precision=9&layout=columns&include=all,z",
    "columns, parts": "precision=9&layout=columns&include=all,z,paths",
}


def http_table(torch: TorchProcess | None) -> None:
    """Print medians in milliseconds, and each form's ratio to the loop."""
    print("\nWhole stream over HTTP: milliseconds, median of", ROUNDS, "rounds in turn")
    print(f"{'(D, H, T)':>14} {'eager':>8} {'form':>16} {'ms':>8} {'kB':>7} {'/eager':>7}  target")
    with serve() as server:
        connection = http.client.HTTPConnection(urlsplit(server.origin).netloc)
        for size, target in TARGETS.items():
            times, sent, eager = _measured(connection, size, torch)
            for form, taken in times.items():
                ratio = taken / eager if eager else float("nan")
                verdict = "ok" if ratio <= target else "MISSED"
                verdict = f"{target:g} {verdict}" if eager and form != "lines" else ""
                print(
                    f"{size!s:>14} {eager:8.2f} {form:>16} {taken:8.2f} {sent[form] / 1e3:7.0f}"
                    f" {ratio:7.2f}  {verdict}"
                )


def _measured(
    connection: http.client.HTTPConnection, size: tuple[int, int, int], torch: TorchProcess | None
) -> tuple[dict[str, float], dict[str, int], float]:
    body = _scenario(*size)
    sent = {form: _stream(connection, query, body)[1] for form, query in FORMS.items()}
    times: dict[str, list[float]] = {form: [] for form in FORMS}
    loops: list[float] = []
    if torch is not None:
        torch.ask({"prepare": ["lstm", *size, 1]})
    for _ in range(ROUNDS):
        for form, query in FORMS.items():
            times[form].append(_stream(connection, query, body)[0])
        if torch is not None:
            loops.append(1e3 * torch.ask({"sample": "eager", "clock": "wall"}))
    medians = {form: statistics.median(found) for form, found in times.items()}
    return medians, sent, statistics.median(loops) if loops else 0.0


def _scenario(input_size: int, hidden_size: int, steps: int) -> str:
    cell = {"input_size": input_size, "hidden_size": hidden_size}
    sequence = {"generator": "noise", "steps": steps, "seed": 1}
    return json.dumps({"cell": cell, "sequence": sequence})


def _stream(connection: http.client.HTTPConnection, query: str, body: str) -> tuple[float, int]:
    """Return the milliseconds until the last byte, and how many bytes there were."""
    started = time.perf_counter()
    headers = {"Content-Type": "application/json"}
    connection.request("POST", f"/api/trace?{query}", body, headers)
    with connection.getresponse() as response:
        size = len(response.read())
    return 1e3 * (time.perf_counter() - started), size
