"""Lighthouse's scores for a desktop, where Lighthouse is installed (``npm install -g lighthouse``).

It is a tool for development that nothing depends on; it drives the Chromium of the tests.
"""

import json
import os
import shutil
import subprocess
import tempfile
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
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")  # on its standard output long reports are cut short
        environment = os.environ | {"CHROME_PATH": str(find())}
        try:
            subprocess.run(
                _arguments(command, origin, report),
                env=environment,
                capture_output=True,
                timeout=SECONDS,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return []
        found = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return [
        Row(f"Lighthouse, {name}", 100 * found[name]["score"], "", Goal(goal, at_least=True))
        for name, goal in GOALS.items()
    ]


def _arguments(command: str, origin: str, report: Path) -> list[str]:
    return [
        command,
        origin,
        "--preset=desktop",
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(GOALS)}",
        f"--chrome-flags={' '.join(['--headless', *FLAGS])}",
    ]
