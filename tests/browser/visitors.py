"""Visitors: whoever opens the page in a test, each with a storage and a cache of their own.

Making a browser context and filling its cache takes three times as long as loading the page with
a full one. So visitors are kept, and come again in the next test that asks for one like them, as
if they had never been here: the document is loaded anew, with empty storage. Only what makes
loading fast stays, the cache of a server whose files never change. What belongs to a test ends
with it:

==========================================  =====================================================
scenario, undo, view, speed, dialogs,       gone with the document, which gives way to another one
focus, what the test did to globals …
preferences, cookies                        erased while nothing runs that could write them again
window, theme and motion of the system      set whenever somebody arrives
routes, listeners, pointer                  taken away, and moved off the page
complaints                                  collected once the document is gone, so that they are
                                            told by the test which they belong to
==========================================  =====================================================

A test of what happens on a first visit, while loading or with rights that have to be granted
takes a newcomer instead, who is not asked back; nor is anybody from a test that failed.
"""

from typing import Any

from playwright.sync_api import Browser

from tests.browser.gatescope_page import GatescopePage
from tests.browser.watch import Watch

LAPTOP = {"width": 1280, "height": 720}
#: Answers at once, from the server of the page: erasing storage needs a document of the same
#: origin, and a document of another one would take the process with what it has compiled.
REST = "/healthz"
ERASE = "() => { localStorage.clear(); sessionStorage.clear(); }"
#: What can be changed on an open page, as it is where a test asks for nothing else.
SURROUNDINGS = {
    "viewport": LAPTOP,
    "color_scheme": "light",
    "reduced_motion": "no-preference",
}
MOST_KEPT = 6


class Visitor:
    """One context with one page. ``kit`` are those options that stay as they are."""

    def __init__(self, browser: Browser, origin: str, kit: dict[str, Any], **first: Any) -> None:
        self.kit = kit
        self._context = browser.new_context(base_url=origin, **kit, **first)
        self._watch = Watch(self._context, origin)
        self.page = GatescopePage(self._context.new_page())

    def arrive(self, path: str, viewport: dict[str, int], **media: Any) -> None:
        """Open a path in surroundings that may be others than the last time."""
        page = self.page.page
        if page.viewport_size != viewport:
            page.set_viewport_size(viewport)
        page.emulate_media(**media)
        self.page.open(path)

    def leave(self) -> list[str]:
        """End all that the test began, and return what the page did that no page may do."""
        self.page.stop_listening()
        page = self.page.page
        page.unroute_all(behavior="ignoreErrors")
        page.goto(REST)
        page.mouse.move(-1, -1)
        page.evaluate(ERASE)
        self._context.clear_cookies()
        return self._watch.take_complaints()

    def go_for_good(self) -> list[str]:
        self._context.close()
        return self._watch.take_complaints()


class Visitors:
    """Everybody who is, or was, at the page of a worker."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser = browser
        self._origin = origin
        self._here: list[Visitor] = []
        self._kept: list[Visitor] = []  # who left last is last

    def open(self, path: str = "/", **options: Any) -> GatescopePage:
        """Let somebody open a path who has seen nothing.

        ``options`` are those of a browser context: ``viewport``, ``color_scheme``, ``locale``,
        ``has_touch`` …
        """
        surroundings, kit = _split(options)
        visitor = self._called_back(kit) or Visitor(self._browser, self._origin, kit)
        self._here.append(visitor)
        visitor.arrive(path, **surroundings)
        return visitor.page

    def _called_back(self, kit: dict[str, Any]) -> Visitor | None:
        found = next((visitor for visitor in self._kept if visitor.kit == kit), None)
        if found:
            self._kept.remove(found)
        return found

    def leave(self, *, keep: bool) -> list[str]:
        """Let everybody leave who is here; return what their pages did that no page may do."""
        here, self._here = self._here, []
        ways = [visitor.leave if keep else visitor.go_for_good for visitor in here]
        complaints = [complaint for way in ways for complaint in way()]
        if keep:
            self._kept += here
        while len(self._kept) > MOST_KEPT:
            self._kept.pop(0).go_for_good()
        return complaints

    def close(self) -> None:
        for visitor in self._kept:
            visitor.go_for_good()


def new_visitor(browser: Browser, origin: str, **options: Any) -> Visitor:
    """Return somebody whose cache is empty too; nothing is opened yet."""
    surroundings, kit = _split(options)
    return Visitor(browser, origin, kit, **surroundings)


def _split(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the options that can be changed on an open page, all of them, and the others."""
    surroundings = {key: options.get(key, usual) for key, usual in SURROUNDINGS.items()}
    kit = {key: value for key, value in options.items() if key not in SURROUNDINGS}
    return surroundings, {"locale": "en-US", **kit}
