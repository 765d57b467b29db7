"""Validation errors: how they are raised inside a check, and how they are worded for people."""

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from pydantic import ValidationError
from pydantic_core import (
    CoreSchema,
    ErrorDetails,
    InitErrorDetails,
    PydanticCustomError,
    core_schema,
)

from app.errors import Location

_SHOWN_CHARS = 40
_SHOWN_ERRORS = 20


def clean_text(text: str) -> str:
    """Return the text's beginning, without lone surrogates, which no JSON encoder accepts."""
    shown = text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"
    return shown.encode("utf-8", "replace").decode("utf-8")


def describe(value: object) -> str:
    """Return what was found, in a few words of bounded length."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 64 else "a number of more than 64 bits"
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, str):
        return f'the text "{clean_text(value)}"'
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "an object" if isinstance(value, dict) else f"a {type(value).__name__}"


def told(schema: CoreSchema, kind: str, needed: str) -> CoreSchema:
    """Return the schema with one error for whatever it refuses, with what was needed in it."""
    return core_schema.custom_error_schema(
        schema,
        custom_error_type=kind,
        custom_error_message="must {needed}",
        custom_error_context={"needed": needed},
    )


def failure_at(loc: Location, kind: str, needed: str, value: object) -> ValidationError:
    """Return the error that `told` gives, raised inside a check, at ``loc`` below its field."""
    return _validation_error(
        [(loc, PydanticCustomError(kind, "must {needed}", {"needed": needed}))], value
    )


def failure(
    message: str, *, kind: str, loc: Location = (), value: object = None
) -> ValidationError:
    """Return a validation error at ``loc``, relative to the field being checked."""
    return failures([(loc, message)], kind=kind, value=value)


def failures(
    found: Sequence[tuple[Location, str]], *, kind: str, value: object = None
) -> ValidationError:
    """Return one validation error that lists several; pydantic prepends the outer path."""
    return _validation_error(
        [
            (loc, PydanticCustomError(kind, "{message}", {"message": message}))
            for loc, message in found
        ],
        value,
    )


def _validation_error(
    found: Sequence[tuple[Location, PydanticCustomError]], value: object
) -> ValidationError:
    return ValidationError.from_exception_data(
        "scenario",
        [InitErrorDetails(type=error, loc=loc, input=value) for loc, error in found],
    )


def field_errors(error: ValidationError) -> list[dict[str, Any]]:
    """Return the errors as ``{"loc", "msg", "type"}``, ready for JSON; at most twenty.

    This is where pydantic's errors become ours: the name of the field, what is needed and what
    was found, in a few words, because it may be megabytes.
    """
    return [_field_error(item) for item in error.errors(include_url=False)[:_SHOWN_ERRORS]]


def _field_error(item: ErrorDetails) -> dict[str, Any]:
    kind, needed = _PYDANTICS.get(item["type"], (item["type"], item.get("ctx", {}).get("needed")))
    loc = [clean_text(part) if isinstance(part, str) else part for part in item["loc"]]
    found = _FOUND.get(kind, describe)
    msg = f"{_name(loc)} must {needed}; found {found(item['input'])}" if needed else item["msg"]
    return {"loc": loc, "msg": msg, "type": kind}


def _name(loc: Sequence[str | int]) -> str:
    """Return the last name on a path, with the places in it: ``values[3][1]``, ``w[0,2]``."""
    places = list(takewhile(_is_place, reversed(loc)))
    named = loc[-len(places) - 1] if len(places) < len(loc) else "value"
    return f"{named}{''.join(f'[{place}]' for place in reversed(places))}"


def _is_place(part: str | int) -> bool:
    return isinstance(part, int) or part[:1].isdecimal()


def _half_character(text: str) -> str:
    return f"a lone surrogate at {find_surrogate(text)}"


def find_surrogate(text: str) -> int | None:
    """Return where a lone surrogate is, which is no character."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start
    return None


#: Pydantic's error types that need no context: our own type, and what is needed.
_PYDANTICS = {
    "float_type": ("number", "be a finite number"),
    "finite_number": ("number", "be a finite number"),
    "string_type": ("text", "be text"),
    "string_unicode": ("text_unicode", "be Unicode text"),
}

#: How to describe what was found, where `describe` does not fit.
_FOUND: dict[str, Callable[[Any], object]] = {
    "text_unicode": _half_character,
    "text_length": len,
    "list_length": len,
    "ragged": len,
}
