"""What a request must pass before its route runs: rate, body, place, scenario.

Everything that can refuse is a dependency, because a stream's status is sent with its first
byte. Parsing runs in a worker thread: a body may be megabytes, and others are waiting.
"""

import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, TypeVar

import anyio
import orjson
from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.errors import BodyTooLargeError, MalformedBodyError
from app.scenarios.limits import LIMITS
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario, field_errors
from app.streaming.include import Include, Layout
from app.streaming.rounding import MAX_DIGITS, MIN_DIGITS
from app.streaming.trace import TraceStream
from app.web.services import ServicesDep

T = TypeVar("T")

#: What other JSON writers use for numbers that are not finite.
_NOT_A_NUMBER = re.compile(r"-?(NaN|nan|Infinity|inf)")


async def limit_rate(request: Request, services: ServicesDep) -> None:
    """Count the request against its client's rate."""
    services.rate.admit(request.client.host if request.client else "")


async def read_body(request: Request, _rate: Annotated[None, Depends(limit_rate)]) -> bytes:
    """Return the body, at most the limit; its declared length is not trusted."""
    claimed = request.headers.get("content-length", "")
    if claimed.isdigit() and len(claimed) < 20 and int(claimed) > LIMITS.body_bytes:
        raise _too_large()
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LIMITS.body_bytes:
            raise _too_large()
    return bytes(body)


def _too_large() -> BodyTooLargeError:
    return BodyTooLargeError(f"the body is larger than {LIMITS.body_bytes:,} bytes, the maximum")


Body = Annotated[bytes, Depends(read_body)]


async def take_place(services: ServicesDep, _body: Body) -> AsyncIterator[None]:
    """Hold a place for computing until the response has been sent or the client has left.

    It depends on the body so that a slow upload holds no place.
    """
    with services.capacity.place():
        yield


def parse_json(body: bytes) -> Any:
    """Return the JSON of a body.

    Raises
    ------
    MalformedBodyError
        For what is not JSON (NaN and Infinity are not), or is nested too deeply.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedBodyError(_what_is_wrong(body, error), loc=(error.pos,)) from error


def _what_is_wrong(body: bytes, error: orjson.JSONDecodeError) -> str:
    if not body.strip():
        return "the body is empty; a JSON object is required"
    if bad := _NOT_A_NUMBER.match(body.decode(errors="replace"), error.pos):
        return f"{bad.group()} at character {error.pos} is not JSON; numbers must be finite"
    return f"the body is not JSON: {error}; a JSON object is required"


def parse_scenario(body: bytes) -> Scenario:
    """Return the scenario of a body."""
    return validated(lambda: Scenario.model_validate(parse_json(body)))


def parse_resolved(body: bytes) -> Resolved:
    """Return the resolved scenario of a body."""
    return resolve(parse_scenario(body))


def validated(read: Callable[[], T], *within: str) -> T:
    """Call ``read``, with pydantic's errors turned into FastAPI's, below ``body``."""
    try:
        return read()
    except ValidationError as error:
        located = [item | {"loc": ("body", *within, *item["loc"])} for item in field_errors(error)]
        raise RequestValidationError(located) from error


async def scenario_of_body(services: ServicesDep, body: Body) -> Scenario:
    """Return the request's scenario, every field checked and every default filled in."""
    return await anyio.to_thread.run_sync(parse_scenario, body, limiter=services.readers)


Place = Annotated[None, Depends(take_place)]
ScenarioDep = Annotated[Scenario, Depends(scenario_of_body)]
Precision = Annotated[
    int | None,
    Query(
        ge=MIN_DIGITS,
        le=MAX_DIGITS,
        description="Significant digits of every number; without it, numbers are written in full.",
    ),
]
IncludeWords = Annotated[
    str,
    Query(
        description="`all`, or `forward` to leave out everything after the forward lines; "
        "`,z` adds the pre-activations to them, `,paths` the parts of each gradient to the "
        "backward lines, and `,nodes` the inner values that `start.cell` lists.",
        examples=["forward,z"],
    ),
]
LensWords = Annotated[
    str | None,
    Query(
        description="Narrows `nodes` to one unit: layer, direction, unit.", examples=["0,forward,3"]
    ),
]
LayoutWord = Annotated[
    Layout,
    Query(description="`lines`: one per step; `columns`: one per chunk of steps."),
]


async def trace_stream(
    services: ServicesDep,
    body: Body,
    _place: Place,
    precision: Precision = None,
    include: IncludeWords = "all",
    lens: LensWords = None,
    layout: LayoutWord = "lines",
) -> TraceStream:
    """Return the stream that the request asks for; nothing has been computed yet."""
    resolved = await anyio.to_thread.run_sync(parse_resolved, body, limiter=services.readers)
    try:
        wanted = Include.parse(include, lens)
    except ValueError as error:
        name = "lens" if str(error).startswith("lens") else "include"
        detail = {"loc": ("query", name), "msg": str(error), "type": name}
        raise RequestValidationError([detail]) from error
    return TraceStream(resolved, precision, wanted, layout)


TraceStreamDep = Annotated[TraceStream, Depends(trace_stream)]
