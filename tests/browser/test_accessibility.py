"""Accessible to everybody: WCAG 2.2 AA by axe, the keyboard alone, touch, less motion, speech."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import settle, show_in
from tests.browser.gatescope_page import CHINESE, TEXT

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def wait_for_plots(page):
    expect(page.page.locator("#plots .main-svg").first).to_be_attached()


@pytest.mark.parametrize("path", ["/", "/embed"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_on_the_page_in_both_passes(open_page, faults, path, lang):
    page = open_page(f"{path}#t=3&lang={lang}")
    wait_for_plots(page)
    assert faults.in_both_themes(page) == []
    page.press("b")
    expect(page.page.locator("#circuit svg[data-pass=backward]")).to_be_visible()
    assert faults.in_both_themes(page) == []


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_axe_finds_nothing_while_a_quantity_is_lit(open_page, faults, kind):
    page = open_page("/#t=2")
    wait_for_plots(page)
    page.choose_cell(kind.upper())
    page.wait_until_run()
    rows = page.region("Equations").locator("tbody tr")
    expect(rows).to_have_count({"lstm": 6, "gru": 4}[kind])
    for theme in ("light", "dark"):
        show_in(page, theme)
        for row in rows.all():
            row.locator("[data-light]").first.hover()
            expect(row).to_have_class(re.compile(r"\bis-lit\b"))
            settle(page)
            assert faults.on(page, "#equations") == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_in_the_tour(open_page, faults, lang):
    page = open_page(f"/#tour=2&lang={lang}", reduced_motion="reduce")
    wait_for_plots(page)
    expect(page.page.locator("#tour-card")).to_be_visible()
    assert faults.in_both_themes(page, "#tour-card", "[data-tour-target]") == []


@pytest.mark.parametrize(("lang", "text"), [("en", TEXT), ("zh", CHINESE)])
def test_axe_finds_nothing_in_dialogs_and_notes(open_page, faults, lang, text):
    page = open_page(f"/#lang={lang}")
    wait_for_plots(page)
    for key in ("s", "?"):
        page.press(key)
        expect(page.page.get_by_role("dialog")).to_be_visible()
        assert faults.in_both_themes(page, "dialog[open]") == []
        page.page.keyboard.press("Escape")
    page.button(text["reading.open.cell"]).click()
    expect(page.page.get_by_role("note")).to_be_visible()
    assert faults.in_both_themes(page, ".cell-region") == []


@pytest.mark.parametrize("options", [PHONE, {"viewport": {"width": 900, "height": 1100}}])
def test_axe_finds_nothing_on_small_screens(open_page, faults, options):
    page = open_page(**options)
    wait_for_plots(page)
    assert faults.on(page) == []


def test_axe_finds_nothing_on_a_projector(open_page, faults):
    page = open_page("/?present=plots")
    wait_for_plots(page)
    assert faults.on(page) == []


def test_each_region_says_in_a_sentence_how_to_read_it(open_page):
    page = open_page()
    note = page.page.get_by_role("note")
    for name in ("scenario", "cell", "equations", "plots", "transport"):
        page.button(TEXT[f"reading.open.{name}"]).press("Enter")
        expect(note).to_have_text(TEXT[f"reading.{name}"])
        expect(note).to_be_in_viewport(ratio=1)
        page.page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        expect(page.button(TEXT[f"reading.open.{name}"])).to_be_focused()


def test_announcer_speaks_each_step_in_the_language_of_the_page(open_page):
    page = open_page("/#lang=zh&t=0")
    page.press("ArrowRight")
    announcer = page.page.get_by_label(CHINESE["region.announcer"], exact=True)
    expect(announcer).to_contain_text("t = 1")
    expect(announcer).to_contain_text(f"{CHINESE['announcer.f']} 1，")
    page.press("b")
    expect(announcer).to_contain_text("梯度")


def test_less_motion_means_whole_steps(open_page):
    page = open_page("/#t=0", reduced_motion="reduce")
    seen = """() => {
        const seen = new Set();
        const thumb = document.querySelector(".timeline-thumb");
        new MutationObserver(() => seen.add(thumb.style.transform))
            .observe(thumb, { attributes: true });
        window.placesSeen = seen;
    }"""
    page.page.evaluate(seen)
    page.button("Play").click()
    page.expect_step(4)
    places = set(page.page.evaluate("[...window.placesSeen]"))
    assert places <= {f"translateX({20 * step}%)" for step in range(1, 6)}


def test_finger_scrubs_on_the_timeline_and_over_the_cell(open_page):
    page = open_page("/#t=0", **PHONE)
    session = page.page.context.new_cdp_session(page.page)

    def drag(locator, start, end):
        box = locator.bounding_box()
        y = box["y"] + box["height"] / 2
        xs = [box["x"] + box["width"] * (start + (end - start) * k / 8) for k in range(9)]
        for kind, points in [
            ("touchStart", [{"x": xs[0], "y": y}]),
            *(("touchMove", [{"x": x, "y": y}]) for x in xs[1:]),
            ("touchEnd", []),
        ]:
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    drag(page.page.locator(".timeline-rail"), 0.1, 0.7)
    page.expect_step(3)
    drag(page.page.locator("#circuit"), 0.8, 0.4)
    expect(page.slider("Time step")).not_to_have_value("3")
