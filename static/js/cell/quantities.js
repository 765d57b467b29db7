/**
 * Names of what can be pointed at: a value of a step by its name, a state at the step before as
 * "c_prev", the input as "x", and weights by the name of their parameter, the index being the column
 * of the matrix.
 */

/** Parts of PyTorch's tensors and the letters of their parameters in the equations. */
const LETTERS = Object.freeze({ weight_ih: "W", weight_hh: "U", weight_peephole: "p", bias: "b" });

const WEIGHTS = /^(W|U|p|b)(?:_([a-z]))?$/;
/** The bias of a GRU's candidate that r multiplies. */
const INNER = "b_hn";

/**
 * The name of a parameter. Tensors that PyTorch does not have are called as their parameters are.
 * @param {string} part   of a tensor's name
 * @param {string} block
 * @returns {string}
 */
export function weightQuantity(part, block) {
  if (part === "bias_hh") return INNER;
  const letter = LETTERS[/** @type {keyof typeof LETTERS} */ (part)];
  if (letter === undefined) return part;
  return block === "a" ? letter : `${letter}_${block}`;
}

/**
 * @param {string} quantity
 * @returns {{part: string, block: string}|null} null for a value of the step
 */
export function readWeightQuantity(quantity) {
  if (quantity === INNER) return { part: "bias_hh", block: "n" };
  const [, letter, block = "a"] = WEIGHTS.exec(quantity) ?? [];
  const part = Object.entries(LETTERS).find(([, own]) => own === letter)?.[0];
  return part === undefined ? null : { part, block };
}

/** What a thing pointed at belongs to: a weight to its gate. @param {string} quantity */
export const ownerOf = (quantity) => readWeightQuantity(quantity)?.block ?? quantity;
