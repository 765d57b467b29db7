"""Every equation that the page shows holds as it is shown, of every example and every cell.

The page's own modules write the rows; what checks them reads nothing but the text.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.cells.models import catalogue
from app.scenarios import examples
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from app.streaming.trace import TraceStream
from app.web.rendering import PAGE_INCLUDE
from tests.streaming.equation_fixtures import small

CHECK = Path(__file__).parents[1] / "js/equations/check-run.mjs"

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")


#: Every cell of the catalogue, and functions that few of them use.
CELLS: dict[str, dict[str, Any]] = {kind: {"kind": kind} for kind in catalogue()} | {
    "silu and softplus": {"activations": {"candidate": "silu", "output": "softplus"}},
    "hard sigmoid and softsign": {"activations": {"gate": "hard_sigmoid", "output": "softsign"}},
    "hard sigmoid of slope 1/6": {"kind": "gru", "activations": {"gate": "hard_sigmoid_6"}},
    "sin and relu": {"kind": "gru", "activations": {"gate": "sin", "candidate": "relu"}},
    "clipped": {"clip": 0.3},
    "normalised and clipped": {"kind": "layer_norm_lstm", "clip": 0.3},
}


def checked(scenario: Scenario) -> dict[str, Any]:
    """Return what the page's tests say of the equations of a run."""
    stream = TraceStream(resolve(scenario), include=PAGE_INCLUDE, layout="columns")
    lines = b"".join(stream.chunks())
    done = subprocess.run(["node", str(CHECK)], input=lines, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", examples.names())
def test_every_row_of_an_example_holds_from_the_text_as_shown(name: str) -> None:
    scenario = examples.load(name).scenario
    found = checked(scenario)
    assert found["wrong"] == []
    assert found["rounding"] == 0
    assert found["count"] >= len(scenario.interventions) + 1


@pytest.mark.parametrize("name", CELLS)
def test_every_row_of_a_catalogue_cell_holds_from_the_text_as_shown(name: str) -> None:
    document = small({"kind": "lstm", "hidden_size": 3} | CELLS[name])
    found = checked(Scenario.model_validate(document))
    assert found["wrong"] == []
    assert found["rounding"] <= (12 if name == "slstm" else 0)  # the stabiliser's gradient is 0
