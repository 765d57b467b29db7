"""What is seen before any script has run: the default example's circuit and what it is about."""

import re

import pytest
from playwright.sync_api import expect

from app.scenarios import examples
from tests.browser import first_circuit

PICTURE = ".first-circuit"
#: Everything but the script that sets the theme, which is no module.
MODULES = re.compile(r"/static/.*(?<!/theme-first)\.js$")


@pytest.fixture
def without_modules(browser, server):
    """Open a page whose modules never arrive."""
    contexts = []

    def open_path(path="/", **options):
        context = browser.new_context(base_url=server.origin, locale="en-US", **options)
        contexts.append(context)
        page = context.new_page()
        page.route(MODULES, lambda route: route.abort())
        page.goto(path)
        return page

    yield open_path
    for context in contexts:
        context.close()


def test_the_picture_in_the_page_is_the_one_that_the_scripts_draw(open_page):
    page = open_page("/", viewport=first_circuit.SIZE)
    assert first_circuit.read(page.page) == first_circuit.FILE.read_text(encoding="utf-8"), (
        "draw it anew: make first-circuit"
    )


def test_circuit_and_notes_are_there_before_any_script(without_modules):
    page = without_modules(viewport=first_circuit.SIZE)
    expect(page.locator(PICTURE)).to_be_visible()
    notes = examples.load(examples.names()[0]).summary["en"]
    expect(page.locator("#notes")).to_have_text(notes)


def test_the_live_circuit_stands_where_the_first_one_stood(without_modules, open_page):
    before = without_modules(viewport=first_circuit.SIZE).locator(f"{PICTURE} svg").bounding_box()
    page = open_page("/", viewport=first_circuit.SIZE).page
    expect(page.locator(PICTURE)).to_have_count(0)
    after = page.locator("#circuit svg").bounding_box()
    assert abs(before["x"] - after["x"]) < 1
    assert abs(before["y"] - after["y"]) < 1
    assert abs(before["width"] - after["width"]) < 1
    assert abs(before["height"] - after["height"]) < 1


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/#s=1.abc", first_circuit.SIZE),
        ("/", {"width": 390, "height": 844}),
        ("/", {"width": 1280, "height": 720}),
    ],
)
def test_no_picture_where_it_would_be_another_one(without_modules, path, size):
    expect(without_modules(path, viewport=size).locator(PICTURE)).to_be_hidden()
