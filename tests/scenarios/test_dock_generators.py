"""The page offers every generator with every parameter, and starts from the same defaults."""

from typing import Any, get_args

import pytest

from app.scenarios.generators import GENERATORS, Generator
from app.scenarios.limits import LIMITS
from app.scenarios.schema import Scenario
from app.web.contract import contract
from app.web.i18n import Catalogues

SHARED = set(Generator.model_fields)
OFFERED: dict[str, Any] = contract(Catalogues())["generators"]
CATALOGUES = Catalogues()


def test_every_generator_is_offered():
    assert list(OFFERED) == list(GENERATORS)


@pytest.mark.parametrize("name", GENERATORS)
def test_every_parameter_is_offered_with_its_default(name):
    fields = GENERATORS[name].model_fields
    own = {field.alias or key: field.default for key, field in fields.items() if key not in SHARED}
    assert {it["name"]: it["initial"] for it in OFFERED[name]["parameters"]} == own


@pytest.mark.parametrize("name", GENERATORS)
def test_the_widths_offered_are_those_it_can_make(name):
    least, most = GENERATORS[name].needed_input_size
    assert (least, most) == tuple(OFFERED[name]["widths"])
    assert most <= LIMITS.input_size


@pytest.mark.parametrize("name", GENERATORS)
def test_every_end_of_every_slider_makes_a_sequence_with_the_steps_it_needs(name):
    entry = OFFERED[name]
    for ends in ("min", "max"):
        values = {it["name"]: it.get(ends, it["initial"]) for it in entry["parameters"]}
        steps = sum(n * (values[key] if key else 1) for key, n in entry["least_steps"].items())
        sequence = {"generator": name, "steps": int(steps), "seed": 1, **values}
        cell = {"kind": "rnn", "input_size": entry["widths"][0], "hidden_size": 1}
        made = Scenario.model_validate({"cell": cell, "sequence": sequence}).sequence
        assert isinstance(made, Generator)
        assert made.values(cell["input_size"]).shape == (int(steps), cell["input_size"])
        assert made.needed_steps() == steps


@pytest.mark.parametrize("name", GENERATORS)
def test_every_generator_parameter_and_choice_has_a_word(name):
    for language in CATALOGUES.languages:
        texts = CATALOGUES.catalogue(language)
        assert f"dock.generator_{name}" in texts
        for parameter in OFFERED[name]["parameters"]:
            assert f"dock.parameter_{parameter['name']}" in texts
            assert all(f"dock.choice_{it}" in texts for it in parameter.get("choices", ()))


def test_a_choice_is_offered_as_the_schema_has_it():
    annotation = GENERATORS["noise"].model_fields["distribution"].annotation
    (parameter,) = (it for it in OFFERED["noise"]["parameters"] if it["name"] == "distribution")
    assert tuple(parameter["choices"]) == get_args(annotation)
