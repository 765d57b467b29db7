"""The page's tests read what the server really sends."""

import json
from functools import partial
from typing import Any

import pytest

from tests.analysis.lab_fixtures import FIXTURES, made, path_of
from tests.documents import difference

#: Below this share of a list's largest number everything is rounding, and another machine's.
_NOISE = 1e-9

compare = partial(difference, relative=1e-6, absolute=_NOISE)


def without_noise(document: dict[str, Any]) -> dict[str, Any]:
    """Drop where a curve that is exact but for rounding is the least so."""
    for line in document["analysis"]:
        worst = line.get("misleading")
        if (
            worst is not None
            and abs(worst.get("log10_factor", worst.get("factor", 0) - 1)) < _NOISE
        ):
            line["misleading"] = None
        cancelled = line.get("most_cancelled")
        if cancelled is not None and cancelled["left"] > 1 - _NOISE:
            line["most_cancelled"] = None
    return document


@pytest.mark.parametrize("name", FIXTURES)
def test_the_fixture_of_the_page_is_what_the_server_sends(name):
    stored = json.loads(path_of(name).read_text(encoding="utf-8"))
    assert compare(without_noise(stored), without_noise(made(name))) is None


def test_a_fixture_that_says_something_else_is_told_apart():
    assert compare({"t": [1.0, None]}, {"t": [1.0, None]}) is None
    assert compare({"t": [1.0, 2.0]}, {"t": [1.0, 2.1]}) == ".t[1]: 2.0 and 2.1"
    assert compare({"t": 1.0}, {"t": None}) == ".t: 1.0 and None"
    assert compare({"t": [1.0]}, {"t": []}) == ".t: 1 and 0 entries"
    assert compare({"t": 1}, {"s": 1}) == ": ['s', 't']"
