"""Cells of the catalogue, and cells chosen for what is hard in them, against finite differences."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from app.cells.models import EQUATIONS, CellModel, catalogue
from app.numerics.network import Intervention, Network
from app.numerics.parameters import LayerSpec, NetworkSpec
from tests.cells.running import Array, packed, run_layer
from tests.numerics.networks import cell_model

STEP = 3e-4
POINTS = ((-2.0, 1.0 / 12.0), (-1.0, -2.0 / 3.0), (1.0, 2.0 / 3.0), (2.0, -1.0 / 12.0))
STEPS = 4
CELLS: dict[str, dict[str, Any]] = {kind: {"kind": kind} for kind in catalogue()} | {
    "lstm with peepholes": {"kind": "lstm", "peephole": True},
    "lstm with projection": {"kind": "lstm", "is_projected": True},
    "lstm with both": {"kind": "lstm", "peephole": True, "is_projected": True},
    "clipped lstm": {"kind": "lstm", "clip": 0.5},
    "clipped gru": {"kind": "gru", "clip": 0.4},
}
EQUATIONS_OF = {
    "a matrix used twice on one vector": "h = tanh(U h') * (1 + U h') + W x",
    "a matrix used on two vectors": "c = tanh(U h' + W x)\nh = tanh(U c + b) * c'",
    "a matrix used twice in a row": "h = tanh(U U h' + W x)",
    "a matrix with its transpose": "h = tanh(U h' - transpose(U) h' + transpose(U) U h' + W x)",
    "a matrix shared between equations": "z = sigmoid(U h' + W x)\nh = z * h' + tanh(U (z * h'))",
    "an input matrix used twice": "z = tanh(W x) * (W x)\nh = z + tanh(U h' + W x)",
    "an input matrix transposed": "h = tanh(transpose(A) x + U h')",
    "a product behind a product with x": "h = tanh(V (W x) + V (W x * h') + U h')",
    "a single number": "h = scalar(alpha, 0.5) * h' + tanh(alpha * (W x) + scalar(beta) * b)",
    "one single number alone": "h = tanh(scalar(alpha)) * h' + scalar(beta)",
    "a bias of two equations": "z = sigmoid(b + W x)\nh = z * h' + (1 - z) * tanh(b + U h')",
    "a parameter that is never reached": "a = tanh(V x + q)\nh = tanh(W x + U h' + 0 * q)",
    "a matrix of parameters alone": "h = tanh(U h' + V tanh(p) + W x)",
    "a normalisation of a state": "h = tanh(U normalize(h') + h' + W x)",
    "a normalisation of a normalisation": "h = normalize(normalize(W x + h') * u + U h')",
    "h read in its own step": "h = tanh(W x + U c')\nc = h * c' + tanh(V h + h)",
    "a state that is another": "c = tanh(W x + U h')\nm = c\nh = m * m' + c'",
    "states that change places": "c = h'\nm = c'\nh = tanh(W x + U m')",
    "a state that depends on x alone": "c = W x\nh = tanh(c * c' + U (c * h'))",
    "a state of parameters alone": "c = tanh(V p)\nh = c * c' * h' + W x",
    "products with nothing": "h = tanh(transpose(U) (0 * p) + V (0 * (W x)) + h')",
    "products with a number": "h = tanh(U (0 / h' + scalar(a)) + V (-(0 * p) + 1) + h')",
    "a quotient": "n = exp(W x) + 0.5 * n'\nh = tanh(U h' + b) / n",
    "larger and smaller": "h = max(U h', W x) + min(h', b) - max(b, 0.1)",
}  # fmt: skip


def model_of_case(name: str) -> CellModel:
    if name in EQUATIONS_OF:
        return cell_model(EQUATIONS, equations=EQUATIONS_OF[name])
    return cell_model(**CELLS[name])


def layer_of(model: CellModel) -> LayerSpec:
    return LayerSpec(model, 2, 3, 2 if model.definition.options.is_projected else 3)


def draw(layer: LayerSpec, seed: int = 5, steps: int = STEPS) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    shapes = {name: layer.parameter_shape(name) for name in layer.cell.parameters}
    shapes |= {f"{state}0": (layer.state_size(state),) for state in layer.cell.states}
    shapes |= {"x": (steps, layer.input_size), "weights": (steps, layer.output_size)}
    numbers = {name: rng.uniform(-0.9, 0.9, shape) for name, shape in shapes.items()}
    if "n0" in numbers:  # a sum of positive numbers, by which something is divided
        numbers["n0"] = np.abs(numbers["n0"]) + 0.5
    return numbers


def loss_of(layer: LayerSpec, numbers: dict[str, Array], edits: tuple[Intervention, ...]) -> float:
    network = Network(NetworkSpec(layer.input_size, (layer,)), len(numbers["x"]), edits)
    network.load(packed(layer, numbers))
    list(network.forward(numbers["x"], {s: [numbers[f"{s}0"]] for s in layer.cell.states}))
    return float(np.sum(numbers["weights"] * network.outputs()))


def differences(
    layer: LayerSpec, numbers: dict[str, Array], name: str, edits: tuple[Intervention, ...]
) -> Array:
    quotients = np.empty_like(numbers[name])
    for index in np.ndindex(quotients.shape):
        total = 0.0
        for shift, weight in POINTS:
            changed = numbers[name].copy()
            changed[index] += shift * STEP
            total += weight * loss_of(layer, numbers | {name: changed}, edits)
        quotients[index] = total / STEP
    return quotients


def assert_gradients_are_differences(
    layer: LayerSpec, numbers: dict[str, Array], edits: tuple[Intervention, ...] = ()
) -> None:
    _, found = run_layer(layer, numbers, edits)
    for name in numbers.keys() - {"weights"}:
        gradient = found["gradient.x" if name == "x" else f"gradients.{name}"]
        quotients = differences(layer, numbers, name, edits)
        np.testing.assert_allclose(gradient, quotients, rtol=1e-7, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("name", [*CELLS, *EQUATIONS_OF])
def test_gradients_of_a_cell_equal_difference_quotients(name: str) -> None:
    layer = layer_of(model_of_case(name))
    assert_gradients_are_differences(layer, draw(layer))


def whatifs() -> Iterator[Any]:
    for name in CELLS:
        for target in model_of_case(name).targets:
            yield pytest.param(name, target, id=f"{name}-{target}")


@pytest.mark.parametrize(("name", "target"), list(whatifs()))
def test_gradients_with_any_value_held_equal_difference_quotients(name: str, target: str) -> None:
    """One unit at two steps and every unit at another; a held value may itself have a gradient."""
    layer = layer_of(model_of_case(name))
    held = 0.6 if target in ("n", "m") else 0.3
    edits = (
        Intervention(0, "forward", target, 1, 0, 2, held),
        Intervention(0, "forward", target, None, 2, 3, held + 0.1),
    )
    numbers = draw(layer)
    names = ("x", "h0", *list(layer.cell.parameters)[:1], *list(layer.cell.parameters)[-1:])
    _, found = run_layer(layer, numbers, edits)
    np.testing.assert_array_equal(found[f"value.{target}"][:2, 1], held)
    np.testing.assert_array_equal(found[f"value.{target}"][2], held + 0.1)
    for which in names:
        gradient = found["gradient.x" if which == "x" else f"gradients.{which}"]
        quotients = differences(layer, numbers, which, edits)
        np.testing.assert_allclose(gradient, quotients, rtol=1e-7, atol=1e-9, err_msg=which)
    unit = Intervention(0, "forward", target, 0, 3, 4, 0.0)
    used = float(found[f"value.{target}"][3, 0])
    total = 0.0
    for shift, weight in POINTS:
        moved = Intervention(**{**_fields(unit), "value": used + shift * STEP})
        total += weight * loss_of(layer, numbers, (*edits, moved))
    slope = found[f"gradient.{target}"][3, 0]
    assert slope == pytest.approx(total / STEP, rel=1e-7, abs=1e-9)


def _fields(edit: Intervention) -> dict[str, Any]:
    return {name: getattr(edit, name) for name in edit.__slots__}


def test_a_parameter_that_no_loss_depends_on_has_a_gradient_of_zero() -> None:
    layer = layer_of(model_of_case("a parameter that is never reached"))
    _, found = run_layer(layer, draw(layer))
    np.testing.assert_array_equal(found["gradients.V"], np.zeros((3, 2)))
    np.testing.assert_array_equal(found["gradients.q"], np.zeros(3))
