/**
 * Which names of values are plain words: the letters that the field uses, where they mean what they
 * usually mean. A state called n is no candidate.
 *
 * @typedef {import("../trace/model.js").CellModel} CellModel
 */

import { isOpening } from "./bounds.js";

const GATES = new Set(["f", "i", "o", "r", "z"]);
const CANDIDATES = new Set(["g", "n"]);

/** What says itself that it is a gate, what keeps to 0 … 1, the exponential gates of an sLSTM, and 1 less a gate. @param {CellModel} model @param {string} name @returns {boolean} */
function isGate(model, name) {
  if (model.slots[name] === "gate" || isOpening(model, name)) return true;
  const { op, args, name: made } = model.node(model.named(name)?.right ?? 0);
  if (op === "apply") return made === "exp";
  const [one, rest] = args.map((arg) => model.node(arg));
  return op === "sub" && one.value === 1 && rest.op === "named" && isGate(model, rest.name ?? "");
}

/**
 * @param {CellModel} model
 * @param {string} name  of a value, or of a row block
 */
export function isPlainWord(model, name) {
  if (model.states.includes(name)) return name === "h" || name === "c";
  if (name in model.blocks && !model.values.includes(name)) return name === "a";
  return GATES.has(name) ? isGate(model, name) : CANDIDATES.has(name) && !isGate(model, name);
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
