/**
 * The parts in which a gradient arrives at h(t) and leaves for h′: one for each gate, and in a GRU
 * one along its line. The order is the one in which the picture's lines meet them: what leads to
 * one carries all that come after it too.
 *
 * @typedef {import("../types.js").Kind} Kind
 * @typedef {Record<string, number>} Parts   by block, or "direct"
 */

/** How the lines of the step read next join. @type {Record<Kind, readonly string[]>} */
export const NEXT_ORDER = Object.freeze({ lstm: ["o", "g", "f", "i"], gru: ["direct", "r", "z", "n"], rnn: ["a"] });

/** How the gates stand along the line of h′. @type {Record<Kind, readonly string[]>} */
export const BACK_ORDER = Object.freeze({ lstm: ["f", "i", "g", "o"], gru: ["z", "r", "n"], rnn: ["a"] });

/** @param {Parts} parts @returns {number} */
export const sumOf = (parts) => Object.values(parts).reduce((sum, part) => sum + part, 0);

/**
 * The numbers on the lines of some parts: `next_f` is the part itself, `next_from_f` it and all
 * that come after it.
 * @param {"next"|"back"} name
 * @param {readonly string[]} order
 * @param {Parts} parts
 * @returns {Record<string, number>}
 */
export function partWires(name, order, parts) {
  /** @type {Record<string, number>} */
  const wires = {};
  let sum = 0;
  for (const part of [...order].reverse()) {
    sum += parts[part];
    wires[`${name}_${part}`] = parts[part];
    wires[`${name}_from_${part}`] = sum;
  }
  return wires;
}
