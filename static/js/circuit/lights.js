/** Which quantity of the equations and plots a wire or node of the circuit belongs to. */

/** @type {Record<string, string>} */
const OWNERS = {
  fc: "f", ig: "i", c_next: "c", squash_in: "c", squashed: "c", h_next: "h", h_up: "h", h_prev_down: "h_prev",
  h_line: "h_prev", z_up: "z", z_minus: "z", "1-z": "z", zh: "z", "(1-z)n": "n", q: "n", rq: "r",
};

/**
 * @param {string} quantity of a wire or node
 * @returns {string} "f", "c", "h", "x", "c_prev", "h_prev", …
 */
export function lightOf(quantity) {
  const owner = OWNERS[quantity];
  if (owner) return owner;
  const part = /^(?:z|wx|uh|b|peep)_([a-z])$/.exec(quantity);
  return part ? part[1] : quantity;
}
