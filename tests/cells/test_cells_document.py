"""The page about the cells says what the catalogue says now."""

import re

import pytest

from app.cells.document import FILE, document
from app.cells.models import catalogue
from app.numerics.parameters import count_parameters
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
