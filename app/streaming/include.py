"""What a reader wants in the stream."""

from dataclasses import dataclass
from typing import Literal

from app.numerics.parameters import Direction

Layout = Literal["lines", "columns"]

_EXTENTS = ("all", "forward")
_ADDITIONS = ("z", "paths", "nodes")


@dataclass(frozen=True, slots=True)
class Lens:
    """One unit of one lane: what ``nodes`` are narrowed to."""

    layer: int
    direction: Direction
    unit: int

    @classmethod
    def parse(cls, text: str) -> "Lens":
        """Read ``layer,direction,unit``.

        Raises
        ------
        ValueError
        """
        parts = text.split(",")
        is_whole = len(parts) == 3 and parts[0].isascii() and parts[2].isascii()
        if not is_whole or not (parts[0].isdecimal() and parts[2].isdecimal()):
            raise ValueError(_lens_words(text))
        if parts[1] not in ("forward", "reverse") or max(len(parts[0]), len(parts[2])) > 6:
            raise ValueError(_lens_words(text))
        direction: Direction = "forward" if parts[1] == "forward" else "reverse"
        return cls(int(parts[0]), direction, int(parts[2]))


def _lens_words(text: str) -> str:
    return f'lens is "{text[:40]}"; it must be a layer, a direction and a unit, as in "0,forward,3"'


@dataclass(frozen=True, slots=True)
class Include:
    """Parts of the stream.

    Attributes
    ----------
    backward : bool
        The lines after the forward ones: outputs, loss, backward, gradients.
    z : bool
        Pre-activations in the forward lines.
    paths : bool
        The parts of each gradient as vectors in the backward lines; their norms are always there.
    nodes : bool
        Inner values of the cell's graph, as ``start.cell`` numbers them, in lines of both passes,
        and ∂L/∂y in the output lines.
    lens : Lens or None
        Narrows ``nodes``.
    """

    backward: bool = True
    z: bool = False
    paths: bool = False
    nodes: bool = False
    lens: Lens | None = None

    @classmethod
    def parse(cls, text: str, lens: str | None = None) -> "Include":
        """Read ``all`` (the default) or ``forward``, and ``z``, ``paths``, ``nodes``, with commas.

        Raises
        ------
        ValueError
            For any other word, and for both extents at once.
        """
        words = [word.strip() for word in text.split(",") if word.strip()]
        unknown = [word for word in words if word not in _EXTENTS + _ADDITIONS]
        if unknown or set(_EXTENTS) <= set(words):
            raise ValueError(
                f'include is "{text[:40]}"; it must be "all" or "forward", and "z", "paths" and '
                '"nodes" may be added after commas, as in "forward,z"'
            )
        return cls(
            backward="forward" not in words,
            z="z" in words,
            paths="paths" in words,
            nodes="nodes" in words,
            lens=None if lens is None else Lens.parse(lens),
        )
