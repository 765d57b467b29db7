"""What the models of a scenario share: objects without unknown fields, and choosing one of several.

A plain pydantic union reports the errors of every member, each under the member's name. `ByKey`
and `ByTag` look at the document first and validate against one model only, so that ``loc`` is the
path of the field and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from app.errors import Location
from app.scenarios.failures import clean_text, describe, failure, failures

_SHOWN_FIELDS = 5


class Part(BaseModel):
    """One object of a scenario: immutable, without unknown fields, without NaN."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, serialize_by_alias=True
    )

    @model_validator(mode="before")
    @classmethod
    def _check_fields(cls, value: Any) -> Any:
        """Say which fields are unknown or missing, a few at a time, however many there are."""
        if isinstance(value, cls):
            return value
        fields = check_object(value)
        known = {field.alias or name: field for name, field in cls.model_fields.items()}
        unknown = [key for key in fields if key not in known][:_SHOWN_FIELDS]
        if unknown:
            raise failures([_unknown(key, known) for key in unknown], kind="unknown_field")
        missing = [
            name for name, field in known.items() if field.is_required() and name not in fields
        ]
        if missing:
            raise failures([((name,), f"{name} is required") for name in missing], kind="missing")
        return fields


def _unknown(key: object, known: Iterable[str]) -> tuple[Location, str]:
    name = clean_text(str(key))
    return (name,), f'there is no field "{name}" here; the fields are {", ".join(known)}'


def check_object(value: Any) -> dict[str, Any]:
    """Return a JSON object as it is."""
    if isinstance(value, dict):
        return value
    raise failure(
        f"an object is required here; found {describe(value)}", kind="object", value=value
    )


@dataclass(frozen=True, slots=True, eq=False)
class ByKey:
    """Chooses how to validate an object by the one field that only its kind has."""

    choices: dict[str, Callable[[Any], BaseModel]]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(self._choose, handler(source))

    def _choose(
        self, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        if isinstance(value, BaseModel):
            return handler(value)
        fields = check_object(value)
        found = [key for key in self.choices if key in fields]
        if len(found) == 1:
            return self.choices[found[0]](fields)
        needed = ", ".join(f'"{key}"' for key in self.choices)
        shown = " and ".join(f'"{key}"' for key in found) or "none of them"
        message = f"{info.field_name} needs exactly one of {needed}; found {shown}"
        raise failure(message, kind="choice")


@dataclass(frozen=True, slots=True, eq=False)
class ByTag:
    """Chooses the model by the value of one field that all of them have."""

    field: str
    models: Mapping[str, type[BaseModel]]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._choose, handler(source))

    def choose(self, value: Any) -> BaseModel:
        """Validate an object against the model that its tag names."""
        fields = check_object(value)
        options = ", ".join(self.models)
        if self.field not in fields:
            message = f"{self.field} is required: one of {options}"
            raise failure(message, kind="missing", loc=(self.field,))
        tag = fields[self.field]
        if isinstance(tag, str) and tag in self.models:
            return self.models[tag].model_validate(fields)
        message = f"{self.field} must be one of {options}; found {describe(tag)}"
        raise failure(message, kind="choice", loc=(self.field,))

    def _choose(self, value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        return handler(value) if isinstance(value, BaseModel) else self.choose(value)
