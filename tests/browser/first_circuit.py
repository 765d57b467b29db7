"""The circuit that comes inside the page: ``python -m tests.browser.first_circuit``.

The picture is a function of the trace and of (t, phase), so that of the default example is always
the same. The page brings it in its HTML and shows it with the first frame, before any script has
run; the scripts then put the live one in its place. It is written by the page's own drawing code
into ``templates/_first_circuit.svg``, and a test compares the two.
"""

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.gatescope_page import GatescopePage
from tests.browser.server import serve

FILE = Path(__file__).parents[2] / "templates" / "_first_circuit.svg"
#: Large enough for the wide layout.
SIZE = {"width": 1440, "height": 900}
#: The drawing without what cannot be seen, and without names and roles: until the scripts run,
#: nothing of it can be used.
READ = """() => {
  const kept = ["class", "d", "x", "y", "dx", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2",
    "width", "height", "viewBox", "preserveAspectRatio", "transform", "pathLength", "stroke-width",
    "stroke-dasharray", "text-anchor", "opacity", "data-sign"];
  const unseen = "title, desc, .wire-hit";
  const hollow = ["g", "text", "tspan"];
  const live = document.querySelector("#circuit .circuit-svg");
  const isSeen = (node) => {
    const { display, visibility } = getComputedStyle(node);
    return display !== "none" && (visibility !== "hidden" || node.childElementCount > 0);
  };
  const copy = (node) => {
    const made = document.createElementNS(node.namespaceURI, node.localName);
    for (const { name, value } of node.attributes) {
      if (kept.includes(name)) made.setAttribute(name, value);
    }
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) made.append(child.data);
      else if (!child.matches(unseen) && isSeen(child)) made.append(copy(child));
    }
    return made;
  };
  const isEmpty = (node) => !node.hasChildNodes() && hollow.includes(node.localName);
  const prune = (node) => {
    [...node.children].forEach(prune);
    [...node.children].filter(isEmpty).forEach((child) => child.remove());
  };
  const picture = copy(live);
  prune(picture);
  return picture.outerHTML;
}"""


def read(page: Page) -> str:
    """Return the circuit that a page shows, as markup of one line for each layer."""
    markup: str = page.evaluate(READ)
    return markup.replace("><g", ">\n<g").strip() + "\n"


def main() -> None:
    with serve() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        context = browser.new_context(viewport=SIZE, locale="en-US", base_url=server.origin)
        page = context.new_page()
        GatescopePage(page).open("/")
        page.wait_for_load_state("networkidle")
        FILE.write_text(read(page), encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    main()
