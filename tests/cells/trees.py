"""Cells as trees of plain tuples: what a text is written from, and a reference is computed from.

No parser comes between: the same tree gives the equations for the program (`written`) and, in
`tests.cells.tape` and in PyTorch, the reference.

========================================== ====================================================
tree                                       meaning
========================================== ====================================================
``("input",)``                             x
``("value", name)``                        a value defined above
``("previous", name)``                     a state at the step before
``("vector", name)``                       a parameter, one number a unit
``("scalar", name)``                       a parameter, one number
``("number", value)``                      a constant
``("times", matrix, is_transposed, tree)`` a matrix times a vector
``("call", function, *trees)``             a function; ``add``, ``sub``, ``mul``, ``div``, ``neg``
========================================== ====================================================
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Tree = tuple[Any, ...]
SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
SQUASHING = ("sigmoid", "tanh", "softsign", "sin", "hard_sigmoid", "hard_sigmoid_6")
GROWING = ("relu", "softplus", "silu", "normalize", "identity")
STATES = ("h", "c", "m")
VALUES = ("a", "q", "r_2")


@dataclass(frozen=True)
class TreeCell:
    """Equations as trees, in order, each with its name."""

    equations: tuple[tuple[str, Tree], ...]
    is_projected: bool = False

    @property
    def text(self) -> str:
        """The equations as the program reads them."""
        return "\n".join(f"{name} = {written(tree)}" for name, tree in self.equations)

    @property
    def states(self) -> tuple[str, ...]:
        """``h``, and every name read with a prime."""
        primed = {
            part[1] for _, tree in self.equations for part in parts(tree) if part[0] == "previous"
        }
        return ("h", *(name for name, _ in self.equations if name in primed and name != "h"))

    def size(self, name: str) -> str:
        """Return the size letter of a value."""
        return "P" if name == "h" and self.is_projected else "H"

    def shapes(self) -> dict[str, tuple[str, ...]]:
        """Return the size letters of every parameter."""
        found: dict[str, tuple[str, ...]] = {}
        for name, equation in self.equations:
            for part in parts(equation):
                if part[0] == "vector":
                    found[part[1]] = ("H",)
                elif part[0] == "scalar":
                    found[part[1]] = ("1",)
                elif part[0] == "times":
                    _, matrix, is_transposed, vector = part
                    rows = self.size(name) if part is equation else "H"
                    shape = (rows, self._size_of(vector))
                    found[matrix] = shape[::-1] if is_transposed else shape
        return found

    def _size_of(self, vector: Tree) -> str:
        if vector[0] == "input":
            return "D"
        return self.size(vector[1]) if vector[0] in ("previous", "value") else "H"


def parts(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and everything in it."""
    yield tree
    for part in tree[1:]:
        if isinstance(part, tuple):
            yield from parts(part)


def written(tree: Tree) -> str:
    """Return a tree as a person would type it, with more brackets."""
    match tree:
        case ("input",):
            return "x"
        case ("value" | "vector", name):
            return str(name)
        case ("previous", name):
            return f"{name}'"
        case ("scalar", name):
            return f"scalar({name})"
        case ("number", value):
            return f"{value:g}"
        case ("times", matrix, is_transposed, vector):
            left = f"transpose({matrix})" if is_transposed else matrix
            inner = written(vector)
            return f"{left} {inner}" if len(vector) <= 2 else f"{left} ({inner})"
        case ("call", "neg", a):
            return f"-({written(a)})"
        case ("call", sign, a, b) if sign in SIGNS:
            return f"({written(a)}) {SIGNS[sign]} ({written(b)})"
        case ("call", function, *args):
            return f"{function}({', '.join(map(written, args))})"
    raise ValueError(tree)


def as_tree(data: Any) -> Any:
    """Return what JSON made lists of as tuples again."""
    return tuple(map(as_tree, data)) if isinstance(data, list) else data


# Drawing


@dataclass
class _Drawing:
    rng: random.Random
    states: tuple[str, ...]
    is_projected: bool
    defined: tuple[str, ...] = ()

    def tree(self, depth: int) -> Tree:
        rng = self.rng
        if depth == 0 or rng.randrange(6) == 0:
            return self.leaf()
        kind = rng.randrange(12)
        if kind < 5:
            sign = ("add", "sub", "mul", "mul", "add")[kind]
            return ("call", sign, self.tree(depth - 1), self.tree(depth - 1))
        if kind == 5:
            return ("call", rng.choice(("max", "min")), self.tree(depth - 1), self.tree(depth - 1))
        if kind == 6:
            return self.bounded(depth)
        if kind == 7:
            return ("call", "neg", self.tree(depth - 1))
        if kind == 8:
            matrix = rng.choice(("U", "U_2", "V"))
            return ("times", matrix, rng.randrange(3) == 0, self.moving(depth - 1))
        return ("call", rng.choice(SQUASHING + GROWING), self.tree(depth - 1))

    def bounded(self, depth: int) -> Tree:
        """Draw a quotient, an exponential or a logarithm that stays away from its pole."""
        one, inner = ("number", 1.0), self.tree(depth - 1)
        positive = ("call", "add", one, ("call", "softplus", inner))
        match self.rng.randrange(3):
            case 0:
                return ("call", "div", self.tree(depth - 1), positive)
            case 1:
                return ("call", "exp", ("call", "tanh", inner))
        return ("call", "log", positive)

    def moving(self, depth: int) -> Tree:
        """Draw something with as many entries as there are units, whatever it is made of."""
        tree = self.tree(depth)
        has_units = any(part[0] in ("vector", "times", "previous", "value") for part in parts(tree))
        if has_units and self.rng.randrange(2):
            return tree
        return ("call", "add", tree, ("vector", self.rng.choice(("b", "p", "u"))))

    def leaf(self) -> Tree:
        rng = self.rng
        kind = rng.randrange(12)
        if kind < 4:
            return self.previous(rng.choice(self.states))
        if kind < 6 and self.defined:
            return ("value", rng.choice(self.defined))
        if kind < 8:
            is_transposed = rng.randrange(4) == 0
            matrix = "A" if is_transposed else rng.choice(("W", "W_2"))
            return ("times", matrix, is_transposed, ("input",))
        if kind == 8:
            return ("scalar", rng.choice(("alpha", "beta_1")))
        if kind == 9:
            return ("number", rng.choice((0.0, 0.5, 1.0, 2.0, 3.0)))
        return ("vector", rng.choice(("b", "b_2", "p")))

    def previous(self, state: str) -> Tree:
        if state != "h" or not self.is_projected:
            return ("previous", state)
        is_transposed = self.rng.randrange(4) == 0
        return ("times", "R_t" if is_transposed else self.rng.choice(("R", "R_2")), is_transposed,
                ("previous", "h"))  # fmt: skip


def draw_cell(rng: random.Random, depth: int = 4) -> TreeCell:
    """Draw a cell of one to three states, with shared, transposed and unreached parameters."""
    states = STATES[: rng.randrange(1, 4)]
    is_projected = rng.randrange(5) == 0
    names = [*VALUES[: rng.randrange(4)], *states[1:], "h"]
    rng.shuffle(names)
    drawing = _Drawing(rng, states, is_projected)
    equations: list[tuple[str, Tree]] = []
    for name in names:
        tree = drawing.tree(rng.randrange(1, depth + 1))
        if name == "h" and is_projected:
            tree = ("times", "W_hr", False, drawing.moving(2))
        equations.append((name, tree))
        if name != "h" or not is_projected:
            drawing.defined = (*drawing.defined, name)
    return TreeCell(tuple(equations), is_projected)
