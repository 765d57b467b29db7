"""Every finding has a scenario that raises it and one that does not; both languages have words."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.analysis.doctor import diagnose
from app.analysis.findings import CODES, SUGGESTIONS, Finding
from app.analysis.study import Study
from app.scenarios.comparison import variants
from app.scenarios.examples import load, names
from app.scenarios.resolve import resolve
from tests.analysis.studies import carousel, scalar_rnn, study

I18N = Path(__file__).parents[2] / "app/i18n"
LONG = {"generator": "noise", "steps": 60, "seed": 2}
OPEN = {"init": "pytorch", "seed": 3, "forget_bias": 3.0}
ALL = {"kind": "squared_error", "at": "all"}


def of_code(findings: list[Finding], code: str) -> list[Finding]:
    assert [it.code for it in findings] == sorted((it.code for it in findings), key=CODES.index)
    return [it for it in findings if it.code == code]


def every_step(steps: int, outputs: int = 4) -> dict[str, Any]:
    return ALL | {"targets": [[0.0] * outputs] * steps}


def identity_rnn(
    kept: tuple[float, float], read: float = 0.5, x: float = 1.0, steps: int = 10
) -> Any:
    """Return two units h(t) = kept·h(t−1) + x(t) (the second reads another share of x)."""
    tensors = {
        "weight_ih_l0": [[1.0], [read]],
        "weight_hh_l0": [[kept[0], 0.0], [0.0, kept[1]]],
    }
    cell = {"kind": "rnn", "input_size": 1, "hidden_size": 2, "bias": False}
    cell |= {"activations": {"candidate": "identity"}}
    values = [[x * (-1.0) ** (k // 2)] for k in range(steps)]
    return study(cell, weights={"tensors": tensors}, sequence={"values": values})


def saturated(scale: float) -> Any:
    tensors = {
        "weight_ih_l0": [[0.0]] * 8,
        "weight_hh_l0": [[0.0, 0.0]] * 8,
        "bias_ih_l0": [scale, scale, 2.0, 2.0, 0.1, 0.2, 0.0, 0.0],
    }
    return study(
        {"input_size": 1, "hidden_size": 2},
        weights={"tensors": tensors},
        sequence={"values": [[0.5]] * 8},
    )


RAISED = {
    "vanishing": lambda: scalar_rnn(0.3, 20),
    "exploding": lambda: scalar_rnn(2.0, 20),
    "saturated_gates": lambda: saturated(8.0),
    "dead_units": lambda: study(weights={"init": "zeros"}),
    "duplicate_units": lambda: identity_rnn((0.5, 0.5), read=1.0),
    "forget_bias_unset": study,
    "last_step_only": lambda: study(sequence=LONG),
    "inputs_out_of_range": lambda: identity_rnn((0.5, 0.2), x=4.0),
    "non_finite": lambda: scalar_rnn(1e10, 60),
}
NOT_RAISED = {
    "vanishing": lambda: scalar_rnn(0.95, 20),
    "exploding": lambda: scalar_rnn(1.0, 20),
    "saturated_gates": lambda: saturated(1.0),
    "dead_units": study,
    "duplicate_units": lambda: identity_rnn((0.5, 0.4), read=1.0),
    "forget_bias_unset": lambda: study(weights=OPEN),
    "last_step_only": lambda: study(sequence=LONG, loss=every_step(60)),
    "inputs_out_of_range": lambda: identity_rnn((0.5, 0.2), x=3.0),
    "non_finite": lambda: scalar_rnn(1e5, 60),
}


def test_every_code_has_both_scenarios() -> None:
    assert RAISED.keys() == NOT_RAISED.keys() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_finding_is_raised_where_it_should_be(code: str) -> None:
    (finding,) = of_code(diagnose(RAISED[code]()), code)
    assert finding.suggestion in SUGGESTIONS


@pytest.mark.parametrize("code", CODES)
def test_a_finding_is_not_raised_where_it_should_not_be(code: str) -> None:
    assert of_code(diagnose(NOT_RAISED[code]()), code) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("code", CODES)
def test_every_finding_has_words_and_the_numbers_that_they_name(code: str, lang: str) -> None:
    texts = json.loads((I18N / f"{lang}.json").read_text(encoding="utf-8"))
    (finding,) = of_code(diagnose(RAISED[code]()), code)
    known = {**finding.place.as_dict(), **finding.evidence, "lane": finding.place.layer}
    for key in (key for key in texts if key.startswith(f"doctor.{code}.")):
        named = set(re.findall(r"\{(\w+)\}", texts[key]))
        assert {name for name in named if known.get(name) is None} == set()
    assert texts[f"doctor.try.{finding.suggestion}"]


def test_every_suggestion_has_words() -> None:
    for lang in ("en", "zh"):
        texts = json.loads((I18N / f"{lang}.json").read_text(encoding="utf-8"))
        told = {key.removeprefix("doctor.try.") for key in texts if key.startswith("doctor.try.")}
        assert told == set(SUGGESTIONS)


def test_a_vanishing_gradient_says_how_far_it_goes() -> None:
    (finding,) = of_code(diagnose(RAISED["vanishing"]()), "vanishing")
    assert finding.evidence["horizon"] == 4  # 0.3⁴ < 1 % < 0.3³
    assert finding.evidence["steps"] == 19
    assert finding.evidence["step_factor"] == pytest.approx(0.3)
    assert (finding.place.first, finding.place.last) == (0, 15)


def test_an_exploding_gradient_says_by_how_much() -> None:
    (finding,) = of_code(diagnose(RAISED["exploding"]()), "exploding")
    assert finding.evidence["factor"] == pytest.approx(2.0**19)
    assert finding.evidence["step_factor"] == pytest.approx(2.0)
    assert finding.evidence["t"] == 0


def test_a_loss_at_every_step_does_not_hide_that_each_of_them_vanishes() -> None:
    found = scalar_rnn(0.3, 20, loss={"kind": "squared_error", "targets": [[1.0]] * 20})
    assert of_code(diagnose(found), "vanishing")


def test_the_forget_gate_is_quoted_as_its_mean_and_half_life() -> None:
    held = carousel(10, forget=0.5)
    (finding,) = of_code(diagnose(held), "forget_bias_unset")
    assert finding.evidence == pytest.approx({"mean_forget": 0.5, "half_life": 1.0, "bias": 0.0})
    assert finding.suggestion == "forget_bias_one"
    without = study({"bias": False})
    (finding,) = of_code(diagnose(without), "forget_bias_unset")
    assert finding.suggestion == "enable_bias"


@pytest.mark.parametrize(("bias", "is_raised"), [(-2.0, False), (-0.6, False), (-0.4, True)])
def test_a_forget_bias_below_zero_has_been_set(bias: float, is_raised: bool) -> None:
    weights = {"init": "zeros", "forget_bias": bias}
    found = study(weights=weights)
    assert found.lanes[0].gates["f"].mean() < 0.5
    assert bool(of_code(diagnose(found), "forget_bias_unset")) is is_raised


@pytest.mark.parametrize(("kind", "candidate"), [("lstm", "g"), ("gru", "n")])
@pytest.mark.parametrize(
    ("value", "ends"),
    [(-0.99, (1.0, 0.0)), (-0.5, None), (0.01, None), (0.5, None), (0.99, (0.0, 1.0))],
)
def test_a_candidate_is_stuck_at_minus_one_and_one_only(
    kind: str, candidate: str, value: float, ends: tuple[float, float] | None
) -> None:
    held = {"layer": 0, "direction": "forward", "target": candidate, "from": 0, "to": 11}
    found = of_code(
        diagnose(study({"kind": kind}, interventions=[held | {"value": value}])), "saturated_gates"
    )
    stuck = [(it.evidence["shut"], it.evidence["open"]) for it in found]
    assert stuck == ([] if ends is None else [ends])
    assert all(it.place.gate == candidate for it in found)


def test_non_finite_values_are_placed_where_they_began_and_nothing_else_is_judged() -> None:
    found = diagnose(scalar_rnn(1e10, 60))
    assert found[0].code == "non_finite"
    place = found[0].place
    assert (place.first, place.gate, place.layer) == (31, "z.a", 0)
    assert {it.code for it in found} <= {"non_finite", "last_step_only", "inputs_out_of_range"}


def test_a_gradient_that_overflows_is_placed_too() -> None:
    tensors = {"weight_ih_l0": [[0.0]], "weight_hh_l0": [[1e10]]}
    cell = {"kind": "rnn", "input_size": 1, "hidden_size": 1, "bias": False}
    cell |= {"activations": {"candidate": "identity"}}
    found = study(cell, weights={"tensors": tensors}, sequence={"values": [[1.0]] * 60})
    place = diagnose(found)[0].place
    assert (place.gate, place.first) == ("grad.h", 59 - 31)


def test_units_that_somebody_holds_are_not_called_dead() -> None:
    held = {"layer": 0, "direction": "forward", "target": "h", "unit": 1, "from": 0, "to": 11}
    cell = {"kind": "gru"}
    assert of_code(diagnose(study(cell, interventions=[held | {"value": 0.1}])), "dead_units") == []


def test_mirrored_units_are_duplicates() -> None:
    (finding,) = of_code(diagnose(identity_rnn((0.5, 0.5), read=-1.0)), "duplicate_units")
    assert finding.place.units == (0, 1)


#: Example → the most serious finding that it may have; the others may have notes.
WORST = {
    "rnn-vanishing-fast": "warning",  # what it shows
    "compare-two-layers": "warning",  # its second layer loses the gradient
    "rnn-clipping": "error",  # what it shows
    "gru-reset-before-and-after": "warning",  # its update gate replaces the state at every step
    "forget-bias": "warning",  # what it shows
}
ORDER = ("info", "warning", "error")


@pytest.mark.parametrize("name", names())
def test_an_example_raises_no_alarm_but_the_one_that_it_is_about(name: str) -> None:
    found = diagnose(Study.of(resolve(load(name).scenario)))
    worst = max((ORDER.index(it.severity) for it in found), default=0)
    assert ORDER[worst] == WORST.get(name, "info")


#: (Example, cell) → what is more than a note: 0 is its own cell, others those compared with it.
ALARMS: dict[tuple[str, int], set[str]] = {
    ("rnn-vanishing-fast", 0): {"vanishing"},
    ("compare-two-layers", 0): {"vanishing", "saturated_gates"},
    ("why-rnns-forget", 1): {"exploding"},
    ("why-rnns-forget", 2): {"saturated_gates"},
    ("rnn-clipping", 0): {"exploding"},
    ("forget-bias", 0): {"vanishing", "forget_bias_unset"},
    ("lstm-1997-and-2000", 1): {"vanishing", "saturated_gates", "inputs_out_of_range"},
    **{
        ("gru-reset-before-and-after", number): {
            "vanishing",
            "saturated_gates",
            "inputs_out_of_range",
        }
        for number in range(4)
    },
    ("min-gru", 2): {"dead_units"},
    ("slstm-stabiliser", 1): {"non_finite"},
}
CELLS_OF_EXAMPLES = [
    (name, number) for name in names() for number in range(1 + len(load(name).scenario.comparison))
]


@pytest.mark.parametrize(("name", "number"), CELLS_OF_EXAMPLES)
def test_every_cell_of_every_example_is_judged_as_what_it_shows(name: str, number: int) -> None:
    own = load(name).scenario
    found = diagnose(Study.of(resolve((own, *variants(own))[number])))
    alarms = {it.code for it in found if it.severity != "info"}
    assert alarms == ALARMS.get((name, number), set())


def test_saturated_gates_are_a_note_where_weights_are_written_and_nothing_is_lost() -> None:
    (finding,) = of_code(diagnose(saturated(8.0)), "saturated_gates")
    assert finding.severity == "info"


def test_saturated_gates_are_a_warning_where_weights_were_drawn() -> None:
    weights = {"init": "pytorch", "seed": 3, "gain": 400.0}
    found = of_code(diagnose(study({"kind": "gru"}, weights=weights)), "saturated_gates")
    assert found
    assert {it.severity for it in found} == {"warning"}


def test_saturated_gates_are_a_warning_where_the_gradient_is_lost_with_them() -> None:
    tensors = {
        "weight_ih_l0": [[0.0]] * 4,
        "weight_hh_l0": [[0.0]] * 4,
        "bias_ih_l0": [8.0, -8.0, 0.5, 8.0],
    }
    found = study(
        {"input_size": 1, "hidden_size": 1},
        weights={"tensors": tensors},
        sequence={"values": [[0.5]] * 8},
    )
    codes = {it.code: it.severity for it in diagnose(found)}
    assert codes["vanishing"] == codes["saturated_gates"] == "warning"


def test_a_vanishing_gradient_says_whose_it_is() -> None:
    (finding,) = of_code(diagnose(RAISED["vanishing"]()), "vanishing")
    assert finding.place.state == "h"
    (finding,) = of_code(diagnose(carousel(12, forget=0.1)), "vanishing")
    assert finding.place.state == "c"
    assert finding.evidence["step_factor"] == pytest.approx(0.1)
    assert finding.suggestion == "open_forget_gate"


@pytest.mark.parametrize("kind", ["janet", "ran", "layer_norm_lstm"])
def test_a_forget_bias_can_be_unset_in_every_cell_that_has_one(kind: str) -> None:
    weights = {"init": "xavier", "seed": 3}
    assert of_code(diagnose(study({"kind": kind}, weights=weights)), "forget_bias_unset")


@pytest.mark.parametrize("kind", ["mgu", "gru", "min_gru", "cifg"])
def test_a_gate_that_no_forget_bias_opens_is_not_asked_for_one(kind: str) -> None:
    assert not of_code(diagnose(study({"kind": kind})), "forget_bias_unset")
