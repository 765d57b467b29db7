"""Instructions that can be one call of NumPy, and the order of columns that makes them so.

A call costs a third of a microsecond however few numbers it handles, which is most of the time of
a small cell. Instructions of one kind that do not wait for one another become one call where their
operands and results lie in adjacent columns, in the same order. So the columns of every arena are
ordered by what is to be fused: chains of columns, linked one after the other, grow as groups of
instructions are tried, largest first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.numerics.columns import Columns
from app.numerics.instructions import Instruction, Place

#: How many partial orders of one group are tried before the best so far is taken.
_MOST_TRIES = 2_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the instructions that it does at once, in the order of their columns."""

    instructions: tuple[Instruction, ...]

    @property
    def op(self) -> str:
        """What is done."""
        return self.instructions[0].op


def fuse(
    instructions: Sequence[Instruction],
    columns: Columns,
    rank: Callable[[Instruction], int],
    is_whole: Callable[[Place], bool],
) -> list[Call]:
    """Return the calls that do a step, and order ``columns`` by them.

    Parameters
    ----------
    instructions : sequence of Instruction
        In an order in which they can be run.
    columns : Columns
        Gains links.
    rank : callable
        By which members of a group are tried first.
    is_whole : callable
        Whether a place has the size of all others, so that it may share a call.
    """
    waits = _waits(instructions)
    calls = {index: [index] for index in range(len(instructions))}
    for group in _groups(instructions, waits, is_whole):
        members = sorted(group, key=lambda index: (rank(instructions[index]), index))
        while len(members) > 1:
            found = _longest(instructions, members, columns)
            chosen = [index for index, _ in found]
            if len(found) < 2:
                members = members[1:]
                continue
            if _is_acyclic(calls, chosen, waits):
                for index in chosen:
                    del calls[index]
                calls[chosen[0]] = chosen
                instructions = _oriented(instructions, found)
            members = [index for index in members if index not in chosen]
    return _scheduled(instructions, calls, waits)


def _waits(instructions: Sequence[Instruction]) -> list[set[int]]:
    """Return which instructions each one waits for, directly."""
    written: dict[Place, int] = {}
    read: defaultdict[Place, set[int]] = defaultdict(set)
    waits: list[set[int]] = []
    for index, it in enumerate(instructions):
        mine = {written[place] for place in map(_whole_dot, it.args) if place in written}
        out = _whole_dot(it.out)
        mine |= read[out]
        if out in written:
            mine.add(written[out])
        waits.append(mine - {index})
        for place in map(_whole_dot, it.args):
            read[place].add(index)
        written[out] = index
        read[out] = set()
    return waits


def _whole_dot(place: Place) -> Place:
    return replace(place, of=-1) if place.arena == "dot" else place


def _groups(
    instructions: Sequence[Instruction], waits: list[set[int]], is_whole: Callable[[Place], bool]
) -> list[list[int]]:
    """Return sets of alike instructions that can be done at one time, squashing functions first."""
    earliest = [0] * len(instructions)
    for index, mine in enumerate(waits):
        earliest[index] = 1 + max((earliest[at] for at in mine), default=0)
    last = max(earliest, default=0)
    latest = [last] * len(instructions)
    for index in reversed(range(len(instructions))):
        for at in waits[index]:
            latest[at] = min(latest[at], latest[index] - 1)
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, it in enumerate(instructions):
        if it.op not in ("dot", "copy", "apply:normalize") and all(
            map(is_whole, (it.out, *it.args))
        ):
            alike[_likeness(it)].append(index)
    groups: list[list[int]] = []
    for members in alike.values():
        groups += _stabbed(members, earliest, latest)
    order = {"apply": 0, "mul": 1}
    groups.sort(key=lambda group: order.get(instructions[group[0]].op.partition(":")[0], 2))
    return [group for group in groups if len(group) > 1]


def _likeness(it: Instruction) -> tuple[object, ...]:
    kinds = [_kind(place) for place in it.args]
    return (it.op, _kind(it.out), *(sorted(kinds) if it.is_commutative else kinds))


def _kind(place: Place) -> str:
    arena = "values" if place.arena == "scratch" else place.arena
    return f"{arena}{place.group if arena == 'dot' else ''}{'+' if place.later else ''}"


def _stabbed(members: list[int], earliest: list[int], latest: list[int]) -> Iterator[list[int]]:
    """Yield members whose windows of time have a moment in common, as few sets as can be."""
    left = sorted(members, key=lambda index: latest[index])
    while left:
        moment = latest[left[0]]
        yield sorted(index for index in left if earliest[index] <= moment)
        left = [index for index in left if earliest[index] > moment]


def _longest(
    instructions: Sequence[Instruction], members: list[int], columns: Columns
) -> list[tuple[int, tuple[Place, ...]]]:
    """Return the longest order of members whose operands can be adjacent; their links are made."""
    search = _Search(instructions, members, columns)
    search.run()
    best = search.best
    for (_, left), (_, right) in pairwise(best):
        _link_all(columns, left, right)
    return best


@dataclass
class _Search:
    instructions: Sequence[Instruction]
    members: list[int]
    columns: Columns
    best: list[tuple[int, tuple[Place, ...]]] = field(default_factory=list)
    tries: int = 0

    def run(self) -> None:
        for index in self.members:
            for places in self._ways(index):
                self._extend([(index, places)])
                if len(self.best) == len(self.members) or self.tries > _MOST_TRIES:
                    return

    def _ways(self, index: int) -> Iterator[tuple[Place, ...]]:
        it = self.instructions[index]
        yield (it.out, *it.args)
        if it.is_commutative and it.args[0] != it.out:
            yield (it.out, *it.args[::-1])

    def _extend(self, chain: list[tuple[int, tuple[Place, ...]]]) -> None:
        self.tries += 1
        if len(chain) > len(self.best):
            self.best = list(chain)
        if len(self.best) == len(self.members) or self.tries > _MOST_TRIES:
            return
        used = {index for index, _ in chain}
        for index in (index for index in self.members if index not in used):
            for places in self._ways(index):
                if not _goes_on([it for _, it in chain], places):
                    continue
                undo = _link_all(self.columns, chain[-1][1], places)
                if undo is not None:
                    self._extend([*chain, (index, places)])
                    undo()
                if len(self.best) == len(self.members):
                    return


def _goes_on(chain: list[tuple[Place, ...]], places: tuple[Place, ...]) -> bool:
    """Whether an operand that was one for all so far stays that, and no other becomes it."""
    if len(chain) < 2:
        return True
    operands = zip(chain[-2], chain[-1], places, strict=True)
    return all((a == b) == (b == c) for a, b, c in operands)


def _link_all(
    columns: Columns, left: tuple[Place, ...], right: tuple[Place, ...]
) -> Callable[[], None] | None:
    """Link operands and results of two neighbours; one operand for all needs no link."""
    made: list[Callable[[], None]] = []

    def undo() -> None:
        for step in reversed(made):
            step()

    for position, (a, b) in enumerate(zip(left, right, strict=True)):
        if a == b and position > 0:
            continue
        done = columns.link(a, b)
        if done is None:
            undo()
            return None
        made.append(done)
    return undo


def _oriented(
    instructions: Sequence[Instruction], found: list[tuple[int, tuple[Place, ...]]]
) -> list[Instruction]:
    changed = list(instructions)
    for index, (out, *args) in found:
        changed[index] = replace(changed[index], out=out, args=tuple(args))
    return changed


def _is_acyclic(calls: dict[int, list[int]], chosen: list[int], waits: list[set[int]]) -> bool:
    """Whether the chosen instructions can be one call: none waits for another by any way."""
    if any(waits[index].intersection(chosen) for index in chosen):
        return False
    inside = {index: first for first, group in calls.items() for index in group}
    for index in chosen:
        inside[index] = chosen[0]
    groups = {first: group for first, group in calls.items() if first not in chosen}
    groups[chosen[0]] = chosen
    return len(list(_in_order(groups, inside, waits))) == len(groups)


def _in_order(
    groups: dict[int, list[int]], inside: dict[int, int], waits: list[set[int]]
) -> Iterator[int]:
    """Yield groups in an order in which they can be run; fewer than all where there is a cycle."""
    open_ = {
        first: {inside[at] for index in group for at in waits[index]} - {first}
        for first, group in groups.items()
    }
    done: set[int] = set()
    while True:
        ready = [first for first, needs in open_.items() if needs <= done]
        if not ready:
            return
        first = min(ready)
        done.add(first)
        del open_[first]
        yield first


def _scheduled(
    instructions: Sequence[Instruction], calls: dict[int, list[int]], waits: list[set[int]]
) -> list[Call]:
    inside = {index: first for first, group in calls.items() for index in group}
    return [
        Call(tuple(instructions[index] for index in calls[first]))
        for first in _in_order(calls, inside, waits)
    ]
