"""From a scenario to arrays: what its fields say together is checked here.

Sizes are checked before anything is allocated. Errors are `ScenarioError` with the path of the
field, relative to the scenario.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import ScenarioError
from app.numerics.losses import Loss
from app.numerics.network import Head, Intervention
from app.numerics.parameters import Array, NetworkSpec, Tensors, count_parameters
from app.scenarios.cells import network_spec
from app.scenarios.comparison import Variant, variants
from app.scenarios.heads import count_outputs, resolve_head
from app.scenarios.interventions import resolve_interventions
from app.scenarios.limits import LIMITS, count_trace_numbers
from app.scenarios.losses import resolve_loss
from app.scenarios.schema import Scenario
from app.scenarios.sequences import count_steps, sequence_values
from app.scenarios.states import Rows, resolve_initial
from app.scenarios.weights import resolve_tensors


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario and the arrays it stands for.

    Attributes
    ----------
    scenario : Scenario
        With every default filled in.
    spec : NetworkSpec
    tensors : dict
        Name → array, every tensor of the network.
    head : Head or None
    x : ndarray, shape (T, D)
    initial : dict
        State → where it starts, a row for each lane; absent is zeros.
    loss : Loss
    interventions : tuple of Intervention
    parameters : int
        How many numbers the tensors and the head hold.
    """

    scenario: Scenario
    spec: NetworkSpec
    tensors: Tensors
    head: Head | None
    x: Array
    initial: dict[str, Rows]
    loss: Loss
    interventions: tuple[Intervention, ...]
    parameters: int


def resolve(scenario: Scenario) -> Resolved:
    """Return the arrays a scenario stands for.

    Its comparison is checked as well, every variant like a scenario of its own; the arrays are
    those of the scenario alone.

    Raises
    ------
    ScenarioError
        Where the scenario contradicts itself, or is too large as a whole.
    """
    size = _measure(scenario)
    resolved = _resolve(scenario, size)
    if scenario.comparison:
        _check_comparison(scenario, size)
    return resolved


@dataclass(frozen=True, slots=True)
class _Size:
    """What a scenario asks for, before anything is allocated."""

    spec: NetworkSpec
    steps: int
    parameters: int
    trace_numbers: int


def _measure(scenario: Scenario) -> _Size:
    spec = network_spec(scenario.cell)
    steps = count_steps(scenario.sequence)
    parameters = _count_parameters(scenario, spec)
    _check_trace_size(spec, steps)
    return _Size(spec, steps, parameters, count_trace_numbers(spec, steps))


def _resolve(scenario: Scenario, size: _Size) -> Resolved:
    spec = size.spec
    outputs = count_outputs(scenario.head, spec)
    initial = resolve_initial(scenario.h0, scenario.c0, scenario.state0, spec)
    return Resolved(
        scenario=scenario,
        spec=spec,
        tensors=resolve_tensors(scenario.weights, spec),
        head=resolve_head(scenario.head, spec),
        x=sequence_values(scenario.sequence, spec.input_size),
        initial=initial,
        loss=resolve_loss(scenario.loss, scenario.sequence, outputs),
        interventions=resolve_interventions(scenario.interventions, spec, size.steps),
        parameters=size.parameters,
    )


def _check_comparison(scenario: Scenario, size: _Size) -> None:
    """Check every variant by itself, and before that what all of them need together."""
    sizes = []
    for index, variant in enumerate(variants(scenario)):
        with _located(scenario.comparison[index], index):
            sizes.append(_measure(variant))
    _check_together([size, *sizes])
    for index, variant in enumerate(variants(scenario)):
        with _located(scenario.comparison[index], index):
            _resolve(variant, sizes[index])


@contextmanager
def _located(variant: Variant, index: int) -> Iterator[None]:
    """Have an error point into the variant, and say where it is the scenario's field."""
    try:
        yield
    except ScenarioError as error:
        inherited = variant.inherited_part(error.loc)
        hint = f" ({inherited} comes from the scenario, not from this variant)" if inherited else ""
        loc = ("comparison", index, *error.loc)
        raise ScenarioError(error.message + hint, loc=loc) from error


def _check_together(sizes: list[_Size]) -> None:
    parameters = sum(size.parameters for size in sizes)
    numbers = sum(size.trace_numbers for size in sizes)
    for found, most, what in (
        (parameters, LIMITS.parameters, "parameters"),
        (numbers, LIMITS.trace_numbers, "numbers in their traces"),
    ):
        if found > most:
            message = (
                f"the {len(sizes)} cells compared may together have at most {most:,} {what}; "
                f"found {found:,}: make them smaller, or compare fewer"
            )
            raise ScenarioError(message, loc=("comparison",))


def _count_parameters(scenario: Scenario, spec: NetworkSpec) -> int:
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


def _check_trace_size(spec: NetworkSpec, steps: int) -> None:
    count = count_trace_numbers(spec, steps)
    if count > LIMITS.trace_numbers:
        most = LIMITS.trace_numbers // count_trace_numbers(spec, 1)
        message = (
            f"the sequence must have at most {most} steps for a network of this size; found {steps}"
        )
        raise ScenarioError(message, loc=("sequence",))
