"""The page in motion: frames while it plays and is scrubbed, redraws while a weight is dragged.

The pointer is moved by the page itself, once in every frame, as a mouse does: asking for each move
from outside would measure the asking.
"""

import json
from collections.abc import Callable
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page

from benchmarks.page.report import Goal, Row, percentile

SECONDS = 3
RUNS = 3
FRAME = Goal(17)
REDRAWS = Goal(20, at_least=True)
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
# Moves the pointer that is down around a place for some seconds.
MOVE = """({ selector, x, y, width, seconds }) => new Promise((done) => {
  const target = document.querySelector(selector);
  const start = performance.now();
  let frame = 0;
  const move = (now) => {
    frame += 1;
    const clientX = x + width * Math.sin(frame / 10);
    const init = { pointerId: 1, clientX, clientY: y, buttons: 1, bubbles: true, isPrimary: true };
    target.dispatchEvent(new PointerEvent("pointermove", init));
    if (now - start < 1000 * seconds) requestAnimationFrame(move);
    else done();
  };
  requestAnimationFrame(move);
})"""
COUNT = """() => {
  const counts = { circuit: 0, heat: 0, norms: 0 };
  const seen = {};
  globalThis.redrawCounts = counts;
  const count = (key) => {
    const now = document.timeline.currentTime;
    if (seen[key] !== now) counts[key] += 1;
    seen[key] = now;
  };
  const watch = (selector, key, options) => {
    new MutationObserver(() => count(key)).observe(document.querySelector(selector), options);
  };
  const drawn = { attributeFilter: ["data-previewed", "data-drawn"] };
  watch('[data-plot="heat:f"]', "heat", drawn);
  watch('[data-plot="gradients"]', "norms", drawn);
  const whole = { subtree: true, attributes: true, characterData: true, childList: true };
  watch("#circuit svg", "circuit", whole);
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
    """Return a page that shows a scenario in the middle of its steps, every plot drawn.

    At the first step of a sine the input is zero, and a weight dragged there changes nothing.
    """
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    step = document["sequence"]["steps"] // 2 + 3
    page.goto(f"{origin}/#s={_token(origin, document)}&depth=unit&t={step}")
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


def _drag(page: Page, selector: str, reach: float) -> None:
    """Move the pointer, held down, to and fro over an element."""
    x, y, width = _centre(page, selector)
    page.mouse.move(x, y)
    page.mouse.down()
    place = {"x": x, "y": y, "width": reach * width, "seconds": SECONDS}
    page.evaluate(MOVE, {"selector": selector, **place})
    page.mouse.up()


def _scrub(page: Page) -> None:
    _drag(page, '[data-plot="heat:f"] .plot-surface', 0.45)


def measure_motion(browser: Browser, origin: str) -> list[Row]:
    """Return the times of frames at H = 64, T = 500, the median of a few runs."""
    page = open_scenario(browser, origin, scenario(64, 500))
    rows = []
    for what, act in (("playing", _play), ("scrubbing", _scrub)):
        late = [percentile(_frames(page, lambda act=act: act(page)), 0.95) for _ in range(RUNS)]  # type: ignore[misc]
        rows.append(Row(f"{what}, frame, p95 (64, 500)", median(late), "ms", FRAME))
    page.context.close()
    return rows


def measure_editing(browser: Browser, origin: str) -> list[Row]:
    """Return how often circuit and plots are drawn a second while a weight is dragged, (16, 64)."""
    page = open_scenario(browser, origin, scenario(16, 64))
    rates: dict[str, list[float]] = {"circuit": [], "heat": [], "norms": []}
    for _ in range(RUNS):
        page.evaluate(COUNT)
        _drag(page, ".weight-block [role=gridcell]", 2)
        for key, count in page.evaluate("() => redrawCounts").items():
            rates[key].append(count / SECONDS)
    page.context.close()
    names = {"circuit": "circuit", "heat": "heat maps", "norms": "gradient norms"}
    return [
        Row(f"dragging a weight, {name} (16, 64)", median(rates[key]), "Hz", REDRAWS)
        for key, name in names.items()
    ]
