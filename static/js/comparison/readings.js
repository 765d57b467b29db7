/**
 * What is read off runs that stand side by side: how much of the gradient each keeps, which loss is
 * lowest, and the scales that all of them share.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {object} Kept   what arrives at the step read first of what there is at the one read last
 * @property {number} from      the step read last that has a gradient
 * @property {number} to        the step read first
 * @property {number} exponent  log10 of the ratio of the norms; −∞: nothing arrives
 */

import { peak, symmetricLimit } from "../drawing/colour-scales.js";
import { logNorms } from "../plots/gradient-norms.js";

/**
 * @param {LaneTrace} lane
 * @param {"h"|"c"} state
 * @returns {Kept|null} null where there is no gradient at all, or only the first step has one
 */
export function keptGradient(lane, state) {
  const logs = logNorms(lane, state);
  const order = Array.from({ length: lane.steps }, (_, k) => (lane.direction === "reverse" ? lane.steps - 1 - k : k));
  const to = order[0] ?? 0;
  const from = order.findLast((t) => Number.isFinite(logs[t] ?? NaN));
  const first = logs[to] ?? NaN;
  if (from === undefined || from === to || Number.isNaN(first)) return null;
  return { from, to, exponent: first - (logs[from] ?? NaN) };
}

/**
 * @param {readonly (Trace|null)[]} traces
 * @returns {number} the place of the lowest loss; −1 unless two of them differ
 */
export function lowestLoss(traces) {
  const losses = traces.map((trace) => trace?.loss ?? NaN);
  const known = losses.filter(Number.isFinite);
  if (new Set(known).size < 2) return -1;
  return losses.indexOf(Math.min(...known));
}

/**
 * @param {readonly LaneTrace[]} lanes
 * @param {"h"|"c"} state
 * @returns {number} half the width of the one scale that holds every value
 */
export function commonLimit(lanes, state) {
  return symmetricLimit(lanes.map((lane) => peak(lane.series(state))));
}

/**
 * Steps whose share of the loss is known.
 * @param {Trace} trace
 * @returns {{t: number, loss: number}[]}
 */
export function lossShares(trace) {
  return trace.outputs.flatMap((output, t) => (output && Number.isFinite(output.loss) ? [{ t, loss: output.loss }] : []));
}

/**
 * Entry `unit` of what a step gives, over all steps; a network with fewer gives its last.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {"h"|"c"|"y"} quantity
 * @param {number} unit
 * @returns {{unit: number, values: Float64Array}}
 */
export function lineOf(trace, lane, quantity, unit) {
  const size = quantity === "y" ? (trace.outputs.find(Boolean)?.y.length ?? 0) : lane.hiddenSize;
  const own = Math.min(unit, Math.max(0, size - 1));
  const series = quantity === "y" ? null : lane.series(quantity);
  const at = (/** @type {number} */ t) => (series ? series[t * size + own] : trace.outputs[t]?.y[own]);
  return { unit: own, values: Float64Array.from({ length: trace.steps }, (_, t) => at(t) ?? NaN) };
}
