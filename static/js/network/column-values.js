/**
 * The magnitudes on the wires of one column: forward the root mean square of what a wire carries,
 * backward the norm of the loss's gradient by it. Pure.
 *
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./layout.js").NetworkWire} NetworkWire
 */

import { rootMeanSquare } from "../drawing/bins.js";
import { stepAfter } from "./layout.js";

/**
 * @param {Trace} trace
 * @param {NetworkLayout} layout
 * @param {NetworkWire} wire
 * @param {number} t
 * @param {Pass} pass
 * @returns {number|null} null where there is no such wire: nothing comes after the last step
 */
export function wireValue(trace, layout, wire, t, pass) {
  const row = layout.rows[wire.row];
  if (wire.kind === "trunk") return trunkValue(trace, layout, wire, t, pass);
  const lane = trace.lane(row.layer, row.direction);
  if (!lane) return null;
  if (wire.kind === "in") return pass === "forward" ? rootMeanSquare(lane.x, t * lane.inputSize, lane.inputSize) : lane.norm("x")[t];
  const after = stepAfter(row.direction, t);
  if (wire.kind === "next" && (after < 0 || after >= trace.steps)) return null;
  return stateValue(lane, wire.quantity, t, pass);
}

/** @param {LaneTrace} lane @param {string} quantity @param {number} t @param {Pass} pass */
function stateValue(lane, quantity, t, pass) {
  if (pass === "backward") return lane.norm(quantity)[t];
  const width = lane.width(quantity);
  return rootMeanSquare(lane.series(quantity), t * width, width);
}

/**
 * What a layer reads as a whole, or what leaves the top one.
 * @param {Trace} trace
 * @param {NetworkLayout} layout
 * @param {NetworkWire} wire
 * @param {number} t
 * @param {Pass} pass
 */
function trunkValue(trace, { rows }, wire, t, pass) {
  const isOutput = wire.row === rows.length;
  const { layer } = rows[isOutput ? wire.row - 1 : wire.row];
  const lanes = trace.lanes.filter((lane) => lane.layer === layer);
  if (!isOutput) return pass === "backward" ? inputGradient(lanes, t) : rootMeanSquare(lanes[0].x, t * lanes[0].inputSize, lanes[0].inputSize);
  const length = Math.hypot(...lanes.map((lane) => stateValue(lane, "h", t, pass)));
  return pass === "backward" ? length : length / Math.sqrt(lanes.length);
}

/** Norm of the gradient by an input that all lanes of a layer read. @param {LaneTrace[]} lanes @param {number} t */
function inputGradient(lanes, t) {
  const { inputSize } = lanes[0];
  let sum = 0;
  for (let at = t * inputSize; at < (t + 1) * inputSize; at += 1) {
    sum += lanes.reduce((total, lane) => total + (lane.gradient("x")[at] ?? NaN), 0) ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * Whether the loss looks at a step, and its share there.
 * @param {Trace} trace
 * @param {number} t
 * @returns {number} NaN where it does not
 */
export const lossAt = (trace, t) => trace.outputs[t]?.loss ?? NaN;
