/**
 * Which cells of a number grid are selected: a rectangle between an anchor and the active cell.
 *
 * @typedef {import("./grid-window.js").Place} Place
 * @typedef {import("./grid-surface.js").GridSurface} GridSurface
 * @typedef {import("./grid-window.js").Area} Area
 * @typedef {import("./number-grid.js").Change} Change
 * @typedef {"down"|"right"|"series"} FillKind
 */

import { rectangle, placesIn } from "./grid-window.js";

export class GridSelection {
  #surface;
  /** @type {Place} */
  #anchor = { row: 0, column: 0 };
  #isExtending = false;

  /** @param {Pick<GridSurface, "active"|"model"|"reveal"|"render">} surface */
  constructor(surface) {
    this.#surface = surface;
  }

  /** The active cell. */
  get place() {
    return this.#surface.active;
  }

  get area() {
    return rectangle(this.#anchor, this.place);
  }

  get isRange() {
    return this.#anchor.row !== this.place.row || this.#anchor.column !== this.place.column;
  }

  /** @param {Place} place */
  has({ row, column }) {
    const { top, bottom, left, right } = this.area;
    return row >= top && row <= bottom && column >= left && column <= right;
  }

  /** Makes a cell the only selected one. @param {Place} place */
  activate(place) {
    this.#anchor = place;
    this.#surface.active = place;
  }

  /** Activates the cell that the focus came to, unless the range is just being stretched there. @param {Place} place */
  follow(place) {
    const isActive = place.row === this.place.row && place.column === this.place.column;
    if (!isActive && !this.#isExtending) this.activate(place);
  }

  /** @param {Place} place */
  focus(place) {
    this.activate(place);
    this.#surface.reveal(place)?.focus({ preventScroll: true });
  }

  /** Stretches the range to a place. @param {Place} place */
  extend(place) {
    this.#surface.active = place;
    this.#isExtending = true;
    this.#surface.reveal(place)?.focus({ preventScroll: true });
    this.#isExtending = false;
    this.#surface.render();
  }

  selectAll() {
    const { rows, columns } = this.#surface.model;
    this.focus({ row: 0, column: 0 });
    this.extend({ row: rows - 1, column: columns - 1 });
  }

  /** Brings the selection back into a grid that got smaller. @returns {boolean} whether it had to move */
  clamp() {
    const inside = this.#inside(this.place);
    const isInside = inside.row === this.place.row && inside.column === this.place.column;
    if (!isInside) this.activate(inside);
    else this.#anchor = this.#inside(this.#anchor);
    return !isInside;
  }

  /** @param {number} down @param {number} right @returns {Place} */
  beside(down, right) {
    const { row, column } = this.place;
    return this.#inside({ row: row + down, column: column + right });
  }

  /** The cell before or after the active one in reading order, or null. @param {boolean} isBack @returns {Place|null} */
  neighbour(isBack) {
    const { rows, columns } = this.#surface.model;
    const index = this.place.row * columns + this.place.column + (isBack ? -1 : 1);
    if (index < 0 || index >= rows * columns) return null;
    return { row: Math.floor(index / columns), column: index % columns };
  }

  /** @param {Place} place @returns {Place} */
  #inside({ row, column }) {
    const { rows, columns } = this.#surface.model;
    return {
      row: Math.max(0, Math.min(rows - 1, row)),
      column: Math.max(0, Math.min(columns - 1, column)),
    };
  }
}

// Filling a rectangle of a grid: the first row downwards, the first column across, or straight lines
// between its ends.

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
