/**
 * The run before the edit, behind the one that is shown: what was where, and by how much it
 * differs. Pure.
 *
 * @typedef {import("./step.js").Step} Step
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {{wires: Record<string, number>, written: Record<string, number>, openings: Record<string, number>}} Values
 * @typedef {{before: number, now: number, difference?: number}} Change   difference: of what is written
 * @typedef {object} Ghost
 * @property {Record<string, Change>} wires     by quantity, only what differs
 * @property {Record<string, number>} openings  of gates, as they were, only what differs
 */

import { signedNumber } from "../numbers/written.js";
import { readStep } from "./step.js";

/** Smaller differences are how a number was rounded on its way. */
const ROUNDING = 2e-6;

/** @param {number} now @param {number} before */
export function differs(now, before) {
  if (!Number.isFinite(now) || !Number.isFinite(before)) return false;
  return Math.abs(now - before) > ROUNDING * Math.max(Math.abs(now), Math.abs(before));
}

/**
 * The same place in the run before.
 * @param {Step|null} step
 * @param {Trace|null} previous
 * @returns {Step|null} null where that run has no such place, or another cell
 */
export function stepInRunBefore(step, previous) {
  if (!step || !previous?.hasStarted || previous === step.trace) return null;
  const lane = previous.lane(step.layer, step.direction);
  const hasPlace = lane && isSameCell(lane.model, step.model) && step.unit < lane.hiddenSize && lane.hasForward(step.t);
  return hasPlace ? readStep(previous, lane, step.t, step.unit) : null;
}

/** @param {import("../trace/model.js").CellModel} a @param {import("../trace/model.js").CellModel} b */
const isSameCell = (a, b) => a === b || (a.equations === b.equations && JSON.stringify(a.slots) === JSON.stringify(b.slots));

/**
 * @param {Values} now
 * @param {Values} then
 * @returns {Ghost|null} null where nothing differs
 */
export function changesBetween(now, then) {
  const changed = Object.entries(now.wires).filter(([name, value]) => differs(value, then.wires[name] ?? NaN));
  const openings = Object.entries(now.openings).filter(([name, value]) => differs(value, then.openings[name] ?? NaN));
  if (changed.length + openings.length === 0) return null;
  return {
    wires: Object.fromEntries(changed.map(([name, value]) => [name, { before: then.wires[name], now: value, ...differenceOf(now.written[name], then.written[name]) }])),
    openings: Object.fromEntries(openings.map(([name]) => [name, then.openings[name]])),
  };
}

/**
 * The one thing that the page subtracts: a number that the server sent of one run, and the same of
 * another. It is no number of either run.
 * @param {number} [now]
 * @param {number} [before]
 */
const differenceOf = (now, before) => (now === undefined || before === undefined ? {} : { difference: now - before });

/**
 * A difference with its sign: "+0.42", "−3". Empty where it is none.
 * @param {number} now
 * @param {number} before
 * @returns {string}
 */
export const differenceText = (now, before) => (differs(now, before) ? signedNumber(now - before) : "");

/**
 * Whether two runs of the same cell differ anywhere that both have reached.
 * @param {Trace} trace
 * @param {Trace} previous
 */
export function runsDiffer(trace, previous) {
  return trace.lanes.some((lane) => {
    const other = previous.lane(lane.layer, lane.direction);
    if (!other || other.hiddenSize !== lane.hiddenSize || other.steps !== lane.steps) return true;
    const states = ["h", "c", ...lane.gateNames].map((name) => [lane.series(name), other.series(name)]);
    const gradients = ["h", "x", ...lane.blocks].map((name) => [lane.gradient(name), other.gradient(name)]);
    return [...states, ...gradients].some(([now, before]) => now.some((value, k) => differs(value, before[k])));
  });
}

/** Whether a ghost is shown anywhere, worked out once for two whole runs. */
export function comparison() {
  /** @type {readonly unknown[]} */
  let key = [];
  let isDifferent = false;
  /** @param {Pick<import("../types.js").State, "trace"|"previous"|"traceVersion">} state */
  return ({ trace, previous, traceVersion }) => {
    if (!trace?.hasStarted || !previous?.hasStarted || trace === previous) return false;
    const next = [trace, previous, trace.isComplete || traceVersion];
    if (next.every((part, k) => Object.is(part, key[k]))) return isDifferent;
    key = next;
    return (isDifferent = runsDiffer(trace, previous));
  };
}
