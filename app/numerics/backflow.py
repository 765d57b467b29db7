"""Where the sweep back keeps its factors, and in which order it turns them into gradients.

A row of ``back`` has a block for each factor of `app.cells.flow.Flow`. One step back in time finds
the total of every hub, multiplies the factors by the totals they belong to, in place, and so leaves
gradients where factors were. The blocks that one matrix carries back lie beside each other, in the
order of its columns, and so do those of one hub.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, permutations, product

from app.cells.definition import Definition, output_of
from app.cells.flow import Factors, Flow, is_normalisation
from app.cells.graph import Node

#: Up to so many chains their order is tried out.
_MOST_CHAINS = 3
#: Marks factors whose products stay apart.
_NOT_ADDED = (-1, -1)
#: So many orders of all weights together are tried, before the best so far is taken.
_MOST_ORDERS = 200


_Key = tuple[bool, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Block:
    """A column of ``back``.

    Attributes
    ----------
    hub : int
        Whose total the factor is multiplied by; of a total without a factor, the hub itself.
    factor : int or None
        The factor's node; None for a total that has none.
    size : str
    is_total : bool
        Whether the hub's total is written here.
    index : int
        Tells blocks apart that are otherwise alike.
    """

    hub: int
    factor: int | None
    size: str
    is_total: bool = False
    index: int = 0


@dataclass
class Backflow:
    """The blocks of ``back`` and who uses them.

    Attributes
    ----------
    blocks : list of Block
        In the order of their columns; those of another size than H are in ``own`` instead.
    own : list of Block
    totals : dict
        Hub → the block of its total; the output's total is in ``d_h``.
    hub_factors : dict
        Hub → blocks whose products with earlier totals it receives; the first may be its total's.
    targets : dict
        Target → its blocks; they add up into the first.
    products : dict
        Vector's node → its products in the order of the weight's columns.
    input_products : list of int
        Products with x, in the order of the weight's rows.
    """

    blocks: list[Block] = field(default_factory=list)
    own: list[Block] = field(default_factory=list)
    totals: dict[int, Block] = field(default_factory=dict)
    hub_factors: dict[int, list[Block]] = field(default_factory=dict)
    targets: dict[int, tuple[Block, ...]] = field(default_factory=dict)
    products: dict[int, list[int]] = field(default_factory=dict)
    input_products: list[int] = field(default_factory=list)


def arrange(
    definition: Definition,
    flow: Flow,
    chains: dict[int, list[list[int]]],
    input_chains: list[list[int]],
) -> Backflow:
    """Return the blocks of a cell's sweep back.

    Parameters
    ----------
    definition : Definition
    flow : Flow
    chains : dict
        Vector's node → its products as chains whose order is given; the chains may be reordered.
    input_chains : list
        Likewise the products with x.
    """
    return _Arranging(definition, flow).arranged(chains, input_chains)


class _Arranging:
    def __init__(self, definition: Definition, flow: Flow) -> None:
        self.definition, self.graph, self.flow = definition, definition.graph, flow
        self.rank = {hub: position for position, hub in enumerate(flow.hubs)}
        self.out = Backflow()
        self._by_factors: dict[_Key, tuple[Block, ...]] = {}

    def arranged(
        self, chains: dict[int, list[list[int]]], input_chains: list[list[int]]
    ) -> Backflow:
        self._make_totals()
        for target, factors in self.flow.of_target.items():
            node = self.graph[target]
            if factors and (node.op in ("matvec", "previous") or is_normalisation(node)):
                self.out.targets[target] = self._blocks(factors, node)
        for target, factors in self.flow.of_target.items():
            same = self._by_factors.get(self._key(factors, self.graph[target]))
            if same is not None:
                self.out.targets.setdefault(target, same)
        order = self._order_products(chains, input_chains)
        self._order_blocks(order)
        return self.out

    def _make_totals(self) -> None:
        output = output_of(self.definition)
        for hub in self.flow.hubs:
            factors = self.flow.of_hub[hub]
            size = self.graph[hub].size
            ranked = sorted(factors, key=self.rank.__getitem__)
            if hub == output:
                parts = [Block(other, it, size, False, -hub) for other, it in factors.items()]
                self.out.hub_factors[hub] = parts
                continue
            if not ranked:
                self.out.totals[hub] = Block(hub, None, size, True, hub)
                self.out.hub_factors[hub] = []
                continue
            first, *rest = ranked
            total = Block(first, factors[first], size, True, hub)
            others = [Block(other, factors[other], size, False, -hub) for other in rest]
            self.out.totals[hub] = total
            self.out.hub_factors[hub] = [total, *others]

    def _key(self, factors: Factors, node: Node) -> _Key:
        """Return by what blocks are shared: those of a previous state are never added up."""
        stays = node.op == "previous" and len(factors) > 1
        return stays, tuple(sorted(factors.items(), key=lambda it: self.rank[it[0]]))

    def _blocks(self, factors: Factors, node: Node) -> tuple[Block, ...]:
        key = self._key(factors, node)
        if key not in self._by_factors:
            index = len(self._by_factors) + 1
            blocks = tuple(Block(hub, factor, node.size, False, index) for hub, factor in key[1])
            self._by_factors[key] = blocks
        return self._by_factors[key]

    # Orders

    def _order_products(
        self, chains: dict[int, list[list[int]]], input_chains: list[list[int]]
    ) -> list[list[Block]]:
        """Choose the order of every weight's columns; return the wanted neighbours in ``back``."""
        choices = [_orders(found) for found in (*chains.values(), input_chains)]
        best: tuple[int, list[list[Block]], tuple[list[int], ...]] | None = None
        for chosen in islice(product(*choices), _MOST_ORDERS):
            runs = [self._firsts(order) for order in chosen]
            breaks = _count_breaks(runs)
            if best is None or breaks < best[0]:
                best = breaks, runs, chosen
            if best[0] == 0:
                break
        if best is None:
            return []
        *orders, inputs = best[2]
        self.out.products = dict(zip(chains, orders, strict=True))
        self.out.input_products = inputs
        return best[1]

    def _firsts(self, order: Sequence[int]) -> list[Block]:
        return [self.out.targets[it][0] for it in order if it in self.out.targets]

    def _order_blocks(self, runs: list[list[Block]]) -> None:
        chain = _chained(runs)
        totals = [block for block in self.out.totals.values() if block.size == "H"]
        every = [block for blocks in self._by_factors.values() for block in blocks]
        every += [b for blocks in self.out.hub_factors.values() for b in blocks if not b.is_total]
        left = [block for block in every if block not in chain]
        for block in left:
            if block.size == "H":
                _insert(chain, block)
        self.out.blocks = [*totals, *(block for block in chain if block.size == "H")]
        others = [*self.out.totals.values(), *every]
        self.out.own = list(dict.fromkeys(block for block in others if block.size != "H"))


def _orders(chains: list[list[int]]) -> list[list[int]]:
    if len(chains) > _MOST_CHAINS:
        return [[it for chain in chains for it in chain]]
    return [[it for chain in order for it in chain] for order in permutations(chains)]


def _links(runs: list[list[Block]]) -> dict[Block, Block]:
    """Return which block follows which, as far as the runs agree; earlier runs come first."""
    after: dict[Block, Block] = {}
    taken: set[Block] = set()
    for run in runs:
        for left, right in pairwise(run):
            if left == right or left in after or right in taken:
                continue
            at: Block | None = right
            while at is not None and at != left:
                at = after.get(at)
            if at is None:
                after[left] = right
                taken.add(right)
    return after


def _count_breaks(runs: list[list[Block]]) -> int:
    after = _links(runs)
    return sum(after.get(left) != right for run in runs for left, right in pairwise(run))


def _chained(runs: list[list[Block]]) -> list[Block]:
    after = _links(runs)
    seconds = set(after.values())
    found: list[Block] = []
    for run in runs:
        for block in run:
            if block in found or block in seconds:
                continue
            at: Block | None = block
            while at is not None:
                found.append(at)
                at = after.get(at)
    return found


def _insert(chain: list[Block], block: Block) -> None:
    """Put a block where no run is cut: at the end that has its hub, else at the end."""
    if chain and chain[0].hub == block.hub and chain[-1].hub != block.hub:
        chain.insert(0, block)
    else:
        chain.append(block)


def product_runs(backflow: Backflow, products: list[int]) -> Iterator[tuple[int, list[Block]]]:
    """Yield (first column of the weight, blocks) of each run whose blocks lie beside each other.

    Products that no gradient reaches are left out.
    """
    run: list[Block] = []
    start = 0
    for column, number in enumerate(products):
        blocks = backflow.targets.get(number)
        if blocks is None:
            if run:
                yield start, run
            run = []
        elif run and _follows(backflow, run[-1], blocks[0]):
            run.append(blocks[0])
        else:
            if run:
                yield start, run
            run, start = [blocks[0]], column
    if run:
        yield start, run


def _follows(backflow: Backflow, left: Block, right: Block) -> bool:
    order = backflow.blocks
    if left not in order or right not in order:
        return False
    return order.index(right) == order.index(left) + 1


def adjacent(order: list[Block], blocks: list[Block]) -> list[list[Block]]:
    """Return blocks as runs that lie beside each other."""
    runs: list[list[Block]] = []
    position = {block: index for index, block in enumerate(order)} if blocks else {}
    for block in blocks:
        if runs and position[block] == position[runs[-1][-1]] + 1:
            runs[-1].append(block)
        else:
            runs.append([block])
    return runs


def same_hub(run: list[Block]) -> list[list[Block]]:
    """Return a run cut where the hub changes."""
    parts: list[list[Block]] = []
    for block in run:
        if parts and parts[-1][0].hub == block.hub:
            parts[-1].append(block)
        else:
            parts.append([block])
    return parts
