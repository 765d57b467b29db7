"""The gradient laboratory over HTTP: analyses of a run, streamed."""

from typing import Annotated

import anyio
from fastapi import APIRouter, Depends

from app.analysis.requests import AnalysisRequest
from app.errors import AppError
from app.scenarios.comparison import without_comparison
from app.scenarios.resolve import Resolved, resolve
from app.streaming.analysis import AnalysisStream
from app.web import openapi
from app.web.dependencies import Body, Place, Precision, parse_json, validated
from app.web.services import ServicesDep
from app.web.streams import LinesResponse

router = APIRouter()


def parse_request(body: bytes) -> tuple[AnalysisRequest, Resolved]:
    """Return the request of a body and its resolved scenario, without its comparison."""
    request = validated(lambda: AnalysisRequest.model_validate(parse_json(body)))
    try:
        return request, resolve(without_comparison(request.scenario))
    except AppError as error:
        error.loc = ("scenario", *error.loc)
        raise


async def analysis_stream(
    services: ServicesDep, body: Body, _place: Place, precision: Precision = None
) -> AnalysisStream:
    """Return the stream that the request asks for; nothing has been computed yet."""
    request, resolved = await anyio.to_thread.run_sync(
        parse_request, body, limiter=services.readers
    )
    return AnalysisStream(resolved, request.analyses, precision)


@router.post(
    "/api/analysis",
    status_code=200,
    response_class=LinesResponse,
    responses=openapi.ANALYSIS_RESPONSES,
    openapi_extra=openapi.ANALYSIS_BODY,
    summary="Run a scenario and stream analyses of its gradients",
    tags=["analysis"],
)
async def analysis(
    stream: Annotated[AnalysisStream, Depends(analysis_stream)], services: ServicesDep
) -> LinesResponse:
    """Where the gradient goes, how states depend on earlier ones, what is remembered, and what
    is probably wrong.

    The lines are `start`, then for each analysis `progress` while it runs and its `result` lines,
    then `end`. A stream whose last line is neither `end` nor `error` was cut off. The models of the
    requests say what each analysis is.
    """
    return LinesResponse(stream.chunks(), services.workers)
