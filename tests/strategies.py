"""Hypothesis strategies: small valid scenarios over the whole schema."""

from typing import Any

from hypothesis import strategies as st

from app.cells.functions import ACTIVATION_NAMES
from app.cells.models import catalogue
from app.numerics.initialisers import INITIALISERS
from app.numerics.parameters import NetworkSpec, parameter_shapes
from app.scenarios.cells import network_spec
from app.scenarios.schema import Scenario

Document = dict[str, Any]

#: PyTorch's kinds as often as all others together.
KINDS = (*["lstm", "gru", "rnn"] * 6, *catalogue())
_FINITE = sorted(set(ACTIVATION_NAMES) - {"exp", "log"})

NUMBERS = st.one_of(
    st.floats(-2.0, 2.0),
    st.integers(-3, 3),
    st.sampled_from([-0.0, 100, 1e-9, 0.1]),
)
SEEDS = st.integers(0, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_ALPHABET = "abé字🙂"


def has_cell_state(spec: NetworkSpec) -> bool:
    """Return whether every layer has a c."""
    return all("c" in layer.cell.states for layer in spec.layers)


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
    kind = draw(st.sampled_from(KINDS))
    activation = st.sampled_from(_FINITE)
    cell: Document = {"kind": kind, "input_size": input_size}
    cell["hidden_size"] = draw(st.integers(1, 3))
    cell |= _optional(draw, {"bias": st.booleans()})
    if not one_lane:
        lanes = {"num_layers": st.integers(1, 2), "bidirectional": st.booleans()}
        cell |= _optional(draw, lanes)
    if kind == "lstm":
        cell |= _optional(draw, {"peephole": st.booleans()})
    names = ("gate", "candidate", "output")
    if draw(st.booleans()):
        cell["activations"] = _optional(draw, dict.fromkeys(names, activation))
    return cell


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
    shapes = parameter_shapes(spec)
    if draw(st.booleans()):
        kept = [n for n in shapes if not n.startswith("bias") or draw(st.booleans())]
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
    layer = spec.layers[0]
    start = draw(st.integers(0, steps - 1))
    document: Document = {
        "layer": draw(st.integers(0, spec.num_layers - 1)),
        "direction": draw(st.sampled_from(layer.directions)),
        "target": draw(st.sampled_from(layer.cell.targets)),
        "from": start,
        "to": draw(st.integers(start, steps - 1)),
        "value": draw(NUMBERS),
    }
    return document | _optional(draw, {"unit": st.integers(0, spec.layers[0].hidden_size - 1)})


@st.composite
def variants(draw: st.DrawFn, document: Document, steps: int, outputs: int) -> Document:
    """Draw a variant that fits the sequence and the loss: it names what would not fit."""
    other = draw(cells(document["cell"]["input_size"]))
    changes = {name: value for name, value in other.items() if draw(st.booleans())}
    kind = changes.get("kind", document["cell"].get("kind", "lstm"))
    if kind != "lstm" and document["cell"].get("peephole") is not None:
        changes["peephole"] = False
    if kind != "lstm" and changes.get("peephole"):
        del changes["peephole"]
    variant: Document = {"cell": changes} if changes or draw(st.booleans()) else {}
    spec = network_spec(
        Scenario.model_validate({**document, "cell": {**document["cell"], **changes}}).cell
    )
    was = network_spec(Scenario.model_validate(document).cell)
    states = tables(len(spec.lanes), spec.layers[0].hidden_size)
    if spec != was or draw(st.booleans()):
        variant["weights"] = draw(weights(spec))
        variant["head"] = None if outputs == spec.feature_size else {"output_size": outputs}
        variant["h0"] = draw(st.one_of(st.none(), states))
        variant["c0"] = draw(st.one_of(st.none(), states)) if has_cell_state(spec) else None
        variant["interventions"] = draw(st.lists(interventions(spec, steps), max_size=2))
    return variant | _optional(draw, {"title": TEXT})


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw the document of a valid scenario, as a person might write it."""
    sequence, input_size, steps = draw(sequences())
    document: Document = {"cell": draw(cells(input_size)), "sequence": sequence}
    spec = network_spec(Scenario.model_validate(document).cell)
    head, outputs = draw(heads(spec))
    states = tables(len(spec.lanes), spec.layers[0].hidden_size)
    optional = {
        "version": st.just(1),
        "title": TEXT,
        "notes": TEXT,
        "weights": weights(spec),
        "h0": states,
        "loss": losses(sequence, steps, outputs),
        "interventions": st.lists(interventions(spec, steps), max_size=2),
    }
    if has_cell_state(spec):
        optional["c0"] = states
    document |= _optional(draw, optional)
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
    spec = network_spec(Scenario.model_validate(document).cell)
    states = dict.fromkeys(
        ("h0", "c0") if has_cell_state(spec) else ("h0",), tables(1, spec.layers[0].hidden_size)
    )
    document |= {"weights": draw(weights(spec)), **_optional(draw, states)}
    return Scenario.model_validate(document)
