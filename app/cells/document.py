"""``docs/cells.md``: every cell of the catalogue, written from the catalogue (``make docs``).

The circuits in ``docs/circuits`` are drawn by the page's code (``tests/circuit_pictures.py``).
"""

from collections.abc import Iterator
from pathlib import Path

from app.cells.definition import Options, Parameter
from app.cells.models import CellModel, Entry, catalogue, model_of, text_of

FILE = Path(__file__).resolve().parents[2] / "docs" / "cells.md"

_HEAD = """\
# Cells

Every cell that Gatescope can run, as its equations and as the circuit of one unit. `make docs`
writes this page from the files in `app/cells/catalogue`; edit those instead.

In the equations `x` is the input of a step and `h` its output; a prime marks a value from the
previous step. Two names side by side are a matrix times a vector, and `*` works element by element.
`gate`, `candidate` and `output` are the functions chosen in `cell.activations`: sigmoid, tanh and
tanh unless a scenario says otherwise. D is the input size, H the number of hidden units and P the
size to which a projection maps h. Parameter counts are for one layer in one direction and include
biases; where PyTorch keeps two bias tensors, both count.

The circuits show the last of three steps, computed with random weights: a wire is as wide as its
number is large, and dashed where the number is negative.
"""
_OPTIONS = {
    "peephole": ("With peepholes", "`cell.peephole`"),
    "projection": ("With a projection", "`cell.proj_size`"),
}


def document() -> str:
    """Return the page."""
    entries = catalogue().values()
    groups = dict.fromkeys(entry.group for entry in entries)
    ordered = [entry for group in groups for entry in entries if entry.group == group]
    index = [f"- [{_title(entry)}](#{_anchor(entry)})" for entry in ordered]
    parts = [_HEAD, "\n".join(index) + "\n"]
    parts += ["\n".join(_section(entry)) for entry in ordered]
    return "\n".join(parts)


def _title(entry: Entry) -> str:
    return entry.words["en"]["title"]


def _anchor(entry: Entry) -> str:
    kept = (it for it in _title(entry).lower().replace(" ", "-") if it.isalnum() or it in "-_")
    return "".join(kept)


def _section(entry: Entry) -> Iterator[str]:
    yield f"## {_title(entry)}"
    yield ""
    yield f"{entry.words['en']['sentence']} Kind `{entry.kind}`. {entry.source}."
    yield ""
    yield from _form(entry, ())
    for option in entry.options:
        title, field = _OPTIONS[option]
        yield f"### {title} ({field})"
        yield ""
        yield from _form(entry, (option,))


def _form(entry: Entry, chosen: tuple[str, ...]) -> Iterator[str]:
    options = Options(is_projected="projection" in chosen)
    model = model_of(entry.kind, options, "peephole" in chosen)
    yield f"![The circuit of one unit](circuits/{'_'.join((entry.kind, *chosen))}.svg)"
    yield ""
    yield "```"
    yield text_of(entry, chosen)
    yield "```"
    yield ""
    yield "| parameter | shape | tensor |"
    yield "| --- | --- | --- |"
    for name, parameter in model.parameters.items():
        tensors = " + ".join(f"`{it.name}`" for it in model.tensors if name in it.parameters)
        yield f"| `{name}` | {_shape(parameter)} | {tensors} |"
    yield ""
    yield f"States: {', '.join(f'`{state}`' for state in model.states)}. {_count(model)}"
    yield ""


def _shape(parameter: Parameter) -> str:
    if not parameter.shape:
        start = parameter.initial
        return "one number" if start is None else f"one number, initially {start:g}"
    return " × ".join(parameter.shape)


def _count(model: CellModel) -> str:
    """Return how many numbers the tensors hold, as a formula in the sizes."""
    counts: dict[str, int] = {}
    for tensor in model.tensors:
        for name in tensor.parameters:
            product = "·".join(sorted(model.parameters[name].shape, key="HPD".index)) or "1"
            counts[product] = counts.get(product, 0) + 1
    terms = [
        str(count) if product == "1" else product if count == 1 else f"{count}·{product}"
        for product, count in sorted(counts.items(), key=lambda it: (-len(it[0]), it[0]))
    ]
    return f"Parameters: {' + '.join(terms)}."


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
