"""``python -m benchmarks.page``: how soon the page is alive on a line of 20 Mbit/s and 40 ms.

Each load is a fresh context with an empty cache. Times count from the start of the navigation.
"""

import argparse
import statistics

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import serve

LINE = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 20e6 / 8,
    "uploadThroughput": 20e6 / 8,
}
WINDOW = {"width": 1280, "height": 720}
# Notes the frame in which each thing is first there; two frames later it has been painted.
OBSERVER = """
window.firstSeen = {};
const wanted = { circuit: "#circuit svg", plot: "#plots .main-svg" };
const look = () => {
    for (const [name, selector] of Object.entries(wanted)) {
        if (!(name in window.firstSeen) && document.querySelector(selector)) {
            window.firstSeen[name] = performance.now();
        }
    }
    if (Object.keys(window.firstSeen).length < 2) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
TIMES = """() => ({
    "DOMContentLoaded": performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
    "first circuit": window.firstSeen.circuit,
    "first plot": window.firstSeen.plot,
})"""


def count_bytes(session: CDPSession) -> list[float]:
    """Return a list that takes the bytes of every response as they came over the line."""
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


def load(page: Page, address: str) -> dict[str, float]:
    """Open the page on the throttled line and return its times in ms and its weight in kB."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    sizes = count_bytes(session)
    page.add_init_script(OBSERVER)
    page.goto(address)
    page.wait_for_function("window.firstSeen.circuit && window.firstSeen.plot")
    page.wait_for_load_state("networkidle")
    return {**page.evaluate(TIMES), "kB over the line": sum(sizes) / 1000}


def loads(browser: Browser, address: str, runs: int) -> list[dict[str, float]]:
    """Load the page as often as asked for, each time in a fresh context."""
    measured = []
    for _ in range(runs):
        context = browser.new_context(viewport=WINDOW)
        measured.append(load(context.new_page(), address))
        context.close()
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with serve() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        measured = loads(browser, server.origin, runs)
        browser.close()
    print(f"20 Mbit/s, 40 ms, empty cache, median of {runs} loads (ms unless said otherwise)")
    for name in measured[0]:
        values = [row[name] for row in measured]
        print(
            f"  {name:<18}{statistics.median(values):>8.0f}   {min(values):.0f} … {max(values):.0f}"
        )


if __name__ == "__main__":
    main()
