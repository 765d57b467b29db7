"""Scenarios that show all of a stream's forms: every kind, own cells, layers that differ."""

import json
from typing import Any

from app.cells.models import catalogue
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from app.streaming.include import Include, Layout
from app.streaming.trace import TraceStream

Lines = list[dict[str, Any]]

#: States and values whose names are keys of a line, of the line's objects, or of every JavaScript
#: object; products of all kinds.
HOSTILE = """\
t = 0.5 * t' + tanh(W x + U h' + b)
z = sigmoid(V t + z')
type = softplus(type' - z)
constructor = min(t, z) * clip_me
gates = transpose(V) constructor
h = scalar(alpha, 0.5) * sin(gates) / (2 + type) + normalize(Q h')
"""

CELLS: dict[str, dict[str, Any]] = {kind: {"kind": kind} for kind in catalogue()} | {
    "peephole": {"peephole": True, "num_layers": 2},
    "projection": {"proj_size": 2, "num_layers": 2, "bidirectional": True, "peephole": True},
    "clip": {"kind": "gru", "clip": 0.2},
    "no bias": {"kind": "mgu", "bias": False},
    "hostile names": {"kind": "equations", "equations": HOSTILE},
    "shared": {
        "kind": "equations",
        "equations": "a = h' + W x + b\nc = tanh(h' + W x + b) + c'\n"
        "g = sigmoid(W x + b)\nh = c * a * sigmoid(W x + b) + g",
    },
    "not recurrent": {"kind": "equations", "equations": "h = tanh(W x + b)"},
    "a state that nothing reads on": {"kind": "equations", "equations": "c = c' + W x\nh = c"},
    "layers": {
        "merge": "product",
        "layers": [
            {"bidirectional": True, "hidden_size": 2, "merge": "average"},
            {"kind": "slstm", "reverse": True},
            {"kind": "equations", "equations": HOSTILE, "bidirectional": True, "hidden_size": 4},
            {"kind": "rnn", "activations": {"candidate": "relu"}},
        ],
    },
    "one way": {
        "layers": [{"kind": "gru", "hidden_size": 4}, {"kind": "co_rnn"}, {"proj_size": 1}]
    },
}


def document(cell: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a scenario with a head, five steps of noise and a loss at every step."""
    return {
        "cell": {"input_size": 2, "hidden_size": 3} | cell,
        "weights": {"init": "pytorch", "seed": 4, "gain": 1.2},
        "sequence": {"generator": "noise", "steps": 5, "seed": 6},
        "head": {"output_size": 2, "seed": 1},
        "loss": {"kind": "mse", "targets": [[0.5, -0.5]] * 5},
    } | fields


def resolved(scenario: dict[str, Any]) -> Resolved:
    return resolve(Scenario.model_validate(scenario))


def streamed(
    scenario: dict[str, Any],
    include: str = "all,z,paths,nodes",
    layout: Layout = "lines",
    lens: str | None = None,
    precision: int | None = None,
) -> Lines:
    """Return the lines of a scenario's stream."""
    wanted = Include.parse(include, lens)
    chunks = TraceStream(resolved(scenario), precision, wanted, layout).chunks()
    return [json.loads(text) for text in b"".join(chunks).splitlines()]


def of_type(lines: Lines, kind: str) -> Lines:
    return [line for line in lines if line["type"] == kind]
