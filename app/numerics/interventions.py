"""What-if edits: values replaced while the network runs.

The gradient is taken with respect to the values as used: a replaced value may have one, but
nothing that it would have been computed from receives any through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.numerics.parameters import Array, Direction


@dataclass(frozen=True, slots=True)
class Intervention:
    """Replace one value, or one quantity of all units, over a range of steps.

    Attributes
    ----------
    layer : int
    direction : {"forward", "reverse"}
    target : str
        A gate's name, "c" or "h".
    unit : int or None
        None replaces every unit.
    start, stop : int
        Steps of the sequence (not reading positions), ``stop`` exclusive.
    value : float
    """

    layer: int
    direction: Direction
    target: str
    unit: int | None
    start: int
    stop: int
    value: float

    @property
    def units(self) -> slice:
        """The replaced units."""
        return slice(None) if self.unit is None else slice(self.unit, self.unit + 1)


def of_lane(
    interventions: Sequence[Intervention], layer: int, direction: str
) -> tuple[Intervention, ...]:
    """Return what is replaced in a lane."""
    return tuple(it for it in interventions if (it.layer, it.direction) == (layer, direction))


class Hold:
    """The replacements of one lane at one step, by target; a later one wins."""

    __slots__ = ("_by_target",)

    def __init__(self) -> None:
        self._by_target: dict[str, list[tuple[Array, float]]] = {}

    def add(self, target: str, view: Array, value: float) -> None:
        """Have ``view``, a part of the trace, replaced by ``value``."""
        self._by_target.setdefault(target, []).append((view, value))

    def replace(self, *targets: str) -> None:
        """Write the replacements of these targets over what was computed."""
        for target in targets:
            for view, value in self._by_target.get(target, ()):
                view[...] = value
