"""Cells are chosen from a catalogue, or written as equations that run once they are right."""

import re

from playwright.sync_api import expect

from tests.browser.gatescope_page import CHINESE, TEXT

OWN = TEXT["dock.own_equations"]
EQUATIONS = TEXT["dock.equations"]
LEAKY = "a = scalar(alpha, 0.9)\nh = a * h' + (1 - a) * tanh(W x + U h' + b)"


def written(open_page, text=LEAKY, **options):
    """Open the page, choose equations of one's own and write some."""
    page = open_page(**options)
    page.choose_cell(OWN)
    page.text_box(EQUATIONS).fill(text)
    expect(page.equation_names().first).to_have_text("a")
    return page


def option(page, title):
    """Return an entry of the open catalogue."""
    return page.page.locator(".cell-option").filter(has=page.page.get_by_text(title, exact=True))


def message(page):
    return page.region("Scenario").locator(".equation-message")


def test_equations_begin_as_those_of_the_present_cell_and_keep_its_weights(open_page):
    page = open_page()
    page.expect_hidden_state(3, 7)
    page.choose_cell(OWN)
    expect(page.text_box(EQUATIONS)).to_have_value(re.compile(r"^i = gate\(W_i x"))
    page.expect_hidden_state(3, 7)
    expect(page.equation_names()).to_have_text(["i", "f", "g", "o", "c", "h"])


def test_a_leaky_integrator_is_written_and_runs(open_page):
    page = written(open_page)
    expect(page.equation_names()).to_have_text(["a", "h"])
    page.press("End")
    page.expect_spoken(r"^t = 4, unit 0: ")
    expect(page.alerts).to_have_count(0)
    page.page.locator("summary").filter(has_text=TEXT["dock.equations_numbers"]).click()
    table = page.page.get_by_role("table", name=TEXT["dock.equations_numbers"])
    expect(table.get_by_role("rowheader")).to_have_text(["alpha", "W", "U", "b", "Total"])
    expect(table.get_by_role("row").last).to_contain_text("6")


def test_a_mistake_is_told_with_line_and_column_and_nothing_typed_is_lost(open_page):
    page = written(open_page)
    wrong = LEAKY + " +"
    page.text_box(EQUATIONS).fill(wrong)
    expect(message(page)).to_have_text(re.compile("^line 2, column 46: found the end of the line"))
    expect(page.text_box(EQUATIONS)).to_have_value(wrong)
    expect(page.equation_names()).to_have_text(["a", "h"])
    page.press("Home")
    page.button(TEXT["dock.equations_go"]).click()
    expect(page.text_box(EQUATIONS)).to_be_focused()
    assert page.text_box(EQUATIONS).evaluate("field => field.selectionStart") == len(wrong)
    page.text_box(EQUATIONS).fill(LEAKY)
    expect(message(page)).to_be_empty()


def test_markup_in_equations_is_text(open_page):
    page = written(open_page)
    page.text_box(EQUATIONS).fill("h = <b>x</b>")
    expect(message(page)).to_have_text(re.compile("“<” has no meaning"))
    page.text_box(EQUATIONS).fill("constructor = W x\nh = tanh(constructor + h')")
    expect(page.equation_names().first).to_have_text("constructor")
    expect(page.alerts).to_have_count(0)


def test_undo_brings_the_equations_before_back_and_a_link_carries_them(open_page):
    page = written(open_page)
    page.press("Control+z")
    expect(page.text_box(EQUATIONS)).to_have_value(re.compile(r"^i = gate\(W_i x"))
    page.button("Redo").click()
    expect(page.text_box(EQUATIONS)).to_have_value(LEAKY)
    expect(page.equation_names()).to_have_text(["a", "h"])
    page.button("Share").click()
    link = page.text_box("Share link").input_value()
    again = open_page("/#" + link.partition("#")[2])
    expect(again.combobox("Cell")).to_have_value(OWN)
    expect(again.text_box(EQUATIONS)).to_have_value(LEAKY)
    expect(again.equation_names()).to_have_text(["a", "h"])


def test_names_are_completed_with_the_keyboard(open_page):
    page = written(open_page)
    field = page.text_box(EQUATIONS)
    field.fill("a = W x\nh = tan")
    field.press("End")
    field.press_sequentially("h")
    field.fill("a = W x\nh = ")
    field.press_sequentially("ta")
    name = page.page.get_by_role("option", name=re.compile("^tanh"))
    expect(name.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("a = W x\nh = tanh(")
    field.press_sequentially("a + h')")
    expect(page.equation_names()).to_have_text(["a", "h"])


def test_equations_left_in_the_middle_of_typing_touch_no_other_scenario(open_page):
    page = open_page()
    page.spin_button("Layers").fill("2")
    page.spin_button("Layers").press("Enter")
    page.page.get_by_label(TEXT["dock.layers_differ"]).check()
    page.combobox(TEXT["dock.layer_shown"]).select_option("1")
    page.choose_cell(OWN)
    page.text_box(EQUATIONS).fill("h = tanh(W x + b)")
    page.page.locator("#reset").click()
    expect(page.combobox("Cell")).to_have_value("LSTM")
    page.expect_hidden_state(3, 7)
    page.page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 600))")
    expect(page.combobox("Cell")).to_have_value("LSTM")
    expect(page.alerts).to_have_count(0)


def test_enter_behind_a_name_that_is_whole_begins_a_line(open_page):
    page = written(open_page)
    field = page.text_box(EQUATIONS)
    field.fill("a = W x\nh = h' + a")
    field.press("Backspace")
    field.press_sequentially("a")
    expect(page.page.get_by_role("option", name=re.compile("^a'"))).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("a = W x\nh = h' + a\n")
    field.press("Backspace")
    field.press("Backspace")
    field.press_sequentially("a")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("a = W x\nh = h' + a'")


def test_a_cell_of_the_catalogue_is_searched_and_chosen_without_a_pointer(open_page):
    page = open_page()
    box = page.combobox("Cell")
    box.focus()
    box.press("ArrowDown")
    expect(option(page, "sLSTM")).to_be_visible()
    page.page.keyboard.type("beck")
    expect(page.page.locator(".cell-list").get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("sLSTM")
    expect(page.equation_names().first).to_have_text("a")
    expect(page.region("Scenario")).to_contain_text("arXiv:2405.04517")
    box.fill("no such cell")
    expect(page.page.get_by_text(TEXT["dock.cell_none"])).to_be_visible()
    box.press("Escape")
    expect(box).to_have_value("sLSTM")


def test_layers_that_differ_are_set_one_by_one(open_page):
    page = open_page()
    page.spin_button("Layers").fill("2")
    page.spin_button("Layers").press("Enter")
    page.page.get_by_label(TEXT["dock.layers_differ"]).check()
    page.combobox(TEXT["dock.layer_shown"]).select_option("1")
    page.choose_cell("GRU")
    expect(page.equation_names().first).to_have_text("r")
    page.combobox(TEXT["dock.layer_shown"]).select_option("0")
    expect(page.combobox("Cell")).to_have_value("LSTM")
    expect(page.equation_names().first).to_have_text("i")
    expect(page.alerts).to_have_count(0)


def test_a_cell_is_copied_as_code_and_set_beside_a_built_in_one(open_page):
    page = written(open_page)
    page.page.get_by_text(TEXT["dock.cell_elsewhere"], exact=True).click()
    page.button(TEXT["dock.export_torch"]).click()
    expect(page.text_box(TEXT["dock.export_torch"])).to_have_value(re.compile("class Cell"))
    page.button(TEXT["dock.export_latex"]).click()
    expect(page.text_box(TEXT["dock.export_latex"])).to_have_value(re.compile(r"\\tanh"))
    page.button(TEXT["dock.compare_add"]).click()
    cells = page.page.get_by_role("list", name=TEXT["lab.compare.cells"]).get_by_role("listitem")
    expect(cells).to_have_count(2)
    expect(cells.last).to_contain_text("LSTM")


def test_equal_parameters_choose_the_hidden_size(open_page):
    page = written(open_page)
    page.page.locator("summary").filter(has_text=TEXT["dock.equations_numbers"]).click()
    units = page.spin_button(TEXT["dock.equal_units"].format(name="LSTM"))
    units.fill("4")
    units.press("Enter")
    said = page.region("Scenario").locator(".equal-parameters .hint")
    # 4·4·(3 + 4 + 2) = 144; H² + 4H + 1 is 141 for 10 units, 166 for 11
    expect(said).to_contain_text("144")
    expect(said).to_contain_text("10 units: 141")
    page.button(TEXT["dock.equal_take"]).click()
    expect(page.spin_button("Hidden size")).to_have_value("10")


def test_the_editor_speaks_chinese(open_page):
    page = written(open_page)
    page.text_box(EQUATIONS).fill("h = W")
    page.combobox("Language").select_option("zh")
    box = page.page.get_by_role("textbox", name=CHINESE["dock.equations"], exact=True)
    box.fill("h = (")
    expect(page.page.locator(".equation-message")).to_have_text(re.compile("^第 1 行第 6 列"))


def test_axe_finds_nothing_in_the_editor_and_the_open_catalogue(open_page, faults):
    page = written(open_page)
    page.text_box(EQUATIONS).fill("h = W x +")
    expect(message(page)).to_be_visible()
    assert faults.in_both_themes(page) == []
    page.combobox("Cell").click()
    expect(option(page, "sLSTM")).to_be_visible()
    assert faults.in_both_themes(page) == []
