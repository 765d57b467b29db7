"""Every cell that can be run: the catalogue, and cells made of a user's own equations.

A cell of the catalogue is one file in ``app/cells/catalogue``: its equations, its source, its
words, and, where a framework has it, how that framework packs its tensors. Nothing else in the
project knows a cell.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from app.cells.definition import Definition, Options, Parameter, define
from app.cells.names import OUTPUT
from app.cells.readings import Backward

#: What a scenario chooses by default.
_PLAIN = Options()
_FOLDER = Path(__file__).parent / "catalogue"
#: The kind of a cell that is given as text.
EQUATIONS = "equations"


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of the catalogue.

    Attributes
    ----------
    kind : str
    group : str
        Which cells it is listed with.
    source : str
        Paper, or framework.
    equations : str
    words : dict
        Language → {"title", "sentence"}.
    options : dict
        ``peephole`` and ``projection``, where the cell has them → lines by name.
    tensors : dict
        Tensor → parameters that it stacks; empty where every parameter is a tensor.
    gates : tuple of str or None
        What the trace shows as gates; None for every value that is no state.
    blocks : dict
        Name of a row block → the value whose pre-activation it is.
    paths : dict
        State → part → readings, see `CellModel.path_names`.
    presets : dict
        Name → further choices under which the catalogue lists the same cell again.
    """

    kind: str
    group: str
    source: str
    equations: str
    words: dict[str, dict[str, str]]
    options: dict[str, dict[str, str]]
    tensors: dict[str, tuple[str, ...]]
    gates: tuple[str, ...] | None
    blocks: dict[str, str]
    paths: dict[str, dict[str, tuple[str, ...]]]
    presets: dict[str, Any]


@cache
def catalogue() -> dict[str, Entry]:
    """Return kind → entry, those of PyTorch first."""
    entries = {path.stem: _entry(path) for path in sorted(_FOLDER.glob("*.toml"))}
    first = [kind for kind in ("lstm", "gru", "rnn") if kind in entries]
    return {kind: entries[kind] for kind in (*first, *(k for k in entries if k not in first))}


def _entry(path: Path) -> Entry:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    trace = data.get("trace", {})
    paths = {
        state: {part: tuple(readings) for part, readings in parts.items()}
        for state, parts in trace.get("paths", {}).items()
    }
    return Entry(
        kind=path.stem,
        group=data["group"],
        source=data["source"],
        equations=data["equations"].strip(),
        words=data["words"],
        options=data.get("options", {}),
        tensors={name: tuple(parts) for name, parts in data.get("tensors", {}).items()},
        gates=tuple(trace["gates"]) if "gates" in trace else None,
        blocks=trace.get("blocks", {}),
        paths=paths,
        presets=data.get("presets", {}),
    )


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of a layer, by its name without the layer: parameters stacked along its rows.

    ``is_table`` tells vectors that are rows of a table (3, H) from vectors one after the other.
    """

    name: str
    parameters: tuple[str, ...]
    is_table: bool = False

    def is_bias(self, parameters: Mapping[str, Parameter]) -> bool:
        """Whether it holds biases alone: absent, it is zero."""
        return all(parameters[name].is_bias for name in self.parameters)


@dataclass(frozen=True, eq=False)
class CellModel:
    """A cell, ready to be given sizes.

    Attributes
    ----------
    kind : str
    definition : Definition
    tensors : tuple of Tensor
    gates : tuple of str
        Values that the trace shows as gates, in its order.
    states : tuple of str
        ``h`` first.
    blocks : dict
        Row block → the value whose pre-activation it is; what ``z`` lines hold. For the cells that
        PyTorch has, backward lines hold the gradients at these; for all others those of values.
    has_blocks : bool
        Whether backward lines speak of row blocks.
    path_names : dict
        State → part → readings: ``"f"`` the equation of f at this step, ``"f+"`` at the step read
        next. Every reading belongs to one part.
    """

    kind: str
    definition: Definition
    tensors: tuple[Tensor, ...]
    gates: tuple[str, ...]
    states: tuple[str, ...]
    blocks: dict[str, str]
    has_blocks: bool
    path_names: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Name → parameter."""
        return self.definition.parameters

    @property
    def has_forget_bias(self) -> bool:
        """Whether a forget bias has a place."""
        return "b_f" in self.parameters

    @property
    def targets(self) -> tuple[str, ...]:
        """What a what-if can replace."""
        return (*self.gates, *(state for state in self.states if state != OUTPUT), OUTPUT)

    def paths(self, backward: Backward) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return state → part → readings: its own names, else one part for each reading."""
        named = self.path_names
        return {
            state: named[state] if state in named else backward.paths(state)
            for state in self.states
        }


@lru_cache(maxsize=256)
def model_of(
    kind: str, options: Options = _PLAIN, peephole: bool = False, equations: str | None = None
) -> CellModel:
    """Return a cell.

    Parameters
    ----------
    kind : str
        A kind of the catalogue, or ``equations``.
    options : Options
    peephole : bool
        For cells that can have peepholes.
    equations : str, optional
        The text, for the kind ``equations``.

    Raises
    ------
    EquationError
    KeyError
        For an unknown kind.
    """
    if kind == EQUATIONS:
        return _model(kind, define(equations or "", options), None)
    entry = catalogue()[kind]
    chosen = [
        name for name, on in (("peephole", peephole), ("projection", options.is_projected)) if on
    ]
    return _model(kind, define(text_of(entry, tuple(chosen)), options), entry)


def text_of(entry: Entry, chosen: tuple[str, ...] = ()) -> str:
    """Return a cell's equations with the lines of some options in place.

    A line that reads a state of this step is moved behind the one that defines it.
    """
    lines = dict(line.split(" = ", 1) for line in entry.equations.split("\n"))
    for option in chosen:
        lines.update(entry.options[option])
    ordered: list[str] = []
    waiting = list(lines)
    while waiting:
        ready = next(name for name in waiting if not _reads(lines[name], set(waiting) - {name}))
        ordered.append(ready)
        waiting.remove(ready)
    return "\n".join(f"{name} = {lines[name]}" for name in ordered)


def _reads(right: str, names: set[str]) -> bool:
    return any(re.search(rf"(?<![\w]){re.escape(name)}(?![\w'])", right) for name in names)


def _model(kind: str, definition: Definition, entry: Entry | None) -> CellModel:
    states = definition.states
    values = tuple(name for name in definition.values if name not in states)
    has_blocks = entry is not None and bool(entry.blocks)
    blocks = entry.blocks if entry is not None and has_blocks else {
        name: name for name in definition.pre_activations
    }  # fmt: skip
    gates = values if entry is None or entry.gates is None else entry.gates
    paths = {} if entry is None else _present_paths(entry, definition)
    return CellModel(
        kind, definition, _tensors(definition, entry), gates, states, blocks, has_blocks, paths
    )


def _present_paths(entry: Entry, definition: Definition) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the entry's paths without those that need an option that is not chosen."""
    has_peepholes = any(name.startswith("p_") for name in definition.parameters)
    return {
        state: {part: it for part, it in parts.items() if part != "peephole" or has_peepholes}
        for state, parts in entry.paths.items()
    }


def _tensors(definition: Definition, entry: Entry | None) -> tuple[Tensor, ...]:
    parameters = definition.parameters
    if entry is None or not entry.tensors:
        return tuple(Tensor(name, (name,)) for name in parameters)
    return tuple(
        Tensor(name, parts, is_table=name == "weight_peephole")
        for name, parts in entry.tensors.items()
        if parts[0] in parameters
    )


__all__ = ["EQUATIONS", "CellModel", "Entry", "Tensor", "catalogue", "model_of", "text_of"]
