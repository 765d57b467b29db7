"""Equations from anybody, through the interface: refused with a place, or run; never harmful."""

import json
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cells.limits import MAX_EQUATIONS, MAX_OPERATIONS, MAX_TEXT


def _document(equations: str, **fields: Any) -> dict[str, Any]:
    cell = {"kind": "equations", "equations": equations, "input_size": 2, "hidden_size": 2}
    return {
        "cell": cell | fields.pop("cell", {}),
        "sequence": {"values": [[1, 2], [0, 1]]},
    } | fields


def _lines(client: TestClient, document: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    response = client.post(f"/api/trace{query}", content=json.dumps(document))
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def _refused(client: TestClient, document: dict[str, Any]) -> dict[str, Any]:
    response = client.post("/api/trace", content=json.dumps(document))
    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    assert detail["loc"] == ["body", "cell", "equations"]
    assert len(detail["msg"]) < 500
    assert client.get("/healthz").status_code == 200
    return dict(detail)


@pytest.mark.parametrize(
    "name", ["constructor", "toString", "hasOwnProperty", "prototype", "valueOf", "None", "import"]
)
@pytest.mark.parametrize(
    "form", ["{0} = tanh(W x) + {0}'\nh = {0}", "h = {0} x + h'", "h = {0} * h'"]
)
def test_a_name_that_means_something_elsewhere_is_a_name(
    client: TestClient, name: str, form: str
) -> None:
    lines = _lines(client, _document(form.format(name)), "?include=all,z,paths,nodes")
    assert lines[-1]["type"] == "end"
    assert name in json.dumps(lines[0]["cell"])


@pytest.mark.parametrize(
    "text",
    [
        "__proto__ = W x\nh = tanh(W x)",
        "<b> = W x",
        "h = <script>alert(1)</script>",
        "h = W x\u2028b = 3",
        "h = __import__('os').system('true')",
        "h = W x; import os",
        "h = W.x",
        "h = W[0] x",
        "h = 'a'",
        "h = \u0000",
        "h = \u202eW x",
        "ｈ = W x",
        "h = 1e999 * h'",
        "",
        "#",
        "h",
        "h =",
    ],
)
def test_what_is_no_equation_is_refused_with_line_and_column(client: TestClient, text: str) -> None:
    detail = _refused(client, _document(text))
    if text:
        assert detail["type"] == "equations"
        assert detail["msg"].startswith(("line 1, column ", "line 2, column "))
        assert text == "h = 1e999 * h'" or "\u2028" not in detail["msg"]


@pytest.mark.parametrize(
    "factor", ["(1e300 * 1e300)", "(1e300 * 1e300 - 1e300 * 1e300)", "(1e300 / 1e-300)", "5 / 0"]
)
@pytest.mark.parametrize("layout", ["lines", "columns"])
def test_numbers_beyond_float64_give_a_stream_of_json_with_warnings(
    client: TestClient, factor: str, layout: str
) -> None:
    document = _document(f"h = {factor} * h' + W x + 1")
    lines = _lines(client, document, f"?include=all,z,nodes&layout={layout}")
    assert lines[-1]["type"] == "end"
    assert any(line["type"] == "warning" for line in lines)


def test_a_comment_may_hold_anything_and_comes_back_as_it_was(client: TestClient) -> None:
    text = "# <b>\u2028</script> 字🙂\nh = tanh(W x + U h')"
    response = client.post("/api/trace", content=json.dumps(_document(text)))
    assert "\u2028" not in response.text
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert lines[0]["scenario"]["cell"]["equations"] == text
    assert lines[0]["cell"]["models"][0]["equations"] == text


def test_a_text_of_a_million_characters_is_refused_at_once(client: TestClient) -> None:
    for text in ("h" * 1_000_000, "h = " + "-" * 1_000_000, "(" * 1_000_000, "\n" * 1_000_000):
        started = time.perf_counter()
        assert f"1 to {MAX_TEXT} characters; found" in _refused(client, _document(text))["msg"]
        assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "h = " + "(" * 9_000 + "W x" + ")" * 9_000,
        "h = " + "tanh(" * 3_000 + "W x" + ")" * 3_000,
        "h = " + "-" * 19_000 + "h'",
        "h = " + "A " * 9_000 + "x",
        "h = " + " + ".join(["h'"] * 3_000),
        "\n".join(f"a{k} = W x" for k in range(1_500)),
        "a" * 19_000 + " = W x",
    ],
)
def test_a_text_over_a_bound_is_refused_at_once(client: TestClient, text: str) -> None:
    started = time.perf_counter()
    assert _refused(client, _document(text))["type"] == "equations"
    assert time.perf_counter() - started < 2


def _largest() -> str:
    """Return forty equations of ten operations each."""
    first = "a0 = tanh(W x + U h' + b) + 0.5 * h' - sigmoid(V h' + W x)"
    lines = [
        f"a{k} = tanh(A{k} a{k - 1} + b{k}) * sigmoid(p{k} * h' + 0.1) + 0.9 * (1 - a{k - 1})"
        for k in range(1, MAX_EQUATIONS - 1)
    ]
    return "\n".join([first, *lines, f"h = a{MAX_EQUATIONS - 2} - 0.5 * h'"])


def test_the_largest_cell_runs_or_is_refused_for_its_size(client: TestClient) -> None:
    document = _document(_largest(), cell={"hidden_size": 8})
    lines = _lines(client, document, "?precision=4&include=all,z,nodes&layout=columns")
    assert lines[-1]["type"] == "end"
    large = _document(_largest(), cell={"hidden_size": 512})
    response = client.post("/api/trace", content=json.dumps(large))
    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    assert detail["loc"] == ["body", "cell", "hidden_size"]
    assert "at most 2,000,000 parameters; found" in detail["msg"]


def test_four_hundred_operations_at_512_units_run_or_are_refused_before_they_are_allocated(
    client: TestClient,
) -> None:
    many = " + ".join(["tanh(p * h')"] * ((MAX_OPERATIONS - 4) // 3))
    short = _document(f"h = tanh(W x) + 0.001 * ({many})", cell={"hidden_size": 512})
    started = time.perf_counter()
    assert _lines(client, short, "?precision=4&include=all,nodes")[-1]["type"] == "end"
    values = "\n".join(
        f"v{k} = tanh({' + '.join(f'p{k} * sin(q{j} * h{chr(39)})' for j in range(2))})"
        for k in range(MAX_EQUATIONS - 1)
    )
    own = f"{values}\nh = tanh(W x + {' + '.join(f'v{k}' for k in range(MAX_EQUATIONS - 1))})"
    long = _document(own, cell={"hidden_size": 512})
    long["sequence"] = {"generator": "noise", "steps": 5_000}
    response = client.post("/api/trace", content=json.dumps(long))
    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    assert detail["loc"] == ["body", "sequence"]
    assert "steps for a network of this size; found 5000" in detail["msg"]
    assert time.perf_counter() - started < 30


def test_errors_of_layers_point_into_the_layer(client: TestClient) -> None:
    layers = [{}, {"kind": "equations", "equations": "h = W y +"}]
    document = _document("h = W x", cell={"kind": "lstm", "equations": None, "layers": layers})
    response = client.post("/api/trace", content=json.dumps(document))
    (detail,) = response.json()["detail"]
    assert detail["loc"] == ["body", "cell", "layers", 1, "equations"]
    assert "line 1, column 10: found the end of the line" in detail["msg"]
