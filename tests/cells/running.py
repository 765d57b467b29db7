"""One lane run on given numbers, and everything about it under plain names.

Results are ``value.<name>`` and ``gradient.<name>`` (a row a step) of every named value,
``gradient.x``, ``gradients.<parameter>`` by the names of the equations, and ``gradients.<state>0``.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from app.numerics.initial import initial_name
from app.numerics.network import Intervention, Lane, Network
from app.numerics.parameters import LayerSpec, NetworkSpec, Tensors, parameter_rows, tensor_name
from app.numerics.scaled import unscaled

Array = np.ndarray
Results = dict[str, Array]


def packed(layer: LayerSpec, parameters: Mapping[str, Array], index: int = 0,
           direction: str = "forward") -> Tensors:  # fmt: skip
    """Return the tensors of a layer; of two that add up to a parameter the second is zero."""
    found: Tensors = {}
    placed: set[str] = set()
    for tensor in layer.cell.tensors:
        parts = [
            np.zeros_like(parameters[name]) if name in placed else parameters[name]
            for name in tensor.parameters
        ]
        placed |= set(tensor.parameters)
        array = np.stack(parts) if tensor.is_table else np.concatenate(parts)
        found[tensor_name(tensor.name, index, direction)] = array  # type: ignore[arg-type]
    return found


def unpacked(layer: LayerSpec, gradients: Mapping[str, Array], index: int = 0,
             direction: str = "forward") -> Results:  # fmt: skip
    """Return the gradients of the parameters of the equations."""
    found: Results = {}
    for tensor in layer.cell.tensors:
        array = gradients[tensor_name(tensor.name, index, direction)]  # type: ignore[arg-type]
        for name, rows in parameter_rows(layer, tensor).items():
            found.setdefault(name, array[rows])
    return found


def lane_results(lane: Lane) -> Results:
    """Return every value of a lane's run and the gradient at each."""
    names = tuple(lane.model.definition.values)
    values = lane.gates | lane.states
    found = {f"value.{name}": np.array(values.get(name, ())) for name in names}
    found |= {f"value.{n}": np.array(lane.value(n)) for n in names if n not in values}
    gradients = lane.cell.plan.equations.gradients
    rows = lane.back_nodes(tuple(gradients.values()), 0, lane.steps)
    for name, number in gradients.items():
        found[f"gradient.{name}"] = np.array(unscaled(rows[number], lane.exponents))
    shown = lane.grads(0, lane.steps)
    found["gradient.x"] = shown["x"]
    for name in names if not lane.model.has_blocks else lane.model.states:
        np.testing.assert_array_equal(shown[name], found[f"gradient.{name}"], err_msg=name)
    return found


def run_layer(
    layer: LayerSpec,
    numbers: Mapping[str, Array],
    interventions: Sequence[Intervention] = (),
    chunk: int | None = None,
) -> tuple[Network, Results]:
    """Run one layer both ways; see `tests.cells.tape.Tape` for the numbers."""
    network = Network(
        NetworkSpec(layer.input_size, (layer,)), len(numbers["x"]), tuple(interventions)
    )
    network.load(packed(layer, numbers))
    initial = {state: [numbers[f"{state}0"]] for state in layer.cell.states}
    for _ in network.forward(numbers["x"], initial, chunk):
        pass
    for _ in network.backward(numbers["weights"], chunk):
        pass
    gradients = network.gradients()
    results = lane_results(network.lanes[0])
    results |= {f"gradients.{name}": it for name, it in unpacked(layer, gradients).items()}
    for state in layer.cell.states:
        results[f"gradients.{state}0"] = gradients[initial_name(state)][0]
    return network, results
