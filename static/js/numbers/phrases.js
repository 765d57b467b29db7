/**
 * Numbers inside sentences: values with their digits, and what is rounded for being words: shares,
 * counts of steps, and counted things with their noun.
 *
 * @typedef {import("../types.js").App["i18n"]} I18n
 */

import { countNumber, powerNumber, sentenceNumber } from "./written.js";

/** Digits of what is rounded in words. */
const ROUND = 3;

/**
 * A value whose logarithm is known, however small it is.
 * @param {number|null|undefined} exponent  log10 of the value; null: of zero
 */
export function powerText(exponent) {
  if (exponent === null || exponent === undefined) return "0";
  return Math.abs(exponent) < 300 ? sentenceNumber(10 ** exponent) : powerNumber(exponent);
}

/**
 * What is nearly nothing or nearly all is never rounded to it.
 * @param {I18n} i18n
 * @param {number|null|undefined} share  0 … 1
 */
export function shareText(i18n, share) {
  const hundredths = 100 * (share ?? NaN);
  if (hundredths > 0 && hundredths < 0.1) return i18n.t("lab.share_below", { value: "0.1" });
  if (hundredths > 99.9 && hundredths < 100 - 1e-9) return i18n.t("lab.share_above", { value: "99.9" });
  const value = sentenceNumber(hundredths, ROUND);
  return Number.isFinite(hundredths) ? i18n.t("lab.share", { value }) : value;
}

/**
 * @param {I18n} i18n
 * @param {number} count  half-lives are counted in parts of a step, too
 */
export function stepsOf(i18n, count) {
  const isLong = count >= 10 ** (ROUND - 1);
  return i18n.t("lab.steps", { count: isLong ? countNumber(i18n.lang, Math.round(count)) : sentenceNumber(count, ROUND) });
}

/**
 * @param {I18n} i18n
 * @param {readonly number[]} units
 * @param {number} [most]  so many are named, the others counted
 */
export function unitsOf(i18n, units, most = 6) {
  const named = units.slice(0, most).join(i18n.t("lab.comma"));
  const count = units.length;
  const more = count - most;
  return more > 0 ? i18n.t("lab.units_more", { units: named, more }) : i18n.t("lab.units", { units: named, count });
}

/**
 * Sentences after one another, joined as the language joins them.
 * @param {I18n} i18n
 * @param {readonly string[]} sentences
 */
export const together = (i18n, sentences) => {
  return sentences.reduce((text, next) => (text ? i18n.t("language.sentences", { text, next }) : next), "");
};
