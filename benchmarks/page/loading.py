"""The page on a throttled line: when the first pictures come, and how much is sent."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.page.report import Goal, Row

MEGABITS = 20
LATENCY_MS = 40
LOADS = 5
MARKS = {
    "first circuit frame": ("gatescope:first-circuit", Goal(300)),
    "circuit drawn by scripts": ("gatescope:live-circuit", None),
    "first plots (preview)": ("gatescope:first-preview", None),
    "first plot (Plotly)": ("gatescope:first-plot", Goal(1000)),
}
# The end of the first frame in which the circuit is there.
LOOK = """
  const mark = () => performance.mark("gatescope:first-circuit");
  const look = () => {
    if (document.querySelector("#circuit svg")) setTimeout(mark);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""
READ = """() => {
  const marks = performance.getEntriesByType("mark").map((mark) => [mark.name, mark.startTime]);
  const [page] = performance.getEntriesByType("navigation");
  return { ...Object.fromEntries(marks), loaded: page.domContentLoadedEventEnd };
}"""


@dataclass
class Traffic:
    """Bytes on the wire, headers included, by type of resource."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: Counter[str] = field(default_factory=Counter)

    def follow(self, session: CDPSession) -> None:
        """Listen to the network of a page."""
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        kind = self.kinds.get(event["requestId"], "Other")
        self.sizes[kind] += int(event["encodedDataLength"])


def throttle(page: Page) -> CDPSession:
    """Slow the network of a page down and switch its cache off."""
    session = page.context.new_cdp_session(page)
    speed = MEGABITS * 1_000_000 / 8
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        },
    )
    return session


def _load(browser: Browser, origin: str) -> tuple[dict[str, float], Traffic]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    traffic = Traffic()
    traffic.follow(throttle(page))
    page.add_init_script(LOOK)
    page.goto(origin)
    page.wait_for_selector("[data-drawn]", state="attached", timeout=20_000)
    page.wait_for_load_state("networkidle")
    times = page.evaluate(READ)
    context.close()
    return times, traffic


def measure_loading(browser: Browser, origin: str) -> list[Row]:
    """Return the medians of a few loads, each with an empty cache; the first warms the server."""
    runs = [_load(browser, origin) for _ in range(LOADS + 1)][1:]
    rows = [Row("DOMContentLoaded", median(times["loaded"] for times, _ in runs), "ms")]
    for what, (mark, goal) in MARKS.items():
        rows.append(Row(what, median(times[mark] for times, _ in runs), "ms", goal))
    sizes = runs[-1][1].sizes
    rows += [
        Row(f"sent: {kind}", size / 1000, "kB") for kind, size in sizes.most_common() if size > 0
    ]
    return [*rows, Row("sent: all", sum(sizes.values()) / 1000, "kB", Goal(700))]
