/**
 * Which names of values are plain words: the letters that the field uses, where they mean what they
 * usually mean. A state called n is no candidate.
 *
 * @typedef {import("../trace/model.js").CellModel} CellModel
 */

import { isOpening } from "./bounds.js";

const GATES = new Set(["f", "i", "o"]);
const OPENING = new Set(["r", "z"]);
const CANDIDATES = new Set(["g", "n"]);

/**
 * @param {CellModel} model
 * @param {string} name  of a value, or of a row block
 */
export function isPlainWord(model, name) {
  if (model.states.includes(name)) return name === "h" || name === "c";
  if (name in model.blocks && !model.values.includes(name)) return name === "a";
  return GATES.has(name) || (CANDIDATES.has(name) && !isOpening(model, name)) || (OPENING.has(name) && isOpening(model, name));
}

/**
 * The name of a value in words from a part of the catalogue, or the letter as it is.
 * @param {import("../base/i18n.js").I18n} i18n
 * @param {CellModel} model
 * @param {string} name
 * @param {string} section  of the catalogue, with entries for names that are no words
 * @returns {string}
 */
export function valueWords(i18n, model, name, section) {
  if (isPlainWord(model, name)) return i18n.t(`${section}.${name}`);
  return i18n.t(model.states.includes(name) ? `${section}.other_state` : `${section}.other`, { name });
}
