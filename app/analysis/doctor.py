"""What is probably wrong with a network: rules over a run, each with its evidence.

Thresholds are constants of the rule that uses them. Where values stop being finite, nothing that
is computed from them is judged.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from app.analysis.findings import CODES, Finding, Place
from app.analysis.flow_rules import gradient_flow
from app.analysis.memory import Units, still_units
from app.analysis.study import Study
from app.numerics.lane import Lane
from app.numerics.parameters import Array, gate_rows, tensor_name

#: Yields what it finds, and shares done where it takes long.
Rule = Callable[[Study], Iterator[float | Finding]]

#: Beyond these a gate is stuck: less than a twelfth of a sigmoid's steepest slope is left.
_STUCK_LOW, _STUCK_HIGH = 0.02, 0.98
_MOST_STEPS = 0.9
_FEWEST_STEPS = 5
#: Two units are the same when they differ by less than this share of their size.
_SAME = 1e-6
_USUAL_INPUT = 3.0
_LONG = 50
_UNIT_RANGE = frozenset(("sigmoid", "hard_sigmoid"))


def examine(study: Study) -> Iterator[float | list[Finding]]:
    """Ask every rule.

    Yields
    ------
    float or list of Finding
        Shares done; at last what was found, the worst first.
    """
    findings = list(non_finite(study))
    rules: tuple[Rule, ...] = (inputs_out_of_range, last_step_only, forget_bias_unset)
    if not findings:
        rules += (gradient_flow, dead_units, duplicate_units, saturated_gates)
    for number, rule in enumerate(rules):
        for found in _quietly(rule(study)):
            if isinstance(found, Finding):
                findings.append(found)
            else:
                yield (number + found) / len(rules)
        yield (number + 1) / len(rules)
    yield sorted(findings, key=lambda finding: CODES.index(finding.code))


def diagnose(study: Study) -> list[Finding]:
    """Return what every rule finds, the worst first."""
    return [finding for part in examine(study) if isinstance(part, list) for finding in part]


def _quietly(found: Iterator[float | Finding]) -> Iterator[float | Finding]:
    """Let a rule compute with what is not finite, but nobody else between two of its steps."""
    while True:
        with np.errstate(all="ignore"):
            following = next(found, None)
        if following is None:
            return
        yield following


def non_finite(study: Study) -> Iterator[Finding]:
    """Say where the first value, or else the first gradient, stopped being finite."""
    for find in (_first_bad_value, _first_bad_gradient):
        found = [bad for bad in map(find, study.lanes) if bad is not None]
        if found:
            lane, position, quantity = min(found, key=lambda bad: (bad[1], bad[0].layer))
            t = lane.step(abs(position))
            place = replace(Place.of(lane, quantity), first=t, last=t)
            yield Finding("non_finite", "error", place, {"t": t}, "shrink_weights")
            return


def _first_bad_value(lane: Lane) -> tuple[Lane, int, str] | None:
    quantities = {"x": lane.x, **{f"z.{name}": z for name, z in lane.z.items()}, **lane.gates}
    if lane.c is not None:
        quantities["c"] = lane.c
    quantities["h"] = lane.h
    rows = {name: _bad_rows(values) for name, values in quantities.items()}
    first = {name: bad[0] for name, bad in rows.items() if bad}
    if not first:
        return None
    name = min(first, key=first.__getitem__)
    return lane, first[name], name


def _first_bad_gradient(lane: Lane) -> tuple[Lane, int, str] | None:
    rows = {name: _bad_rows(values) for name, values in lane.grads().items()}
    last = {name: bad[-1] for name, bad in rows.items() if bad}
    if not last:
        return None
    name = max(last, key=last.__getitem__)
    return lane, -last[name], f"grad.{name}"


def _bad_rows(values: Array) -> list[int]:
    rows: list[int] = np.flatnonzero(~np.isfinite(values).all(axis=1)).tolist()
    return rows


def dead_units(study: Study) -> Iterator[Finding]:
    """Find units that never change although nobody holds them."""
    for lane in study.lanes:
        if lane.steps < _FEWEST_STEPS:
            continue
        still = still_units(lane)
        for _, _, held in lane.replaced(0, lane.steps):
            still[held] = False
        if still.any():
            units = tuple(np.flatnonzero(still).tolist())
            evidence = {"count": len(units), "total": len(still)}
            place = Place.of(lane, None, units)
            yield Finding("dead_units", "warning", place, evidence, "other_seed")


def duplicate_units(study: Study) -> Iterator[Finding]:
    """Find units whose h is that of another at every step, or its mirror image."""
    for lane in study.lanes:
        if lane.steps < _FEWEST_STEPS:
            continue
        groups = _groups_of_twins(lane.h, still_units(lane))
        for units in groups[:1]:
            evidence = {"count": len(units), "groups": len(groups), "first": units[0]}
            evidence["second"] = units[1]
            place = Place.of(lane, None, units)
            yield Finding("duplicate_units", "warning", place, evidence, "fewer_units")


def _groups_of_twins(h: Array, still: Units) -> list[tuple[int, ...]]:
    lengths = np.sqrt(np.einsum("tj,tj->j", h, h))
    lengths[lengths == 0.0] = np.inf
    alike = np.abs((h / lengths).T @ (h / lengths)) > 1.0 - _SAME
    groups: list[tuple[int, ...]] = []
    seen: set[int] = set(np.flatnonzero(still).tolist())
    for unit in range(h.shape[1]):
        if unit in seen:
            continue
        twins = [k for k in np.flatnonzero(alike[unit]).tolist() if k not in seen]
        same = [k for k in twins if k == unit or _are_same(h[:, unit], h[:, k])]
        if len(same) > 1:
            groups.append(tuple(same))
            seen.update(same)
    return sorted(groups, key=len, reverse=True)


def _are_same(one: Array, other: Array) -> bool:
    small = _SAME * np.abs(one).max()
    return bool(min(np.abs(one - other).max(), np.abs(one + other).max()) <= small)


def saturated_gates(study: Study) -> Iterator[Finding]:
    """Find gates of which half the units are stuck at an end nearly all the time."""
    for lane in study.lanes:
        if lane.steps < _FEWEST_STEPS:
            continue
        for name, gate in lane.gates.items():
            low = _lower_end(lane, name)
            if low is not None:
                yield from _stuck(lane, name, gate, low)


def _lower_end(lane: Lane, name: str) -> float | None:
    """Return below what a gate is stuck; None where it has no ends."""
    is_candidate = name in ("g", "n")
    squash = lane.spec.candidate if is_candidate else lane.spec.gate
    if squash in _UNIT_RANGE:
        return _STUCK_LOW
    return -_STUCK_HIGH if squash == "tanh" else None


def _stuck(lane: Lane, name: str, gate: Array, low: float) -> Iterator[Finding]:
    shut, opened = (gate < low).mean(axis=0), (gate > _STUCK_HIGH).mean(axis=0)
    units = np.flatnonzero(shut + opened >= _MOST_STEPS)
    if 2 * len(units) >= gate.shape[1]:
        evidence = {
            "count": len(units),
            "total": gate.shape[1],
            "shut": float(shut[units].mean()),
            "open": float(opened[units].mean()),
        }
        place = Place.of(lane, name, tuple(units.tolist()))
        yield Finding("saturated_gates", "warning", place, evidence, "shrink_weights")


def forget_bias_unset(study: Study) -> Iterator[Finding]:
    """Find forget gates that are half shut because nobody gave them a bias."""
    spec = study.resolved.spec
    if spec.kind != "lstm" or spec.gate not in _UNIT_RANGE:
        return
    for lane in study.lanes:
        mean, bias = float(lane.gates["f"].mean()), _forget_bias(study, lane)
        if 0.0 < mean < 0.65 and abs(bias) < 0.5:
            half_life = float(-np.log(2.0) / np.log(mean))
            evidence = {"mean_forget": mean, "half_life": half_life, "bias": bias}
            advice = "forget_bias_one" if spec.bias else "enable_bias"
            yield Finding("forget_bias_unset", "warning", Place.of(lane, "f"), evidence, advice)


def _forget_bias(study: Study, lane: Lane) -> float:
    """Return the mean of the two forget biases' sum, 0 where the cell has none."""
    if not lane.spec.bias:
        return 0.0
    rows = gate_rows(lane.spec, "f")
    names = (tensor_name(part, lane.layer, lane.direction) for part in ("bias_ih", "bias_hh"))
    return float(sum(study.resolved.tensors[name][rows].mean() for name in names))


def inputs_out_of_range(study: Study) -> Iterator[Finding]:
    """Find inputs beyond ±3, where a unit of usual weights saturates."""
    x = study.resolved.x
    far = np.abs(x) > _USUAL_INPUT
    if far.any():
        steps = np.flatnonzero(far.any(axis=1))
        channel = int(far.sum(axis=0).argmax())
        place = Place(channel=channel, first=int(steps[0]), last=int(steps[-1]))
        evidence = {
            "share": float(far.mean()),
            "lowest": float(x.min()),
            "highest": float(x.max()),
            "count": int(far.sum()),
        }
        yield Finding("inputs_out_of_range", "warning", place, evidence, "scale_inputs")


def last_step_only(study: Study) -> Iterator[Finding]:
    """Find a loss that looks at the last step of a long sequence alone."""
    last = study.steps - 1
    if study.steps >= _LONG and study.compared == (last,):
        place = Place(first=last, last=last)
        evidence = {"steps": study.steps, "t": last}
        yield Finding("last_step_only", "info", place, evidence, "compare_every_step")
