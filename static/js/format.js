/**
 * Numbers as text, through Intl. One formatter for each language and number of digits is kept,
 * because making one costs far more than using it.
 */

/** @type {Map<string, Intl.NumberFormat>} */
const formatters = new Map();

/**
 * @param {string} lang
 * @param {Intl.NumberFormatOptions} options
 * @param {string} key
 */
function formatter(lang, options, key) {
  const name = `${lang}/${key}`;
  let found = formatters.get(name);
  if (!found) formatters.set(name, (found = new Intl.NumberFormat(lang, options)));
  return found;
}

/**
 * Without `digits`: a count or a setting, grouped, at most three decimals. With `digits`: a value
 * of the trace with that many decimals; what would read as zero or overflow its place is written
 * with a power of ten, so a gradient of 1e-9 is never shown as 0. Not finite or missing: "–".
 * @param {string} lang
 * @param {number|null|undefined} value
 * @param {number} [digits]
 * @returns {string}
 */
export function formatNumber(lang, value, digits) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (digits === undefined) return tidy(formatter(lang, {}, "plain").format(value));
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.5 * 10 ** -digits || size >= 1e5)) return scientific(value);
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return tidy(formatter(lang, options, `fixed${digits}`).format(value));
}

/**
 * Two significant digits and a power of ten, short enough for a wire's label: 4.5e−5.
 * @param {number} value
 */
function scientific(value) {
  return tidy(value.toExponential(1).replace("e+", "e"));
}

/**
 * A true minus sign, and none before a zero.
 * @param {string} text
 */
function tidy(text) {
  return (/^-[0.]+$/.test(text) ? text.slice(1) : text).replaceAll("-", "−");
}
