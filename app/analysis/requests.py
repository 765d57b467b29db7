"""What can be asked for: every registered analysis, what it may cost, and what runs it.

Steps are steps of the sequence; "later" is in the order in which a lane reads.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import BeforeValidator

from app.analysis.analyses import REGISTERED
from app.analysis.registration import Analysis, Found
from app.analysis.study import Study, quietly
from app.errors import ScenarioError
from app.numerics.parameters import NetworkSpec
from app.scenarios.checks import Entries
from app.scenarios.limits import LIMITS
from app.scenarios.parts import ByTag, Part
from app.scenarios.schema import Scenario

__all__ = [
    "ANALYSES",
    "Analysis",
    "AnalysisRequest",
    "AnyAnalysis",
    "check_analyses",
    "run_analysis",
]

#: Name → request.
ANALYSES: dict[str, type[Analysis]] = {it.name: it.request for it in REGISTERED}

if TYPE_CHECKING:
    AnyAnalysis = Analysis
else:
    AnyAnalysis = Annotated[
        Union[tuple(ANALYSES.values())],  # noqa: UP007 - made of what is registered
        ByTag("name", ANALYSES),
        BeforeValidator(lambda value: {"name": value} if isinstance(value, str) else value),
    ]


class AnalysisRequest(Part):
    """A scenario and what is to be read off its run.

    An analysis is an object with its ``name`` and options, or its name alone.
    """

    scenario: Scenario
    analyses: Annotated[tuple[AnyAnalysis, ...], Entries(1, LIMITS.analyses)]


def check_analyses(analyses: Sequence[Any], spec: NetworkSpec, steps: int) -> None:
    """Check every analysis against the network, and that none would take too long.

    Raises
    ------
    ScenarioError
        With the path of the option, relative to the request.
    """
    for index, analysis in enumerate(analyses):
        try:
            analysis.check(spec, steps)
            _check_cost(analysis, spec, steps)
        except ScenarioError as error:
            error.loc = ("analyses", index, *error.loc)
            raise


def _check_cost(analysis: Any, spec: NetworkSpec, steps: int) -> None:
    operations = analysis.operations(spec, steps)
    if operations > LIMITS.analysis_operations:
        option = next(
            (name for name in ("max_sources", "steps") if name in type(analysis).model_fields), ""
        )
        message = (
            f"{analysis.name} must take at most {LIMITS.analysis_operations:.0e} operations; "
            f"found {operations:.0e}: lower {option}"
        )
        raise ScenarioError(message, loc=(option,))


_RUNNERS = {it.request: it.run for it in REGISTERED}


def run_analysis(study: Study, analysis: Analysis) -> Found:
    """Return the generator of an analysis of a study that has been run.

    It yields shares done while it works, then flat objects of numbers, arrays and lists, ready to
    be rounded and written.
    """
    return quietly(_RUNNERS[type(analysis)](study, analysis))
