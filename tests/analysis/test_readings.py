"""The numbers that sentences of laboratory and doctor name: read off a run, here by hand."""

import math
from typing import Any

import numpy as np
import pytest

from app.analysis import memory
from app.analysis.analyses.saliency import shares_of
from app.analysis.doctor import clipping_of, diagnose
from app.analysis.paths import gradient_shares
from app.analysis.requests import AnalysisRequest, run_analysis
from app.analysis.shortcut import CellCurves
from app.analysis.study import Study
from app.analysis.verdict import judge
from app.scenarios import examples
from app.scenarios.comparison import variants
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from tests.analysis.lab_fixtures import carousel, halving, single_unit
from tests.analysis.studies import CELLS, document

LOG10_2 = math.log10(2)


def study_of(scenario: dict[str, Any]) -> Study:
    return Study.of(resolve(Scenario.model_validate(scenario)))


def results(study: Study, *wanted: Any) -> list[dict[str, Any]]:
    body = {"scenario": study.resolved.scenario, "analyses": list(wanted)}
    asked = AnalysisRequest.model_validate(body).analyses
    return [it for one in asked for it in run_analysis(study, one) if isinstance(it, dict)]


def way_of(study: Study, quantity: str, layer: int = 0, direction: str = "forward") -> Any:
    found = results(study, "map")
    return next(
        it["way"]
        for it in found
        if (it["quantity"], it.get("layer"), it.get("direction")) == (quantity, layer, direction)
    )


# Gradient map


@pytest.mark.parametrize(("direction", "back"), [("forward", -1), ("reverse", 1)])
def test_what_halves_at_every_step_reaches_as_far_as_the_powers_of_one_half_say(direction, back):
    way = way_of(study_of(halving(direction)), "h", 0, direction)
    last = 9 if direction == "forward" else 0
    assert (way["source"], way["t"], way["log10_norm"]) == (last, last, 0.0)
    assert (way["horizon"]["steps"], way["horizon"]["t"]) == (7, last + 7 * back)
    assert way["end"] == {
        "t": last + 9 * back,
        "steps": 9,
        "log10_left": pytest.approx(-9 * LOG10_2),
    }
    assert way["rate"]["factor"] == pytest.approx(0.5)
    assert way["rate"]["log10_factor"] == pytest.approx(-LOG10_2)
    assert way["strongest"]["source"] == way["strongest"]["t"] == last + 9 * back
    assert way["strongest"]["log10_of_it"] == pytest.approx(-9 * LOG10_2)


def test_where_no_gradient_arrives_the_way_back_says_nothing():
    way = way_of(study_of(document({"kind": "rnn"}, weights={"init": "zeros"})), "h")
    assert way["end"]["steps"] == 0
    assert way["rate"] is None


def lanes_of_examples() -> list[tuple[str, int]]:
    return [
        (name, number)
        for name in examples.names()
        for number in range(1 + len(examples.load(name).scenario.comparison))
    ]


@pytest.mark.parametrize(("name", "number"), lanes_of_examples())
def test_doctor_and_laboratory_say_the_same_rate_of_the_same_state(name, number):
    own = examples.load(name).scenario
    study = Study.of(resolve((own, *variants(own))[number]))
    rates = [it for it in diagnose(study) if it.code in ("vanishing", "exploding")]
    for found in rates:
        place, evidence = found.place, found.evidence
        way = way_of(study, str(place.state), place.layer or 0, place.direction or "")
        assert way["rate"]["factor"] == evidence["step_factor"]
        back = evidence["mean_steps"] if found.code == "vanishing" else evidence["steps"]
        assert way["rate"]["steps"] == back
        if found.code == "vanishing":
            assert way["horizon"]["steps"] == evidence["horizon"]


# Saliency


def test_shares_add_up_to_one_below_the_smallest_float_too():
    np.testing.assert_allclose(shares_of(np.array([-400.0, -401.0, -np.inf])), [10 / 11, 1 / 11, 0])
    np.testing.assert_array_equal(shares_of(np.full(2, -np.inf)), [0, 0])


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_saliency_names_the_largest_share_the_fewest_steps_and_the_largest_product(cell):
    (found,) = results(study_of(document(cell)), "saliency")
    share, products = found["share"], found["gradient_times_input"]
    assert share.sum() == pytest.approx(1)
    np.testing.assert_allclose(
        share / share.max(), 10 ** (found["log10_norm"] - found["log10_norm"].max())
    )
    assert found["largest"]["share"] == share.max()
    assert [int(share.argmax())] == found["largest"]["steps"]
    count = found["fewest"]["count"]
    descending = np.sort(share)[::-1]
    assert descending[:count].sum() >= 0.9 > descending[: count - 1].sum()
    product = found["largest_product"]
    assert abs(product["value"]) == np.abs(products).max()
    assert products[product["t"], product["channel"]] == product["value"]


def test_steps_that_matter_equally_are_all_named_and_none_without_a_gradient():
    still = halving(weights={"tensors": {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[1.0]]}})
    (equal,) = results(study_of(still), "saliency")
    assert equal["largest"] == {"steps": list(range(10)), "share": pytest.approx(0.1)}
    assert equal["fewest"]["count"] == 9
    deaf = halving(weights={"tensors": {"weight_ih_l0": [[0.0]], "weight_hh_l0": [[0.5]]}})
    (nothing,) = results(study_of(deaf), "saliency")
    assert (nothing["largest"], nothing["fewest"], nothing["largest_product"]) == (None, None, None)


# Memory


def test_the_rule_of_thumb_is_compared_where_both_lives_are_known_and_in_its_own_direction():
    def worst(by_gate: list[float], measured: list[float]) -> Any:
        return memory.most_misleading(np.array(by_gate), np.array(measured))

    assert worst([2, 8, np.inf], [1, 1, 1]) == (1, pytest.approx(8))
    assert worst([1, 2], [10, np.nan]) == (0, pytest.approx(0.1))
    assert worst([np.inf], [np.nan]) == (0, 1.0)


def test_a_rule_without_end_expects_everything_to_stay():
    np.testing.assert_allclose(memory.log10_after(np.array([np.inf, 2.0]), 6), [0, -3 * LOG10_2])


def test_shares_of_saturation_add_up_and_have_their_mean():
    (found,) = results(study_of(carousel()), "memory")
    gate = found["saturation"]["f"]
    np.testing.assert_allclose(gate["shut"] + gate["between"] + gate["open"], 1)
    assert gate["mean"] == {"shut": 0.0, "between": 0.5, "open": 0.5}
    assert found["misleading"]["factor"] == pytest.approx(1)
    np.testing.assert_allclose(found["log10_by_gate"], [0, -9 * LOG10_2])


# Jacobians


def test_what_halves_has_a_half_life_of_one_step_and_one_direction():
    found = results(study_of(halving()), "jacobians", "lyapunov", {"name": "eigenvalues", "t": 3})
    products, radius, lyapunov, eigenvalues = found
    assert products["directions"] == {"h": 1}
    assert (radius["median"], radius["known"], radius["above"]) == (pytest.approx(0.5), 10, 0)
    assert radius["log10_product"] == pytest.approx(-9 * LOG10_2)
    np.testing.assert_allclose(lyapunov["factor"], 0.5)
    np.testing.assert_allclose(lyapunov["steps_to_half"], 1)
    assert (eigenvalues["outside"], eigenvalues["pairs"]) == (0, 0)
    np.testing.assert_allclose(eigenvalues["modulus"], 0.5)


def test_eigenvalues_outside_the_circle_and_complex_pairs_are_counted():
    turning = {"weight_ih_l0": [[1.0], [0.0]], "weight_hh_l0": [[0.9, -0.9], [0.9, 0.9]]}
    cell = halving()["cell"] | {"hidden_size": 2}
    (found,) = results(study_of(halving(cell=cell, weights={"tensors": turning})), "eigenvalues")
    assert (found["outside"], found["pairs"]) == (2, 1)
    np.testing.assert_allclose(found["modulus"], math.hypot(0.9, 0.9))


def test_a_direction_that_stays_has_no_half_life():
    (found,) = results(study_of(carousel()), {"name": "lyapunov", "count": None})
    np.testing.assert_allclose(found["steps_to_half"], [np.nan, 1, np.nan, np.nan], rtol=1e-6)


# Shortcut


def verdict_of(scenario: dict[str, Any]) -> Any:
    (found,) = (it for it in results(study_of(scenario), "shortcut") if it["own"])
    return found["verdict"]


def test_a_product_that_says_too_little_by_a_quarter_a_step():
    found = verdict_of(single_unit(1e-12, 1e-12, 40))
    assert found["too_small"] == {"t": 0, "log10_factor": pytest.approx(39 * math.log10(1.25))}
    assert found["too_large"] is None
    assert found["fine"] == {"first": 36, "last": 39, "is_all": False}
    assert found["reached"] == {"first": 0, "last": 39}


def test_a_product_that_says_too_much():
    found = verdict_of(single_unit(0.5, -1.2, 10))
    assert found["too_large"] == {"t": 0, "log10_factor": pytest.approx(9 * math.log10(2.5))}


def test_without_recurrent_weights_the_product_is_fine_everywhere():
    found = verdict_of(carousel())
    assert found["fine"] == {"first": 0, "last": 9, "is_all": True}
    assert (found["too_small"], found["too_large"], found["only_around"]) == (None, None, None)


def test_a_gate_that_shuts_off_the_line_altogether_is_told_from_a_small_factor():
    nothing = -np.inf
    curves = CellCurves(
        kind="lstm",
        own=True,
        states={"h": np.zeros(3), "c": np.array([-1.0, -2.0, nothing])},
        memory="c",
        forget_product=np.array([nothing, -2.0, nothing]),
        textbook_bound=np.array([1.0, 0.0, 0.0]),
        step_factor=1.0,
        is_plain=False,
        misleading=None,
    )
    found = judge(curves, "forward")
    assert found.only_around == (0,)
    assert (found.fine, found.is_fine) == ((1, 1), False)
    assert (found.reached, found.bound_over_exact) == ((0, 2), 1.0)
    assert judge(curves, "reverse").reached == (2, 0)


def test_an_exact_bound_is_off_by_nothing():
    assert verdict_of(halving())["bound_over_exact"] == pytest.approx(0, abs=1e-12)


# Paths


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_shares_are_norms_over_the_sum_of_norms_and_add_up_to_one(cell):
    study = study_of(document(cell))
    for lane in study.lanes:
        for state, found in gradient_shares(study, lane).items():
            norms, reached = 10.0**found.log10_part, found.reached
            total = norms.sum(axis=1)
            assert reached == np.flatnonzero(total).tolist()
            expected = norms[reached] / total[reached, None]
            np.testing.assert_allclose(found.share[reached], expected)
            exact = np.linalg.norm(lane.in_sequence_order(lane.grads()[state]), axis=1)
            left = found.left[reached]
            np.testing.assert_allclose(left, exact[reached] / total[reached], rtol=1e-12)
            assert np.all(left <= 1)


def test_a_gradient_of_1e_460_has_its_shares():
    study = study_of(single_unit(1e-12, 1e-12, 40))
    c = gradient_shares(study, study.lanes[0])["c"]
    assert c.log10_norm[0] < -460
    np.testing.assert_allclose(c.share[:39, 0], 0.8)
    assert c.mean_share[0] == pytest.approx(39 * 0.8 / 40)


def test_parts_that_cancel_leave_a_quarter():
    study = study_of(single_unit(0.5, -1.2, 10))
    c = gradient_shares(study, study.lanes[0])["c"]
    assert c.left[0] == pytest.approx((0.5 - 0.3) / (0.5 + 0.3))
    assert c.left[c.most_cancelled] == pytest.approx(0.25)


def test_steps_without_a_gradient_are_told_from_those_whose_gradient_is_not_finite():
    study = study_of(carousel())
    found = gradient_shares(study, study.lanes[0])["h"]
    assert (found.reached, found.unknown) == ([9], [])


def test_shares_do_not_depend_on_the_parts_in_which_a_network_runs(monkeypatch):
    whole = study_of(document({"kind": "lstm"}))
    monkeypatch.setattr("app.analysis.study._CHUNK_NUMBERS", 1)
    parts = study_of(document({"kind": "lstm"}))
    one, other = (gradient_shares(it, it.lanes[0])["c"] for it in (whole, parts))
    np.testing.assert_allclose(one.share, other.share, rtol=1e-12)


# Clipping


def test_a_small_gradient_is_not_clipped_and_where_states_start_is_no_parameter():
    study = study_of(halving(h0=[[1.0]]))
    gradients = study.network.gradients()
    norm = math.hypot(*(float(gradients[it].item()) for it in ("weight_ih_l0", "weight_hh_l0")))
    said = clipping_of(study)
    assert said == {"norm": pytest.approx(norm), "threshold": 1.0, "factor": 1.0}
