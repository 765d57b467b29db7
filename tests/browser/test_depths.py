"""Network, cell, unit: by click, by key, and in the link."""

import pytest
from playwright.sync_api import expect


def depth(page, name):
    return page.page.get_by_role("radio", name=name, exact=True)


def block(page, name):
    return page.region("Cell").get_by_role("button", name=name, exact=True)


def layers(page, count):
    page.spin_button("Layers").fill(str(count))
    page.spin_button("Layers").press("Enter")


@pytest.fixture
def stacked(open_page):
    """Two layers of four units, seen as a network."""
    page = open_page()
    layers(page, 2)
    page.spin_button("Hidden size").fill("4")
    page.spin_button("Hidden size").press("Enter")
    depth(page, "Network").check()
    expect(block(page, "t = 3, layer 1")).to_be_visible()
    expect(page.combobox("Unit").locator("option")).to_have_count(4)
    return page


def test_the_default_example_opens_at_its_single_unit(open_page):
    page = open_page()
    expect(depth(page, "Unit")).to_be_checked()
    expect(page.region("Cell").locator(".net-svg, .strips").filter(visible=True)).to_have_count(0)


def test_from_overview_to_number_it_is_three_clicks(stacked):
    block(stacked, "t = 2, layer 1").click()
    expect(depth(stacked, "Cell")).to_be_checked()
    stacked.expect_link("t=2", "layer=1", "depth=cell")
    stacked.page.locator("#cell-depth [data-strip=f] .strip-unit").nth(3).click()
    expect(depth(stacked, "Unit")).to_be_checked()
    stacked.expect_link("unit=3", "depth=unit")
    stacked.expect_spoken(r"Unit 3\. t = 2, layer 1, unit 3: forget")
    expect(stacked.page.get_by_role("table", name="at t = 2")).to_be_visible()


def test_keys_go_down_to_a_unit_and_back_up(stacked):
    block(stacked, "t = 3, layer 0").focus()
    stacked.page.keyboard.press("ArrowUp")
    expect(block(stacked, "t = 3, layer 1")).to_be_focused()
    stacked.page.keyboard.press("ArrowRight")
    expect(block(stacked, "t = 4, layer 1")).to_be_focused()
    for name in ("Cell", "Unit"):
        stacked.page.keyboard.press("Enter")
        expect(depth(stacked, name)).to_be_checked()
    for name in ("Cell", "Network"):
        stacked.page.keyboard.press("Escape")
        expect(depth(stacked, name)).to_be_checked()
    expect(block(stacked, "t = 4, layer 1")).to_be_focused()


def test_a_link_opens_at_the_depth_it_was_taken_at(stacked, open_page):
    stacked.expect_link("depth=network")
    path = "/" + stacked.page.url.split("/", 3)[3]
    second = open_page(path)
    expect(depth(second, "Network")).to_be_checked()
    expect(block(second, "t = 0, layer 1")).to_be_visible()
