"""The page in motion: frames while it plays and is scrubbed, redraws while a weight is dragged."""

import json
import math
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page

from benchmarks.page.report import Row, percentile

SECONDS = 4
MOVES = 120
RECORD = """() => {
  const record = { frames: [], isOn: true };
  globalThis.frameRecord = record;
  let last = performance.now();
  const look = (now) => {
    record.frames.push(now - last);
    last = now;
    if (record.isOn) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
STOP = "() => { frameRecord.isOn = false; return frameRecord.frames.slice(1); }"
COUNT = """() => {
  const counts = { previewed: 0, drawn: 0, circuit: 0 };
  globalThis.redrawCounts = counts;
  const watch = (selector, key, options) => {
    const node = document.querySelector(selector);
    if (node) new MutationObserver(() => (counts[key] += 1)).observe(node, options);
  };
  watch('[data-plot="heat:f"]', "previewed", { attributeFilter: ["data-previewed"] });
  watch('[data-plot="gradients"]', "drawn", { attributeFilter: ["data-drawn"] });
  watch("#circuit", "circuit", { subtree: true, attributes: true, characterData: true });
}"""


def scenario(hidden_size: int, steps: int) -> dict[str, Any]:
    """Return an LSTM with drawn weights that reads a sine."""
    return {
        "cell": {"kind": "lstm", "input_size": 3, "hidden_size": hidden_size},
        "weights": {"init": "pytorch", "seed": 1},
        "sequence": {"generator": "sine", "steps": steps, "seed": 1},
    }


def _token(origin: str, document: dict[str, Any]) -> str:
    body = json.dumps(document).encode()
    request = Request(f"{origin}/api/links", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=20) as response:
        token: str = json.load(response)["token"]
    return token


def open_scenario(browser: Browser, origin: str, document: dict[str, Any]) -> Page:
    """Return a page that shows a scenario, every plot drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{origin}/#s={_token(origin, document)}")
    page.wait_for_selector('[data-plot="heat:h"][data-drawn]', state="attached", timeout=30_000)
    page.wait_for_timeout(1000)
    return page


def _frames(page: Page, act: Callable[[], None]) -> list[float]:
    page.evaluate(RECORD)
    act()
    frames: list[float] = page.evaluate(STOP)
    return frames


def _centre(page: Page, selector: str) -> tuple[float, float, float]:
    """Return x and y of the middle of an element, and its width."""
    target = page.locator(selector).first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    if box is None:
        raise LookupError(f"{selector} is not on the page")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"]


def _play(page: Page) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(SECONDS * 1000)
    page.get_by_role("button", name="Pause", exact=True).click()


def _scrub(page: Page) -> None:
    x, y, width = _centre(page, '[data-plot="heat:f"] .plot-surface')
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(MOVES):
        page.mouse.move(x + 0.45 * width * math.sin(k / 8), y)
    page.mouse.up()


def measure_motion(browser: Browser, origin: str) -> list[Row]:
    """Return the times of frames at H = 64, T = 500."""
    page = open_scenario(browser, origin, scenario(64, 500))
    rows = []
    for what, act in (("playing", _play), ("scrubbing", _scrub)):
        frames = _frames(page, lambda act=act: act(page))  # type: ignore[misc]
        late = percentile(frames, 0.95)
        rows.append(Row(f"{what}, frame, p95 (64, 500)", late, "ms", "17 ms"))
    page.context.close()
    return rows


def measure_editing(browser: Browser, origin: str) -> list[Row]:
    """Return how often circuit and plots are drawn a second while a weight is dragged, (16, 64)."""
    page = open_scenario(browser, origin, scenario(16, 64))
    x, y, _ = _centre(page, ".weight-block [role=gridcell]")
    page.evaluate(COUNT)
    page.mouse.move(x, y)
    page.mouse.down()
    start = page.evaluate("() => performance.now()")
    for k in range(MOVES):
        page.mouse.move(x + 60 * math.sin(k / 10), y)
        page.wait_for_timeout(16)
    seconds = (page.evaluate("() => performance.now()") - start) / 1000
    counts = page.evaluate("() => redrawCounts")
    page.mouse.up()
    page.context.close()
    names = {"circuit": "circuit", "previewed": "heat maps", "drawn": "gradient norms"}
    return [
        Row(f"dragging a weight, {name} (16, 64)", counts[key] / seconds, "Hz", "at least 20 Hz")
        for key, name in names.items()
    ]
