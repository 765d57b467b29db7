"""Hypothesis strategies: small valid scenarios over the whole schema."""

from typing import Any

from hypothesis import strategies as st

from app.cells.functions import ACTIVATION_NAMES
from app.cells.models import EQUATIONS, catalogue
from app.errors import ScenarioError
from app.numerics.initialisers import INITIALISERS
from app.numerics.parameters import LayerSpec, NetworkSpec, named_tensors
from app.scenarios.cells import Cell, network_spec
from app.scenarios.schema import Scenario
from app.scenarios.states import state_sizes
from tests.own_cells import own_equations

Document = dict[str, Any]

NUMBERS = st.one_of(
    st.floats(-2.0, 2.0),
    st.integers(-3, 3),
    st.sampled_from([-0.0, 100, 1e-9, 0.1]),
)
SEEDS = st.integers(0, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_ALPHABET = "abé字🙂"


def tables(rows: int, columns: int) -> st.SearchStrategy[list[list[float]]]:
    """Return lists of ``rows`` lists of ``columns`` numbers."""
    return st.lists(
        st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )


def _optional(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]]) -> Document:
    """Draw some of the fields."""
    return {name: draw(values) for name, values in fields.items() if draw(st.booleans())}


@st.composite
def cells(draw: st.DrawFn, input_size: int, one_lane: bool = False) -> Document:
    """Draw a cell of up to three units and two layers, or of one layer in one direction."""
    cell: Document = {**draw(_kinds()), "input_size": input_size}
    cell["hidden_size"] = draw(st.integers(1, 3))
    cell |= _optional(draw, {"bias": st.booleans(), "clip": st.floats(0.05, 4.0)})
    cell |= draw(_options_of(cell["kind"]))
    if not one_lane:
        cell |= _optional(draw, {"bidirectional": st.booleans(), "merge": MERGES})
        forms = st.sampled_from([{}, {"num_layers": st.integers(1, 2)}, {"layers": _layers()}])
        cell |= _optional(draw, draw(forms))
    if "layers" in cell:
        _agree(cell)
    return cell


MERGES = st.sampled_from(["concat", "sum", "average", "product"])
ACTIVATIONS = st.sampled_from(ACTIVATION_NAMES)


@st.composite
def _kinds(draw: st.DrawFn) -> Document:
    """Draw a kind, every one as often as PyTorch's three together; with its equations."""
    torch, others = ("lstm", "gru", "rnn"), tuple(catalogue())[3:]
    kind = draw(st.one_of(*map(st.sampled_from, (torch, others, (EQUATIONS,)))))
    return {"kind": kind, **({"equations": draw(own_equations())} if kind == EQUATIONS else {})}


@st.composite
def _options_of(draw: st.DrawFn, kind: str) -> Document:
    """Draw what a cell of this kind, or a layer of it, may choose."""
    options: Document = {}
    if kind == "lstm":
        fields = {"peephole": st.booleans(), "proj_size": st.integers(1, 3)}
        options |= _optional(draw, fields)
    if draw(st.booleans()):
        slots = dict.fromkeys(("gate", "candidate", "output"), ACTIVATIONS)
        options["activations"] = _optional(draw, slots)
    return options


@st.composite
def _layers(draw: st.DrawFn) -> list[Document]:
    """Draw one or two layers that differ from the cell, or do not."""
    layers = []
    for _ in range(draw(st.integers(1, 2))):
        layer: Document = draw(_kinds()) if draw(st.booleans()) else {}
        fields = {"hidden_size": st.integers(1, 3), "bias": st.booleans(), "merge": MERGES}
        layer |= _optional(draw, fields)
        if "kind" in layer:
            layer |= draw(_options_of(layer["kind"]))
        way = draw(st.sampled_from(["inherited", "bidirectional", "reverse"]))
        if way != "inherited":
            layer["bidirectional"] = way == "bidirectional"
        if way == "reverse":
            layer["reverse"] = True
        layers.append(layer)
    return layers


def _agree(cell: Document) -> None:
    """Have no layer inherit from the cell what its own kind has not.

    An option that is left out is the cell's, and null is as good as left out; so the options stand
    in the layers of the cell's own kind alone.
    """
    for layer in cell["layers"]:
        if "kind" not in layer:
            layer |= {"kind": cell["kind"]}
            for name in ("equations", "peephole", "proj_size"):
                if name in cell:
                    layer[name] = cell[name]
        elif layer["kind"] != "lstm" and cell.get("peephole"):
            layer["peephole"] = False
    if any(layer["kind"] != "lstm" for layer in cell["layers"]):
        cell.pop("proj_size", None)
    if any(layer["kind"] != EQUATIONS for layer in cell["layers"]) and "equations" in cell:
        del cell["equations"]
        cell["kind"] = "lstm"


@st.composite
def sequences(draw: st.DrawFn) -> tuple[Document, int, int]:
    """Draw a sequence of up to six steps (the copy task: up to nine), with its D and T."""
    form = draw(st.sampled_from(["values", "text", "generator"]))
    steps = draw(st.integers(1, 6))
    if form == "values":
        input_size = draw(st.integers(1, 3))
        return {"values": draw(tables(steps, input_size))}, input_size, steps
    if form == "text":
        alphabet = _ALPHABET[: draw(st.integers(1, 3))]
        characters = st.text(st.sampled_from(alphabet), min_size=steps, max_size=steps)
        return {"text": draw(characters), "alphabet": alphabet}, len(alphabet), steps
    return draw(_generators(steps))


@st.composite
def _generators(draw: st.DrawFn, steps: int) -> tuple[Document, int, int]:
    name = draw(st.sampled_from(["sine", "square", "impulse", "noise", "ramp", "copy", "adding"]))
    wave = {
        "period": st.floats(1, 20),
        "amplitude": NUMBERS,
        "offset": NUMBERS,
        "phase": st.floats(-1, 1),
    }
    fields: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "sine": wave,
        "square": wave,
        "impulse": {"at": st.integers(0, steps - 1), "amplitude": NUMBERS},
        "noise": {"amplitude": NUMBERS, "distribution": st.sampled_from(["uniform", "normal"])},
        "ramp": {"from": NUMBERS, "to": NUMBERS},
        "copy": {},
        "adding": {},
    }
    sequence: Document = {"generator": name, **_optional(draw, {"seed": SEEDS, **fields[name]})}
    input_size = draw(st.integers(1, 3))
    if name == "copy":
        symbols, delay = draw(st.integers(1, 2)), draw(st.integers(1, 3))
        sequence |= {"symbols": symbols, "delay": delay}
        input_size, steps = draw(st.integers(3, 4)), 2 * symbols + delay + draw(st.integers(0, 2))
    if name == "adding":
        input_size, steps = 2, steps + 1
    return {**sequence, "steps": steps}, input_size, steps


@st.composite
def weights(draw: st.DrawFn, spec: NetworkSpec) -> Document:
    """Draw tensors (some biases absent), or an initialiser with edits."""
    shapes = {name: shape for name, _, _, shape in named_tensors(spec)}
    needed = {
        name
        for name, it, tensor, _ in named_tensors(spec)
        if not tensor.is_bias(it.cell.parameters)
    }
    if not shapes:
        return {"tensors": {}}
    if draw(st.booleans()):
        kept = [name for name in shapes if name in needed or draw(st.booleans())]
        return {"tensors": {name: draw(_tensors(shapes[name])) for name in kept}}
    document: Document = {"init": draw(st.sampled_from(INITIALISERS))}
    document |= _optional(draw, {"seed": SEEDS, "gain": st.floats(0.1, 2.0)})
    if any(layer.cell.has_forget_bias for layer in spec.layers):
        document |= _optional(draw, {"forget_bias": NUMBERS})
    if draw(st.booleans()):
        name = draw(st.sampled_from(list(shapes)))
        index = [draw(st.integers(0, size - 1)) for size in shapes[name]]
        document["edits"] = {name: {",".join(map(str, index)): draw(NUMBERS)}}
    return document


def _tensors(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    if len(shape) == 2:
        return tables(*shape)
    return st.lists(NUMBERS, min_size=shape[0], max_size=shape[0])


@st.composite
def heads(draw: st.DrawFn, spec: NetworkSpec) -> tuple[Document | None, int]:
    """Draw a head or none, with the number of outputs."""
    form = draw(st.sampled_from(["none", "given", "seeded"]))
    if form == "none":
        return None, spec.feature_size
    size = draw(st.integers(1, 4))
    if form == "seeded":
        return {"output_size": size, **_optional(draw, {"seed": SEEDS})}, size
    head: Document = {"weight": draw(tables(size, spec.feature_size))}
    return head | _optional(draw, {"bias": _tensors((size,))}), size


@st.composite
def losses(draw: st.DrawFn, sequence: Document, steps: int, outputs: int) -> Document:
    """Draw a loss that fits the sequence and the outputs."""
    kinds = ["probe", "mse", "squared_error", "cross_entropy"]
    kind = draw(st.sampled_from(kinds))
    if kind == "probe":
        fields = {"step": st.integers(-steps, steps - 1), "unit": st.integers(0, outputs - 1)}
        return {"kind": kind, **_optional(draw, fields)}
    has_next = "text" in sequence and steps > 1 and outputs >= len(sequence["alphabet"])
    if kind == "cross_entropy" and has_next and draw(st.booleans()):
        return {"kind": kind, "targets": "next"}
    some = st.lists(st.integers(0, steps - 1), min_size=1, max_size=steps, unique=True)
    at = draw(st.one_of(st.sampled_from(["all", "last"]), some))
    count = {"all": steps, "last": 1}[at] if isinstance(at, str) else len(at)
    classes = st.lists(st.integers(0, outputs - 1), min_size=count, max_size=count)
    targets = classes if kind == "cross_entropy" else tables(count, outputs)
    return {"kind": kind, "targets": draw(targets), "at": at}


@st.composite
def interventions(draw: st.DrawFn, spec: NetworkSpec, steps: int) -> Document:
    """Draw one what-if edit that the network has a place for."""
    index, direction = draw(st.sampled_from(spec.lanes))
    layer = spec.layers[index]
    target = draw(st.sampled_from(layer.cell.targets))
    start = draw(st.integers(0, steps - 1))
    document: Document = {
        "layer": index,
        "direction": direction,
        "target": target,
        "from": start,
        "to": draw(st.integers(start, steps - 1)),
        "value": draw(NUMBERS),
    }
    return document | _optional(draw, {"unit": st.integers(0, value_size(layer, target) - 1)})


def value_size(layer: LayerSpec, name: str) -> int:
    """Return how many entries a value of the equations has."""
    return layer.output_size if name == "h" else layer.hidden_size


@st.composite
def starts(draw: st.DrawFn, spec: NetworkSpec) -> Document:
    """Draw where every state starts: h0, c0 and the rest in state0, rows ragged where lanes are."""
    states = dict.fromkeys(state for layer in spec.layers for state in layer.cell.states)
    rows = {name: draw(_ragged(state_sizes(name, spec))) for name in states}
    document = {f"{name}0": rows.pop(name) for name in ("h", "c") if name in rows}
    return document | ({"state0": rows} if rows else {})


def _ragged(sizes: list[int]) -> st.SearchStrategy[tuple[list[float], ...]]:
    rows = [st.lists(NUMBERS, min_size=size, max_size=size) for size in sizes]
    return st.tuples(*rows).map(list)


@st.composite
def variants(draw: st.DrawFn, document: Document, steps: int, outputs: int) -> Document:
    """Draw a variant that fits the sequence and the loss: it names what would not fit."""
    other = draw(cells(document["cell"]["input_size"]))
    changes = {name: value for name, value in other.items() if draw(st.booleans())}
    try:
        spec = _spec_of({**document["cell"], **changes})
    except ScenarioError:
        changes = Cell.model_validate(other).model_dump(mode="json")
        spec = _spec_of(changes)
    variant: Document = {"cell": changes} if changes or draw(st.booleans()) else {}
    if spec != _spec_of(document["cell"]) or draw(st.booleans()):
        variant["weights"] = draw(weights(spec))
        variant["head"] = None if outputs == spec.feature_size else {"output_size": outputs}
        variant |= {"h0": None, "c0": None, "state0": None} | _optional_fields(
            draw, draw(starts(spec))
        )
        variant["interventions"] = draw(st.lists(interventions(spec, steps), max_size=2))
    return variant | _optional(draw, {"title": TEXT})


def _spec_of(cell: Document) -> NetworkSpec:
    return network_spec(Cell.model_validate(cell))


def _optional_fields(draw: st.DrawFn, fields: Document) -> Document:
    return {name: value for name, value in fields.items() if draw(st.booleans())}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw the document of a valid scenario, as a person might write it."""
    sequence, input_size, steps = draw(sequences())
    document: Document = {"cell": draw(cells(input_size)), "sequence": sequence}
    spec = _spec_of(document["cell"])
    head, outputs = draw(heads(spec))
    optional = {
        "version": st.just(1),
        "title": TEXT,
        "notes": TEXT,
        "weights": weights(spec),
        "loss": losses(sequence, steps, outputs),
        "interventions": st.lists(interventions(spec, steps), max_size=2),
    }
    document |= _optional(draw, optional)
    document |= _optional_fields(draw, draw(starts(spec)))
    document |= {} if head is None else {"head": head}
    return document | _optional(
        draw, {"comparison": st.lists(variants(document, steps, outputs), max_size=3)}
    )


def scenarios() -> st.SearchStrategy[Scenario]:
    """Return valid scenarios that resolve: every kind, form and option of the schema."""
    return documents().map(Scenario.model_validate)


@st.composite
def lone_lanes(draw: st.DrawFn) -> Scenario:
    """Draw a scenario of one layer in one direction, with two to four units."""
    sequence, input_size, _ = draw(sequences())
    document: Document = {"cell": draw(cells(input_size, one_lane=True)), "sequence": sequence}
    document["cell"]["hidden_size"] = draw(st.integers(2, 4))
    spec = _spec_of(document["cell"])
    document |= {"weights": draw(weights(spec)), **_optional_fields(draw, draw(starts(spec)))}
    return Scenario.model_validate(document)


@st.composite
def held_peepholes(draw: st.DrawFn) -> Scenario:
    """Draw an LSTM with peepholes, and a what-if that holds a cell state they look at."""
    sequence, input_size, steps = draw(sequences())
    cell: Document = {"kind": "lstm", "peephole": True, "input_size": input_size}
    cell["hidden_size"] = draw(st.integers(1, 3))
    fields = {
        "num_layers": st.integers(1, 2),
        "bidirectional": st.booleans(),
        "bias": st.booleans(),
    }
    cell |= _optional(draw, fields)
    spec = _spec_of(cell)
    held = [draw(interventions(spec, steps)) | {"target": "c"}]
    held += draw(st.lists(interventions(spec, steps), max_size=1))
    document: Document = {"cell": cell, "sequence": sequence, "interventions": held}
    document |= {"weights": draw(weights(spec)), **_optional_fields(draw, draw(starts(spec)))}
    document["loss"] = draw(losses(sequence, steps, spec.feature_size))
    return Scenario.model_validate(document)
