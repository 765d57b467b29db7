"""The page opens and plays, forwards and backwards, by mouse and by keyboard."""

import re

from playwright.sync_api import expect


def test_page_opens_with_the_hand_wired_memory_and_every_region(newcomer):
    page = newcomer()
    page.open("/")
    for name in ("Scenario", "Cell", "Equations", "Plots", "Playback"):
        expect(page.region(name)).to_be_visible()
    expect(page.combobox("Example").locator("option:checked")).to_have_text("Hand-wired memory")
    for t, (cell_state, hidden_state) in enumerate([(3, 0), (7, 0), (7, 0), (7, 7), (0, 0)]):
        page.expect_hidden_state(t, hidden_state)
        page.expect_result("c", cell_state)


def test_announcer_speaks_a_step_taken_by_hand(open_page):
    page = open_page()
    page.go_to_step(3)
    page.expect_spoken(r"^t = 3, unit 0: forget gate 1, .*cell state 7, hidden state 7$")


def test_play_goes_to_the_last_step_and_stops_there(open_page):
    page = open_page()
    page.button("First step").click()
    page.expect_step(0)
    page.button("Play").click()
    expect(page.button("Pause")).to_be_visible()
    page.expect_step(4)
    expect(page.button("Play")).to_be_visible()


def test_backward_pass_plays_from_the_last_step_to_the_first(open_page):
    page = open_page()
    page.pass_choice("Backward").check(force=True)
    page.slider("Time step").fill("4")
    page.expect_step(4)
    page.press("]", "]", "]")
    page.button("Play").click()
    page.expect_step(0)
    expect(page.button("Play")).to_be_visible()


def test_pause_keeps_the_step(open_page):
    page = open_page("/#t=0")
    page.button("Play").click()
    page.button("Pause").click()
    shown = page.slider("Time step").input_value()
    expect(page.button("Play")).to_be_visible()
    page.expect_step(int(shown))


def test_buttons_step_through_the_sequence(open_page):
    page = open_page()
    page.button("First step").click()
    page.expect_step(0)
    page.button("Next step").click()
    page.button("Next step").click()
    page.expect_step(2)
    page.button("Previous step").click()
    page.expect_step(1)
    page.button("Last step").click()
    page.expect_step(4)


def test_keys_move_the_playhead(open_page):
    page = open_page("/#t=1")
    for keys, step in [
        (["Home"], 0),
        (["End"], 4),
        (["Home", "ArrowRight", "ArrowRight"], 2),
        (["End", "ArrowLeft"], 3),
        (["Home", "ArrowLeft"], 0),
        (["End", "ArrowRight"], 4),
    ]:
        page.press(*keys)
        page.expect_step(step)


def test_space_plays_and_pauses(open_page):
    page = open_page("/#t=0")
    page.press("Space")
    expect(page.button("Pause")).to_be_visible()
    page.press("Space")
    expect(page.button("Play")).to_be_visible()


def test_b_turns_to_the_backward_pass_and_back(open_page):
    page = open_page()
    page.press("b")
    expect(page.pass_choice("Backward")).to_be_checked()
    page.press("b")
    expect(page.pass_choice("Forward")).to_be_checked()


def test_brackets_change_the_speed(open_page):
    page = open_page()
    before = float(page.slider("Speed").input_value())
    page.press("]")
    expect(page.slider("Speed")).not_to_have_js_property("value", str(before))
    faster = float(page.slider("Speed").input_value())
    page.press("[", "[")
    page.page.wait_for_function(
        "([field, value]) => Number(field.value) < value",
        arg=[page.slider("Speed").element_handle(), before],
    )
    assert faster > before


def test_arrows_choose_the_unit_of_a_larger_cell(open_page):
    page = open_page("/#t=0")
    page.spin_button("Hidden size").fill("3")
    page.spin_button("Hidden size").press("Enter")
    expect(page.combobox("Unit").locator("option")).to_have_count(3)
    page.press("ArrowDown", "ArrowDown")
    page.expect_link("unit=2")
    page.press("ArrowUp")
    page.expect_link("unit=1")


def test_question_mark_opens_the_help_and_escape_closes_it(open_page):
    page = open_page()
    page.press("?")
    dialog = page.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text(re.compile("play or pause"))).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


COUNT_PLOTLY_CALLS = """() => {
    globalThis.plotlyCalls = [];
    for (const name of ["newPlot", "react", "restyle", "relayout", "update", "animate", "redraw"]) {
        const original = Plotly[name];
        Plotly[name] = (...given) => {
            globalThis.plotlyCalls.push(name);
            return original(...given);
        };
    }
}"""


def test_playing_and_stepping_never_call_plotly(open_page):
    page = open_page("/#t=0")
    plots = page.region("Plots").locator(".main-svg")
    expect(plots.first).to_be_attached()
    page.page.wait_for_load_state("networkidle")
    drawn = -1
    while drawn != plots.count():  # they are drawn one after another
        drawn = plots.count()
        page.page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
    page.page.evaluate(COUNT_PLOTLY_CALLS)
    page.press("]", "]", "]")
    page.button("Play").click()
    page.expect_step(4)
    page.press("ArrowLeft", "Home")
    page.expect_step(0)
    assert page.page.evaluate("() => globalThis.plotlyCalls") == []
