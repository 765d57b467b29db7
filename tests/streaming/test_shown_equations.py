"""Every equation that the page shows of a shipped example holds as it is shown.

The page's own modules write the rows; what checks them reads nothing but the text.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.scenarios import examples
from app.scenarios.resolve import resolve
from app.streaming.trace import TraceStream
from app.web.rendering import PAGE_INCLUDE

CHECK = Path(__file__).parents[1] / "js/equations/check-run.mjs"

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")


@pytest.mark.parametrize("name", examples.names())
def test_every_row_of_an_example_holds_from_the_text_as_shown(name: str) -> None:
    scenario = examples.load(name).scenario
    stream = TraceStream(resolve(scenario), include=PAGE_INCLUDE, layout="columns")
    lines = b"".join(stream.chunks())
    done = subprocess.run(["node", str(CHECK)], input=lines, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["rounding"] == 0
    assert found["count"] >= len(scenario.interventions) + 1
