/**
 * Shares and factors in words. What is nearly nothing or nearly all is never rounded to it.
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 */

/**
 * @param {I18n} i18n
 * @param {number} share  0 … 1
 */
export function shareText(i18n, share) {
  const hundredths = 100 * share;
  if (!Number.isFinite(hundredths)) return "–";
  if (hundredths > 0 && hundredths < 0.1) return i18n.t("lab.share_below", { value: number(i18n, 0.1, 1) });
  if (hundredths > 99.9 && hundredths < 100 - 1e-9) return i18n.t("lab.share_above", { value: number(i18n, 99.9, 1) });
  const isWhole = hundredths >= 9.95 && hundredths < 99;
  return i18n.t("lab.share", { value: number(i18n, hundredths, isWhole ? 0 : 1) });
}

/**
 * @param {I18n} i18n
 * @param {number} value
 * @param {number} digits  after the point, at most
 */
const number = ({ lang }, value, digits) => new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(value);

/** Factors from here on are powers of ten: nobody reads seven digits. */
const LARGEST_PLAIN = 6;

/**
 * A factor of which the logarithm is known: 2.5, 37, about 140,000, about 10⁸·⁷.
 * @param {I18n} i18n
 * @param {number} exponent  log10 of the factor, not below 0
 */
export function factorText(i18n, exponent) {
  const factor = 10 ** exponent;
  if (exponent < LARGEST_PLAIN) {
    const text = new Intl.NumberFormat(i18n.lang, { maximumSignificantDigits: 2, useGrouping: "min2" }).format(factor);
    return i18n.t(factor < 99.5 ? "lab.factor" : "lab.factor_about", { value: text });
  }
  return i18n.t("lab.factor_power", { power: power(exponent) });
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** With two digits before the power, so that nothing has to be raised in the head. @param {number} exponent */
function power(exponent) {
  const rounded = Number((10 ** (exponent - Math.floor(exponent))).toPrecision(2));
  const whole = Math.floor(exponent) + (rounded >= 10 ? 1 : 0);
  const digits = [...String(whole)].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `${rounded >= 10 ? 1 : rounded}·10${digits}`;
}
