"""A cell's equations as LaTeX: forward as its text says, backward as differentiated.

The step is an index: h' is h_{t-1}. Backward, ∂L/∂ of a state at t receives from the equations of
its own step and, at t+1, from those that read it as the step before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.cells.definition import Definition
from app.cells.functions import SLOTS
from app.cells.graph import Node
from app.cells.models import CellModel
from app.cells.names import OUTPUT
from app.cells.readings import Backward, Product, Reading, backward_of
from app.cells.trees import Call, Name, Number, Scalar, Times, Tree, leaves_first

_GREEK = frozenset(
    """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega""".split()  # noqa: SIM905 - a page of quotes reads worse
)
_CALLS = {
    "sigmoid": r"\sigma", "hard_sigmoid": r"\hat{\sigma}", "hard_sigmoid_6": r"\hat{\sigma}_6",
    "tanh": r"\tanh", "sin": r"\sin", "exp": r"\exp", "log": r"\ln", "max": r"\max", "min": r"\min",
}  # fmt: skip
_SIGNS = {"add": ("+", 1), "sub": ("-", 1), "mul": (r" \odot ", 2)}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of LaTeX and how strongly it binds: 1 sums, 2 products, 3 the rest."""

    text: str
    strength: int = 3

    def bracketed(self, least: int) -> str:
        return self.text if self.strength >= least else rf"\left({self.text}\right)"


def latex(model: CellModel) -> str:
    """Return the equations, forward and backward, as two ``aligned`` environments."""
    forward = _Forward(model.definition)
    backward = _Backwards(model, backward_of(model.definition))
    return (
        "\n".join(
            (*_aligned("forward", forward.lines()), "", *_aligned("backward", backward.lines()))
        )
        + "\n"
    )


def _aligned(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"% {title}"
    yield r"\[\begin{aligned}"
    yield " \\\\\n".join(lines)
    yield r"\end{aligned}\]"


def symbol(name: str, step: str = "") -> str:
    """Return a name: Greek letters by their names, what follows a _ as an index."""
    base, *rest = name.split("_")
    index = [*map(_word, rest), *([step] if step else [])]
    return _word(base) + (f"_{{{','.join(index)}}}" if index else "")


def _word(text: str) -> str:
    letters = re.fullmatch(r"([A-Za-z]+)([0-9]*)", text)
    if letters is None:
        return text
    word, digits = letters.groups()
    shown = rf"\{word}" if word in _GREEK else word if len(word) == 1 else rf"\mathrm{{{word}}}"
    return (
        f"{shown}_{{{digits}}}"
        if digits and len(text) == len(word + digits) and word in _GREEK
        else shown + digits
    )


def _number(value: float) -> str:
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    digits, power = text.split("e")
    return rf"{digits} \cdot 10^{{{int(power)}}}"


def _called(function: str, arguments: list[str]) -> Part:
    shown = _CALLS.get(function, rf"\operatorname{{{function.replace('_', chr(92) + '_')}}}")
    return Part(rf"{shown}\left({', '.join(arguments)}\right)")


class _Forward:
    """The text's own trees, with the activations that fill the slots."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def lines(self) -> Iterator[str]:
        for equation in self.definition.equations:
            yield rf"{symbol(equation.name, 't')} &= {self._expression(equation.right)}"

    def _expression(self, tree: Tree) -> str:
        written: dict[int, Part] = {}
        for part in leaves_first(tree):
            written[id(part)] = self._part(part, written)
        return written[id(tree)].text

    def _part(self, tree: Tree, written: dict[int, Part]) -> Part:
        match tree:
            case Number():
                return Part(_number(tree.value))
            case Scalar():
                return Part(symbol(tree.name))
            case Name():
                is_at_step = tree.name == "x" or tree.name in self.definition.values
                step = "t-1" if tree.is_primed else "t" if is_at_step else ""
                return Part(symbol(tree.name, step))
            case Times():
                matrix = symbol(tree.matrix) + (r"^{\top}" if tree.is_transposed else "")
                return Part(rf"{matrix} {written[id(tree.vector)].bracketed(3)}", 2)
            case Call():
                return self._call(tree, [written[id(arg)] for arg in tree.arguments])

    def _call(self, tree: Call, args: list[Part]) -> Part:
        if tree.function == "neg":
            return Part(f"-{args[0].bracketed(2)}", 1)
        if tree.function == "div":
            return Part(rf"\frac{{{args[0].text}}}{{{args[1].text}}}")
        if tree.function in _SIGNS:
            return joined(tree.function, *args)
        function, texts = tree.function, [arg.text for arg in args]
        options = self.definition.options
        if function in SLOTS:
            if options.clip is not None and function != "output":
                texts = [_called("clip", texts).text]
            function = getattr(options, function)
        if function == "identity":
            return args[0] if options.clip is None else Part(texts[0])
        return _called(function, texts)


def joined(operation: str, left: Part, right: Part) -> Part:
    """Return a sum, difference or product of two parts."""
    sign, strength = _SIGNS[operation]
    least = strength + (operation == "sub")
    return Part(f"{left.bracketed(strength)}{sign}{right.bracketed(least)}", strength)


class _Backwards:
    """Gradients of values, then those of parameters, summed over the steps."""

    def __init__(self, model: CellModel, backward: Backward) -> None:
        self.model, self.definition, self.backward = model, model.definition, backward
        self.graph = model.definition.graph
        self.names = {
            self.graph[number].args[0]: name for name, number in model.definition.values.items()
        }

    def lines(self) -> Iterator[str]:
        for name in reversed(self.definition.values):
            yield rf"{_gradient(name, 't')} &= {self._received(name)}"
        for name in self.model.parameters:
            yield rf"\frac{{\partial L}}{{\partial {symbol(name)}}} &= {self._of_parameter(name)}"

    def _received(self, name: str) -> str:
        outside = [r"\left.\frac{\partial L}{\partial h_{t}}\right|_{\text{out}}"]
        here = [self._term(it, 0) for it in self.backward.of("value", name)]
        later = [self._term(it, 1) for it in self.backward.of("previous", name)]
        terms = [*(outside if name == OUTPUT else []), *here, *later]
        return " + ".join(terms) or "0"

    def _term(self, reading: Reading, shift: int) -> str:
        return self._written(reading.term, shift).bracketed(2)

    def _of_parameter(self, name: str) -> str:
        terms = [self._outer(it) for it in self.backward.products if it.matrix == name]
        shape = self.model.parameters[name].shape
        for reading in self.backward.of("parameter", name):
            term = self._written(reading.term, 0)
            over = r"\sum_{t,j} " if shape == () else r"\sum_t "
            terms.append(over + term.bracketed(2))
        return " + ".join(terms) or "0"

    def _outer(self, product: Product) -> str:
        received, vector = self._written(product.term, 0), self._written(product.vector, 0)
        left, right = (vector, received) if product.is_transposed else (received, vector)
        return rf"\sum_t {left.bracketed(3)} \, {right.bracketed(3)}^{{\top}}"

    def _written(self, root: int, shift: int) -> Part:
        """Return a node's LaTeX at step t + ``shift``."""
        written: dict[int, Part] = {}
        waiting = [root]
        while waiting:
            number = waiting[-1]
            missing = [arg for arg in self._needs(number) if arg not in written]
            if missing:
                waiting.extend(missing)
            else:
                written[number] = self._node(number, written, shift)
                waiting.pop()
        return written[root]

    def _needs(self, number: int) -> tuple[int, ...]:
        node = self.graph[number]
        if number in self.names or node.op in ("named", "total", "gradient"):
            return ()
        return node.args

    def _node(self, number: int, written: dict[int, Part], shift: int) -> Part:
        node = self.graph[number]
        now, before = ("t", "t-1") if shift == 0 else ("t+1", "t")
        if number in self.names:
            return Part(symbol(self.names[number], now))
        if node.op in _LEAVES:
            return self._leaf(node, now, before)
        return _operation(node, [written[arg] for arg in self._needs(number)])

    def _leaf(self, node: Node, now: str, before: str) -> Part:
        steps = {"named": now, "input": now, "previous": before, "parameter": ""}
        if node.op in steps:
            return Part(symbol(node.name, steps[node.op]))
        if node.op == "number":
            return Part(_number(node.value), 3 if node.value >= 0 else 1)
        return Part(_gradient(node.name, now))


_LEAVES = frozenset(("named", "input", "previous", "parameter", "number", "total", "gradient"))


def _operation(node: Node, args: list[Part]) -> Part:
    if node.op in _SIGNS:
        return joined(node.op, *args)
    if node.op == "slope":
        return _slope(node, args[0])
    written = {
        "matvec": lambda: Part(
            symbol(node.name) + (r"^{\top}" if node.value else "") + f" {args[0].bracketed(3)}", 2
        ),
        "neg": lambda: Part(f"-{args[0].bracketed(2)}", 1),
        "div": lambda: Part(rf"\frac{{{args[0].text}}}{{{args[1].text}}}"),
    }
    if node.op in written:
        return written[node.op]()
    return _called(node.name if node.op == "apply" else node.op, [arg.text for arg in args])


def _gradient(name: str, step: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {symbol(name, step)}}}"


def _slope(node: Node, of: Part) -> Part:
    """Return a derivative, in the function's value where that is how it is usually written."""
    if node.name == "sigmoid":
        return Part(rf"{of.bracketed(3)} \odot \left(1-{of.bracketed(2)}\right)", 2)
    if node.name == "tanh":
        return Part(rf"\left(1-{of.bracketed(3)}^{{2}}\right)")
    if node.name == "sin":
        return _called("cos", [of.text])
    if node.name == "softplus":
        return _called("sigmoid", [of.text])
    shown = _CALLS.get(node.name, rf"\operatorname{{{node.name.replace('_', chr(92) + '_')}}}")
    return Part(rf"{shown}'\left[{of.text}\right]")
