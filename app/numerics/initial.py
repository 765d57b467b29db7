"""Where states start: their names beside the tensors, a row for each lane."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.numerics.parameters import Array

#: State → where it starts, a row for each lane; a lane without that state has an empty one.
Initial = Mapping[str, Sequence[Array]]


def initial_name(state: str) -> str:
    """Return what the start of a state is called: ``h0``, ``c0``, else ``state0.<name>``."""
    return f"{state}0" if state in ("h", "c") else f"state0.{state}"


def is_initial(name: str) -> bool:
    """Return whether a gradient of that name is of where a state starts."""
    return name in ("h0", "c0") or name.startswith("state0.")


def stacked(rows: Sequence[Array]) -> Array:
    """Return rows as one array (lanes, ·); of different lengths, padded with NaN.

    Lanes that differ in size have rows of different lengths; the sizes of its
    layers say how much of each is meant.
    """
    if len(set(map(len, rows))) == 1:
        return np.array(rows)
    width = max(map(len, rows))
    table = np.full((len(rows), width), np.nan)
    for index, row in enumerate(rows):
        table[index, : len(row)] = row
    return table


def rows_of(initial: Initial, index: int) -> dict[str, Array]:
    """Return where the states of a lane start."""
    return {state: rows[index] for state, rows in initial.items() if len(rows[index])}
