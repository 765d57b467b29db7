"""``python -m benchmarks.page``: one table of the page's speed and weight.

Lighthouse's scores are in it where the command ``lighthouse`` is installed.
"""

import os
import sys

from playwright.sync_api import sync_playwright

from benchmarks.page.audit import measure_scores
from benchmarks.page.loading import LATENCY_MS, MEGABITS, measure_loading
from benchmarks.page.motion import measure_editing, measure_motion
from benchmarks.page.report import Row, as_text
from tests.browser.chromium import find, launch
from tests.browser.server import serve

LINE = f"{MEGABITS} Mbit/s, {LATENCY_MS} ms, empty cache"


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
        rows += measure_scores(server.origin)
    print(as_text(rows))
    print(f"\n{LINE}; medians; {_load()}")
    return 0


def _load() -> str:
    """Say how busy the machine was: a loaded one cannot reach the goals of motion."""
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    return f"load {busy:.1f} on {cores} cores" + (", too busy to judge" if busy > cores else "")


if __name__ == "__main__":
    sys.exit(main())
