"""The dock: drawing a sequence, filling it, weights as code, states, what-ifs, field errors."""

import json
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.gatescope_page import TEXT, GatescopePage, counted

SEQUENCE = TEXT["dock.sequence_grid"]
FORGET = TEXT["dock.weights_grid"].format(gate=TEXT["dock.block_f"])
BOARD = TEXT["dock.draw_board"].format(input="x₀")
STEPS = 5


def column(page: GatescopePage, d: int) -> list[str]:
    return [page.grid_cell(SEQUENCE, t, d).inner_text() for t in range(STEPS)]


def unfold(page: GatescopePage, key: str) -> None:
    page.region("Scenario").locator("summary").get_by_text(TEXT[key], exact=True).click()


def board_of(page: GatescopePage) -> Locator:
    unfold(page, "dock.draw")
    board = page.slider(BOARD)
    board.scroll_into_view_if_needed()
    return board


def expect_numbers(page: GatescopePage, numbers: list[str]) -> None:
    cells = page.grid(FORGET).get_by_role("gridcell")
    expect(cells).to_have_text(numbers)


def test_curve_drawn_with_the_mouse_is_one_step_of_undo(open_page):
    page = open_page()
    before = column(page, 0)
    board = board_of(page)
    box = board.bounding_box()
    page.page.mouse.move(box["x"] + 45, box["y"] + 90)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 120, box["y"] + 30, steps=4)
    page.page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 80, steps=4)
    page.page.mouse.up()
    expect(page.grid_cell(SEQUENCE, 0, 0)).not_to_have_text(before[0])
    drawn = column(page, 0)
    assert all(one != other for one, other in zip(drawn, before, strict=True))
    assert column(page, 1) == ["1", "1", "0", "0", "−1"]
    page.press("Control+z")
    expect(page.grid_cell(SEQUENCE, 4, 0)).to_have_text(before[4])
    assert column(page, 0) == before
    expect(page.button("Undo")).to_be_disabled()


def test_curve_is_drawn_with_a_finger(open_page):
    page = open_page()
    box = board_of(page).bounding_box()
    session = page.page.context.new_cdp_session(page.page)
    start = {"x": box["x"] + 50, "y": box["y"] + 20}
    end = {"x": box["x"] + box["width"] - 15, "y": box["y"] + 20}
    for kind, points in (("touchStart", [start]), ("touchMove", [end]), ("touchEnd", [])):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.grid_cell(SEQUENCE, 2, 0)).not_to_have_text("2")
    assert len(set(column(page, 0))) == 1


def test_curve_is_drawn_with_the_keys_alone(open_page):
    page = open_page()
    board = board_of(page)
    board.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown", "PageDown"):
        page.page.keyboard.press(key)
    page.expect_step(2)
    expect(page.grid_cell(SEQUENCE, 2, 0)).to_have_text("1.45")
    expect(board).to_have_attribute("aria-valuetext", "t = 2: 1.45")


def test_fill_and_series_write_the_selected_cells(open_page):
    page = open_page()
    page.grid_cell(SEQUENCE, 0, 0).click()
    page.page.keyboard.press("Shift+ArrowDown")
    page.page.keyboard.press("Shift+ArrowDown")
    page.button(TEXT["dock.fill_series_label"]).click()
    expect(page.grid_cell(SEQUENCE, 1, 0)).to_have_text("2.5")
    page.grid_cell(SEQUENCE, 0, 0).click()
    page.page.keyboard.press("Control+d")
    expect(page.grid_cell(SEQUENCE, 4, 0)).to_have_text("3")
    assert column(page, 0) == ["3"] * STEPS


def test_weights_pasted_as_code_are_taken_over(open_page):
    page = open_page()
    cell = page.grid_cell(FORGET, 0, 0)
    page.paste(cell, "weight_ih_l0_f = np.array([[7.0, 8.0, 9.0]])")
    expect_numbers(page, ["7", "8", "9", "0", "10"])
    page.paste(cell, 'state_dict["bias_ih_l0"][1:2] = torch.tensor([-3.0])')
    expect_numbers(page, ["7", "8", "9", "0", "−3"])
    page.press("Control+z", "Control+z")
    expect_numbers(page, ["0", "100", "0", "0", "10"])


def test_code_that_does_not_fit_says_what_was_found_and_what_is_needed(open_page):
    page = open_page()
    page.paste(page.grid_cell(FORGET, 0, 0), "weight_ih_l0 = np.array([[1, 2]])")
    said = TEXT["dock.code_shape"].format(
        name="weight_ih_l0", found="1 × 2", needed="4 × 3 / 1 × 3"
    )
    expect(page.region("Scenario").get_by_text(said)).to_be_visible()
    expect(page.grid(FORGET)).to_have_attribute("aria-invalid", "true")
    expect_numbers(page, ["0", "100", "0", "0", "10"])


@pytest.mark.parametrize("form", ["numpy", "pytorch", "json"])
def test_code_shown_reads_back_what_was_changed_in_it(open_page, form):
    page = open_page()
    unfold(page, "dock.code")
    page.combobox(TEXT["dock.code_format"]).select_option(form)
    box = page.text_box(TEXT["dock.code_label"])
    expect(box).to_have_value(re.compile("weight_ih_l0"))
    box.fill(box.input_value().replace("100", "50"))
    page.button(TEXT["dock.code_use"]).click()
    expect_numbers(page, ["0", "50", "0", "0", "10"])


def test_transposed_block_edits_the_same_weight(open_page):
    page = open_page()
    page.page.get_by_role("checkbox", name=TEXT["dock.transposed"]).check()
    page.type_into(page.grid_cell(FORGET, 1, 0), "20")
    expect_numbers(page, ["0", "20", "0", "0", "10"])
    page.page.get_by_role("checkbox", name=TEXT["dock.transposed"]).uncheck()
    expect(page.grid_cell(FORGET, 0, 1)).to_have_text("20")


def test_pointing_at_a_weight_lights_it(open_page):
    page = open_page()
    page.grid_cell(FORGET, 0, 1).hover()
    expect(page.grid_cell(FORGET, 0, 1)).to_have_class(re.compile("is-lit"))
    expect(page.grid_cell(FORGET, 0, 0)).not_to_have_class(re.compile("is-lit"))
    page.region("Equations").locator("h2").hover()
    expect(page.grid_cell(FORGET, 0, 1)).not_to_have_class(re.compile("is-lit"))


def test_initial_state_is_given_and_taken_away(open_page):
    page = open_page()
    unfold(page, "dock.initial_state")
    source = page.combobox(TEXT["dock.state_source"].format(state="c₀"))
    source.select_option("given")
    page.type_into(page.grid_cell(TEXT["dock.state_grid"].format(state="c₀"), 0, 0), "5")
    page.go_to_step(3)
    expect(page.region("Equations").locator("tbody")).to_contain_text("= 12.00")
    source.select_option("zeros")
    expect(page.region("Equations").locator("tbody")).to_contain_text("= 7.000")


def test_what_if_that_is_off_survives_the_link(open_page):
    page = open_page()
    unfold(page, "dock.what_if")
    unfold(page, "dock.what_if_add")
    page.button(TEXT["dock.hold_add"]).click()
    item = page.region("Scenario").locator(".what-if")
    item.get_by_role("checkbox").uncheck()
    page.expect_link("off=0,f,f,,0,0,1")
    page.page.reload()
    page.wait_until_run()
    expect(item).to_have_count(1)
    expect(item.get_by_role("checkbox")).not_to_be_checked()
    item.get_by_role("checkbox").check()
    expect(page.page).not_to_have_url(re.compile("[&]off="))


def test_error_that_stands_at_its_field_is_only_counted_in_the_alert(open_page):
    page = open_page()
    wrong = {"loc": ["body", "cell", "hidden_size"], "msg": "hidden_size is wrong", "type": "x"}
    answer = json.dumps({"detail": [wrong]})
    page.page.route(
        "**/api/trace*",
        lambda route: route.fulfill(status=422, content_type="application/json", body=answer),
    )
    page.type_into(page.grid_cell(SEQUENCE, 0, 0), "4")
    expect(page.alerts).to_contain_text(counted("alert.field_count", 1))
    expect(page.alerts).not_to_contain_text("hidden_size is wrong")
    page.button(TEXT["alert.go_to_field"]).click()
    expect(page.spin_button("Hidden size")).to_be_focused()
