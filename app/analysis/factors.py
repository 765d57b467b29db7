"""The factors of a lane's steps, picked out for one step or for many."""

from dataclasses import dataclass

from app.numerics.backflow import Block
from app.numerics.cell import Cell
from app.numerics.parameters import Array


class LaneFactors:
    """A copy of a lane's factors; see `app.numerics.cell`.

    Parameters
    ----------
    cell : Cell

    Attributes
    ----------
    blocks : ndarray, shape (T, B, H)
    own : list of ndarray, shape (T, ·)
        Those of another size than H.
    """

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.blocks, self.own = cell.all_factors()

    def of(self, block: Block) -> Array:
        """Return one block's factor at every step, (T, ·)."""
        column = self.cell.plan.block_of[block]
        return self.blocks[:, column] if column >= 0 else self.own[-1 - column]

    def at(self, k: int | slice) -> "FactorsAt":
        """Return those of a step, or of the step of its own that each row has, for a slice."""
        return FactorsAt(self, k, is_wide=False)

    def each(self, rows: slice) -> "FactorsAt":
        """Return those of many steps, for many rows at each: blocks are (n, 1, ·)."""
        return FactorsAt(self, rows, is_wide=True)


@dataclass(frozen=True, slots=True)
class FactorsAt:
    """Factors and forward values at some steps, shaped to be multiplied by rows."""

    factors: LaneFactors
    rows: int | slice
    is_wide: bool

    def block(self, block: Block) -> Array:
        """Return one block's factor."""
        found: Array = self.factors.of(block)[self.rows]
        return found[:, None] if self.is_wide else found

    def value(self, number: int) -> Array:
        """Return a forward value that the loop kept."""
        found = self.factors.cell.arena.array(number)
        if found is None:
            raise KeyError(f"nothing is kept of node {number}")
        row: Array = found if found.ndim == 1 else found[self.rows]
        return row[:, None] if self.is_wide and found.ndim > 1 else row
