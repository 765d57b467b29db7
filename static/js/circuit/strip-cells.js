/**
 * How the units of a layer are laid out in a strip: one row while they fit, then several, and
 * beyond that several units to a cell. Every strip of a circuit has the same arrangement, so that a
 * unit is at the same place in all of them. Pure.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{columns: number, rows: number, units: number}} Arrangement  units: to a cell
 */

import { binSize } from "../drawing/bins.js";

export const MOST_CELLS = 64;
const IN_A_ROW = 16;

/** @param {number} size  units @returns {Arrangement} */
export function arrange(size) {
  const units = binSize(size, MOST_CELLS);
  const cells = Math.ceil(size / units);
  const rows = Math.ceil(cells / IN_A_ROW);
  return { rows, columns: Math.ceil(cells / rows), units };
}

/**
 * @param {Box} box
 * @param {Arrangement} arrangement
 * @param {number} cell
 * @returns {Box}
 */
export function cellBox(box, { columns, rows }, cell) {
  const [width, height] = [box.width / columns, box.height / rows];
  return { x: box.x + (cell % columns) * width, y: box.y + Math.floor(cell / columns) * height, width, height };
}
