"""What a reader wants in the stream."""

from dataclasses import dataclass

_EXTENTS = ("all", "forward")
_ADDITIONS = ("z", "paths")


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
    """

    backward: bool
    z: bool
    paths: bool = False

    @classmethod
    def parse(cls, text: str) -> "Include":
        """Read ``all`` (the default) or ``forward``, and ``z``, ``paths``, joined by commas.

        Raises
        ------
        ValueError
            For any other word, and for both extents at once.
        """
        words = [word.strip() for word in text.split(",") if word.strip()]
        unknown = [word for word in words if word not in _EXTENTS + _ADDITIONS]
        if unknown or set(_EXTENTS) <= set(words):
            raise ValueError(
                f'include is "{text[:40]}"; it must be "all" or "forward", and "z" and "paths" may '
                'be added after commas, as in "forward,z"'
            )
        return cls(backward="forward" not in words, z="z" in words, paths="paths" in words)
