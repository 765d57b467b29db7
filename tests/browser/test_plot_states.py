"""What the plots offer and say: differences, the order of rows, and the states of a run."""

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Route, expect

from tests.browser.gatescope_page import TEXT, GatescopePage

SEQUENCE = TEXT["dock.sequence_grid"]
LINES = re.compile(r'(<script type="application/json" id="boot">)(.*?)(</script>)', re.DOTALL)

PACKED = re.compile(r'(src="/static/\w+/)packed/main[^"]*')
IMAGINARY_ROW = Path(__file__).parents[1] / "js/plots/imaginary-row.js"
CUT_OFF = """all => all
    .filter(it => getComputedStyle(it).display !== "inline")
    .filter(it => it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight)
    .map(it => it.textContent)"""


def note(page: GatescopePage) -> Locator:
    return page.region("Plots").locator(".plots-note")


def cell_state(page: GatescopePage) -> Locator:
    return page.region("Plots").get_by_role("img", name=re.compile("^Cell state c: "))


def without_trace(route: Route) -> None:
    """Serve the page as it is when no trace came inside it."""
    answer = route.fetch()

    def emptied(found: re.Match[str]) -> str:
        boot = {**json.loads(found[2]), "lines": []}
        return found[1] + json.dumps(boot).replace("<", "\\u003c") + found[3]

    route.fulfill(response=answer, body=LINES.sub(emptied, answer.text()))


def test_heat_maps_show_differences_while_there_is_a_run_before(open_page):
    page = open_page("/#t=1")
    toggle = page.button(TEXT["plots.difference"])
    expect(toggle).to_be_hidden()
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "6")
    page.expect_hidden_state(3, 9)
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    name = TEXT["plots.difference_of"].format(quantity="c", name=".*")
    expect(page.region("Plots").get_by_role("img", name=re.compile(name))).to_be_visible()
    page.button("Clear comparison").click()
    expect(toggle).to_be_hidden()
    expect(
        page.region("Plots").get_by_role("img", name=re.compile("^Cell state c"))
    ).to_be_visible()


def test_rows_are_sorted_and_a_click_still_finds_its_unit(open_page):
    page = open_page("/#t=1")
    order = page.combobox(TEXT["plots.sort"])
    expect(order).to_be_hidden()
    page.spin_button("Hidden size").fill("4")
    page.spin_button("Hidden size").press("Enter")
    expect(page.combobox("Unit").locator("option")).to_have_count(4)
    plot = page.region("Plots").get_by_role("img", name=re.compile("^Forget gate f: "))
    for key in ("activity", "memory", "gradient", "number"):
        order.select_option(label=TEXT[f"plots.sort_{key}"])
        expect(order.locator("option:checked")).to_have_text(TEXT[f"plots.sort_{key}"])
    box = plot.bounding_box()
    page.page.mouse.click(box["x"] + 5, box["y"] + box["height"] - 4)
    page.expect_link("unit=3", "t=0")


def test_failed_and_cut_runs_keep_the_last_good_plots_and_say_so(open_page):
    page = open_page("/#t=1")
    refused = {"detail": [{"loc": ["body", "sequence"], "msg": "refused", "type": "x"}]}
    page.page.route("**/api/trace*", lambda route: route.fulfill(status=422, json=refused))
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "5")
    expect(note(page)).to_have_text(TEXT["plots.state_error"])
    expect(
        page.region("Plots").get_by_role("img", name=re.compile("^Cell state c"))
    ).to_be_visible()
    page.page.unroute("**/api/trace*")
    cut = {"status": 200, "content_type": "application/jsonl", "body": ""}
    page.page.route("**/api/trace*", lambda route: route.fulfill(**cut))
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "6")
    expect(note(page)).to_have_text(TEXT["plots.state_cut"])
    page.page.unroute("**/api/trace*")
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "4")
    expect(note(page)).to_be_hidden()


def with_row(route: Route) -> None:
    """Serve the list of the plots' rows with an imaginary one at its end."""
    answer = route.fetch()
    row = IMAGINARY_ROW.read_text(encoding="utf-8")
    route.fulfill(response=answer, body=f"{answer.text()}\n{row}\nLINE_ROWS.push(IMAGINARY_ROW);")


def unpacked(route: Route) -> None:
    """Serve the page with its modules one by one, also where they have been packed."""
    answer = route.fetch()
    route.fulfill(response=answer, body=PACKED.sub(r"\1js/main.js", answer.text()))


def test_a_row_of_lines_is_there_because_its_entry_is(browser: Browser, server):
    context = browser.new_context(base_url=server.origin, locale="en-US")
    page = GatescopePage(context.new_page())
    page.page.route(re.compile(r"/(#.*)?$"), unpacked)
    page.page.route("**/js/plots/rows.js", with_row)
    page.open("/#t=1")
    row = page.region("Plots").locator("figure[data-plot=inner]")
    expect(row.get_by_role("img", name=re.compile("^Pre-activations of unit 0: "))).to_be_visible()
    expect(row.locator(".plot-legend li")).to_have_text(["i", "f", "g", "o"])
    row.scroll_into_view_if_needed()
    expect(row.locator(".scatterlayer .trace")).to_have_count(4)
    page.button("Pre-activations: options").click()
    page.page.get_by_role("menuitem", name=TEXT["plots.show_table"]).click()
    table = page.region("Plots").get_by_role("table", name=re.compile("^Pre-activations of unit 0"))
    expect(table.get_by_role("columnheader")).to_have_text(["t", "z i", "z f", "z g", "z o"])
    expect(table.get_by_role("row")).to_have_count(6)
    context.close()


def test_on_a_phone_every_name_of_an_own_cell_is_seen_whole(open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    page.choose_cell(TEXT["dock.own_equations"])
    names = [*(f"value_{k}" for k in range(7)), "keep", "memory"]
    lines = [*(f"{name} = tanh(W_{k} x)" for k, name in enumerate(names[:7]))]
    lines += ["keep = sigmoid(W_k x)", "memory = keep * memory' + value_0", "h = tanh(memory)"]
    page.text_box(TEXT["dock.equations"]).fill("\n".join(lines))
    plots = page.region("Plots")
    expect(plots.locator(".plot-heat .plot-button")).to_have_text([*names, "h"])
    for text in (".plot-heat .plot-button", ".plot-heat .plot-button > span", ".plot-legend"):
        assert plots.locator(text).evaluate_all(CUT_OFF) == []


def test_without_a_trace_the_plots_say_what_they_wait_for(browser: Browser, server):
    context = browser.new_context(base_url=server.origin, locale="en-US")
    page = GatescopePage(context.new_page())
    held: list[Route] = []
    page.page.route(re.compile(r"/(#.*)?$"), without_trace)

    def hold(route: Route) -> None:
        held.append(route)

    page.page.route("**/api/trace*", hold)
    page.page.goto("/")
    expect(note(page)).to_have_text(TEXT["plots.state_loading"])
    expect(page.region("Cell").get_by_text(TEXT["circuit.waiting"]).first).to_be_visible()
    expect(page.region("Equations").get_by_text(TEXT["equations.waiting"])).to_be_visible()
    held.pop().abort()
    expect(note(page)).to_have_text(TEXT["plots.state_error_empty"])
    expect(page.alerts).to_be_visible()
    context.close()
