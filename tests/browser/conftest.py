"""Fixtures of the browser tests: one server, one Chromium, and visitors that come again."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium
from tests.browser.axe import Faults
from tests.browser.gatescope_page import GatescopePage
from tests.browser.server import Server, serve
from tests.browser.visitors import Visitor, Visitors, new_visitor

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
OpenPage = Callable[..., GatescopePage]
PASSED = pytest.StashKey[bool]()

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, Any]:
    """Remember whether a test passed, for what is done after it."""
    report = yield
    if report.when != "teardown":
        item.stash[PASSED] = report.when == "call" and report.passed
    return report


@pytest.fixture(scope="session")
def visitors(browser: Browser, running_server: Server) -> Iterator[Visitors]:
    everybody = Visitors(browser, running_server.origin)
    yield everybody
    everybody.close()


@pytest.fixture
def open_page(
    visitors: Visitors, server: Server, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """A function that opens a path as somebody who has not been here (see ``visitors.py``).

    Its keywords are those of a browser context: ``viewport``, ``color_scheme``, ``locale``,
    ``has_touch`` … Each call is another visitor. At the end no page may have logged an error or
    asked another host.
    """

    def open_path(path: str = "/", **options: Any) -> GatescopePage:
        server.check_alive()
        return visitors.open(path, **options)

    yield open_path
    assert visitors.leave(keep=request.node.stash[PASSED]) == []


@pytest.fixture
def newcomer(browser: Browser, server: Server) -> Iterator[Callable[..., GatescopePage]]:
    """A function that makes a page without storage and cache, on which nothing is opened yet.

    For tests of a first visit, of loading, and of rights: the keywords are those of ``open_page``.
    """
    made: list[Visitor] = []

    def make(**options: Any) -> GatescopePage:
        made.append(new_visitor(browser, server.origin, **options))
        return made[-1].page

    yield make
    assert [complaint for visitor in made for complaint in visitor.go_for_good()] == []


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
