"""A cell's equations, looked at while they are being written."""

import math
import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, Field

from app.cells.definition import Definition, Options
from app.cells.errors import EquationError
from app.cells.models import EQUATIONS, CellModel, model_of
from app.cells.names import OUTPUT
from app.cells.tokens import Token
from app.cells.trees import Name, Times, leaves_first
from app.scenarios.cell_forms import CellForm, form_of
from app.scenarios.cells import Activations, Clip, HiddenSize, InputSize, Switch
from app.scenarios.checks import Text
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part


class CellText(Part):
    """Equations, with the sizes and options to check them for.

    A text too long for a cell is accepted here, so that the answer can say where it is too long.
    """

    equations: Annotated[str, Text(LIMITS.body_bytes)]
    input_size: InputSize = 1
    hidden_size: HiddenSize = 1
    activations: Activations = Field(default=Activations())
    bias: Switch = True
    clip: Clip | None = None


class EquationPlace(BaseModel):
    """A place in the equations, and what the message about it mentions."""

    kind: str = Field(description="A stable code; the page's texts are the keys `cells.error.…`.")
    line: int = Field(description="Counted from 1.")
    column: int = Field(description="Counted from 1.")
    details: dict[str, str] = Field(
        description="What the message mentions; a value that begins with `@` names a phrase."
    )
    message: str


class SizedParameter(BaseModel):
    """A parameter with numbers for its letters."""

    name: str
    shape: list[str]
    lengths: list[int]
    count: int


class CheckedCell(BaseModel):
    """What was found: a form and its numbers, or the error."""

    error: EquationPlace | None = None
    warnings: list[EquationPlace] = []
    form: CellForm | None = None
    parameters: list[SizedParameter] = []
    count: int | None = Field(
        default=None, description="Number of parameters of one layer in one direction."
    )


def check_cell(text: CellText) -> CheckedCell:
    """Return what a cell's equations define, or what is wrong with them."""
    chosen = text.activations
    options = Options(
        gate=chosen.gate, candidate=chosen.candidate, output=chosen.output,
        bias=text.bias, clip=text.clip,
    )  # fmt: skip
    try:
        model = model_of(EQUATIONS, options, equations=text.equations)
        complete = model_of(EQUATIONS, equations=text.equations)
    except EquationError as error:
        return CheckedCell(error=place_of(error))
    parameters = _sized(model, {"D": text.input_size, "H": text.hidden_size})
    return CheckedCell(
        warnings=list(_warnings(model.definition)),
        form=form_of(complete),
        parameters=parameters,
        count=sum(parameter.count for parameter in parameters),
    )


def place_of(error: EquationError) -> EquationPlace:
    """Return an error as data."""
    return EquationPlace(
        kind=error.kind,
        line=error.line,
        column=error.column,
        details=error.details,
        message=error.message,
    )


def _sized(model: CellModel, sizes: dict[str, int]) -> list[SizedParameter]:
    found = []
    for name, parameter in model.parameters.items():
        lengths = [sizes[letter] for letter in parameter.shape]
        found.append(
            SizedParameter(
                name=name, shape=list(parameter.shape), lengths=lengths, count=math.prod(lengths)
            )
        )
    return found


#: English words for each kind of warning: the cell runs, but perhaps not as intended.
WARNINGS = {
    "not_recurrent": "no equation uses a value of the previous step, so the cell remembers nothing",
    "no_input": "no equation uses x, so the sequence has no effect",
    "unused": "never used: {name}",
    "like_function": "there is no function {name}; it is read as a matrix",
}

#: Names of matrices are seldom words in small letters; those of functions are.
_LIKE_FUNCTION = re.compile(r"[a-z]{3,}")


def _warnings(definition: Definition) -> Iterator[EquationPlace]:
    read, lines = _read_names(definition), {it.name: it.at for it in definition.equations}
    if not definition.is_recurrent:
        yield _warning("not_recurrent", 1, 1)
    if "x" not in read:
        yield _warning("no_input", 1, 1)
    for name, at in lines.items():
        if name not in read and name != OUTPUT:
            yield _warning("unused", at.line, at.column, name=name)
    for name, at in _matrices(definition).items():
        if _LIKE_FUNCTION.fullmatch(name):
            yield _warning("like_function", at.line, at.column, name=name)


def _matrices(definition: Definition) -> dict[str, Token]:
    """Return where each matrix stands first."""
    found: dict[str, Token] = {}
    for equation in definition.equations:
        for part in leaves_first(equation.right):
            if isinstance(part, Times):
                found.setdefault(part.matrix, part.at)
    return found


def _read_names(definition: Definition) -> set[str]:
    return {
        part.name
        for equation in definition.equations
        for part in leaves_first(equation.right)
        if isinstance(part, Name)
    }


def _warning(kind: str, line: int, column: int, **details: str) -> EquationPlace:
    message = WARNINGS[kind].format(**details)
    return EquationPlace(kind=kind, line=line, column=column, details=details, message=message)
