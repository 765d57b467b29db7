"""Every control of the page has a role and a name, and the keyboard alone reaches and works it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import show_in
from tests.browser.gatescope_page import TEXT, GatescopePage
from tests.browser.tab_walk import TabWalk

TRANSPORT = {"First step", "Previous step", "Play", "Next step", "Last step", "Time step"}


def test_tab_reaches_every_control_each_has_a_name_and_shows_the_focus(open_page):
    page = open_page("/#t=1", reduced_motion="reduce")
    expect(page.page.locator("#plots .main-svg").first).to_be_attached()
    walk = TabWalk(page.page)
    assert walk.count > 30
    assert walk.unreached() == []
    assert walk.nameless() == []
    assert {*TRANSPORT, "Share"} - walk.names() == set()
    assert walk.unseen() == []
    show_in(page, "dark")
    assert walk.unseen_again() == []


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("button", ["Play", "First step", "Previous step", "Next step", "Last step"]),
        ("button", ["Share", "Undo", "Redo", "Reset"]),
        ("slider", ["Time step", "Speed"]),
        ("combobox", ["Example", "Cell", "Unit", "Layer", "Language", "Theme"]),
        ("spinbutton", ["Hidden size", "Input size", "Layers"]),
        ("radio", ["Forward", "Backward", "Network", "Cell", "Unit"]),
        ("textbox", ["Text sequence"]),
        ("region", ["Scenario", "Cell", "Equations", "Plots", "Playback"]),
        ("tab", ["Plots", "Laboratory", "Doctor"]),
    ],
)
def test_controls_are_found_by_role_and_name(shared, role, names):
    for name in names:
        found = shared.page.get_by_role(role, name=name, exact=True)
        assert found.count() == 1, f"{role} {name}: {found.count()}"


@pytest.fixture(scope="module")
def shared(browser, running_server):
    """One page for checks that change nothing."""
    context = browser.new_context(base_url=running_server.origin, locale="en-US")
    page = GatescopePage(context.new_page())
    page.open("/#t=1")
    expect(page.region("Plots").locator("figure").first).to_be_visible()
    yield page
    context.close()


def test_model_sequence_and_what_if_are_changed_without_a_pointer(open_page):
    page = open_page("/#t=1")
    keyboard = page.page.keyboard
    page.spin_button("Hidden size").focus()
    keyboard.press("ArrowUp")
    expect(page.combobox("Unit").locator("option")).to_have_count(2)
    page.combobox("Cell").focus()
    keyboard.type("GRU")
    keyboard.press("Enter")
    expect(page.equation_names().first).to_have_text("r")
    page.press("Control+z", "Control+z")
    expect(page.equation_names().first).to_have_text("i")
    page.grid_cell(TEXT["dock.sequence_grid"], 0, 0).focus()
    keyboard.type("5")
    keyboard.press("Enter")
    expect(page.grid_cell(TEXT["dock.sequence_grid"], 0, 0)).to_have_text("5")
    for key in ("dock.what_if", "dock.what_if_add"):
        words = page.page.get_by_text(TEXT[key], exact=True)
        page.region("Scenario").locator("summary").filter(has=words).focus()
        keyboard.press("Enter")
    page.button(TEXT["dock.hold_add"]).focus()
    keyboard.press("Enter")
    what_ifs = page.page.get_by_role("list", name=TEXT["dock.what_if_list"])
    switch = what_ifs.get_by_role("checkbox")
    expect(switch).to_be_checked()
    switch.focus()
    keyboard.press("Space")
    expect(switch).not_to_be_checked()


def test_dialogs_share_and_help_open_and_close_by_keys(open_page):
    page = open_page("/#t=1")
    keyboard = page.page.keyboard
    page.press("s")
    expect(page.text_box("Share link")).to_have_value(re.compile("#s="))
    keyboard.press("Escape")
    expect(page.text_box("Share link")).to_be_hidden()
    page.button("Share").focus()
    keyboard.press("Enter")
    expect(page.text_box("Share link")).to_be_focused()
    keyboard.press("Escape")
    expect(page.button("Share")).to_be_focused()
    page.combobox("Language").focus()
    keyboard.press("ArrowDown")
    expect(page.page.locator("html")).to_have_attribute("lang", "zh")
    keyboard.press("ArrowUp")
    expect(page.page.locator("html")).to_have_attribute("lang", "en")
    page.combobox("Example").focus()
    keyboard.press("End")
    keyboard.press("Home")
    expect(page.combobox("Example").locator("option:checked")).to_have_text("Hand-wired memory")


def test_plots_menu_and_table_open_by_keys(open_page):
    page = open_page("/#t=1")
    options = page.region("Plots").get_by_role("button", name=re.compile("^Forget gate f: options"))
    options.focus()
    page.page.keyboard.press("Enter")
    menu = page.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.page.keyboard.press("Escape")
    expect(options).to_be_focused()
