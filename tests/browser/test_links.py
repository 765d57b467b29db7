"""A link brings somebody else to exactly what is seen."""

import re

from playwright.sync_api import expect

from tests.browser.gatescope_page import TEXT, counted

SEQUENCE = TEXT["dock.sequence_grid"]


def open_link(open_page, link, **options):
    """Open a whole link as somebody else: in a context that has seen nothing."""
    return open_page(re.sub(r"^https?://[^/]+", "", link), **options)


def edited(open_page):
    """A page on which sequence, step and pass are not what they were."""
    page = open_page()
    page.type_into(page.grid_cell(SEQUENCE, 1, 0), "5")
    page.expect_hidden_state(3, 8)
    page.press("ArrowLeft", "b")
    page.expect_link("t=2", "pass=backward")
    return page


def test_address_bar_holds_everything_and_opens_elsewhere(open_page):
    first = edited(open_page)
    second = open_link(open_page, first.page.url)
    second.expect_step(2)
    expect(second.pass_choice("Backward")).to_be_checked()
    expect(second.grid_cell(SEQUENCE, 1, 0)).to_have_text("5")
    second.press("b")
    second.expect_hidden_state(3, 8)


def test_link_carries_the_chosen_unit_language_and_theme(open_page):
    first = open_page()
    first.spin_button("Hidden size").fill("4")
    first.spin_button("Hidden size").press("Enter")
    first.combobox("Unit").select_option("3")
    first.combobox("Theme").select_option("dark")
    first.combobox("Language").select_option("zh")
    first.expect_link("unit=3", "theme=dark", "lang=zh")
    second = open_link(open_page, first.page.url)
    expect(second.page.locator("html")).to_have_attribute("lang", "zh")
    expect(second.page.locator("html")).to_have_attribute("data-theme", "dark")
    second.expect_link("unit=3", "theme=dark", "lang=zh")


def test_share_dialog_shows_the_link_its_length_and_copies_it(newcomer, open_page):
    page = newcomer(permissions=["clipboard-read", "clipboard-write"])
    page.open("/#t=3")
    page.button("Share").click()
    link = page.text_box("Share link").input_value()
    assert re.search(r"/#s=1\.[\w-]+&t=3", link)
    dialog = page.page.get_by_role("dialog")
    expect(dialog.get_by_text(counted("share.length", len(link)))).to_be_visible()
    dialog.get_by_role("button", name=TEXT["share.copy"], exact=True).click()
    expect(dialog.get_by_text(TEXT["share.copied"], exact=True)).to_be_visible()
    assert page.page.evaluate("navigator.clipboard.readText()") == link
    second = open_link(open_page, link)
    second.expect_step(3)
    second.expect_hidden_state(3, 7)


def test_s_opens_the_share_dialog_and_escape_gives_the_focus_back(open_page):
    page = open_page()
    page.button("Share").focus()
    page.page.keyboard.press("s")
    expect(page.text_box("Share link")).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(page.text_box("Share link")).to_be_hidden()
    expect(page.button("Share")).to_be_focused()


def test_link_cut_in_half_is_explained_and_the_page_lives_on(open_page):
    first = edited(open_page)
    token = re.search(r"#s=([^&]+)", first.page.url)[1]
    second = open_page(f"/#s={token[: len(token) // 2]}&t=2")
    expect(second.alerts).to_contain_text(TEXT["alert.link"])
    second.expect_hidden_state(3, 7)


def test_embedded_player_plays_a_link_without_the_editors(open_page):
    first = edited(open_page)
    fragment = first.page.url.split("#")[1]
    player = open_page(f"/embed#{fragment}")
    player.expect_step(2)
    expect(player.region("Scenario")).to_have_count(0)
    player.press("b")
    player.go_to_step(3)
    player.expect_spoken(r"hidden state 7\.999$")
    player.press("Home", "]", "]", "]", "Space")
    player.expect_step(4)


def test_reload_keeps_everything(open_page):
    page = edited(open_page)
    page.page.reload()
    page.expect_step(2)
    expect(page.grid_cell(SEQUENCE, 1, 0)).to_have_text("5")
