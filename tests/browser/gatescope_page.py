"""The page as a user finds it: every control by its role and its name."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, Request, expect

CATALOGUES = Path(__file__).parents[2] / "app/i18n"
TEXT: dict[str, str] = json.loads((CATALOGUES / "en.json").read_text(encoding="utf-8"))
CHINESE: dict[str, str] = json.loads((CATALOGUES / "zh.json").read_text(encoding="utf-8"))
PLURAL = re.compile(r"\{count, plural, ((?:\w+ \{[^{}]*\}\s*)+)\}")
FORM = re.compile(r"(\w+) \{([^{}]*)\}")
OVERFLOW = """() => {
    const root = document.documentElement;
    return [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight];
}"""


def counted(key: str, count: int) -> str:
    """Return the English text of a key whose wording depends on a count."""
    form = "one" if count == 1 else "other"
    return PLURAL.sub(
        lambda found: dict(FORM.findall(found[1]))[form].replace("#", str(count)), TEXT[key]
    )


class GatescopePage:
    """One open page. Locators carry the names of the English catalogue."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._listeners: list[Callable[[Request], None]] = []

    def open(self, path: str) -> None:
        """Open a path and wait until the first trace is complete."""
        self.page.goto(path)
        self.wait_until_run()

    def wait_until_run(self) -> None:
        """Wait until the stage shows a cell and no run is under way."""
        stage = self.page.locator(".cell-region").locator(".circuit-svg[role=group], .net-svg")
        expect(stage.filter(visible=True)).to_have_count(1)
        expect(self.page.get_by_role("progressbar")).to_have_count(0)

    def on_request(self, listener: Callable[[Request], None]) -> None:
        """Tell every request to a listener, until the test ends."""
        self._listeners.append(listener)
        self.page.on("request", listener)

    def stop_listening(self) -> None:
        while self._listeners:
            self.page.remove_listener("request", self._listeners.pop())

    # Controls

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name, exact=True)

    def combobox(self, name: str) -> Locator:
        return self.page.get_by_role("combobox", name=name, exact=True)

    def spin_button(self, name: str) -> Locator:
        return self.page.get_by_role("spinbutton", name=name, exact=True)

    def text_box(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name, exact=True)

    @property
    def alerts(self) -> Locator:
        return self.page.get_by_role("alert").filter(visible=True)

    @property
    def announcer(self) -> Locator:
        return self.page.get_by_label("Announcer", exact=True)

    def pass_choice(self, name: str) -> Locator:
        """Return the radio button `Forward` or `Backward`."""
        return self.page.get_by_role("radio", name=name, exact=True)

    def grid(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("grid", name=name)

    def grid_cell(self, grid: str | re.Pattern[str], row: int, column: int) -> Locator:
        """Return the cell of a grid at a place counted from 0, headings left out."""
        place = f'[aria-rowindex="{row + 2}"] > [role=gridcell][aria-colindex="{column + 2}"]'
        return self.grid(grid).locator(place)

    def equation_names(self) -> Locator:
        """Return the left-hand sides of the equations, top to bottom."""
        return self.region("Equations").locator("tbody").get_by_role("rowheader")

    # What a user does

    def press(self, *keys: str) -> None:
        """Press keys with the focus on the page itself, not in a field."""
        self.page.evaluate("document.activeElement?.blur()")
        for key in keys:
            self.page.keyboard.press(key)

    def go_to_step(self, t: int) -> None:
        self.press("Home", *["ArrowRight"] * t)
        self.expect_step(t)

    def paste(self, target: Locator, text: str) -> None:
        """Paste text as a user does, with nothing but a clipboard."""
        target.focus()
        target.evaluate(
            """(element, text) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                const options = { clipboardData, bubbles: true, cancelable: true };
                element.dispatchEvent(new ClipboardEvent("paste", options));
            }""",
            text,
        )

    def type_into(self, cell: Locator, text: str) -> None:
        """Type a value over a cell of a grid, as in a spreadsheet."""
        cell.click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def choose_cell(self, title: str) -> None:
        """Search the catalogue for a cell and take it."""
        self.combobox("Cell").fill(title)
        self.combobox("Cell").press("Enter")
        expect(self.combobox("Cell")).to_have_value(title)

    # What a user sees

    def expect_step(self, t: int) -> None:
        expect(self.slider("Time step")).to_have_value(str(t))

    def expect_link(self, *parts: str) -> None:
        """Wait until the address holds a scenario and every part, such as ``t=3``."""
        pattern = "".join(f"(?=.*[#&]{re.escape(part)}(&|$))" for part in parts)
        expect(self.page).to_have_url(re.compile(f"^{pattern}.*#.*"))

    def expect_result(self, quantity: str, value: int) -> None:
        """Wait until the equations give this whole number, as nearly as saturated gates do."""
        nearly = rf"({value:g}(\.00\d*)?|{value - 1:g}\.99\d*)"
        number = nearly if value else r"(0|−?\d(\.\d+)?e−\d+)"
        header = self.page.get_by_role("rowheader", name=quantity, exact=True)
        row = self.region("Equations").get_by_role("row").filter(has=header)
        value = row.get_by_role("cell").last.locator(".equation-value")
        expect(value).to_have_text(re.compile(f"^= {number}$"))

    def expect_hidden_state(self, t: int, value: int) -> None:
        """Go to a step by hand and wait until the equations give this hidden state."""
        self.go_to_step(t)
        expect(self.page.get_by_role("table", name=f"at t = {t}")).to_be_visible()
        self.expect_result("h", value)

    def expect_spoken(self, pattern: str) -> None:
        expect(self.announcer).to_have_text(re.compile(pattern))

    def overflow(self) -> tuple[int, int]:
        """Return how many pixels the page is wider and taller than its window."""
        return tuple(self.page.evaluate(OVERFLOW))
