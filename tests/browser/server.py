"""A real server for tests: uvicorn as a child on a port of its own choice."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
RUNNING = re.compile(r"running on (http://127\.0\.0\.1:\d+)")


class ServerError(Exception):
    """The server did not start or did not stay; the message holds what it printed."""


@dataclass(frozen=True)
class Server:
    """A running server: where it is, and what it has said."""

    origin: str
    process: subprocess.Popen[bytes]
    log: Path

    def check_alive(self) -> None:
        """Raise ServerError with the server's output when it has died."""
        if self.process.poll() is not None:
            raise ServerError(_obituary(self.process, self.log))


def _obituary(process: subprocess.Popen[bytes], log: Path) -> str:
    return f"the server ended with {process.returncode}; it printed:\n{log.read_text()}"


def _wait_until_running(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if found := RUNNING.search(log.read_text()):
            return found[1]
        if process.poll() is not None:
            raise ServerError(_obituary(process, log))
        time.sleep(0.02)
    raise ServerError(f"the server did not start in {START_SECONDS} s:\n{log.read_text()}")


def _environment() -> dict[str, str]:
    """Return this environment without the user's settings; tests ask more often than people."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GATESCOPE_")}
    return kept | {"GATESCOPE_RATE": "0"}


@contextmanager
def serve() -> Iterator[Server]:
    """Start ``uvicorn app.main:app`` on a free port, and stop it at the end."""
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "app.main:app",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
    ]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "server.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=_environment(), stdout=output, stderr=subprocess.STDOUT
            )
        try:
            yield Server(_wait_until_running(process, log), process, log)
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)
