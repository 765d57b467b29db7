/**
 * Filling a rectangle of a grid: the first row downwards, the first column across, or straight lines
 * between its ends.
 *
 * @typedef {import("./grid-window.js").Area} Area
 * @typedef {import("./grid-window.js").Place} Place
 * @typedef {import("./number-grid.js").Change} Change
 * @typedef {"down"|"right"|"series"} FillKind
 */

import { placesIn } from "./grid-window.js";

/** Digits of an interpolated value: enough to look at, few enough to read. */
const DIGITS = 6;

/**
 * A single cell stands for itself and everything below it (to its right, for a fill across).
 * @param {Area} area
 * @param {{rows: number, columns: number}} size
 * @param {FillKind} kind
 * @returns {Area}
 */
export function fillArea(area, { rows, columns }, kind) {
  const isCell = area.top === area.bottom && area.left === area.right;
  if (!isCell) return area;
  return kind === "right" ? { ...area, right: columns - 1 } : { ...area, bottom: rows - 1 };
}

/**
 * @param {Area} area
 * @param {(place: Place) => number} value
 * @param {FillKind} kind
 * @returns {Change[]}
 */
export function filled(area, value, kind) {
  const source = { down: fromTop, right: fromLeft, series: onLine }[kind];
  return placesIn(area)
    .map((place) => ({ ...place, value: source(area, value, place) }))
    .filter((change) => Number.isFinite(change.value));
}

/** @param {Area} area @param {(place: Place) => number} value @param {Place} place */
function fromTop({ top }, value, { column }) {
  return value({ row: top, column });
}

/** @param {Area} area @param {(place: Place) => number} value @param {Place} place */
function fromLeft({ left }, value, { row }) {
  return value({ row, column: left });
}

/** Down each column; along the row where there is but one. @param {Area} area @param {(place: Place) => number} value @param {Place} place */
function onLine({ top, bottom, left, right }, value, { row, column }) {
  const isAcross = top === bottom;
  const way = isAcross ? (column - left) / Math.max(1, right - left) : (row - top) / (bottom - top);
  const start = value(isAcross ? { row, column: left } : { row: top, column });
  const end = value(isAcross ? { row, column: right } : { row: bottom, column });
  if (way === 0 || way === 1) return way === 0 ? start : end;
  return Number((start + (end - start) * way).toPrecision(DIGITS));
}
