/**
 * Values of the circuit in words, for tooltips and screen readers.
 *
 * @typedef {(quantity: string, value: number, isLocal: boolean) => string} Describe   a value in words
 */

import { wireNumber } from "../numbers/written.js";

/** Names in the catalogue of quantities whose own name is not a plain word. @type {Record<string, string>} */
const KEYS = {
  "1-z": "one_minus_z", "(1-z)n": "new_part", c_next: "c", squash_in: "c", h_next: "h", h_up: "h",
  h_prev_down: "h_prev", h_line: "h_prev", z_up: "z", z_minus: "z", c_kept: "c_prev", c_line: "c", c_beyond: "c", peep_back: "c_prev",
};

/** What a wire carries of a whole in the backward pass. @type {Record<string, string>} */
const WAYS = {
  h_up: "above", h_next: "next_all", c_line: "line", squash_in: "hidden", peep_next: "peep_next", peep_back: "peep_back", c_next: "cell_next",
};

const INCOMING = /^(next|back)(_from)?_([a-z]+)$/;
const PARTS = /^(z|wx|uh|b|peep)_([a-z])$/;

/** Values that have a name in words. */
const NAMED = new Set(["a", "c", "f", "g", "h", "i", "n", "o", "r", "z", "x", "q", "rq", "fc", "ig", "zh", "squashed", "new_part", "one_minus_z", "c_prev", "h_prev"]);

/**
 * @param {import("../base/i18n.js").I18n} i18n
 * @param {import("../types.js").Pass} pass
 * @param {Readonly<Record<string, string>>} [words]  of a cell that nobody drew: its quantities as the equations write them
 * @returns {Describe}
 */
export function describer(i18n, pass, words) {
  /** @param {string} quantity @returns {string} */
  const name = (quantity) => {
    if (words) return quantity === "x" ? i18n.t("circuit.name.x") : i18n.t("circuit.name.value", { name: words[quantity] ?? quantity });
    const part = PARTS.exec(quantity);
    if (part) return i18n.t(`circuit.part.${part[1]}`, { gate: part[2] });
    const key = Object.hasOwn(KEYS, quantity) ? KEYS[quantity] : quantity;
    return NAMED.has(key) ? i18n.t(`circuit.name.${key}`) : i18n.t("circuit.name.value", { name: quantity });
  };
  /** @param {string} quantity @returns {string|null} */
  const partName = (quantity) => {
    if (words) return null;
    const [, side, isSum, part] = INCOMING.exec(quantity) ?? [];
    if (side) return i18n.t(`circuit.way.${isSum ? `${side}_from` : part === "direct" ? "next_direct" : side}`, { gate: part });
    const way = WAYS[quantity] ?? (/^peep_[ifo]$/.test(quantity) ? "peep" : null);
    return way && i18n.t(`circuit.way.${way}`, { gate: quantity.slice(-1) });
  };
  return (quantity, value, isLocal) => {
    const part = pass === "backward" && !isLocal ? partName(quantity) : null;
    if (part) return i18n.t("circuit.says", { name: part, value: wireNumber(value) });
    const key = isLocal ? "circuit.says_local" : pass === "backward" ? "circuit.says_gradient" : "circuit.says";
    return i18n.t(key, { name: name(quantity), value: wireNumber(value) });
  };
}
