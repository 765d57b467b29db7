"""How a gradient flows back through one step of a cell.

The step is elementwise but for its products with matrices and its normalisations. Between those,
the gradient of anything is a sum of *factor · total*, where a total is the gradient of a *hub* and
the factor depends on forward values alone, so that factors can be computed for many steps at once.

Hubs are the states, what a matrix of the same step reads, and what a normalisation reads: their
gradients come together from places that are not elementwise. Targets are what the sweep back over
time needs: what comes out of each product or normalisation, the states at the step before, and the
pre-activations, whose gradients the trace shows. What lies behind a product or normalisation that
depends on x alone need not be known step by step, and is left to `app.cells.readings`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.cells.definition import Definition
from app.cells.graph import Graph, Node, is_elementwise

#: Hub → factor, a node of the graph.
Factors = dict[int, int]


@dataclass(frozen=True)
class Flow:
    """The derivative of a step.

    Attributes
    ----------
    hubs : tuple of int
        In the order in which the sweep back reaches them.
    of_hub : dict
        Hub → what it receives from hubs reached before it.
    of_target : dict
        Target → what it receives.
    held : frozenset of str
        Named values that are replaced at some steps; the factors of everything behind them contain
        ``kept`` nodes, which are 0 there.
    """

    hubs: tuple[int, ...]
    of_hub: dict[int, Factors]
    of_target: dict[int, Factors]
    held: frozenset[str]


def flow_of(definition: Definition, held: Iterable[str] = ()) -> Flow:
    """Return how a gradient flows back through one step.

    Parameters
    ----------
    definition : Definition
        Its graph gains the nodes of the factors.
    held : iterable of str
        Named values that what-ifs replace.
    """
    return _Sweep(definition, frozenset(held)).flow()


def is_normalisation(node: Node) -> bool:
    """Whether a node mixes the entries of its argument without a matrix."""
    return node.op == "apply" and not is_elementwise(node)


def reads_input(graph: Graph, number: int) -> bool:
    """Whether a node is a product with x itself."""
    node = graph[number]
    return node.op == "matvec" and graph[node.args[0]].op == "input"


class _Sweep:
    def __init__(self, definition: Definition, held: frozenset[str]) -> None:
        self.definition, self.graph, self.held = definition, definition.graph, held
        self.forward = self.graph.leaves_first(*definition.values.values())
        self.states = {definition.values[state] for state in definition.states}
        self.moving = self._moving()
        self.behind = self._behind()
        self.hubs = self.states | set(self._read_across())
        self.targets = set(self._targets())
        self.factors: dict[int, Factors] = {number: {} for number in self.forward}

    def _read_across(self) -> Iterable[int]:
        """Yield what a product of the same step reads, and whatever a normalisation reads."""
        for number in self.forward:
            node = self.graph[number]
            if node.op == "matvec" or is_normalisation(node):
                (read,) = node.args
                is_of_step = self.graph[read].op != "previous" or is_normalisation(node)
                if read in self.moving and is_of_step:
                    yield read

    def _targets(self) -> Iterable[int]:
        for number in self.forward:
            node = self.graph[number]
            is_across = node.op in ("matvec", "previous") or is_normalisation(node)
            if is_across and self._is_followed(number) and number not in self.behind:
                yield number
        yield from (it for it in self.definition.pre_activations.values() if it not in self.behind)

    def _is_followed(self, number: int) -> bool:
        return number in self.moving or reads_input(self.graph, number)

    def _moving(self) -> set[int]:
        """Return what depends on a state, of this step or the one before."""
        moving: set[int] = set(self.states)
        for number in self.forward:
            node = self.graph[number]
            if node.op == "previous" or any(arg in moving for arg in node.args):
                moving.add(number)
        return moving

    def _behind(self) -> set[int]:
        """Return what is read by products and normalisations through which no gradient is followed.

        The factors of what is behind one of them would be a part of the truth only.
        """
        ends = [
            number
            for number in self.forward
            if (self.graph[number].op == "matvec" or is_normalisation(self.graph[number]))
            and not self._is_followed(number)
        ]
        return set(self.graph.leaves_first(*(arg for end in ends for arg in self.graph[end].args)))

    def flow(self) -> Flow:
        of_hub: dict[int, Factors] = {}
        of_target: dict[int, Factors] = {}
        for number in reversed(self.forward):
            if number in self.targets:
                of_target[number] = dict(self.factors[number])
            if number in self.hubs:
                of_hub[number] = self.factors[number]
                self.factors[number] = {number: self.graph.number(1.0)}
                if number in of_target:
                    of_target[number] = self.factors[number]
            self._hand_on(number)
        return Flow(tuple(of_hub), of_hub, of_target, self.held)

    def _hand_on(self, number: int) -> None:
        node, mine = self.graph[number], self.factors[number]
        if not mine or not is_elementwise(node):
            return
        for argument, partial in list(self.graph.partials(number)):
            if node.op == "named" and node.name in self.held:
                size = node.size
                partial = self.graph.node("kept", name=node.name, size=size)  # noqa: PLW2901
            self._add(argument, mine, partial)

    def _add(self, argument: int, mine: Factors, partial: int) -> None:
        into = self.factors[argument]
        for hub, factor in mine.items():
            share = self.graph.mul(factor, partial)
            if self.graph.constant(share) == 0.0:
                continue
            into[hub] = self.graph.add(into[hub], share) if hub in into else share

