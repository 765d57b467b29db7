/** Which quantity of the equations and plots a wire or node of the circuit belongs to. */

import { ownerOf, readWeightQuantity, weightQuantity } from "./quantities.js";

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
