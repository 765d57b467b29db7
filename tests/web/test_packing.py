"""The page's modules in one file: same meaning, one request."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.packing import ENTRIES, PackingError, pack_all, pack_modules, pack_sheets
from app.web.static_files import DIRECTORY, StaticTree

SMALL = {
    "js/main.js": 'import { twice as double } from "./parts/twice.js";\nimport "./effect.js";\n'
    'import * as all from "./parts/all.js";\n\nshow(double(2), all.half);\n',
    "js/parts/twice.js": "/** Doubles. @param {number} x */\nexport function twice(x) {\n"
    '  return 2 * x;  // "kept"\n}\n',
    "js/parts/all.js": 'export { twice } from "./twice.js";\nconst own = 0.5;\n'
    "export const address = import.meta.url;\nexport { own as half };\n",
    "js/effect.js": "/* a note */\nglobalThis.isSet = true;\n",
}
LEFT_OVER = re.compile(r"^(?:import|export)\b", re.MULTILINE)


def test_modules_come_once_and_after_what_they_import() -> None:
    pack = pack_modules(SMALL, "js/main.js")
    assert pack.count("function twice") == 1
    assert pack.index("function twice") < pack.index("isSet") < pack.index("half: own")
    assert pack.rindex("show(double(2), all.half)") > pack.index("half: own")
    assert not LEFT_OVER.search(pack)


def test_names_cross_as_they_are_imported_and_exported() -> None:
    pack = pack_modules(SMALL, "js/main.js")
    assert re.search(r"const \{ twice: double \} = m\d+;", pack)
    assert re.search(r"return \{ twice: m\d+\.twice, half: own, address \};", pack)


def test_comments_are_left_out_but_not_what_looks_like_one_in_code() -> None:
    pack = pack_modules(SMALL, "js/main.js")
    assert "Doubles" not in pack
    assert "a note" not in pack
    assert 'return 2 * x;  // "kept"' in pack
    text = 'const a = "/* b */ // c";\n'
    assert text in pack_modules({"m.js": text}, "m.js")


def test_a_module_finds_files_beside_itself_from_within_the_pack() -> None:
    pack = pack_modules(SMALL, "js/main.js")
    assert 'const address = new URL("./parts/all.js", import.meta.url).href;' in pack


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("export default 1;\n", "export default 1;"),
        ("export let count = 0;\n", "export let count"),
        ('const part = await load();\nimport("./part.js");\n', r"import\("),
        ('import { a } from "./gone.js";\n', "js/gone.js, which is missing"),
        ('import { a } from "./main.js";\n', "js/main.js → js/main.js is a cycle"),
    ],
)
def test_what_a_pack_cannot_express_is_named(text: str, message: str) -> None:
    with pytest.raises(PackingError, match=message):
        pack_modules({"js/main.js": text}, "js/main.js")


def test_a_page_that_cannot_be_packed_gets_its_modules_one_by_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        packs = pack_all({"js/main.js": "export default 1;\n"})
    assert packs == {"js/main.pack.js": 'import "./main.js";\n'}
    assert "js/main.js" in caplog.text


def test_style_sheets_are_put_in_the_place_of_their_imports_in_order() -> None:
    texts = {
        "css/page.css": '/* order */\n@import "a.css";\n@import "b.css";\n',
        "css/a.css": "/* a */\na { color: red; }\n",
        "css/b.css": "b { color: blue; }\n",
    }
    assert pack_sheets(texts, "css/page.css") == "a { color: red; }\nb { color: blue; }\n"


def _real_texts() -> dict[str, str]:
    files = (path for path in DIRECTORY.rglob("*") if path.suffix in {".js", ".css"})
    return {path.relative_to(DIRECTORY).as_posix(): path.read_text() for path in files}


def test_every_entry_of_the_page_can_be_packed() -> None:
    texts = _real_texts()
    for entry in ENTRIES:
        packed = pack_sheets(texts, entry) if entry.endswith(".css") else pack_modules(texts, entry)
        assert not re.search(r"^(?:import|export|@import)\b", packed, re.MULTILINE)


def test_every_sheet_of_the_page_is_in_its_pack() -> None:
    imported = set(re.findall(r'@import "([^"]+)"', (DIRECTORY / "css/page.css").read_text()))
    own = {path.name for path in (DIRECTORY / "css").glob("*.css")} - {"page.css", "docs.css"}
    assert imported == own


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "js").mkdir()
    (tmp_path / "js/main.js").write_text("globalThis.version = 1;\n")
    app = create_app(Settings())
    app.state.services.static = StaticTree(tmp_path)
    with TestClient(app) as made:
        yield made


def test_a_pack_is_served_for_ever_and_follows_its_modules(
    client: TestClient, tmp_path: Path
) -> None:
    tree: StaticTree = client.app.state.services.static
    first = client.get(f"{tree.prefix}/js/main.pack.js")
    assert "version = 1" in first.text
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in first.headers["cache-control"]
    (tmp_path / "js/main.js").write_text("globalThis.version = 22;\n")
    assert "version = 22" in client.get(f"{tree.prefix}/js/main.pack.js").text


def test_a_file_changed_since_the_tree_was_read_is_not_kept_for_ever(
    client: TestClient, tmp_path: Path
) -> None:
    prefix = client.app.state.services.static.prefix
    (tmp_path / "js/main.js").write_text("globalThis.version = 333;\n")
    assert client.get(f"{prefix}/js/main.js").headers["cache-control"] == "no-cache"


def test_the_page_asks_for_few_files(client: TestClient) -> None:
    html = client.get("/").text
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    assert [address.rsplit("/", 1)[1] for address in addresses if ".pack." in address] == [
        "page.pack.css",
        "main.pack.js",
    ]
    assert len(addresses) <= 6
