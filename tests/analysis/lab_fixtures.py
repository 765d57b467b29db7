"""What the server sends of small scenarios, for the tests of the page's laboratory.

``python -m tests.analysis.lab_fixtures`` writes tests/js/lab/fixtures anew.
"""

import json
from pathlib import Path
from typing import Any

from app.analysis.requests import AnalysisRequest
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from app.streaming.analysis import AnalysisStream
from app.streaming.trace import TraceStream
from tests.analysis.studies import document

FOLDER = Path(__file__).parents[1] / "js/lab/fixtures"

#: Significant digits: enough for the page, and the same on every machine's linear algebra.
PRECISION = 8


def halving(direction: str = "forward", **fields: Any) -> dict[str, Any]:
    """Return h(t) = h(t−1)/2 + x(t) read in one direction, or in both where it is the reverse."""
    suffix = "_reverse" if direction == "reverse" else ""
    tensors = {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[0.5]]}
    if suffix:
        tensors |= {name + suffix: tensors[name] for name in tuple(tensors)}
    return {
        "cell": {
            "kind": "rnn",
            "input_size": 1,
            "hidden_size": 1,
            "bias": False,
            "bidirectional": bool(suffix),
            "activations": {"candidate": "identity"},
        },
        "weights": {"tensors": tensors},
        "sequence": {"values": [[1.0]] + [[0.0]] * 9},
    } | fields


def carousel() -> dict[str, Any]:
    """Return two LSTM units whose weights are zero: one forgets nothing, the other one half."""
    held = {"layer": 0, "direction": "forward", "target": "f", "from": 0, "to": 9}
    return {
        "cell": {"kind": "lstm", "input_size": 1, "hidden_size": 2},
        "weights": {"init": "zeros"},
        "sequence": {"values": [[1.0]] * 10},
        "interventions": [held | {"unit": 0, "value": 1.0}, held | {"unit": 1, "value": 0.5}],
    }


def single_unit(forget: float, recurrent: float, steps: int) -> dict[str, Any]:
    """Return an LSTM unit at rest (g = c = h = 0, i = o = ½) whose candidate reads u·h′.

    ∂L/∂c(t) = (f + u/4)·∂L/∂c(t+1): f along the cell line, i·u·o through h(t).
    """
    tensors = {
        "weight_ih_l0": [[0.0]] * 4,
        "weight_hh_l0": [[0.0], [0.0], [recurrent], [0.0]],
    }
    held = {"layer": 0, "direction": "forward", "target": "f", "unit": 0, "from": 0}
    return {
        "cell": {"kind": "lstm", "input_size": 1, "hidden_size": 1, "bias": False},
        "weights": {"tensors": tensors},
        "sequence": {"values": [[0.0]] * steps},
        "interventions": [held | {"to": steps - 1, "value": forget}],
    }


def short_document(cell: dict[str, Any], steps: int = 6, **fields: Any) -> dict[str, Any]:
    sequence = {"generator": "noise", "steps": steps, "seed": 2}
    return document({"hidden_size": 3} | cell, sequence=sequence, **fields)


def at_lane(name: str, direction: str = "forward", **options: Any) -> dict[str, Any]:
    return {"name": name, "layer": 0, "direction": direction, **options}


WAYS = [at_lane("shortcut"), at_lane("paths")]

#: File → its scenario, and what is asked about it.
FIXTURES: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "map-halving": (halving(), [{"name": "map"}]),
    "map-halving-reverse": (halving("reverse"), [{"name": "map"}]),
    "map-two-losses": (
        halving(loss={"kind": "mse", "targets": [[5.0], [5.0]], "at": [2, 9]}),
        [{"name": "map"}],
    ),
    "map-lstm": (document(), [{"name": "map"}]),
    "map-thinned": (halving(), [{"name": "map", "max_sources": 4}]),
    "jacobians-halving": (
        halving(),
        [at_lane("jacobians"), at_lane("lyapunov", count=None), at_lane("eigenvalues", t=3)],
    ),
    "jacobians-lstm": (
        document(),
        [at_lane("jacobians"), at_lane("lyapunov", count=None), at_lane("eigenvalues", t=3)],
    ),
    "jacobians-carousel": (
        carousel(),
        [at_lane("jacobians"), at_lane("lyapunov", count=None), at_lane("eigenvalues", t=3)],
    ),
    "saliency-lstm": (document(), [{"name": "saliency"}]),
    "memory-carousel": (carousel(), [at_lane("memory")]),
    "memory-lstm": (document(), [at_lane("memory")]),
    "memory-halving-reverse": (halving("reverse"), [at_lane("memory", "reverse")]),
    "paths-lstm": (
        short_document({"kind": "lstm"}, steps=9),
        WAYS,
    ),
    "paths-peephole": (
        short_document(
            {"kind": "lstm", "peephole": True, "num_layers": 2, "bidirectional": True}, steps=4
        ),
        [at_lane("shortcut", "reverse"), at_lane("paths", "reverse")],
    ),
    "paths-gru": (
        short_document({"kind": "gru", "num_layers": 2}),
        WAYS,
    ),
    "paths-rnn": (
        short_document({"kind": "rnn"}, weights={"init": "pytorch", "seed": 3, "gain": 4}),
        WAYS,
    ),
    "paths-tiny": (single_unit(1e-12, 1e-12, 40), WAYS),
    "paths-cancelling": (single_unit(0.5, -1.2, 10), WAYS),
    "paths-carousel": (carousel(), WAYS),
    "paths-halving": (halving(), WAYS),
}


def lines(stream: Any) -> list[dict[str, Any]]:
    text = b"".join(stream.chunks()).decode()
    return [json.loads(line) for line in text.splitlines()]


def without_clock(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop how long it took, which is never the same."""
    return [{key: line[key] for key in line if key != "seconds"} for line in given]


def made(name: str) -> dict[str, Any]:
    """Return {"trace": lines, "analysis": lines} of a fixture."""
    scenario, analyses = FIXTURES[name]
    resolved = resolve(Scenario.model_validate(scenario))
    wanted = AnalysisRequest.model_validate({"scenario": scenario, "analyses": analyses}).analyses
    trace = lines(trace_of(name, resolved))
    analysis = lines(AnalysisStream(resolved, wanted, PRECISION))
    return {"trace": without_clock(trace), "analysis": without_clock(analysis)}


def trace_of(name: str, resolved: Resolved) -> TraceStream:
    """Return a trace; where paths are tested, in full and with the parts themselves."""
    if name.startswith("paths-"):
        return TraceStream(resolved, include="all,paths")
    return TraceStream(resolved, precision=PRECISION)


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in FIXTURES:
        text = json.dumps(made(name), ensure_ascii=False, separators=(",", ":"))
        path_of(name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
