"""An analysis is there because its module is: nothing else has to name it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.analysis.analyses import REGISTERED
from app.web.i18n import DIRECTORY
from app.web.view import SECTIONS

APP = Path(__file__).parents[2] / "app"
ANALYSES = APP / "analysis/analyses"

IMAGINARY = '''
"""Loudness: the largest |h|."""

from typing import Literal

import numpy as np

from app.analysis.registration import OfLane, Registration, ResultOfLane


class LoudnessAnalysis(OfLane):
    """The largest |h| of a lane."""

    name: Literal["loudness"]


class LoudnessResult(ResultOfLane):
    """How loud it is."""

    analysis: Literal["loudness"]
    loudness: float


def _run(study, analysis):
    lane, _, place = analysis.lane(study)
    yield place | {"loudness": float(np.abs(lane.h).max())}


REGISTRATION = Registration("loudness", LoudnessAnalysis, _run, (LoudnessResult,), section=7)
'''

ASKED = """
import json
from app.analysis.requests import AnalysisRequest
from app.main import create_app
from app.scenarios.resolve import resolve
from app.settings import Settings
from app.streaming.analysis import AnalysisStream
from app.streaming.analysis_messages import AnalysisLine
from app.web.view import SECTIONS

cell = {"kind": "rnn", "input_size": 1, "hidden_size": 1}
scenario = {"cell": cell, "sequence": {"values": [[1.0], [2.0]]}}
request = AnalysisRequest.model_validate({"scenario": scenario, "analyses": ["loudness"]})
chunks = AnalysisStream(resolve(request.scenario), request.analyses).chunks()
lines = [json.loads(line) for line in b"".join(chunks).splitlines()]
for line in lines:
    AnalysisLine.model_validate(line)
schemas = create_app(Settings(rate=0.0)).openapi()["components"]["schemas"]
print(json.dumps({
    "results": [line for line in lines if line["type"] == "result"],
    "sections": SECTIONS,
    "is_described": "LoudnessResult" in schemas,
}))
"""


def test_one_file_is_an_analysis_asked_for_streamed_described_and_given_its_section(tmp_path):
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(APP, tmp_path / "app", ignore=without)
    for name in ("templates", "static"):
        (tmp_path / name).symlink_to(APP.parent / name)
    (tmp_path / "app/analysis/analyses/loudness.py").write_text(IMAGINARY, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    (result,) = found["results"]
    assert result["analysis"] == "loudness"
    assert 0 < result["loudness"] < 1
    assert found["sections"] == [*SECTIONS[:-1], "loudness", SECTIONS[-1]]
    assert found["is_described"]


@pytest.mark.parametrize("name", [it.name for it in REGISTERED])
def test_no_other_module_of_the_analyses_or_of_the_stream_names_an_analysis(name):
    named = re.compile(rf"""["'`]{name}["'`](?!:)""")  # a field may have the same name
    own = next(it for it in REGISTERED if it.name == name).request.__module__
    others = [
        *APP.glob("analysis/*.py"),
        *ANALYSES.glob("*.py"),
        *APP.glob("streaming/analysis*.py"),
    ]
    found = [
        path.name
        for path in others
        if path.stem != own.rpartition(".")[2] and named.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(DIRECTORY.glob("*.json")), ids=lambda path: path.stem)
def test_every_language_says_what_is_being_computed_and_what_a_section_is_called(path):
    words = json.loads(path.read_text(encoding="utf-8"))
    assert all(words[f"lab.running.{it.name}"] for it in REGISTERED)
    assert all(words[f"lab.chip.{section}"] for section in SECTIONS)
