"""Every visible word comes from the catalogues, which say the same in every language."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CATALOGUES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "app/i18n").glob("*.json"))
}
PLURAL = re.compile(r"\{(\w+), plural, ((?:\w+ \{[^{}]*\}\s*)+)\}")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))

# Names that are the same in every language.
PROPER_NAMES = {"Gatescope"}
VISIBLE = (
    r"(?:aria-label|aria-roledescription|aria-valuetext|aria-description|title|placeholder|alt)"
)
LITERAL = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
SHOWN = re.compile(
    rf"""(?:\.(?:textContent|innerText|title|ariaLabel|placeholder|alt)\s*=\s*"""
    rf"""|["']?\b{VISIBLE}["']?\s*[:,]\s*){LITERAL}"""
)
WORD = re.compile(r"[^\W\d_]{3,}|[一-鿿]")
KEY = re.compile(r"""(?<![\w.$])(?:\w+\.)*t\(\s*["']([\w.]+)["']""")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def words(text: str) -> list[str]:
    return WORD.findall(text)


def placeholders(text: str) -> set[str]:
    """Return the names of what is filled in.

    A count that only chooses a form, and is not written, is left out: not every language has forms.
    """
    written = {name for name, forms in PLURAL.findall(text) if "#" in forms}
    return written | set(re.findall(r"\{(\w+)\}", PLURAL.sub("", text)))


def without_jinja(text: str) -> str:
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL)


def is_known(key: str) -> bool:
    """Whether a key is there; the dock leaves its own area out of the keys it asks for.

    One that ends in a point is put together at run time: some key must begin with it.
    """
    known = CATALOGUES["en"]
    if key.endswith("."):
        return any(name.startswith(key) for name in known)
    return key in known or f"dock.{key}" in known


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_catalogue_has_the_keys_and_the_placeholders_of_the_english_one(lang):
    english, other = CATALOGUES["en"], CATALOGUES[lang]
    assert set(english) == set(other)
    assert [key for key in english if placeholders(english[key]) != placeholders(other[key])] == []


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_plural_can_be_read_and_has_a_form_for_all_other_counts(lang):
    for key, text in CATALOGUES[lang].items():
        assert ", plural," not in PLURAL.sub("", text), key
        for _, forms in PLURAL.findall(text):
            assert re.search(r"\bother \{", forms), key


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_the_server_renders_no_text_with_a_count(path):
    asked = set(KEY.findall(path.read_text(encoding="utf-8")))
    assert [key for key in asked if ", plural," in CATALOGUES["en"].get(key, "")] == []


@pytest.mark.parametrize("lang", CATALOGUES)
def test_no_text_is_empty(lang):
    assert [key for key, text in CATALOGUES[lang].items() if not text.strip()] == []


def test_catalogues_are_written_in_the_order_of_their_keys():
    assert all(list(texts) == sorted(texts) for texts in CATALOGUES.values())


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_template_has_no_text_of_its_own(path):
    text = without_jinja(path.read_text(encoding="utf-8"))
    attributes = re.findall(rf'\b{VISIBLE}="([^"]*)"', text)
    between_tags = re.split(r"<[^>]*>", text)
    found = {word for part in (*attributes, *between_tags) for word in words(part)}
    assert found - PROPER_NAMES == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=relative)
def test_script_shows_no_text_of_its_own(path):
    literals = SHOWN.findall(path.read_text(encoding="utf-8"))
    bare = [re.sub(r"\$\{.*?\}", "", literal[1:-1]) for literal in literals]
    assert [text for text in bare if words(text)] == []


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS], ids=relative)
def test_every_key_that_is_asked_for_is_in_the_catalogues(path):
    asked = set(KEY.findall(path.read_text(encoding="utf-8")))
    assert [key for key in sorted(asked) if not is_known(key)] == []


def test_the_check_of_scripts_sees_what_it_looks_for():
    seen = [
        'button.textContent = "Play";',
        'el("button", { "aria-label": "Play" })',
        "node.setAttribute('title', 'Play')",
        "node.title = `Step ${t}`;",
    ]
    passed = [
        'el("g", { "aria-label": i18n.t("transport.play") })',
        "node.textContent = `t = ${t}`;",
    ]
    for line in seen:
        assert words(re.sub(r"\$\{.*?\}", "", SHOWN.search(line)[1])), line
    for line in passed:
        assert not any(words(re.sub(r"\$\{.*?\}", "", found)) for found in SHOWN.findall(line)), (
            line
        )
