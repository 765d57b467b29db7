"""The half of a plan that gradients are read by, once the loop back has left its own."""

from collections import Counter
from functools import cached_property

from app.cells.definition import Definition
from app.cells.flow import Flow
from app.cells.graph import Graph
from app.cells.readings import Backward, Product
from app.numerics.backflow import Backflow, Block


class Terms:
    """What the backward equations have of the loop; see `app.numerics.plan.Plan`."""

    definition: Definition
    flow: Flow
    backflow: Backflow
    equations: Backward

    @property
    def graph(self) -> Graph:
        """The definition's graph."""
        return self.definition.graph

    @cached_property
    def block_of(self) -> dict[Block, int]:
        """Block → its column in ``back``, or −1 − its number among the others."""
        found = {block: column for column, block in enumerate(self.backflow.blocks)}
        return found | {block: -1 - k for k, block in enumerate(self.backflow.own)}

    @cached_property
    def term_blocks(self) -> dict[int, Block]:
        """Backward node → the block in which the loop leaves its value: at products, mostly."""
        shared: dict[int, int] = {}
        by_product: dict[tuple[str, float, int], list[int]] = {}
        for it in self.equations.products:
            key = it.matrix, float(it.is_transposed), it.vector
            by_product.setdefault(key, []).append(it.term)
        for number in self.flow.of_target:
            node = self.graph[number]
            terms = by_product.get((node.name, node.value, node.args[0]), []) if node.args else []
            if node.op == "matvec" and len(terms) == 1:
                shared[terms[0]] = number
        step = self.graph.leaves_first(*self.definition.values.values())
        uses = Counter(arg for number in step for arg in self.graph[number].args)
        for name, term in self.equations.pre_activations.items():
            number = self.definition.pre_activations[name]
            is_own = all(uses[it] == 1 for it in self._down_to_pre_activation(name))
            if is_own and self.graph[number].op not in ("named", "previous"):
                shared.setdefault(term, number)
        return {
            term: self.backflow.targets[number][0]
            for term, number in shared.items()
            if number in self.backflow.targets
            and self.graph[term].op not in ("number", "total", "gradient")
        }

    def _down_to_pre_activation(self, name: str) -> list[int]:
        """Return the nodes from what a value is defined as down to its pre-activation."""
        (at,) = self.graph[self.definition.values[name]].args
        found = [at]
        while at != self.definition.pre_activations[name]:
            (at,) = self.graph[at].args
            found.append(at)
        return found

    @cached_property
    def state_gradients(self) -> dict[int, str]:
        """Backward node → the state whose gradient it is."""
        return {self.equations.gradients[state]: state for state in self.definition.states}

    @cached_property
    def given_gradients(self) -> frozenset[int]:
        """Backward nodes whose values the loop leaves."""
        return frozenset((*self.term_blocks, *self.state_gradients))

    @cached_property
    def vector_terms(self) -> tuple[tuple[str, bool, tuple[int, ...], tuple[int, ...]], ...]:
        """Of every parameter that is no matrix: how its gradient is a sum over the steps.

        (name, is a single number, columns of ``back``, backward nodes that are not among them).
        """
        found = []
        for name, parameter in self.definition.parameters.items():
            if len(parameter.shape) == 2:
                continue
            columns: list[int] = []
            others: list[int] = []
            for it in self.equations.of("parameter", name):
                block = self.term_blocks.get(it.term)
                column = -1 if block is None else self.block_of[block]
                (columns if column >= 0 else others).append(column if column >= 0 else it.term)
            found.append((name, not parameter.shape, tuple(columns), tuple(others)))
        return tuple(found)

    @cached_property
    def sums_columns(self) -> bool:
        """Whether columns of ``back`` are among them."""
        return any(columns for _, _, columns, _ in self.vector_terms)

    @cached_property
    def products_behind(self) -> tuple[Product, ...]:
        """Products with matrices whose gradients the loop does not need, and has not."""
        graph = self.graph
        reached = {
            (graph[number].name, graph[number].value, graph[number].args[0])
            for number in self.flow.of_target
            if graph[number].op == "matvec" and number in self.backflow.targets
        }
        return tuple(
            it
            for it in self.equations.products
            if (it.matrix, float(it.is_transposed), it.vector) not in reached
        )
