"""The pages, the catalogues, the static files, and their headers."""

import gzip
import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.scenarios import examples
from app.scenarios.limits import LIMITS
from app.settings import Settings
from app.streaming.messages import TraceLine
from app.web.i18n import CatalogueError, Catalogues
from app.web.rendering import script_json
from app.web.static_files import StaticTree

PAGES = ["/", "/embed", "/docs"]


def _boot(html: str) -> dict[str, object]:
    match = re.search(r'<script type="application/json" id="boot">(.*?)</script>', html, re.DOTALL)
    assert match is not None
    return dict(json.loads(match[1]))


@pytest.mark.parametrize(("path", "is_embed"), [("/", False), ("/embed", True)])
def test_the_page_brings_everything_it_begins_with(
    path: str, is_embed: bool, client: TestClient
) -> None:
    boot = _boot(client.get(path).text)
    default = examples.load(examples.names()[0])
    assert boot["embed"] is is_embed
    assert boot["contract"]["limits"] == LIMITS.as_dict()
    assert boot["scenario"] == default.scenario.model_dump(mode="json")
    assert [example["name"] for example in boot["examples"]] == list(examples.names())
    for line in boot["lines"]:
        TraceLine.model_validate(line)
    assert boot["lines"][-1]["type"] == "end"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.5, zh;q=0.9", "zh"),
        ("fr, en;q=0.5", "en"),
        ("fr", "en"),
        ("zh;q=0, en", "en"),
        ("zh;q=much", "en"),
    ],
)
def test_the_first_visit_follows_the_language_of_the_browser(
    header: str, language: str, client: TestClient
) -> None:
    response = client.get("/", headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in response.text
    assert _boot(response.text)["lang"] == language
    assert "Accept-Language" in response.headers["vary"]


@pytest.mark.parametrize("text", ["</script><script>", "<!--", "\u2028\u2029", "a & b > c"])
def test_data_in_a_script_element_can_not_end_it(text: str) -> None:
    written = script_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not re.search("[<>&\u2028\u2029]", written)


@pytest.mark.parametrize("path", [*PAGES, "/i18n/en.json", "/i18n/zh.json"])
def test_what_may_change_is_kept_but_asked_about(path: str, client: TestClient) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == first.text
    assert plain.headers["etag"] != first.headers["etag"]


def test_catalogues_are_served_and_no_other_language(client: TestClient) -> None:
    english = client.get("/i18n/en.json").json()
    chinese = client.get("/i18n/zh.json").json()
    assert english.keys() == chinese.keys()
    assert english["topbar.share"] == "Share"
    assert client.get("/i18n/fr.json").status_code == 404


def test_catalogues_with_unequal_keys_are_refused(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "A", "b": "B"}')
    (tmp_path / "zh.json").write_text('{"a": "甲"}', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"zh\.json lacks b"):
        Catalogues(tmp_path)


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/nothing", "/openapi.json"])
def test_every_response_forbids_foreign_scripts(path: str, client: TestClient) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    ancestors = "frame-ancestors *" if path == "/embed" else "frame-ancestors 'self'"
    assert policy.endswith(ancestors)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_for_anything(path: str, client: TestClient) -> None:
    html = client.get(path).text
    assert not re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//', html)
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", html)


def test_every_file_that_the_page_names_is_served_for_ever(client: TestClient) -> None:
    addresses = set(re.findall(r'"(/static/[^"]+\.\w+)"', client.get("/").text))
    assert addresses
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "immutable" in response.headers["cache-control"]


def test_the_docs_list_every_route_and_every_line_type(client: TestClient) -> None:
    html = client.get("/docs").text
    document = client.get("/openapi.json").json()
    for path in document["paths"]:
        assert path in html
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in html
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "js").mkdir()
    (tmp_path / "js/main.js").write_text("export {};\n" * 500)
    (tmp_path / "big.js").write_text("plain")
    (tmp_path / "big.js.br").write_bytes(b"brotli")
    (tmp_path / "big.js.gz").write_bytes(gzip.compress(b"plain"))
    (tmp_path / "dot.png").write_bytes(b"\x89PNG" + b"\0" * 4000)
    return tmp_path


@pytest.fixture
def static_client(tree: Path) -> TestClient:
    app = create_app(Settings())
    app.state.services.static = StaticTree(tree)
    return TestClient(app)


def _address(client: TestClient, name: str) -> str:
    return f"{client.app.state.services.static.prefix}/{name}"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("", None),
    ],
)
def test_siblings_compressed_beforehand_are_served_to_who_accepts_them(
    accepted: str, encoding: str | None, static_client: TestClient
) -> None:
    address = _address(static_client, "big.js")
    with static_client.stream("GET", address, headers={"Accept-Encoding": accepted}) as response:
        raw = b"".join(response.iter_raw())
        assert response.headers.get("content-encoding") == encoding
        assert response.headers["vary"] == "Accept-Encoding"
        assert response.headers["etag"].endswith(f'-{encoding or "identity"}"')
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    contents = {"br": b"brotli", "gzip": gzip.compress(b"plain"), None: b"plain"}
    assert raw[:3] == contents[encoding][:3]


def test_text_without_siblings_is_compressed_and_pictures_are_not(
    static_client: TestClient,
) -> None:
    text = static_client.get(_address(static_client, "js/main.js"))
    assert text.headers["content-encoding"] == "gzip"
    assert int(text.headers["content-length"]) < len(text.content)
    assert text.text == "export {};\n" * 500
    picture = static_client.get(_address(static_client, "dot.png"))
    assert "content-encoding" not in picture.headers
    assert picture.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    "name", ["nothing.js", "../pyproject.toml", "%2e%2e/pyproject.toml", "big.js.br", "js", ""]
)
def test_nothing_but_the_files_of_the_tree_is_served(name: str, static_client: TestClient) -> None:
    assert static_client.get(_address(static_client, name)).status_code == 404


def test_an_unknown_version_is_not_found(static_client: TestClient) -> None:
    assert static_client.get("/static/0123456789abcdef/big.js").status_code == 404


def test_a_changed_file_changes_every_address_and_pages_loading_get_the_rest(
    static_client: TestClient, tree: Path
) -> None:
    before = _address(static_client, "big.js")
    (tree / "js/main.js").write_text("changed")
    after = _address(static_client, "big.js")
    assert before != after
    assert static_client.get(before).headers["cache-control"] == "no-cache"
    assert "immutable" in static_client.get(after).headers["cache-control"]


def test_a_file_that_the_client_has_is_not_sent_again(static_client: TestClient) -> None:
    address = _address(static_client, "js/main.js")
    etag = static_client.get(address).headers["etag"]
    again = static_client.get(address, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_a_head_request_is_answered_like_a_get(path: str, client: TestClient) -> None:
    assert client.head(path).headers["etag"] == client.get(path).headers["etag"]
