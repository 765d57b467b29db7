"""Expressions as a graph in which equal ones are one node.

A graph is only ever added to. Nodes refer to others by number, arguments always come before what
uses them, so the order of the numbers is an order of computation. Building a node simplifies as a
person would: no ``·1``, no ``+ 0``.

Sizes are letters: ``D`` what the layer reads, ``H`` hidden units, ``P`` what a projection makes of
them, ``1`` a single number.

========== ===================== ================================================================
op         arguments             value
========== ===================== ================================================================
input                            x
previous                         the state ``name`` at the step before
parameter                        the vector, or single number, ``name``
number                           ``value``
matvec     v                     matrix ``name`` times v; ``value`` 1 for its transpose
named      definition            the value called ``name``: what a what-if can replace
clip       a                     a within ±``value``
apply      a                     the function ``name``
add … div  a, b                  elementwise; ``max`` and ``min`` too
neg        a
slope      y, or a               the derivative of the function ``name``, see `SLOPE_OF`
wins       a, b                  1 where a > b, ½ where they are equal, else 0
inside     a                     1 where |a| ≤ ``value``, else 0
gradient                         ∂L/∂ of the state ``name``: a leaf of the backward pass
total      sum                   ∂L/∂ of the value ``name``: what its readings send back
kept                             1 where the value ``name`` is as computed, 0 where it is replaced
========== ===================== ================================================================
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from threading import Lock

from app.cells.functions import FUNCTIONS

#: Whether a function's slope is written in its value y, or in its argument a.
SLOPE_OF = {
    "sigmoid": "y", "hard_sigmoid": "y", "hard_sigmoid_6": "y", "tanh": "y", "relu": "y",
    "softsign": "y", "softplus": "a", "silu": "a", "sin": "a",
}  # fmt: skip
ELEMENTWISE = frozenset(("add", "sub", "mul", "div", "max", "min", "neg", "clip", "named"))


@dataclass(frozen=True, slots=True)
class Node:
    """One operation; see the table of the module."""

    op: str
    args: tuple[int, ...] = ()
    name: str = ""
    value: float = 0.0
    size: str = "H"


class Graph:
    """Nodes by number."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, number: int) -> Node:
        return self.nodes[number]

    def node(self, op: str, *args: int, name: str = "", value: float = 0.0, size: str = "H") -> int:
        """Return the number of a node, which is made if there is none like it."""
        made = Node(op, args, name, value, size)
        number = self._numbers.get(made)
        return self._add(made) if number is None else number

    def _add(self, made: Node) -> int:
        """Add a node; runs of one cell may ask for the same one at once."""
        with self._lock:
            number = self._numbers.get(made)
            if number is None:
                number = len(self.nodes)
                self.nodes.append(made)
                self._numbers[made] = number
        return number

    def number(self, value: float) -> int:
        """Return a constant."""
        return self.node("number", value=value, size="1")

    def constant(self, number: int) -> float | None:
        """Return the value of a node that is a constant."""
        node = self.nodes[number]
        return node.value if node.op == "number" else None

    def _joint_size(self, *args: int) -> str:
        sizes = [self.nodes[arg].size for arg in args]
        return next((size for size in sizes if size != "1"), "1")

    def _is_idle(self, a: int, value: float, beside: int) -> bool:
        """Whether a node is a constant that may be left out without changing the size."""
        return self.constant(a) == value and self.nodes[a].size in ("1", self.nodes[beside].size)

    def add(self, a: int, b: int) -> int:
        """Return a + b."""
        if self._is_idle(a, 0.0, b):
            return b
        if self._is_idle(b, 0.0, a):
            return a
        if self.nodes[b].op == "neg":
            return self.sub(a, self.nodes[b].args[0])
        return self._both("add", a, b)

    def sub(self, a: int, b: int) -> int:
        """Return a − b."""
        if self._is_idle(b, 0.0, a):
            return a
        if self._is_idle(a, 0.0, b):
            return self.neg(b)
        if self.nodes[b].op == "neg":
            return self.add(a, self.nodes[b].args[0])
        return self._both("sub", a, b)

    def mul(self, a: int, b: int) -> int:
        """Return a · b."""
        for one, other in ((a, b), (b, a)):
            if self._is_idle(one, 1.0, other):
                return other
            if self._is_idle(one, -1.0, other):
                return self.neg(other)
            if self.constant(one) == 0.0:
                return self.node("number", value=0.0, size=self._joint_size(a, b))
        signs = [self.nodes[it].op == "neg" for it in (a, b)]
        if any(signs):
            bare = [
                self.nodes[it].args[0] if s else it for it, s in zip((a, b), signs, strict=True)
            ]
            product = self.mul(*bare)
            return product if all(signs) else self.neg(product)
        return self._both("mul", a, b)

    def div(self, a: int, b: int) -> int:
        """Return a / b."""
        if self._is_idle(b, 1.0, a):
            return a
        if self.constant(a) == 0.0:
            return self.node("number", value=0.0, size=self._joint_size(a, b))
        return self._both("div", a, b)

    def neg(self, a: int) -> int:
        """Return −a."""
        node = self.nodes[a]
        if node.op == "neg":
            return node.args[0]
        if node.op == "number":
            return self.node("number", value=-node.value, size=node.size)
        return self.node("neg", a, size=node.size)

    def _both(self, op: str, a: int, b: int) -> int:
        left, right = self.constant(a), self.constant(b)
        if left is not None and right is not None:
            folded = _folded(op, left, right)
            if folded is not None:
                return self.node("number", value=folded, size=self._joint_size(a, b))
        return self.node(op, a, b, size=self._joint_size(a, b))

    def call(self, function: str, *args: int) -> int:
        """Return a function of its arguments; ``add`` … ``neg`` are functions too."""
        if function in ("add", "sub", "mul", "div", "neg"):
            return int(getattr(self, function)(*args))
        if function in ("max", "min"):
            return self.node(function, *args, size=self._joint_size(*args))
        if function == "identity":
            return args[0]
        if function == "normalize" and self.nodes[args[0]].size == "1":
            return self.number(0.0)
        return self.node("apply", *args, name=function, size=self.nodes[args[0]].size)

    def slope(self, number: int) -> int:
        """Return the derivative of an applied function (`SLOPE_OF`) as an expression."""
        node = self.nodes[number]
        argument = node.args[0]
        if node.name == "exp":
            return number
        if node.name == "log":
            return self.div(self.number(1.0), argument)
        of = number if SLOPE_OF[node.name] == "y" else argument
        return self.node("slope", of, name=node.name, size=node.size)

    def partials(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield (argument, ∂node/∂argument) of an elementwise node, argument by argument."""
        node = self.nodes[number]
        one = self.number(1.0)
        match node.op:
            case "add":
                yield from ((arg, one) for arg in node.args)
            case "sub":
                yield node.args[0], one
                yield node.args[1], self.number(-1.0)
            case "mul":
                a, b = node.args
                yield a, b
                yield b, a
            case "div":
                a, b = node.args
                yield a, self.div(one, b)
                yield b, self.neg(self.div(number, b))
            case "neg":
                yield node.args[0], self.number(-1.0)
            case "named":
                yield node.args[0], one
            case "clip":
                inside = self.node("inside", node.args[0], value=node.value, size=node.size)
                yield node.args[0], inside
            case "max" | "min":
                a, b = node.args
                order = (a, b) if node.op == "max" else (b, a)
                size = node.size
                yield a, self.node("wins", *order, size=size)
                yield b, self.node("wins", *order[::-1], size=size)
            case "apply" if is_elementwise(node):
                yield node.args[0], self.slope(number)

    def leaves_first(self, *roots: int) -> list[int]:
        """Return everything that the roots are made of, arguments before what uses them."""
        seen: set[int] = set()
        waiting = list(roots)
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                waiting.extend(self.nodes[number].args)
        return sorted(seen)


def is_elementwise(node: Node) -> bool:
    """Whether entry j of a node depends on entry j of its arguments alone."""
    if node.op == "apply":
        return FUNCTIONS[node.name].is_elementwise
    return node.op in ELEMENTWISE


def _folded(op: str, a: float, b: float) -> float | None:
    """Return what an operation on numbers gives, where that is a number that can be written."""
    if op == "div" and b == 0.0:
        return None
    found = a / b if op == "div" else {"add": a + b, "sub": a - b, "mul": a * b}[op]
    return found if isfinite(found) else None
