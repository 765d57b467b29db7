"""The read-out of a scenario: given, or drawn at random."""

from typing import Annotated

import numpy as np

from app.errors import ScenarioError
from app.numerics.initialisers import initialise_head
from app.numerics.network import Head
from app.numerics.parameters import NetworkSpec
from app.scenarios.checks import Matrix, NumberList, NumberTable, Vector, Whole
from app.scenarios.limits import LIMITS
from app.scenarios.parts import ByKey, Part


class GivenHead(Part):
    """y = W h + b on the top layer. An absent bias is zero."""

    weight: Annotated[Matrix, NumberTable(LIMITS.output_size, 2 * LIMITS.hidden_size)]
    bias: Annotated[Vector, NumberList(LIMITS.output_size)] | None = None


class SeededHead(Part):
    """A head of a given size, drawn by the rule of ``torch.nn.Linear``."""

    output_size: Annotated[int, Whole(1, LIMITS.output_size)]
    seed: Annotated[int, Whole(0, LIMITS.seed)] = 0


AnyHead = Annotated[
    GivenHead | SeededHead,
    ByKey({"weight": GivenHead.model_validate, "output_size": SeededHead.model_validate}),
]


def count_outputs(head: GivenHead | SeededHead | None, spec: NetworkSpec) -> int:
    """Return O: the size of the head, else of the top layer's h."""
    if head is None:
        return spec.feature_size
    return len(head.weight) if isinstance(head, GivenHead) else head.output_size


def resolve_head(head: GivenHead | SeededHead | None, spec: NetworkSpec) -> Head | None:
    """Return the head's numbers.

    Raises
    ------
    ScenarioError
        When its shape does not fit the top layer.
    """
    if head is None:
        return None
    if isinstance(head, SeededHead):
        return initialise_head(head.output_size, spec.feature_size, head.seed)
    rows, columns = len(head.weight), len(head.weight[0])
    if columns != spec.feature_size:
        message = (
            f"each row of the head's weight must have {spec.feature_size} numbers, one for each "
            f"output of the top layer; found {columns}"
        )
        raise ScenarioError(message, loc=("head", "weight"))
    bias = head.bias if head.bias is not None else (0.0,) * rows
    if len(bias) != rows:
        message = f"the head's bias must have {rows} numbers, one for each row; found {len(bias)}"
        raise ScenarioError(message, loc=("head", "bias"))
    return Head(np.array(head.weight, dtype=np.float64), np.array(bias, dtype=np.float64))
