"""A resolved scenario, run through the network itself, without the stream."""

from app.numerics.network import Run, run
from app.scenarios.resolve import Resolved


def run_resolved(resolved: Resolved) -> Run:
    """Return the run of all that a scenario says: weights, loss, head, initial states, what-ifs."""
    return run(
        resolved.spec,
        resolved.tensors,
        resolved.x,
        resolved.loss,
        head=resolved.head,
        initial=resolved.initial,
        interventions=resolved.interventions,
    )
