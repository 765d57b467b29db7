/**
 * Numbers inside sentences: few digits, and counted things with their noun.
 *
 * @typedef {import("../types.js").App["i18n"]} I18n
 */

import { powerNumber } from "./plotted.js";

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {number} value
 * @param {string} lang
 * @param {number} [digits]  significant ones
 */
export function rough(value, lang, digits = 3) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return tidy(value.toExponential(digits - 1).replace("e+", "e"));
  const key = `${lang}/${digits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(lang, { maximumSignificantDigits: digits, useGrouping: false });
  formats.set(key, format);
  return tidy(format.format(value));
}

/**
 * A value whose logarithm is known, however small it is.
 * @param {number} exponent  log10 of the value
 * @param {string} lang
 */
export function roughPower(exponent, lang) {
  return exponent > -300 && exponent < 300 ? rough(10 ** exponent, lang, 2) : powerNumber(exponent);
}

/**
 * @param {number} share  0 … 1
 * @param {string} lang
 */
export const percent = (share, lang) => {
  return new Intl.NumberFormat(lang, { style: "percent" }).format(0).replace("0", rough(100 * share, lang, 2));
};

/**
 * @param {I18n} i18n
 * @param {number} count
 */
export function stepsOf(i18n, count) {
  const text = rough(count, i18n.lang, count >= 100 ? 4 : 2);
  return i18n.t("lab.steps", { count: text });
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

/** A change by less than this a step is none, in nats. */
const STEADY = 1e-4;

/**
 * What a rate does to a perturbation.
 * @param {I18n} i18n
 * @param {number} nats  a step
 */
export function ratePhrase(i18n, nats) {
  if (Math.abs(nats) < STEADY) return i18n.t("lab.rate_steady");
  const count = Math.LN2 / Math.abs(nats);
  const steps = stepsOf(i18n, count);
  if (steps === stepsOf(i18n, 1)) return i18n.t(nats < 0 ? "lab.rate_halves_each" : "lab.rate_doubles_each");
  return i18n.t(nats < 0 ? "lab.rate_halves" : "lab.rate_doubles", { steps });
}

/** @param {string} text */
const tidy = (text) => text.replaceAll("-", "−");
