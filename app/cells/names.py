"""The names of a cell's text: where each is defined, and which are used with a prime."""

from app.cells.errors import EquationError
from app.cells.tokens import Token
from app.cells.trees import Equation, Name, leaves_first

#: The output of every cell, and its first state.
OUTPUT = "h"


def defined_lines(equations: tuple[Equation, ...]) -> dict[str, int]:
    """Return name → the line that defines it.

    Raises
    ------
    EquationError
        If a name is defined twice, or h is not.
    """
    lines: dict[str, int] = {}
    for equation in equations:
        at = equation.at
        if at.text in lines:
            raise EquationError(
                "defined_twice", at.line, at.column, name=at.text, first=str(lines[at.text])
            )
        lines[at.text] = at.line
    if OUTPUT not in lines:
        last = equations[-1].at
        raise EquationError("no_h", last.line, last.column)
    return lines


def primed_names(equations: tuple[Equation, ...], lines: dict[str, int]) -> dict[str, Token]:
    """Return name → where it is used with a prime first.

    Raises
    ------
    EquationError
        If no equation defines it.
    """
    primed: dict[str, Token] = {}
    for equation in equations:
        for tree in leaves_first(equation.right):
            if isinstance(tree, Name) and tree.is_primed:
                primed.setdefault(tree.name, tree.at)
    for name, at in primed.items():
        if name not in lines:
            raise EquationError("undefined_state", at.line, at.column, name=name)
    return primed
