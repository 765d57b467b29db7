"""Lighthouse's scores for a desktop, where Lighthouse is installed (``npm install -g lighthouse``).

It is a tool for development that nothing depends on; it drives the Chromium of the tests.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.page.report import Goal, Row
from tests.browser.chromium import FLAGS, find

SECONDS = 60
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100}


def installed() -> str | None:
    """Return the command, of the project's own tools or of the system."""
    own = Path("node_modules/.bin/lighthouse")
    return str(own) if own.is_file() else shutil.which("lighthouse")


def measure_scores(origin: str) -> list[Row]:
    """Return the scores; none without Lighthouse, or when it does not end in time."""
    command = installed()
    if command is None:
        return []
    arguments = [
        command,
        origin,
        "--preset=desktop",
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(GOALS)}",
        f"--chrome-flags={' '.join(['--headless', *FLAGS])}",
    ]
    environment = os.environ | {"CHROME_PATH": str(find())}
    try:
        done = subprocess.run(
            arguments, env=environment, capture_output=True, timeout=SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return []
    found = json.loads(done.stdout)["categories"]
    return [
        Row(f"Lighthouse, {name}", 100 * found[name]["score"], "", Goal(goal, at_least=True))
        for name, goal in GOALS.items()
    ]
