"""The table that the page benchmark prints."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure, and what it should be at most (or, for a rate, at least)."""

    what: str
    value: float
    unit: str
    goal: str = ""

    def cells(self) -> tuple[str, str, str]:
        """Return the row as text."""
        digits = 1 if abs(self.value) < 100 else 0
        return self.what, f"{self.value:,.{digits}f} {self.unit}", self.goal


def as_text(rows: list[Row]) -> str:
    """Return rows as a table with a heading."""
    table = [("page", "measured", "goal"), *(row.cells() for row in rows)]
    widths = [max(len(line[k]) for line in table) for k in range(3)]
    lines = [f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c}".rstrip() for a, b, c in table]
    return "\n".join([lines[0], "-" * (sum(widths) + 4), *lines[1:]])


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
