"""The region beside the stage: its tabs, its size, and the laboratory with its figures."""

import json
import re

from playwright.sync_api import Locator, Route, expect

from tests.browser.gatescope_page import CHINESE, TEXT, GatescopePage

PANELS = ("Plots", "Laboratory", "Doctor")
SALIENCY = "/#panel=lab&lab=saliency"
NORM = "norm"
COUNT_PLOTLY_CALLS = """() => {
    globalThis.plotlyCalls = [];
    const original = Plotly.react;
    Plotly.react = (...given) => {
        globalThis.plotlyCalls.push(given[0].closest("[data-figure], [data-plot]").outerHTML);
        return original(...given);
    };
}"""


def tab(page: GatescopePage, name: str) -> Locator:
    return page.page.get_by_role("tab", name=name, exact=True)


def chip(page: GatescopePage, name: str) -> Locator:
    return page.page.get_by_role("radio", name=name, exact=True)


def panel(page: GatescopePage, name: str) -> Locator:
    return page.page.get_by_role("tabpanel", name=name, exact=True)


def figure(page: GatescopePage, key: str) -> Locator:
    return page.page.locator(f"[data-figure={key}]")


def wait_until_drawn(page: GatescopePage, key: str) -> None:
    expect(figure(page, key).locator(".main-svg").first).to_be_attached()
    expect(page.page.locator("#lab")).to_have_attribute("aria-busy", "false")


def test_tabs_show_one_panel_at_a_time_and_name_the_region(open_page):
    page = open_page()
    for name in (*PANELS[1:], PANELS[0]):
        tab(page, name).click()
        expect(tab(page, name)).to_have_attribute("aria-selected", "true")
        expect(page.region(name)).to_be_visible()
        for other in PANELS:
            assert panel(page, other).count() == int(other == name)


def test_arrow_keys_walk_through_tabs_and_chips(open_page):
    page = open_page()
    tab(page, "Plots").focus()
    page.page.keyboard.press("ArrowRight")
    expect(tab(page, "Laboratory")).to_be_focused()
    expect(panel(page, "Laboratory")).to_be_visible()
    page.page.keyboard.press("End")
    expect(tab(page, "Doctor")).to_be_focused()
    page.page.keyboard.press("ArrowRight")
    expect(tab(page, "Plots")).to_be_focused()
    page.expect_step(0)
    tab(page, "Laboratory").click()
    chips = page.page.get_by_role("radiogroup", name=TEXT["lab.analysis"]).get_by_role("radio")
    chips.first.focus()
    page.page.keyboard.press("ArrowLeft")
    expect(chips.last).to_be_checked()
    page.page.keyboard.press("ArrowRight")
    expect(chips.first).to_be_checked()
    page.expect_step(0)


def test_g_opens_the_laboratory_and_goes_back_to_the_plots(open_page):
    page = open_page()
    page.press("g")
    expect(panel(page, "Laboratory")).to_be_visible()
    page.press("g")
    expect(panel(page, "Plots")).to_be_visible()


def test_link_brings_panel_section_and_size_to_somebody_else(open_page):
    first = open_page()
    tab(first, "Laboratory").click()
    chip(first, "Saliency").check(force=True)
    first.button("Enlarge").click()
    first.expect_link("panel=lab", "lab=saliency", "wide=1")
    second = open_page()
    second.page.goto("about:blank")
    second.page.goto(first.page.url)
    expect(tab(second, "Laboratory")).to_have_attribute("aria-selected", "true")
    expect(chip(second, "Saliency")).to_be_checked()
    expect(second.button("Enlarge")).to_have_attribute("aria-pressed", "true")
    wait_until_drawn(second, NORM)


def test_large_region_takes_the_place_of_the_stage_and_gives_it_back(open_page):
    page = open_page(SALIENCY)
    wait_until_drawn(page, NORM)
    before = figure(page, NORM).bounding_box()["width"]
    page.button("Enlarge").click()
    expect(page.region("Cell")).to_be_hidden()
    expect(page.region("Scenario")).to_be_visible()
    expect(page.region("Playback")).to_be_visible()
    page.page.wait_for_function(
        "([key, width]) => {"
        " const drawn = document.querySelector(`[data-figure=${key}] .main-svg`);"
        " return drawn && drawn.getBoundingClientRect().width > width; }",
        arg=[NORM, before],
    )
    assert page.overflow() == (0, 0)
    page.button("Enlarge").click()
    expect(page.region("Cell")).to_be_visible()


def test_saliency_says_which_steps_matter_and_by_how_much(open_page):
    page = open_page(SALIENCY)
    wait_until_drawn(page, NORM)
    words = panel(page, "Laboratory")
    expect(words).to_contain_text("The inputs at t = 0, 1 matter most, equally")
    expect(words).to_contain_text("2 of 5 steps together account for 90% of the sum.")
    expect(words).to_contain_text("The largest gradient × input is 4, at t = 1 in channel 0")


def test_edit_brings_new_words_and_figures(open_page):
    page = open_page(SALIENCY)
    wait_until_drawn(page, NORM)
    page.type_into(page.grid_cell(TEXT["dock.sequence_grid"], 1, 0), "8")
    expect(panel(page, "Laboratory")).to_contain_text("gradient × input is 7.999, at t = 1")


def test_language_and_theme_are_followed(open_page):
    page = open_page(SALIENCY)
    wait_until_drawn(page, NORM)
    drawn = figure(page, NORM).get_attribute("data-drawn")
    page.combobox("Theme").select_option("dark")
    expect(figure(page, NORM)).not_to_have_attribute("data-drawn", drawn)
    page.combobox("Language").select_option("zh")
    expect(
        page.page.get_by_role("heading", name=CHINESE["lab.saliency.norm_title"])
    ).to_be_visible()
    expect(page.page.get_by_role("radio", name=CHINESE["lab.chip.saliency"])).to_be_checked()


def test_click_goes_to_the_step_and_the_pointer_reads_the_value(open_page):
    page = open_page(SALIENCY)
    wait_until_drawn(page, NORM)
    box = figure(page, NORM).locator(".plots-overlay").bounding_box()
    x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5
    page.page.mouse.move(x, y)
    expect(page.page.locator(".plots-tooltip").filter(visible=True)).to_contain_text("t = 2: ")
    page.page.mouse.click(x, y)
    page.expect_step(2)


def test_menu_shows_a_table_that_keeps_up_and_saves_a_picture(open_page):
    page = open_page(SALIENCY)
    wait_until_drawn(page, NORM)
    opener = page.button(TEXT["plots.options"].replace("{name}", TEXT["lab.saliency.norm_title"]))
    opener.click()
    page.page.get_by_role("menuitem", name=TEXT["plots.show_table"]).click()
    table = page.page.get_by_role("table", name=TEXT["lab.saliency.norm_title"])
    expect(table.get_by_role("row")).to_have_count(6)
    page.button(TEXT["dock.add_step_label"]).click()
    expect(table.get_by_role("row")).to_have_count(7)
    page.button(TEXT["plots.hide_table"]).click()
    expect(opener).to_be_focused()
    opener.click()
    with page.page.expect_download() as download:
        page.page.get_by_role("menuitem", name=TEXT["plots.save_svg"]).click()
    assert re.fullmatch(r"gatescope-.*saliency-norm\.svg", download.value.suggested_filename)


def test_playing_and_stepping_never_call_plotly(open_page):
    page = open_page("/#t=0&panel=lab&lab=saliency")
    wait_until_drawn(page, "product")
    page.page.evaluate(COUNT_PLOTLY_CALLS)
    playhead = figure(page, NORM).locator(".plots-playhead")
    before = playhead.bounding_box()["x"]
    page.press("]", "]", "]")
    page.button("Play").click()
    page.expect_step(4)
    expect(page.button("Play")).to_be_visible()
    assert playhead.bounding_box()["x"] > before + 100
    page.press("ArrowLeft", "Home")
    page.expect_step(0)
    assert page.page.evaluate("() => globalThis.plotlyCalls") == []


def test_hidden_panels_ask_and_draw_nothing_and_catch_up_when_shown(open_page):
    page = open_page()
    expect(page.page.locator("#plots .main-svg").first).to_be_attached()
    asked: list[str] = []
    page.on_request(lambda request: asked.append(request.url.split("?")[0]))
    tab(page, "Laboratory").click()
    chip(page, "Saliency").check(force=True)
    wait_until_drawn(page, "product")
    page.page.evaluate(COUNT_PLOTLY_CALLS)
    page.type_into(page.grid_cell(TEXT["dock.sequence_grid"], 0, 0), "6")
    expect(panel(page, "Laboratory")).to_contain_text("gradient × input is 5.999, at t = 0")
    calls = page.page.evaluate("() => globalThis.plotlyCalls")
    assert [call for call in calls if "data-plot=" in call] == []
    tab(page, "Plots").click()
    asked.clear()
    page.go_to_step(0)
    page.page.wait_for_function(
        "() => plotlyCalls.some((html) => html.includes('data-plot=\"heat:c\"'))"
    )
    box = page.page.locator("[data-plot='heat:c'] .plot-surface").bounding_box()
    page.page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    expect(page.page.locator(".plots-tooltip").filter(visible=True)).to_contain_text("t = 0: 6")
    page.type_into(page.grid_cell(TEXT["dock.sequence_grid"], 0, 0), "7")
    page.expect_result("c", 11)  # of the step below, to which Enter goes
    assert [url for url in asked if "/api/analysis" in url] == []


def answer(page: GatescopePage, lines: list[dict], status: int = 200) -> None:
    """Let the server's answers to analyses be these lines."""

    def fulfil(route: Route) -> None:
        body = "".join(json.dumps(line) + "\n" for line in lines)
        route.fulfill(status=status, body=body, content_type="application/jsonl")

    page.page.route("**/api/analysis*", fulfil)


def test_analysis_that_is_cut_off_can_be_tried_again(open_page):
    page = open_page()
    answer(page, [{"type": "start"}])
    tab(page, "Laboratory").click()
    chip(page, "Saliency").check(force=True)
    expect(panel(page, "Laboratory")).to_contain_text(TEXT["lab.status.cut"])
    page.page.unroute("**/api/analysis*")
    page.button(TEXT["lab.retry"]).click()
    wait_until_drawn(page, NORM)
    expect(panel(page, "Laboratory")).not_to_contain_text(TEXT["lab.status.cut"])


def test_analysis_that_stops_half_way_is_told_in_the_servers_words(open_page):
    page = open_page()
    answer(page, [{"type": "start"}, {"type": "error", "code": "internal", "detail": "no luck"}])
    tab(page, "Laboratory").click()
    chip(page, "Saliency").check(force=True)
    expect(panel(page, "Laboratory")).to_contain_text(TEXT["lab.status.stream"])
    expect(panel(page, "Laboratory")).to_contain_text("no luck")
    expect(page.button(TEXT["lab.retry"])).to_be_visible()


def test_progress_is_told_while_an_analysis_is_under_way(open_page):
    page = open_page()
    page.page.route("**/api/analysis*", lambda _route: None)
    tab(page, "Laboratory").click()
    chip(page, "Saliency").check(force=True)
    told = TEXT["lab.status.computing"].replace("{what}", TEXT["lab.running.run"])
    expect(panel(page, "Laboratory").get_by_role("status")).to_have_text(told)
    expect(page.page.locator("#lab")).to_have_attribute("aria-busy", "true")
    page.page.unroute_all(behavior="ignoreErrors")


def test_axe_finds_nothing_in_the_laboratory(open_page, faults):
    page = open_page(SALIENCY)
    wait_until_drawn(page, "product")
    assert faults.in_both_themes(page, ".plots-region") == []


def test_on_a_phone_the_laboratory_fits_its_column(open_page):
    page = open_page(SALIENCY, viewport={"width": 360, "height": 780})
    wait_until_drawn(page, NORM)
    assert page.overflow()[0] == 0
    expect(page.button("Enlarge")).to_be_hidden()


def test_projector_view_shows_the_laboratory_on_demand(open_page):
    page = open_page(f"/?present{SALIENCY[1:]}")
    expect(panel(page, "Laboratory")).to_be_hidden()
    page.button("Plots").click()
    wait_until_drawn(page, NORM)


def test_embedded_player_keeps_the_plots_whatever_panel_its_link_names(open_page):
    page = open_page("/embed#panel=lab&lab=saliency")
    expect(page.region("Plots").locator(".main-svg").first).to_be_attached()
    expect(page.page.get_by_role("tab")).to_have_count(0)
