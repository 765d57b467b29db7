/** How the quantities of a cell are written in the equations. */

import { quantity } from "./tree.js";

/** @typedef {import("../cell/snapshot.js").Snapshot} Snapshot */
/** @typedef {import("./tree.js").Quantity} Quantity */

/** @param {Snapshot} step @param {string} gate @returns {Quantity} */
export const gateOf = (step, gate) => quantity({ base: gate }, step.gates[gate], gate, step.unit);

/** @param {Snapshot} step @returns {Quantity} */
export const cellState = (step) => quantity({ base: "c" }, step.c, "c", step.unit);

/** @param {Snapshot} step @returns {Quantity} */
export const oldCellState = (step) => quantity({ base: "c′" }, step.cPrev, "c_prev", step.unit);

/** @param {Snapshot} step @returns {Quantity} */
export const hiddenState = (step) => quantity({ base: "h" }, step.h, "h", step.unit);

/** @param {Snapshot} step @returns {Quantity} */
export const oldHiddenState = (step) => quantity({ base: "h′" }, step.hPrev, "h_prev", step.unit);

/**
 * A gradient of the loss.
 * @param {string} of        what stands under the line: "c", "z_f", …
 * @param {number} value
 * @param {string} quantityName
 * @param {number|null} [index]
 * @returns {Quantity}
 */
export function gradient(of, value, quantityName, index = null) {
  const [base, sub] = of.split("_");
  return quantity({ base, ...(sub ? { sub } : {}), of: "L" }, value, quantityName, index);
}
