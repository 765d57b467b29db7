"""The page's tests read what the server really sends."""

import json
import math
from typing import Any

import pytest

from tests.analysis.lab_fixtures import FIXTURES, made, path_of

#: Below this share of a list's largest number everything is rounding, and another machine's.
_NOISE = 1e-9


def difference(stored: Any, fresh: Any, place: str = "") -> str | None:
    """Return where two documents differ, None where they say the same."""
    if isinstance(stored, dict) and isinstance(fresh, dict):
        if stored.keys() != fresh.keys():
            return f"{place}: {sorted(stored.keys() ^ fresh.keys())}"
        parts = (difference(stored[key], fresh[key], f"{place}.{key}") for key in stored)
    elif isinstance(stored, list) and isinstance(fresh, list):
        if len(stored) != len(fresh):
            return f"{place}: {len(stored)} and {len(fresh)} entries"
        parts = (
            difference(one, other, f"{place}[{k}]")
            for k, (one, other) in enumerate(zip(stored, fresh, strict=True))
        )
    else:
        is_number = all(
            isinstance(value, int | float) and not isinstance(value, bool)
            for value in (stored, fresh)
        )
        same = math.isclose(stored, fresh, rel_tol=1e-6, abs_tol=_NOISE) if is_number else False
        return None if same or stored == fresh else f"{place}: {stored} and {fresh}"
    return next((part for part in parts if part is not None), None)


@pytest.mark.parametrize("name", FIXTURES)
def test_the_fixture_of_the_page_is_what_the_server_sends(name):
    stored = json.loads(path_of(name).read_text(encoding="utf-8"))
    assert difference(stored, made(name)) is None


def test_a_fixture_that_says_something_else_is_told_apart():
    assert difference({"t": [1.0, None]}, {"t": [1.0, None]}) is None
    assert difference({"t": [1.0, 2.0]}, {"t": [1.0, 2.1]}) == ".t[1]: 2.0 and 2.1"
    assert difference({"t": 1.0}, {"t": None}) == ".t: 1.0 and None"
    assert difference({"t": [1.0]}, {"t": []}) == ".t: 1 and 0 entries"
    assert difference({"t": 1}, {"s": 1}) == ": ['s', 't']"
