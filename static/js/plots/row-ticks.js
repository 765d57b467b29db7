/**
 * The unit numbers beside the rows of a heat map: as many as have room, the selected one always.
 *
 * @typedef {import("./unit-order.js").Order} Order
 * @typedef {{unit: number, row: number}} Tick
 */

import { rowOfUnit, unitAtRow } from "./unit-order.js";

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
