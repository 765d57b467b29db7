/**
 * What the plots are drawn from: one lane of the trace shown, the same lane of the run before the
 * edit, and the part of the time axis in view.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../drawing/theme.js").Theme} Theme
 * @typedef {import("./time-axis.js").Range} Range
 *
 * @typedef {object} Source     what comes from the state
 * @property {Trace} trace
 * @property {LaneTrace} lane
 * @property {LaneTrace|null} before  null without an earlier run of a cell with the same values
 * @property {number} unit
 *
 * @typedef {object} Arrangement
 * @property {import("./unit-order.js").Order} [order]  row → unit; none: by number
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
 * @returns {{count: number, order: import("./unit-order.js").Order, unit: number}} unit: the selected row's; beyond the last, none
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
