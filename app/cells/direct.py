"""The direct path of a state: by what one step multiplies it, elementwise, and which gate that is.

Of the LSTM's c it is f, of the GRU's h it is z: what is often taken for the whole gradient. It is
derived from the state's own equation, in which other states and whatever a function has squashed
(a gate that sees c through a peephole) stand for themselves.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.cells.definition import Definition
from app.cells.graph import is_elementwise
from app.cells.names import OUTPUT


@dataclass(frozen=True, slots=True)
class DirectPath:
    """How a state passes on to its next value without a matrix.

    Attributes
    ----------
    state : str
    factor : int
        The node by which the state is multiplied.
    gate : str or None
        The named value that the factor is, or is one less, where it is nothing else.
    is_complement : bool
        Whether the factor is 1 − gate.
    """

    state: str
    factor: int
    gate: str | None = None
    is_complement: bool = False


@lru_cache(maxsize=256)
def direct_paths(definition: Definition) -> dict[str, DirectPath]:
    """Return state → its direct path, for every state that has one; ``h`` first."""
    found = {state: _direct_path(definition, state) for state in definition.states}
    return {state: path for state, path in found.items() if path is not None}


def memory_path(definition: Definition) -> DirectPath | None:
    """Return the direct path that the cell remembers by.

    That of h where it has one; else of the first state that a single gate keeps; else of the first
    that has any.
    """
    paths = direct_paths(definition)
    if OUTPUT in paths:
        return paths[OUTPUT]
    gated = (path for path in paths.values() if path.gate is not None)
    return next(gated, next(iter(paths.values()), None))


def memory_state(definition: Definition) -> str:
    """Return the state that a unit remembers by: c in an LSTM; h without a direct path."""
    path = memory_path(definition)
    return OUTPUT if path is None else path.state


def _direct_path(definition: Definition, state: str) -> DirectPath | None:
    graph = definition.graph
    factor = _factor(definition, state)
    if factor is None or graph.constant(factor) == 0.0:
        return None
    gate, is_complement = _gate(definition, factor)
    return DirectPath(state, factor, gate, is_complement)


def _factor(definition: Definition, state: str) -> int | None:
    """Return the elementwise derivative of a state in itself at the step before."""
    graph, root = definition.graph, definition.values[state]
    received = {graph[root].args[0]: graph.number(1.0)}
    for number in reversed(graph.leaves_first(root)):
        mine, node = received.get(number), graph[number]
        if mine is None or not is_elementwise(node) or _stands_for_itself(definition, number):
            continue
        for argument, partial in list(graph.partials(number)):
            share = graph.mul(mine, partial)
            if graph.constant(share) != 0.0:
                before = received.get(argument)
                received[argument] = share if before is None else graph.add(before, share)
    size = graph[root].size
    return received.get(graph.node("previous", name=state, size=size))


def _stands_for_itself(definition: Definition, number: int) -> bool:
    node = definition.graph[number]
    return node.op == "named" and (
        node.name in definition.states or node.name in definition.pre_activations
    )


def _gate(definition: Definition, factor: int) -> tuple[str | None, bool]:
    graph = definition.graph
    node, is_complement = graph[factor], False
    if node.op == "sub" and graph.constant(node.args[0]) == 1.0:
        node, is_complement = graph[node.args[1]], True
    if node.op == "named" and node.name not in definition.states:
        return node.name, is_complement
    return None, False
