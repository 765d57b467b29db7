"""The weights of a scenario: tensors as they are, or an initialiser with edits on top."""

import re
from operator import lt
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from app.errors import Location, ScenarioError
from app.numerics.initialisers import INITIALISERS, initialise
from app.numerics.parameters import Array, CellSpec, Tensors, parameter_shapes
from app.scenarios.checks import (
    Check,
    Choice,
    JsonSchema,
    Matrix,
    Number,
    NumberList,
    NumberTable,
    Text,
    Vector,
    Whole,
)
from app.scenarios.failures import describe, failure
from app.scenarios.limits import LIMITS
from app.scenarios.parts import ByKey, Part

_NAME = Text(64, shortest=1)
_SHOWN_NAMES = 5
_EDIT_KEY = re.compile(r"(0|[1-9][0-9]{0,5})(,(0|[1-9][0-9]{0,5}))?", re.ASCII)

Edits = dict[str, dict[str, float]]


class TensorTable(Check):
    """Name → numbers, in one or two dimensions; which names and shapes, the cell decides later."""

    vector = NumberList(LIMITS.tensor_rows)
    matrix = NumberTable(LIMITS.tensor_rows, LIMITS.tensor_columns)

    def check(self, value: Any, name: str) -> dict[str, Vector | Matrix]:
        tensors = _check_size(value, name, LIMITS.tensors)
        return {key: self._tensor(key, tensor) for key, tensor in tensors.items()}

    def _tensor(self, key: str, value: Any) -> Vector | Matrix:
        is_nested = isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple)
        check = self.matrix if is_nested else self.vector
        return check.check(value, key, (key,))

    def json_schema(self) -> JsonSchema:
        either = {"anyOf": [self.matrix.json_schema(), self.vector.json_schema()]}
        return {"type": "object", "additionalProperties": either, "maxProperties": LIMITS.tensors}


class EditTable(Check):
    """Tensor name → {"row,col" or "row": value}."""

    def check(self, value: Any, name: str) -> Edits:
        tensors = _check_size(value, name, LIMITS.tensors)
        edits = {key: self._edits(key, entries) for key, entries in tensors.items()}
        count = sum(map(len, edits.values()))
        if count > LIMITS.edits:
            message = f"{name} must have at most {LIMITS.edits} values; found {count}"
            raise failure(message, kind="object_size")
        return edits

    def _edits(self, tensor: str, value: Any) -> dict[str, float]:
        entries = _check_size(value, tensor, LIMITS.edits, (tensor,))
        return {key: self._edit(tensor, key, entry) for key, entry in entries.items()}

    def _edit(self, tensor: str, key: str, value: Any) -> float:
        if not _EDIT_KEY.fullmatch(key):
            message = f'an edit of {tensor} must be at "row,col" or "row", counted from 0'
            raise failure(message, kind="edit_key", loc=(tensor, key))
        return Number().check(value, f"{tensor}[{key}]", (tensor, key))

    def json_schema(self) -> JsonSchema:
        entry = {
            "type": "object",
            "propertyNames": {"pattern": f"^{_EDIT_KEY.pattern}$"},
            "additionalProperties": {"type": "number"},
        }
        return {"type": "object", "additionalProperties": entry, "maxProperties": LIMITS.tensors}


def _check_size(value: Any, name: str, most: int, loc: Location = ()) -> dict[str, Any]:
    """Return an object of bounded size, its keys in order, so that equal ones have one form."""
    if not isinstance(value, dict):
        message = f"{name} must be an object; found {describe(value)}"
        raise failure(message, kind="object", loc=loc, value=value)
    if len(value) > most:
        message = f"{name} must have at most {most} entries; found {len(value)}"
        raise failure(message, kind="object_size", loc=loc)
    keys = [_NAME.check(key, "a name", loc) for key in value]
    return {key: value[key] for key in sorted(keys)}


class TensorWeights(Part):
    """Tensors by PyTorch's names. An absent bias is zero."""

    tensors: Annotated[dict[str, Vector | Matrix], TensorTable()]


class InitialisedWeights(Part):
    """An initialiser, with single values replaced on top."""

    init: Annotated[str, Choice(INITIALISERS)]
    seed: Annotated[int, Whole(0, LIMITS.seed)] = 0
    forget_bias: Annotated[float, Number()] | None = None
    gain: Annotated[float, Number()] = 1.0
    edits: Annotated[Edits, EditTable()] = Field(default={})

    @model_validator(mode="before")
    @classmethod
    def _default_gain(cls, value: Any) -> Any:
        """Take ``"gain": null`` for the default."""
        if isinstance(value, dict) and "gain" in value and value["gain"] is None:
            return {key: entry for key, entry in value.items() if key != "gain"}
        return value


AnyWeights = Annotated[
    TensorWeights | InitialisedWeights,
    ByKey({"tensors": TensorWeights.model_validate, "init": InitialisedWeights.model_validate}),
]


def resolve_tensors(weights: TensorWeights | InitialisedWeights, spec: CellSpec) -> Tensors:
    """Return every tensor of the network, in PyTorch's order.

    Raises
    ------
    ScenarioError
        For an absent (but for a bias), unknown or mis-shaped tensor, an edit outside its tensor,
        and a forget bias where there is none to set.
    """
    if isinstance(weights, TensorWeights):
        return _given(weights, spec)
    if weights.forget_bias is not None and (spec.kind != "lstm" or not spec.bias):
        found = spec.kind if spec.kind != "lstm" else '"bias": false'
        message = f"forget_bias needs an LSTM with bias; found {found}"
        raise ScenarioError(message, loc=("weights", "forget_bias"))
    tensors = initialise(spec, weights.init, weights.seed, weights.forget_bias, weights.gain)
    for name, edits in weights.edits.items():
        _edit(tensors, name, edits, spec)
    return tensors


def _given(weights: TensorWeights, spec: CellSpec) -> Tensors:
    shapes = parameter_shapes(spec)
    for name in weights.tensors:
        _check_known(name, spec, ("weights", "tensors", name))
    return {name: _tensor(weights, name, shape) for name, shape in shapes.items()}


def _check_known(name: str, spec: CellSpec, loc: Location) -> None:
    shapes = parameter_shapes(spec)
    if name in shapes:
        return
    if name.startswith("bias_") and not spec.bias:
        reason = 'it is a bias, and the cell has "bias": false'
    elif name.startswith("weight_peephole") and not spec.peephole:
        reason = 'it is a peephole, and the cell has "peephole": false'
    else:
        reason = f"its tensors are {', '.join(list(shapes)[:_SHOWN_NAMES])}"
        reason += ", …" if len(shapes) > _SHOWN_NAMES else ""
    raise ScenarioError(f"this cell has no tensor {name}: {reason}", loc=loc)


def _tensor(weights: TensorWeights, name: str, shape: tuple[int, ...]) -> Array:
    loc = ("weights", "tensors", name)
    if name not in weights.tensors:
        if name.startswith("bias_"):
            return np.zeros(shape)
        raise ScenarioError(f"tensor {name} of shape {_shown(shape)} is needed", loc=loc)
    tensor = np.array(weights.tensors[name], dtype=np.float64)
    if tensor.shape != shape:
        found = _shown(tensor.shape)
        message = f"tensor {name} must have shape {_shown(shape)}; found {found}"
        raise ScenarioError(message, loc=loc)
    return tensor


def _shown(shape: tuple[int, ...]) -> str:
    return f"({' × '.join(map(str, shape))})"


def _edit(tensors: Tensors, name: str, edits: dict[str, float], spec: CellSpec) -> None:
    _check_known(name, spec, ("weights", "edits", name))
    tensor = tensors[name]
    for key, value in edits.items():
        index = tuple(map(int, key.split(",")))
        is_inside = len(index) == tensor.ndim and all(map(lt, index, tensor.shape))
        if not is_inside:
            needed = '"row,col"' if tensor.ndim == 2 else '"row"'
            shape = _shown(tensor.shape)
            message = f"an edit of {name} must be at {needed} within its shape {shape}; found {key}"
            raise ScenarioError(message, loc=("weights", "edits", name, key))
        tensor[index] = value
