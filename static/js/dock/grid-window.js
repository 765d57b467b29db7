/**
 * Which rows and columns of a grid are in sight, so that only those need elements.
 *
 * @typedef {{start: number, stop: number}} Range   stop exclusive
 */

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
