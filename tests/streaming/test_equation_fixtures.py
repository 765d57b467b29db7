"""The traces that the page's tests read are what the server sends now."""

import json
from typing import Any

import pytest

from tests.documents import difference
from tests.streaming.equation_fixtures import FILE, SCENARIOS, made

STORED: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_file_has_every_scenario_and_no_other() -> None:
    assert list(STORED) == list(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_stored_trace_is_what_the_server_sends(name: str) -> None:
    found = difference(STORED[name], made(name), relative=1e-12, absolute=1e-12)
    assert found is None, "make it anew: make fixtures"
