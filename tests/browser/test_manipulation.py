"""Acting on the picture itself: gates, weights, biases and inputs, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.gatescope_page import TEXT, GatescopePage
from tests.browser.hands import drag

FORGET = TEXT["circuit.gate.f"]
HELD = re.compile("is-held")


def gate_name(block: str, t: int, unit: int = 0) -> str:
    gate = TEXT[f"circuit.gate.{block}"]
    return TEXT["circuit.handle.gate"].format(gate=gate, unit=unit, t=t)


def bias_name(block: str) -> str:
    return TEXT["circuit.handle.bias"].format(gate=TEXT[f"circuit.gate.{block}"], unit=0)


def node(page: GatescopePage, block: str) -> Locator:
    return page.page.locator(f"#circuit .node-gate[data-block={block}]")


def label(page: GatescopePage, quantity: str) -> Locator:
    return page.page.locator(f'#circuit .label[data-light="{quantity}"]')


def row(page: GatescopePage, name: str) -> Locator:
    header = page.page.get_by_role("rowheader", name=name, exact=True)
    return page.region("Equations").get_by_role("row").filter(has=header)


def expect_value(page: GatescopePage, name: str, text: str) -> None:
    expect(row(page, name).locator(".equation-value")).to_have_text(f"= {text}")


def expect_change(page: GatescopePage, name: str, text: str) -> None:
    """Expect the difference to the run before in the equations and, where it fits, the circuit."""
    expect(row(page, name).locator(".equation-delta")).to_have_text(text)
    expect(page.page.locator("#circuit .delta", has_text=text).first).to_be_visible()


def numbers(page: GatescopePage, name: str) -> Locator:
    return row(page, name).locator(".equation-numbers")


@pytest.fixture
def still(open_page) -> GatescopePage:
    """The hand-wired memory at t = 1, where 4 is added to 3."""
    page = open_page("/#t=1")
    expect_value(page, "c", "7.000")
    return page


def test_dragged_gate_is_held_and_everything_that_follows_moves(still):
    drag(still.page, node(still, "f"), up=-60)
    expect(node(still, "f")).to_have_class(HELD)
    expect_value(still, "f", "0.6000")
    expect_value(still, "c", "5.800")
    expect_change(still, "c", "−1.2")
    still.go_to_step(3)
    expect_value(still, "h", "5.800")
    expect_change(still, "h", "−1.2")
    still.button("Clear comparison").click()
    expect(still.page.locator("#circuit .delta:not(:empty)")).to_have_count(0)
    expect(row(still, "h").locator(".equation-delta")).to_be_hidden()


def test_what_if_is_listed_in_words_and_switched_off_and_on(still):
    drag(still.page, node(still, "f"), up=-60)
    words = "forget gate of unit 0 held at 0.6 at t = 1"
    still.region("Scenario").locator("summary").get_by_text(
        TEXT["dock.what_if"], exact=True
    ).click()
    what_ifs = still.page.get_by_role("list", name=TEXT["dock.what_if_list"])
    switch = what_ifs.get_by_role("checkbox", name=words, exact=True)
    switch.uncheck()
    expect_value(still, "f", "1.000")
    expect(switch).to_be_focused()
    switch.check()
    expect_value(still, "f", "0.6000")
    node(still, "f").locator(".pin").click()
    expect_value(still, "f", "1.000")
    expect(switch).to_have_count(0)


def test_every_drag_is_one_step_of_undo_and_reset_takes_back_all(still):
    drag(still.page, node(still, "f"), up=-60)
    expect_value(still, "f", "0.6000")
    drag(still.page, node(still, "i"), up=-75)
    expect_value(still, "i", "0.5000")
    still.button("Undo").click()
    expect_value(still, "i", "1.000")
    expect_value(still, "f", "0.6000")
    still.button("Redo").click()
    expect_value(still, "i", "0.5000")
    still.button("Reset").click()
    expect_value(still, "i", "1.000")
    expect_value(still, "f", "1.000")
    expect(still.button("Reset")).to_be_disabled()
    expect(still.combobox("Example").locator("option:checked")).to_have_text("Hand-wired memory")
    still.press("Control+z", "Control+z")
    expect_value(still, "f", "0.6000")
    expect_value(still, "i", "1.000")


def test_weights_and_biases_are_dragged_on_the_wires(still):
    drag(still.page, label(still, "b_f"), up=40)
    expect(numbers(still, "f")).to_have_attribute("aria-label", "=σ(100·1 + 20)")
    expect(still.page.locator("#circuit .delta", has_text="+10").first).to_be_visible()
    drag(still.page, label(still, "W_f"), up=-40)
    expect(numbers(still, "f")).to_have_attribute("aria-label", "=σ(20)")
    expect_value(still, "f", "1.000")


def test_inputs_are_dragged_and_typed_beside_the_picture(still):
    label(still, "x").hover()
    beside = still.page.get_by_role("group", name=TEXT["circuit.input_at"].format(t=1), exact=True)
    name = TEXT["circuit.handle.input"].format(entry="x₀", t=1)
    number = beside.get_by_role("spinbutton", name=name, exact=True)
    drag(still.page, number, up=40)
    expect_value(still, "c", "8.000")
    number.dblclick()
    still.page.keyboard.type("−2,5")
    still.page.keyboard.press("Enter")
    expect_value(still, "c", "0.5000")
    expect(still.grid_cell(TEXT["dock.sequence_grid"], 1, 0)).to_have_text("−2.5")


def test_double_click_types_a_gate_and_what_is_no_number_is_not_taken(still):
    node(still, "f").dblclick()
    field = still.page.get_by_role("textbox", name=gate_name("f", 1), exact=True)
    field.fill("a half")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press("Escape")
    expect_value(still, "f", "1.000")
    node(still, "f").dblclick()
    field.fill("0.5")
    field.press("Enter")
    expect_value(still, "f", "0.5000")
    expect_value(still, "c", "5.500")


def test_numbers_in_the_equations_are_dragged_and_typed_over(still):
    bias = numbers(still, "f").locator('[data-light="b_f"]')
    drag(still.page, bias, up=40)
    expect(bias).to_have_text("20")
    bias.dblclick()
    still.text_box(bias_name("f")).fill("-100")
    still.text_box(bias_name("f")).press("Enter")
    expect_value(still, "f", "0.5000")
    row(still, "g").locator('.equation-symbols [data-light="x"]').dblclick()
    still.page.keyboard.type("6")
    still.page.keyboard.press("Enter")
    expect_value(still, "g", "6.000")
    expect_change(still, "g", "+2")


def test_gates_and_inputs_are_changed_by_keys_alone(still):
    keyboard = still.page.keyboard
    node(still, "f").focus()
    keyboard.press("ArrowDown")
    expect_value(still, "f", "0.9500")
    keyboard.press("Enter")
    keyboard.type("0.25")
    keyboard.press("Enter")
    expect_value(still, "f", "0.2500")
    expect(node(still, "f")).to_be_focused()
    keyboard.press("Delete")
    expect_value(still, "f", "1.000")
    name = TEXT["circuit.input_label"].format(text="x(4, 1, 0)", t=1)
    still.page.get_by_role("button", name=name, exact=True).focus()
    keyboard.press("Enter")
    keyboard.press("ArrowUp")
    expect_value(still, "g", "4.100")
    keyboard.press("Escape")
    expect(label(still, "x")).to_be_focused()


def test_numbers_of_the_equations_are_reached_by_tab_and_changed_by_keys(still):
    keyboard = still.page.keyboard
    still.page.locator("#equations").focus()
    keyboard.press("Tab")
    weight = TEXT["circuit.handle.weight_x"].format(entry="x₁", gate=TEXT["circuit.gate.i"], unit=0)
    expect(still.region("Equations").get_by_role("spinbutton", name=weight)).to_be_focused()
    keyboard.press("ArrowRight")
    entry = TEXT["circuit.handle.input"].format(entry="x₁", t=1)
    expect(still.region("Equations").get_by_role("spinbutton", name=entry)).to_be_focused()
    keyboard.press("ArrowRight")
    bias = still.region("Equations").get_by_role("spinbutton", name=bias_name("i"))
    expect(bias).to_be_focused()
    keyboard.press("ArrowUp")
    expect(bias).to_have_attribute("aria-valuenow", "-9")
    keyboard.press("Enter")
    keyboard.type("-100")
    keyboard.press("Enter")
    expect_value(still, "i", "0.5000")
    expect(bias).to_be_focused()
    still.expect_step(1)


def test_all_units_show_the_run_before_and_what_is_held(open_page):
    page = open_page("/#t=1")
    page.spin_button("Hidden size").fill("3")
    page.spin_button("Hidden size").press("Enter")
    expect(page.combobox("Unit").locator("option")).to_have_count(3)
    drag(page.page, node(page, "f"), up=-60)
    expect_value(page, "f", "0.6000")
    page.page.get_by_role("radio", name="Cell", exact=True).check()
    strip = page.page.locator("#cell-depth [data-strip=f]")
    expect(strip.locator(".strip-hold:visible")).to_have_count(1)
    expect(strip.locator(".strip-ghost:visible")).to_have_count(1)
    expect(strip.locator(".strip-number")).to_have_text("0.6000")
    expect(strip.locator(".delta")).to_have_text("−0.4")
    strip.locator(".strip-unit").first.hover()
    said = TEXT["depth.before"].format(value="1.000", difference="−0.4")
    expect(page.region("Cell").get_by_text(said)).to_be_visible()
    page.press("ArrowDown")
    expect(strip.locator(".strip-number")).to_have_text("0.5000")
    expect(strip.locator(".delta")).to_have_text("")
    page.region("Cell").get_by_role("button", name="Clear comparison").click()
    expect(strip.locator(".strip-ghost:visible")).to_have_count(0)
    expect(strip.locator(".strip-hold:visible")).to_have_count(1)
