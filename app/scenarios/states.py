"""The initial states of a scenario: a row for each layer and direction, in PyTorch's order."""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field

from app.cells.limits import MAX_STATES
from app.errors import Location, ScenarioError
from app.numerics.parameters import Array, NetworkSpec
from app.scenarios.checks import Matrix, NumberRows, named_entries
from app.scenarios.failures import clean_text
from app.scenarios.limits import LIMITS

#: Rows may differ in length where layers do.
States = Annotated[Matrix, NumberRows(LIMITS.lanes, LIMITS.hidden_size)]


def _check_names(value: Any) -> Any:
    return value if value is None else named_entries(value, "state0", MAX_STATES)


#: Name of a state → its rows.
NamedStates = Annotated[
    dict[str, States], Field(max_length=MAX_STATES), BeforeValidator(_check_names)
]

Rows = list[Array]


def resolve_initial(
    h0: Matrix | None, c0: Matrix | None, state0: Mapping[str, Matrix] | None, spec: NetworkSpec
) -> dict[str, Rows]:
    """Return where states start: state → a row for each lane, empty where a lane has no such state.

    Raises
    ------
    ScenarioError
        For a wrong number of rows or units, and for a state that no layer has.
    """
    given: dict[str, tuple[Matrix, Location]] = {}
    for name, rows in (("h", h0), ("c", c0)):
        if rows is not None:
            given[name] = rows, (f"{name}0",)
    for name, rows in (state0 or {}).items():
        if name in ("h", "c"):
            message = f"the start of {name} is {name}0; state0 is for the other states"
            raise ScenarioError(message, loc=("state0", name))
        given[name] = rows, ("state0", name)
    return {name: _resolve(name, rows, loc, spec) for name, (rows, loc) in given.items()}


def _resolve(name: str, rows: Matrix, loc: Location, spec: NetworkSpec) -> Rows:
    needed = state_sizes(name, spec)
    if not any(needed):
        states = sorted({state for layer in spec.layers for state in layer.cell.states})
        kinds = ", ".join(dict.fromkeys(layer.cell.kind for layer in spec.layers))
        message = (
            f"no layer has a state {clean_text(name)}; the states are {', '.join(states)} ({kinds})"
        )
        raise ScenarioError(message, loc=loc)
    found = [len(row) for row in rows]
    if found != needed:
        raise ScenarioError(_mismatch(str(loc[-1]), needed, found), loc=loc)
    return [np.array(row, dtype=np.float64) for row in rows]


def state_sizes(name: str, spec: NetworkSpec) -> list[int]:
    """Return how many numbers a state has in each lane: 0 where there is none."""
    sizes = []
    for index, _ in spec.lanes:
        layer = spec.layers[index]
        sizes.append(layer.state_size(name) if name in layer.cell.states else 0)
    return sizes


def _mismatch(name: str, needed: list[int], found: list[int]) -> str:
    def shown(sizes: list[int]) -> str:
        if len(set(sizes)) == 1:
            return f"{len(sizes)} of {sizes[0]}"
        return ", ".join(map(str, sizes[:12])) + (", …" if len(sizes) > 12 else "")

    if len(set(needed)) == 1:
        return (
            f"{name} must have {len(needed)} rows (layers × directions) of {needed[0]} numbers; "
            f"found {shown(found)}"
        )
    return (
        f"the rows of {name} (layers × directions) must have {shown(needed)} numbers; found "
        f"{shown(found)}"
    )
