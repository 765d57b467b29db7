"""A language is there because its files are: nothing else has to name it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.scenarios import examples
from app.settings import Settings
from app.web.i18n import DIRECTORY, CatalogueError, Catalogues


def _loud(value: object) -> object:
    """Return a text with an exclamation mark, and whatever holds texts with each of them so."""
    if isinstance(value, str):
        return f"{value}!"
    if isinstance(value, list):
        return [_loud(part) for part in value]
    assert isinstance(value, dict)
    return {key: _loud(part) for key, part in value.items()}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return the catalogues with an imaginary third language, in which everything is exclaimed."""
    copy = tmp_path / "i18n"
    shutil.copytree(DIRECTORY, copy)
    for name in ("en.json", "examples/en.json"):
        english = json.loads((DIRECTORY / name).read_text(encoding="utf-8"))
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
