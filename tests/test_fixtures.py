"""The files that the page's tests read of the server; each maker has a test of what it stored."""

from pathlib import Path

from tests import contract_fixture
from tests.analysis import doctor_fixtures, lab_fixtures
from tests.streaming import equation_fixtures, model_fixtures

ROOT = Path(__file__).parents[1]
MAKERS = (contract_fixture, equation_fixtures, model_fixtures, doctor_fixtures)


def test_every_file_that_the_pages_tests_read_is_made_by_make_fixtures() -> None:
    made = {it.FILE for it in MAKERS} | {*map(lab_fixtures.path_of, lab_fixtures.FIXTURES)}
    assert {path.resolve() for path in (ROOT / "tests/js").rglob("*.json")} == made


def test_make_fixtures_runs_every_maker() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for maker in (*MAKERS, lab_fixtures):
        assert f"$(PY) -m {maker.__name__}\n" in makefile
