"""Which values of a step must be there after the loop over time."""

from app.cells.definition import Definition
from app.cells.flow import Flow, is_normalisation
from app.cells.graph import ELEMENTWISE, Graph


def kept_nodes(definition: Definition, flow: Flow) -> frozenset[int]:
    """Return what is shown, and what factors need that costs more than arithmetic."""
    graph = definition.graph
    forward = set(graph.leaves_first(*definition.values.values()))
    kept = {*definition.values.values(), *definition.pre_activations.values(), *flow.hubs}
    for number in forward:
        if is_normalisation(graph[number]):
            kept |= {number, *graph[number].args}
    factors = [*flow.of_hub.values(), *flow.of_target.values()]
    waiting = [root for found in factors for root in found.values()]
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        if number in forward and _must_be_stored(graph, number):
            kept.add(number)
        else:
            waiting.extend(graph[number].args)
    return frozenset(kept)


def _must_be_stored(graph: Graph, number: int) -> bool:
    """Whether computing a node again would take more than elementwise arithmetic."""
    node = graph[number]
    if node.op in ("apply", "matvec", "named"):
        return True
    return node.op in ELEMENTWISE and any(
        graph[arg].op == "matvec"
        or (graph[arg].op in ("add", "sub", "neg") and _must_be_stored(graph, arg))
        for arg in node.args
    )
