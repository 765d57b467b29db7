"""The OpenAPI document is complete: every body, every line type, every error."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.analysis.requests import AnalysisRequest
from app.main import create_app
from app.scenarios.cell_check import CellText
from app.scenarios.cell_export import CellExport
from app.scenarios.schema import Scenario
from app.settings import Settings
from app.streaming.messages import AnyLine, TraceLine
from app.web import errors
from app.web.models import LinkToken

DOCUMENT: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS = [
    (path, method, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
NAMES = [f"{method} {path}" for path, method, _ in OPERATIONS]
ERRORS = {
    "/api/trace": {"413", "422", "429", "503"},
    "/api/analysis": {"413", "422", "429", "503"},
    "/api/cells": set(),
    "/api/cells/check": {"413", "422", "429"},
    "/api/cells/export": {"413", "422", "429"},
    "/api/links": {"413", "422", "429"},
    "/api/links/decode": {"413", "422", "429"},
    "/api/examples": set(),
    "/api/examples/{name}": {"404"},
    "/api/examples/{name}/tour": {"404"},
    "/api/limits": set(),
    "/healthz": set(),
}


def test_every_route_has_its_errors() -> None:
    found = {path: operation["responses"].keys() - {"200"} for path, _, operation in OPERATIONS}
    assert found == ERRORS


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_every_post_has_a_body_whose_example_validates(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    if method != "post":
        return
    media = operation["requestBody"]["content"]["application/json"]
    models = {
        "/api/links/decode": LinkToken,
        "/api/analysis": AnalysisRequest,
        "/api/cells/check": CellText,
        "/api/cells/export": CellExport,
    }
    model = models.get(path, Scenario)
    assert media["schema"] == {"$ref": f"#/components/schemas/{model.__name__}"}
    model.model_validate(media["example"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_examples_can_really_be_sent(
    path: str, method: str, operation: dict[str, Any], client: TestClient
) -> None:
    name = path.replace("{name}", "hand-wired-memory")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    response = client.request(method, name, json=body.get("example"))
    assert response.status_code == 200
    assert response.headers["content-type"] in operation["responses"]["200"]["content"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_the_examples_of_errors_are_what_errors_look_like(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    for status in ERRORS[path]:
        media = operation["responses"][status]["content"]["application/json"]
        model = errors.InvalidRequest if status == "422" else errors.Refusal
        assert media["schema"]["$ref"].endswith(f"/{model.__name__}"), (method, status)
        model.model_validate(media["example"])
        if status in ("429", "503"):
            assert "Retry-After" in operation["responses"][status]["headers"]


def test_the_stream_is_described_line_by_line() -> None:
    media = DOCUMENT["paths"]["/api/trace"]["post"]["responses"]["200"]["content"]
    lines = media["application/jsonl"]["example"].splitlines()
    kinds = [json.loads(line)["type"] for line in lines]
    assert (kinds[0], kinds[-1]) == ("start", "end")
    for line in lines:
        TraceLine.model_validate_json(line)
    names = {model.__name__ for model in AnyLine.__args__}
    options = DOCUMENT["components"]["schemas"]["TraceLine"]["oneOf"]
    assert {option["$ref"].rpartition("/")[2] for option in options} == names


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(DOCUMENT)
    schemas = DOCUMENT["components"]["schemas"]
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.partition('"')[0] in schemas
