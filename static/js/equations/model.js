/**
 * The equations of one unit at one step, in the order in which they are computed: for each a tree
 * (symbol form, numbers, evaluation) and the number that the trace holds. Pure.
 *
 * @typedef {import("../cell/snapshot.js").Snapshot} Snapshot
 * @typedef {import("./tree.js").Tree} Tree
 * @typedef {import("./tree.js").Quantity} Quantity
 * @typedef {object} Row
 * @property {string} id
 * @property {Quantity} left     what the equation gives; its value is the number of the trace
 * @property {Tree|null} right   null where the weights were left out
 * @property {string} tone
 * @property {readonly string[]} phases   in which this row is computed
 * @property {boolean} isHeld    a what-if replaces the value
 * @property {"direct"} [note]   a symbol of it needs a word
 */

import { backwardRows } from "./backward.js";
import { forwardRows } from "./forward.js";

/**
 * @param {import("../cell/reading.js").Reading} reading
 * @param {import("../types.js").Pass} pass
 * @returns {Row[]}
 */
export function equationRows(reading, pass) {
  return pass === "forward" ? forwardRows(reading.step) : backwardRows(reading);
}
