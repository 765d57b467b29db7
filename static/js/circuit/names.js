/** Values of the circuit in words, for tooltips and screen readers. */

import { compactNumber } from "./number-format.js";

/** Names in the catalogue of quantities whose own name is not a plain word. @type {Record<string, string>} */
const KEYS = {
  "1-z": "one_minus_z", "(1-z)n": "new_part", c_next: "c", squash_in: "c", h_next: "h", h_up: "h",
  h_prev_down: "h_prev", h_line: "h_prev", z_up: "z", z_minus: "z",
};

const PARTS = /^(z|wx|uh|b|peep)_([a-z])$/;

/**
 * @param {import("../i18n.js").I18n} i18n
 * @param {import("../types.js").Pass} pass
 * @returns {import("./node-drawing.js").Describe}
 */
export function describer(i18n, pass) {
  /** @param {string} quantity @returns {string} */
  const name = (quantity) => {
    const part = PARTS.exec(quantity);
    if (part) return i18n.t(`circuit.part.${part[1]}`, { gate: part[2] });
    return i18n.t(`circuit.name.${KEYS[quantity] ?? quantity}`);
  };
  return (quantity, value, isLocal) => {
    const key = isLocal ? "circuit.says_local" : pass === "backward" ? "circuit.says_gradient" : "circuit.says";
    return i18n.t(key, { name: name(quantity), value: compactNumber(value) });
  };
}
