/**
 * Numbers as the plots write them.
 */

import { formatNumber } from "./format.js";

/**
 * Into a cell of a heat map: at most two decimals, because the shade says the rest.
 * @param {number} value
 * @param {string} lang
 */
export function cellNumber(value, lang) {
  if (!Number.isFinite(value)) return "";
  const size = Math.abs(value);
  if (size >= 1e4) return formatNumber(lang, value, 0).replace(/^(.*)\.0e/, "$1e");
  return formatNumber(lang, Number(value.toFixed(size < 100 ? 2 : 0)));
}

/**
 * In words and tables: four significant digits, however small the value is.
 * @param {number|undefined} value
 */
export function valueNumber(value) {
  if (value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-3 && size < 1e5);
  const text = isPlain ? String(Number(value.toPrecision(4))) : value.toExponential(3).replace("e+", "e");
  return text.replaceAll("-", "−");
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A power of ten as a tick: 1, 10, 10⁻⁶.
 * @param {number} exponent
 */
export function powerOfTen(exponent) {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/**
 * A value whose logarithm is known, also one that no float can hold.
 * @param {number} exponent  log10 of the value; −∞ for zero, NaN for one not known
 */
export function powerNumber(exponent) {
  if (Number.isNaN(exponent)) return "–";
  if (exponent > -300 || exponent === -Infinity) return valueNumber(10 ** exponent);
  const whole = Math.floor(exponent);
  return `${(10 ** (exponent - whole)).toFixed(3)}e−${-whole}`;
}
