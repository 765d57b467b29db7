"""The page offers every generator with every parameter, and starts from the same defaults."""

import json
import re
from pathlib import Path

import pytest

from app.scenarios.generators import GENERATORS, Generator
from app.scenarios.limits import LIMITS

SCRIPT = Path(__file__).parents[2] / "static/js/scenario/generators.js"
SHARED = set(Generator.model_fields)


def offered() -> dict[str, dict[str, object]]:
    """Return generator → parameter → default, as the script declares them."""
    text = SCRIPT.read_text(encoding="utf-8")
    wave = text[text.index("const WAVE") : text.index("];")]
    table = text[text.index("export const GENERATORS") : text.index("\n};")]
    entries = re.split(r"\n  (?=\w+: \{)", table)[1:]
    return {
        entry[: entry.index(":")]: parameters(wave if "parameters: WAVE" in entry else entry)
        for entry in entries
    }


def parameters(text: str) -> dict[str, object]:
    pairs = re.findall(r'name: "(\w+)", initial: ([^,}]+)', text)
    return {name: json.loads(initial) for name, initial in pairs}


def test_every_generator_is_offered():
    assert set(offered()) == set(GENERATORS)


@pytest.mark.parametrize("name", GENERATORS)
def test_every_parameter_is_offered_with_its_default(name):
    fields = GENERATORS[name].model_fields
    own = {field.alias or key: field.default for key, field in fields.items() if key not in SHARED}
    assert offered()[name] == own


@pytest.mark.parametrize("name", GENERATORS)
def test_the_widths_offered_are_those_it_can_make(name):
    entry = SCRIPT.read_text(encoding="utf-8").split(f"  {name}: {{", 1)[1].split("\n  }", 1)[0]
    found = re.search(r"widths: \[(\d+), (\w+)\]", entry.split("\n};")[0])
    low, high = found.groups() if found else ("1", "Infinity")
    least, most = GENERATORS[name].needed_input_size
    assert (int(low), LIMITS.input_size if high == "Infinity" else int(high)) == (least, most)
