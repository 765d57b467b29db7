"""Every edit recomputes at once, shows what is wrong at its field, and can be undone."""

import re

from playwright.sync_api import expect

from tests.browser.gatescope_page import TEXT

SEQUENCE = TEXT["dock.sequence_grid"]


def test_edit_of_a_sequence_value_recomputes_the_trace(open_page):
    page = open_page()
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "5")
    expect(page.grid_cell(SEQUENCE, 1, 0)).to_have_text("5")
    page.expect_hidden_state(3, 8)


def test_edit_of_a_weight_recomputes_the_trace(open_page):
    page = open_page()
    page.type_into(page.grid_cell(re.compile("candidate", re.I), 0, 0), "2")
    page.expect_hidden_state(3, 14)


def test_undo_and_redo_bring_the_numbers_back(open_page):
    page = open_page()
    expect(page.button("Undo")).to_be_disabled()
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "5")
    page.expect_hidden_state(3, 8)
    page.press("Control+z")
    page.expect_hidden_state(3, 7)
    expect(page.button("Undo")).to_be_disabled()
    page.button("Redo").click()
    page.expect_hidden_state(3, 8)


def test_pasted_csv_replaces_the_values_from_the_cell_on(open_page):
    page = open_page()
    page.grid_cell(SEQUENCE, 0, 0).click()
    page.paste(page.grid_cell(SEQUENCE, 0, 0), "1,1,0\n1,1,0\n0,0,0\n0,0,1\n0,0,0\n0,0,0\n")
    expect(page.slider("Time step")).to_have_attribute("max", "5")
    page.expect_hidden_state(3, 2)


def test_text_mode_reads_characters_one_hot(open_page):
    page = open_page()
    page.text_box("Text sequence").fill("hello!")
    page.text_box("Text sequence").press("Enter")
    expect(page.slider("Time step")).to_have_attribute("max", "5")
    expect(page.spin_button("Input size")).to_have_value("5")
    page.go_to_step(5)
    page.expect_spoken(r"^t = 5, unit 0: ")
    expect(page.alerts).to_have_count(0)


def test_change_of_the_cell_gives_the_gates_of_the_other_kind(open_page):
    page = open_page()
    page.choose_cell("GRU")
    expect(page.equation_names()).to_have_text(["r", "z", "n", "h"])
    page.press("End")
    page.expect_spoken("reset .*update .*candidate .*hidden state ")
    page.choose_cell("RNN")
    expect(page.equation_names().last).to_have_text("h")
    expect(page.equation_names().filter(has_text=re.compile("^[rzn]$"))).to_have_count(0)


def test_error_of_the_server_stands_at_the_field_it_names(open_page):
    page = open_page()
    refused = {
        "detail": [
            {"loc": ["body", "sequence", "values", 1, 0], "msg": "too large to read", "type": "x"}
        ]
    }
    page.page.route("**/api/trace*", lambda route: route.fulfill(status=422, json=refused))
    cell = page.grid_cell(SEQUENCE, 1, 0)
    page.type_into(cell, "5")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(page.region("Scenario").get_by_text("too large to read")).to_be_visible()
    page.page.unroute("**/api/trace*")
    page.type_into(cell, "4")
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    page.expect_hidden_state(3, 7)


def test_what_is_no_number_is_refused_before_it_is_sent(open_page):
    page = open_page()
    cell = page.grid_cell(SEQUENCE, 1, 0)
    page.type_into(cell, "1e")
    expect(page.region("Scenario").get_by_text(TEXT["dock.need_number"])).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(cell).to_have_text("4")


def test_every_example_opens_and_runs(open_page):
    page = open_page()
    names = page.combobox("Example").locator("option").all_inner_texts()
    assert len(names) >= 7
    for name in names[1:]:
        with page.page.expect_response("**/api/trace*") as answer:
            page.combobox("Example").select_option(label=name)
        assert answer.value.ok
        page.wait_until_run()
        expect(page.combobox("Example").locator("option:checked")).to_have_text(name)
        expect(page.equation_names().first).to_be_visible()
        expect(page.alerts).to_have_count(0)


def test_stream_that_is_cut_off_is_said_so(open_page):
    page = open_page()
    page.page.route(
        "**/api/trace*",
        lambda route: route.fulfill(status=200, content_type="application/jsonl", body=""),
    )
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "5")
    expect(page.alerts).to_contain_text(TEXT["alert.cut"])
