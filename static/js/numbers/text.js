/**
 * Numbers as people type and paste them, and as an editable cell shows them.
 */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a number: typographic minus signs, full-width digits and a decimal comma are understood.
 * @param {string} text
 * @returns {number|null} null where the text is not a finite number
 */
export function parseNumber(text) {
  const plain = text.normalize("NFKC").trim().replace(/^[−–—﹣]/, "-").replace(/e[−–]/i, "e-");
  const pointed = /^[^.,]*,[^.,]*$/.test(plain) ? plain.replace(",", ".") : plain;
  if (!NUMBER.test(pointed)) return null;
  const value = Number(pointed);
  return Number.isFinite(value) ? value : null;
}

/** All digits of a number, with a true minus sign. @param {number} value */
export function fullNumber(value) {
  return `${Object.is(value, -0) ? 0 : value}`.replaceAll("-", "−");
}

/**
 * A number short enough for a narrow cell; the cell's title and editor have all digits.
 * @param {number} value
 * @param {number} [digits]  significant ones
 */
export function shortNumber(value, digits = 3) {
  if (!Number.isFinite(value)) return "–";
  const full = fullNumber(value);
  if (full.length <= digits + 2) return full;
  const size = Math.abs(value);
  if (size >= 10 ** digits && size < 1e5) return fullNumber(Math.round(value));
  if (size >= 0.001 && size < 1e5) return fullNumber(Number(value.toPrecision(digits)));
  return value.toExponential(1).replace("e+", "e").replaceAll("-", "−");
}

/**
 * The number with as many digits, three at most, as so many characters hold.
 * @param {number} value
 * @param {number} characters
 */
export function fittingNumber(value, characters) {
  for (const digits of [3, 2, 1]) {
    const text = shortNumber(value, digits);
    if (text.length <= characters) return text;
  }
  return value.toExponential(0).replace("e+", "e").replaceAll("-", "−");
}

/**
 * The value a nudge of the keyboard or a drag leads to, free of binary dust (0.1 + 0.2 is 0.3).
 * @param {number} value
 * @param {number} change
 */
export function nudged(value, change) {
  return Number((value + change).toPrecision(12));
}

/**
 * A step that suits a value's size: 0.1 for what is below 10, 1 below 100, and so on.
 * @param {number} value
 */
export function naturalStep(value) {
  const size = Math.abs(value);
  return size < 10 ? 0.1 : 10 ** (Math.floor(Math.log10(size)) - 1);
}
