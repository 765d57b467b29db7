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

// Which quantity of the equations and plots a wire or node of the circuit belongs to.

/** @type {Record<string, string>} */
const OWNERS = {
  fc: "f", ig: "i", c_next: "c", squash_in: "c", squashed: "c", h_next: "h", h_up: "h", h_prev_down: "h_prev",
  h_line: "h_prev", z_up: "z", z_minus: "z", "1-z": "z", zh: "z", "(1-z)n": "n", rq: "r",
  c_kept: "c_prev", c_line: "c", c_beyond: "c", peep_back: "c_prev", peep_next: "c",
};

/** Contributions carry weights. @type {Record<string, string>} */
const PARTS = { wx: "weight_ih", uh: "weight_hh", b: "bias", peep: "weight_peephole" };

/**
 * @param {string} quantity of a wire or node
 * @returns {string} "f", "c", "h", "x", "c_prev", "h_prev", "weight_ih.f", "bias.f", …
 */
export function lightOf(quantity) {
  if (quantity === "q") return weightQuantity("weight_hh", "n");
  const owner = OWNERS[quantity] ?? (quantity.startsWith("next_") ? "h" : undefined);
  if (owner) return owner;
  const found = /^(z|wx|uh|b|peep)_([a-z])$/.exec(quantity);
  if (!found) return quantity;
  const [, part, block] = found;
  return part === "z" ? block : weightQuantity(PARTS[part], block);
}

/**
 * A gate lights what leads to it as well; a weight only the wire that carries it.
 * @param {string} quantity of a wire or node
 * @param {string|null} pointed  the quantity pointed at
 */
export function isLitBy(quantity, pointed) {
  if (pointed === null) return false;
  const own = lightOf(quantity);
  return own === pointed || ownerOf(own) === pointed || (pointed === "bias_hh.n" && own === "weight_hh.n");
}

/** Whether the equation of a quantity has to do with what is pointed at. @param {string} quantity @param {string|null} pointed */
export const concerns = (quantity, pointed) =>
  pointed !== null && (quantity === pointed || (readWeightQuantity(pointed) !== null && ownerOf(pointed) === quantity));
