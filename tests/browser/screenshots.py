"""Pictures of the page: ``python -m tests.browser.screenshots FOLDER``.

Every size × theme × language × pass of the default example, at the step where the memory is read.
"""

import itertools
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.gatescope_page import GatescopePage
from tests.browser.server import serve

SIZES = ((1440, 900), (1280, 720), (390, 844))
THEMES = ("light", "dark")
LANGUAGES = ("en", "zh")
PLOTTED = ".main-svg"  # what Plotly draws; a picture before it would show empty plots


def picture(browser: Browser, address: str, size: tuple[int, int], target: Path) -> None:
    """Save one picture, once the trace is complete and Plotly has drawn."""
    width, height = size
    phone = width < 600
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=phone,
        device_scale_factor=2 if phone else 1,
        reduced_motion="reduce",
    )
    page = GatescopePage(context.new_page())
    page.page.goto(address)
    page.page.locator(PLOTTED).first.wait_for(state="attached")
    page.page.wait_for_load_state("networkidle")
    page.page.screenshot(path=target, full_page=phone)
    context.close()


def pictures(browser: Browser, origin: str, folder: Path) -> None:
    """Save the default example in every size, theme, language and pass."""
    for size, theme, lang, direction in itertools.product(
        SIZES, THEMES, LANGUAGES, ("forward", "backward")
    ):
        address = f"{origin}/#t=3&pass={direction}&lang={lang}&theme={theme}"
        name = f"{size[0]}x{size[1]}-{theme}-{lang}-{direction}.png"
        picture(browser, address, size, folder / name)
        print(folder / name)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with serve() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        pictures(browser, server.origin, folder)
        browser.close()


if __name__ == "__main__":
    main()
