"""Cells side by side: added, looked at, edited, undone, and carried by the link."""

import re

import pytest
from playwright.sync_api import expect

from app.scenarios import links
from app.scenarios.schema import Scenario
from tests.browser.gatescope_page import CHINESE, TEXT

SCENARIO = {
    "title": "Side by side",
    "cell": {"input_size": 1, "hidden_size": 4},
    "weights": {"init": "pytorch", "seed": 1},
    "sequence": {"generator": "sine", "steps": 12},
}
RNN = {"title": "", "cell": {"kind": "rnn"}, "weights": {"init": "pytorch", "seed": 1}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ADD = TEXT["lab.compare.add_one"]


def choose(page, name):
    """Choose a cell of the catalogue in the list of those that can be added."""
    page.combobox(TEXT["lab.compare.cell"]).select_option(label=name)


def address(*comparison, view="", **changes):
    scenario = {**SCENARIO, **changes, "comparison": list(comparison)}
    token = links.encode(Scenario.model_validate(scenario))
    return f"/#s={token}&panel=lab&lab=compare{view}"


def cells(page):
    return page.page.get_by_role("list", name=TEXT["lab.compare.cells"]).get_by_role("listitem")


def expect_done(page, count):
    """Wait until so many cells are there and each has been run."""
    expect(cells(page)).to_have_count(count)
    for k in range(count):
        expect(cells(page).nth(k)).to_have_attribute("aria-busy", "false")


def add(page, name):
    choose(page, name)
    page.page.get_by_role("button", name=ADD.format(name=name)).click()


def names(page):
    return [
        cells(page).nth(k).locator(".compare-name").get_attribute("placeholder")
        for k in range(1, cells(page).count())
    ]


DRAWN = """([figure, names]) => {
    const data = figure.querySelector(".plot-target").data ?? [];
    const drawn = new Set(data.map(({ name }) => name.replace(/ ‖.*/, "").slice(2)));
    return drawn.size === names.length && names.every((name) => drawn.has(name));
}"""


def expect_lines(page, *cell_names):
    """Wait until Plotly has drawn the gradients of these cells and no others."""
    figure = page.page.locator("[data-figure=gradient]")
    for name in cell_names:
        expect(figure.locator(".lab-legend")).to_contain_text(name)
    expect(figure.locator(".scatterlayer .trace").first).to_be_attached()
    page.page.wait_for_function(DRAWN, arg=[figure.element_handle(), list(cell_names)])


def words(page):
    return page.page.locator(".lab-words p").all_inner_texts()


def with_rnn_and_gru(open_page, **options):
    page = open_page(address(), **options)
    add(page, "RNN")
    expect_done(page, 2)
    add(page, "GRU")
    expect_done(page, 3)
    return page


def test_cells_are_added_and_drawn_on_common_axes(open_page):
    page = with_rnn_and_gru(open_page)
    expect_lines(page, "LSTM", "RNN", "GRU")
    assert re.match(
        r"‖∂L/∂h‖ from t = 11 back to t = 0: LSTM from .* to .*, RNN from .* to .*, GRU from ",
        words(page)[0],
    )
    expect(cells(page).nth(2)).to_contain_text("4 units · 84 parameters · L = ")
    figures = page.page.locator("[data-figure^=map-]")
    expect(figures).to_have_count(3)
    heights = {figures.nth(k).locator(".lab-surface").bounding_box()["height"] for k in range(3)}
    assert len(heights) == 1


def test_a_link_brings_somebody_else_to_the_same_comparison(open_page):
    first = with_rnn_and_gru(open_page)
    first.button("Share").click()
    link = first.text_box("Share link").input_value()
    assert "&panel=lab&lab=compare" in link
    decoded = links.decode(re.search(r"#s=([^&]+)", link)[1])
    assert [variant.cell.kind for variant in decoded.comparison] == ["rnn", "gru"]
    second = open_page(re.sub(r"^https?://[^/]+", "", link))
    expect_done(second, 3)
    expect_lines(second, "LSTM", "RNN", "GRU")
    assert words(second) == words(first)


def test_undo_and_redo_take_cells_away_and_bring_them_back(open_page):
    page = with_rnn_and_gru(open_page)
    page.button("Undo").click()
    expect_done(page, 2)
    assert names(page) == ["RNN"]
    page.button("Redo").click()
    expect_done(page, 3)
    expect_lines(page, "LSTM", "RNN", "GRU")


def test_before_and_after_an_edit(open_page):
    page = open_page(address())
    page.page.get_by_role("button", name=TEXT["lab.compare.keep"]).click()
    expect_done(page, 2)
    page.choose_cell("GRU")
    expect(cells(page).first).to_contain_text("GRU")
    expect_lines(page, "GRU", "Before")
    expect(cells(page).nth(1)).to_contain_text("LSTM · 4 units")


def test_a_cell_is_renamed_swapped_and_removed_with_the_keyboard(open_page):
    page = open_page(address(RNN))
    expect_done(page, 2)
    name = page.text_box(TEXT["lab.compare.name"].format(name="RNN"))
    name.fill("Plain")
    name.press("Enter")
    expect_lines(page, "LSTM", "Plain")
    swap = page.button(TEXT["lab.compare.swap"].format(name="Plain"))
    swap.focus()
    swap.press("Enter")
    expect(page.combobox("Cell")).to_have_value("RNN")
    expect_lines(page, "RNN", "LSTM")
    remove = page.button(TEXT["lab.compare.remove"].format(name="LSTM"))
    remove.focus()
    remove.press("Enter")
    expect(cells(page)).to_have_count(1)
    expect(page.page.locator(".compare-legend")).to_be_focused()


def test_one_click_makes_the_three_forget_biases(open_page):
    page = open_page(address())
    biases = page.page.get_by_role("button", name=TEXT["lab.compare.biases"])
    biases.click()
    expect_done(page, 4)
    assert names(page) == [f"Forget bias {bias}" for bias in (0, 1, 3)]
    expect(biases).to_have_attribute("aria-disabled", "true")
    expect(page.page.get_by_text(TEXT["lab.compare.full"])).to_be_visible()


def test_of_equal_parameters_the_size_follows(open_page):
    page = open_page(address())
    page.page.get_by_label(TEXT["lab.compare.sizing"]).select_option("parameters")
    choose(page, "GRU")
    button = page.page.get_by_role("button", name=ADD.format(name="GRU"))
    expect(button).to_contain_text("5 units, 120 parameters")
    button.click()
    expect_done(page, 2)
    expect(cells(page).nth(1)).to_contain_text("5 units · 120 parameters")


def test_a_variant_that_no_longer_fits_says_so_and_nothing_is_lost(open_page):
    tensors = {"weight_ih_l0": [[0.5]] * 4, "weight_hh_l0": [[0, 0, 0, 0.5]] * 4}
    fixed = {**RNN, "title": "Fixed", "weights": {"tensors": tensors}}
    page = open_page(address(fixed, sequence={"values": [[1], [2], [3]]}))
    expect_done(page, 2)
    page.spin_button("Input size").fill("2")
    page.spin_button("Input size").press("Enter")
    wrong = cells(page).nth(1)
    expect(wrong.get_by_role("status")).to_contain_text("must have shape (4 × 2); found (4 × 1)")
    expect(page.alerts).to_have_count(0)
    page.expect_link("panel=lab")
    page.button("Undo").click()
    expect(wrong.get_by_role("status")).to_be_hidden()
    expect_lines(page, "LSTM", "Fixed")


def test_units_follow_the_playhead_without_plotly(open_page):
    page = open_page(address(RNN))
    expect_done(page, 2)
    expect_lines(page, "LSTM", "RNN")
    page.press("Home")
    page.expect_step(0)
    # Other tests count what is drawn while playing; here only the strips are looked at.
    strip = cells(page).nth(1).locator("canvas").first
    picture = "(canvas) => canvas.toDataURL()"
    before = strip.evaluate(picture)
    drawn = page.page.locator("[data-figure=line]").get_attribute("data-drawn")
    page.press("ArrowRight", "ArrowRight", "ArrowRight")
    page.expect_step(3)
    page.page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before",
        arg=[strip.element_handle(), before],
    )
    assert page.page.locator("[data-figure=line]").get_attribute("data-drawn") == drawn


@pytest.mark.parametrize(("lang", "text"), [("en", TEXT), ("zh", CHINESE)])
def test_axe_finds_nothing_in_the_comparison(open_page, faults, lang, text):
    page = open_page(address(RNN, view=f"&lang={lang}"))
    expect(page.page.locator("[data-figure=gradient] .main-svg").first).to_be_attached()
    page.page.locator(".compare-legend").click()
    expect(page.page.get_by_role("button", name=text["lab.compare.keep"])).to_be_visible()
    assert faults.in_both_themes(page, ".plots-region") == []


def test_on_a_phone_nothing_is_wider_than_the_window(open_page):
    page = open_page(address(RNN, {**RNN, "title": "A rather long name of a cell"}), **PHONE)
    expect_done(page, 3)
    assert page.overflow()[0] == 0
    list_box = page.page.locator(".compare-cells").bounding_box()
    for k in range(3):
        box = cells(page).nth(k).bounding_box()
        assert box["x"] + box["width"] <= list_box["x"] + list_box["width"] + 1
