"""The OpenAPI document: what FastAPI cannot infer from the routes.

Bodies are read by hand (`app.web.dependencies`), so that limits hold, and lines are written from
arrays; here both are described by their models.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.analysis.requests import AnalysisRequest
from app.scenarios import links
from app.scenarios.cell_check import CellText
from app.scenarios.cell_export import CellExport
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from app.streaming.analysis import AnalysisStream
from app.streaming.analysis_messages import AnalysisLine
from app.streaming.messages import TraceLine
from app.streaming.trace import TraceStream
from app.web.errors import InvalidRequest, Refusal
from app.web.models import LinkToken

Document = dict[str, Any]

VERSION = "0.1.0"
DESCRIPTION = """\
An oscilloscope for recurrent gates. Send a scenario (a cell, its weights, a sequence, a loss) and
read every gate, state and exact gradient as JSON Lines:

    curl -N -H 'Content-Type: application/json' --data @scenario.json http://127.0.0.1:8000/api/trace
"""

EXAMPLE_SCENARIO: Document = {
    "cell": {"kind": "lstm", "input_size": 1, "hidden_size": 2},
    "weights": {"init": "pytorch", "seed": 1},
    "sequence": {"values": [[1.0], [0.5], [-1.0]]},
    "loss": {"kind": "probe", "step": -1},
}
EXAMPLE_ANALYSIS: Document = {
    "scenario": EXAMPLE_SCENARIO,
    "analyses": ["map", {"name": "memory", "layer": 0}, "doctor"],
}
EXAMPLE_CELL: Document = {
    "equations": "a = scalar(alpha, 0.9)\nh = a * h' + (1 - a) * tanh(W x + U h' + b)",
    "input_size": 2,
    "hidden_size": 4,
}
EXAMPLE_EXPORT: Document = {"scenario": EXAMPLE_SCENARIO, "format": "torch", "layer": 0}
EXAMPLE_TOKEN = links.encode(Scenario.model_validate(EXAMPLE_SCENARIO))

_REASONS = {
    404: "Nothing has that name.",
    413: "The body is larger than `body_bytes` of `/api/limits`.",
    422: "The request cannot be used: each entry names a field, what was found and what is needed.",
    429: "This client sends requests too often; `Retry-After` says when to try again.",
    503: "All slots for computing are in use; `Retry-After` says when to try again.",
}
_EXAMPLES: dict[int, Any] = {
    404: {"detail": "there is no example of that name"},
    413: {"detail": "the body is larger than 5,242,880 bytes, the maximum"},
    422: {
        "detail": [
            {
                "loc": ["body", "cell", "hidden_size"],
                "msg": "hidden_size is required",
                "type": "missing",
            }
        ]
    },
    429: {"detail": "too many requests: at most 60 per second; try again in 1 second"},
    503: {"detail": "all 16 slots for computing are in use; try again in a second"},
}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _refusal(status: int) -> Document:
    model = "InvalidRequest" if status == 422 else "Refusal"
    content = {"application/json": {"schema": _ref(model), "example": _EXAMPLES[status]}}
    response: Document = {"description": _REASONS[status], "content": content}
    return response | ({"headers": _RETRY_AFTER} if status in (429, 503) else {})


def refusals(*statuses: int) -> dict[int | str, Document]:
    """Return the error responses of a route, for FastAPI's ``responses``."""
    return {status: _refusal(status) for status in statuses}


def json_body(model: str, example: Document) -> Document:
    """Return the description of a body that the route reads itself, for ``openapi_extra``."""
    content = {"application/json": {"schema": _ref(model), "example": example}}
    return {"requestBody": {"required": True, "content": content}}


SCENARIO_BODY = json_body("Scenario", EXAMPLE_SCENARIO)
BODY_ERRORS = refusals(413, 422, 429)
ANALYSIS_BODY = json_body("AnalysisRequest", EXAMPLE_ANALYSIS)


def _stream_of(model: str) -> dict[int | str, Document]:
    """Return the responses of a route that streams lines."""
    content = {"application/jsonl": {"itemSchema": _ref(model)}}
    description = "One JSON object per line, sent as it is computed."
    sent: dict[int | str, Document] = {200: {"description": description, "content": content}}
    return sent | refusals(413, 422, 429, 503)


TRACE_RESPONSES = _stream_of("TraceLine")
ANALYSIS_RESPONSES = _stream_of("AnalysisLine")


def install(app: FastAPI) -> None:
    """Have the application describe itself completely."""

    def describe() -> Document:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _document(app: FastAPI) -> Document:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= _model_schemas()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    streams = {
        "/api/trace": ("TraceLine", _example_lines()),
        "/api/analysis": ("AnalysisLine", _example_analysis()),
    }
    for path, (model, example) in streams.items():
        answer = document["paths"][path]["post"]["responses"]["200"]["content"]
        answer["application/jsonl"] |= {"schema": _ref(model), "example": example}
    for operations in document["paths"].values():
        for operation in operations.values():
            _replace_generated_422(operation)
    return document


def _model_schemas() -> Document:
    models = (
        Scenario,
        AnalysisRequest,
        TraceLine,
        AnalysisLine,
        InvalidRequest,
        Refusal,
        LinkToken,
        CellText,
        CellExport,
    )
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    schemas: Document = definitions["$defs"]
    return schemas


def _replace_generated_422(operation: Document) -> None:
    """FastAPI adds its own 422 to every route with parameters, also where nothing can fail."""
    generated = operation["responses"].get("422", {}).get("content", {})
    if "HTTPValidationError" in str(generated):
        del operation["responses"]["422"]


def _example_lines() -> str:
    resolved = resolve(Scenario.model_validate(EXAMPLE_SCENARIO))
    return b"".join(TraceStream(resolved, precision=4).chunks()).decode()


def _example_analysis() -> str:
    request = AnalysisRequest.model_validate(EXAMPLE_ANALYSIS)
    resolved = resolve(request.scenario)
    stream = AnalysisStream(resolved, request.analyses, precision=4)
    return b"".join(stream.chunks()).decode()
