"""Networks for tests, made from a few words."""

from typing import Any, cast

from app.cells.definition import Options
from app.cells.models import CellModel, model_of
from app.numerics.parameters import Direction, LayerSpec, Merge, NetworkSpec

BOTH: tuple[Direction, ...] = ("forward", "reverse")


def cell_model(
    kind: str, *, peephole: bool = False, equations: str | None = None, **options: Any
) -> CellModel:
    """Return a cell; ``options`` are those of `Options`."""
    return model_of(kind, Options(**options), peephole, equations)


def network_of(
    kind: str,
    input_size: int,
    hidden_size: int,
    num_layers: int = 1,
    *,
    bidirectional: bool = False,
    projection: int | None = None,
    merge: str = "concat",
    **cell: Any,
) -> NetworkSpec:
    """Return a network of equal layers; ``cell`` is what `cell_model` takes."""
    model = cell_model(kind, is_projected=projection is not None, **cell)
    ways = BOTH if bidirectional else BOTH[:1]
    layers: list[LayerSpec] = []
    for _ in range(num_layers):
        width = layers[-1].feature_size if layers else input_size
        size = projection or hidden_size
        layers.append(LayerSpec(model, width, hidden_size, size, ways, cast(Merge, merge)))
    return NetworkSpec(input_size, tuple(layers))


def stack_of(input_size: int, *layers: dict[str, Any]) -> NetworkSpec:
    """Return a network whose layers differ.

    Each layer names ``kind`` and ``hidden_size``, and may name ``projection``, ``directions``,
    ``merge`` and what `cell_model` takes.
    """
    found: list[LayerSpec] = []
    for words in layers:
        given = dict(words)
        width = found[-1].feature_size if found else input_size
        H, P = given.pop("hidden_size"), given.pop("projection", None)
        ways, merge = given.pop("directions", BOTH[:1]), given.pop("merge", "concat")
        model = cell_model(given.pop("kind"), is_projected=P is not None, **given)
        found.append(LayerSpec(model, width, H, P or H, tuple(ways), merge))
    return NetworkSpec(input_size, tuple(found))


def gate_rows(spec: NetworkSpec, gate: str) -> slice:
    """Return the rows of a gate in the tensors of the lowest layer, which PyTorch packs."""
    layer = spec.layers[0]
    at, H = layer.blocks.index(gate), layer.hidden_size
    return slice(at * H, (at + 1) * H)
