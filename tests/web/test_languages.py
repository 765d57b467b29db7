"""A language is there because its files are: nothing else has to name it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.scenarios import examples
from app.scenarios.cell_forms import listed_cells
from app.settings import Settings
from app.web.cell_groups import grouped_cells
from app.web.i18n import DIRECTORY, CatalogueError, Catalogues


def _loud(value: object) -> object:
    """Return a text with an exclamation mark, and whatever holds texts with each of them so."""
    if isinstance(value, str):
        return f"{value}!"
    if isinstance(value, list):
        return [_loud(part) for part in value]
    assert isinstance(value, dict)
    return {key: _loud(part) for key, part in value.items()}


def _words_of_cells() -> dict[str, str]:
    """Return the English title and sentence of every cell and preset, as a catalogue has them."""
    cells = {entry.kind: entry.words for entry in listed_cells()}
    presets = {preset.name: preset.words for entry in listed_cells() for preset in entry.presets}
    return {
        f"cell.{name}.{part}": text
        for name, words in (cells | presets).items()
        for part, text in words["en"].items()
    }


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return the catalogues with an imaginary third language, in which everything is exclaimed."""
    copy = tmp_path / "i18n"
    shutil.copytree(DIRECTORY, copy)
    for name in ("en.json", "examples/en.json"):
        english = json.loads((DIRECTORY / name).read_text(encoding="utf-8"))
        if name == "en.json":
            english |= _words_of_cells()
        (copy / name.replace("en", "xx")).write_text(json.dumps(_loud(english)), encoding="utf-8")
    return copy


@pytest.fixture
def client(directory: Path) -> TestClient:
    app = create_app(Settings(rate=0.0))
    app.state.services.catalogues = Catalogues(directory)
    return TestClient(app)


def test_the_page_offers_a_language_whose_files_are_there(client: TestClient) -> None:
    page = client.get("/", headers={"Accept-Language": "xx, en;q=0.5"}).text
    options = re.findall(r'<option value="(\w+)" lang="\1"( selected)?>([^<]+)</option>', page)
    assert options == [("en", "", "English"), ("xx", " selected", "English!"), ("zh", "", "中文")]
    assert '<html lang="xx">' in page
    assert ">Share!</button>" in page


def test_the_page_brings_the_codes_of_all_languages_and_the_words_of_the_examples(
    client: TestClient,
) -> None:
    match = re.search(
        r'<script type="application/json" id="boot">(.*)</script>', client.get("/").text
    )
    assert match is not None
    boot = json.loads(match[1])
    assert boot["languages"] == ["en", "xx", "zh"]
    assert all(info["title"]["xx"] == f"{info['title']['en']}!" for info in boot["examples"])


def test_catalogue_examples_and_tours_are_served_in_it(client: TestClient) -> None:
    assert client.get("/i18n/xx.json").json()["topbar.share"] == "Share!"
    for example in client.get("/api/examples").json():
        assert example["summary"]["xx"] == f"{example['summary']['en']}!"
        for stop in client.get(f"/api/examples/{example['name']}/tour").json():
            assert stop["text"]["xx"] == f"{stop['text']['en']}!"


def test_every_cell_is_named_and_described_in_it(client: TestClient) -> None:
    for group in client.get("/api/cells").json():
        assert group["title"]["xx"] == f"{group['title']['en']}!"
        for cell in group["cells"]:
            for words in (cell["words"], *(preset["words"] for preset in cell["presets"])):
                assert words["xx"] == {part: f"{text}!" for part, text in words["en"].items()}


def test_a_language_without_the_words_of_a_cell_is_refused(directory: Path) -> None:
    file = directory / "xx.json"
    texts = json.loads(file.read_text(encoding="utf-8"))
    del texts["cell.lstm_peephole.sentence"]
    file.write_text(json.dumps(texts), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"xx.json lacks cell.lstm_peephole.sentence"):
        grouped_cells(Catalogues(directory))


@pytest.mark.parametrize("name", ["xx.json", "examples/xx.json"])
def test_a_language_with_one_of_its_files_alone_is_refused(name: str, directory: Path) -> None:
    (directory / name).unlink()
    with pytest.raises(CatalogueError, match="xx"):
        Catalogues(directory)


def test_a_language_that_says_nothing_at_a_stop_of_a_tour_is_refused(directory: Path) -> None:
    file = directory / "examples/xx.json"
    texts = json.loads(file.read_text(encoding="utf-8"))
    texts["rnn-vanishing"]["tour"].pop()
    file.write_text(json.dumps(texts), encoding="utf-8")
    with pytest.raises(ValueError, match="shorter"):
        examples.load("rnn-vanishing", directory / "examples")


def test_every_language_that_ships_has_a_readme() -> None:
    root = DIRECTORY.parents[1]
    readmes = {
        "README.md",
        *(f"README.{code}.md" for code in Catalogues().languages if code != "en"),
    }
    assert readmes == {path.name for path in root.glob("README*.md")}
