"""Paths in the backward lines: norms always, vectors on request, logarithms where float64 ends."""

import json
from typing import Any

import numpy as np
import pytest

from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from app.streaming.include import Include
from app.streaming.messages import TraceLine
from app.streaming.trace import TraceStream
from tests.analysis.studies import CELLS, document

Lines = list[dict[str, Any]]


def backward_lines(
    scenario: dict[str, Any], include: str = "all", digits: int | None = None
) -> Lines:
    given = resolve(Scenario.model_validate(scenario))
    text = b"".join(TraceStream(given, digits, include).chunks())
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        TraceLine.model_validate(line)
    return [line for line in lines if line["type"] == "backward"]


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_parts_sent_as_vectors_add_up_to_the_gradient_sent_beside_them(
    cell: dict[str, Any],
) -> None:
    for line in backward_lines(document(cell), "all,paths"):
        for state, parts in line["paths"]["grad"].items():
            total = np.sum(list(parts.values()), axis=0)
            size = np.sum(np.abs(list(parts.values())), axis=0)
            assert np.all(np.abs(total - line["grad"][state]) <= 1e-12 * size + 1e-300)
            for name, vector in parts.items():
                norm = line["paths"]["norm"][state][name]
                assert norm == pytest.approx(np.linalg.norm(vector), rel=1e-12)


def test_without_the_word_only_norms_are_sent() -> None:
    for line in backward_lines(document(), digits=6):
        assert line["paths"].keys() == {"norm"}


def test_parts_are_named_by_where_they_come_from() -> None:
    names = {}
    for kind, peephole in (("lstm", True), ("lstm", False), ("gru", False), ("rnn", False)):
        cell = {"kind": kind, "num_layers": 2} | ({"peephole": True} if peephole else {})
        for line in backward_lines(document(cell)):
            norm = line["paths"]["norm"]
            names[kind, peephole, line["layer"]] = {state: [*norm[state]] for state in norm}
    assert names["lstm", True, 1] == {
        "h": ["loss", "i", "f", "g", "o"],
        "c": ["line", "h", "peephole"],
    }
    assert names["lstm", False, 0] == {"h": ["above", "i", "f", "g", "o"], "c": ["line", "h"]}
    assert names["gru", False, 1] == {"h": ["loss", "r", "z", "n", "direct"]}
    assert names["rnn", False, 0] == {"h": ["above", "a"]}


def test_parts_too_small_for_a_double_have_logarithms() -> None:
    tensors = {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[1e-5]]}
    cell = {"kind": "rnn", "input_size": 1, "hidden_size": 1, "bias": False}
    cell |= {"activations": {"candidate": "identity"}}
    values = [[1.0]] + [[0.0]] * 99
    scenario = document(cell, weights={"tensors": tensors}, sequence={"values": values})
    by_step = {line["t"]: line for line in backward_lines(scenario)}
    assert by_step[10]["paths"]["norm"]["h"]["a"] == 0.0
    assert by_step[10]["paths"]["log10_norm"]["h"]["a"] == pytest.approx(-5.0 * 89)
    assert by_step[10]["paths"]["log10_norm"]["h"]["loss"] is None
    assert "log10_norm" not in by_step[60]["paths"]


def test_words_may_be_joined_in_any_order() -> None:
    both = Include.parse("paths,all,z")
    assert (both.backward, both.z, both.paths) == (True, True, True)
    assert not Include.parse("all").paths
