/**
 * What clipping would leave of the gradient: with its norm over all parameters above a threshold,
 * every entry is multiplied by threshold / norm (Pascanu, Mikolov & Bengio 2013).
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 */

import { roundNumber } from "./numbers.js";

/** The threshold that is quoted: the usual first choice. */
export const THRESHOLD = 1;

/**
 * @param {number} globalNorm  of the gradient of all parameters
 * @param {number} [threshold]
 * @returns {number} what every entry is multiplied by; 1 where nothing is clipped, NaN where the norm is not known
 */
export const clippingFactor = (globalNorm, threshold = THRESHOLD) => Math.min(1, threshold / globalNorm);

/**
 * @param {number} globalNorm  NaN: not known
 * @param {I18n} i18n
 * @returns {string|null} one sentence; null where there is no norm to speak of
 */
export function clippingWords(globalNorm, i18n) {
  if (!Number.isFinite(globalNorm)) return null;
  const factor = clippingFactor(globalNorm);
  const params = {
    norm: roundNumber(globalNorm, i18n.lang, 3),
    threshold: roundNumber(THRESHOLD, i18n.lang),
    factor: roundNumber(factor, i18n.lang),
  };
  return i18n.t(factor < 1 ? "doctor.clipped" : "doctor.not_clipped", params);
}
