/**
 * The values to draw for what is looked at, kept until something they depend on changes. A frame of
 * the animation only moves the phase, so it finds them here.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../trace.js").Trace} Trace
 * @typedef {import("../lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("./snapshot.js").Snapshot} Snapshot
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("./values.js").Upstream} Upstream
 * @typedef {{trace: Trace, lane: LaneTrace, step: Snapshot}} Reading
 */

import { snapshot, stepAfter } from "./snapshot.js";
import { cellFlow, gradientFromAbove, lineFlow, recurrentFlows } from "./upstream.js";

/**
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {Snapshot} step
 * @returns {Upstream}
 */
export function upstreamOf(trace, lane, step) {
  const { t, unit } = step;
  const along = lineFlow(trace, lane, t, unit);
  const cell = step.kind === "lstm" ? cellFlow(trace, lane, t, unit) : null;
  const p = step.peepholes;
  return {
    above: gradientFromAbove(trace, lane, t, unit),
    next: flowSum(trace, lane, stepAfter(lane, t), unit) + (along ? along.gradient * along.z : 0),
    cell: cell ? cell.c * cell.f + (p ? p.i * cell.zi + p.f * cell.zf : 0) : 0,
    recurrent: flowSum(trace, lane, t, unit),
  };
}

/** @param {Trace} trace @param {LaneTrace} lane @param {number} step @param {number} unit @returns {number} */
function flowSum(trace, lane, step, unit) {
  const flows = recurrentFlows(trace, lane, step, unit);
  return flows ? flows.reduce((sum, flow) => sum + flow.product, 0) : NaN;
}

/**
 * Makes a reader that takes a new snapshot only when another place is looked at or new lines came.
 * @returns {(state: State) => Reading|null} null while the step has not arrived
 */
export function reader() {
  /** @type {readonly unknown[]} */
  let key = [];
  /** @type {Reading|null} */
  let reading = null;
  return ({ trace, traceVersion, view }) => {
    const next = [trace, trace?.isComplete ? -1 : traceVersion, view.t, view.unit, view.layer, view.direction];
    if (next.length === key.length && next.every((part, k) => Object.is(part, key[k]))) return reading;
    key = next;
    const lane = trace?.hasStarted ? trace.lane(view.layer, view.direction) : null;
    reading = trace && lane?.hasForward(view.t) ? { trace, lane, step: snapshot(trace, lane, view.t, view.unit) } : null;
    return reading;
  };
}
