"""The backward equations: who reads a value, and what each reading sends back.

∂L/∂v is the sum over everything that reads v. Equation e, which computes the value e, sends to
each value that it reads ∂L/∂e times a derivative; here these terms are expressions, equation by
equation, which is how the page writes them, how the trace splits a gradient into its paths, and
how the gradients of parameters are found. A state at the step before is read as any other value;
what it receives belongs to the step before.
"""

from dataclasses import dataclass
from typing import Literal

from app.cells.definition import Definition
from app.cells.flow import is_normalisation
from app.cells.graph import is_elementwise

Leaf = Literal["value", "previous", "parameter", "input", "matrix"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One equation's reading of one thing.

    Attributes
    ----------
    kind : {"value", "previous", "parameter", "input"}
    name : str
        Of what is read; ``x`` for the input.
    by : str
        Of the value whose equation reads it.
    term : int
        The node of what is sent back, in terms of `Backward.gradients`.
    """

    kind: Leaf
    name: str
    by: str
    term: int


@dataclass(frozen=True, slots=True)
class Product:
    """One product with a matrix: what the matrix's gradient is made of.

    Attributes
    ----------
    matrix : str
    is_transposed : bool
    vector : int
        The node that the matrix is multiplied by.
    by : str
        Of the value in whose equation it stands.
    term : int
        The node of the gradient at the product.
    """

    matrix: str
    is_transposed: bool
    vector: int
    by: str
    term: int


@dataclass(frozen=True)
class Backward:
    """Every backward equation of a cell.

    Attributes
    ----------
    readings : tuple of Reading
        Equations in reverse order, as the chain rule reaches them.
    products : tuple of Product
    pre_activations : dict
        Name → node of the gradient at its pre-activation.
    gradients : dict
        Name → the node of its gradient: a ``gradient`` leaf for a state, which receives from the
        step after and from above too; for all others ``total``, the sum over their readings.
    sent : dict
        By name, what each operation of its equation sends to its arguments:
        (operation, place of the argument) → node. Arguments that receive nothing are left out.
    """

    readings: tuple[Reading, ...]
    products: tuple[Product, ...]
    pre_activations: dict[str, int]
    gradients: dict[str, int]
    sent: dict[str, dict[tuple[int, int], int]]

    def of(self, kind: Leaf, name: str) -> tuple[Reading, ...]:
        """Return who reads a thing."""
        return tuple(it for it in self.readings if it.kind == kind and it.name == name)

    def paths(self, state: str) -> dict[str, tuple[str, ...]]:
        """Return one part of a state's gradient for each reading, as `CellModel.path_names`."""
        here = [it.by for it in self.of("value", state)]
        later = [f"{it.by}+" for it in self.of("previous", state)]
        return {key: (key,) for key in dict.fromkeys([*here, *later])}


def backward_of(definition: Definition, held: frozenset[str] = frozenset()) -> Backward:
    """Return the backward equations of a cell; its graph gains their nodes.

    Parameters
    ----------
    definition : Definition
    held : frozenset of str
        Named values that what-ifs replace; what they would have been computed from receives 0.
    """
    gradients: dict[str, int] = {}
    readings: list[Reading] = []
    products: list[Product] = []
    pre_activations: dict[str, int] = {}
    sent: dict[str, dict[tuple[int, int], int]] = {}
    for name in reversed(definition.values):
        gradients[name] = _gradient(definition, name, readings)
        equation = _Equation(definition, name, gradients[name], name in held)
        if not _is_nothing(definition, gradients[name]):
            equation.send_back(readings, products, pre_activations)
        sent[name] = equation.sent
    return Backward(tuple(readings), tuple(products), pre_activations, gradients, sent)


def _is_nothing(definition: Definition, gradient: int) -> bool:
    """Whether a value receives nothing, because nothing reads it; ∞ · 0 is not to come of that."""
    node = definition.graph[gradient]
    return node.op == "total" and definition.graph.constant(node.args[0]) == 0.0


def _gradient(definition: Definition, name: str, readings: list[Reading]) -> int:
    """Return the node of ∂L/∂value: of a state a leaf, else the sum of what was sent back."""
    graph, number = definition.graph, definition.values[name]
    size = graph[number].size
    if name in definition.states:
        return graph.node("gradient", name=name, size=size)
    terms = [it.term for it in readings if it.kind == "value" and it.name == name]
    total = graph.number(0.0)
    for term in terms:
        total = graph.add(total, term)
    return graph.node("total", total, name=name, size=size)


class _Equation:
    """One equation, differentiated from its value down to what it reads."""

    def __init__(self, definition: Definition, name: str, gradient: int, is_held: bool) -> None:
        self.definition, self.graph, self.name = definition, definition.graph, name
        value = definition.values[name]
        (self.root,) = self.graph[value].args
        if is_held:
            kept = self.graph.node("kept", name=name, size=self.graph[value].size)
            gradient = self.graph.mul(gradient, kept)
        self.received: dict[int, int] = {self.root: gradient}
        self.sent: dict[tuple[int, int], int] = {(value, 0): gradient}

    def send_back(
        self, readings: list[Reading], products: list[Product], pre_activations: dict[str, int]
    ) -> None:
        pre_activation = self.definition.pre_activations.get(self.name)
        for number in reversed(self._own_nodes()):
            received = self.received.get(number)
            if received is None:
                continue
            if number == pre_activation:
                pre_activations[self.name] = received
            node = self.graph[number]
            kind = _LEAVES.get(node.op)
            if kind is not None:
                readings.append(Reading(kind, node.name, self.name, received))
            elif node.op == "matvec":
                (vector,) = node.args
                is_transposed = bool(node.value)
                products.append(Product(node.name, is_transposed, vector, self.name, received))
                back = self.graph.node(
                    "matvec", received, name=node.name, value=1.0 - node.value,
                    size=self.graph[vector].size,
                )  # fmt: skip
                self._add(vector, back, (number, 0))
            elif is_normalisation(node):
                back = self.graph.node("normalize_back", number, node.args[0], received)
                self._add(node.args[0], back, (number, 0))
            elif is_elementwise(node):
                for place, (argument, partial) in enumerate(list(self.graph.partials(number))):
                    self._add(argument, self.graph.mul(received, partial), (number, place))

    def _own_nodes(self) -> list[int]:
        """Return the nodes between the value and what it reads, arguments first."""
        seen: set[int] = set()
        waiting = [self.root]
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                if self.graph[number].op not in _LEAVES:
                    waiting.extend(self.graph[number].args)
        return sorted(seen)

    def _add(self, number: int, term: int, at: tuple[int, int]) -> None:
        if self.graph.constant(term) == 0.0 or self.graph[number].op == "number":
            return
        self.sent[at] = term
        found = self.received.get(number)
        self.received[number] = term if found is None else self.graph.add(found, term)


_LEAVES: dict[str, Leaf] = {
    "named": "value", "previous": "previous", "parameter": "parameter", "input": "input",
}  # fmt: skip
