"""Studies of small scenarios, and networks run the plain way to compare with."""

from typing import Any

import numpy as np

from app.analysis.study import Study
from app.cells.models import catalogue
from app.numerics.initialisers import initialise
from app.numerics.interventions import Intervention
from app.numerics.losses import Loss
from app.numerics.network import Network, Run, run
from app.numerics.parameters import NetworkSpec, Tensors
from app.scenarios.resolve import Resolved, resolve
from app.scenarios.schema import Scenario
from tests.numerics.networks import network_of

CELLS: list[dict[str, Any]] = [
    {"kind": "lstm"},
    {"kind": "lstm", "peephole": True, "num_layers": 2},
    {"kind": "lstm", "num_layers": 2, "bidirectional": True},
    {"kind": "gru", "num_layers": 2},
    {"kind": "gru", "num_layers": 2, "bidirectional": True},
    {"kind": "rnn", "num_layers": 2},
]

#: Every cell of the catalogue, and what options make of them.
EVERY_CELL: dict[str, NetworkSpec] = {
    **{kind: network_of(kind, 3, 4) for kind in catalogue()},
    **{f"{kind}, clipped": network_of(kind, 3, 4, clip=0.3) for kind in ("lstm", "gru", "slstm")},
    "lstm, peephole": network_of("lstm", 3, 4, peephole=True),
    "lstm, projection": network_of("lstm", 3, 4, projection=2),
    "lstm, projection and peephole": network_of("lstm", 3, 4, projection=2, peephole=True),
    "lstm, no bias": network_of("lstm", 3, 4, bias=False),
}


def run_forward(
    spec: NetworkSpec,
    tensors: Tensors | None = None,
    interventions: tuple[Intervention, ...] = (),
    steps: int = 6,
) -> Network:
    """Return a network that has run over noise, its states starting at noise too."""
    rng = np.random.default_rng(11)
    network = Network(spec, steps, interventions)
    network.load(initialise(spec, "pytorch", 5) if tensors is None else tensors)
    initial = {
        state: [
            0.3 * rng.normal(size=spec.layers[layer].state_size(state))
            if state in spec.layers[layer].cell.states else np.empty(0)
            for layer, _ in spec.lanes
        ]
        for state in dict.fromkeys(it for layer in spec.layers for it in layer.cell.states)
    }  # fmt: skip
    list(network.forward(rng.normal(size=(steps, spec.input_size)), initial))
    return network


def document(cell: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a scenario's document: H = 4, twelve steps of noise."""
    return {
        "cell": {"kind": "lstm", "input_size": 2, "hidden_size": 4} | (cell or {}),
        "weights": {"init": "pytorch", "seed": 3},
        "sequence": {"generator": "noise", "steps": 12, "seed": 2},
    } | fields


def resolved(cell: dict[str, Any] | None = None, **fields: Any) -> Resolved:
    return resolve(Scenario.model_validate(document(cell, **fields)))


def study(cell: dict[str, Any] | None = None, **fields: Any) -> Study:
    return Study.of(resolved(cell, **fields))


def finish(given: Resolved, loss: Loss | None = None) -> Run:
    """Run a scenario as the trace does, with another loss if one is given."""
    return run(
        given.spec,
        given.tensors,
        given.x,
        loss or given.loss,
        head=given.head,
        initial=given.initial,
        interventions=given.interventions,
    )


def scalar_rnn(weight: float, steps: int, **fields: Any) -> Study:
    """Return h(t) = weight·h(t−1) + x(t), with x = 1 at the first step only."""
    tensors = {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[weight]]}
    cell = {"kind": "rnn", "input_size": 1, "hidden_size": 1, "bias": False}
    return study(
        cell | {"activations": {"candidate": "identity"}},
        weights={"tensors": tensors},
        sequence={"values": [[1.0]] + [[0.0]] * (steps - 1)},
        **fields,
    )


def carousel(steps: int, forget: float = 1.0, **fields: Any) -> Study:
    """Return LSTM units whose weights are zero and whose forget gate is held: c only decays."""
    held = {"layer": 0, "direction": "forward", "target": "f", "from": 0, "to": steps - 1}
    return study(
        {"input_size": 1, "hidden_size": 2},
        weights={"init": "zeros"},
        sequence={"values": [[1.0]] * steps},
        interventions=[held | {"value": forget}],
        **fields,
    )


def last(generator: Any) -> Any:
    """Return what a generator yields at last."""
    *_, found = generator
    return found


def log10_norm(rows: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.log10(np.linalg.norm(rows, axis=-1))
