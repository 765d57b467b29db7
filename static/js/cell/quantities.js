/**
 * Names of what can be pointed at, besides the values of a step: a block's weights are
 * "weight_ih.f", "weight_hh.f", "weight_peephole.f", "bias.f" and, where r multiplies it,
 * "bias_hh.n"; the index is the column of the matrix.
 */

const WEIGHTS = /^(weight_ih|weight_hh|weight_peephole|bias|bias_hh)\.([a-z])$/;

/** @param {string} part @param {string} block */
export const weightQuantity = (part, block) => `${part}.${block}`;

/**
 * @param {string} quantity
 * @returns {{part: string, block: string}|null} null for a value of the step
 */
export function readWeightQuantity(quantity) {
  const found = WEIGHTS.exec(quantity);
  return found ? { part: found[1], block: found[2] } : null;
}

/**
 * The weight's quantity of a term of a pre-activation; both biases of a block are one number,
 * except in the candidate of a GRU, where r multiplies the second.
 * @param {import("../trace/lane-trace.js").Term} term
 * @param {string} block
 */
export function quantityOfTerm({ kind, name }, block) {
  if (kind === "x") return weightQuantity("weight_ih", block);
  if (kind === "h") return weightQuantity("weight_hh", block);
  if (kind === "peephole") return weightQuantity("weight_peephole", block);
  return weightQuantity(block === "n" && name.startsWith("bias_hh") ? "bias_hh" : "bias", block);
}

/** What a thing pointed at belongs to: a weight to its gate. @param {string} quantity */
export const ownerOf = (quantity) => readWeightQuantity(quantity)?.block ?? quantity;
