"""What must be seen in the examples about further cells, computed once more by plain loops."""

import math
import re
from typing import Any

import numpy as np
import pytest

from app.analysis.memory import Retention, retention
from app.analysis.study import Study
from app.scenarios import examples
from app.scenarios.comparison import variants
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario
from tests.scenarios.by_hand import squash

#: Gates at ±10 are open or shut to 5e-5, those at ±20 to 2e-9.
NEARLY = {"atol": 2e-3, "rtol": 0}
CLOSELY = {"atol": 1e-6, "rtol": 0}


def cells(name: str) -> list[Scenario]:
    """Return the example's own cell and those that it is compared with."""
    scenario = examples.load(name).scenario
    return [scenario, *variants(scenario)]


def play(scenario: Scenario) -> Study:
    return Study.of(resolve(scenario))


def state(study: Study, name: str = "h") -> np.ndarray:
    return study.lanes[0].states[name]


def gradient(study: Study, name: str = "h") -> np.ndarray:
    return study.lanes[0].grads(0, study.steps)[name]


def half_lives(study: Study) -> np.ndarray:
    *_, found = retention(study.linear[0], 0, study.steps - 1)
    assert isinstance(found, Retention)
    return found.half_life


def edited(scenario: Scenario, **changes: Any) -> Scenario:
    return Scenario.model_validate(scenario.model_dump(mode="json", by_alias=True) | changes)


def with_value(scenario: Scenario, t: int, channel: int, value: float) -> Scenario:
    """Return the scenario with one number of its sequence changed."""
    values = resolve(scenario).x.tolist()
    values[t][channel] = value
    return edited(scenario, sequence={"values": values})


# The LSTMs of 1997 and 2000

OLD_AND_NEW = "lstm-1997-and-2000"
READS = [2, 6, 10]


def test_without_a_forget_gate_every_sum_lands_on_the_ones_before():
    first, second = map(play, cells(OLD_AND_NEW))
    x = first.resolved.x
    np.testing.assert_allclose(state(first, "c")[:, 0], np.cumsum(x[:, 0] * x[:, 1]), **NEARLY)
    np.testing.assert_allclose(state(first)[READS, 0], [7, 14, 21], **NEARLY)
    np.testing.assert_allclose(state(second)[READS, 0], [7, 7, 7], **NEARLY)
    np.testing.assert_allclose(state(second, "c")[[3, 7], 0], 0, **NEARLY)


def test_the_cells_of_1997_and_2000_share_every_weight_but_those_of_the_forget_gate():
    first, second = (resolve(cell).tensors for cell in cells(OLD_AND_NEW))
    rows = {"i": 0, "g": 2, "o": 3}
    for gate, row in rows.items():
        np.testing.assert_array_equal(first[f"W_{gate}_l0"][0], second["weight_ih_l0"][row])
        np.testing.assert_array_equal(first[f"b_{gate}_l0"][0], second["bias_ih_l0"][row])


def test_what_was_wiped_has_no_part_in_the_gradient():
    first, second = (gradient(play(cell), "c")[:, 0] for cell in cells(OLD_AND_NEW))
    np.testing.assert_array_equal(first, np.ones(11))
    np.testing.assert_allclose(second, [0] * 7 + [1] * 4, **NEARLY)


def test_without_the_first_wipe_the_cell_of_2000_keeps_the_first_sum():
    unwiped = with_value(cells(OLD_AND_NEW)[0], 3, 1, 0)
    second = play(variants(unwiped)[0])
    np.testing.assert_allclose(state(second)[READS, 0], [7, 14, 7], **NEARLY)


# GRU: reset after the product, or before

ORDER = "gru-reset-before-and-after"


def gru_by_hand(scenario: Scenario, is_reset_first: bool, recurrent: np.ndarray) -> np.ndarray:
    """Run the example's GRU, whose gates do not look back and whose candidate is not squashed."""
    rows, bias = resolve(scenario).tensors["weight_ih_l0"], [-20, -20, 20, 20, 0, 0]
    h, hs = np.zeros(2), []
    for x in resolve(scenario).x:
        z_r, z_z, z_n = np.split(rows @ x + bias, 3)
        r, z = squash(z_r), squash(z_z)
        n = z_n + (recurrent @ (r * h) if is_reset_first else r * (recurrent @ h))
        h = (1 - z) * n + z * h
        hs.append(h)
    return np.array(hs)


SWAP, SELF = np.array([[0.0, 1.0], [1.0, 0.0]]), np.eye(2)


@pytest.mark.parametrize(
    ("place", "is_reset_first", "recurrent"),
    [(0, False, SWAP), (1, True, SWAP), (2, False, SELF), (3, True, SELF)],
)
def test_each_of_the_four_cells_is_the_formula_it_is_called_by(place, is_reset_first, recurrent):
    compared = cells(ORDER)
    expected = gru_by_hand(compared[0], is_reset_first, recurrent)
    np.testing.assert_allclose(state(play(compared[place])), expected, rtol=1e-12, atol=1e-12)


def test_the_order_matters_where_one_reset_gate_is_open():
    after, before, *_ = (state(play(cell)) for cell in cells(ORDER))
    np.testing.assert_allclose(after, [(3, 4), (3, 4), (4, 3), (3, 0), (3, 4), (0, 3)], **CLOSELY)
    np.testing.assert_allclose(before, [(3, 4), (3, 4), (4, 3), (0, 4), (3, 4), (4, 0)], **CLOSELY)


def test_the_gradient_reaches_another_unit_when_the_order_is_another():
    after, before, *_ = (gradient(play(cell)) for cell in cells(ORDER))
    np.testing.assert_allclose(after[4], (1, 0), **CLOSELY)
    np.testing.assert_allclose(before[4], (0, 1), **CLOSELY)


def test_with_a_diagonal_matrix_the_order_makes_no_difference():
    after, before = (state(play(cell)) for cell in cells(ORDER)[2:])
    np.testing.assert_allclose(after[[3, 5]], [(3, 0), (0, 4)], **CLOSELY)
    np.testing.assert_allclose(after, before, rtol=0, atol=1e-14)


@pytest.mark.parametrize("recurrent", [np.diag([0.7, -1.3]), np.zeros((2, 2))])
def test_any_diagonal_matrix_and_none_at_all_give_one_gru(recurrent):
    rng = np.random.default_rng(3)
    after, before = cells(ORDER)[:2]
    ours = {name: rng.normal(size=it.shape) for name, it in resolve(before).tensors.items()}
    ours["U_n_l0"] = recurrent
    theirs = {
        f"{tensor}_l0": np.concatenate([ours[f"{letter}_{gate}_l0"] for gate in "rzn"])
        for tensor, letter in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b"))
    }
    first, second = (
        state(play(edited(cell, weights={"tensors": {k: it.tolist() for k, it in own.items()}})))
        for cell, own in ((after, theirs), (before, ours))
    )
    assert np.abs(first).max() > 0.1
    np.testing.assert_allclose(first, second, rtol=1e-13, atol=1e-13)


def test_the_two_orders_were_given_the_same_weights():
    for ours, theirs in (cells(ORDER)[:2], cells(ORDER)[2:]):
        packed, single = resolve(ours).tensors, resolve(theirs).tensors
        for name, letter in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b")):
            rows = np.concatenate([single[f"{letter}_{gate}_l0"] for gate in "rzn"])
            np.testing.assert_array_equal(packed[f"{name}_l0"], rows)
        assert not packed["bias_hh_l0"].any(), "PyTorch's second bias would stand inside r · (…)"


# CIFG and LSTM at equal parameters

COUPLED = "cifg-equal-parameters"


def test_18_units_of_a_cifg_and_15_of_an_lstm_have_1080_parameters_each():
    cifg, lstm = map(resolve, cells(COUPLED))
    assert cifg.parameters == 3 * 18 * (1 + 18 + 1) == 1080
    assert lstm.parameters == 4 * 15 * (1 + 15 + 2) == 1080
    assert [cell.cell.hidden_size for cell in cells(COUPLED)] == [18, 15]


def test_the_forget_gate_of_the_cifg_is_what_its_input_gate_leaves():
    cifg, lstm = (play(cell).lanes[0] for cell in cells(COUPLED))
    np.testing.assert_array_equal(cifg.value("f"), 1 - cifg.value("i"))
    kept = (np.arange(18) + 1) / (np.arange(18) + 2)
    np.testing.assert_allclose(cifg.value("f"), np.tile(kept, (60, 1)), rtol=1e-8)
    np.testing.assert_allclose(lstm.value("f"), cifg.value("f")[:, :15], rtol=1e-8)


def test_the_lstm_adds_up_what_the_cifg_averages():
    cifg, lstm = (state(play(cell), "c") for cell in cells(COUPLED))
    x, kept = resolve(cells(COUPLED)[0]).x[:, 0], (np.arange(18) + 1) / (np.arange(18) + 2)
    c, means = np.zeros(18), []
    for value in x:
        c = kept * c + (1 - kept) * value
        means.append(c)
    np.testing.assert_allclose(cifg, means, atol=1e-7)
    np.testing.assert_allclose(lstm, np.array(means)[:, :15] * (np.arange(15) + 2), atol=1e-6)
    assert x.tolist() == [1.0] * 40 + [0.0] * 20
    assert cifg.max() < 1
    assert lstm[39, 14] == lstm.max() == pytest.approx(14.8, abs=0.05)


def test_unit_8_holds_ten_times_as_much_in_the_lstm_and_loses_it_as_fast():
    cifg, lstm = (state(play(cell), "c")[:, 8] for cell in cells(COUPLED))
    assert (lstm[39], cifg[39]) == pytest.approx((9.85, 0.985), rel=5e-4)
    assert (lstm[59], cifg[59]) == pytest.approx((1.20, 0.120), rel=2e-3)
    for c in (cifg, lstm):
        assert c[59] / c[39] == pytest.approx(0.9**20, rel=1e-7)


def test_the_slowest_unit_of_the_cifg_outlives_the_slowest_of_the_lstm():
    slowest = [half_lives(play(cell))[-1] for cell in cells(COUPLED)]
    kept = np.array([18 / 19, 15 / 16])
    np.testing.assert_allclose(slowest, math.log(2) / -np.log(kept), rtol=1e-6)
    assert slowest == pytest.approx([12.8, 10.7], abs=0.05)


# minGRU

MINIMAL = "min-gru"
KEPT = np.array([0.9, 0.5])


def test_the_min_gru_keeps_one_minus_z_of_what_was_written():
    study = play(cells(MINIMAL)[0])
    expected = KEPT ** np.arange(21)[:, None]
    np.testing.assert_allclose(state(study), expected, **CLOSELY)
    np.testing.assert_allclose(study.lanes[0].value("z")[0], 1, **CLOSELY)
    np.testing.assert_allclose(study.lanes[0].value("z")[1:], [1 - KEPT] * 20, rtol=1e-12)


def test_its_gates_are_the_same_whatever_h_was():
    scenario = cells(MINIMAL)[0]
    gates = [play(edited(scenario, h0=[start])).lanes[0].gates for start in ([0, 0], [5, -3])]
    for name in ("z", "n"):
        np.testing.assert_array_equal(gates[0][name], gates[1][name])


def test_the_jacobian_of_a_step_is_diagonal_and_holds_one_minus_z():
    study = play(cells(MINIMAL)[0])
    z = study.lanes[0].value("z")
    for t in range(1, study.steps):
        np.testing.assert_array_equal(study.linear[0].step_jacobian(t), np.diag(1 - z[t]))


def test_the_gradient_that_arrives_is_the_product_of_one_minus_z():
    study = play(cells(MINIMAL)[0])
    np.testing.assert_allclose(gradient(study), KEPT ** np.arange(20, -1, -1)[:, None], rtol=1e-12)
    assert gradient(study)[0] == pytest.approx([0.12, 1e-6], rel=0.05)


def test_through_u_the_gradient_of_a_gru_crosses_from_unit_to_unit():
    without, joined = map(play, cells(MINIMAL)[1:])
    np.testing.assert_allclose(
        joined.linear[0].step_jacobian(5), [[0.9, 0.1], [0.5, 0.5]], rtol=1e-12
    )
    np.testing.assert_allclose(without.linear[0].step_jacobian(5), np.diag(KEPT), rtol=1e-12)
    assert gradient(joined)[0] == pytest.approx([1.67, 0.33], abs=0.005)
    np.testing.assert_allclose(state(joined), 1, **CLOSELY)


def test_a_gru_without_u_and_tanh_is_the_min_gru():
    minimal, without, _ = map(play, cells(MINIMAL))
    np.testing.assert_allclose(state(without), state(minimal), rtol=1e-12)
    np.testing.assert_allclose(gradient(without), gradient(minimal), rtol=1e-12)
    z = without.lanes[0].value("z")
    np.testing.assert_allclose(z, 1 - minimal.lanes[0].value("z"), rtol=0, atol=1e-12)


def test_a_second_impulse_shuts_the_way_back():
    study = play(with_value(cells(MINIMAL)[0], 10, 0, 1))
    assert np.abs(gradient(study)[:10]).max() < 1e-7
    assert gradient(study)[10, 0] == pytest.approx(0.9**10, rel=1e-12)


# sLSTM

STABLE = "slstm-stabiliser"


def weighted_means(x: np.ndarray) -> np.ndarray:
    """Return the cell's h as it stands in the formula: c and n with e^a, without a stabiliser."""
    c = n = 0.0
    means = []
    for value, exponent in x:
        weight = np.exp(exponent)
        c, n = c + weight * value, n + weight
        means.append(c / n)
    return np.array(means)


def test_the_stabilised_cell_stays_finite_where_the_formula_overflows():
    stable, plain = map(play, cells(STABLE))
    np.testing.assert_allclose(state(stable)[:, 0], [2, 3, 5, 6, 6], rtol=1e-12)
    np.testing.assert_allclose(state(stable, "c")[:, 0], [2, 6, 5, 12, 12], rtol=1e-12)
    np.testing.assert_allclose(state(stable, "n")[:, 0], [1, 2, 1, 2, 2], rtol=1e-12)
    np.testing.assert_allclose(state(stable, "m")[:, 0], [0, 0, 1000, 1000, 1000], atol=1e-12)
    with np.errstate(all="ignore"):
        by_hand = weighted_means(stable.resolved.x)
    np.testing.assert_allclose(state(plain)[:, 0], by_hand, rtol=1e-12)
    assert np.isfinite(by_hand).tolist() == [True, True, False, False, False]
    assert np.isnan(state(plain)[2, 0])
    np.testing.assert_allclose(state(stable)[:2, 0], by_hand[:2], rtol=1e-12)


def test_where_the_formula_is_finite_the_stabiliser_changes_nothing():
    mild = cells(STABLE)[0]
    for t, exponent in enumerate([-3, 0.5, 5, 4, 3]):
        mild = with_value(mild, t, 1, exponent)
    stable, plain = play(mild), play(variants(mild)[0])
    by_hand = weighted_means(stable.resolved.x)
    assert np.isfinite(by_hand).all()
    for study in (stable, plain):
        np.testing.assert_allclose(state(study)[:, 0], by_hand, rtol=1e-12)
    np.testing.assert_allclose(gradient(stable, "x"), gradient(plain, "x"), rtol=1e-9, atol=1e-12)


def test_a_float64_ends_between_e_709_and_e_710():
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(709.0))
        assert np.isinf(np.exp(710.0))


def test_the_gradient_of_an_input_is_its_weight_in_the_mean_and_m_has_none():
    stable = play(cells(STABLE)[0])
    np.testing.assert_allclose(gradient(stable, "g")[:, 0], [0, 0, 0.5, 0.5, 0], atol=1e-12)
    np.testing.assert_allclose(gradient(stable, "m")[:, 0], 0, atol=1e-12)
    np.testing.assert_allclose(gradient(stable, "x")[:, 1], [0, 0, -0.5, 0.5, 0], atol=1e-12)


def test_nothing_is_forgotten_and_nothing_hidden_in_the_example_about_exponentials():
    lane = play(cells(STABLE)[0]).lanes[0]
    np.testing.assert_allclose(np.exp(lane.value("l")), 1, rtol=1e-12)
    np.testing.assert_allclose(lane.value("o"), 1, rtol=1e-12)


def test_both_cells_of_the_example_have_the_same_weights():
    stable, plain = (resolve(cell).tensors for cell in cells(STABLE))
    assert set(stable) == set(plain)
    for name, tensor in stable.items():
        np.testing.assert_array_equal(tensor, plain[name])


# Write your own

OWN = "write-your-own"


def rewritten(old: str, new: str) -> Scenario:
    """Return the example with its equations changed as its tour invites to."""
    scenario = cells(OWN)[0]
    assert scenario.cell.equations is not None
    assert old in scenario.cell.equations
    cell = scenario.cell.model_dump(mode="json")
    return edited(scenario, cell=cell | {"equations": scenario.cell.equations.replace(old, new)})


def test_an_impulse_leaks_out_of_the_integrator_by_a_tenth_a_step():
    h = state(play(cells(OWN)[0]))[:, 0]
    np.testing.assert_allclose(h, 0.9 ** np.arange(21), rtol=1e-12)
    assert h[[1, 2, 3, 6, 7]] == pytest.approx([0.9, 0.81, 0.729, 0.53, 0.48], abs=0.005)


def test_half_of_the_impulse_is_left_after_6_58_steps():
    (found,) = half_lives(play(cells(OWN)[0]))
    assert found == pytest.approx(math.log(2) / math.log(1 / 0.9), rel=1e-12)
    assert found == pytest.approx(6.58, abs=0.005)


def test_the_gradient_follows_from_the_line():
    study = play(cells(OWN)[0])
    np.testing.assert_allclose(gradient(study)[:, 0], 0.9 ** np.arange(20, -1, -1.0), rtol=1e-12)
    assert gradient(study)[0, 0] == pytest.approx(0.12, abs=0.005)
    by_leak = study.network.gradients()["alpha_l0"]
    np.testing.assert_allclose(by_leak, 20 * 0.9**19, rtol=1e-12)


def test_with_0_5_in_the_line_the_half_life_is_one_step():
    study = play(rewritten("0.9", "0.5"))
    np.testing.assert_allclose(state(study)[:, 0], 0.5 ** np.arange(21), rtol=1e-12)
    assert half_lives(study) == pytest.approx([1.0], rel=1e-12)


def test_with_tanh_around_it_no_input_adds_more_than_1():
    squashed = rewritten("W x", "tanh(W x)")
    assert state(play(squashed))[0, 0] == pytest.approx(math.tanh(1), rel=1e-12)
    assert state(play(with_value(squashed, 0, 0, 50)))[0, 0] <= 1


def test_a_gate_written_above_the_line_starts_half_open():
    own = cells(OWN)[0].cell.equations or ""
    line = own.splitlines()[-1]
    gated = "f = gate(W_f x + b_f)\n" + line.replace("scalar(alpha, 0.9) * h'", "f * h'")
    study = play(rewritten(line, gated))
    np.testing.assert_array_equal(study.lanes[0].value("f"), 0.5)
    np.testing.assert_allclose(state(study)[:, 0], 0.5 ** np.arange(21), rtol=1e-12)


def test_the_tour_quotes_the_line_that_is_there():
    (line,) = re.findall(r"(?m)^h = .*$", cells(OWN)[0].cell.equations or "")
    assert line == "h = scalar(alpha, 0.9) * h' + W x"
    said = [step.text for step in examples.load(OWN).tour]
    assert all("scalar(alpha, 0.9) * h'" in text for text in said[-1].values())
    assert all("alpha · h′ + W x" in text for text in said[0].values())


# Words

NEW = (OLD_AND_NEW, ORDER, COUPLED, MINIMAL, STABLE, OWN)


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", text)))


@pytest.mark.parametrize("name", NEW)
def test_both_languages_quote_the_same_numbers(name):
    example = examples.load(name)
    for words in (example.summary, *(step.text for step in example.tour)):
        assert numbers_in(words["en"]) == numbers_in(words["zh"])


@pytest.mark.parametrize("name", NEW)
def test_the_cells_of_a_comparison_have_names_that_tell_them_apart(name):
    titles = [cell.title for cell in cells(name)]
    assert all(titles)
    assert len(set(titles)) == len(titles)
