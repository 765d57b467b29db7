"""The weights of a scenario: tensors as they are, or an initialiser with edits on top."""

import re
from operator import lt
from typing import Annotated, Any

import numpy as np
from pydantic import (
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from app.errors import Location, ScenarioError
from app.numerics.initialisers import INITIALISERS, initialise
from app.numerics.parameters import Array, NetworkSpec, Tensors, named_tensors, parameter_shapes
from app.scenarios.checks import (
    Choice,
    Matrix,
    Number,
    NumberList,
    NumberTable,
    Vector,
    Whole,
    named_entries,
)
from app.scenarios.failures import failure
from app.scenarios.limits import LIMITS
from app.scenarios.parts import ByKey, Part

_SHOWN_NAMES = 5
_EDIT_KEY = re.compile(r"(0|[1-9][0-9]{0,5})(,(0|[1-9][0-9]{0,5}))?", re.ASCII)

_LIST = Annotated[Vector, NumberList(LIMITS.tensor_rows)]
_TABLE = Annotated[Matrix, NumberTable(LIMITS.tensor_rows, LIMITS.tensor_columns)]
_AS_LIST: TypeAdapter[Vector] = TypeAdapter(_LIST)
_AS_TABLE: TypeAdapter[Matrix] = TypeAdapter(_TABLE)


def _check_tensor(value: Any, _either: ValidatorFunctionWrapHandler) -> Vector | Matrix:
    """Choose by the first entry, so that errors come from one type only."""
    is_nested = isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple)
    return (_AS_TABLE if is_nested else _AS_LIST).validate_python(value)


def _check_names(value: Any, info: ValidationInfo) -> dict[str, Any]:
    return named_entries(value, str(info.field_name), LIMITS.tensors)


def _check_edits(value: Any, info: ValidationInfo) -> dict[str, Any]:
    tensors = _check_names(value, info)
    edits = {key: named_entries(tensors[key], key, LIMITS.edits, (key,)) for key in tensors}
    count = sum(map(len, edits.values()))
    if count > LIMITS.edits:
        message = f"{info.field_name} must have at most {LIMITS.edits} values; found {count}"
        raise failure(message, kind="object_size")
    for tensor, entries in edits.items():
        _check_places(tensor, entries)
    return edits


def _check_places(tensor: str, entries: dict[str, Any]) -> None:
    for key in entries:
        if not _EDIT_KEY.fullmatch(key):
            message = f'an edit of {tensor} must be at "row,col" or "row", counted from 0'
            raise failure(message, kind="edit_key", loc=(tensor, key))


Tensor = Annotated[_LIST | _TABLE, WrapValidator(_check_tensor)]
TensorTable = Annotated[
    dict[str, Tensor], Field(max_length=LIMITS.tensors), BeforeValidator(_check_names)
]
Place = Annotated[str, Field(pattern=f"^{_EDIT_KEY.pattern}$")]
Edits = Annotated[
    dict[str, dict[Place, Annotated[float, Number()]]],
    Field(max_length=LIMITS.tensors),
    BeforeValidator(_check_edits),
]


class TensorWeights(Part):
    """Tensors by PyTorch's names. An absent bias is zero."""

    tensors: TensorTable


class InitialisedWeights(Part):
    """An initialiser, with single values replaced on top."""

    init: Annotated[str, Choice(INITIALISERS)]
    seed: Annotated[int, Whole(0, LIMITS.seed)] = 0
    forget_bias: Annotated[float, Number()] | None = None
    gain: Annotated[float, Number()] = 1.0
    edits: Edits = Field(default={})

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


def resolve_tensors(weights: TensorWeights | InitialisedWeights, spec: NetworkSpec) -> Tensors:
    """Return every tensor of the network, in PyTorch's order.

    Raises
    ------
    ScenarioError
        For an absent tensor (other than a bias), an unknown or mis-shaped one, an edit outside its
        tensor, and a forget bias where there is none to set.
    """
    if isinstance(weights, TensorWeights):
        return _given(weights, spec)
    has_forget_bias = any(layer.cell.has_forget_bias for layer in spec.layers)
    if weights.forget_bias is not None and not has_forget_bias:
        message = (
            "forget_bias needs a cell whose forget gate has a bias (b_f), such as an LSTM with "
            f"bias; found {_kinds(spec)}"
        )
        raise ScenarioError(message, loc=("weights", "forget_bias"))
    tensors = initialise(spec, weights.init, weights.seed, weights.forget_bias, weights.gain)
    for name, edits in weights.edits.items():
        _edit(tensors, name, edits, spec)
    return tensors


def _kinds(spec: NetworkSpec) -> str:
    cells = [layer.cell for layer in spec.layers]
    without = [' with "bias": false' * (not cell.definition.options.bias) for cell in cells]
    shown = [cell.kind + bias for cell, bias in zip(cells, without, strict=True)]
    return ", ".join(dict.fromkeys(shown))


def _given(weights: TensorWeights, spec: NetworkSpec) -> Tensors:
    for name in weights.tensors:
        _check_known(name, spec, ("weights", "tensors", name))
    return {
        name: _tensor(weights, name, shape, tensor.is_bias(layer.cell.parameters))
        for name, layer, tensor, shape in named_tensors(spec)
    }


def _check_known(name: str, spec: NetworkSpec, loc: Location) -> None:
    shapes = parameter_shapes(spec)
    if name in shapes:
        return
    options = [layer.cell.definition.options for layer in spec.layers]
    if name.startswith(("bias_", "b_")) and not any(it.bias for it in options):
        reason = 'it is a bias, and the cell has "bias": false'
    elif name.startswith("weight_peephole"):
        reason = 'it is a peephole, and the cell has "peephole": false'
    else:
        reason = f"its tensors are {', '.join(list(shapes)[:_SHOWN_NAMES])}"
        reason += ", …" if len(shapes) > _SHOWN_NAMES else ""
    raise ScenarioError(f"this cell has no tensor {name}: {reason}", loc=loc)


def _tensor(weights: TensorWeights, name: str, shape: tuple[int, ...], is_bias: bool) -> Array:
    loc = ("weights", "tensors", name)
    if name not in weights.tensors:
        if is_bias:
            return np.zeros(shape)
        raise ScenarioError(f"tensor {name} of shape {_shown(shape)} is required", loc=loc)
    tensor = np.array(weights.tensors[name], dtype=np.float64)
    if tensor.shape != shape:
        found = _shown(tensor.shape)
        message = f"tensor {name} must have shape {_shown(shape)}; found {found}"
        raise ScenarioError(message, loc=loc)
    return tensor


def _shown(shape: tuple[int, ...]) -> str:
    return f"({' × '.join(map(str, shape))})"


def _edit(tensors: Tensors, name: str, edits: dict[str, float], spec: NetworkSpec) -> None:
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
