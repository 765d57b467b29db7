"""The initial states of a scenario: a row for each layer and direction, in PyTorch's order."""

from typing import Annotated

import numpy as np

from app.errors import ScenarioError
from app.numerics.parameters import Array, CellSpec
from app.scenarios.checks import Matrix, NumberTable
from app.scenarios.limits import LIMITS

States = Annotated[Matrix, NumberTable(LIMITS.lanes, LIMITS.hidden_size)]


def resolve_states(rows: Matrix | None, spec: CellSpec, name: str) -> Array | None:
    """Return the states (L·directions, H); None, which is zeros, where there are none.

    Raises
    ------
    ScenarioError
        For a wrong number of rows or units, and for a cell state where the kind has none.
    """
    if rows is None:
        return None
    if name == "c0" and not spec.has_cell_state:
        message = f"c0 is a cell state, which only an LSTM has; kind is {spec.kind}"
        raise ScenarioError(message, loc=("c0",))
    needed = len(spec.lanes), spec.hidden_size
    found = len(rows), len(rows[0])
    if found != needed:
        message = (
            f"{name} must have {needed[0]} rows (layers × directions) of {needed[1]} numbers "
            f"(hidden_size); found {found[0]} of {found[1]}"
        )
        raise ScenarioError(message, loc=(name,))
    return np.array(rows, dtype=np.float64)
