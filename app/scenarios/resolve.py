"""From a scenario to arrays: what its fields say together is checked here.

Sizes are checked before anything is allocated. Errors are `ScenarioError` with the path of the
field, relative to the scenario.
"""

from dataclasses import dataclass

import numpy as np

from app.errors import ScenarioError
from app.numerics.losses import Loss
from app.numerics.network import Head, Intervention
from app.numerics.parameters import Array, CellSpec, Tensors, count_parameters
from app.scenarios.cells import cell_spec
from app.scenarios.checks import Matrix
from app.scenarios.heads import count_outputs, resolve_head
from app.scenarios.interventions import resolve_interventions
from app.scenarios.limits import LIMITS, count_trace_numbers
from app.scenarios.losses import resolve_loss
from app.scenarios.schema import Scenario
from app.scenarios.sequences import count_steps, sequence_values
from app.scenarios.weights import resolve_tensors


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario and the arrays it stands for.

    Attributes
    ----------
    scenario : Scenario
        With every default filled in.
    spec : CellSpec
    tensors : dict
        Name → array, every tensor of the network.
    head : Head or None
    x : ndarray, shape (T, D)
    h0, c0 : ndarray, shape (L·directions, H), or None
        None is zeros.
    loss : Loss
    interventions : tuple of Intervention
    parameters : int
        How many numbers the tensors and the head hold.
    """

    scenario: Scenario
    spec: CellSpec
    tensors: Tensors
    head: Head | None
    x: Array
    h0: Array | None
    c0: Array | None
    loss: Loss
    interventions: tuple[Intervention, ...]
    parameters: int


def resolve(scenario: Scenario) -> Resolved:
    """Return the arrays a scenario stands for.

    Raises
    ------
    ScenarioError
        Where the scenario contradicts itself, or is too large as a whole.
    """
    spec = cell_spec(scenario.cell)
    steps = count_steps(scenario.sequence)
    output_size = count_outputs(scenario.head, spec)
    parameters = _count_parameters(scenario, spec)
    _check_trace_size(spec, steps)
    if scenario.c0 is not None and not spec.has_cell_state:
        message = f"c0 is a cell state, which only an LSTM has; kind is {spec.kind}"
        raise ScenarioError(message, loc=("c0",))
    return Resolved(
        scenario=scenario,
        spec=spec,
        tensors=resolve_tensors(scenario.weights, spec),
        head=resolve_head(scenario.head, spec),
        x=sequence_values(scenario.sequence, spec.input_size),
        h0=_states(scenario.h0, spec, "h0"),
        c0=_states(scenario.c0, spec, "c0"),
        loss=resolve_loss(scenario.loss, scenario.sequence, output_size),
        interventions=resolve_interventions(scenario.interventions, spec, steps),
        parameters=parameters,
    )


def _count_parameters(scenario: Scenario, spec: CellSpec) -> int:
    count = count_parameters(spec)
    if scenario.head is not None:
        count += count_outputs(scenario.head, spec) * (spec.feature_size + 1)
    if count > LIMITS.parameters:
        message = (
            f"the network must have at most {LIMITS.parameters:,} parameters; found {count:,}: "
            "lower hidden_size or num_layers"
        )
        raise ScenarioError(message, loc=("cell", "hidden_size"))
    return count


def _check_trace_size(spec: CellSpec, steps: int) -> None:
    count = count_trace_numbers(spec, steps)
    if count > LIMITS.trace_numbers:
        most = LIMITS.trace_numbers // count_trace_numbers(spec, 1)
        message = (
            f"the sequence must have at most {most} steps for a network of this size; found {steps}"
        )
        raise ScenarioError(message, loc=("sequence",))


def _states(rows: Matrix | None, spec: CellSpec, name: str) -> Array | None:
    if rows is None:
        return None
    needed = len(spec.lanes), spec.hidden_size
    found = len(rows), len(rows[0])
    if found != needed:
        message = (
            f"{name} must have {needed[0]} rows (layers × directions) of {needed[1]} numbers "
            f"(hidden_size); found {found[0]} of {found[1]}"
        )
        raise ScenarioError(message, loc=(name,))
    return np.array(rows, dtype=np.float64)
