"""Bad input gets a status, a place and a message, and the server goes on."""

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.scenarios.limits import LIMITS

ScenarioOf = Callable[..., dict[str, Any]]


def _post(client: TestClient, document: Any, path: str = "/api/trace") -> dict[str, Any]:
    response = client.post(path, content=json.dumps(document))
    assert response.status_code == 422
    details = response.json()["detail"]
    assert all(detail.keys() == {"loc", "msg", "type"} for detail in details)
    assert client.post("/api/trace", json=_good()).status_code == 200
    return dict(details[0])


def _good() -> dict[str, Any]:
    return {"cell": {"input_size": 1, "hidden_size": 1}, "sequence": {"values": [[1.0]]}}


CASES: dict[str, tuple[dict[str, Any], list[str | int], str]] = {
    "an unknown field": ({"colour": 1}, ["body", "colour"], "no field"),
    "a wrong type": ({"cell": 3}, ["body", "cell"], "object"),
    "no steps": ({"sequence": {"values": []}}, ["body", "sequence", "values"], ""),
    "no generated steps": (
        {"sequence": {"generator": "noise", "steps": 0}},
        ["body", "sequence", "steps"],
        "0",
    ),
    "a ragged sequence": ({"sequence": {"values": [[1.0], [1.0, 2.0]]}}, ["body", "sequence"], ""),
    "a sequence of the wrong width": (
        {"sequence": {"values": [[1.0, 2.0]]}},
        ["body", "sequence"],
        "",
    ),
    "a repeated character in the alphabet": (
        {"sequence": {"text": "aab", "alphabet": "aba"}},
        ["body", "sequence", "alphabet"],
        "",
    ),
    "targets of the wrong length": (
        {"loss": {"kind": "mse", "targets": [[0.0], [0.0]], "at": "all"}},
        ["body", "loss", "targets"],
        "2",
    ),
    "a tensor of the wrong shape": (
        {"weights": {"tensors": {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[1.0]] * 4}}},
        ["body", "weights", "tensors", "weight_ih_l0"],
        "4",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_scenario_that_cannot_be_run_names_the_field(name: str, client: TestClient) -> None:
    changes, loc, said = CASES[name]
    detail = _post(client, _good() | changes)
    assert detail["loc"][: len(loc)] == loc
    assert said in detail["msg"]
    assert len(detail["msg"]) > 10


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_json_does_not_know_is_no_number(word: str, client: TestClient) -> None:
    text = json.dumps(_good()).replace("1.0", word)
    response = client.post("/api/trace", content=text)
    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    assert detail["type"] == "json_invalid"
    assert detail["loc"] == ["body", text.index(word.lstrip("-"))]
    assert "numbers must be finite" in detail["msg"]


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"cell":['])
def test_json_nested_ten_thousand_deep_is_refused(opening: str, client: TestClient) -> None:
    closing = {"[": "]", '{"a":': "}", '{"cell":[': "]}"}[opening]
    text = opening * 10_000 + "1" + closing * 10_000
    response = client.post("/api/trace", content=text)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][0] == "body"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("body", [b"", b"   ", b"{", b"\xff\xfe", b"null", b"[]", b'"text"', b"1"])
def test_a_body_that_is_no_object_is_refused(body: bytes, client: TestClient) -> None:
    response = client.post("/api/trace", content=body)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][0] == "body"


@pytest.mark.parametrize("path", ["/api/trace", "/api/links", "/api/links/decode"])
def test_a_body_of_ten_megabytes_is_too_large(path: str, client: TestClient) -> None:
    response = client.post(path, content=b" " * 10_000_000)
    assert response.status_code == 413
    assert f"{LIMITS.body_bytes:,}" in response.json()["detail"]


@pytest.mark.parametrize("claimed", [None, "10", "nonsense"])
def test_a_length_that_is_absent_or_lies_does_not_help(
    claimed: str | None, client: TestClient
) -> None:
    def parts() -> Iterator[bytes]:
        yield from [b" " * 1_000_000] * 10

    headers = {} if claimed is None else {"Content-Length": claimed}
    response = client.post("/api/trace", content=parts(), headers=headers)
    assert response.status_code == 413


def _token(document: bytes) -> str:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = compressor.compress(document) + compressor.flush()
    return "1." + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def test_a_token_that_inflates_beyond_the_limit_is_refused(client: TestClient) -> None:
    bomb = _token(b'"' + b"a" * 40_000_000 + b'"')
    detail = _post(client, {"token": bomb}, "/api/links/decode")
    assert detail["loc"] == ["body", "token"]
    assert f"{LIMITS.token_bytes:,}" in detail["msg"]


def test_a_token_of_a_wrong_scenario_names_the_field_in_it(client: TestClient) -> None:
    token = _token(json.dumps(_good() | {"colour": 1}).encode())
    detail = _post(client, {"token": token}, "/api/links/decode")
    assert detail["loc"] == ["body", "token", "colour"]


@pytest.mark.parametrize("document", [{}, {"token": 3}, {"token": "1.", "x": 1}, [], None])
def test_a_token_request_of_another_form_is_refused(document: Any, client: TestClient) -> None:
    assert _post(client, document, "/api/links/decode")["loc"][0] == "body"


def test_a_link_of_a_scenario_that_contradicts_itself_can_not_be_run_but_said_why(
    client: TestClient,
) -> None:
    detail = _post(client, _good() | {"c0": [[1.0]], "cell": _good()["cell"] | {"kind": "gru"}})
    assert detail["loc"] == ["body", "c0"]


def test_a_wrong_method_and_a_wrong_path_are_answered_as_json(client: TestClient) -> None:
    assert client.get("/api/trace").status_code == 405
    assert client.get("/nothing").json() == {"detail": "Not Found"}
