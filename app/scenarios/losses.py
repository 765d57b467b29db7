"""The loss of a scenario: what is differentiated."""

from typing import Annotated, Literal

import numpy as np

from app.errors import Location, ScenarioError
from app.numerics.losses import CrossEntropy, Loss, Probe, SquaredError
from app.scenarios.checks import Choice, Matrix, NumberTable, Whole, WholeList
from app.scenarios.generators import Generator
from app.scenarios.limits import LIMITS
from app.scenarios.parts import ByTag, Part
from app.scenarios.sequences import TextSequence, ValueSequence, count_steps

_MOST_OUTPUTS = max(LIMITS.output_size, 2 * LIMITS.hidden_size)

At = Annotated[
    Literal["all", "last"] | tuple[int, ...],
    WholeList(LIMITS.steps, 0, LIMITS.steps - 1, words=("all", "last")),
]


class ProbeLoss(Part):
    """L = one output at one step, or the sum over outputs; a negative step counts from the end."""

    kind: Annotated[Literal["probe"], Choice()]
    step: Annotated[int, Whole(-LIMITS.steps, LIMITS.steps - 1)] = -1
    unit: Annotated[int, Whole(0, _MOST_OUTPUTS - 1)] | None = None


class SquaredErrorLoss(Part):
    """The mean squared error (``mse``), or ½·Σ(y − target)² (``squared_error``)."""

    kind: Annotated[Literal["mse", "squared_error"], Choice()]
    targets: Annotated[Matrix, NumberTable(LIMITS.steps, _MOST_OUTPUTS)]
    at: At = "all"


class CrossEntropyLoss(Part):
    """Softmax over the outputs against class ids, or against the next character of a text."""

    kind: Annotated[Literal["cross_entropy"], Choice()]
    targets: Annotated[
        Literal["next"] | tuple[int, ...],
        WholeList(LIMITS.steps, 0, _MOST_OUTPUTS - 1, words=("next",)),
    ]
    at: At = "all"


#: Kind → model.
LOSSES: dict[str, type[Part]] = {
    "probe": ProbeLoss,
    "mse": SquaredErrorLoss,
    "squared_error": SquaredErrorLoss,
    "cross_entropy": CrossEntropyLoss,
}

AnyLoss = Annotated[ProbeLoss | SquaredErrorLoss | CrossEntropyLoss, ByTag("kind", LOSSES)]


def resolve_loss(
    loss: ProbeLoss | SquaredErrorLoss | CrossEntropyLoss,
    sequence: ValueSequence | TextSequence | Generator,
    output_size: int,
) -> Loss:
    """Return the loss with its steps counted from the start.

    Raises
    ------
    ScenarioError
        For a step, unit or class out of range, targets of the wrong length or width, and
        ``"next"`` where there is no next character.
    """
    if isinstance(loss, ProbeLoss):
        return _probe(loss, count_steps(sequence), output_size)
    if isinstance(loss, SquaredErrorLoss):
        return _squared_error(loss, count_steps(sequence), output_size)
    if loss.targets == "next":
        return _next_character(loss, sequence, output_size)
    return _cross_entropy(loss, count_steps(sequence), output_size)


def _probe(loss: ProbeLoss, steps: int, output_size: int) -> Probe:
    if not -steps <= loss.step < steps:
        message = f"step must be from {-steps} to {steps - 1}, within the sequence"
        raise ScenarioError(f"{message}; found {loss.step}", loc=("loss", "step"))
    if loss.unit is not None and loss.unit >= output_size:
        message = f"unit must be an output, 0 to {output_size - 1}; found {loss.unit}"
        raise ScenarioError(message, loc=("loss", "unit"))
    return Probe(loss.step % steps, loss.unit)


def _squared_error(loss: SquaredErrorLoss, steps: int, output_size: int) -> SquaredError:
    compared = _compared(loss.at, steps)
    _check_count(len(loss.targets), len(compared))
    width = len(loss.targets[0])
    if width != output_size:
        message = f"each target must have {output_size} numbers, one for each output"
        raise ScenarioError(f"{message}; found {width}", loc=("loss", "targets", 0))
    targets = np.array(loss.targets, dtype=np.float64)
    return SquaredError(np.array(compared, dtype=np.intp), targets, mean=loss.kind == "mse")


def _cross_entropy(loss: CrossEntropyLoss, steps: int, output_size: int) -> CrossEntropy:
    compared = _compared(loss.at, steps)
    _check_count(len(loss.targets), len(compared))
    classes = np.array(loss.targets, dtype=np.intp)
    beyond = np.flatnonzero(classes >= output_size)
    if beyond.size:
        first = int(beyond[0])
        message = f"a class must be an output, 0 to {output_size - 1}; found {classes[first]}"
        raise ScenarioError(message, loc=("loss", "targets", first))
    return CrossEntropy(np.array(compared, dtype=np.intp), classes)


def _next_character(
    loss: CrossEntropyLoss,
    sequence: ValueSequence | TextSequence | Generator,
    output_size: int,
) -> CrossEntropy:
    if not isinstance(sequence, TextSequence):
        message = 'targets "next" needs a text sequence, which has a next character'
        raise ScenarioError(message, loc=("loss", "targets"))
    size = len(sequence.alphabet)
    if output_size < size:
        message = (
            f'targets "next" needs an output for each of the {size} characters of the alphabet'
        )
        raise ScenarioError(f"{message}; found {output_size}", loc=("loss", "targets"))
    classes = sequence.classes()
    compared = _with_a_next(loss.at, len(classes))
    following = [classes[t + 1] for t in compared]
    return CrossEntropy(np.array(compared, dtype=np.intp), np.array(following, dtype=np.intp))


def _with_a_next(at: str | tuple[int, ...], steps: int) -> tuple[int, ...]:
    """Return the compared steps, every one before the last."""
    if steps == 1:
        message = 'targets "next" needs a text of at least 2 characters; found 1'
        raise ScenarioError(message, loc=("loss", "targets"))
    if at == "all":
        return tuple(range(steps - 1))
    if at == "last":
        message = 'the last step has no next character: with "next", at must be "all" or steps'
        raise ScenarioError(f"{message} from 0 to {steps - 2}", loc=("loss", "at"))
    return _compared(at, steps - 1)


def _compared(at: str | tuple[int, ...], steps: int) -> tuple[int, ...]:
    """Return the compared steps, in the order of the targets."""
    if at == "all":
        return tuple(range(steps))
    if at == "last":
        return (steps - 1,)
    seen: set[int] = set()
    for position, step in enumerate(at):
        loc: Location = ("loss", "at", position)
        if not isinstance(step, int) or step >= steps:
            message = f"a compared step must be from 0 to {steps - 1}; found {step}"
            raise ScenarioError(message, loc=loc)
        if step in seen:
            raise ScenarioError(f"each step is compared once; {step} is repeated", loc=loc)
        seen.add(step)
    return tuple(map(int, at))


def _check_count(found: int, needed: int) -> None:
    if found != needed:
        what = "one for each compared step"
        message = f"targets must have {needed} entries, {what}; found {found}"
        raise ScenarioError(message, loc=("loss", "targets"))
