"""What a reader wants in the stream."""

from dataclasses import dataclass

_EXTENTS = ("all", "forward")
_ADDITIONS = ("z",)


@dataclass(frozen=True, slots=True)
class Include:
    """Parts of the stream.

    Attributes
    ----------
    backward : bool
        The lines after the forward ones: outputs, loss, backward, gradients.
    z : bool
        Pre-activations in the forward lines.
    """

    backward: bool
    z: bool

    @classmethod
    def parse(cls, text: str) -> "Include":
        """Read ``all`` (the default) or ``forward``, and the addition ``z``, joined by commas.

        Raises
        ------
        ValueError
            For any other word, and for both extents at once.
        """
        words = [word.strip() for word in text.split(",") if word.strip()]
        unknown = [word for word in words if word not in _EXTENTS + _ADDITIONS]
        if unknown or set(_EXTENTS) <= set(words):
            raise ValueError(
                f'include is "{text[:40]}"; it must be "all" or "forward", and "z" may be added '
                'after a comma, as in "forward,z"'
            )
        return cls(backward="forward" not in words, z="z" in words)
