"""The documents say what is true: their links lead somewhere, their commands run."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from app.settings import PREFIX, Settings
from tests.browser.server import Server, serve

ROOT = Path(__file__).parents[1]
READMES = ("README.md", *sorted(path.name for path in ROOT.glob("README.*.md")))
DOCUMENTS = (*READMES, "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md")
LOCAL = "http://127.0.0.1:8000"
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^\.PHONY: ([\w-]+)$", MAKEFILE, re.MULTILINE))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def as_written(default: object) -> str:
    """Return a default as one would write it into the variable; none at all is a dash."""
    if default is None:
        return "–"
    return f"{default:g}" if isinstance(default, float) else str(default)


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


# The READMEs


def test_every_readme_has_the_same_structure_of_headings_and_table_rows():
    english, *others = (
        re.findall(r"^(#+ |\|)", prose(read(name)), re.MULTILINE) for name in READMES
    )
    assert others
    assert all(other == english for other in others)


@pytest.mark.parametrize("language", ["sh", "python"])
def test_every_readme_shows_the_same_commands(language):
    english, *others = (blocks(read(name), language) for name in READMES)
    assert english
    assert all(other == english for other in others)


@pytest.mark.parametrize("name", READMES)
def test_first_screen_holds_a_picture_the_two_commands_and_a_link_to_try(name):
    first_screen = read(name).split("\n## ")[0]
    assert "![" in first_screen
    assert re.search(r"^make run\b.*^make test$", first_screen, re.MULTILINE | re.DOTALL)
    assert re.search(rf"\]\({re.escape(LOCAL)}/#", first_screen)


# Links and names


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_relative_link_leads_to_a_file_and_a_heading(name):
    text = prose(read(name))
    broken = []
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        file = ROOT / path if path else ROOT / name
        if not file.exists() or (anchor and anchor not in anchors(file.read_text())):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_of_the_project_that_is_named_exists(name):
    named = re.findall(r"`((?:app|static|templates|tests|scripts|docs)/[\w./-]+)`", read(name))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_module_of_a_room_that_the_architecture_names_is_there():
    named = re.findall(r"`([\w/*-]+\.(?:js|py))`", read("ARCHITECTURE.md"))
    outer = [ROOT, ROOT / "app", ROOT / "static/js"]
    rooms = [*outer, *(path for room in outer for path in room.iterdir() if path.is_dir())]
    missing = [path for path in named if not any(any(room.glob(path)) for room in rooms)]
    assert len(named) > 50
    assert missing == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_that_is_named_exists(name):
    commands = "\n".join([*re.findall(r"`([^`\n]+)`", read(name)), *blocks(read(name), "sh")])
    assert set(re.findall(r"^make ([a-z-]+)", commands, re.MULTILINE)) <= TARGETS


def test_make_alone_lists_every_target():
    make = shutil.which("make")
    listed = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+) +\w", listed, re.MULTILINE)) == TARGETS
    assert set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE)) == TARGETS


@pytest.mark.parametrize("name", READMES)
def test_every_setting_is_documented_with_its_default(name):
    rows = re.findall(r"^\| `(GATESCOPE_\w+)` \| ([^|]*) \|", read(name), re.MULTILINE)
    shown = {variable: default.strip("`") for variable, default in rows}
    assert shown == {
        f"{PREFIX}{field.name.upper()}": as_written(field.default) for field in fields(Settings)
    }


# Commands and snippets are run


def run_curl(server: Server, folder: Path, route: str) -> list[dict[str, Any]]:
    """Run the README's commands that stream from a route, and return the lines of the stream."""
    (script,) = (block for block in blocks(read("README.md"), "sh") if f"{route}?" in block)
    done = subprocess.run(
        ["sh", "-e", "-c", script.replace(LOCAL, server.origin)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [lines[0]["type"], lines[-1]["type"]] == ["start", "end"]
    return lines


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_commands_stream_the_example(server, tmp_path):
    lines = run_curl(server, tmp_path, "/api/trace")
    hidden = [line["h"][0] for line in lines if line["type"] == "forward"]
    assert hidden == pytest.approx([0, 0, 0, 7, 0], abs=0.01)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_command_streams_a_result_of_every_analysis_that_it_asks_for(server, tmp_path):
    lines = run_curl(server, tmp_path, "/api/analysis")
    found = {line["analysis"] for line in lines if line["type"] == "result"}
    assert found == {"map", "shortcut", "doctor"}


def test_python_snippet_prints_the_gradient_of_every_step_from_the_last_to_the_first(server):
    (snippet,) = blocks(read("README.md"), "python")
    done = subprocess.run(
        [sys.executable, "-c", snippet.replace(LOCAL, server.origin)],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [[float(number) for number in line.split()] for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == [3, 2, 1, 0]
    assert rows[0][1] == pytest.approx(3**0.5)
    assert all(0 < h < 3**0.5 and c > 0 for _, h, c in rows[1:])
