"""The page about the cells says what the catalogue says now."""

import os
import re
import shutil
from xml.etree import ElementTree

import pytest

from app.cells.document import FILE, document
from app.cells.models import catalogue
from app.numerics.parameters import count_parameters
from tests import circuit_pictures
from tests.numerics.networks import network_of


def test_the_document_is_the_one_that_the_catalogue_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "make docs writes it anew"


@pytest.mark.parametrize("kind", catalogue())
def test_the_formula_of_a_cell_counts_its_parameters(kind: str) -> None:
    section = document().split(f"Kind `{kind}`.", 1)[1]
    found = re.search(r"Parameters: (.*)\.\n", section)
    assert found is not None
    terms = found[1].replace("·", "*").split(" + ")
    sizes = {"H": 5, "D": 3}
    total = 0
    for term in terms:
        product = 1
        for factor in term.split("*"):
            product *= sizes[factor] if factor in sizes else int(factor)
        total += product
    assert total == count_parameters(network_of(kind, 3, 5))


def test_every_cell_is_in_the_index() -> None:
    text = document()
    for entry in catalogue().values():
        title = entry.words["en"]["title"]
        assert f"- [{title}](#" in text
        assert f"\n## {title}\n" in text


def test_a_picture_stands_beside_the_equations_of_every_cell() -> None:
    shown = re.findall(r"\(circuits/(\w+)\.svg\)\n\n```\n", document())
    assert sorted(shown) == sorted(circuit_pictures.cells())


@pytest.mark.skipif(
    shutil.which("node") is None and os.environ.get("CI") != "true", reason="needs Node"
)
def test_the_pictures_are_those_that_the_page_draws() -> None:
    stored = {
        file.stem: file.read_text(encoding="utf-8")
        for file in circuit_pictures.FOLDER.glob("*.svg")
    }
    assert stored == circuit_pictures.drawn(), "make docs draws them anew"


@pytest.mark.parametrize("name", circuit_pictures.cells())
def test_a_picture_stands_on_its_own_in_light_and_dark(name: str) -> None:
    text = (circuit_pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    light, dark = re.findall(r"(?<!-)svg \{ (.*?) \}", text)
    named = set(re.findall(r"var\((--[\w-]+)\)", text)) - {"--tone"}
    assert named == set(re.findall(r"--[\w-]+(?=:)", light))
    assert named - {"--mono", "--math"} == set(re.findall(r"--[\w-]+(?=:)", dark))
    assert "url(" not in text
    assert len(text) < 32_000
