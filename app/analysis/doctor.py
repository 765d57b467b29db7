"""What is probably wrong with a network: rules over a run, each with its evidence.

Thresholds are constants of the rule that uses them. Where values stop being finite, nothing that
is computed from them is judged.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from app.analysis.findings import CODES, Finding, Place
from app.analysis.flow_rules import gradient_flow
from app.analysis.memory import Units, bounded_values, half_life_of, is_still, still_units
from app.analysis.study import Study, quietly
from app.cells.names import OUTPUT
from app.cells.roles import forget_gate
from app.numerics.lane import Lane
from app.numerics.parameters import Array
from app.scenarios.weights import InitialisedWeights

#: Yields what it finds, and shares done where it takes long.
Rule = Callable[[Study], Iterator[float | Finding]]

#: Nearer than this to an end a gate is stuck: less than a twelfth of a sigmoid's steepest slope is
#: left.
_STUCK = 0.02
_MOST_STEPS = 0.9
_FEWEST_STEPS = 5
#: Two units are the same when they differ by less than this share of their size.
_SAME = 1e-6
_USUAL_INPUT = 3.0
_LONG = 50
#: What may be by design.
_WEIGHED = frozenset(("saturated_gates", "inputs_out_of_range"))
#: The usual first choice of a norm at which gradients are clipped.
_CLIP = 1.0
#: A forget gate whose mean is below this, and whose bias is this near to 0, has not been set.
_HALF_SHUT, _UNSET = 0.65, 0.5


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
        for found in quietly(rule(study)):
            if isinstance(found, Finding):
                findings.append(found)
            else:
                yield (number + found) / len(rules)
        yield (number + 1) / len(rules)
    weighed = [_weighed(study, finding, findings) for finding in findings]
    yield sorted(weighed, key=lambda finding: CODES.index(finding.code))


def _weighed(study: Study, finding: Finding, findings: list[Finding]) -> Finding:
    """Return a finding as a note where it is by design and costs no gradient."""
    if finding.code not in _WEIGHED or not _is_by_design(study, finding):
        return finding
    place = finding.place
    loses = any(
        it.code in ("vanishing", "exploding")
        and (place.layer is None or it.place.lane == place.lane)
        for it in findings
    )
    return finding if loses else replace(finding, severity="info")


def _is_by_design(study: Study, finding: Finding) -> bool:
    """Whether weights that somebody wrote, or a what-if, put a value where it is."""
    place = finding.place
    is_held = any(
        (it.layer, it.direction) == place.lane and it.target == place.gate
        for it in study.resolved.interventions
    )
    weights = study.resolved.scenario.weights
    # Over zeros, whatever does anything was written.
    return is_held or not isinstance(weights, InitialisedWeights) or weights.init == "zeros"


def diagnose(study: Study) -> list[Finding]:
    """Return what every rule finds, the worst first."""
    return [finding for part in examine(study) if isinstance(part, list) for finding in part]


def clipping_of(study: Study) -> dict[str, float | None]:
    """Return what clipping would leave of the gradient of all parameters.

    With its norm above a threshold, every entry is multiplied by threshold/norm (Pascanu, Mikolov &
    Bengio 2013). ``factor`` is 1 where nothing is clipped; norm and factor are None where the norm
    is not finite.
    """
    norm = study.parameter_norm
    if not np.isfinite(norm):
        return {"norm": None, "threshold": _CLIP, "factor": None}
    return {"norm": norm, "threshold": _CLIP, "factor": _CLIP / max(norm, _CLIP)}


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
    quantities |= {state: values for state, values in lane.states.items() if state != OUTPUT}
    quantities[OUTPUT] = lane.h
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
        for _, _, held in lane.cell.replaced(0, lane.steps):
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
        groups = _groups_of_twins(lane.h, _still_outputs(lane))
        for units in groups[:1]:
            evidence = {"count": len(units), "groups": len(groups), "first": units[0]}
            evidence["second"] = units[1]
            place = Place.of(lane, None, units)
            yield Finding("duplicate_units", "warning", place, evidence, "fewer_units")


def _still_outputs(lane: Lane) -> Units:
    """Return which entries of h never change, nor the unit behind them where there is just one."""
    still = still_units(lane)
    return still if len(still) == lane.h.shape[1] else is_still(lane.h)


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
        for name, bounds in bounded_values(lane).items():
            if name not in lane.model.states:
                yield from _stuck(lane, name, bounds)


def _stuck(lane: Lane, name: str, bounds: tuple[float, float]) -> Iterator[Finding]:
    values, (low, high) = lane.value(name), bounds
    shut = (values < low + _STUCK).mean(axis=0)
    opened = (values > high - _STUCK).mean(axis=0)
    units = np.flatnonzero(shut + opened >= _MOST_STEPS)
    if 2 * len(units) >= values.shape[1]:
        evidence = {
            "count": len(units),
            "total": values.shape[1],
            "shut": float(shut[units].mean()),
            "open": float(opened[units].mean()),
        }
        place = Place.of(lane, name, tuple(units.tolist()))
        yield Finding("saturated_gates", "warning", place, evidence, "shrink_weights")


def forget_bias_unset(study: Study) -> Iterator[Finding]:
    """Find forget gates that are half shut because nobody gave them a bias."""
    for lane in study.lanes:
        gate = forget_gate(lane.model)
        if gate is None:
            continue
        mean = float(lane.value(gate.name).mean())
        bias = 0.0 if gate.bias is None else float(lane.cell.weights.parameters[gate.bias].mean())
        if 0.0 < mean < _HALF_SHUT and abs(bias) < _UNSET:
            half_life = float(half_life_of(np.array(mean)))
            evidence = {"mean_forget": mean, "half_life": half_life, "bias": bias}
            advice = "enable_bias" if gate.bias is None else "forget_bias_one"
            place = Place.of(lane, gate.name)
            yield Finding("forget_bias_unset", "warning", place, evidence, advice)


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
            "t": int(np.abs(x[:, channel]).argmax()),
        }
        yield Finding("inputs_out_of_range", "warning", place, evidence, "scale_inputs")


def last_step_only(study: Study) -> Iterator[Finding]:
    """Find a loss that looks at the last step of a long sequence alone."""
    last = study.steps - 1
    if study.steps >= _LONG and study.compared == (last,):
        place = Place(first=last, last=last)
        evidence = {"steps": study.steps, "t": last}
        yield Finding("last_step_only", "info", place, evidence, "compare_every_step")
