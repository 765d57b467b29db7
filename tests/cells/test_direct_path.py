"""The direct path of every cell, and what its values are for, read off its equations."""

import pytest

from app.cells.definition import Definition, Options, define
from app.cells.direct import direct_paths, memory_path, memory_state
from app.cells.models import catalogue, model_of
from app.cells.roles import forget_gate, recurrent_candidate, value_bounds

#: Kind → state → (its direct factor, the gate that it is, whether it is 1 less the gate).
DIRECT: dict[str, dict[str, tuple[str, str | None, bool]]] = {
    "lstm": {"c": ("f", "f", False)},
    "cifg": {"c": ("f", "f", False)},
    "lstm_1997": {"c": ("1", None, False)},
    "janet": {"c": ("f", "f", False)},
    "layer_norm_lstm": {"c": ("f", "f", False)},
    "ran": {"c": ("f", "f", False)},
    "slstm": {
        "c": ("f", "f", False),
        "m": ("wins(l + m', a)", None, False),
        "n": ("f", "f", False),
    },
    "gru": {"h": ("z", "z", False)},
    "gru_reset_before": {"h": ("z", "z", False)},
    "ugrnn": {"h": ("z", "z", False)},
    "li_gru": {"h": ("z", "z", False)},
    "fast_grnn": {"h": ("z", "z", False)},
    "mgu": {"h": ("1 - f", "f", True)},
    "mut1": {"h": ("1 - z", "z", True)},
    "min_gru": {"h": ("1 - z", "z", True)},
    "min_lstm": {"h": ("f / f + i", None, False)},
    "rnn": {},
    "ind_rnn": {"h": ("slope(relu) * u", None, False)},
    "antisymmetric_rnn": {"h": ("1 - epsilon * slope(tanh) * gamma", None, False)},
}
#: Cells whose memory is not h.
CELL_STATE = ("lstm", "cifg", "lstm_1997", "janet", "layer_norm_lstm", "ran", "slstm")
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}


def written(definition: Definition, number: int) -> str:
    """Return an expression as text, without brackets; of a slope, only of what."""
    node = definition.graph[number]
    if node.op in _SIGNS:
        left, right = (written(definition, arg) for arg in node.args)
        return f"{left} {_SIGNS[node.op]} {right}"
    if node.op == "number":
        return f"{node.value:g}"
    if node.op == "slope":
        return f"slope({node.name})"
    if node.op == "wins":
        return f"wins({', '.join(written(definition, arg) for arg in node.args)})"
    return f"{node.name}'" if node.op == "previous" else node.name


@pytest.mark.parametrize("kind", [kind for kind in catalogue() if kind != "co_rnn"])
def test_the_direct_path_of_a_cell(kind: str) -> None:
    definition = model_of(kind).definition
    found = {
        state: (written(definition, path.factor), path.gate, path.is_complement)
        for state, path in direct_paths(definition).items()
    }
    assert found == DIRECT[kind]
    assert memory_state(definition) == ("c" if kind in CELL_STATE else "h")


def test_both_states_of_an_oscillator_have_a_direct_path_and_h_is_its_memory() -> None:
    definition = model_of("co_rnn").definition
    speed = definition.states[1]
    found = {
        state: written(definition, path.factor) for state, path in direct_paths(definition).items()
    }
    assert found == {"h": "1", speed: "1 - dt * epsilon"}
    assert memory_state(definition) == "h"


def test_peepholes_projection_and_clipping_leave_the_direct_path_as_it_is() -> None:
    for options in (Options(), Options(is_projected=True), Options(clip=0.5)):
        path = memory_path(model_of("lstm", options, peephole=True).definition)
        assert path is not None
        assert (path.state, path.gate) == ("c", "f")


@pytest.mark.parametrize(
    ("text", "state", "gate", "is_complement"),
    [
        ("k = gate(U h' + W x)\nh = h' + k * (tanh(W_n x) - h')", "h", "k", True),
        ("k = gate(U h' + W x)\nn = tanh(W_n x)\nh = n + k * (h' - n)", "h", "k", False),
        ("k = gate(U h')\nold = k * q'\nq = old + tanh(W x)\nh = sin(q)", "q", "k", False),
        ("a = gate(U h')\nb = gate(V h')\nq = a * b * q' + W x\nh = q", "q", None, False),
    ],
)
def test_the_direct_path_of_a_cell_of_ones_own(
    text: str, state: str, gate: str | None, is_complement: bool
) -> None:
    path = memory_path(define(text))
    assert path is not None
    assert (path.state, path.gate, path.is_complement) == (state, gate, is_complement)


def test_what_bounds_a_value_follows_from_its_function() -> None:
    gate, tanh = (0.0, 1.0), (-1.0, 1.0)
    assert value_bounds(model_of("lstm").definition) == {"i": gate, "f": gate, "g": tanh, "o": gate}
    assert value_bounds(model_of("cifg").definition)["f"] == gate
    assert value_bounds(model_of("rnn").definition) == {"h": tanh}
    relu = model_of("gru", Options(candidate="relu")).definition
    assert value_bounds(relu) == {"r": gate, "z": gate}


def test_the_candidate_is_named_with_the_matrices_that_carry_a_state_into_it() -> None:
    names = {}
    for kind in catalogue():
        found = recurrent_candidate(model_of(kind).definition)
        if found is not None:
            names[kind] = (found.name, *(it[0] for (it,) in found.products.values()))
            assert found.is_state is (kind == "rnn"), kind
    lstms = dict.fromkeys(("lstm", "cifg", "lstm_1997", "janet", "slstm"), ("g", "U_g"))
    grus = dict.fromkeys(("gru", "gru_reset_before", "mgu", "mut1", "ugrnn", "li_gru"))
    expected = lstms | dict.fromkeys(grus, ("n", "U_n"))
    assert names == expected | {"rnn": ("h", "U"), "fast_grnn": ("n", "U")}


def test_a_forget_gate_is_one_that_a_forget_bias_opens() -> None:
    found = {kind: forget_gate(model_of(kind)) for kind in catalogue()}
    named = {kind: (gate.name, gate.bias) for kind, gate in found.items() if gate is not None}
    assert named == dict.fromkeys(("lstm", "janet", "layer_norm_lstm", "ran"), ("f", "b_f"))
    without = forget_gate(model_of("lstm", Options(bias=False)))
    assert without is not None
    assert (without.name, without.bias) == ("f", None)
    assert forget_gate(model_of("lstm", Options(gate="relu"))) is None
