"""Shared by every test: scenarios made from a few words."""

from typing import Any

import pytest


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
