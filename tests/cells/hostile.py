"""Texts that nobody would write for a cell, and what becomes of each.

``python -m tests.cells.hostile 100000`` tries that many of them and reports what happened.
"""

import random
import string
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Literal

import numpy as np

from app.cells.errors import EquationError
from app.cells.functions import FUNCTIONS, SLOTS
from app.cells.models import EQUATIONS, catalogue, model_of
from app.numerics.network import Network
from app.numerics.parameters import LayerSpec, NetworkSpec, parameter_shapes

Outcome = Literal["refused", "ran"]
STEPS, INPUTS, UNITS = 3, 2, 2

WORDS = (*FUNCTIONS, *SLOTS, "scalar", "transpose")
NAMES = (
    "h", "c", "n", "z", "x", "W", "U", "b", "b_f", "W_i", "constructor", "__proto__", "toString",
    "__class__", "exec", "v0", "k0", "hold", "step", "make", "self", "lambda", "σ", "a_", "_a",
    "a__b", "é", "名", "h0", "None", "import",
)  # fmt: skip
SIGNS = ("+", "-", "*", "/", "(", ")", ",", "'", "=", "′", "−", "·", "⊙", "×", "’", "\n", "#", "@",
         ";", "**", "[", "]", "{", "}", "%", "!", ":", "\\", '"', "`")  # fmt: skip
NUMBERS = ("0", "1", "-1", "0.5", ".5", "5.", "1e308", "1e309", "1e-320", "9" * 400, "1e5",
           "0x10", "1_000", "1e", "1..2", "nan", "inf", "00", "1e+2", "1e99999999999")  # fmt: skip
STRANGE = ("\0", "\x07", "\x1b[31m", "\ufeff", "\u202e", "\u2028", "\u0085", "\u00a0", "\t", "\r",
           "\x0b", "\ud800", "🧠", "ﬁ", "ⅷ", "²", "٣", "<b>", "</script>", "${x}", "{found}", "%s",
           "$(id)", "../..", "' or 1=1")  # fmt: skip


def random_tokens(rng: random.Random) -> str:
    kinds = (NAMES, WORDS, SIGNS, NUMBERS, STRANGE, (" ",))
    weights = (30, 10, 40, 8, rng.choice((0, 0, 3)), 8)
    chosen = rng.choices(kinds, weights, k=rng.randrange(80))
    return "".join(rng.choice(kind) for kind in chosen)


def random_characters(rng: random.Random) -> str:
    def one() -> str:
        if rng.random() < 0.7:
            return rng.choice(string.printable)
        return chr(rng.choice((rng.randrange(256), rng.randrange(0x3000), rng.randrange(0x110000))))

    return "".join(one() for _ in range(rng.randrange(120)))


def mutated(rng: random.Random) -> str:
    """Return a cell of the catalogue with a few characters or words changed."""
    text = rng.choice(list(catalogue().values())).equations
    for _ in range(rng.randrange(1, 5)):
        text = _changed(rng, text)
    return text


def _changed(rng: random.Random, text: str) -> str:
    at, to = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    to = min(to, at + rng.choice((1, 1, 2, 5, 60)))
    match rng.randrange(6):
        case 0:
            return text[:at] + text[to:]
        case 1:
            return text[:at] + rng.choice((*SIGNS, *NAMES, *NUMBERS, *STRANGE, *WORDS)) + text[at:]
        case 2:
            return text[:to] + text[at:to] * rng.choice((1, 2, 30)) + text[to:]
        case 3:
            names = ("W_i", "U_i", "h'", "h", "c'", "c", "x", "gate", "candidate", "+", "*", "1")
            return text.replace(rng.choice(names), rng.choice((*names, *WORDS)), rng.choice((1, 9)))
        case 4:
            lines = text.split("\n")
            rng.shuffle(lines)
            return "\n".join(lines)
        case _:
            other = rng.choice(list(catalogue().values())).equations
            return text[:at] + other[at:]


def valid_but_wild(rng: random.Random) -> str:
    """Return equations that mostly follow the grammar, with names that people do not choose."""
    states = rng.sample(("h", "c", "constructor", "toString", "v0", "hold"), rng.randrange(1, 5))
    defined: list[str] = []
    lines = []
    for name in dict.fromkeys(
        (*rng.sample(("a", "k0", "step", "n"), rng.randrange(4)), *states, "h")
    ):
        if name not in defined:
            lines.append(f"{name} = {_expression(rng, defined, states, rng.randrange(7))}")
            defined.append(name)
    return "\n".join(lines)


def _expression(rng: random.Random, defined: list[str], states: list[str], depth: int) -> str:
    if depth == 0 or rng.random() < 0.12:
        kind = rng.randrange(7)
        if kind == 0 and defined:
            return rng.choice(defined)
        if kind == 1:
            return rng.choice(("b", "b_1", "p", "prototype", "scalar(alpha, 0.5)", "scalar(v1)"))
        if kind == 2:
            return rng.choice(("0", "1", "-1", "2", "0.5", "1e300", "1e-300"))
        if kind == 3:
            return f"{rng.choice(('W', 'W_2', 'valueOf'))} x"
        return f"{rng.choice(states)}'"

    def part() -> str:
        return _expression(rng, defined, states, depth - 1)

    match rng.randrange(8):
        case 0 | 1 | 2 | 3:
            return f"({part()}) {rng.choice('+-*/')} ({part()})"
        case 4:
            return f"{rng.choice(('max', 'min'))}({part()}, {part()})"
        case 5:
            return f"{rng.choice(('U', 'V', 'transpose(U)', 'transpose(V)'))} ({part()})"
        case 6:
            return f"-({part()})"
        case _:
            one = [name for name in (*FUNCTIONS, *SLOTS) if name not in ("max", "min")]
            return f"{rng.choice(one)}({part()})"


def deep(rng: random.Random) -> str:
    count = rng.choice((10, 49, 50, 51, 400, 5000))
    opening = rng.choice(
        ("(", "tanh(", "-", "-(", "U ", "transpose(U) ", "max(1, ", "1 + ", "h' * ")
    )
    closing = ")" * (opening.count("(") * count if "transpose" not in opening else 0)
    return "h = " + opening * count + "h'" + closing[: rng.choice((None, -1))]


def huge(rng: random.Random) -> str:
    count = rng.choice((5, 39, 40, 41, 399, 400, 401, 3000))
    line = rng.choice(
        ("a{} = h' + {}", "a{} = tanh(W{} x + U{} h')", "a{0} = a{0}' + 1", "a{} = 1")
    )
    lines = [line.replace("{0}", str(k)).replace("{}", str(k)) for k in range(count)]
    middle = rng.choice(("+", "*", "+ h' *", "- U", "/"))
    sums = "h = h'" + f" {middle} h'" * rng.choice((1, 10, count))
    return rng.choice(("\n".join([*lines, "h = h'"]), sums, "h = " + "a" * count, "h" * 25_000))


MAKERS: tuple[tuple[Callable[[random.Random], str], int], ...] = (
    (random_tokens, 20), (random_characters, 10), (mutated, 40), (valid_but_wild, 22), (deep, 4),
    (huge, 4),
)  # fmt: skip


def hostile_text(seed: int) -> str:
    """Return the text of a number: always the same one."""
    rng = random.Random(seed)
    makers, weights = zip(*MAKERS, strict=True)
    text: str = rng.choices(makers, weights)[0](rng)
    return text


def outcome_of(text: str) -> Outcome:
    """Refuse a text as the program would, or run it both ways over a few steps.

    Whatever is neither is an exception, and a fault of the program.
    """
    try:
        model = model_of.__wrapped__(EQUATIONS, equations=text)
    except EquationError:
        return "refused"
    spec = NetworkSpec(INPUTS, (LayerSpec(model, INPUTS, UNITS, UNITS),))
    rng = np.random.default_rng(len(text))
    tensors = {name: rng.uniform(-1, 1, shape) for name, shape in parameter_shapes(spec).items()}
    network = Network(spec, STEPS)
    network.load(tensors)
    for _ in network.forward(rng.uniform(-1, 1, (STEPS, INPUTS))):
        pass
    for _ in network.backward(np.ones_like(network.outputs())):
        pass
    lane = network.lanes[0]
    shapes = {value.shape for value in (*lane.grads(0, STEPS).values(), *lane.gates.values())}
    gradients = network.gradients()
    if shapes != {(STEPS, UNITS)} or any(gradients[n].shape != t.shape for n, t in tensors.items()):
        raise AssertionError("an array has a wrong shape")
    return "ran"


def main() -> int:
    """Try texts; report how many, the slowest, and every fault."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    outcomes: Counter[str] = Counter()
    slowest = {"refused": (0.0, -1), "ran": (0.0, -1)}
    for seed in range(first, first + count):
        text = hostile_text(seed)
        start = time.process_time()
        try:
            outcome: str = outcome_of(text)
        except Exception as error:
            outcomes["failed"] += 1
            if outcomes["failed"] <= 20:
                print(f"{seed}: {type(error).__name__}: {error}\n{text[:300]!r}")  # noqa: T201
            continue
        outcomes[outcome] += 1
        slowest[outcome] = max(slowest[outcome], (time.process_time() - start, seed))
    print(dict(outcomes), {name: f"{s * 1e3:.1f} ms ({n})" for name, (s, n) in slowest.items()})  # noqa: T201
    return int(outcomes["failed"] > 0)


if __name__ == "__main__":
    sys.exit(main())
