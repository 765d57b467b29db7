"""A cell as its equations define it: states, parameters with shapes, and the graph of a step."""

from dataclasses import dataclass, field
from functools import lru_cache

from app.cells.errors import EquationError
from app.cells.functions import SLOTS
from app.cells.graph import Graph
from app.cells.limits import MAX_STATES
from app.cells.names import OUTPUT, defined_lines, primed_names
from app.cells.syntax import parse
from app.cells.tokens import Token
from app.cells.trees import (
    Call,
    Equation,
    Name,
    Number,
    Scalar,
    Times,
    Tree,
    leaves_first,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A trainable tensor of a cell.

    Attributes
    ----------
    name : str
    shape : tuple of str
        Size letters: ``("H", "D")`` a matrix beside x, ``("H",)`` a vector, ``()`` one number.
    initial : float or None
        What a single number starts at, where the equations say so.
    """

    name: str
    shape: tuple[str, ...]
    initial: float | None = None

    @property
    def is_bias(self) -> bool:
        """Whether it is called b or b_…: what ``bias: false`` leaves out."""
        return len(self.shape) == 1 and (self.name == "b" or self.name.startswith("b_"))


@dataclass(frozen=True, slots=True)
class Options:
    """What a scenario chooses of a cell beside its sizes.

    Attributes
    ----------
    gate, candidate, output : str
        What fills the slots of the same names.
    bias : bool
        False leaves out every parameter called b or b_….
    clip : float or None
        Every argument of ``gate`` and ``candidate`` is clipped to ±clip.
    is_projected : bool
        Whether h has a size of its own.
    """

    gate: str = "sigmoid"
    candidate: str = "tanh"
    output: str = "tanh"
    bias: bool = True
    clip: float | None = None
    is_projected: bool = False


@dataclass(frozen=True, eq=False)
class Definition:
    """What a cell computes in one step.

    Attributes
    ----------
    text : str
        The equations as given.
    equations : tuple of Equation
    graph : Graph
    values : dict
        Name → number of its ``named`` node, in the order of the equations.
    states : tuple of str
        ``h`` first, then whatever is used with a prime, in the order of the equations.
    parameters : dict
        Name → Parameter, in the order in which they are first used.
    pre_activations : dict
        Name → the node that goes into the function which makes it, for every name that is the
        value of a function, or of a slot.
    slots : dict
        Name → the slot it is squashed by, where there is one.
    is_recurrent : bool
        Whether any equation reads a state.
    """

    text: str
    equations: tuple[Equation, ...]
    options: Options
    graph: Graph
    values: dict[str, int]
    states: tuple[str, ...]
    parameters: dict[str, Parameter]
    pre_activations: dict[str, int]
    slots: dict[str, str]
    is_recurrent: bool

    def state_size(self, state: str) -> str:
        """Return the size letter of a state."""
        return self.graph[self.values[state]].size


def output_of(definition: Definition) -> int:
    """Return the node of h, which the loss and the layer above read."""
    return definition.values[OUTPUT]


@lru_cache(maxsize=256)
def define(text: str, options: Options = Options()) -> Definition:
    """Return the cell that a text of equations defines.

    Raises
    ------
    EquationError
    """
    equations = parse(text)
    return _Builder(equations, options).definition(text)


@dataclass
class _Use:
    """How a parameter was first used, and where."""

    shape: tuple[str, ...]
    at: Token
    initial: float | None = None


@dataclass
class _Builder:
    equations: tuple[Equation, ...]
    options: Options
    graph: Graph = field(default_factory=Graph)
    values: dict[str, int] = field(default_factory=dict)
    uses: dict[str, _Use] = field(default_factory=dict)
    pre_activations: dict[str, int] = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)

    def definition(self, text: str) -> Definition:
        self.lines = defined_lines(self.equations)
        self.primed = primed_names(self.equations, self.lines)
        for equation in self.equations:
            self._define(equation)
        return Definition(
            text, self.equations, self.options, self.graph, self.values, self._states(),
            self._parameters(), self.pre_activations, self.slots, bool(self.primed),
        )  # fmt: skip

    def _states(self) -> tuple[str, ...]:
        others = [name for name in self.values if name in self.primed and name != OUTPUT]
        return (OUTPUT, *others)

    def _parameters(self) -> dict[str, Parameter]:
        found = {name: Parameter(name, it.shape, it.initial) for name, it in self.uses.items()}
        return {name: it for name, it in found.items() if self.options.bias or not it.is_bias}

    def _define(self, equation: Equation) -> None:
        name = equation.name
        if name in self.primed and name != OUTPUT:
            self._check_states(equation.at)
        size = "P" if name == OUTPUT and self.options.is_projected else "H"
        number = self._build(equation.right, size)
        found = self.graph[number].size
        if found not in (size, "1"):
            at = equation.at
            raise EquationError("sizes", at.line, at.column, left=name, right=f"@vector:{found}")
        self._note_pre_activation(name, equation.right, number)
        self.values[name] = self.graph.node("named", number, name=name, size=size)

    def _check_states(self, at: Token) -> None:
        count = len({*self.primed, OUTPUT} & {*self.values, at.text, OUTPUT})
        if count > MAX_STATES:
            raise EquationError(
                "many_states", at.line, at.column, most=str(MAX_STATES), found=at.text
            )

    def _note_pre_activation(self, name: str, right: Tree, number: int) -> None:
        if not isinstance(right, Call) or len(right.arguments) != 1 or right.function == "neg":
            return
        if right.function in SLOTS:
            self.slots[name] = right.function
        node = self.graph[number]
        if node.op == "apply":
            number = node.args[0]
        elif right.function not in SLOTS and right.function != "identity":
            return
        if self.graph[number].op == "clip":
            number = self.graph[number].args[0]
        self.pre_activations[name] = number

    # One expression, without recursion: a text may nest as deep as it has operations.

    def _build(self, tree: Tree, size: str) -> int:
        """Return the node of an expression; ``size`` is that of the equation's name."""
        built: dict[int, int] = {}
        for part in leaves_first(tree):
            rows = size if part is tree else "H"
            built[id(part)] = self._node(part, built, rows)
        return built[id(tree)]

    def _node(self, tree: Tree, built: dict[int, int], rows: str) -> int:
        match tree:
            case Number():
                return self.graph.number(tree.value)
            case Scalar():
                self._use(tree.name, (), tree.at, tree.initial)
                return self.graph.node("parameter", name=tree.name, size="1")
            case Name():
                return self._named(tree)
            case Times():
                return self._times(tree, built[id(tree.vector)], rows)
            case Call():
                return self._call(tree, [built[id(arg)] for arg in tree.arguments])

    def _named(self, tree: Name) -> int:
        name, at = tree.name, tree.at
        if tree.is_primed:
            size = "P" if name == OUTPUT and self.options.is_projected else "H"
            return self.graph.node("previous", name=name, size=size)
        if name == "x":
            return self.graph.node("input", name="x", size="D")
        if name in self.values:
            return self.values[name]
        if name in self.lines:
            raise EquationError(
                "used_before", at.line, at.column, name=name, first=str(self.lines[name])
            )
        use = self.uses.get(name)
        if use is not None and use.shape == ():
            return self.graph.node("parameter", name=name, size="1")
        parameter = Parameter(name, ("H",))
        self._use(name, ("H",), at)
        if parameter.is_bias and not self.options.bias:
            return self.graph.number(0.0)
        return self.graph.node("parameter", name=name)

    def _times(self, tree: Times, vector: int, rows: str) -> int:
        at, columns = tree.at, self.graph[vector].size
        if tree.matrix in self.lines:
            raise EquationError("defined_as_matrix", at.line, at.column, name=tree.matrix)
        if columns == "1":
            raise EquationError("matrix_of_scalar", at.line, at.column, name=tree.matrix)
        shape = (columns, rows) if tree.is_transposed else (rows, columns)
        self._use(tree.matrix, shape, at)
        return self.graph.node(
            "matvec", vector, name=tree.matrix, value=float(tree.is_transposed), size=rows
        )

    def _call(self, tree: Call, args: list[int]) -> int:
        sizes = {self.graph[arg].size for arg in args} - {"1"}
        at = tree.at
        if "D" in sizes:
            raise EquationError("input_elementwise", at.line, at.column)
        if len(sizes) > 1:
            left, right = (f"@vector:{self.graph[arg].size}" for arg in args)
            raise EquationError("sizes", at.line, at.column, left=left, right=right)
        function = tree.function
        if function in SLOTS:
            if self.options.clip is not None and function != "output":
                size = self.graph[args[0]].size
                args = [self.graph.node("clip", args[0], value=self.options.clip, size=size)]
            function = getattr(self.options, function)
        return self.graph.call(function, *args)

    def _use(
        self, name: str, shape: tuple[str, ...], at: Token, initial: float | None = None
    ) -> None:
        if name in self.lines or name == "x":
            raise EquationError("defined_as_matrix", at.line, at.column, name=name)
        first = self.uses.setdefault(name, _Use(shape, at, initial))
        if first.shape != shape:
            raise EquationError(
                "two_shapes", at.line, at.column, name=name, line_first=str(first.at.line),
                first=_shape_words(first.shape), second=_shape_words(shape),
            )  # fmt: skip


def _shape_words(shape: tuple[str, ...]) -> str:
    if not shape:
        return "@single"
    return ":".join(("@vector" if len(shape) == 1 else "@matrix", *shape))
