"""What a step of a cell is made of: instructions, and the places they read and write.

What does not depend on a state is computed for many steps at once before the loop; what a loop
over time must do one step at a time becomes instructions on *places*:

========== ============================================================= ======================
arena      holds                                                         a row for each
========== ============================================================= ======================
z          sums that begin with a product with x, filled before the loop step
values     everything else that must be kept                             step, states one more
own        states that no elementwise operation reads                    step, one more
static     what depends on x alone                                       step
dot        products of one vector with all matrices beside it            (scratch)
scratch    what nobody asks for again                                    (scratch)
vector     what depends on parameters alone                              (one)
========== ============================================================= ======================
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value lives: a column of an arena; ``later`` is the next row, where states go.

    ``of`` is the node, and for ``dot`` the product's node; ``group`` tells scratch arenas apart.
    """

    arena: str
    of: int
    later: bool = False
    group: int = -1


@dataclass(frozen=True, slots=True)
class Instruction:
    """``out = op(args)``; ``op`` may carry the name of a function behind a colon."""

    op: str
    out: Place
    args: tuple[Place, ...]

    @property
    def is_commutative(self) -> bool:
        """Whether its two arguments may change places."""
        return self.op in ("add", "mul", "max", "min")


@dataclass(frozen=True, slots=True)
class ZBlock:
    """A block of z before the loop: ``matvec`` (a product with x) + the other static terms.

    Attributes
    ----------
    root : int
        The sum's node.
    matvec : int
    bias : tuple of int
        Static terms that depend on parameters alone, with signs in ``bias_signs``.
    others, other_signs : tuple
        Other terms that depend on x.
    """

    root: int
    matvec: int
    bias: tuple[int, ...]
    bias_signs: tuple[int, ...]
    others: tuple[int, ...]
    other_signs: tuple[int, ...]


@dataclass
class Lowered:
    """A step's instructions.

    Attributes
    ----------
    instructions : list of Instruction
        In an order in which they can be run.
    places : dict
        Node → where its value is after its instruction.
    z_blocks : list of ZBlock
    dots : dict
        Vector's node → the products that read it, in the loop.
    statics : list of int
        Nodes that are computed before the loop, arguments first.
    vectors : list of int
        Nodes that are computed when weights are loaded.
    kept : frozenset of int
        Nodes that must be there after the loop.
    """

    instructions: list[Instruction] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    z_blocks: list[ZBlock] = field(default_factory=list)
    dots: dict[int, list[int]] = field(default_factory=dict)
    statics: list[int] = field(default_factory=list)
    vectors: list[int] = field(default_factory=list)
    kept: frozenset[int] = frozenset()
