"""Cells whose PyTorch modules are run: every one of the catalogue, with options, and own ones."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.cells.models import EQUATIONS, catalogue
from app.cells.torch_module import Sizes, torch_module
from app.numerics.initialisers import initialise, uniform
from app.numerics.parameters import Array, NetworkSpec, Tensors
from tests.numerics.networks import network_of

#: Names that Python or PyTorch have, every function, and numbers that no tensor takes part in.
OWN = {
    "leaky": "a = scalar(alpha, 0.9)\nh = a * h' + (1 - a) * tanh(W x + U h' + b)",
    "keywords": "lambda = tanh(class x + self h')\nforward = sigmoid(lambda + training)\n"
    "x1 = nn (forward * F) + torch x\nh = x1 - zeros * h' / 2",
    "functions": "a = relu(W x) + softsign(V x) - silu(P x)\nb = softplus(U h') * sin(U h')\n"
    "d = exp(-a * a) + log(2 + b * b) + hard_sigmoid(a) * hard_sigmoid_6(b)\n"
    "e = max(a, 0.1) - min(0.2, b) + normalize(d)\nh = tanh(identity(e) / (1 + d * d))",
    "transposed": "h = h' + scalar(step, 0.1) * (tanh(U h' + W x) - transpose(U) h')",
    "numbers": "k = exp(1) / 2\nh = k * tanh(W x) - -0.5 * h'",
}


@dataclass(frozen=True)
class ModuleCase:
    """A network of one layer that reads forward, with its numbers."""

    name: str
    spec: NetworkSpec
    tensors: Tensors
    x: Array

    @property
    def source(self) -> str:
        layer = self.spec.layers[0]
        sizes = Sizes(layer.input_size, layer.hidden_size, layer.output_size)
        given = {name: tensor.tolist() for name, tensor in self.tensors.items()}
        return torch_module(layer.cell, sizes, {"forward": "_l0"}, given)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.source.encode()).hexdigest()


def module_cases() -> Iterator[ModuleCase]:
    """Yield every case."""
    for kind in catalogue():
        yield _case(kind, network_of(kind, 3, 4))
    yield _case("lstm-peephole", network_of("lstm", 3, 4, peephole=True))
    yield _case("lstm-projection", network_of("lstm", 3, 4, projection=2))
    yield _case("gru-no-bias", network_of("gru", 3, 4, bias=False))
    yield _case("lstm-clip", network_of("lstm", 3, 4, clip=0.3))
    others = {"gate": "hard_sigmoid", "candidate": "softsign", "output": "relu"}
    yield _case("lstm-activations", network_of("lstm", 3, 4, **others))
    for name, text in OWN.items():
        yield _case(f"own-{name}", network_of(EQUATIONS, 3, 4, equations=text))


def _case(name: str, spec: NetworkSpec) -> ModuleCase:
    tensors = initialise(spec, "pytorch", 3, gain=1.5)
    x = 4.0 * uniform(5, f"modules/{name}", (6, spec.input_size)) - 2.0
    return ModuleCase(name, spec, tensors, np.round(x, 3))
