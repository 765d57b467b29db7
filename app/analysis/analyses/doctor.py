"""The doctor: what is probably wrong with the network."""

from typing import Literal

from pydantic import Field

from app.analysis.doctor import clipping_of, examine
from app.analysis.findings import Severity
from app.analysis.registration import Analysis, Described, Found, Number, Registration, Result
from app.analysis.study import Study
from app.numerics.parameters import Direction


class DoctorAnalysis(Analysis):
    """What is wrong with the network, and what to try."""

    name: Literal["doctor"]


class FindingPlace(Described):
    """Where to look; null or empty: everywhere."""

    layer: int | None
    direction: Direction | None
    gate: str | None = Field(description="A gate, or the quantity that is not finite.")
    units: list[int]
    channel: int | None = Field(description="Of the input.")
    from_: int | None = Field(alias="from", description="First step.")
    to: int | None = Field(description="Last step, included.")
    state: str | None = Field(description="Whose gradient was followed.")


class DoctorFinding(Described):
    """Something that is probably wrong. Texts: `doctor.<code>` of the catalogues."""

    code: str
    severity: Severity
    place: FindingPlace
    evidence: dict[str, Number] = Field(description="Numbers that the text names.")
    suggestion: str = Field(description="One thing to try: `doctor.try.<suggestion>`.")


class Clipping(Described):
    """What clipping would leave of the gradient of all parameters."""

    norm: Number = Field(description="L2 norm over all parameters; null: not finite.")
    threshold: float
    factor: Number = Field(description="Multiplies every entry; 1: nothing is clipped.")


class DoctorResult(Result):
    """What is wrong, most serious first."""

    analysis: Literal["doctor"]
    findings: list[DoctorFinding]
    clipping: Clipping


def _run(study: Study, _analysis: DoctorAnalysis) -> Found:
    for found in examine(study):
        if isinstance(found, list):
            findings = [finding.as_dict() for finding in found]
            yield {"findings": findings, "clipping": clipping_of(study)}
        else:
            yield found


REGISTRATION = Registration("doctor", DoctorAnalysis, _run, (DoctorResult,))
