"""The doctor: it looks when asked, leads to its evidence, and what it advises can be tried."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.gatescope_page import CHINESE, TEXT, GatescopePage, counted

ANALYSIS = "**/api/analysis*"


def open_doctor(page: GatescopePage) -> None:
    page.page.get_by_role("tab", name=TEXT["region.doctor"], exact=True).click()


def choose(page: GatescopePage, name: str) -> None:
    with page.page.expect_response("**/api/trace*"):
        page.combobox("Example").select_option(name)
    page.wait_until_run()


def finding(page: GatescopePage, title: str) -> Locator:
    heading = page.page.get_by_role("heading", name=title, exact=True)
    return page.page.get_by_role("listitem").filter(has=heading)


def expect_panel(page: GatescopePage, panel: str) -> None:
    tab = page.page.get_by_role("tab", name=TEXT[f"region.{panel}"], exact=True)
    expect(tab).to_have_attribute("aria-selected", "true")


def test_the_doctor_is_asked_only_when_it_is_looked_at(open_page):
    page = open_page()
    asked = []
    page.on_request(lambda request: asked.append(request.url))
    choose(page, "rnn-vanishing-fast")
    assert not [url for url in asked if "/api/analysis" in url]
    with page.page.expect_request(ANALYSIS):
        open_doctor(page)
    expect(page.page.get_by_text(counted("doctor.count", 1), exact=True)).to_be_visible()
    expect(page.page.locator(".doctor-badge")).to_have_text("1")


def test_a_vanishing_gradient_is_said_shown_and_lit(open_page):
    page = open_page()
    choose(page, "rnn-vanishing-fast")
    open_doctor(page)
    found = finding(page, TEXT["doctor.vanishing.title"])
    expect(found).to_contain_text("less than 1% is left 4 steps back")
    expect(found).to_contain_text("each step multiplies it by 0.3 in the geometric mean.")
    expect(found).to_contain_text(TEXT["doctor.severity.warning"])
    found.get_by_role("button", name=re.compile(f"^{TEXT['doctor.show']}:")).click()
    expect_panel(page, "lab")
    page.expect_link("panel=lab", "lab=shortcut", "pass=backward", "t=16")
    expect(page.page.get_by_role("radio", name=TEXT["lab.chip.shortcut"])).to_be_checked()
    expect(page.page.locator("#circuit .is-lit").first).to_be_attached()
    expect(page.page.get_by_role("tab", name=TEXT["region.lab"])).to_be_focused()


def test_what_is_lit_stays_lit_until_the_doctor_is_seen_again(open_page):
    page = open_page()
    open_doctor(page)
    gate = TEXT["doctor.saturated_gates.title"].format(gate=TEXT["circuit.gate.i"])
    finding(page, gate).get_by_role("button", name=re.compile("^Show")).click()
    lit = page.page.locator(".plot-heat.is-lit")
    expect(lit).to_have_count(1)
    page.page.locator(".transport").hover()
    page.page.locator("#circuit").hover(position={"x": 5, "y": 5})
    page.page.mouse.move(1, 1)
    expect(lit).to_have_count(1)
    open_doctor(page)
    expect(lit).to_have_count(0)


def test_what_is_tried_is_an_edit_that_can_be_undone(open_page):
    page = open_page()
    choose(page, "rnn-clipping")
    exploding = finding(page, TEXT["doctor.exploding.title"])
    expect(exploding).to_contain_text("Over 39 steps of its way back through layer 0")
    expect(page.page.locator(".doctor-clipping")).to_contain_text(
        "has norm 2203. Clipping at norm 1"
    )
    exploding.get_by_role("button", name="Try it: all weights × 0.83").click()
    expect(page.page.get_by_text(TEXT["doctor.healthy"], exact=True)).to_be_visible()
    expect(page.page.get_by_text(TEXT["doctor.healthy"], exact=True)).to_be_focused()
    page.button("Undo").click()
    expect(exploding).to_be_visible()
    expect(page.combobox("Example")).to_have_value("rnn-clipping")


def test_a_forget_bias_is_set_by_keys_alone(open_page):
    page = open_page()
    choose(page, "forget-bias")
    open_doctor(page)
    found = finding(page, TEXT["doctor.forget_bias_unset.title"])
    found.get_by_role("button", name="Try it: forget bias 1").press("Enter")
    expect(found).to_be_hidden()
    vanishing = finding(page, TEXT["doctor.vanishing.title"])
    expect(vanishing).to_be_hidden()
    page.press("Control+z")
    expect(found).to_be_visible()


def test_findings_change_their_language_with_the_page(open_page):
    page = open_page()
    choose(page, "forget-bias")
    open_doctor(page)
    expect(finding(page, TEXT["doctor.forget_bias_unset.title"])).to_be_visible()
    page.combobox("Language").select_option("zh")
    found = finding(page, CHINESE["doctor.forget_bias_unset.title"])
    expect(found).to_contain_text("第 0 层的遗忘门平均为 0.4788")
    expect(found.get_by_role("button", name="试一试：遗忘门偏置 1")).to_be_visible()


def test_a_server_out_of_reach_is_said_and_can_be_asked_again(open_page):
    page = open_page()
    page.page.route(ANALYSIS, lambda route: route.fulfill(status=200, body='{"type":"start"}\n'))
    open_doctor(page)
    expect(page.page.get_by_text(TEXT["doctor.failed"], exact=True)).to_be_visible()
    page.page.unroute(ANALYSIS)
    page.page.locator("#doctor").get_by_role("button", name=TEXT["alert.retry"]).click()
    expect(finding(page, TEXT["doctor.inputs_out_of_range.title"])).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_in_the_doctors_findings(open_page, faults, lang):
    page = open_page(f"/#panel=doctor&lang={lang}")
    expect(page.page.locator(".doctor-finding").first).to_be_visible()
    assert faults.in_both_themes(page, ".plots-region") == []


def test_a_phone_shows_the_findings_without_scrolling_sideways(open_page):
    page = open_page("/#panel=doctor", viewport={"width": 360, "height": 740}, has_touch=True)
    expect(finding(page, TEXT["doctor.inputs_out_of_range.title"])).to_be_visible()
    assert page.overflow()[0] == 0
