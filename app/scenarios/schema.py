"""The scenario document: everything that determines a trace.

Each field is checked here; how the fields fit together, in `app.scenarios.resolve`. All defaults
live here, so that a scenario that has been read has every default filled in. A default
that has been published never changes: links leave defaults out.
"""

from typing import Annotated, Literal

from pydantic import Field

from app.scenarios.cells import Cell
from app.scenarios.checks import Choice, Text
from app.scenarios.comparison import Comparison
from app.scenarios.failures import field_errors
from app.scenarios.heads import AnyHead
from app.scenarios.interventions import WhatIfs
from app.scenarios.limits import LIMITS
from app.scenarios.losses import AnyLoss, ProbeLoss
from app.scenarios.parts import Part
from app.scenarios.sequences import AnySequence
from app.scenarios.states import NamedStates, States
from app.scenarios.weights import AnyWeights, InitialisedWeights

__all__ = ["LIMITS", "Scenario", "field_errors"]


class Scenario(Part):
    """A cell, its weights, a sequence, a loss and what-if edits.

    ``h0`` and ``c0`` have a row for each layer and direction, in PyTorch's order; null is zeros.
    ``state0`` holds the same of a cell's further states, by name.
    ``comparison`` does not affect the trace: it holds cells to show beside it.
    """

    version: Annotated[Literal[1], Choice()] = 1
    title: Annotated[str, Text(LIMITS.title)] = ""
    notes: Annotated[str, Text(LIMITS.notes)] = ""
    cell: Cell
    weights: AnyWeights = Field(default=InitialisedWeights(init="pytorch"))
    head: AnyHead | None = None
    sequence: AnySequence
    h0: States | None = None
    c0: States | None = None
    state0: NamedStates | None = None
    loss: AnyLoss = Field(default=ProbeLoss(kind="probe"))
    interventions: WhatIfs = ()
    comparison: Comparison = ()
