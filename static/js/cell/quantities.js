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

/** @param {string} part @param {string} block @returns {string} the parameter's name */
export function weightQuantity(part, block) {
  if (part === "bias_hh") return INNER;
  const letter = LETTERS[/** @type {keyof typeof LETTERS} */ (part)] ?? part;
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
 * @returns {string} "f", "c", "h", "x", "c_prev", "h_prev", "W_f", "b_f", …
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
  return own === pointed || ownerOf(own) === pointed || (pointed === "b_hn" && own === "U_n");
}
