"""The table that the page benchmark prints."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What a figure should be at most, or at least."""

    bound: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        """Return whether a figure reaches the goal."""
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True)
class Row:
    """One figure, and its goal where there is one."""

    what: str
    value: float
    unit: str
    goal: Goal | None = None

    def cells(self) -> tuple[str, str, str, str]:
        """Return the row as text."""
        measured = f"{_number(self.value)} {self.unit}"
        if self.goal is None:
            return self.what, measured, "", ""
        sign = "≥" if self.goal.at_least else "≤"
        verdict = "met" if self.goal.is_met(self.value) else "MISSED"
        return self.what, measured, f"{sign} {_number(self.goal.bound)} {self.unit}", verdict


def _number(value: float) -> str:
    return f"{value:,.{1 if abs(value) < 100 and value != int(value) else 0}f}"


def as_text(rows: list[Row]) -> str:
    """Return rows as a table with a heading."""
    table = [("page", "measured", "goal", ""), *(row.cells() for row in rows)]
    widths = [max(len(line[k]) for line in table) for k in range(4)]
    lines = [
        f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}  {d}".rstrip()
        for a, b, c, d in table
    ]
    return "\n".join([lines[0], "-" * (sum(widths) + 6), *lines[1:]])


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
