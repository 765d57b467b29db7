"""Own cells at random: texts of equations that the language accepts.

An expression is written from the inside out, so that every text is valid by the way it is made;
what it computes may be anything.
"""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from app.cells.functions import FUNCTIONS, SLOTS

_FUNCTIONS = (*SLOTS, *(name for name, it in FUNCTIONS.items() if it.arity == 1))
#: Names of states beside h; some are also keys of a line of the trace, or of a JavaScript object.
_STATES = ("c", "m", "t", "z", "states", "type", "constructor")
_VALUES = ("f", "gates", "toString", "u_2", "nodes", "x1")


@dataclass
class _Writer:
    """One text; every name that it makes up is new."""

    draw: st.DrawFn
    states: tuple[str, ...]
    defined: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    count: int = 0

    def new(self, letter: str) -> str:
        self.count += 1
        return f"{letter}_{self.count}"

    def one_of(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def vector(self) -> str:
        """Write what surely has H entries."""
        form = self.one_of("input", "state", "value", "bias", "peephole")
        if form == "input" or (form == "state" and not self.states):
            return f"{self.new('W')} x"
        if form == "state":
            state = self.one_of(*self.states)
            bare = f"{state}'"
            return self.one_of(
                bare, f"{self.new('U')} {bare}", f"transpose({self.new('V')}) {bare}"
            )
        if form == "value" and self.defined:
            value = self.one_of(*self.defined)
            return self.one_of(value, f"{self.new('U')} {value}")
        return self.new("b" if form == "bias" else "p")

    def expression(self, depth: int) -> str:
        """Write an expression of H entries."""
        text = self._expression(depth)
        self.written.append(text)
        return text

    def _expression(self, depth: int) -> str:  # noqa: PLR0911
        form = self.one_of(
            "vector", "again", "sum", "product", "function", "two", "scaled", "minus"
        )
        if form == "again" and self.written:  # equal expressions are one node of the graph
            return f"({self.one_of(*self.written)})"
        if depth == 0 or form in ("vector", "again"):
            return self.vector()
        inner = self.expression(depth - 1)
        if form == "function":
            return f"{self.one_of(*_FUNCTIONS)}({inner})"
        if form == "minus":
            return f"-({inner})"
        if form == "scaled":
            scalar = f"scalar({self.new('s')}, {self.one_of('0.5', '-1', '2e-1')})"
            return f"{self.one_of('1', '0.5', scalar)} {self.one_of('+', '-', '*')} ({inner})"
        other = self.expression(depth - 1)
        if form == "two":
            return f"{self.one_of('max', 'min')}({inner}, {other})"
        signs = ("+", "-") if form == "sum" else ("*", "/")
        return f"({inner}) {self.one_of(*signs)} ({other})"


@st.composite
def own_equations(draw: st.DrawFn) -> str:
    """Draw the text of a cell of one to four equations."""
    others = draw(st.lists(st.sampled_from(_STATES), max_size=2, unique=True))
    values = draw(st.lists(st.sampled_from(_VALUES), max_size=1, unique=True))
    is_recurrent = draw(st.booleans()) or bool(others)
    writer = _Writer(draw, (*others, "h") if is_recurrent else ())
    lines = []
    for name in draw(st.permutations([*others, *values, "h"])):
        right = writer.expression(draw(st.integers(0, 2)))
        if draw(st.booleans()):
            right = f"tanh({right})"
        if name in others:
            right += f" - 0.5 * {name}'"
        lines.append(f"{name} = {right}")
        writer.defined.append(name)
    return "\n".join(lines)
