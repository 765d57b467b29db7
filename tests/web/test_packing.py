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
SPLIT = {
    "js/main.js": 'import { shared } from "./shared.js";\n'
    'const later = import("./parts/later.js");\nstart(shared, later);\n',
    "js/shared.js": "export const shared = 1;\n",
    "js/own.js": "export const own = 2;\n",
    "js/parts/later.js": 'import { shared } from "../shared.js";\n'
    'import { own } from "../own.js";\n'
    'export const sum = shared + own;\nexport const more = () => import("../more.js");\n',
    "js/more.js": 'import { own } from "./own.js";\nexport const twice = 2 * own;\n',
}
LEFT_OVER = re.compile(r"^(?:import|export)\b", re.MULTILINE)


def _only(packs: dict[str, str]) -> str:
    (text,) = packs.values()
    return text


def test_modules_come_once_and_after_what_they_import() -> None:
    pack = _only(pack_modules(SMALL, "js/main.js"))
    assert pack.count("function twice") == 1
    assert pack.index("function twice") < pack.index("isSet") < pack.index("half: own")
    assert pack.rindex("show(double(2), all.half)") > pack.index("half: own")
    assert not LEFT_OVER.search(pack)


def test_names_cross_as_they_are_imported_and_exported() -> None:
    pack = _only(pack_modules(SMALL, "js/main.js"))
    assert re.search(r"const \{ twice: double \} = m\d+;", pack)
    assert re.search(r"return \{ twice: m\d+\.twice, half: own, address \};", pack)


def test_comments_are_left_out_but_not_what_looks_like_one_in_code() -> None:
    pack = _only(pack_modules(SMALL, "js/main.js"))
    assert "Doubles" not in pack
    assert "a note" not in pack
    assert 'return 2 * x;  // "kept"' in pack
    text = 'const a = "/* b */ // c";\n'
    assert text in _only(pack_modules({"m.js": text}, "m.js"))


def test_a_module_finds_files_beside_itself_from_within_the_pack() -> None:
    pack = _only(pack_modules(SMALL, "js/main.js"))
    assert 'const address = new URL("./parts/all.js", import.meta.url).href;' in pack


def test_what_is_asked_for_later_comes_in_a_second_pack_with_what_only_it_needs() -> None:
    packs = pack_modules(SPLIT, "js/main.js")
    assert list(packs) == ["js/main.pack.js", "js/main.later.pack.js"]
    first, later = packs.values()
    assert "const shared = 1" in first
    assert "const shared = 1" not in later
    for text in ("const own = 2", "const sum = shared + own", "const twice = 2 * own"):
        assert later.count(text) == 1
        assert text not in first


def test_both_packs_find_each_others_modules() -> None:
    first, later = pack_modules(SPLIT, "js/main.js").values()
    asked = re.search(
        r'import\("\./main\.later\.pack\.js"\)\.then\(\(pack\) => pack\.(m\d+)\)', first
    )
    shared = re.search(r"^const (m\d+) = .*\nconst shared = 1", first, re.MULTILINE)
    assert asked
    assert shared
    assert first.endswith(f"export {{ {shared[1]} }};\n")
    assert later.startswith(f'import {{ {shared[1]} }} from "./main.pack.js";\n')
    more = re.search(r"^const (m\d+) = .*\n.*\nconst twice", later, re.MULTILINE)
    assert more
    assert later.endswith(f"export {{ {asked[1]}, {more[1]} }};\n")


def test_what_is_asked_for_later_and_at_once_is_there_once() -> None:
    texts = {
        "js/main.js": 'import { a } from "./a.js";\nuse(a, import("./a.js"));\n',
        "js/a.js": "export const a = 1;\n",
    }
    first, later = pack_modules(texts, "js/main.js").values()
    assert (first + later).count("const a = 1") == 1
    assert "export { m0 };" in later or "export { m1 };" in later


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("export default 1;\n", "export default 1;"),
        ("export let count = 0;\n", "export let count"),
        ("const part = await load();\nimport(name);\n", r"import\("),
        ('import("./gone.js");\n', "js/gone.js, which is missing"),
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
    assert not re.search(r"^@import\b", pack_sheets(texts, "css/page.css"), re.MULTILINE)
    for entry in (entry for entry in ENTRIES if entry.endswith(".js")):
        first, later = pack_modules(texts, entry).values()
        assert re.findall(r"^(?:import|export)\b.*", first, re.MULTILINE) == [
            first.splitlines()[-1]
        ]
        own = [later.splitlines()[0], later.splitlines()[-1]]
        assert re.findall(r"^(?:import|export)\b.*", later, re.MULTILINE) == own


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
