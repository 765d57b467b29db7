/**
 * Numbers as they stand in a sentence: few digits, powers of ten written out.
 */

import { powerOfTen } from "../numbers/plotted.js";

/** Beyond these a number is written with a power of ten. */
const [SMALLEST, LARGEST] = [1e-3, 1e6];

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {string} lang
 * @param {Intl.NumberFormatOptions} options
 */
function format(lang, options) {
  const name = lang + JSON.stringify(options);
  let found = formats.get(name);
  if (!found) formats.set(name, (found = new Intl.NumberFormat(lang, options)));
  return found;
}

/** A true minus sign. @param {string} text */
const tidy = (text) => text.replaceAll("-", "−");

/**
 * @param {number|null|undefined} value
 * @param {string} lang
 * @param {number} [digits]  significant ones, at most
 * @returns {string}
 */
export function roundNumber(value, lang, digits = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < SMALLEST || size >= LARGEST)) {
    return `${value < 0 ? "−" : ""}${roundPower(Math.log10(size), lang, digits)}`;
  }
  const text = format(lang, { maximumSignificantDigits: size >= 10 ** digits ? String(Math.trunc(size)).length : digits }).format(value);
  return tidy(Number(value) === 0 ? "0" : text);
}

/**
 * A number of which the logarithm is known, also one that no float can hold.
 * @param {number} exponent  log10 of it
 * @param {string} lang
 * @param {number} [digits]
 * @returns {string}
 */
export function roundPower(exponent, lang, digits = 2) {
  if (exponent >= Math.log10(SMALLEST) && exponent < Math.log10(LARGEST)) return roundNumber(10 ** exponent, lang, digits);
  let whole = Math.floor(exponent);
  let front = Number((10 ** (exponent - whole)).toPrecision(digits));
  if (front >= 10) [front, whole] = [1, whole + 1];
  if (front === 1) return powerOfTen(whole);
  return `${format(lang, { maximumSignificantDigits: digits }).format(front)} × ${powerOfTen(whole)}`;
}

/** A count or a step. @param {number|null|undefined} value @param {string} lang */
export const wholeNumber = (value, lang) => (Number.isFinite(value) ? format(lang, {}).format(Number(value)) : "–");

/** With so many decimals at most. @param {number|null|undefined} value @param {string} lang @param {number} decimals */
export function fixedNumber(value, lang, decimals) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return tidy(format(lang, { maximumFractionDigits: decimals }).format(value)).replace(/^−(?=0$)/, "");
}

/** A share of 1, as a percentage. @param {number|null|undefined} value @param {string} lang */
export function percent(value, lang) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return format(lang, { style: "percent", maximumFractionDigits: 1 }).format(value);
}
