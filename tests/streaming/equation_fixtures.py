"""Whole traces of small networks of many cells, as the page asks for them.

``python -m tests.streaming.equation_fixtures`` writes the file anew.
"""

import json
from pathlib import Path
from typing import Any

from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from app.streaming.trace import TraceStream
from app.web.rendering import PAGE_INCLUDE

FILE = Path(__file__).parents[1] / "js/fixtures/equation-traces.json"


def small(cell: dict[str, Any], steps: int = 4, **fields: Any) -> dict[str, Any]:
    """Return a network with strong weights that reads noise."""
    return {
        "cell": {"input_size": 2, "hidden_size": 2} | cell,
        "weights": {"init": "xavier", "seed": 3, "gain": 1.5},
        "sequence": {"generator": "noise", "steps": steps, "seed": 5},
    } | fields


def held(target: str, first: int, last: int, value: float, **where: int) -> dict[str, Any]:
    return {"target": target, "from": first, "to": last, "value": value, **where}


HEAD = {"weight": [[0.5, -1.2], [0.3, 0.8]], "bias": [0.1, -0.2]}
HEAD_OF_THREE = {"weight": [*HEAD["weight"], [1.0, 0.4]], "bias": [0.1, -0.2, 0.0]}
HEAD_OF_THREE_UNITS = {"weight": [[0.5, -1.2, 0.3], [0.3, 0.8, -0.4]], "bias": [0.1, -0.2]}
HEAD_OF_TEXT = {
    "weight": [[0.5, -1.2, 0.1], [0.3, 0.8, -0.6], [1.0, 0.4, 0.2], [-0.7, 0.1, 0.9]],
    "bias": [0.0, 0.0, 0.1, 0.2],
}

#: Values named like what every object of the page's language has.
WORDS_OF_JAVASCRIPT = (
    "constructor = 0.5 * constructor' + W x\nvalueOf = tanh(constructor)\n"
    "toString = toString' + W_t x\nh = valueOf + toString"
)

#: Name → scenario.
SCENARIOS: dict[str, dict[str, Any]] = {
    "lstm_two_layers": small(
        {"input_size": 3, "num_layers": 2},
        head=HEAD,
        loss={"kind": "mse", "targets": [[0.5, -1.0]] * 4},
    ),
    "lstm_peephole": small(
        {"hidden_size": 3, "peephole": True},
        loss={"kind": "squared_error", "targets": [[1.0, 0.0, -1.0]], "at": "last"},
    ),
    "lstm_bidirectional": small(
        {"num_layers": 2, "bidirectional": True},
        steps=3,
        h0=[[0.1, 0.2]] * 4,
        c0=[[0.3, -0.4]] * 4,
    ),
    "lstm_hard": small(
        {"activations": {"gate": "hard_sigmoid", "candidate": "relu", "output": "identity"}}
    ),
    "lstm_wide": small(
        {"input_size": 5, "hidden_size": 6},
        steps=3,
        loss={"kind": "probe", "step": 1, "unit": 2},
    ),
    "lstm_held": small(
        {},
        interventions=[
            held("f", 1, 2, 1.0, unit=0),
            held("c", 2, 2, 0.5),
            held("h", 1, 1, 0.25, unit=1),
        ],
    ),
    "gru": small(
        {"kind": "gru", "input_size": 3},
        head=HEAD_OF_THREE,
        loss={"kind": "cross_entropy", "targets": [0, 2, 1, 1]},
    ),
    "gru_text": small(
        {"kind": "gru", "input_size": 4, "hidden_size": 3},
        head=HEAD_OF_TEXT,
        sequence={"text": "hello", "alphabet": "ehlo"},
        loss={"kind": "cross_entropy", "targets": "next"},
    ),
    "gru_held": small(
        {"kind": "gru", "num_layers": 2},
        interventions=[held("h", 2, 2, 0.5, unit=0), held("n", 1, 1, 0.5, layer=1)],
    ),
    "rnn": small({"kind": "rnn", "hidden_size": 3, "num_layers": 2}),
    "rnn_no_bias": small(
        {
            "kind": "rnn",
            "bidirectional": True,
            "bias": False,
            "activations": {"candidate": "identity"},
        },
        steps=3,
    ),
    "lstm_biases": small({"hidden_size": 3}, weights={"init": "pytorch", "seed": 7}),
    "gru_biases": small({"kind": "gru", "hidden_size": 3}, weights={"init": "pytorch", "seed": 7}),
    "lstm_projected": small({"hidden_size": 3, "proj_size": 2}),
    "mixed": small({"layers": [{"kind": "gru", "hidden_size": 3}, {"kind": "lstm"}]}),
    "slstm": small({"kind": "slstm", "hidden_size": 3}, head=HEAD_OF_THREE_UNITS),
    "mut1": small({"kind": "mut1"}),
    "li_gru": small({"kind": "li_gru", "hidden_size": 3}),
    "min_lstm": small({"kind": "min_lstm"}),
    "co_rnn": small({"kind": "co_rnn"}),
    "fast_grnn": small({"kind": "fast_grnn"}),
    "layer_norm_lstm": small({"kind": "layer_norm_lstm", "hidden_size": 3}),
    "janet": small({"kind": "janet"}),
    "words_of_javascript": small({"kind": "equations", "equations": WORDS_OF_JAVASCRIPT}),
    "old_value_twice": small({"kind": "equations", "equations": "h = h' * h' + W x"}),
    "own": small(
        {
            "kind": "equations",
            "equations": "u = sigmoid(W_u x + U_u h' + b_u)\n"
            "k = silu(W_k x) + min(m', scalar(alpha, 0.5) * u)\n"
            "m = u * m' - k / (1 + exp(u))\n"
            "h = (1 - u * u) * softsign(m) + 0.5 * transpose(V) k",
        },
        interventions=[held("k", 1, 1, 0.25, unit=0)],
    ),
}


def made(name: str) -> list[dict[str, Any]]:
    """Return the lines of a scenario's trace, without how long it took."""
    resolved = resolve(Scenario.model_validate(SCENARIOS[name]))
    stream = TraceStream(resolved, include=PAGE_INCLUDE, layout="columns")
    lines = [json.loads(line) for line in b"".join(stream.chunks()).splitlines()]
    return [{key: line[key] for key in line if key != "seconds"} for line in lines]


def main() -> None:
    """Write the file."""
    content = {name: made(name) for name in SCENARIOS}
    FILE.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
