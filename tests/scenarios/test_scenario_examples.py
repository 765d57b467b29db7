"""What must be seen in each example, run through the network itself."""

import math
import re

import numpy as np
import pytest

from app.errors import UnknownExampleError
from app.numerics.network import Run
from app.scenarios import examples, links
from app.scenarios.limits import LIMITS
from app.scenarios.resolve import resolve
from app.web.i18n import Catalogues
from app.web.view import SECTIONS
from tests.resolved_runs import run_resolved

LANGUAGES = set(Catalogues().languages)
EVERY = pytest.mark.parametrize("name", examples.names())
#: Gates at ±10 are open or shut to 5e-5; a count of five of them is exact to this.
NEARLY = {"atol": 2e-3, "rtol": 0}


def play(name: str) -> Run:
    r = resolve(examples.load(name).scenario)
    return run_resolved(r)


def state(result: Run, quantity: str, lane: int = 0) -> np.ndarray:
    return result.network.lanes[lane].states[quantity][:, 0]


def gradient(result: Run, quantity: str, lane: int = 0) -> np.ndarray:
    return result.network.lanes[lane].grads(0, result.network.steps)[quantity][:, 0]


def test_the_default_example_is_the_hand_wired_memory():
    assert examples.names()[0] == "hand-wired-memory"
    assert len(set(examples.names())) == len(examples.names()) == 23


@EVERY
def test_an_example_survives_its_link(name):
    scenario = examples.load(name).scenario
    assert links.decode(links.encode(scenario)) == scenario


@EVERY
def test_an_example_speaks_every_language(name):
    example = examples.load(name)
    for words in (example.title, example.summary):
        assert set(words) == LANGUAGES
        assert all(words.values())
    assert example.title["en"] == example.scenario.title, "by its title the page knows it again"
    assert 0 < len(example.title["en"]) <= LIMITS.title
    assert any("\u4e00" <= character <= "\u9fff" for character in example.title["zh"])
    assert "," not in example.summary["zh"], "Chinese has a comma of its own"


@EVERY
def test_an_example_opens_at_a_place_it_has(name):
    example = examples.load(name)
    resolved = resolve(example.scenario)
    assert example.view["t"] in range(len(resolved.x))
    assert example.view["unit"] in range(resolved.spec.layers[0].hidden_size)
    assert example.view.get("layer", 0) in range(resolved.spec.num_layers)
    assert example.view["pass"] in ("forward", "backward")
    assert_panel(example.view)


REGIONS = {"scenario", "cell", "equations", "plots", "lab", "doctor", "transport"}
QUANTITIES = set("figocrznhx")
SENTENCE_END = {"en": r"[.!?…](?=\s|$)", "zh": r"[。！？]"}


def assert_panel(view: dict[str, int | float | str | bool]) -> None:
    assert view.get("panel", "plots") in ("plots", "lab", "doctor")
    assert ("lab" in view) == (view.get("panel") == "lab")
    assert view.get("lab", "paths") in SECTIONS


@EVERY
def test_an_example_has_a_tour_that_is_short_and_speaks_every_language(name):
    tour = examples.load(name).tour
    assert 0 < len(tour) <= 8
    for step in tour:
        assert set(step.title) == set(step.text) == LANGUAGES
        for lang, end in SENTENCE_END.items():
            assert 0 < len(step.title[lang]) <= 40
            assert 1 <= len(re.findall(end, step.text[lang])) <= 2, step.text[lang]
        assert not re.search(r"(?<=[\u4e00-\u9fff])[,.:;?!]", step.text["zh"]), step.text["zh"]


@EVERY
def test_a_tour_stays_inside_its_example(name):
    example = examples.load(name)
    resolved = resolve(example.scenario)
    steps = range(len(resolved.x))
    for step in example.tour:
        assert step.at in REGIONS
        assert step.light is None or step.light in QUANTITIES
        assert step.view["t"] in steps
        assert step.view["pass"] in ("forward", "backward")
        assert step.view.get("unit", 0) in range(resolved.spec.layers[0].hidden_size)
        assert step.view.get("layer", 0) in range(resolved.spec.num_layers)
        assert 0 <= step.view.get("phase", 1) <= 1
        assert_panel(step.view)
        if step.at in ("plots", "lab", "doctor"):
            assert step.view.get("panel", "plots") == step.at, "what is spoken of is shown"
        if step.play:
            first, last = step.play
            assert first in steps
            assert last == step.view["t"], "where the stretch ends is where the page stands"
            assert first == last or (first < last) == (step.view["pass"] == "forward")


def test_titles_tell_the_examples_apart():
    for lang in LANGUAGES:
        assert len({examples.load(name).title[lang] for name in examples.names()}) == 23


@pytest.mark.parametrize("name", ["", "nothing", "../schema", "hand-wired-memory.json"])
def test_an_unknown_example_is_a_typed_error(name):
    with pytest.raises(UnknownExampleError):
        examples.load(name)


def test_the_hand_wired_memory_stores_three_makes_it_seven_lets_it_out_and_is_wiped():
    result = play("hand-wired-memory")
    np.testing.assert_allclose(state(result, "c"), [3, 7, 7, 7, 0], **NEARLY)
    np.testing.assert_allclose(state(result, "h"), [0, 0, 0, 7, 0], **NEARLY)
    np.testing.assert_allclose(gradient(result, "c"), [1, 1, 1, 1, 0], **NEARLY)
    np.testing.assert_allclose(gradient(result, "h"), [0, 0, 0, 1, 0], **NEARLY)


def test_the_hand_wired_memory_is_rewritten_after_it_was_wiped():
    result = play("hand-wired-memory-rewritten")
    np.testing.assert_allclose(state(result, "c"), [0, 3, 3, 7, 7, 7, 0, 6], **NEARLY)
    np.testing.assert_allclose(state(result, "h"), [0, 0, 0, 0, 0, 7, 0, 6], **NEARLY)


def test_a_factor_of_0_9_leaves_an_eighth_of_the_gradient_after_twenty_steps():
    d_h = gradient(play("rnn-vanishing"), "h")
    np.testing.assert_allclose(d_h, 0.9 ** np.arange(20, -1, -1.0), rtol=1e-12)
    assert d_h[0] == pytest.approx(0.12, abs=0.005)


def test_a_factor_of_0_3_leaves_a_four_hundredth_after_five_steps():
    example = examples.load("rnn-vanishing-fast")
    d_h = gradient(play(example.name), "h")
    np.testing.assert_allclose(d_h, 0.3 ** np.arange(20, -1, -1.0), rtol=1e-12)
    assert d_h[example.view["t"]] == pytest.approx(0.00243, rel=1e-12)


def test_a_factor_above_one_makes_the_gradient_explode():
    d_h = gradient(play("rnn-exploding"), "h")
    np.testing.assert_allclose(d_h, 1.2 ** np.arange(20, -1, -1.0), rtol=1e-12)
    assert d_h[0] > 38


def test_an_open_forget_gate_keeps_the_gradient_where_the_same_impulse_fades_in_an_rnn():
    result = play("lstm-open-gate")
    d_c = gradient(result, "c")
    assert d_c[0] / d_c[-1] == pytest.approx(1, abs=2e-3)
    for name in ("rnn-vanishing", "rnn-vanishing-fast", "rnn-exploding", "lstm-open-gate"):
        np.testing.assert_array_equal(
            resolve(examples.load(name).scenario).x[:, 0], [1.0] + [0.0] * 20
        )


def sigmoid(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def test_one_step_by_hand_agrees_with_the_textbook_derivation():
    x, h0, c0, target = 1.5, 0.5, 0.8, 1.0
    w = {"i": 0.5, "f": -0.4, "g": 0.9, "o": 0.3}
    u = {"i": 0.2, "f": 0.6, "g": -0.5, "o": 0.8}
    b = {"i": 0.1, "f": 1.0, "g": -0.2, "o": 0.4}
    z = {k: w[k] * x + u[k] * h0 + b[k] for k in w}
    i, f, o, g = sigmoid(z["i"]), sigmoid(z["f"]), sigmoid(z["o"]), math.tanh(z["g"])
    c = f * c0 + i * g
    squashed = math.tanh(c)
    h = o * squashed
    d_h = h - target
    d_c = d_h * o * (1 - squashed**2)
    d_z = {
        "i": d_c * g * i * (1 - i),
        "f": d_c * c0 * f * (1 - f),
        "g": d_c * i * (1 - g**2),
        "o": d_h * squashed * o * (1 - o),
    }
    result = play("one-step-by-hand")
    tensors = result.gradients
    exactly = {"rtol": 1e-13, "atol": 0}
    assert result.loss.value == pytest.approx(0.5 * (h - target) ** 2, rel=1e-13)
    np.testing.assert_allclose(state(result, "c"), c, **exactly)
    np.testing.assert_allclose(state(result, "h"), h, **exactly)
    for name, expected in {"h": d_h, "c": d_c, **d_z}.items():
        np.testing.assert_allclose(gradient(result, name), expected, **exactly)
    for row, gate in enumerate("ifgo"):
        np.testing.assert_allclose(tensors["weight_ih_l0"][row, 0], d_z[gate] * x, **exactly)
        np.testing.assert_allclose(tensors["weight_hh_l0"][row, 0], d_z[gate] * h0, **exactly)
        np.testing.assert_allclose(tensors["bias_ih_l0"][row], d_z[gate], **exactly)
        np.testing.assert_allclose(tensors["bias_hh_l0"][row], d_z[gate], **exactly)
    d_x = sum(d_z[k] * w[k] for k in w)
    np.testing.assert_allclose(gradient(result, "x"), d_x, **exactly)
    np.testing.assert_allclose(tensors["h0"], [[sum(d_z[k] * u[k] for k in u)]], **exactly)
    np.testing.assert_allclose(tensors["c0"], [[d_c * f]], **exactly)


def test_the_compared_examples_read_the_same_pulses():
    for name in examples.names():
        if name.startswith("compare-"):
            pulses = resolve(examples.load(name).scenario).x[:, 0]
            assert pulses.tolist() == [1, 0, 1, 0, 0, 1, 1, 0, 1, 0]


COUNTS = [1, 1, 2, 2, 2, 3, 4, 4, 5, 5]


def test_an_lstm_counts_the_pulses():
    np.testing.assert_allclose(state(play("compare-lstm"), "c"), COUNTS, **NEARLY)


def test_a_gru_goes_half_of_the_way_to_one_and_never_beyond():
    h = state(play("compare-gru"), "h")
    np.testing.assert_allclose(h, 1 - 0.5 ** np.array(COUNTS), **NEARLY)
    assert np.all(h < 1)


def test_peepholes_let_the_third_pulse_out_and_wipe_the_memory_after_it():
    result = play("compare-peephole")
    np.testing.assert_allclose(state(result, "c"), [1, 1, 2, 2, 2, 3, 1, 1, 2, 2], **NEARLY)
    np.testing.assert_allclose(state(result, "h"), [0, 0, 0, 0, 0, 3, 0, 0, 0, 0], **NEARLY)


def test_the_second_layer_switches_for_good_at_the_third_pulse():
    result = play("compare-two-layers")
    np.testing.assert_allclose(state(result, "h", 0), COUNTS, **NEARLY)
    np.testing.assert_allclose(state(result, "h", 1), [0] * 5 + [1] * 5, **NEARLY)


def test_both_directions_together_know_the_total():
    result = play("compare-bidirectional")
    pulses = result.network.lanes[0].x[:, 0]
    forward, reverse = state(result, "h", 0), state(result, "h", 1)[::-1]
    np.testing.assert_allclose(forward, COUNTS, **NEARLY)
    np.testing.assert_allclose(forward + reverse - pulses, 5, **NEARLY)
