"""Validation errors: how they are raised inside a check, and how they are worded for people."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

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


def failure(
    message: str, *, kind: str, loc: Location = (), value: object = None
) -> ValidationError:
    """Return a validation error at ``loc``, relative to the field being checked."""
    return failures([(loc, message)], kind=kind, value=value)


def failures(
    found: Sequence[tuple[Location, str]], *, kind: str, value: object = None
) -> ValidationError:
    """Return one validation error that lists several; pydantic prepends the outer path."""
    return ValidationError.from_exception_data(
        "scenario",
        [
            InitErrorDetails(
                type=PydanticCustomError(kind, "{message}", {"message": message}),
                loc=loc,
                input=value,
            )
            for loc, message in found
        ],
    )


def field_errors(error: ValidationError) -> list[dict[str, Any]]:
    """Return the errors as ``{"loc", "msg", "type"}``, ready for JSON; at most twenty.

    The input is left out: it may be megabytes.
    """
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        {
            "loc": [clean_text(part) if isinstance(part, str) else part for part in item["loc"]],
            "msg": item["msg"],
            "type": item["type"],
        }
        for item in details[:_SHOWN_ERRORS]
    ]
