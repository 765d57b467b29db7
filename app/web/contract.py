"""What the page needs to know about the server, in one document: defaults, choices, bounds, cells.

It is made from the schema and the registries themselves and embedded in the page beside its first
scenario, so that none of it is written a second time in JavaScript.
"""

from dataclasses import asdict
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from app.cells.functions import ACTIVATION_NAMES, FUNCTIONS, SLOTS
from app.cells.models import EQUATIONS
from app.cells.roles import FORGET_BIAS
from app.numerics.initialisers import INITIALISERS
from app.numerics.parameters import Merge
from app.scenarios.cells import Cell
from app.scenarios.generators import GENERATORS, Generator, Slider
from app.scenarios.limits import LIMITS
from app.scenarios.losses import LOSSES
from app.scenarios.schema import Scenario
from app.web.cell_groups import grouped_cells
from app.web.i18n import Catalogues
from app.web.view import VIEW

Document = dict[str, Any]


@cache
def contract(catalogues: Catalogues) -> Document:
    """Return the document.

    Keys
    ----
    limits
        Name → bound.
    defaults
        Of ``scenario`` and ``cell``, every field that has one.
    choices
        ``activations``, ``merges``, ``initialisers``, ``losses``.
    generators
        Name → its parameters with defaults and sliders, and the widths and steps it can have.
    cells
        The catalogue, in groups; ``own_kind`` is the kind of a cell given as text, and
        ``forget_bias`` the name of the parameter that opens a forget gate.
    language
        Functions and slots of the equations.
    view
        Key → how the page keeps it.
    """
    return {
        "limits": LIMITS.as_dict(),
        "defaults": {"scenario": defaults_of(Scenario), "cell": defaults_of(Cell)},
        "choices": {
            "activations": ACTIVATION_NAMES,
            "merges": get_args(Merge),
            "initialisers": INITIALISERS,
            "losses": tuple(LOSSES),
        },
        "generators": {name: _generator(model) for name, model in GENERATORS.items()},
        "cells": [group.model_dump(mode="json") for group in grouped_cells(catalogues)],
        "own_kind": EQUATIONS,
        "forget_bias": FORGET_BIAS,
        "language": {
            "functions": {name: it.arity for name, it in FUNCTIONS.items()},
            "slots": SLOTS,
            "words": ("scalar", "transpose"),
        },
        "view": {name: asdict(key) for name, key in VIEW.items()},
    }


def defaults_of(model: type[BaseModel]) -> Document:
    """Return field → default, of every field that may be left out."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    return {
        name: _plain(field.get_default(call_default_factory=True))
        for name, field in fields.items()
        if not field.is_required()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    return list(value) if isinstance(value, tuple) else value


def _generator(model: type[Generator]) -> Document:
    low, high = model.needed_input_size
    own = {
        field.alias or name: field
        for name, field in model.model_fields.items()
        if name not in Generator.model_fields
    }
    return {
        "parameters": [_parameter(name, field) for name, field in own.items()],
        "is_random": model.is_random,
        "widths": [low, high],
        "least_steps": model.least_steps,
    }


def _parameter(name: str, field: Any) -> Document:
    entry: Document = {"name": name, "initial": field.default}
    choices = get_args(field.annotation)
    if choices:
        return entry | {"choices": choices}
    slider = next(it for it in field.metadata if isinstance(it, Slider))
    return entry | asdict(slider) | {"is_integer": field.annotation is int}
