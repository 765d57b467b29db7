"""Checks of single JSON values, whose messages name the field, what was found and needed.

They stand in for pydantic's own field types: a scenario may hold a million numbers, which pydantic
would turn into a million errors at worst; and its messages name neither the field nor what was
found. Each check is used as ``Annotated[type, Check(…)]``. Every list and text has its size
checked before anything is done with it.
"""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from app.errors import Location
from app.scenarios.failures import describe, failure

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]
JsonSchema = dict[str, Any]


class Check(ABC):
    """A check for ``Annotated``: a plain pydantic validator that knows the field's name."""

    @abstractmethod
    def check(self, value: Any, name: str) -> Any:
        """Return the value as stored, or raise a `failure`."""

    @abstractmethod
    def json_schema(self) -> JsonSchema:
        """Return the field's JSON schema."""

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        return self.json_schema()

    def _validate(self, value: Any, info: ValidationInfo) -> Any:
        return self.check(value, (info.field_name or "value").rstrip("_"))


@dataclass(frozen=True, slots=True)
class Whole(Check):
    """A whole number from ``low`` to ``high``. 3.0 is one, as in JSON Schema; true is not."""

    low: int
    high: int

    def check(self, value: Any, name: str, loc: Location = ()) -> int:
        is_whole = type(value) is int or (isinstance(value, float) and value.is_integer())
        if is_whole and self.low <= value <= self.high:
            return int(value)
        raise failure(
            f"{name} must be a whole number from {self.low} to {self.high}; "
            f"found {describe(value)}",
            kind="whole_number",
            loc=loc,
            value=value,
        )

    def json_schema(self) -> JsonSchema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Number(Check):
    """A finite number, with bounds where they make sense."""

    low: float = -math.inf
    high: float = math.inf

    def check(self, value: Any, name: str, loc: Location = ()) -> float:
        number = _finite(value)
        if number is not None and self.low <= number <= self.high:
            return number
        bounds = "" if math.isinf(self.low) else f" from {self.low:g} to {self.high:g}"
        raise failure(
            f"{name} must be a finite number{bounds}; found {describe(value)}",
            kind="number",
            loc=loc,
            value=value,
        )

    def json_schema(self) -> JsonSchema:
        bounds = {"minimum": self.low, "maximum": self.high}
        return {"type": "number", **{k: v for k, v in bounds.items() if math.isfinite(v)}}


def _finite(value: Any) -> float | None:
    """Return a number as a float; None for what is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


@dataclass(frozen=True, slots=True)
class Flag(Check):
    """true or false."""

    def check(self, value: Any, name: str) -> bool:
        if isinstance(value, bool):
            return value
        raise failure(
            f"{name} must be true or false; found {describe(value)}", kind="flag", value=value
        )

    def json_schema(self) -> JsonSchema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Choice(Check):
    """One of a few values, of the very same type: ``true`` is not 1."""

    options: tuple[str | int, ...]

    def check(self, value: Any, name: str) -> Any:
        if any(type(value) is type(option) and value == option for option in self.options):
            return value
        needed = ", ".join(map(str, self.options))
        what = needed if len(self.options) == 1 else f"one of {needed}"
        raise failure(f"{name} must be {what}; found {describe(value)}", kind="choice", value=value)

    def json_schema(self) -> JsonSchema:
        return {"enum": list(self.options)}


@dataclass(frozen=True, slots=True)
class Text(Check):
    """Text of bounded length in code points, without lone surrogates."""

    longest: int
    shortest: int = 0

    def check(self, value: Any, name: str, loc: Location = ()) -> str:
        if not isinstance(value, str):
            raise failure(
                f"{name} must be text; found {describe(value)}", kind="text", loc=loc, value=value
            )
        if not self.shortest <= len(value) <= self.longest:
            message = (
                f"{name} must have {self.shortest} to {self.longest} characters; found {len(value)}"
            )
            raise failure(message, kind="text_length", loc=loc)
        surrogate = re.search("[\ud800-\udfff]", value)
        if surrogate:
            message = f"{name} must be Unicode text; found a lone surrogate at {surrogate.start()}"
            raise failure(message, kind="text_unicode", loc=loc)
        return value

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "minLength": self.shortest, "maxLength": self.longest}


def check_list(value: Any, name: str, longest: int, loc: Location = ()) -> Sequence[Any]:
    """Return a list of 1 to ``longest`` entries."""
    if not isinstance(value, list | tuple):
        message = f"{name} must be a list; found {describe(value)}"
        raise failure(message, kind="list", loc=loc, value=value)
    if not 1 <= len(value) <= longest:
        message = f"{name} must have 1 to {longest} entries; found {len(value)}"
        raise failure(message, kind="list_length", loc=loc)
    return value


def _check_numbers(row: Sequence[Any], name: str, loc: Location) -> Vector:
    """Return a list's numbers; the fast way looks at types only, the slow one finds the culprit."""
    if set(map(type, row)) <= {int, float}:
        with suppress(OverflowError):
            numbers = tuple(map(float, row))
            if all(map(math.isfinite, numbers)):
                return numbers
    entry = Number()
    return tuple(entry.check(v, f"{name}[{k}]", (*loc, k)) for k, v in enumerate(row))


@dataclass(frozen=True, slots=True)
class NumberList(Check):
    """A list of finite numbers."""

    longest: int

    def check(self, value: Any, name: str, loc: Location = ()) -> Vector:
        return _check_numbers(check_list(value, name, self.longest, loc), name, loc)

    def json_schema(self) -> JsonSchema:
        return {
            "type": "array",
            "minItems": 1,
            "maxItems": self.longest,
            "items": Number().json_schema(),
        }


@dataclass(frozen=True, slots=True)
class NumberTable(Check):
    """A list of equally long lists of finite numbers."""

    rows: int
    columns: int

    def check(self, value: Any, name: str, loc: Location = ()) -> Matrix:
        rows = check_list(value, name, self.rows, loc)
        width = len(rows[0]) if isinstance(rows[0], list | tuple) else 0
        return tuple(
            self._check_row(row, f"{name}[{k}]", (*loc, k), width) for k, row in enumerate(rows)
        )

    def _check_row(self, value: Any, name: str, loc: Location, width: int) -> Vector:
        row = check_list(value, name, self.columns, loc)
        if len(row) != width:
            message = (
                f"{name} must have {width} numbers, as many as the first row; found {len(row)}"
            )
            raise failure(message, kind="ragged", loc=loc)
        return _check_numbers(row, name, loc)

    def json_schema(self) -> JsonSchema:
        row = NumberList(self.columns).json_schema()
        return {"type": "array", "minItems": 1, "maxItems": self.rows, "items": row}


@dataclass(frozen=True, slots=True)
class WholeList(Check):
    """A list of whole numbers, or one of a few words in its place."""

    longest: int
    low: int
    high: int
    words: tuple[str, ...] = ()

    def check(self, value: Any, name: str) -> tuple[int, ...] | str:
        if isinstance(value, str) and value in self.words:
            return value
        if self.words and not isinstance(value, list | tuple):
            words = " or ".join(f'"{word}"' for word in self.words)
            message = f"{name} must be {words} or a list of whole numbers; found {describe(value)}"
            raise failure(message, kind="choice", value=value)
        entry = Whole(self.low, self.high)
        entries = check_list(value, name, self.longest)
        return tuple(entry.check(v, f"{name}[{k}]", (k,)) for k, v in enumerate(entries))

    def json_schema(self) -> JsonSchema:
        items = Whole(self.low, self.high).json_schema()
        whole: JsonSchema = {
            "type": "array",
            "minItems": 1,
            "maxItems": self.longest,
            "items": items,
        }
        return {"anyOf": [{"enum": list(self.words)}, whole]} if self.words else whole
