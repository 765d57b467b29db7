"""What the routes of cells answer: the catalogue, equations being checked, a cell as code."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cells.errors import MESSAGES, PHRASES, EquationError
from app.cells.models import catalogue
from app.numerics.parameters import count_parameters
from app.scenarios.cell_check import WARNINGS
from app.web.i18n import Catalogues
from tests.contract_fixture import FILE, written
from tests.numerics.networks import network_of

ScenarioOf = Callable[..., dict[str, Any]]
ENGLISH = Catalogues().catalogue("en")
LEAKY = "a = scalar(alpha, 0.9)\nh = a * h' + (1 - a) * tanh(W x + U h' + b)"


def check(client: TestClient, equations: str, **more: Any) -> dict[str, Any]:
    response = client.post("/api/cells/check", json={"equations": equations, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_every_cell_is_listed_once_in_a_group_with_words_in_every_language(
    client: TestClient,
) -> None:
    groups = client.get("/api/cells").json()
    cells = [cell for group in groups for cell in group["cells"]]
    assert sorted(cell["kind"] for cell in cells) == sorted(catalogue())
    languages = set(Catalogues().languages)
    for words in (
        *(cell["words"] for cell in cells),
        *(preset["words"] for cell in cells for preset in cell["presets"]),
    ):
        assert set(words) == languages
        assert all(text["title"] and text["sentence"] for text in words.values())
    assert all(set(group["title"]) == languages for group in groups)
    assert all(cell["source"] for cell in cells)


@pytest.mark.parametrize("kind", catalogue())
def test_a_form_has_the_shapes_of_the_network(kind: str, client: TestClient) -> None:
    cells = [cell for group in client.get("/api/cells").json() for cell in group["cells"]]
    form = next(cell for cell in cells if cell["kind"] == kind)["forms"][0]["form"]
    sizes, count = {"D": 3, "H": 5, "P": 5}, 0
    shapes = {it["name"]: [sizes[letter] for letter in it["shape"]] for it in form["parameters"]}
    for tensor in form["tensors"]:
        for name in tensor["parameters"]:
            product = 1
            for size in shapes[name]:
                product *= size
            count += product
    assert count == count_parameters(network_of(kind, 3, 5))
    used = {name for tensor in form["tensors"] for name in tensor["parameters"]}
    assert used == set(shapes)
    assert all(it["used_by"] in form["sizes"] for it in form["parameters"])


def test_right_equations_give_states_parameters_and_counts(client: TestClient) -> None:
    answer = check(client, LEAKY, input_size=2, hidden_size=4)
    assert answer["error"] is None
    assert answer["warnings"] == []
    assert answer["form"]["states"] == ["h"]
    counts = {it["name"]: (it["shape"], it["lengths"], it["count"]) for it in answer["parameters"]}
    assert counts == {
        "alpha": ([], [], 1),
        "W": (["H", "D"], [4, 2], 8),
        "U": (["H", "H"], [4, 4], 16),
        "b": (["H"], [4], 4),
    }
    assert answer["count"] == 29


def test_without_biases_the_count_is_smaller_and_the_form_still_knows_them(
    client: TestClient,
) -> None:
    answer = check(client, LEAKY, input_size=2, hidden_size=4, bias=False)
    assert answer["count"] == 25
    assert [it["name"] for it in answer["form"]["parameters"] if it["is_bias"]] == ["b"]


WRONG = {
    "unexpected": "h = W x +",
    "bad_character": "h = W x ; U",
    "bad_name": "h = a__b",
    "long_name": "h = " + "a" * 41,
    "long_text": "#" * 20_001,
    "deep": "h = " + "(" * 51 + "1" + ")" * 51,
    "number_beside": "h = 2 h'",
    "no_equations": "# nothing\n",
    "many_equations": "\n".join(f"a{k} = W x" for k in range(41)),
    "many_states": "\n".join(f"a{k} = a{k}'" for k in range(13)) + "\nh = a1",
    "many_operations": "h = 1" + " + 1" * 401,
    "no_h": "a = W x",
    "defined_twice": "h = W x\nh = W x",
    "reserved": "tanh = W x",
    "used_before": "h = a\na = W x",
    "undefined_state": "h = q'",
    "two_shapes": "h = W x + W h'",
    "defined_as_matrix": "a = b\nh = a h'",
    "input_elementwise": "h = x + b",
    "matrix_of_scalar": "h = W 1 + scalar(W)",
    "unknown_function": "h = sigmoyd(W x)",
    "arguments": "h = max(W x)",
    "scalar_name": "h = scalar(3)",
    "transpose_alone": "h = transpose(A)",
    "not_finite": "h = 1e999",
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_equations_are_told_with_kind_place_and_details(
    kind: str, client: TestClient
) -> None:
    text = WRONG[kind]
    answer = check(client, text)
    found = answer["error"]
    if kind == "matrix_of_scalar":
        assert found["kind"] in (kind, "number_beside")
    else:
        assert found["kind"] == kind
    lines = text.split("\n")
    assert 1 <= found["line"] <= len(lines)
    assert 1 <= found["column"] <= len(lines[found["line"] - 1]) + 1
    assert found["message"].startswith(f"line {found['line']}, column {found['column']}: ")
    assert (answer["form"], answer["count"]) == (None, None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("h = tanh(W x)", "not_recurrent"),
        ("h = tanh(U h')", "no_input"),
        ("a = W x\nh = tanh(W x + h')", "unused"),
        ("h = cosh(h') + W x", "like_function"),
    ],
)
def test_what_may_not_be_meant_is_warned_of(text: str, kind: str, client: TestClient) -> None:
    warnings = check(client, text)["warnings"]
    assert [it["kind"] for it in warnings] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "constructor = W x\nh = tanh(constructor + h')",
        "h = <b>",
        "h = __proto__",
        "\x00",
        "𝒽 = 1",
        "h = \u202e",
    ],
)
def test_strange_names_are_answered_and_never_fail(text: str, client: TestClient) -> None:
    answer = check(client, text)
    assert (answer["error"] is None) == text.startswith("constructor")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"equations": 3}',
        b'{"equations": "h = x", "hidden_size": 0}',
        b'{"equations": "h", "more": 1}',
    ],
)
def test_a_body_that_is_no_question_is_refused(body: bytes, client: TestClient) -> None:
    response = client.post("/api/cells/check", content=body)
    assert response.status_code == 422
    assert response.json()["detail"]


def test_the_largest_equations_are_checked_while_somebody_types(client: TestClient) -> None:
    lines = [f"a{k} = tanh(W{k} x + U{k} h' + V{k} a{k}')" for k in range(11)]
    text = "\n".join([*lines, "h = " + " + ".join(f"a{k}" for k in range(11))])
    began = time.perf_counter()
    assert check(client, text, input_size=256, hidden_size=512)["error"] is None
    assert time.perf_counter() - began < 0.5


def test_a_run_of_wrong_equations_says_where_in_the_same_form(
    client: TestClient, scenario_of: ScenarioOf
) -> None:
    scenario = scenario_of()
    scenario["cell"] |= {"kind": "equations", "equations": "h = tanh(W x +"}
    detail = client.post("/api/trace", json=scenario).json()["detail"][0]
    assert detail["loc"] == ["body", "cell", "equations"]
    assert detail["ctx"] == check(client, "h = tanh(W x +")["error"]


def test_wrong_equations_of_a_variant_say_where_too(
    client: TestClient, scenario_of: ScenarioOf
) -> None:
    variant = {"cell": {"kind": "equations", "equations": "h = ?"}}
    response = client.post("/api/trace", json=scenario_of() | {"comparison": [variant]})
    detail = response.json()["detail"][0]
    assert detail["loc"] == ["body", "comparison", 0, "cell", "equations"]
    assert (detail["ctx"]["kind"], detail["ctx"]["column"]) == ("bad_character", 5)


def test_the_page_has_the_server_s_words_for_every_error_warning_and_phrase() -> None:
    for area, words in (("error", MESSAGES), ("warning", WARNINGS)):
        assert {key: ENGLISH[f"cells.{area}.{key}"] for key in words} == words
    assert {key: ENGLISH[f"cells.word.{key}"] for key in PHRASES} == PHRASES
    known = {
        f"cells.{area}.{key}"
        for area, words in (("error", MESSAGES), ("warning", WARNINGS), ("word", PHRASES))
        for key in words
    }
    assert {key for key in ENGLISH if re.match(r"cells\.(error|warning|word)\.", key)} == known


def test_a_phrase_is_never_taken_for_what_somebody_typed() -> None:
    error = EquationError("unexpected", 1, 1, found="end", needed="@end")
    assert error.message == "line 1, column 1: found end; expected the end of the line"


def test_a_layer_is_written_as_a_module_with_its_weights(
    client: TestClient, scenario_of: ScenarioOf
) -> None:
    body = {"scenario": scenario_of(), "format": "torch", "layer": 0}
    text = client.post("/api/cells/export", json=body).json()["text"]
    compile(text, "cell", "exec")
    assert "'weight_ih_l0': torch.tensor([[" in text
    latex = client.post("/api/cells/export", json=body | {"format": "latex"}).json()["text"]
    assert r"\frac{\partial L}{\partial c_{t}}" in latex


def test_large_weights_are_left_to_the_reader(client: TestClient, scenario_of: ScenarioOf) -> None:
    scenario = scenario_of()
    scenario["cell"]["hidden_size"] = 64
    scenario["weights"] = {"init": "pytorch"}
    body = {"scenario": scenario, "format": "torch"}
    text = client.post("/api/cells/export", json=body).json()["text"]
    assert len(text) < 10_000
    compile(text, "cell", "exec")


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"layer": 7}, ["layer"]),
        ({"format": "matlab"}, ["format"]),
        ({"scenario": {}}, ["scenario"]),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_place(
    change: dict[str, Any], loc: list[str], client: TestClient, scenario_of: ScenarioOf
) -> None:
    body = {"scenario": scenario_of(), "format": "torch", "layer": 0} | change
    response = client.post("/api/cells/export", json=body)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][1 : 1 + len(loc)] == loc


def test_the_contract_that_the_page_s_tests_read_is_the_one_that_is_served() -> None:
    assert FILE.read_bytes() == written(), "make fixtures writes it anew"


def test_the_page_carries_the_contract_it_is_tested_with(client: TestClient) -> None:
    page = client.get("/").text
    boot = re.search(r'id="boot">(.*?)</script>', page, re.DOTALL)
    assert boot is not None
    assert json.loads(boot[1])["contract"] == json.loads(written())


def test_nothing_of_the_contract_is_written_in_the_page_s_modules_again() -> None:
    scripts = Path(__file__).parents[2] / "static/js"
    kinds = "|".join(kind for kind in catalogue())
    for path in sorted(
        [
            *scripts.glob("scenario/*.js"),
            *scripts.glob("dock/*.js"),
            *scripts.glob("comparison/*.js"),
        ]
    ):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(rf'"({kinds})"', text) == [], path.name
