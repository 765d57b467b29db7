"""Cells that nobody designed: equations drawn at random, as a user might write them."""

import random

_FUNCTIONS = ("gate", "candidate", "tanh", "sigmoid", "softsign", "silu", "sin", "hard_sigmoid")


def random_equations(seed: int) -> str:
    """Return the text of a cell: up to three states beside h, up to five values."""
    draw = random.Random(seed)
    states = ["c", "m", "q"][: draw.randint(0, 3)]
    names: list[str] = []
    lines: list[str] = []
    for name in ["v", "w", "y", "k", "r"][: draw.randint(1, 5)]:
        lines.append(f"{name} = {draw.choice(_FUNCTIONS)}({_sum(draw, name, states, names)})")
        names.append(name)
    for state in states:
        kept = draw.choice([f"{state}'", f"{draw.choice(names)} * {state}'", f"0.5 * {state}'"])
        lines.append(f"{state} = {kept} + {_product(draw, names, states)}")
        names.append(state)
    last = draw.choice(
        [
            f"{draw.choice(names)} * tanh({draw.choice(names)}) + 0.3 * h'",
            f"tanh({draw.choice(names)} + U_h h' + W_h x)",
            f"max({draw.choice(names)}, h') * {draw.choice(names)}",
            f"tanh(V_h ({draw.choice(names)} * h')) - {draw.choice(names)} / (2 + h' * h')",
        ]
    )
    return "\n".join([*lines, f"h = {last}"])


def _sum(draw: random.Random, name: str, states: list[str], names: list[str]) -> str:
    primed = [f"{state}'" for state in ("h", *states)]
    terms = [f"W_{name} x", f"U_{name} {draw.choice(primed)}", f"b_{name}"]
    if draw.random() < 0.5:
        terms.append(f"p_{name} * {draw.choice(primed)}")
    if names and draw.random() < 0.4:
        terms.append(f"V_{name} ({draw.choice(names)} * {draw.choice(primed)})")
    if names and draw.random() < 0.3:
        terms.append(f"u_{name} * normalize(U_{name} h')")
    draw.shuffle(terms)
    return " + ".join(terms)


def _product(draw: random.Random, names: list[str], states: list[str]) -> str:
    primed = draw.choice([f"{state}'" for state in ("h", *states)])
    return f"{draw.choice(names)} * {draw.choice([draw.choice(names), primed])}"
