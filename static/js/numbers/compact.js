/**
 * Numbers as they stand beside wires: at most seven characters, so that a layout can reserve the
 * room. A true minus sign; `e` for what fixed digits cannot show; NaN (not arrived, not finite) is a dash.
 */

export const WIDEST = 7;
export const ABSENT = "–";

/** @param {string} text @returns {string} */
const withMinus = (text) => text.replace(/-/g, "−").replace("e+", "e");

/**
 * @param {number} value
 * @returns {string} at most WIDEST characters
 */
export function compactNumber(value) {
  if (!Number.isFinite(value)) return ABSENT;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 999_999.5 || size < 1e-3) return exponential(value);
  return withMinus(value.toFixed(size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0));
}

/** @param {number} value @returns {string} */
function exponential(value) {
  const text = withMinus(value.toExponential(1));
  return text.length <= WIDEST ? text : withMinus(value.toExponential(0));
}

/**
 * A weight or a typed-in input, where digits that are not there say nothing: 100, −10, 0.25.
 * @param {number} value
 * @returns {string} at most WIDEST characters
 */
export function plainNumber(value) {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return withMinus(String(value === 0 ? 0 : value));
  const text = compactNumber(value);
  return /[.]\d*0+$/.test(text) && Number(text.replace("−", "-")) === value ? text.replace(/[.]?0+$/, "") : text;
}

/**
 * A vector as "(1, 0, 1)", with as many entries as fit.
 * @param {ArrayLike<number>} values
 * @param {number} room  characters
 * @returns {string}
 */
export function vectorText(values, room) {
  const all = Array.from(values, plainNumber);
  if (all.length === 1) return all[0];
  const whole = `(${all.join(", ")})`;
  if (whole.length <= room) return whole;
  let shown = "";
  for (const text of all) {
    if (shown.length + text.length + 5 > room) break;
    shown += `${text}, `;
  }
  return `(${shown}…)`;
}
