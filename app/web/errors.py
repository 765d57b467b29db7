"""From exceptions to responses: one format per status."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from app.cells.errors import EquationError
from app.errors import AppError, RetryableError
from app.scenarios.cell_check import EquationPlace, place_of


class FieldError(BaseModel):
    """One field and what is wrong with it."""

    loc: list[str | int] = Field(
        description="Path of the field, from `body`, `query` or `path` on."
    )
    msg: str = Field(description="What was found and what is needed.")
    type: str = Field(description="Stable code of the error.")
    ctx: EquationPlace | None = Field(
        None, description="For an error in equations: its kind, line, column and details."
    )


class InvalidRequest(BaseModel):
    """The body of a 422."""

    detail: list[FieldError]


class Refusal(BaseModel):
    """The body of every other error."""

    detail: str


def install(app: FastAPI) -> None:
    """Add the handlers to an application."""
    app.exception_handler(AppError)(_app_error)
    app.exception_handler(RequestValidationError)(_invalid_request)
    app.exception_handler(Exception)(_unexpected)


async def _app_error(_request: Request, error: AppError) -> JSONResponse:
    if error.status == 422:
        detail = {"loc": ["body", *error.loc], "msg": error.message, "type": error.code}
        return JSONResponse({"detail": [detail | _context(error)]}, 422)
    headers = None
    if isinstance(error, RetryableError):
        headers = {"Retry-After": str(error.retry_after)}
    return JSONResponse({"detail": error.message}, error.status, headers)


def _context(error: AppError) -> dict[str, Any]:
    """Return where an error is in the equations, even if a variant has located it since."""
    cause = error if isinstance(error, EquationError) else error.__cause__
    return {"ctx": place_of(cause).model_dump()} if isinstance(cause, EquationError) else {}


async def _invalid_request(_request: Request, error: RequestValidationError) -> JSONResponse:
    details = [
        {"loc": list(item["loc"]), "msg": item["msg"], "type": item["type"]}
        for item in error.errors()
    ]
    return JSONResponse({"detail": details}, 422)


async def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "the server failed; the failure was logged"}, 500)
