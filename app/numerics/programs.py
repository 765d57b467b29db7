"""A step's calls as one Python function.

Going through a list of calls would take as long as a third of the calls themselves, so a plan is
written out as the source of a function and compiled once. Nothing that a person typed gets into
that source: operands are numbered, functions are looked up in a table of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Step = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class View:
    """Columns of an array, one row of it an argument of the step.

    Attributes
    ----------
    array : str
        Name of the array.
    first, count : int
        Columns, in blocks; ``count`` 0 takes the whole row.
    later : bool
        The row of the next reading position.
    in_rows : bool
        As (count, H) instead of (count·H,).
    """

    array: str
    first: int = 0
    count: int = 0
    later: bool = False
    in_rows: bool = False


@dataclass
class Program:
    """A function in the making.

    Attributes
    ----------
    views : dict
        View → its number: the arguments, after which comes ``hold`` where there are what-ifs.
    constants : dict
        Key → its number, of what it closes over: arrays and functions that differ from lane to
        lane.
    """

    views: dict[View, int] = field(default_factory=dict)
    constants: dict[Any, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def view(self, view: View) -> str:
        """Return the name of an argument."""
        return f"v{self.views.setdefault(view, len(self.views))}"

    def constant(self, key: Any) -> str:
        """Return the name of something the function closes over."""
        return f"k{self.constants.setdefault(key, len(self.constants))}"

    def call(self, function: str, *operands: str) -> None:
        """Append ``function(operands)``."""
        self.lines.append(f"{function}({', '.join(operands)})")

    def copy(self, into: str, source: str) -> None:
        """Append ``into[...] = source``."""
        self.lines.append(f"{into}[...] = {source}")

    def source(self, has_hold: bool) -> str:
        """Return the text of a function that makes the step of a lane from its constants."""
        arguments = [f"v{number}" for number in range(len(self.views))]
        arguments += ["hold"] if has_hold else []
        closed = ", ".join(f"k{number}" for number in range(len(self.constants)))
        body = "".join(f"        {line}\n" for line in self.lines) or "        pass\n"
        return (
            f"def make({closed}):\n    def step({', '.join(arguments)}):\n{body}    return step\n"
        )

    def compiled(self, has_hold: bool = False) -> Step:
        """Return the function that makes a lane's step; call it with the constants in order."""
        space: dict[str, Any] = {}
        exec(compile(self.source(has_hold), "<step>", "exec"), {"__builtins__": {}}, space)
        made: Step = space["make"]
        return made


class Bindable:
    """A compiled step and what it closes over: functions found once, arrays lane by lane.

    Parameters
    ----------
    program : Program
    has_hold : bool
    resolve : callable
        Returns what a key stands for in every lane; None where that differs from lane to lane.
    """

    def __init__(self, program: Program, has_hold: bool, resolve: Callable[[Any], Any]) -> None:
        self._make = program.compiled(has_hold)
        self._shared = [resolve(key) for key in program.constants]
        self._own = [
            (index, key)
            for index, key in enumerate(program.constants)
            if self._shared[index] is None
        ]

    def bound(self, constant: Callable[[Any], Any]) -> Step:
        """Return a lane's step; ``constant`` returns what a key stands for in it."""
        values = list(self._shared)
        for index, key in self._own:
            values[index] = constant(key)
        step: Step = self._make(*values)
        return step
