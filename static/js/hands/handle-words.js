/**
 * What a handle and a what-if are called, in words.
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("./handles.js").Handle} Handle
 * @typedef {import("../types.js").Intervention} Intervention
 */

import { fullNumber } from "../numbers/text.js";

/** "forget gate" @param {I18n} i18n @param {string} block */
export const gateWord = (i18n, block) => i18n.t(`circuit.gate.${block}`);

/** "bias of the forget gate of unit 0" @param {I18n} i18n @param {Handle} handle */
export function handleName(i18n, { words: { key, params, block } }) {
  return i18n.t(`circuit.handle.${key}`, block ? { ...params, gate: gateWord(i18n, block) } : params);
}

/** "held at 1 from t = 3 to 5, in all units" @param {I18n} i18n @param {Intervention} one */
export function heldWords(i18n, { from, to, value, unit }) {
  const text = i18n.t(from === to ? "circuit.held_at" : "circuit.held_span", { value: fullNumber(value), from, to });
  return unit === null || unit === undefined ? i18n.t("circuit.held_all", { held: text }) : text;
}
