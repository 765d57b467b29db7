"""The plan of a cell: what is computed before, in and after the loop over time, and where.

A plan is made once for a cell and serves every size. It holds the order of the columns of every
arena, a compiled step forward, a compiled step back, and the list of factors between them.
"""

from dataclasses import dataclass
from functools import cached_property

from app.cells.definition import Definition
from app.cells.flow import Flow
from app.cells.readings import Backward
from app.numerics.backflow import Backflow, Block, product_runs
from app.numerics.evaluate import Evaluation
from app.numerics.instructions import Lowered, ZBlock
from app.numerics.programs import Bindable, Program
from app.numerics.terms import Terms


@dataclass(frozen=True, eq=False)
class Plan(Terms):
    """How a cell is run.

    Attributes
    ----------
    definition : Definition
    flow : Flow
    lowered : Lowered
    backflow : Backflow
    columns : dict
        Arena → its columns in order: nodes.
    z_blocks : tuple of ZBlock
        In the order of z's columns.
    forward, backward : Program
    forward_step, backward_step : Bindable
        The two, compiled.
    equations : Backward
        The backward equations, for what is read off a run.
    held : frozenset of str
    """

    definition: Definition
    flow: Flow
    lowered: Lowered
    backflow: Backflow
    columns: dict[str, list[int]]
    z_blocks: tuple[ZBlock, ...]
    forward: Program
    backward: Program
    forward_step: Bindable
    backward_step: Bindable
    equations: Backward
    held: frozenset[str]

    # What follows from it, found once for all runs.

    @cached_property
    def column_of(self) -> dict[str, dict[int, int]]:
        """Arena → node → its column."""
        return {
            arena: {of: column for column, of in enumerate(found)}
            for arena, found in self.columns.items()
        }

    @cached_property
    def kept_places(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Nodes that need an array of their own (states), and those that depend on x alone."""
        lowered = self.lowered
        places = [place for it in lowered.instructions for place in (it.out, *it.args)]
        terms = [term for block in lowered.z_blocks for term in block.others]
        needed = (*terms, *lowered.kept, *self.backflow.products)
        places += [lowered.places[it] for it in needed if it in lowered.places]
        own = dict.fromkeys(place.of for place in places if place.arena == "own")
        static = dict.fromkeys(place.of for place in places if place.arena == "static")
        return tuple(own), tuple(sorted(static))

    @cached_property
    def has_statics(self) -> bool:
        """Whether anything but products and constants is computed before the loop."""
        return bool(self.kept_places[1]) or any(block.others for block in self.z_blocks)

    @cached_property
    def shapes(self) -> tuple[tuple[str, int, int, str], ...]:
        """(name, rows beside the steps or −1 for none, columns, size letter) of every array.

        A lane's memory is one piece that these are cut from; see `app.numerics.arena.Arena`.
        """
        columns, backflow = self.columns, self.backflow
        own, static = self.kept_places
        found = [
            ("z", 0, len(columns["z"]), "H"),
            ("values", 1, len(columns["values"]), "H"),
            ("d_h", 0, 1, "P"),
            ("back", 1, len(backflow.blocks), "H"),
            ("vector", -1, len(columns["vector"]), "H"),
            ("scratch", -1, len(columns.get("scratch", ())), "H"),
            ("arriving", -1, len(backflow.blocks), "H"),
            ("z_bias", -1, len(self.z_blocks) if self.z_bias[1] else 0, "H"),
        ]
        found += [(f"own{number}", 1, 1, self.letter(number)) for number in own]
        found += [(f"static{number}", 0, 1, self.letter(number)) for number in static]
        found += [(f"own_back{k}", 1, 1, block.size) for k, block in enumerate(backflow.own)]
        for program in (self.forward, self.backward):
            found += [
                (f"temporary{key[1]}", -1, 1, key[2])
                for key in program.constants
                if key[0] == "temporary"
            ]
        return tuple(found)

    def letter(self, number: int) -> str:
        """Return the size letter of a node; a single number is kept for every unit."""
        size = self.graph[number].size
        return "H" if size == "1" else size

    @cached_property
    def parameter_leaves(self) -> tuple[tuple[int, str, bool], ...]:
        """(node, name, is a single number) of every parameter that is no matrix."""
        return tuple(
            (number, node.name, node.size == "1")
            for number, node in enumerate(self.graph.nodes)
            if node.op == "parameter" and node.name in self.definition.parameters
        )

    @cached_property
    def known_numbers(self) -> frozenset[int]:
        """Nodes whose values a run has kept, or is given."""
        found = {number for number, _, _ in self.parameter_leaves}
        for number, node in enumerate(self.graph.nodes):
            is_given = node.op in ("input", "previous", "kept")
            if is_given or (node.op != "number" and self._is_kept(number)):
                found.add(number)
        return frozenset(found)

    @cached_property
    def _replaced(self) -> frozenset[int]:
        """Nodes in whose places the values stand that what-ifs put there."""
        values = self.definition.values
        sources = {values[name]: self.graph[values[name]].args[0] for name in self.held}
        places = self.lowered.places
        return frozenset(
            source
            for value, source in sources.items()
            if self.graph[source].op not in ("named", "previous", "parameter", "input")
            and places.get(source) == places.get(value)
        )

    def _is_kept(self, number: int) -> bool:
        place = self.lowered.places.get(number)
        if number in self._replaced:
            return False
        if place is None or place.arena in ("dot", "scratch"):
            return False
        if place.arena == "static":
            return place.of in self.kept_places[1]
        return place.arena != "vector" or place.of in self.columns["vector"]

    @cached_property
    def vectors(self) -> Evaluation:
        """How the columns of the vector arena are computed from parameters."""
        leaves = [number for number, _, _ in self.parameter_leaves]
        return Evaluation(self.graph, self.columns["vector"], leaves)

    @cached_property
    def z_bias(self) -> tuple[Evaluation, tuple[tuple[int, int, int], ...]]:
        """How constant terms of z are computed, and (column, sign, node) of each."""
        terms = tuple(
            (column, sign, term)
            for column, block in enumerate(self.z_blocks)
            for term, sign in zip(block.bias, block.bias_signs, strict=True)
        )
        leaves = [number for number, _, _ in self.parameter_leaves]
        return Evaluation(self.graph, dict.fromkeys(it for _, _, it in terms), leaves), terms

    @cached_property
    def factors(self) -> tuple[Evaluation, dict[int, list[int]]]:
        """How factors are computed, and in which blocks of ``back`` each stands."""
        in_row: dict[int, list[int]] = {}
        for column, block in enumerate(self.backflow.blocks):
            if block.factor is not None:
                in_row.setdefault(block.factor, []).append(column)
        own = [block.factor for block in self.backflow.own if block.factor is not None]
        return Evaluation(self.graph, dict.fromkeys([*in_row, *own]), self.known_numbers), in_row

    @cached_property
    def shares_input_weight(self) -> bool:
        """Whether one array holds the weights of x for both passes."""
        return self.backflow.input_products == [block.matvec for block in self.z_blocks]

    @cached_property
    def runs(self) -> dict[int, tuple[tuple[int, tuple[Block, ...]], ...]]:
        """Vector → (first column of its weight, blocks of ``back``) of each run of products."""
        return {
            vector: _runs(self.backflow, products)
            for vector, products in self.backflow.products.items()
        }

    @cached_property
    def input_runs(self) -> tuple[tuple[int, tuple[Block, ...]], ...]:
        """The same of the products with x."""
        return _runs(self.backflow, self.backflow.input_products)

    @cached_property
    def previous_of(self) -> dict[str, int]:
        """State → the node of its value at the step before, where anything reads it."""
        return {
            self.graph[number].name: number
            for number in self.flow.of_target
            if self.graph[number].op == "previous"
        }

    @cached_property
    def _evaluations(self) -> dict[tuple[bool, tuple[int, ...]], Evaluation]:
        return {}

    def evaluation(self, numbers: tuple[int, ...], is_backward: bool = False) -> Evaluation:
        """Return how nodes are computed from what a run has kept."""
        key = is_backward, numbers
        found = self._evaluations.get(key)
        if found is None:
            known = self.known_numbers | self.given_gradients if is_backward else self.known_numbers
            found = self._evaluations[key] = Evaluation(self.graph, numbers, known)
        return found


def _runs(backflow: Backflow, products: list[int]) -> tuple[tuple[int, tuple[Block, ...]], ...]:
    return tuple((first, tuple(run)) for first, run in product_runs(backflow, products))
