"""The circuits beside the cells in ``docs/cells.md``: ``python -m tests.circuit_pictures``.

A small network of each cell is run, and the page's own code draws its last step (Node).
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from app.cells.models import catalogue
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from app.streaming.trace import TraceStream
from app.web.rendering import PAGE_INCLUDE

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "circuits"
#: What a scenario says of a cell that an option changes.
OPTIONS: dict[str, dict[str, Any]] = {
    "peephole": {"peephole": True},
    "projection": {"hidden_size": 3, "proj_size": 2},
}


def cells() -> dict[str, dict[str, Any]]:
    """Return every cell of the document, by the name of its picture."""
    found = {}
    for kind, entry in catalogue().items():
        found[kind] = {"kind": kind}
        found |= {f"{kind}_{option}": {"kind": kind} | OPTIONS[option] for option in entry.options}
    return found


def trace_of(cell: dict[str, Any]) -> list[Any]:
    scenario = {
        "cell": {"input_size": 2, "hidden_size": 2} | cell,
        "weights": {"init": "pytorch", "seed": 17},
        "sequence": {"values": [[1, -0.5], [0.5, 1], [-1, 0.5]]},
    }
    stream = TraceStream(resolve(Scenario.model_validate(scenario)), include=PAGE_INCLUDE)
    return [json.loads(line) for line in b"".join(stream.chunks()).splitlines()]


def drawn() -> dict[str, str]:
    """Return every picture by its name."""
    traces = {name: trace_of(cell) for name, cell in cells().items()}
    done = subprocess.run(
        ["node", "scripts/circuits.mjs"],
        cwd=ROOT,
        input=json.dumps(traces),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    pictures: dict[str, str] = json.loads(done.stdout)
    return pictures


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for name, picture in drawn().items():
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
