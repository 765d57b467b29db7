"""``python -m benchmarks.page``: one table of the page's speed and weight."""

import sys

from playwright.sync_api import sync_playwright

from benchmarks.page.loading import measure_loading
from benchmarks.page.motion import measure_editing, measure_motion
from benchmarks.page.report import Row, as_text
from tests.browser.chromium import find, launch
from tests.browser.server import serve


def main() -> int:
    """Start the server, measure in Chromium, print the table; 2 without a Chromium."""
    if find() is None:
        print("No Chromium was found: install one, or name yours in GATESCOPE_CHROMIUM.")
        return 2
    rows: list[Row] = []
    with serve() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for measure in (measure_loading, measure_motion, measure_editing):
            rows += measure(browser, server.origin)
        browser.close()
    print(as_text(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
