"""Descriptions of every cell and of some of one's own, for the tests of the page's circuit.

``python -m tests.streaming.model_fixtures`` writes tests/js/fixtures/models.json anew.
"""

import json
from pathlib import Path
from typing import Any

from app.cells.definition import Options
from app.cells.description import description_of
from app.cells.models import catalogue, model_of
from tests.streaming.equation_fixtures import WORDS_OF_JAVASCRIPT

FILE = Path(__file__).parents[1] / "js/fixtures/models.json"

#: As large as a cell may be: a chain of gates, each of which reads those before it.
LARGEST = "\n".join(
    ["g0 = gate(W_0 x + U_0 h' + b_0)"]
    + [
        f"g{k} = gate(W_{k} x + U_{k} h' + b_{k}) * g{k - 1} + (1 - g{k - 1}) * tanh(g{k // 2})"
        for k in range(1, 38)
    ]
    + ["c = g37 * c' + g36", "h = g35 * tanh(c)"]
)

GATES = "".join(
    f"{name} = {slot}(W_{name} x + U_{name} h' + b_{name})\n"
    for name, slot in (("i", "gate"), ("f", "gate"), ("g", "candidate"), ("o", "gate"))
)

#: Name → equations.
OWN: dict[str, str] = {
    "one equation": "h = W x",
    "leaky integrator": "h = 0.9 * h' + W x",
    "trained leak": "a = gate(alpha)\nh = a * h' + (1 - a) * tanh(W x + U h' + b)",
    "two clocks": "s = 0.5 * s' + 0.5 * tanh(W x + U h' + b)\nh = 0.9 * h' + 0.1 * tanh(V s)",
    "oscillator": "v = v' - scalar(k, 0.3) * h' + W x\nh = h' + scalar(dt, 0.1) * v",
    "no state": "a = tanh(W x + b)\nh = V a",
    "six states": "\n".join(f"{s} = 0.{k} * {s}' + W_{s} x" for k, s in enumerate("abdef", 3))
    + "\nh = tanh(a + b - d * e / (1 + exp(f)) + U h')",
    "deep arithmetic": (
        "h = tanh(sin(softplus(silu(relu(softsign(log(1 + exp(W x + U h' + b))))))))"
    ),
    "attention of two": "a = exp(W_a x + U_a h')\nb = exp(W_b x + U_b h')\nm = a / (a + b)\n"
    "c = m * c' + (1 - m) * tanh(W x)\nh = max(min(c, 1), -1)",
    "read three times": "g = gate(W x + U h' + b)\nh = g * h' + g * g * (1 - g) * tanh(V x)",
    "unused value": "a = tanh(W x)\nb = gate(V x)\nh = b * h' + W_h x",
    "squashed output": GATES + "c = f * c' + i * g\nh = tanh(o * c)",
    "squashed write": GATES + "c = f * c' + i * tanh(g)\nh = o * tanh(c)",
    "old value twice": "h = h' * h' + W x",
    "old value thrice": "h = h' + h' + h' + W x",
    "words of JavaScript": WORDS_OF_JAVASCRIPT,
    "transposed": "h = tanh(U h' - transpose(U) h' + W x)",
    "long names": "forget_gate_of_the_cell = gate(W_forget_gate x + U_forget_gate h')\n"
    "memory = forget_gate_of_the_cell * memory' + tanh(W_write x)\nh = memory",
    "many operations": "h = tanh("
    + " + ".join(f"p_{k} * (W_{k} x) * (U_{k} h')" for k in range(24))
    + ")",
    "largest": LARGEST,
}

#: Name → what `model_of` takes.
VARIANTS: dict[str, dict[str, Any]] = {
    "lstm without bias": {"kind": "lstm", "options": Options(bias=False)},
    "lstm of identities": {
        "kind": "lstm",
        "options": Options(candidate="identity", output="identity"),
    },
    "lstm_peephole": {"kind": "lstm", "peephole": True},
    "lstm_projection": {"kind": "lstm", "options": Options(is_projected=True)},
    "gru without bias": {"kind": "gru", "options": Options(bias=False)},
    "rnn without bias": {"kind": "rnn", "options": Options(bias=False)},
}


def made() -> dict[str, Any]:
    """Return the description of every cell by name."""
    arguments: dict[str, dict[str, Any]] = {kind: {"kind": kind} for kind in catalogue()}
    arguments |= VARIANTS
    arguments |= {name: {"kind": "equations", "equations": text} for name, text in OWN.items()}
    return {name: description_of(model_of(**given)).data for name, given in arguments.items()}


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(made(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
