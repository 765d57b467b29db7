/**
 * Which weights belong to what is pointed at, and what pointing at a weight names.
 *
 * Weights are named for the unit that is shown ("weight_ih.f"); of other units what they read is.
 *
 * @typedef {import("../types.js").Highlight} Highlight
 * @typedef {import("./weight-lane.js").Column} Column
 * @typedef {{block: string, unit: number, column: Column}} Entry   one number of a block
 */

import { readWeightQuantity, weightQuantity } from "../cell/quantities.js";

/** @type {Highlight} */
const NOTHING = { quantity: null, index: null };

/**
 * What a column reads: x, h_prev, c_prev or c with the entry, or nothing for a bias.
 * @param {Column} column
 * @returns {Highlight}
 */
function readBy({ name, entry, label }) {
  if (name.startsWith("weight_ih")) return { quantity: "x", index: entry };
  if (name.startsWith("weight_hh")) return { quantity: "h_prev", index: entry };
  if (name.startsWith("weight_peephole")) return { quantity: label === "c" ? "c" : "c_prev", index: null };
  return NOTHING;
}

/** Both biases of a block are one number, except where a GRU's r multiplies the second. @param {Entry} entry */
function partOf({ block, column: { name } }) {
  if (name.startsWith("bias_hh")) return block === "n" ? "bias_hh" : "bias";
  if (name.startsWith("bias_ih")) return "bias";
  return /** @type {string} */ (["weight_ih", "weight_hh", "weight_peephole"].find((part) => name.startsWith(part)));
}

/**
 * A gate lights its block, or the row of one unit; what is read lights its column; a weight itself.
 * @param {Highlight} highlight
 * @param {Entry} entry
 * @param {number} shownUnit
 */
export function isLit({ quantity, index }, entry, shownUnit) {
  if (quantity === null) return false;
  const { block, unit, column } = entry;
  const weight = readWeightQuantity(quantity);
  if (weight) {
    const isPlace = weight.block === block && weight.part === partOf(entry) && unit === shownUnit;
    return isPlace && (index === null || index === (column.entry ?? index));
  }
  if (quantity === block) return index === null || index === unit;
  const read = readBy(column);
  return read.quantity === quantity && (index === null || index === (read.index ?? unit));
}

/** @param {Entry|null} entry @param {number} shownUnit @returns {Highlight} */
export function pointedQuantity(entry, shownUnit) {
  if (!entry) return NOTHING;
  if (entry.unit === shownUnit) return { quantity: weightQuantity(partOf(entry), entry.block), index: entry.column.entry };
  const read = readBy(entry.column);
  return read.quantity === null ? { quantity: entry.block, index: entry.unit } : read;
}
