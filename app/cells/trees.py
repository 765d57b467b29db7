"""A cell's text as a syntax tree: what `app.cells.syntax` makes of it."""

from dataclasses import dataclass

from app.cells.tokens import Token


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float
    at: Token


@dataclass(frozen=True, slots=True)
class Name:
    """A name, with a prime for its value at the step before."""

    name: str
    is_primed: bool
    at: Token


@dataclass(frozen=True, slots=True)
class Scalar:
    """``scalar(name, initial)``: one trainable number."""

    name: str
    initial: float | None
    at: Token


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one or two arguments; ``add``, ``sub``, ``mul``, ``div``, ``neg`` are signs."""

    function: str
    arguments: tuple["Tree", ...]
    at: Token


@dataclass(frozen=True, slots=True)
class Times:
    """A matrix, transposed or not, times a vector."""

    matrix: str
    is_transposed: bool
    vector: "Tree"
    at: Token


Tree = Number | Name | Scalar | Call | Times


@dataclass(frozen=True, slots=True)
class Equation:
    """``name = right``."""

    name: str
    right: Tree
    at: Token


def leaves_first(tree: Tree) -> list[Tree]:
    """Return every part of a syntax tree, arguments before what uses them."""
    order: list[Tree] = []
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        order.append(part)
        if isinstance(part, Call):
            waiting.extend(part.arguments)
        elif isinstance(part, Times):
            waiting.append(part.vector)
    return order[::-1]
