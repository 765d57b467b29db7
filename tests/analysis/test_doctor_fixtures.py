"""The findings that the page's tests read are what the doctor says now."""

import json

import pytest

from app.analysis.findings import CODES
from tests.analysis.doctor_fixtures import FILE, made
from tests.documents import difference

STORED = json.loads(FILE.read_text(encoding="utf-8"))


def test_every_code_has_its_finding() -> None:
    assert STORED.keys() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_stored_finding_is_what_the_doctor_says(code: str) -> None:
    found = difference(STORED[code], made(code), relative=1e-12, absolute=1e-12)
    assert found is None, "make it anew: make fixtures"
