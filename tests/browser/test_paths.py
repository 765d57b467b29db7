"""Along which paths gradients came: in the laboratory, and on the wires of the backward circuit.

The cell is one unit at rest: ∂L/∂c(t) is half of ∂L/∂c(t+1) along the line, and −0.2 of it
through h(t). With ∂L/∂c(9) = ½ that is 0.25 and −0.1 at t = 8.
"""

import pytest
from playwright.sync_api import expect

from app.scenarios.links import encode
from app.scenarios.schema import Scenario
from tests.analysis.lab_fixtures import single_unit
from tests.browser.test_laboratory import chip, figure, wait_until_drawn

TOKEN = encode(Scenario.model_validate(single_unit(0.5, -0.8, 10)))
LINE = "At t = 8, ∂L/∂c came 71.4% along the cell-state path, 28.6% through h(t)."
LAST = "At t = 9, ∂L/∂c came 100% through h(t)."


def test_the_paths_at_the_playhead_are_said_and_follow_it(open_page):
    page = open_page(f"/#s={TOKEN}&t=8&panel=lab&lab=paths")
    wait_until_drawn(page, "c")
    expect(page.page.locator(".lab-words p").first).to_have_text(LINE)
    page.press("ArrowRight")
    expect(page.page.locator(".lab-words p").first).to_have_text(LAST)
    box = figure(page, "c").locator(".nsewdrag, .plot-surface").last.bounding_box()
    assert box is not None
    page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.page.locator(".lab-words p").first).to_contain_text("71.4% along the cell-state path")


def test_the_factor_by_which_the_forget_product_misleads_is_said(open_page):
    page = open_page(f"/#s={TOKEN}&panel=lab&lab=paths")
    wait_until_drawn(page, "c")
    chip(page, "Forget product").click()
    wait_until_drawn(page, "shortcut")
    said = page.page.locator(".lab-words p").first
    expect(said).to_contain_text("the product of forget gates is 99.23 times the exact")


@pytest.mark.parametrize("viewport", [(1440, 900), (1280, 720), (390, 844)])
def test_each_part_has_a_wire_of_its_own_in_the_backward_circuit(open_page, viewport):
    width, height = viewport
    size = {"width": width, "height": height}
    page = open_page(f"/#s={TOKEN}&t=8&depth=unit&pass=backward", viewport=size)
    circuit = page.page.locator(".circuit-svg").first
    for part in (
        "part of ∂L/∂h through g of the step read next = −0.200",
        "part of ∂L/∂h through o of the step read next = 0",
        "part of ∂L/∂c along the cell-state path = 0.250",
        "part of ∂L/∂c through h = −0.100",
    ):
        wire = circuit.locator(".wire", has=page.page.locator("title", has_text=part))
        expect(wire.first).to_have_attribute("display", "inline")
        expect(wire.first.locator(".wire-live")).to_have_attribute("visibility", "visible")
    page.pass_choice("Forward").click()
    expect(circuit.locator(".wire[display=inline]", has_text="read next")).to_have_count(0)
