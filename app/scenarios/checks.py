"""The types of single JSON values: pydantic's own, strict, each used as ``Annotated[type, …]``.

Pydantic checks; `app.scenarios.failures` words what it finds. A list's size is checked before its
entries, and a list of numbers reports only its first error: a million bad entries would be a
million errors. 3.0 is a whole number, as in JSON Schema; true and a number written as text are not.
"""

from typing import Annotated, Any, get_args

from pydantic import (
    AfterValidator,
    AllowInfNan,
    FailFast,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, core_schema

from app.errors import Location
from app.scenarios.failures import describe, failure, failure_at, find_surrogate, told

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]
JsonSchema = dict[str, Any]

Finite = Annotated[float, Strict(), AllowInfNan(False)]


_NAME_LENGTH = 64


def named_entries(value: Any, name: str, most: int, loc: Location = ()) -> dict[str, Any]:
    """Return an object of bounded size, its keys in order, so that equal ones have one form."""
    if not isinstance(value, dict):
        message = f"{name} must be an object; found {describe(value)}"
        raise failure(message, kind="object", loc=loc, value=value)
    if len(value) > most:
        message = f"{name} must have at most {most} entries; found {len(value)}"
        raise failure(message, kind="object_size", loc=loc)
    for key in value:
        _check_name(key, loc)
    return {key: value[key] for key in sorted(value)}


def _check_name(name: str, loc: Location) -> None:
    if not 1 <= len(name) <= _NAME_LENGTH:
        message = f"a name must have 1 to {_NAME_LENGTH} characters; found {len(name)}"
        raise failure(message, kind="text_length", loc=loc)
    half = find_surrogate(name)
    if half is not None:
        message = f"a name must be Unicode text; found a lone surrogate at {half}"
        raise failure(message, kind="text_unicode", loc=loc)


class Check:
    """Schemas of pydantic that a value passes one after the other; the last has every bound."""

    def __init__(self, *steps: CoreSchema) -> None:
        self._steps = list(steps)

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.chain_schema(self._steps)

    def __get_pydantic_json_schema__(
        self, schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        return handler(schema["steps"][-1])


class Whole(Check):
    """A whole number from ``low`` to ``high``."""

    def __init__(self, low: int, high: int) -> None:
        number = core_schema.float_schema(strict=True, allow_inf_nan=False, ge=low, le=high)
        steps = number, core_schema.int_schema(ge=low, le=high)
        needed = f"be a whole number from {low} to {high}"
        super().__init__(*(told(step, "whole_number", needed) for step in steps))


class Number(Check):
    """A finite number, with bounds where they make sense."""

    def __init__(self, low: float | None = None, high: float | None = None) -> None:
        number = core_schema.float_schema(strict=True, allow_inf_nan=False, ge=low, le=high)
        bounds = "" if low is None else f" from {low:g} to {high:g}"
        super().__init__(told(number, "number", f"be a finite number{bounds}"))


class Flag(Check):
    """true or false."""

    def __init__(self) -> None:
        super().__init__(told(core_schema.bool_schema(strict=True), "flag", "be true or false"))


class Choice(Check):
    """One of a few values, of the very same type: ``true`` is not 1.

    The options are those of the ``Literal`` that it annotates, unless they are given.
    """

    def __init__(self, options: tuple[str, ...] | tuple[int, ...] = ()) -> None:
        self._options = options

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        options = self._options or get_args(source)
        is_text = isinstance(options[0], str)
        kind = core_schema.str_schema if is_text else core_schema.int_schema
        names = ", ".join(map(str, options))
        needed = f"be {names}" if len(options) == 1 else f"be one of {names}"
        steps = kind(strict=True), core_schema.literal_schema(list(options))
        self._steps = [told(step, "choice", needed) for step in steps]
        return super().__get_pydantic_core_schema__(source, handler)


class Text(Check):
    """Text of bounded length in code points, without lone surrogates."""

    def __init__(self, longest: int, shortest: int = 0) -> None:
        unicode = core_schema.str_schema(strict=True, min_length=0)
        bounded = core_schema.str_schema(min_length=shortest, max_length=longest)
        needed = f"have {shortest} to {longest} characters"
        super().__init__(unicode, told(bounded, "text_length", needed))


class Entries:
    """A list of ``low`` to ``high`` entries, of the annotated type or another."""

    def __init__(self, low: int, high: int, of: Any = None, needed: str = "be a list") -> None:
        self.bounds = {"minItems": low, "maxItems": high}
        self._of = of
        count = f"{low} to {high}" if low else f"at most {high}"
        sized = core_schema.list_schema(min_length=low, max_length=high)
        self._size_first = (
            told(core_schema.list_schema(), "list", needed),
            told(sized, "list_length", f"have {count} entries"),
        )

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        entries = handler(source) if self._of is None else handler.generate_schema(self._of)
        return core_schema.chain_schema([*self._size_first, entries])

    def __get_pydantic_json_schema__(
        self, schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        return handler(schema["steps"][-1]) | self.bounds


class NumberList(Entries):
    """A list of finite numbers."""

    def __init__(self, longest: int) -> None:
        super().__init__(1, longest, Annotated[tuple[Finite, ...], FailFast()])


class NumberTable(Entries):
    """A list of equally long lists of finite numbers."""

    def __init__(self, rows: int, columns: int) -> None:
        row = Annotated[Vector, NumberList(columns)]
        even = AfterValidator(_check_widths)
        super().__init__(1, rows, Annotated[tuple[row, ...], FailFast(), even])


class NumberRows(Entries):
    """A list of lists of finite numbers, each of any length, including none."""

    def __init__(self, rows: int, columns: int) -> None:
        row = Annotated[Vector, Entries(0, columns, Annotated[tuple[Finite, ...], FailFast()])]
        super().__init__(1, rows, Annotated[tuple[row, ...], FailFast()])


def _check_widths(rows: Matrix) -> Matrix:
    width = len(rows[0])
    for k, row in enumerate(rows):
        if len(row) != width:
            needed = f"have {width} numbers, as many as the first row"
            raise failure_at((k,), "ragged", needed, row)
    return rows


class WholeList(Entries):
    """A list of whole numbers, or one of a few words instead."""

    def __init__(self, longest: int, low: int, high: int, words: tuple[str, ...]) -> None:
        self._words = words
        shown = " or ".join(f'"{word}"' for word in words)
        entries = Annotated[tuple[Annotated[int, Whole(low, high)], ...], FailFast()]
        super().__init__(1, longest, entries, f"be {shown} or a list of whole numbers")

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        listed = super().__get_pydantic_core_schema__(source, handler)
        as_it_is = core_schema.simple_ser_schema("any")
        return core_schema.no_info_wrap_validator_function(
            self._word_or, listed, serialization=as_it_is
        )

    def _word_or(self, value: Any, check_list: ValidatorFunctionWrapHandler) -> Any:
        return value if isinstance(value, str) and value in self._words else check_list(value)

    def __get_pydantic_json_schema__(
        self, schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        whole = super().__get_pydantic_json_schema__(schema["schema"], handler)
        return {"anyOf": [{"enum": list(self._words)}, whole]}
