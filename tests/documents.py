"""Two JSON documents against each other, numbers to a tolerance."""

import math
from typing import Any


def difference(
    stored: Any, fresh: Any, *, relative: float, absolute: float, place: str = ""
) -> str | None:
    """Return where two documents differ, None where they say the same."""
    if isinstance(stored, dict) and isinstance(fresh, dict):
        if stored.keys() != fresh.keys():
            return f"{place}: {sorted(stored.keys() ^ fresh.keys())}"
        pairs = [(f".{key}", stored[key], fresh[key]) for key in stored]
    elif isinstance(stored, list) and isinstance(fresh, list):
        if len(stored) != len(fresh):
            return f"{place}: {len(stored)} and {len(fresh)} entries"
        pairs = [(f"[{k}]", *pair) for k, pair in enumerate(zip(stored, fresh, strict=True))]
    else:
        numbers = type(stored) in (int, float) and type(fresh) in (int, float)
        same = numbers and math.isclose(stored, fresh, rel_tol=relative, abs_tol=absolute)
        return None if same or stored == fresh else f"{place}: {stored} and {fresh}"
    parts = (
        difference(one, other, relative=relative, absolute=absolute, place=place + inside)
        for inside, one, other in pairs
    )
    return next((part for part in parts if part is not None), None)
