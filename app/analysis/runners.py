"""Every analysis as a generator: shares done while it works, then what it found.

Results are flat objects of numbers, arrays and lists, ready to be rounded and written. Arrays by
step are in the order of the sequence; logarithms are decimal.
"""

from app.analysis.analyses import REGISTERED
from app.analysis.registration import Analysis, Found
from app.analysis.study import Study, quietly

_RUNNERS = {it.request: it.run for it in REGISTERED}


def run_analysis(study: Study, analysis: Analysis) -> Found:
    """Return the generator of an analysis of a study that has been run."""
    return quietly(_RUNNERS[type(analysis)](study, analysis))
