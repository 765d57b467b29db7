"""The README's picture of the laboratory: ``python -m tests.browser.laboratory_picture FILE``.

The example in which the forget product misleads: the circuit in the backward pass, and beside it
the exact gradient, the product of forget gates and the textbook's estimate.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.gatescope_page import TEXT, GatescopePage
from tests.browser.server import serve

EXAMPLE = "forget-product-misleads"
SIZE = {"width": 1440, "height": 900}


def arrange(page: Page) -> None:
    """Open the example and wait until the laboratory has drawn."""
    gatescope = GatescopePage(page)
    gatescope.open("/#theme=light&lang=en")
    gatescope.combobox("Example").select_option(EXAMPLE)
    expect(page.get_by_role("radio", name=TEXT["lab.chip.shortcut"])).to_be_checked()
    expect(page.locator("#lab .scatterlayer .trace")).to_have_count(6)
    page.locator("#dock-toggle").click()
    gatescope.wait_until_run()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_load_state("networkidle")


def main() -> None:
    with serve() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        options = {"viewport": SIZE, "locale": "en-US", "base_url": server.origin}
        page = browser.new_context(**options, reduced_motion="reduce").new_page()
        arrange(page)
        page.screenshot(path=Path(sys.argv[1]), animations="disabled")
        browser.close()


if __name__ == "__main__":
    main()
