"""What axe-core finds on an open page, by the rules of WCAG 2.2 AA and its own best practice."""

from typing import Literal

from playwright.sync_api import expect

from tests.browser.gatescope_page import GatescopePage

VIOLATIONS = """async (roots) => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const rules = { "target-size": { enabled: true } };
    const options = { runOnly, rules, resultTypes: ["violations"] };
    const { violations } = await axe.run({ include: roots }, options);
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target}`));
}"""
# Half of a change of colour has neither the contrast before nor the one after. Nothing promises
# that a transition ever ends; none of the page's takes longer than 300 ms.
SETTLED = """() => {
    const transitions = document.getAnimations()
        .filter((animation) => animation instanceof CSSTransition)
        .map(({ finished }) => finished.then(() => {}, () => {}));
    const limit = new Promise((resolve) => setTimeout(resolve, 1000));
    return Promise.race([Promise.all(transitions).then(() => {}), limit]);
}"""


def settle(page: GatescopePage) -> None:
    """Wait until colours have stopped changing."""
    page.page.evaluate(SETTLED)


def show_in(page: GatescopePage, theme: Literal["light", "dark"]) -> None:
    """Let the system ask for a theme; the page has to follow it."""
    page.page.emulate_media(color_scheme=theme)
    expect(page.page.locator("html")).to_have_attribute("data-theme", theme)
    settle(page)


class Faults:
    """Looks for faults; ``axe`` is the source of axe-core."""

    def __init__(self, axe: str) -> None:
        self._axe = axe

    def on(self, page: GatescopePage, *roots: str) -> list[str]:
        """Return the faults of a page, or of elements of it, as it is now."""
        if page.page.evaluate("typeof axe") == "undefined":
            page.page.evaluate(self._axe)
        found: list[str] = page.page.evaluate(VIOLATIONS, roots or ["html"])
        return found

    def in_both_themes(self, page: GatescopePage, *regions: str) -> list[str]:
        """Return the faults of a page that follows the system, first as it is now.

        Where only some of its regions are in a state that has not been looked at elsewhere, the
        other theme is looked at in these alone: a theme changes colours and nothing else.
        """
        found = self.on(page)
        is_dark = page.page.locator("html").get_attribute("data-theme") == "dark"
        show_in(page, "light" if is_dark else "dark")
        return found + self.on(page, *regions)
