"""The sections of the laboratory that read products of derivatives: map, Jacobians, memory."""

import pytest
from playwright.sync_api import expect

from app.scenarios.links import encode
from app.scenarios.schema import Scenario
from tests.analysis.studies import document
from tests.browser.gatescope_page import TEXT
from tests.browser.test_laboratory import figure, panel, wait_until_drawn

FIGURES = {
    "map": ["map", "sent", "received"],
    "jacobians": ["norms", "radius", "exponents", "eigenvalues"],
    "memory": ["lives", "retained", "retained-map", "saturation"],
}


def link(section: str, t: int = 4) -> str:
    """Return the link of four LSTM units over twelve steps of noise."""
    token = encode(Scenario.model_validate(document()))
    return f"/#s={token}&t={t}&panel=lab&lab={section}"


def click(page, key: str, across: float, down: float) -> None:
    """Click inside a figure's plot area, at shares of its size."""
    figure(page, key).scroll_into_view_if_needed()
    box = figure(page, key).locator(".nsewdrag, .plotly .bg").first.bounding_box()
    page.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


@pytest.mark.parametrize("section", FIGURES)
def test_every_figure_of_a_section_is_drawn(open_page, section):
    page = open_page(link(section))
    for key in FIGURES[section]:
        wait_until_drawn(page, key)
    assert page.page.locator("[data-figure]").count() == len(FIGURES[section])


def test_moving_the_playhead_asks_for_eigenvalues_alone(open_page):
    page = open_page(link("jacobians"))
    wait_until_drawn(page, "eigenvalues")
    asked: list[list[str]] = []
    page.on_request(
        lambda request: (
            asked.append([it["name"] for it in request.post_data_json["analyses"]])
            if "/api/analysis" in request.url
            else None
        )
    )
    page.press("ArrowRight")  # one key: of slow ones each would be asked about
    title = TEXT["lab.jacobians.eigenvalues_title"].replace("{t}", "5")
    expect(page.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert asked == [["eigenvalues"]]


def test_click_in_the_map_goes_to_the_step_that_receives(open_page):
    page = open_page(link("map"))
    wait_until_drawn(page, "map")
    click(page, "map", 2.5 / 12, 0.2)
    page.expect_step(2)
    title = TEXT["lab.map.received_title"].replace("{quantity}", "c").replace("{t}", "2")
    expect(page.page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def test_click_on_a_half_life_selects_the_unit_everywhere(open_page):
    page = open_page(link("memory"))
    wait_until_drawn(page, "lives")
    click(page, "lives", 2.6 / 4.2, 0.5)
    expect(panel(page, "Laboratory")).to_contain_text("Unit 2, measured:")
    title = TEXT["lab.memory.saturation_title"].replace("{unit}", "2")
    expect(page.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
