"""Shared by every test: scenarios made from a few words, and how Hypothesis chooses its examples.

Continuous integration takes the same ones each time, so that it fails over what was changed and
nothing else; on a developer's machine each run looks elsewhere.
"""

import os
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")


def scenario_of(**fields: Any) -> dict[str, Any]:
    """Return a small scenario document; ``cell`` is merged into a small cell."""
    cell = {"kind": "lstm", "input_size": 2, "hidden_size": 3} | fields.pop("cell", {})
    document = {
        "cell": cell,
        "weights": {"init": "pytorch", "seed": 1},
        "sequence": {"generator": "noise", "steps": 4, "seed": 2},
    }
    return document | fields


@pytest.fixture(name="scenario_of")
def _scenario_of() -> Any:
    return scenario_of
