/**
 * What the plots are drawn from: one lane of the trace shown, the same lane of the run before the
 * edit, and the part of the time axis in view.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../drawing/theme.js").Theme} Theme
 * @typedef {import("./time-axis.js").Range} Range
 *
 * @typedef {object} Source     what comes from the state
 * @property {Trace} trace
 * @property {LaneTrace} lane
 * @property {LaneTrace|null} before  null without an earlier run of the same kind of cell
 * @property {Cell} cell
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
  return { trace, lane, before: laneBefore(trace, previous, lane), cell: trace.cell, unit };
}

/**
 * @param {Trace} trace
 * @param {Trace|null} previous
 * @param {LaneTrace} lane
 * @returns {LaneTrace|null}
 */
function laneBefore(trace, previous, lane) {
  if (!previous?.hasStarted || previous === trace || previous.cell.kind !== trace.cell.kind || previous.cell.equations !== trace.cell.equations) return null;
  return previous.lane(lane.layer, lane.direction);
}

/**
 * Which rows the heat maps have; other rows are put in order anew.
 * @param {Source} source
 */
export const rowsOf = ({ cell, lane }) => [cell.kind, cell.equations, lane.layer, lane.direction, lane.hiddenSize].join();

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
  const series = lane.series(quantity);
  return Float64Array.from({ length: steps }, (_, t) => series[t * hiddenSize + unit] ?? NaN);
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
export const canCompare = (source) => Boolean(source?.before && source.before.hiddenSize === source.lane.hiddenSize);

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
