"""What values of a cell are for, read off its equations: bounds, the candidate, the forget gate.

Nothing here knows a cell by its kind, so that it holds for a user's own equations too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from app.cells.definition import Definition, define
from app.cells.direct import memory_path
from app.cells.functions import FUNCTIONS
from app.cells.graph import is_elementwise
from app.cells.models import CellModel
from app.cells.names import OUTPUT

#: Between which a gate lies.
UNIT_RANGE = (0.0, 1.0)
#: What a forget bias is called in every cell that has one.
FORGET_BIAS = "b_f"
#: What squashes a candidate in a cell that does not say so.
_CANDIDATES = ("tanh", "relu", "softsign")


@lru_cache(maxsize=256)
def value_bounds(definition: Definition) -> dict[str, tuple[float, float]]:
    """Return value → between which it lies, for every value that a function bounds.

    One less a gate (an LSTM's f where i and f are coupled) is bounded as the gate is.
    """
    found: dict[str, tuple[float, float]] = {}
    for name, number in definition.values.items():
        bounds = _bounds(definition, definition.graph[number].args[0], found)
        if bounds is not None:
            found[name] = bounds
    return found


def _bounds(
    definition: Definition, number: int, known: dict[str, tuple[float, float]]
) -> tuple[float, float] | None:
    graph, node = definition.graph, definition.graph[number]
    if node.op == "apply":
        return FUNCTIONS[node.name].bounds
    if node.op == "named":
        return known.get(node.name)
    if node.op == "sub" and graph.constant(node.args[0]) == 1.0:
        (rest,) = (graph[arg] for arg in node.args[1:])
        is_gate = rest.op == "named" and known.get(rest.name) == UNIT_RANGE
        return UNIT_RANGE if is_gate else None
    return None


@dataclass(frozen=True, slots=True)
class Candidate:
    """The value that new content comes from, and the matrices that carry old states into it.

    Attributes
    ----------
    name : str
    steepest : float
        max |φ′| of what squashes it.
    products : dict
        Node of what is multiplied → (matrix, whether transposed, sign) of each matrix that
        multiplies it.
    is_state : bool
        Whether it is h, and nothing else reads a state: then a step is ``φ(… + U h')``.
    """

    name: str
    steepest: float
    products: dict[int, tuple[tuple[str, bool, float], ...]]
    is_state: bool


@dataclass(frozen=True, slots=True)
class ForgetGate:
    """The gate that keeps the memory: its name, and the parameter that is its bias, if any."""

    name: str
    bias: str | None


@lru_cache(maxsize=256)
def recurrent_candidate(definition: Definition) -> Candidate | None:
    """Return the candidate of a cell; None where no matrix carries a state into it.

    It is the value of the slot ``candidate``; in a cell without one, the first that tanh, relu or
    softsign squashes and that a matrix carries a state into.
    """
    by_slot = [name for name, slot in definition.slots.items() if slot == "candidate"]
    for name in by_slot or list(definition.pre_activations):
        products = _products(definition, name)
        function = _function(definition, name)
        if products and (by_slot or function in _CANDIDATES):
            steepest = 1.0 if function is None else FUNCTIONS[function].steepest
            return Candidate(name, steepest, products, _is_state(definition, name, products))
    return None


def _function(definition: Definition, name: str) -> str | None:
    node = definition.graph[definition.graph[definition.values[name]].args[0]]
    return node.name if node.op == "apply" else None


def _products(definition: Definition, name: str) -> dict[int, tuple[tuple[str, bool, float], ...]]:
    """Return what matrices of an equation multiply, as far as a state is in it."""
    graph = definition.graph
    found: dict[int, list[tuple[str, bool, float]]] = {}
    for number, sign in _signed(definition, definition.pre_activations[name]):
        node = graph[number]
        if node.op == "matvec" and _reads_state(definition, node.args[0]):
            found.setdefault(node.args[0], []).append((node.name, bool(node.value), sign))
    return {vector: tuple(matrices) for vector, matrices in found.items()}


def _signed(definition: Definition, root: int) -> Iterator[tuple[int, float]]:
    """Yield what an expression reaches elementwise without a named value between, and its sign."""
    graph, waiting = definition.graph, [(root, 1.0)]
    while waiting:
        number, sign = waiting.pop()
        node = graph[number]
        yield number, sign
        if not is_elementwise(node) or node.op == "named":
            continue
        signs = {"neg": (-1.0,), "sub": (1.0, -1.0)}.get(node.op, (1.0,) * len(node.args))
        waiting.extend((arg, sign * own) for arg, own in zip(node.args, signs, strict=True))


def _reads_state(definition: Definition, root: int) -> bool:
    """Whether a state of the step before is in an expression, other than inside a gate."""
    graph = definition.graph
    return any(graph[number].op == "previous" for number, _ in _signed(definition, root))


def _is_state(
    definition: Definition, name: str, products: dict[int, tuple[tuple[str, bool, float], ...]]
) -> bool:
    graph = definition.graph
    if name != OUTPUT or len(definition.states) > 1 or len(products) != 1:
        return False
    (vector,) = products
    pre_activation = definition.pre_activations[name]
    reached = [number for number, _ in _signed(definition, pre_activation)]
    is_plain = all(graph[number].op in ("add", "sub", "neg", "matvec", "parameter", "number")
                   for number in reached)  # fmt: skip
    return is_plain and graph[vector].op == "previous" and not _others_read(definition, name)


def _others_read(definition: Definition, name: str) -> bool:
    graph = definition.graph
    return any(
        graph[number].op == "previous"
        for other, value in definition.values.items()
        if other != name
        for number in graph.leaves_first(value)
    )


@lru_cache(maxsize=256)
def forget_gate(model: CellModel) -> ForgetGate | None:
    """Return the gate that keeps the memory, where a forget bias can open it.

    None where no single gate does, and where it forgets more the more it opens (1 − f), or has no
    bias of that name.
    """
    path = memory_path(model.definition)
    if path is None or path.gate is None or path.is_complement:
        return None
    definition = model.definition
    with_bias = definition
    if not definition.options.bias:
        with_bias = define(definition.text, replace(definition.options, bias=True))
    if value_bounds(definition).get(path.gate) != UNIT_RANGE:
        return None
    read = with_bias.graph.leaves_first(with_bias.values[path.gate])
    if not any(with_bias.graph[number].name == FORGET_BIAS for number in read):
        return None
    return ForgetGate(path.gate, FORGET_BIAS if FORGET_BIAS in model.parameters else None)
