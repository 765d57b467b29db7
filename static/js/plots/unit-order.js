/**
 * The order in which heat maps list the units: by number, or those first that do most of something.
 * Rows are places on the screen, units are the cell's own numbers; only this module relates them.
 *
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {"number"|"activity"|"memory"|"gradient"} OrderName
 * @typedef {readonly number[]|null|undefined} Order  row → unit; null: by number
 * @typedef {{unit: number, row: number}} Tick
 */

import { keepingGate } from "../cell/keeping.js";

/** @type {readonly OrderName[]} */
export const ORDERS = ["number", "activity", "memory", "gradient"];

/**
 * @param {LaneTrace} lane
 * @param {OrderName} name
 * @returns {number[]|null} row → unit, the largest first; null by number
 */
export function unitOrder(lane, name) {
  if (name === "number") return null;
  const scores = scoresOf(lane, name);
  const units = Array.from(scores, (_, unit) => unit);
  return units.sort((a, b) => rank(scores[b]) - rank(scores[a]) || a - b);
}

/** What is not known comes last. @param {number|undefined} score */
const rank = (score) => (score === undefined || Number.isNaN(score) ? -Number.MAX_VALUE : score);

/**
 * @param {LaneTrace} lane
 * @param {Exclude<OrderName, "number">} name
 * @returns {Float64Array} H
 */
function scoresOf(lane, name) {
  const state = wholeState(lane);
  if (name === "activity") return meanSize(lane.series(state), lane.hiddenSize);
  if (name === "gradient") return meanSize(lane.gradient(state), lane.hiddenSize);
  const kept = keepingGate(lane.model);
  if (!kept) return persistence(lane, state);
  return mean(lane.series(kept.gate), lane.hiddenSize, (value) => (kept.isComplement ? 1 - value : value));
}

/** h, or where a projection makes it smaller, a state that has a number for every unit. @param {LaneTrace} lane */
const wholeState = (lane) => lane.model.states.find((state) => lane.width(state) === lane.hiddenSize) ?? "h";

/**
 * @param {Float64Array} series  T·H
 * @param {number} units
 */
const meanSize = (series, units) => mean(series, units, Math.abs);

/**
 * @param {Float64Array} series  T·H
 * @param {number} units
 * @param {(value: number) => number} measure
 * @returns {Float64Array} H, over the steps that are known
 */
function mean(series, units, measure) {
  const sums = new Float64Array(units);
  const counts = new Float64Array(units);
  series.forEach((value, k) => {
    if (!Number.isFinite(value)) return;
    sums[k % units] = (sums[k % units] ?? 0) + measure(value);
    counts[k % units] = (counts[k % units] ?? 0) + 1;
  });
  return sums.map((sum, unit) => sum / (counts[unit] ?? NaN));
}

/**
 * How much of h outlasts a step: 1 where it never changes, 0 where each step turns it around.
 * @param {LaneTrace} lane
 * @param {string} state
 * @returns {Float64Array} H
 */
function persistence(lane, state) {
  const h = lane.series(state);
  const units = lane.hiddenSize;
  const changes = new Float64Array(units);
  const sizes = new Float64Array(units);
  for (let k = units; k < h.length; k += 1) {
    const [old, now] = [h[k - units] ?? NaN, h[k] ?? NaN];
    if (!Number.isFinite(old) || !Number.isFinite(now)) continue;
    changes[k % units] = (changes[k % units] ?? 0) + Math.abs(now - old);
    sizes[k % units] = (sizes[k % units] ?? 0) + Math.abs(now) + Math.abs(old);
  }
  return changes.map((change, unit) => 1 - change / (sizes[unit] ?? NaN));
}

/**
 * @param {Order} order
 * @param {number} row
 */
export const unitAtRow = (order, row) => order?.[row] ?? row;

/**
 * @param {Order} order
 * @param {number} unit
 */
export const rowOfUnit = (order, unit) => (order ? order.indexOf(unit) : unit);

// The unit numbers beside the rows of a heat map: as many as have room, the selected one always.

/** The height of a label. */
const SPACING = 10;

/**
 * @param {Order} order
 * @param {number} units
 * @param {number} selected  unit
 * @param {number} height    of the heat map
 * @returns {Tick[]} none where there is but one unit
 */
export function rowTicks(order, units, selected, height) {
  if (units < 2) return [];
  const rowHeight = height / units;
  const every = roundStep(SPACING / rowHeight);
  const chosen = rowOfUnit(order, selected);
  const rows = new Set([chosen]);
  const isFree = (/** @type {number} */ row) => [...rows].every((other) => Math.abs(other - row) * rowHeight >= SPACING);
  for (let row = 0; row < units; row += every) if (isFree(row)) rows.add(row);
  return [...rows].sort((a, b) => a - b).map((row) => ({ unit: unitAtRow(order, row), row }));
}

/** @param {number} least */
function roundStep(least) {
  return [1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 256].find((step) => step >= least) ?? 512;
}
