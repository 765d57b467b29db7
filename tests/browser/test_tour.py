"""The tour leads through an example, and puts back what was there."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.scenarios import examples
from tests.browser.gatescope_page import CHINESE, TEXT

DEFAULT = examples.load(examples.names()[0])
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
REGIONS = {
    "scenario": ".dock-region",
    "cell": ".cell-region",
    "equations": ".equations-region",
    "plots": ".plots-region",
    "lab": ".plots-region",
    "doctor": ".plots-region",
    "transport": ".transport",
}
COVERED = """([card, region]) => {
    const [a, b] = [card, region].map((at) => document.querySelector(at).getBoundingClientRect());
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return Math.max(width, 0) * Math.max(height, 0);
}"""
INSIDE = """(card) => {
    const { left, top, right, bottom } = document.querySelector(card).getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
}"""


def card(page):
    """Return the card of the tour, hidden or not."""
    return page.page.locator("#tour-card")


def take_tour(page):
    page.page.get_by_role("button", name=re.compile(TEXT["tour.take"])).click()
    expect(card(page)).to_be_visible()


def expect_tour_step(page, number, lang="en", example=DEFAULT):
    step = example.tour[number - 1]
    dialog = page.page.get_by_role("dialog", name=step.title[lang], exact=True)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(step.text[lang])
    expect(dialog).to_contain_text(f"{number} / {len(example.tour)}")


def is_covered(page: Page, region: str) -> bool:
    return page.evaluate(COVERED, ["#tour-card", region]) > 0


def test_tour_is_offered_and_never_opens_by_itself(open_page):
    page = open_page()
    expect(page.page.get_by_role("button", name=re.compile(TEXT["tour.take"]))).to_be_visible()
    expect(card(page)).to_be_hidden()


def test_only_the_first_visit_of_the_plain_page_is_greeted(newcomer, open_page):
    page = newcomer()
    page.open("/")
    greeting = page.page.get_by_text(TEXT["tour.invite"])
    expect(greeting).to_be_visible()
    page.page.goto("about:blank")
    page.open("/")
    expect(greeting).to_be_hidden()
    expect(open_page("/#t=2").page.get_by_text(TEXT["tour.invite"])).to_be_hidden()


def test_each_step_moves_the_page_and_the_end_puts_back_what_was_there(open_page):
    page = open_page("/#t=2")
    page.go_to_step(2)
    take_tour(page)
    for number, step in enumerate(DEFAULT.tour, start=1):
        expect_tour_step(page, number)
        page.expect_step(step.view["t"])
        last = number == len(DEFAULT.tour)
        page.button(TEXT["tour.finish" if last else "tour.next"]).click()
    expect(card(page)).to_be_hidden()
    page.expect_step(2)
    expect(page.button(TEXT["tour.take"])).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (900, 1100)])
def test_card_is_in_the_window_and_never_on_the_region_it_speaks_of(open_page, size):
    width, height = size
    page = open_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    take_tour(page)
    for number, step in enumerate(DEFAULT.tour, start=1):
        expect_tour_step(page, number)
        region = REGIONS[step.at]
        expect(page.page.locator(f"{region}[data-tour-target]")).to_be_in_viewport()
        assert page.page.evaluate(INSIDE, "#tour-card")
        assert not is_covered(page.page, region), step.at
        page.button(TEXT["tour.finish" if number == len(DEFAULT.tour) else "tour.next"]).click()


def test_on_a_phone_the_card_is_a_sheet_that_leaves_its_region_in_sight(open_page):
    page = open_page("/#tour=1", **PHONE)
    for number, step in enumerate(DEFAULT.tour, start=1):
        expect_tour_step(page, number)
        expect(page.page.locator(REGIONS[step.at])).to_be_in_viewport(ratio=0.1)
        assert page.overflow()[0] == 0
        if step.at == "transport":
            assert not is_covered(page.page, ".transport")
        page.button(TEXT["tour.finish" if number == len(DEFAULT.tour) else "tour.next"]).tap()
    expect(card(page)).to_be_hidden()


def test_keys_alone_take_leave_and_resume_the_tour(open_page):
    page = open_page()
    page.press("t")
    expect(page.button(TEXT["tour.next"])).to_be_focused()
    page.page.keyboard.press("Enter")
    expect_tour_step(page, 2)
    page.page.keyboard.press("Shift+Tab")
    expect(page.button(TEXT["tour.back"])).to_be_focused()
    page.page.keyboard.press("Enter")
    expect_tour_step(page, 1)
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page.button(TEXT["tour.resume"]).press("Enter")
    expect_tour_step(page, 2)


def test_link_leads_to_a_step_of_the_tour(open_page):
    page = open_page()
    take_tour(page)
    page.button(TEXT["tour.next"]).click()
    page.button(TEXT["tour.next"]).click()
    page.expect_link("tour=3")
    other = open_page(re.sub(r"^https?://[^/]+", "", page.page.url))
    expect_tour_step(other, 3)
    page.page.keyboard.press("Escape")
    expect(page.page).not_to_have_url(re.compile("tour="))


def test_link_to_another_example_knows_its_tour(open_page):
    name = "compare-two-layers"
    page = open_page()
    page.combobox("Example").select_option(name)
    take_tour(page)
    expect_tour_step(page, 1, example=examples.load(name))
    page.expect_link("tour=1")
    other = open_page(re.sub(r"^https?://[^/]+", "", page.page.url))
    expect_tour_step(other, 1, example=examples.load(name))
    expect(other.combobox("Example")).to_have_value(name)


def test_tour_speaks_chinese_and_changes_its_language_with_the_page(open_page):
    page = open_page("/#tour=2&lang=zh")
    expect_tour_step(page, 2, lang="zh")
    page.page.get_by_label(CHINESE["topbar.language"], exact=True).select_option("en")
    expect_tour_step(page, 2)


@pytest.mark.parametrize("part", range(4))
def test_every_example_has_a_tour_that_runs_to_its_end(open_page, part):
    page = open_page(reduced_motion="reduce")
    for name in examples.names()[part::4]:
        example = examples.load(name)
        with page.page.expect_response("**/api/trace*"):  # loading an example closes a tour
            page.combobox("Example").select_option(name)
        expect(page.combobox("Example")).to_have_value(name)
        take_tour(page)
        for number in range(1, len(example.tour) + 1):
            expect_tour_step(page, number, example=example)
            page.button(TEXT["tour.finish" if number == len(example.tour) else "tour.next"]).click()
        expect(card(page)).to_be_hidden()


def test_projector_view_hides_the_docks_and_p_goes_back(open_page):
    page = open_page("/?present#t=3")
    expect(page.region("Cell")).to_be_visible()
    for name in ("Scenario", "Plots"):
        expect(page.region(name)).to_be_hidden()
    page.expect_step(3)
    assert page.overflow() == (0, 0)
    page.button("Plots").click()
    expect(page.region("Plots")).to_be_visible()
    expect(page.page).to_have_url(re.compile(r"\?present=plots#"))
    page.press("p")
    expect(page.region("Scenario")).to_be_visible()
    expect(page.page).not_to_have_url(re.compile("present"))


def test_play_works_before_plotly_has_arrived(newcomer):
    page = newcomer()
    held = []

    def hold(route):
        held.append(route)

    page.page.route("**/plotly.min.js", hold)
    page.page.goto("/", wait_until="commit")
    page.button("Play").click()
    page.expect_step(4)
    expect(page.page.locator("#plots .main-svg")).to_have_count(0)
    assert held
    for route in held:
        route.continue_()
    expect(page.page.locator("#plots .main-svg").first).to_be_attached()
