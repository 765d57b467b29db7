/**
 * Numbers that are calculated with where they stand: written with a true minus sign, and read again
 * exactly as they were written.
 */

const ABSENT = "–";

/** @param {string} text */
const withMinus = (text) => text.replaceAll("-", "−").replace("e+", "e");

/**
 * Plainly from 0.001 to 9,999, or as far as the digits reach; with a power of ten otherwise.
 * @param {number} value
 * @param {number} digits  significant ones
 * @returns {string}
 */
export function shownNumber(value, digits) {
  if (!Number.isFinite(value)) return ABSENT;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e-3 && size < 10 ** Math.max(4, digits) ? value.toPrecision(digits) : "e";
  return withMinus(text.includes("e") ? value.toExponential(digits - 1) : text);
}

/**
 * What somebody typed, where digits that are not there say nothing: 100, −10, 0.25.
 * @param {number} value
 * @param {number} digits
 * @returns {string}
 */
export function shownExactly(value, digits) {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return withMinus(String(value === 0 ? 0 : value));
  const text = shownNumber(value, digits);
  return readShown(text) === value && text.includes(".") ? text.replace(/\.?0+(?=e|$)/, "") : text;
}

/** @param {string} text @returns {number} */
export const readShown = (text) => (text === ABSENT ? NaN : Number(text.replaceAll("−", "-")));

/** What the last digit of a written number counts. @param {string} text @returns {number} */
export function lastUnit(text) {
  const [digits, exponent = "0"] = text.replaceAll("−", "-").split("e");
  return 10 ** (Number(exponent) - (digits.split(".")[1]?.length ?? 0));
}
