"""The reference cases, as plain data: which network, which loss, which interventions.

A case holds only words and small integers; its numbers are drawn by `draw`. Nothing here knows
PyTorch. Names, shapes and formulas are those of the scenario contract, which are PyTorch's.
"""

import itertools
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

Case = dict[str, Any]
BLOCKS = {"lstm": "ifgo", "gru": "rzn", "rnn": "a"}
ACTIVATIONS = ("sigmoid", "hard_sigmoid", "tanh", "relu", "identity")
ROLES = {
    "lstm": ("gate", "candidate", "output"),
    "gru": ("gate", "candidate"),
    "rnn": ("candidate",),
}
LAST: Case = {"kind": "probe", "step": -1}
EVERY: Case = {"kind": "squared_error", "at": "all"}


def case(name: str, kind: str, sizes: tuple[int, int, int], **options: Any) -> Case:
    """Return a case of ``sizes`` (D, H, T) with every default filled in."""
    D, H, T = sizes
    spec = {
        "kind": kind,
        "input_size": D,
        "hidden_size": H,
        "num_layers": options.pop("layers", 1),
        "bidirectional": options.pop("bidirectional", False),
        "peephole": options.pop("peephole", False),
        "bias": options.pop("bias", True),
        "gate": "sigmoid",
        "candidate": "tanh",
        "output": "tanh",
    } | options.pop("activations", {})
    defaults: Case = {
        "initial_state": True,
        "scale": 0.8,
        "head": None,
        "loss": EVERY,
        "interventions": [],
    }
    unknown = options.keys() - defaults.keys()
    if unknown:
        raise TypeError(f"unknown options of a case: {sorted(unknown)}")
    return {"name": name, "spec": spec, "steps": T} | defaults | options


def structure() -> Iterator[Case]:
    """Every kind × layers × directions × bias × peephole, default activations."""
    losses = itertools.cycle(
        [
            {"loss": LAST, "head": None},
            {"loss": {"kind": "mse", "at": "all"}, "head": 2},
            {"loss": {"kind": "squared_error", "at": "last"}, "head": None},
            {"loss": {"kind": "cross_entropy", "at": [1, 3]}, "head": 3},
            {"loss": {"kind": "mse", "at": [0, 2]}, "head": None},
        ]
    )
    sizes = itertools.cycle([(3, 4, 5), (2, 3, 6), (5, 2, 4), (1, 3, 5), (3, 1, 7)])
    for kind, layers, two_way, bias, peephole in itertools.product(
        BLOCKS, (1, 2, 3), (False, True), (True, False), (False, True)
    ):
        if peephole and kind != "lstm":
            continue
        words = [kind, f"{layers}-layer", "bidirectional" * two_way, "no-bias" * (not bias)]
        yield case(
            "-".join(filter(None, [*words, "peephole" * peephole])),
            kind,
            next(sizes),
            layers=layers,
            bidirectional=two_way,
            bias=bias,
            peephole=peephole,
            initial_state=(layers + bias) % 2 == 0,
            **next(losses),
        )


def activations() -> Iterator[Case]:
    """Each activation in each role alone, then mixtures in larger structures."""
    usual = {"gate": "sigmoid", "candidate": "tanh", "output": "tanh"}
    for kind, roles in ROLES.items():
        for role, name in itertools.product(roles, ACTIVATIONS):
            if name != usual[role]:
                chosen = {role: name}
                # Gates without bounds explode; small weights keep sums free of cancellation.
                scale = 0.4 if name == "identity" else 0.8
                words = f"{kind}-{role}-{name}"
                yield case(words, kind, (2, 3, 5), activations=chosen, scale=scale)
    mixtures = [
        ("lstm", "hard_sigmoid", "relu", "identity"),
        ("lstm", "sigmoid", "identity", "identity"),
        ("lstm", "relu", "sigmoid", "hard_sigmoid"),
        ("lstm", "tanh", "hard_sigmoid", "relu"),
        ("gru", "hard_sigmoid", "relu", "tanh"),
        ("gru", "tanh", "identity", "tanh"),
    ]
    for kind, gate, candidate, output in mixtures:
        chosen = {"gate": gate, "candidate": candidate, "output": output}
        words = [kind, gate, candidate, *([output] if kind == "lstm" else []), "stacked"]
        yield case(
            "-".join(words),
            kind,
            (2, 3, 5),
            layers=2,
            bidirectional=True,
            peephole=kind == "lstm",
            scale=0.5,
            activations=chosen,
        )


def losses() -> Iterator[Case]:
    """Every loss, with and without a head, at all steps, the last one and chosen ones."""
    probes = [{"step": -1}, {"step": 0}, {"step": 2, "unit": 1}, {"step": -2, "unit": 0}]
    kinds = itertools.cycle(BLOCKS)
    for head, probe in itertools.product((None, 2), probes):
        where = "-".join(f"{key}{value}" for key, value in probe.items())
        name = f"probe-{where}-{'head' if head else 'features'}"
        loss = {"kind": "probe"} | probe
        yield case(name, next(kinds), (3, 2, 5), bidirectional=True, head=head, loss=loss)
    compared = itertools.product(
        ("mse", "squared_error", "cross_entropy"), ("all", "last", [0, 3]), (None, 3)
    )
    for kind, at, head in compared:
        where = at if isinstance(at, str) else "steps-" + "-".join(map(str, at))
        yield case(
            f"{kind}-{where}-{'head' if head else 'features'}",
            next(kinds),
            (2, 3, 5),
            layers=2,
            head=head,
            loss={"kind": kind, "at": at},
        )


def _held(target: str, start: int, stop: int, value: float, **where: Any) -> Case:
    place = {"layer": 0, "direction": "forward", "unit": None} | where
    return place | {"target": target, "start": start, "stop": stop, "value": value}


def interventions() -> Iterator[Case]:
    """Gates, c and h held: one unit or all, first and last steps, both directions, several."""
    states = {"lstm": "ifgoch", "gru": "rznh", "rnn": "h"}
    for kind, targets in states.items():
        for target, unit in itertools.product(targets, (None, 1)):
            held = [_held(target, 1, 3, 0.7, unit=unit)]
            words = f"{kind}-{target}-{'every-unit' if unit is None else 'one-unit'}"
            yield case(words, kind, (2, 3, 5), interventions=held, peephole=kind == "lstm")
        ends = [_held(targets[-1], 0, 1, -0.4), _held(targets[0], 5, 6, 1.0, unit=0)]
        yield case(f"{kind}-first-and-last-step", kind, (2, 2, 6), interventions=ends)
        several = [
            _held(targets[0], 0, 6, 0.0, layer=1, direction="reverse", unit=2),
            _held(targets[-1], 2, 4, 0.25, layer=0, direction="reverse"),
            _held(targets[-1], 1, 2, -0.5, layer=1, unit=0),
            _held(targets[0], 3, 5, 1.0, layer=0, unit=1),
        ]
        yield case(
            f"{kind}-several-stacked-bidirectional",
            kind,
            (2, 3, 6),
            layers=2,
            bidirectional=True,
            head=2,
            loss={"kind": "mse", "at": "all"},
            interventions=several,
        )
    everything = [
        _held(target, start, start + 2, 0.6, unit=unit)
        for start, (target, unit) in enumerate(zip("ifgoch", (0, 1, 2, 0, 1, 2), strict=True))
    ]
    yield case(
        "lstm-everything-held-once", "lstm", (2, 3, 8), peephole=True, interventions=everything
    )


def extremes() -> Iterator[Case]:
    """Sizes of one, long sequences, and weights large enough to shut and open gates."""
    for kind in BLOCKS:
        for sizes in ((1, 1, 1), (1, 1, 5), (3, 1, 2), (2, 5, 1)):
            name = f"{kind}-D{sizes[0]}-H{sizes[1]}-T{sizes[2]}"
            yield case(name, kind, sizes, peephole=kind == "lstm", loss=LAST)
            yield case(f"{name}-stacked", kind, sizes, layers=2, bidirectional=True, head=1)
        yield case(f"{kind}-long", kind, (2, 3, 60), loss=LAST)
        yield case(f"{kind}-saturated", kind, (3, 4, 8), scale=6.0, peephole=kind == "lstm")


FAMILIES = {
    "structure": structure,
    "activations": activations,
    "losses": losses,
    "interventions": interventions,
    "extremes": extremes,
}


def lanes(spec: Case) -> list[tuple[int, str]]:
    """Return every (layer, direction) in PyTorch's order."""
    ways = ("forward", "reverse") if spec["bidirectional"] else ("forward",)
    return [(layer, way) for layer in range(spec["num_layers"]) for way in ways]


def tensor_shapes(spec: Case) -> dict[str, tuple[int, ...]]:
    """Return the shape of every parameter under the names of a ``state_dict``."""
    H = spec["hidden_size"]
    rows = len(BLOCKS[spec["kind"]]) * H
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, way in lanes(spec):
        end = f"_l{layer}" + "_reverse" * (way == "reverse")
        width = H * (1 + spec["bidirectional"]) if layer else spec["input_size"]
        shapes |= {"weight_ih" + end: (rows, width), "weight_hh" + end: (rows, H)}
        if spec["bias"]:
            shapes |= {"bias_ih" + end: (rows,), "bias_hh" + end: (rows,)}
        if spec["peephole"]:
            shapes["weight_peephole" + end] = (3, H)
    return shapes


def compared_steps(chosen: Case) -> list[int]:
    """Return the steps that the loss of a case looks at."""
    loss, T = chosen["loss"], chosen["steps"]
    at = [loss["step"] % T] if loss["kind"] == "probe" else loss["at"]
    return {"all": list(range(T)), "last": [T - 1]}[at] if isinstance(at, str) else list(at)


def draw(chosen: Case) -> dict[str, np.ndarray]:
    """Draw the numbers of a case: the same for the same name.

    Returns
    -------
    dict
        ``x`` (T, D); with initial states ``h0`` and (LSTM) ``c0`` (lanes, H); ``weights.…``;
        with a head ``head.weight`` (O, features) and ``head.bias`` (O,); ``targets`` (n, outputs)
        or, for cross entropy, ``classes`` (n,), as floats.
    """
    spec = chosen["spec"]
    rng = np.random.default_rng(zlib.crc32(chosen["name"].encode()))
    features = spec["hidden_size"] * (1 + spec["bidirectional"])
    outputs = chosen["head"] or features
    shapes = {"x": (chosen["steps"], spec["input_size"])}
    if chosen["initial_state"]:
        states = ("h0", "c0") if spec["kind"] == "lstm" else ("h0",)
        shapes |= dict.fromkeys(states, (len(lanes(spec)), spec["hidden_size"]))
    shapes |= {f"weights.{name}": shape for name, shape in tensor_shapes(spec).items()}
    if chosen["head"]:
        shapes |= {"head.weight": (outputs, features), "head.bias": (outputs,)}
    numbers = {name: rng.uniform(-1.0, 1.0, shape) for name, shape in shapes.items()}
    for name in numbers:
        if name.startswith("weights."):
            numbers[name] *= chosen["scale"]
    count = len(compared_steps(chosen))
    if chosen["loss"]["kind"] == "cross_entropy":
        numbers["classes"] = rng.integers(outputs, size=count).astype(float)
    elif chosen["loss"]["kind"] != "probe":
        numbers["targets"] = rng.uniform(-1.0, 1.0, (count, outputs))
    return numbers
