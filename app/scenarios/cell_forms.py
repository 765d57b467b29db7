"""The cells as listed for a reader, and what edits need to know about one.

A *form* is what is known about a cell before it has sizes: its states, its parameters with size
letters, how they are packed into tensors, and what a what-if can replace. The page uses it to carry
weights over when sizes, options or the cell itself change; it knows no cell by name.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

from pydantic import BaseModel, Field

from app.cells.definition import Definition, Options
from app.cells.functions import SLOTS
from app.cells.models import CellModel, Entry, catalogue, model_of, text_of
from app.cells.trees import Call, Name, Scalar, Times, Tree, leaves_first

Words = dict[str, dict[str, str]]


class ParameterForm(BaseModel):
    """A parameter of the equations."""

    name: str
    shape: list[str] = Field(description="Size letters; empty for a single number.")
    is_bias: bool = Field(description='Whether `"bias": false` leaves it out.')
    initial: float | None = Field(
        description="Initial value of a single number, if the equations give one."
    )
    used_by: str = Field(description="The first value whose equation uses it.")
    beside: str = Field(description="What it multiplies, if that is a single name such as `h'`.")


class TensorForm(BaseModel):
    """A tensor, by its name without the layer."""

    name: str
    parameters: list[str] = Field(description="What is stacked along its rows.")
    is_table: bool = Field(description="Whether each parameter is one of its rows.")


class CellForm(BaseModel):
    """What edits need to know about a cell."""

    states: list[str]
    gates: list[str]
    targets: list[str] = Field(description="What a what-if can replace.")
    sizes: dict[str, str] = Field(description="Value → its size letter.")
    slots: dict[str, str] = Field(description="Value → the slot of `activations` that makes it.")
    activations: list[str] = Field(description="Every slot that an equation uses.")
    blocks: dict[str, str] = Field(description="Row block → the value whose pre-activation it is.")
    parameters: list[ParameterForm]
    tensors: list[TensorForm]
    has_forget_bias: bool
    is_recurrent: bool


class CellChoice(BaseModel):
    """A cell with some of its options chosen."""

    options: list[str]
    equations: str
    form: CellForm


class Preset(BaseModel):
    """A cell listed again, with options chosen."""

    name: str
    source: str
    words: Words = Field(description="Language → title, sentence.")
    choices: dict[str, bool | float] = Field(
        description="Fields of the cell; `proj_size` as a share of `hidden_size`."
    )


class CellEntry(BaseModel):
    """A cell of the catalogue."""

    kind: str
    group: str
    source: str
    words: Words = Field(description="Language → title, sentence.")
    options: list[str] = Field(description="Of `peephole` and `projection`, those it has.")
    presets: list[Preset]
    forms: list[CellChoice] = Field(
        description="One for every set of options, the plain cell first."
    )


@cache
def listed_cells() -> tuple[CellEntry, ...]:
    """Return every cell of the catalogue, PyTorch's first."""
    return tuple(_entry(entry) for entry in catalogue().values())


def _entry(entry: Entry) -> CellEntry:
    return CellEntry(
        kind=entry.kind,
        group=entry.group,
        source=entry.source,
        words=entry.words,
        options=list(entry.options),
        presets=[_preset(name, preset) for name, preset in entry.presets.items()],
        forms=[_choice(entry, chosen) for chosen in _subsets(tuple(entry.options))],
    )


def _preset(name: str, preset: dict[str, Any]) -> Preset:
    words = {key: it for key, it in preset.items() if isinstance(it, dict)}
    choices = {key: it for key, it in preset.items() if key != "source" and key not in words}
    return Preset(name=name, source=preset["source"], words=words, choices=choices)


def _subsets(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for chosen in product((False, True), repeat=len(names)):
        yield tuple(name for name, is_on in zip(names, chosen, strict=True) if is_on)


def _choice(entry: Entry, chosen: tuple[str, ...]) -> CellChoice:
    options = Options(is_projected="projection" in chosen)
    model = model_of(entry.kind, options, "peephole" in chosen)
    return CellChoice(options=list(chosen), equations=text_of(entry, chosen), form=form_of(model))


def form_of(model: CellModel) -> CellForm:
    """Return the form of a cell."""
    definition = model.definition
    return CellForm(
        states=list(model.states),
        gates=list(model.gates),
        targets=list(model.targets),
        sizes={name: definition.graph[it].size for name, it in definition.values.items()},
        slots=dict(definition.slots),
        activations=_used_slots(definition),
        blocks=dict(model.blocks),
        parameters=list(_parameters(model)),
        tensors=[
            TensorForm(name=it.name, parameters=list(it.parameters), is_table=it.is_table)
            for it in model.tensors
        ],
        has_forget_bias=model.has_forget_bias,
        is_recurrent=definition.is_recurrent,
    )


def _used_slots(definition: Definition) -> list[str]:
    called = {part.function for _, part in _parts(definition) if isinstance(part, Call)}
    return [slot for slot in SLOTS if slot in called]


def _parts(definition: Definition) -> Iterator[tuple[str, Tree]]:
    """Yield every part of every equation with the name that it defines."""
    for equation in definition.equations:
        for part in reversed(leaves_first(equation.right)):
            yield equation.name, part


def _written(name: Name) -> str:
    return name.name + "'" * name.is_primed


def _parameters(model: CellModel) -> Iterator[ParameterForm]:
    uses: dict[str, tuple[str, str]] = {}
    for value, part in _parts(model.definition):
        match part:
            case Times(matrix=name, vector=Name() as vector):
                uses.setdefault(name, (value, _written(vector)))
            case Call(function="mul", arguments=(Name(name=name), Name() as vector)):
                uses.setdefault(name, (value, _written(vector)))
            case Times(matrix=name) | Name(name=name, is_primed=False) | Scalar(name=name):
                uses.setdefault(name, (value, ""))
    for name, found in model.parameters.items():
        value, beside = uses[name]
        yield ParameterForm(
            name=name, shape=list(found.shape), is_bias=found.is_bias, initial=found.initial,
            used_by=value, beside=beside,
        )  # fmt: skip
