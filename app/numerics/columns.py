"""The columns of arenas, and which of them must lie beside each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.numerics.instructions import Place

#: Arenas whose columns lie in memory beside each other, in an order that is ours to choose.
_ORDERED = ("z", "values", "dot", "scratch", "vector")


@dataclass
class Columns:
    """Chains of adjacent columns.

    Attributes
    ----------
    after : dict
        Column → the one that must follow it.
    before : dict
        The inverse.
    promoted : set of int
        Scratch columns that must lie among the kept values.
    """

    after: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    before: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    promoted: set[int] = field(default_factory=set)

    def column(self, place: Place) -> tuple[str, int]:
        """Return which column a place is."""
        arena = place.arena
        if arena == "dot":
            return f"dot{place.group}", place.of
        if arena == "scratch" and place.of in self.promoted:
            arena = "values"
        return arena, place.of

    def link(self, left: Place, right: Place) -> Callable[[], None] | None:
        """Have ``right`` follow ``left``; return how to undo that, or None where it cannot be."""
        if left.arena not in _ORDERED or right.arena not in _ORDERED or left.later != right.later:
            return None
        promoted = self._promote(left, right)
        a, b = self.column(left), self.column(right)
        is_free = a[0] == b[0] and a != b and self.after.get(a, b) == b
        if not is_free or self.before.get(b, a) != a or self._leads(b, a):
            self.promoted -= promoted
            return None
        is_new = a not in self.after
        self.after[a], self.before[b] = b, a

        def undo() -> None:
            if is_new:
                del self.after[a], self.before[b]
            self.promoted -= promoted

        return undo

    def _promote(self, left: Place, right: Place) -> set[int]:
        """Move a scratch column that is not linked yet among the values, where its neighbour is."""
        for one, other in ((left, right), (right, left)):
            column = self.column(one)
            if column[0] == "scratch" and self.column(other)[0] == "values":
                if column in self.after or column in self.before:
                    return set()
                self.promoted.add(one.of)
                return {one.of}
        return set()

    def _leads(self, start: tuple[str, int], to: tuple[str, int]) -> bool:
        at: tuple[str, int] | None = start
        while at is not None:
            if at == to:
                return True
            at = self.after.get(at)
        return False

    def ordered(self, columns: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
        """Return columns of one arena, chain by chain, otherwise in the order given."""
        found: list[tuple[str, int]] = []
        for column in columns:
            if column not in found:
                first = column
                while first in self.before:
                    first = self.before[first]
                at: tuple[str, int] | None = first
                while at is not None:
                    found.append(at)
                    at = self.after.get(at)
        return found
