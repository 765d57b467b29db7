"""What must be seen in the examples about gradients, computed once more by plain loops."""

import math
from typing import Any

import numpy as np
import pytest

from app.analysis.doctor import clipping_of, diagnose
from app.analysis.findings import Finding
from app.analysis.paths import gradient_paths
from app.analysis.shortcut import compare
from app.analysis.study import Study
from app.numerics.network import Run, run
from app.scenarios import examples
from app.scenarios.comparison import variants
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from tests.scenarios import by_hand


def scenario_of(name: str) -> Scenario:
    return examples.load(name).scenario


def cells(name: str) -> list[Scenario]:
    """Return the example's own cell and those that it is compared with."""
    scenario = scenario_of(name)
    return [scenario, *variants(scenario)]


def play(scenario: Scenario) -> Run:
    r = resolve(scenario)
    return run(r.spec, r.tensors, r.x, r.loss, head=r.head, interventions=r.interventions)


def gradient_norms(scenario: Scenario, quantity: str) -> np.ndarray:
    played = play(scenario).network
    return np.linalg.norm(played.lanes[0].grads(0, played.steps)[quantity], axis=1)


def findings(scenario: Scenario) -> dict[str, Finding]:
    return {finding.code: finding for finding in diagnose(Study.of(resolve(scenario)))}


def edited(scenario: Scenario, **changes: Any) -> Scenario:
    return Scenario.model_validate(scenario.model_dump(mode="json", by_alias=True) | changes)


# Why plain RNNs forget


def test_the_three_cells_have_one_sequence_one_size_and_one_loss():
    sizes = {(cell.cell.hidden_size, cell.sequence, cell.loss) for cell in cells("why-rnns-forget")}
    assert len(sizes) == 1
    assert [cell.cell.kind for cell in cells("why-rnns-forget")] == ["rnn", "rnn", "lstm"]


@pytest.mark.parametrize(("place", "factor"), [(0, 0.9), (1, 1.2)])
def test_an_rnn_multiplies_the_gradient_by_its_factor_at_each_step(place, factor):
    norms = gradient_norms(cells("why-rnns-forget")[place], "h")
    np.testing.assert_allclose(norms / norms[-1], factor ** np.arange(60, -1, -1.0), rtol=1e-9)


def test_the_numbers_of_the_tour_are_those_of_the_gradient():
    fading, exploding = (gradient_norms(cell, "h") for cell in cells("why-rnns-forget")[:2])
    assert fading[40] / fading[60] == pytest.approx(0.12, abs=0.005)
    assert fading[0] / fading[60] == pytest.approx(0.0018, rel=0.01)
    assert exploding[0] / exploding[60] == pytest.approx(56_000, rel=0.01)
    assert pytest.approx(0.00243, rel=1e-12) == 0.3**5


def test_the_lstm_with_an_open_forget_gate_keeps_it():
    lstm = cells("why-rnns-forget")[2]
    ours, plain = gradient_norms(lstm, "c"), by_hand.lstm(lstm)
    np.testing.assert_allclose(ours, np.linalg.norm(plain["d_c"], axis=1), rtol=1e-10)
    assert plain["f"].mean() == pytest.approx(0.98, abs=0.005)
    assert np.all((ours / ours[-1] > 0.9) & (ours / ours[-1] < 1.7))
    d_h = np.linalg.norm(plain["d_h"], axis=1)[:-2]
    assert d_h.max() / d_h.min() < 1.3


# The constant error carousel


def test_the_carousel_hands_on_the_same_number_at_every_step():
    carousel = scenario_of("constant-error-carousel")
    played = play(carousel).network
    d_c = played.lanes[0].grads(0, played.steps)["c"][:, 0]
    x = resolve(carousel).x[:, 0]
    assert d_c[-1] == pytest.approx(by_hand.squash(x[-1]), rel=1e-12)
    c = played.lanes[0].states["c"][:, 0]
    np.testing.assert_allclose(c, np.cumsum(by_hand.squash(2 * x) * np.tanh(x)), rtol=1e-10)
    assert set(d_c) == {d_c[-1]}, "constant to the last bit"


def test_all_of_the_carousels_gradient_came_along_the_cell_line():
    study = Study.of(resolve(scenario_of("constant-error-carousel")))
    lane = study.lanes[0]
    line = gradient_paths(lane, 0, study.steps).vectors()["c", "line"]
    whole = lane.grads(0, study.steps)["c"]
    np.testing.assert_array_equal(line[:-1], whole[:-1])


def test_without_the_what_if_the_carousel_halves_the_gradient_at_each_step():
    released = edited(scenario_of("constant-error-carousel"), interventions=[])
    d_c = gradient_norms(released, "c")
    np.testing.assert_allclose(d_c / d_c[-1], 0.5 ** np.arange(49, -1, -1.0), rtol=1e-12)
    assert d_c[0] / d_c[-1] == pytest.approx(1.8e-15, rel=0.02)


# Clipping


def test_clipping_at_norm_1_leaves_a_two_thousandth_of_the_exploded_gradient():
    exploding = scenario_of("rnn-clipping")
    norm = by_hand.tanh_rnn_gradient_norm(exploding, unit=0)
    assert norm == pytest.approx(2203, abs=0.5)
    gradients = play(exploding).gradients
    entries = np.concatenate([gradients[name].ravel() for name in gradients if name != "h0"])
    assert np.linalg.norm(entries) == pytest.approx(norm, rel=1e-10)
    clipped = entries * min(1.0, 1.0 / norm)
    said = clipping_of(Study.of(resolve(exploding)))
    assert said == pytest.approx({"norm": norm, "threshold": 1.0, "factor": 1.0 / norm})
    assert np.linalg.norm(clipped) == pytest.approx(1.0, rel=1e-10)
    assert 1.0 / norm == pytest.approx(0.00045, abs=5e-6)


def test_the_clipping_example_explodes_and_the_doctor_says_so():
    exploding = scenario_of("rnn-clipping")
    norms = gradient_norms(exploding, "h")
    assert norms[-1] == 1.0
    assert norms[0] == pytest.approx(1200, rel=0.02)
    assert findings(exploding)["exploding"].evidence["log10_factor"] > 3


# The forget product


def test_the_forget_product_is_off_by_more_than_100_000_in_the_example_about_it():
    scenario = scenario_of("forget-product-misleads")
    plain = by_hand.lstm(scenario)
    exact = np.linalg.norm(plain["d_c"][0])
    product = np.linalg.norm(plain["d_c"][-1] * np.prod(plain["f"][1:], axis=0))
    assert exact == pytest.approx(0.196, abs=5e-4)
    assert exact / np.linalg.norm(plain["d_c"][-1]) == pytest.approx(1 / 9, rel=0.05)
    assert product == pytest.approx(1.4e-6, rel=0.02)
    assert exact / product == pytest.approx(139_000, rel=0.005)
    assert plain["f"].mean() == pytest.approx(0.70, abs=0.005)
    own = next(compare(Study.of(resolve(scenario)), 0, "forward"))
    assert own.misleading["t"] == 0
    assert own.misleading["log10_factor"] == pytest.approx(math.log10(exact / product), abs=1e-9)


def test_about_a_third_of_what_reaches_the_cell_state_came_through_h():
    study = Study.of(resolve(scenario_of("forget-product-misleads")))
    parts = gradient_paths(study.lanes[0], 0, study.steps).vectors()
    line, hidden = (np.linalg.norm(parts["c", part], axis=1) for part in ("line", "h"))
    shares = hidden / (line + hidden)
    assert shares[:-1].mean() == pytest.approx(1 / 3, abs=0.03)


def test_with_small_weights_the_forget_product_is_right():
    scenario = scenario_of("forget-product-misleads")
    weights = scenario.weights.model_dump(mode="json") | {"gain": 0.1}
    plain = by_hand.lstm(edited(scenario, weights=weights))
    product = np.linalg.norm(plain["d_c"][-1] * np.prod(plain["f"][1:], axis=0))
    assert np.linalg.norm(plain["d_c"][0]) / product == pytest.approx(1, abs=1)
    assert product < 1e-5


# Forget bias 0, 1, 3


@pytest.mark.parametrize(
    ("place", "bias", "kept", "open_"),
    [(0, 0, 4e-8, 0.48), (1, 1, 0.001, 0.71), (2, 3, 0.18, 0.95)],
)
def test_the_forget_bias_decides_what_arrives(place, bias, kept, open_):
    scenario = cells("forget-bias")[place]
    assert scenario.weights.forget_bias == bias
    plain = by_hand.lstm(scenario)
    norms = np.linalg.norm(plain["d_c"], axis=1)
    np.testing.assert_allclose(gradient_norms(scenario, "c"), norms, rtol=1e-10)
    assert norms[0] / norms[-1] == pytest.approx(kept, rel=0.06)
    assert plain["f"].mean() == pytest.approx(open_, abs=0.01)


def test_the_three_forget_biases_share_every_other_weight():
    first, *others = (resolve(scenario).tensors for scenario in cells("forget-bias"))
    for other in others:
        for name, tensor in first.items():
            rows = np.r_[0:8, 16:32] if name == "bias_ih_l0" else slice(None)
            np.testing.assert_array_equal(other[name][rows], tensor[rows])


def test_the_doctor_misses_the_forget_bias_where_it_is_0_alone():
    raised = ["forget_bias_unset" in findings(scenario) for scenario in cells("forget-bias")]
    assert raised == [True, False, False]
