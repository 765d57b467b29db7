"""What the doctor says: data, without words. The texts are in the catalogues under ``doctor.``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from app.numerics.lane import Lane

Severity = Literal["error", "warning", "info"]

#: Every code, in the order in which findings come, worst first.
CODES = (
    "non_finite",
    "exploding",
    "vanishing",
    "dead_units",
    "duplicate_units",
    "saturated_gates",
    "forget_bias_unset",
    "inputs_out_of_range",
    "last_step_only",
)
#: What a finding may advise.
SUGGESTIONS = (
    "shrink_weights",
    "clip_gradients",
    "use_gates",
    "open_forget_gate",
    "other_seed",
    "fewer_units",
    "forget_bias_one",
    "enable_bias",
    "scale_inputs",
    "compare_every_step",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look. What a finding does not concern is None or empty.

    Attributes
    ----------
    layer, direction : int, str
    gate : str
        A gate, or the quantity that is not finite.
    units : tuple of int
    channel : int
        Of the input.
    first, last : int
        Steps of the sequence, both ends included; ``from`` and ``to`` on the wire.
    state : str
        Whose gradient was followed.
    """

    layer: int | None = None
    direction: str | None = None
    gate: str | None = None
    units: tuple[int, ...] = ()
    channel: int | None = None
    first: int | None = None
    last: int | None = None
    state: str | None = None

    @classmethod
    def of(cls, lane: Lane, gate: str | None = None, units: tuple[int, ...] = ()) -> "Place":
        """Return a place in a lane."""
        return cls(lane.layer, lane.direction, gate, units)

    @property
    def lane(self) -> tuple[int | None, str | None]:
        """Layer and direction."""
        return self.layer, self.direction

    def as_dict(self) -> dict[str, object]:
        """Return the fields as they are on the wire."""
        fields = asdict(self)
        ends = {"from": fields.pop("first"), "to": fields.pop("last")}
        return fields | {"units": list(self.units)} | ends


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is probably not as it should be.

    Attributes
    ----------
    code : str
        One of `CODES`.
    severity : {"error", "warning", "info"}
    place : Place
    evidence : dict
        Name → number; the text of the code has them as placeholders.
    suggestion : str
        One of `SUGGESTIONS`: one thing to try.
    """

    code: str
    severity: Severity
    place: Place
    evidence: Mapping[str, float] = field(default_factory=dict)
    suggestion: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the finding as it is on the wire."""
        return {
            "code": self.code,
            "severity": self.severity,
            "place": self.place.as_dict(),
            "evidence": dict(self.evidence),
            "suggestion": self.suggestion,
        }
