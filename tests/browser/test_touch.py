"""With fingers alone, on a small phone: every gesture by real touch points."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.gatescope_page import TEXT, GatescopePage
from tests.browser.hands import Fingers

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def heat(page: GatescopePage, name: str) -> Locator:
    return page.region("Plots").get_by_role("img", name=re.compile(f"^{name}: "))


@pytest.fixture
def phone(open_page) -> GatescopePage:
    return open_page("/#t=2", **PHONE)


@pytest.fixture
def fingers(phone) -> Fingers:
    return Fingers(phone.page)


def test_finger_scrubs_over_the_circuit_and_scrolls_when_it_moves_up(phone, fingers):
    circuit = phone.region("Cell").get_by_role("group", name=re.compile("^LSTM cell, forward"))
    fingers.drag(circuit, right=-150)
    phone.expect_step(1)
    fingers.drag(circuit, right=150)
    phone.expect_step(2)
    before = phone.page.evaluate("scrollY")
    fingers.drag(circuit, up=120)
    phone.page.wait_for_function("before => scrollY > before", arg=before, timeout=5000)
    phone.expect_step(2)


def test_gate_is_held_by_a_finger_and_typed_after_a_double_tap(phone, fingers):
    gate = phone.page.locator("#circuit .node-gate[data-block=f]")
    fingers.drag(gate, up=-60)
    expect(gate).to_have_class(re.compile("is-held"))
    expect(gate).to_have_attribute("aria-valuenow", re.compile(r"^0\.(6|59)"))
    fingers.tap(gate, times=2)
    name = TEXT["circuit.handle.gate"].format(gate=TEXT["circuit.gate.f"], unit=0, t=2)
    phone.text_box(name).fill("0.25")
    phone.text_box(name).press("Enter")
    expect(gate).to_have_attribute("aria-valuenow", "0.25")


def test_tapped_input_brings_up_its_numbers_to_drag(phone, fingers):
    fingers.tap(phone.page.locator('#circuit .label[data-light="x"]'))
    beside = phone.page.get_by_role("group", name=TEXT["circuit.input_at"].format(t=2), exact=True)
    name = TEXT["circuit.handle.input"].format(entry="x₀", t=2)
    number = beside.get_by_role("spinbutton", name=name, exact=True)
    fingers.drag(number, up=20)
    expect(number).to_have_attribute("aria-valuenow", "2.5")
    phone.button("Undo").tap()
    expect(number).to_have_attribute("aria-valuenow", "2")


def test_heat_map_is_pinched_selected_and_scrubbed(phone, fingers):
    plot = heat(phone, "Forget gate f")
    whole = phone.button(TEXT["plots.reset_zoom"])
    fingers.pinch(plot, (60, 180))
    expect(whole).to_be_visible()
    phone.expect_step(2)
    whole.tap()
    expect(whole).to_be_hidden()
    fingers.tap(plot)
    phone.expect_step(2)
    fingers.drag(plot, right=100)
    phone.expect_step(4)
    fingers.drag(plot, right=-120)
    phone.expect_step(0)


def test_depths_pass_and_transport_by_taps(phone, fingers):
    phone.page.get_by_role("radio", name="Cell", exact=True).tap()
    fingers.tap(phone.page.locator("#cell-depth [data-strip=f] .strip-unit"))
    expect(phone.page.get_by_role("radio", name="Unit", exact=True)).to_be_checked()
    phone.pass_choice("Backward").tap()
    expect(phone.pass_choice("Backward")).to_be_checked()
    phone.button("First step").tap()
    phone.expect_step(0)
    phone.button("Next step").tap()
    phone.expect_step(1)


def test_number_in_the_equations_is_typed_after_a_double_tap(phone, fingers):
    value = phone.region("Equations").locator('.equation-numbers [data-light="b_f"]')
    fingers.tap(value, times=2)
    name = TEXT["circuit.handle.bias"].format(gate=TEXT["circuit.gate.f"], unit=0)
    phone.text_box(name).fill("-100")
    phone.text_box(name).press("Enter")
    expect(value).to_have_text("100")
    expect(phone.equation_names().first).to_be_visible()
