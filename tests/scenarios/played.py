"""A scenario that has been run, with every number of it by name."""

import math
from functools import cache, cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from app.analysis.doctor import clipping_of, diagnose
from app.analysis.memory import Retention, retention
from app.analysis.shortcut import CellCurves, compare
from app.analysis.study import Study
from app.cells.roles import value_bounds
from app.scenarios import examples
from app.scenarios.comparison import variants
from app.scenarios.resolve import resolve
from app.scenarios.schema import Scenario


@cache
def example(name: str) -> "Played":
    """Return an example, run once for all tests."""
    return Played(examples.load(name).scenario)


class Played:
    """Values of one lane by their names, gradients as ``d_c``, norms of gradients as ``norm_c``.

    Arrays are in the order of the sequence; those of one unit or channel have no second axis.
    """

    def __init__(self, scenario: Scenario, lane: int = 0, study: Study | None = None) -> None:
        self.scenario, self._lane = scenario, lane
        with np.errstate(all="ignore"):
            self.study = study or Study.of(resolve(scenario))
        resolved = self.study.resolved
        self.lane = self.study.lanes[lane]
        self.steps, self.w = self.study.steps, resolved.tensors
        self.initial = {state: np.array(rows) for state, rows in resolved.initial.items()}
        self.size, self.parameters = self.lane.spec.hidden_size, resolved.parameters
        self.loss, self.bounds = self.study.loss.value, value_bounds(self.lane.model.definition)
        self.layers, self.units = range(resolved.spec.num_layers), range(self.size)

    def __getattr__(self, name: str) -> np.ndarray:
        """Return a value, a pre-activation, a gradient, or the norms of a gradient."""
        kind, _, quantity = name.rpartition("_")
        lane = self.lane
        try:
            if kind in ("d", "norm"):
                values = lane.grads(0, self.steps)[quantity]
            elif kind == "z":
                values = lane.z[quantity]
            else:
                values = lane.x if name == "x" else lane.value(name)
        except KeyError as error:
            raise AttributeError(name) from error
        rows = np.linalg.norm(values, axis=1) if kind == "norm" else values
        ordered = lane.in_sequence_order(rows)
        return ordered[:, 0] if ordered.ndim == 2 and ordered.shape[1] == 1 else ordered

    # Other cells

    def cell(self, number: int) -> "Played":
        """Return the cell's own run, or that of a variant it is compared with."""
        return self._cells[number - 1] if number else self

    @cached_property
    def _cells(self) -> list["Played"]:
        return [Played(variant) for variant in variants(self.scenario)]

    def layer(self, number: int) -> "Played":
        """Return another layer, read forward."""
        lane = self.study.resolved.spec.lanes.index((number, "forward"))
        return Played(self.scenario, lane, self.study)

    @property
    def reverse(self) -> "Played":
        """The first layer, read in reverse."""
        return Played(self.scenario, 1, self.study)

    # The same with something changed

    def changed(self, **fields: Any) -> "Played":
        """Return it with other fields of the scenario."""
        document = self.scenario.model_dump(mode="json", by_alias=True)
        return Played(Scenario.model_validate(document | fields))

    def retuned(self, **fields: Any) -> "Played":
        """Return it with other options of its initialiser."""
        return self.changed(weights=self.scenario.weights.model_dump(mode="json") | fields)

    def with_tensor(self, name: str, place: Any, value: float) -> "Played":
        """Return it with one weight changed."""
        tensors = {key: np.array(tensor) for key, tensor in self.w.items()}
        tensors[name][place] = value
        return self.changed(weights={"tensors": {k: it.tolist() for k, it in tensors.items()}})

    def with_input(self, t: int, channel: int, value: float) -> "Played":
        """Return it with one number of its sequence changed."""
        rows = self.study.resolved.x.tolist()
        rows[t][channel] = value
        return self.changed(sequence={"values": rows})

    def aimed_at(self, target: float) -> "Played":
        """Return it with another target of its one step."""
        return self.changed(loss={"kind": "squared_error", "targets": [[target]]})

    def reworded(self, old: str, new: str) -> "Played":
        """Return a cell of somebody's own with other equations."""
        cell = self.scenario.cell.model_dump(mode="json", by_alias=True)
        assert old in cell["equations"]
        return self.changed(cell=cell | {"equations": cell["equations"].replace(old, new)})

    @property
    def released(self) -> "Played":
        """Without what-ifs."""
        return self.changed(interventions=[])

    # What is read off it

    @property
    def kept_c(self) -> float:
        """How much of the last ∂L/∂c arrives at the first step."""
        return float(self.norm_c[0] / self.norm_c[-1])

    @property
    def gain(self) -> float:
        return self.scenario.weights.gain

    @property
    def forget_bias(self) -> float | None:
        return self.scenario.weights.forget_bias

    @property
    def target(self) -> float:
        return self.scenario.loss.targets[0][0]

    @cached_property
    def half_lives(self) -> np.ndarray:
        """Measured by the laboratory."""
        *_, found = retention(self.study.linear[self._lane], 0, self.steps - 1)
        assert isinstance(found, Retention)
        return found.half_life

    @cached_property
    def shortcut(self) -> CellCurves:
        found = next(compare(self.study, 0, "forward"))
        assert isinstance(found, CellCurves)
        return found

    @cached_property
    def clipping(self) -> SimpleNamespace:
        """What the doctor says about clipping."""
        return SimpleNamespace(**clipping_of(self.study))

    def advised(self, code: str, suggestion: str) -> bool:
        """Whether the doctor finds something and suggests this."""
        return any((it.code, it.suggestion) == (code, suggestion) for it in diagnose(self.study))


def near(value: Any, other: Any, within: float = 1e-6) -> bool:
    """Whether all of it is the same but for rounding."""
    return bool(np.allclose(value, other, rtol=0, atol=within))


def where(condition: np.ndarray) -> list[int]:
    """Return the steps at which it is so."""
    return np.flatnonzero(condition).tolist()


class Names(dict[str, Any]):
    """What an expression may name: functions, the place on the page, then values of the run."""

    def __init__(self, played: Played, **place: Any) -> None:
        super().__init__(
            near=near,
            where=where,
            first=lambda condition: where(condition)[0],
            last=lambda condition: where(condition)[-1],
            example=example,
            largest=np.finfo(np.float64).max,
            **{name: getattr(np, name) for name in ("exp", "log", "log10", "floor", "isnan")},
            **place,
        )
        self.played = played

    def __missing__(self, name: str) -> Any:
        if name in ("int", "str", "abs", "round"):
            raise KeyError(name)
        return getattr(self.played, name)


def evaluate(expression: str, names: Names, it: float) -> Any:
    """Return the value of an expression in which the number that is written is ``it``."""
    names["it"] = it
    return eval(expression, {"math": math}, names)
