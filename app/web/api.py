"""The JSON interface: traces, links, examples, limits."""

from typing import Annotated

import anyio
import orjson
from fastapi import APIRouter, Path, Request, Response

from app.errors import LinkError
from app.scenarios import examples, links
from app.scenarios.limits import LIMITS
from app.scenarios.schema import Scenario
from app.web import openapi
from app.web.dependencies import (
    Body,
    ScenarioDep,
    TraceStreamDep,
    parse_json,
    validated,
)
from app.web.models import ExampleInfo, Health, Link, LinkToken, example_infos
from app.web.services import ServicesDep
from app.web.streams import LinesResponse

router = APIRouter()


@router.post(
    "/api/trace",
    status_code=200,
    response_class=LinesResponse,
    responses=openapi.TRACE_RESPONSES,
    openapi_extra=openapi.SCENARIO_BODY,
    summary="Run a scenario and stream its trace",
    tags=["trace"],
)
async def trace(stream: TraceStreamDep, services: ServicesDep) -> LinesResponse:
    """Every gate, state and exact gradient, one JSON object per line, sent as it is computed.

    The lines are `start`, every `forward`, `output`, `loss`, every `backward` in exact reverse
    order, `gradients` and `end`; a `warning` follows the line in which a quantity stopped being
    finite. A stream whose last line is neither `end` nor `error` was cut off.
    """
    return LinesResponse(stream.chunks(), services.workers)


@router.post(
    "/api/links",
    responses=openapi.BODY_ERRORS,
    openapi_extra=openapi.SCENARIO_BODY,
    summary="Turn a scenario into a link",
    tags=["links"],
)
async def make_link(request: Request, scenario: ScenarioDep, services: ServicesDep) -> Link:
    """The token holds the whole scenario, so the link never expires and nothing is stored."""
    token = await anyio.to_thread.run_sync(links.encode, scenario, limiter=services.readers)
    base = services.settings.public_url or str(request.base_url).rstrip("/")
    return Link(token=token, url=f"{base}/#s={token}")


@router.post(
    "/api/links/decode",
    response_model=Scenario,
    responses=openapi.BODY_ERRORS,
    openapi_extra=openapi.json_body("LinkToken", {"token": openapi.EXAMPLE_TOKEN}),
    summary="Turn a link token back into its scenario",
    tags=["links"],
)
async def read_link(body: Body, services: ServicesDep) -> Response:
    """Every token ever made can be read; the error for a damaged one says what is wrong."""
    return await anyio.to_thread.run_sync(_decode, body, limiter=services.readers)


def _decode(body: bytes) -> Response:
    token = validated(lambda: LinkToken.model_validate(parse_json(body))).token
    try:
        return scenario_response(validated(lambda: links.decode(token), "token"))
    except LinkError as error:
        error.loc = ("token", *error.loc)
        raise


@router.get("/api/examples", summary="List the examples", tags=["examples"])
async def list_examples(services: ServicesDep) -> list[ExampleInfo]:
    """Return the examples in the order of the page's picker; the first is the default."""
    return example_infos(services.catalogues.examples)


@router.get(
    "/api/examples/{name}",
    response_model=Scenario,
    responses=openapi.refusals(404),
    summary="Read an example's scenario",
    tags=["examples"],
)
async def read_example(name: Annotated[str, Path(examples=["hand-wired-memory"])]) -> Response:
    """Return the scenario with every default filled in."""
    return scenario_response(examples.load(name).scenario)


@router.get(
    "/api/examples/{name}/tour",
    responses=openapi.refusals(404),
    summary="Read an example's tour",
    tags=["examples"],
)
async def read_tour(
    name: Annotated[str, Path(examples=["hand-wired-memory"])],
    services: ServicesDep,
) -> list[examples.TourStep]:
    """Return what the tour says and shows at each stop, in every language."""
    return list(examples.load(name, services.catalogues.examples).tour)


def scenario_response(scenario: Scenario) -> Response:
    """Return a scenario as JSON, without passing a million numbers through a model again."""
    return Response(orjson.dumps(scenario.model_dump(mode="json")), media_type="application/json")


@router.get("/api/limits", summary="Read the upper bounds of a scenario", tags=["limits"])
async def read_limits() -> dict[str, int]:
    """Return name → bound: counts of numbers, characters, bytes or entries."""
    return LIMITS.as_dict()


@router.get("/healthz", summary="Check that the server is up", tags=["server"])
async def health() -> Health:
    """Answer at once, even while traces are being computed."""
    return Health(status="ok")
