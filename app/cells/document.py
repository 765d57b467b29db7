"""``docs/cells.md``: every cell of the catalogue, written from the catalogue (``make docs``).

A circuit stands beside its cell where ``docs/circuits/<kind>.svg`` is.
"""

from collections.abc import Iterator
from pathlib import Path

from app.cells.definition import Options, Parameter
from app.cells.models import CellModel, Entry, catalogue, model_of, text_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILE = DOCS / "cells.md"

_HEAD = """\
# Cells

Every cell that Gatescope can run, by its equations. This page is made from the files in
`app/cells/catalogue` by `make docs`; change those, not this.

`x` is the input of a step and `h` the output; a prime is the value at the step before. Two names
side by side are a matrix times a vector; `*` works element by element. `gate`, `candidate` and
`output` are the functions chosen in `cell.activations`: sigmoid, tanh and tanh unless a scenario
says otherwise. D is the size of the input, H the number of hidden units, P the size that a
projection gives h. Counts are of one layer in one direction, biases included; a bias that
PyTorch keeps twice counts twice, as its tensors do.
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
    if (DOCS / "circuits" / f"{entry.kind}.svg").is_file():
        yield f"![The circuit of one unit](circuits/{entry.kind}.svg)"
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
        return "one number" if start is None else f"one number, at first {start:g}"
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
