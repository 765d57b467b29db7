"""Fixtures of the browser tests: one server and one Chromium, a fresh context for each page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium
from tests.browser.axe import Faults
from tests.browser.gatescope_page import GatescopePage
from tests.browser.server import Server, serve
from tests.browser.watch import Watch

LAPTOP = {"width": 1280, "height": 720}
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
OpenPage = Callable[..., GatescopePage]

expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; without a Chromium fail in CI, and skip elsewhere."""
    mine = [item for item in items if item.path.is_relative_to(config.rootpath / "tests/browser")]
    for item in mine:
        item.add_marker(pytest.mark.browser)
    if not mine or chromium.find() is not None:
        return
    if chromium.required():
        raise pytest.UsageError(chromium.ADVICE)
    for item in mine:
        item.add_marker(pytest.mark.skip(reason=chromium.ADVICE))


@pytest.fixture(scope="session")
def running_server() -> Iterator[Server]:
    with serve() as server:
        yield server


@pytest.fixture
def server(running_server: Server) -> Iterator[Server]:
    """The session's server; a test during which it dies fails with what the server printed."""
    running_server.check_alive()
    yield running_server
    running_server.check_alive()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = chromium.launch(playwright)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """A function that opens a path in a context of its own.

    Its keywords are those of a browser context: ``viewport``, ``color_scheme``, ``locale``,
    ``has_touch`` … At the end no page may have logged an error or asked another host.
    """
    opened = []

    def open_path(path: str = "/", **options: object) -> GatescopePage:
        context = browser.new_context(
            **{"viewport": LAPTOP, "locale": "en-US", "base_url": server.origin, **options}
        )
        watch = Watch(context, server.origin)
        opened.append((context, watch))
        page = GatescopePage(context.new_page())
        page.open(path)
        return page

    yield open_path
    for context, watch in opened:
        context.close()
        assert watch.complaints == []


@pytest.fixture(scope="session")
def faults(axe: str) -> Faults:
    return Faults(axe)


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core; without it fail in CI, and skip elsewhere."""
    if not AXE.exists():
        told = "axe-core is missing: make node_modules/.stamp installs it (needs Node)"
        if chromium.required():
            pytest.fail(told)
        pytest.skip(told)
    return AXE.read_text(encoding="utf-8")
