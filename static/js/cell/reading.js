/**
 * The values to draw for what is looked at, kept until something they depend on changes. A frame of
 * the animation only moves the phase, so it finds them here.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("./snapshot.js").Snapshot} Snapshot
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("./values.js").Upstream} Upstream
 * @typedef {{trace: Trace, lane: LaneTrace, step: Snapshot}} Reading
 */

import { BACK_ORDER, NEXT_ORDER, partWires } from "./parts.js";
import { snapshot, stepAfter, stepBefore } from "./snapshot.js";
import { cellParts, gradientFromAbove, nextParts, partSizes, recurrentParts } from "./upstream.js";

/**
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {Snapshot} step
 * @returns {Upstream}
 */
export function upstreamOf(trace, lane, step) {
  const { t, unit } = step;
  return {
    above: gradientFromAbove(trace, lane, t, unit),
    next: nextParts(trace, lane, t, unit, recurrentParts(trace, lane, stepAfter(lane, t), unit)),
    ...cellParts(trace, lane, t, unit),
    back: recurrentParts(trace, lane, t, unit),
    ...(trace.tensors ? {} : { sizes: sizesOf(lane, step) }),
  };
}

/** @param {LaneTrace} lane @param {Snapshot} step @returns {Record<string, number>} */
function sizesOf(lane, { kind, t }) {
  const next = partSizes(lane, t);
  return {
    ...partWires("next", NEXT_ORDER[kind], kind === "gru" ? { ...next, direct: 0 } : next),
    ...partWires("back", BACK_ORDER[kind], partSizes(lane, stepBefore(lane, t))),
  };
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
