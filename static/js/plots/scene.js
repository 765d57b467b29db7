/**
 * What the plots are drawn from: one lane of the trace shown, the same lane of the run before the
 * edit, and the part of the time axis in view.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../drawing/palette.js").Theme} Theme
 * @typedef {import("./axes.js").Range} Range
 *
 * @typedef {object} Source     what comes from the state
 * @property {Trace} trace
 * @property {LaneTrace} lane
 * @property {LaneTrace|null} before  null without an earlier run of a cell with the same values
 * @property {number} unit
 *
 * @typedef {object} Arrangement
 * @property {Order} [order]  row → unit; none: by number
 * @property {boolean} [isDifference]  heat maps show by how much the run before was different
 *
 * @typedef {Source & Arrangement & {range: Range, theme: Theme, i18n: I18n}} Scene
 * @typedef {{width: number, height: number}} Size
 * @typedef {{data: any[], layout: any}} Figure
 * @typedef {{caption: string, head: string[], rows: string[][]}} Table
 *
 * @typedef {object} Plot       one plot, whatever it shows
 * @property {string} key
 * @property {import("../drawing/playhead.js").Content} content
 * @property {(scene: Scene) => string} title
 * @property {(scene: Scene, size: Size) => Figure} figure     as the page shows it
 * @property {(scene: Scene) => Figure} exported               with title, axes and scale
 * @property {(scene: Scene, t: number) => Table} table        around step t
 * @property {(scene: Scene, t: number, unit: number) => string[]} readout  in words
 */

import { keepingGate } from "../cell/bounds.js";

/**
 * @param {Readonly<State>} state
 * @returns {Source|null} null while there is nothing to draw
 */
export function readSource({ trace, previous, view }) {
  if (!trace?.hasStarted || trace.steps === 0) return null;
  const lane = trace.lane(view.layer, view.direction);
  if (!lane) return null;
  const unit = Math.min(view.unit, lane.hiddenSize - 1);
  return { trace, lane, before: laneBefore(trace, previous, lane), unit };
}

/**
 * @param {Trace} trace
 * @param {Trace|null} previous
 * @param {LaneTrace} lane
 * @returns {LaneTrace|null}
 */
function laneBefore(trace, previous, lane) {
  if (!previous?.hasStarted || previous === trace) return null;
  const before = previous.lane(lane.layer, lane.direction);
  return before && cellKey(before) === cellKey(lane) ? before : null;
}

/** What there is to plot of a cell and in which colours. @param {LaneTrace} lane */
export const cellKey = ({ model: { kind, values, states } }) => [kind, ...values, "", ...states].join();

/**
 * Which rows the heat maps have; other rows are put in order anew.
 * @param {Source} source
 */
export const rowsOf = ({ lane }) => [cellKey(lane), lane.layer, lane.direction, lane.hiddenSize].join();

/**
 * One unit of a series over time.
 * @param {LaneTrace} lane
 * @param {string} quantity
 * @param {number} unit
 * @returns {Float64Array} T; empty where the lane has no such unit
 */
export function unitSeries(lane, quantity, unit) {
  const { steps, hiddenSize } = lane;
  if (unit >= hiddenSize) return new Float64Array(0);
  return Float64Array.from({ length: steps }, (_, t) => valueOf(lane, quantity, t, unit));
}

/**
 * What is one number for all units is every unit's; a projected state is nobody's beyond its size.
 * @param {LaneTrace} lane
 * @param {string} quantity
 * @param {number} t
 * @param {number} unit
 */
export function valueOf(lane, quantity, t, unit) {
  const width = lane.width(quantity);
  const entry = width === 1 ? 0 : unit;
  return entry < width ? (lane.series(quantity)[t * width + entry] ?? NaN) : NaN;
}

/**
 * The rows of a heat map: units, but for a projected state and for what is one number.
 * @param {Pick<Scene, "lane"|"order"|"unit">} scene
 * @param {string} quantity
 * @returns {{count: number, order: Order, unit: number}} unit: the selected row's; beyond the last, none
 */
export function rowsIn({ lane, order, unit }, quantity) {
  const count = lane.width(quantity);
  return { count, order: count === lane.hiddenSize ? order : null, unit: count === 1 ? 0 : unit };
}

/**
 * The first and the last of at most `most` entries around one of them.
 * @param {number} centre
 * @param {number} count
 * @param {number} most
 * @returns {[number, number]} both ends included
 */
export function windowAround(centre, count, most) {
  const first = Math.max(0, Math.min(count - most, centre - Math.floor(most / 2)));
  return [first, Math.min(count, first + most) - 1];
}

// What a heat map shows: the values of the run, or by how much they differ from the run before.

/**
 * Whether the run before has the same units; its steps may be fewer or more.
 * @param {Pick<Source, "lane"|"before">|null} source
 */
export const canCompare = (source) => Boolean(source?.before && source.before.hiddenSize === source.lane.hiddenSize && source.before.outputSize === source.lane.outputSize);

/** @param {Scene} scene */
export const showsDifference = (scene) => Boolean(scene.isDifference) && canCompare(scene);

/**
 * @param {Scene} scene
 * @param {string} quantity
 * @returns {Float64Array} T·H
 */
export function shownSeries(scene, quantity) {
  const now = scene.lane.series(quantity);
  const old = showsDifference(scene) ? scene.before?.series(quantity) : null;
  return old ? now.map((value, k) => value - (old[k] ?? NaN)) : now;
}

/**
 * The order in which heat maps list the units: by number, or those first that do most of something.
 * Rows are places on the screen, units are the cell's own numbers; only this module relates them.
 *
 * @typedef {"number"|"activity"|"memory"|"gradient"} OrderName
 * @typedef {readonly number[]|null|undefined} Order  row → unit; null: by number
 * @typedef {{unit: number, row: number}} Tick
 */

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
