"""What a page asks for: its packs while they are of its sources, else its modules."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.packs import MANIFEST, Entry
from app.web.static_files import DIRECTORY, StaticTree

SOURCES = {
    "js/main.js": 'import "./parts/a.js";\n',
    "js/parts/a.js": "globalThis.version = 1;\n",
    "js/parts/types.d.ts": "export {};\n",
    "vendor/plotly.min.js": "globalThis.Plotly = {};\n",
    "css/page.css": '@import "a.css";\n',
    "css/a.css": "a { color: red; }\n",
}
PACK = {"packed/main/main.js": "import './part.js';\n", "packed/main/part.js": "1;\n"}
PACKED = Entry("packed/main/main.js", ("packed/main/part.js",))
MODULES = Entry("js/main.js", ("js/parts/a.js",))


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a static tree with a pack of its main entry."""
    inputs = {
        name: hashlib.sha256(text.encode()).hexdigest()
        for name, text in SOURCES.items()
        if name in {"js/main.js", "js/parts/a.js"}
    }
    pack = {"file": PACKED.file, "preload": PACKED.preload, "inputs": inputs}
    manifest = orjson.dumps({"js/main.js": pack}).decode()
    write(tmp_path, SOURCES | PACK | {MANIFEST: manifest})
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    app = create_app(Settings())
    app.state.services.static = StaticTree(folder)
    with TestClient(app) as made:
        yield made


def asked_for(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="/static/[0-9a-f]+/([^"]+)"', html)


def test_a_pack_of_the_sources_as_they_are_is_used(folder: Path) -> None:
    assert StaticTree(folder).entry("js/main.js") == PACKED


def test_a_tree_without_packs_gives_every_module_at_once(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    tree = StaticTree(folder)
    assert tree.entry("js/main.js") == MODULES
    assert tree.entry("css/page.css") == Entry("css/page.css", ())


@pytest.mark.parametrize("name", ["js/main.js", "js/parts/a.js"])
def test_a_changed_source_is_never_served_from_its_pack(folder: Path, name: str) -> None:
    tree = StaticTree(folder)
    assert tree.entry("js/main.js") == PACKED
    (folder / name).write_text("globalThis.version = 22;\n")
    assert tree.entry("js/main.js") == MODULES
    (folder / name).write_text(SOURCES[name])
    assert tree.entry("js/main.js") == PACKED


def test_a_removed_source_is_never_served_from_its_pack(folder: Path) -> None:
    tree = StaticTree(folder)
    (folder / "js/parts/a.js").unlink()
    assert tree.entry("js/main.js") == Entry("js/main.js", ())


@pytest.mark.parametrize("name", PACK)
def test_a_pack_of_which_a_part_is_missing_is_not_used(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert StaticTree(folder).entry("js/main.js") == MODULES


def test_a_change_of_what_is_in_no_pack_leaves_it_in_use(folder: Path) -> None:
    (folder / "css/a.css").write_text("a { color: blue; }\n")
    assert StaticTree(folder).entry("js/main.js") == PACKED


def test_the_page_asks_for_its_pack_and_for_what_that_will_ask_for(client: TestClient) -> None:
    html = client.get("/").text
    assert asked_for(html) == [
        "icons/favicon.svg",
        "js/theme-first.js",
        "css/page.css",
        "packed/main/part.js",
        "packed/main/main.js",
    ]
    assert re.search(r'<link rel="modulepreload" href="/static/\w+/packed/main/part.js">', html)
    assert re.search(r'<script type="module" src="/static/\w+/packed/main/main.js">', html)


def test_a_page_shown_after_a_change_asks_for_the_modules(client: TestClient, folder: Path) -> None:
    assert "packed/main/main.js" in asked_for(client.get("/").text)
    (folder / "js/parts/a.js").write_text("globalThis.version = 333;\n")
    names = asked_for(client.get("/").text)
    assert names[-2:] == ["js/parts/a.js", "js/main.js"]
    prefix = client.app.state.services.static.prefix
    assert "version = 333" in client.get(f"{prefix}/js/parts/a.js").text


def test_a_pack_is_served_for_ever(client: TestClient) -> None:
    prefix = client.app.state.services.static.prefix
    answer = client.get(f"{prefix}/{PACKED.file}")
    assert answer.text == PACK[PACKED.file]
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]


def test_without_packs_the_real_page_asks_for_every_module_once(tmp_path: Path) -> None:
    sources = [path for path in (DIRECTORY / "js").rglob("*.js") if path.is_file()]
    names = [path.relative_to(DIRECTORY).as_posix() for path in sources]
    write(tmp_path, {name: (DIRECTORY / name).read_text() for name in names})
    for entry in ("js/main.js", "js/embed.js"):
        found = StaticTree(tmp_path).entry(entry)
        assert found.file == entry
        assert sorted([*found.preload, entry]) == sorted(names)


def test_every_sheet_of_the_page_is_in_its_pack() -> None:
    imported = set(re.findall(r'@import "([^"]+)"', (DIRECTORY / "css/page.css").read_text()))
    own = {path.name for path in (DIRECTORY / "css").glob("*.css")} - {"page.css", "docs.css"}
    assert imported == own


def test_a_file_changed_since_the_tree_was_read_is_not_kept_for_ever(
    client: TestClient, folder: Path
) -> None:
    prefix = client.app.state.services.static.prefix
    (folder / "js/main.js").write_text("globalThis.version = 333;\n")
    assert client.get(f"{prefix}/js/main.js").headers["cache-control"] == "no-cache"
