/**
 * Numbers as text. English and Chinese write digits alike and differ in nothing but how thousands
 * are set apart, if at all; only there Intl is asked, because its first formatter takes 50 ms.
 */

/** @type {Map<string, Intl.NumberFormat>} */
const formatters = new Map();

/** @param {string} lang */
function grouping(lang) {
  let found = formatters.get(lang);
  if (!found) formatters.set(lang, (found = new Intl.NumberFormat(lang)));
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
  const size = Math.abs(value);
  if (digits === undefined) return tidy(size < 999.5 ? String(Number(value.toFixed(3))) : grouping(lang).format(value));
  if (size !== 0 && (size < 0.5 * 10 ** -digits || size >= 1e5)) return scientific(value);
  return tidy(value.toFixed(digits));
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
