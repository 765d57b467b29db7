"""The page fits its windows, speaks two languages, and has two themes."""

import pytest
from playwright.sync_api import expect

from app.scenarios import links
from app.scenarios.schema import Scenario
from tests.browser.gatescope_page import CHINESE, TEXT
from tests.streaming.equation_fixtures import small

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("path", ["/", "/embed"])
@pytest.mark.parametrize("width", [360, 390])
def test_nothing_scrolls_sideways_on_a_phone(open_page, path, width):
    page = open_page(path, **{**PHONE, "viewport": {"width": width, "height": 844}})
    assert page.overflow()[0] == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_whole_page_fits_the_window_of_a_laptop(open_page, lang):
    page = open_page(f"/#lang={lang}")
    for width, height in [(1280, 720), (1440, 900), (1920, 1080)]:
        page.page.set_viewport_size({"width": width, "height": height})
        page.page.wait_for_function("(width) => innerWidth === width", arg=width)
        assert page.overflow() == (0, 0)


#: How far formulas reach beyond their sheet, or below the result that stands in the same line.
CUT_OFF = """() => {
  const sheet = document.querySelector("#equations");
  const edge = sheet.getBoundingClientRect().left + sheet.clientWidth;
  return [...sheet.querySelectorAll(".equation")].flatMap((row) => {
    const result = row.querySelector(".equation-result").getBoundingClientRect();
    return [...row.querySelectorAll("math")].map((formula) => formula.getBoundingClientRect())
      .map(({ right, top, bottom }) => {
        const isBeside = bottom > result.top + 2 && top < result.bottom - 2;
        return right - (isBeside ? result.left : edge);
      })
      .filter((beyond) => beyond > 1);
  });
}"""


@pytest.mark.parametrize("kind", ["lstm", "layer_norm_lstm", "min_lstm", "slstm"])
def test_no_equation_is_cut_off(open_page, kind):
    scenario = Scenario.model_validate(small({"kind": kind, "hidden_size": 4}))
    page = open_page(f"/#s={links.encode(scenario)}&t=2&unit=1&pass=backward&depth=unit")
    expect(page.page.locator(".equation").nth(2)).to_be_visible()
    for width, height in [(1440, 900), (1280, 720), (390, 844)]:
        page.page.set_viewport_size({"width": width, "height": height})
        page.page.wait_for_function("(width) => innerWidth === width", arg=width)
        assert page.page.evaluate(CUT_OFF) == []


def test_phone_plays_by_touch(open_page):
    page = open_page("/#t=0", **PHONE)
    page.button("Play").tap()
    page.expect_step(4)


def test_first_visit_follows_the_language_of_the_browser(newcomer):
    page = newcomer(locale="zh-CN")
    page.open("/")
    expect(page.page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.button(CHINESE["topbar.share"])).to_be_visible()


def test_language_changes_every_word_without_a_reload(open_page):
    page = open_page()
    page.combobox("Language").select_option("zh")
    for key in ("region.scenario", "region.cell", "region.equations", "region.plots"):
        expect(page.region(CHINESE[key])).to_be_visible()
    for key in ("transport.play", "topbar.share", "topbar.undo"):
        expect(page.button(CHINESE[key])).to_be_visible()
    english = page.page.locator("body").inner_text()
    assert not any(
        TEXT[key] in english for key in ("region.plots", "topbar.example", "pass.backward")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_follows_the_system_until_one_is_chosen(open_page, scheme):
    page = open_page(color_scheme=scheme)
    expect(page.page.locator("html")).to_have_attribute("data-theme", scheme)
    other = {"light": "dark", "dark": "light"}[scheme]
    page.combobox("Theme").select_option(other)
    expect(page.page.locator("html")).to_have_attribute("data-theme", other)
