"""A cell as the source of a PyTorch module: one line an equation, nothing else needed to run it.

Names come from a user's text. They are letters, digits and single underscores between them, so a
name with an underscore at its end is never a user's: that is how words of Python and of
``torch.nn.Module`` are told apart from names, and names of this module's own from all others.
"""

import keyword
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent

from app.cells.definition import Definition
from app.cells.functions import NORMALIZE_EPSILON, SLOTS
from app.cells.models import CellModel
from app.cells.trees import Call, Name, Number, Scalar, Times, Tree, leaves_first

#: Public attributes of ``torch.nn.Module``, which no parameter may hide.
MODULE_WORDS = frozenset(
    """T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda
    double dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
    get_submodule half ipu load_state_dict load_tensors modules mtia named_buffers named_children
    named_modules named_parameters parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
    set_submodule share_memory state_dict to to_empty train training type xpu zero_grad""".split()  # noqa: SIM905 - a page of quotes reads worse
)
_LOCAL_WORDS = frozenset(("self", "torch", "F", "nn", "x", "range", "len", "dict", "list", "zip"))

#: Function → its value, of the argument {0} (and {1}).
_CALLS = {
    "sigmoid": "torch.sigmoid({0})",
    "hard_sigmoid": "torch.clamp(0.2 * ({0}) + 0.5, 0.0, 1.0)",
    "hard_sigmoid_6": "torch.clamp(({0}) / 6.0 + 0.5, 0.0, 1.0)",
    "tanh": "torch.tanh({0})",
    "relu": "torch.relu({0})",
    "identity": "({0})",
    "softsign": "F.softsign({0})",
    "softplus": "torch.logaddexp({0}, x.new_zeros(1))",
    "silu": "F.silu({0})",
    "sin": "torch.sin({0})",
    "exp": "torch.exp({0})",
    "log": "torch.log({0})",
    "normalize": "normalize_({0})",
    "max": "torch.maximum({0}, {1})",
    "min": "torch.minimum({0}, {1})",
}
_SIGNS = {"add": ("+", 1), "sub": ("-", 1), "mul": ("*", 2), "div": ("/", 2)}

Numbers = Sequence[float] | Sequence[Sequence[float]]


@dataclass(frozen=True)
class Sizes:
    """D, H and P of a layer."""

    input_size: int
    hidden_size: int
    output_size: int

    def __getitem__(self, letter: str) -> int:
        return {"D": self.input_size, "H": self.hidden_size, "P": self.output_size, "1": 1}[letter]


def torch_module(
    model: CellModel, sizes: Sizes, lanes: Mapping[str, str], tensors: Mapping[str, Numbers] | None
) -> str:
    """Return the source.

    Parameters
    ----------
    model : CellModel
    sizes : Sizes
    lanes : dict
        Name of an instance → what the names of its tensors end in: ``{"forward": "_l0"}``.
    tensors : dict or None
        Numbers by the full names of tensors; None leaves loading them to the reader.
    """
    return "\n".join(_Module(model, sizes).source(lanes, tensors)) + "\n"


class _Module:
    def __init__(self, model: CellModel, sizes: Sizes) -> None:
        self.model, self.sizes = model, sizes
        self.definition: Definition = model.definition
        self.options = self.definition.options

    def source(
        self, lanes: Mapping[str, str], tensors: Mapping[str, Numbers] | None
    ) -> Iterator[str]:
        yield "import torch"
        yield "import torch.nn.functional as F"
        yield "from torch import nn"
        if any("normalize_(" in self._expression(it.right) for it in self.definition.equations):
            yield from ("", "", "def normalize_(v):")
            yield f"    return F.layer_norm(v, v.shape[-1:], eps={NORMALIZE_EPSILON!r})"
        yield from ("", "", "class Cell(nn.Module):")
        yield indent('"""The equations', "    ")
        yield ""
        yield indent(self._shown_text(), "        ")
        yield ""
        yield indent('over a sequence x of shape (T, …, D)."""', "    ")
        yield ""
        for block in (self._constructor(), self._loading(), self._forward()):
            yield from (f"    {line}" if line else "" for line in block)
            yield ""
        yield ""
        yield from _instances(lanes, tensors)

    def _shown_text(self) -> str:
        """Return the text as a docstring can hold it: nothing in it ends or escapes one."""
        text = self.definition.text.replace("\\", "/").replace('"', "'")
        return "".join(it if it.isprintable() or it == "\n" else " " for it in text)

    # Parameters

    def _shape(self, name: str) -> tuple[int, ...]:
        letters = self.model.parameters[name].shape
        return tuple(self.sizes[letter] for letter in letters) or (1,)

    def _constructor(self) -> Iterator[str]:
        yield "def __init__(self):"
        yield "    super().__init__()"
        for name, parameter in self.model.parameters.items():
            start = f"torch.zeros({', '.join(map(str, self._shape(name)))})"
            if parameter.initial is not None:
                start = f"torch.tensor([{parameter.initial!r}])"
            yield f"    {_own(name)} = nn.Parameter({start})"

    def _loading(self) -> Iterator[str]:
        yield 'def load_tensors(self, tensors, suffix="_l0"):'
        yield '    """Take the weights of a layer by the names of its tensors."""'
        yield "    with torch.no_grad():"
        for name in self.model.parameters:
            yield f"        {_own(name)}.copy_({' + '.join(self._places(name))})"
        if not self.model.parameters:
            yield "        pass"
        yield "    return self"

    def _places(self, name: str) -> Iterator[str]:
        for tensor in self.model.tensors:
            if name not in tensor.parameters:
                continue
            index = tensor.parameters.index(name)
            rows = [self._shape(it)[0] for it in tensor.parameters]
            start = sum(rows[:index])
            part = str(index) if tensor.is_table else f"{start}:{start + rows[index]}"
            yield f"tensors[{tensor.name!r} + suffix][{part}]"

    # Equations

    def _forward(self) -> Iterator[str]:
        states, names = self.model.states, tuple(self.definition.values)
        yield "def forward(self, x, initial=None):"
        yield '    """Return h at every step, and every named value at every step."""'
        yield "    initial_ = initial or {}"
        yield f"    zeros_ = x.new_zeros(*x.shape[1:-1], {self.sizes['H']})"
        for state in states:
            size = self.sizes[self.definition.state_size(state)]
            zeros = f"x.new_zeros(*x.shape[1:-1], {size})"
            yield f"    {_before(state)} = initial_.get({state!r}, {zeros})"
        yield f"    values_ = {{name_: [] for name_ in {list(names)!r}}}"
        yield "    for x_ in x:"
        for equation in self.definition.equations:
            yield f"        {_local(equation.name)} = {self._right(equation.name, equation.right)}"
        for name in names:
            yield f"        values_[{name!r}].append({_local(name)})"
        for state in states:
            yield f"        {_before(state)} = {_local(state)}"
        yield "    named_ = {name_: torch.stack(list_) for name_, list_ in values_.items()}"
        yield '    return named_["h"], named_'

    def _right(self, name: str, tree: Tree) -> str:
        text = self._expression(tree)
        node = self.definition.graph[self.definition.values[name]]
        is_number = self.definition.graph[node.args[0]].size == "1"
        return f"zeros_ + ({text})" if is_number else text

    def _expression(self, tree: Tree) -> str:
        written: dict[int, Part] = {}
        for part in leaves_first(tree):
            written[id(part)] = self._part(part, written)
        return written[id(tree)].text

    def _part(self, tree: Tree, written: Mapping[int, "Part"]) -> "Part":
        match tree:
            case Number():
                return Part(repr(tree.value), is_constant=True)
            case Scalar():
                return Part(_own(tree.name))
            case Name():
                return self._name(tree)
            case Times():
                matrix = _own(tree.matrix) + (".T" if tree.is_transposed else "")
                return Part(f"F.linear({written[id(tree.vector)].text}, {matrix})")
            case Call():
                return self._call(tree, [written[id(arg)] for arg in tree.arguments])

    def _name(self, tree: Name) -> "Part":
        if tree.is_primed:
            return Part(_before(tree.name))
        if tree.name == "x":
            return Part("x_")
        if tree.name in self.definition.values:
            return Part(_local(tree.name))
        if tree.name in self.model.parameters:
            return Part(_own(tree.name))
        return Part("0.0", is_constant=True)

    def _call(self, tree: Call, args: list["Part"]) -> "Part":
        is_constant = all(arg.is_constant for arg in args)
        if tree.function == "neg":
            return Part(f"-{args[0].bracketed(3)}", 2, is_constant)
        if tree.function in _SIGNS:
            sign, strength = _SIGNS[tree.function]
            if tree.function == "div" and is_constant:
                args = [arg.as_tensor() for arg in args]
            left, right = args[0].bracketed(strength), args[1].bracketed(strength + 1)
            return Part(
                f"{left} {sign} {right}", strength, args[0].is_constant and args[1].is_constant
            )
        texts = [arg.as_tensor().text for arg in args]
        function = tree.function
        if function in SLOTS:
            if self.options.clip is not None and function != "output":
                texts = [f"torch.clamp({texts[0]}, {-self.options.clip!r}, {self.options.clip!r})"]
            function = getattr(self.options, function)
        return Part(_CALLS[function].format(*texts))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression: how strongly it binds (1 sums, 2 products, 3 the rest).

    ``is_constant`` tells what is made of numbers alone, which PyTorch's functions do not take.
    """

    text: str
    strength: int = 3
    is_constant: bool = False

    def bracketed(self, least: int) -> str:
        return self.text if self.strength >= least else f"({self.text})"

    def as_tensor(self) -> "Part":
        return Part(f"x.new_tensor({self.text})") if self.is_constant else self


def _own(name: str) -> str:
    """Return a parameter, as an attribute of the module."""
    is_taken = keyword.iskeyword(name) or name in MODULE_WORDS
    return f"self.{name}_" if is_taken else f"self.{name}"


def _local(name: str) -> str:
    is_taken = keyword.iskeyword(name) or name in _LOCAL_WORDS
    return f"{name}_" if is_taken and name != "x" else name


def _before(state: str) -> str:
    return f"{state}_prev_"


def _instances(lanes: Mapping[str, str], tensors: Mapping[str, Numbers] | None) -> Iterator[str]:
    if tensors is None:
        yield "# TENSORS: name -> tensor, such as the state_dict that the weights come from."
        for name, suffix in lanes.items():
            yield f"# {name} = Cell().double().load_tensors(TENSORS, {suffix!r})"
        return
    yield "TENSORS = {"
    for name, values in tensors.items():
        yield f"    {name!r}: torch.tensor({_listed(values)}, dtype=torch.float64),"
    yield "}"
    for name, suffix in lanes.items():
        yield f"{name} = Cell().double().load_tensors(TENSORS, {suffix!r})"


def _listed(values: Numbers) -> str:
    return repr([list(row) if isinstance(row, Sequence) else row for row in values])
