/**
 * Which cells of a number grid are selected: a rectangle between an anchor and the active cell.
 *
 * @typedef {import("./grid-surface.js").GridSurface} GridSurface
 * @typedef {import("./number-grid.js").Change} Change
 * @typedef {"down"|"right"|"series"} FillKind
 * @typedef {{start: number, stop: number}} Range   stop exclusive
 */

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

// Which rows and columns of a grid are in sight, so that only those need elements.

/**
 * @param {number} offset   scrolled past, in px
 * @param {number} extent   in sight, in px
 * @param {number} size     of one entry, in px
 * @param {number} count
 * @param {number} [spare]  entries beyond each edge
 * @returns {Range}
 */
export function visibleRange(offset, extent, size, count, spare = 3) {
  const start = Math.max(0, Math.min(count, Math.floor(offset / size) - spare));
  const stop = Math.min(count, Math.ceil((offset + extent) / size) + spare);
  return { start, stop: Math.max(start, stop) };
}

/** The entries of a range, and one that must stay (the focus is in it). @param {Range} range @param {number} kept @param {number} count */
export function indicesWith({ start, stop }, kept, count) {
  const indices = Array.from({ length: stop - start }, (_, k) => start + k);
  if (kept < 0 || kept >= count || (kept >= start && kept < stop)) return indices;
  return kept < start ? [kept, ...indices] : [...indices, kept];
}

/** The scroll offset that brings an entry into sight, moving as little as needed. @param {number} offset @param {number} extent @param {number} size @param {number} index */
export function scrollToShow(offset, extent, size, index) {
  if (index * size < offset) return index * size;
  return Math.max(offset, (index + 1) * size - extent);
}

/**
 * @typedef {{row: number, column: number}} Place
 * @typedef {{top: number, bottom: number, left: number, right: number}} Area   all included
 */

/** The rectangle between two cells. @param {Place} one @param {Place} other @returns {Area} */
export function rectangle(one, other) {
  return {
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  };
}

/** @param {Area} area @returns {Place[]} */
export function placesIn({ top, bottom, left, right }) {
  /** @type {Place[]} */
  const places = [];
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) places.push({ row, column });
  }
  return places;
}

/** A rectangle as spreadsheets copy it: tabs between cells, a line for each row. @param {Area} area @param {(place: Place) => number} value */
export function tableText({ top, bottom, left, right }, value) {
  const rows = Array.from({ length: bottom - top + 1 }, (_, r) => top + r);
  const columns = Array.from({ length: right - left + 1 }, (_, c) => left + c);
  return rows.map((row) => columns.map((column) => value({ row, column })).join("\t")).join("\n");
}
