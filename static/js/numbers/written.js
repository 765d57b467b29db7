/**
 * Numbers as text, in one notation: four significant digits, plainly from 0.001 to 9,999 and with a
 * power of ten beyond (1.234e−5), a true minus sign, and a dash for what has not arrived or is not
 * finite. The styles differ in how much room there is, and in whether zeros at the end say anything:
 *
 * | style | for | 0.6 | 12345.678 |
 * | --- | --- | --- | --- |
 * | `significant` | equations: so many digits, all of them | 0.6000 | 1.235e4 |
 * | `wireNumber` | beside a wire: what nine characters hold | 0.6000 | 1.235e4 |
 * | `tableNumber` | tables and what is pointed at | 0.6000 | 1.235e4 |
 * | `sentenceNumber` | sentences: zeros at the end dropped | 0.6 | 1.235e4 |
 * | `signedNumber` | a difference: three digits in seven characters | +0.6 | +1.2e4 |
 * | `givenNumber` | weights and inputs: what somebody typed | 0.6 | 12345.678 |
 * | `fittedNumber` | cells of grids and of heat maps: what fits | 0.6 | 12346 |
 * | `fullNumber` | editors: every digit | 0.6 | 12345.678 |
 *
 * All languages of the page write digits alike; only thousands are set apart as each does it, in
 * `countNumber`.
 */

export const ABSENT = "–";
/** Digits of a value of the run. */
export const DIGITS = 4;
/** Characters of the widest number beside a wire, −0.001234 and −1.23e−10; and where there is less room. */
export const WIDEST = 9;
export const NARROWEST = 7;

const LEAST_PLAIN = 1e-3;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A true minus sign, none before a zero, and no plus before an exponent. @param {string} text */
const signed = (text) => (/^-[0.]+$/.test(text) ? text.slice(1) : text).replaceAll("-", "−").replace("e+", "e");

/** Without zeros that end the digits behind the point; those of a power of ten stay. @param {string} text */
const trimmed = (text) => (text.includes(".") ? text.replace(/^([^e]*?)\.?0*(e.*)?$/, "$1$2") : text);

/**
 * So many significant digits.
 * @param {number|null|undefined} value
 * @param {number} [digits]
 * @returns {string}
 */
export function significant(value, digits = DIGITS) {
  if (!isKnown(value)) return ABSENT;
  if (value === 0) return "0";
  const size = Math.abs(Number(value.toPrecision(digits)));
  const isPlain = size >= LEAST_PLAIN && size < 10 ** Math.max(DIGITS, digits);
  const text = isPlain ? value.toPrecision(digits) : "e";
  return signed(text.includes("e") ? value.toExponential(digits - 1) : text);
}

/**
 * Beside a wire.
 * @param {number} value
 * @param {number} [characters]
 * @returns {string} as many characters at most
 */
export function wireNumber(value, characters = WIDEST) {
  for (let digits = DIGITS; digits > 1; digits -= 1) {
    const text = significant(value, digits);
    if (text.length <= characters) return text;
  }
  return significant(value, 1);
}

/** In a table, or of what is pointed at. @param {number|null|undefined} value */
export const tableNumber = (value) => significant(value);

/**
 * Inside a sentence.
 * @param {number|null|undefined} value
 * @param {number} [digits]  significant ones
 */
export const sentenceNumber = (value, digits = DIGITS) => trimmed(significant(value, digits));

/**
 * A difference with its sign.
 * @param {number} difference
 * @returns {string} seven characters at most
 */
export function signedNumber(difference) {
  const rounded = Number(difference.toPrecision(3));
  const text = trimmed(wireNumber(rounded, rounded > 0 ? NARROWEST - 1 : NARROWEST));
  return rounded > 0 ? `+${text}` : text;
}

/**
 * What somebody typed, where digits that are not there say nothing: 100, −10, 0.25.
 * @param {number} value
 * @param {number} [digits]  of a value that has more
 * @returns {string}
 */
export function givenNumber(value, digits = DIGITS) {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return signed(String(value));
  const text = significant(value, digits);
  return readWritten(text) === value ? trimmed(text) : text;
}

/**
 * With as many digits, three at most, as so many characters hold.
 * @param {number} value
 * @param {number} characters
 * @returns {string}
 */
export function fittedNumber(value, characters) {
  for (const digits of [3, 2, 1]) {
    const text = shortNumber(value, digits);
    if (text.length <= characters) return text;
  }
  return signed(value.toExponential(0));
}

/**
 * Short enough for a narrow cell; the cell's title and editor have all digits.
 * @param {number} value
 * @param {number} [digits]  significant ones
 * @returns {string}
 */
export function shortNumber(value, digits = 3) {
  if (!isKnown(value)) return ABSENT;
  const full = fullNumber(value);
  if (full.length <= digits + 2) return full;
  const size = Math.abs(value);
  if (size >= 10 ** digits && size < 1e5) return fullNumber(Math.round(value));
  if (size >= LEAST_PLAIN && size < 1e5) return fullNumber(Number(value.toPrecision(digits)));
  return signed(value.toExponential(1));
}

/**
 * Into a cell of a heat map that has no room for more: at most two decimals, because the shade says the rest.
 * @param {number} value
 */
export function cellNumber(value) {
  if (!isKnown(value)) return "";
  const size = Math.abs(value);
  return size >= 1e4 ? signed(value.toExponential(0)) : signed(String(Number(value.toFixed(size < 100 ? 2 : 0))));
}

/** All digits of a number. @param {number} value */
export const fullNumber = (value) => (isKnown(value) ? signed(String(value)) : ABSENT);

/** @type {Map<string, Intl.NumberFormat>} */
const groupings = new Map();

/**
 * A count or a setting, thousands set apart as the language does it. Intl is asked only where it
 * matters, because its first formatter takes 50 ms.
 * @param {string} lang
 * @param {number} value
 */
export function countNumber(lang, value) {
  if (!isKnown(value)) return ABSENT;
  if (Math.abs(value) < 999.5) return signed(String(Number(value.toFixed(3))));
  const grouping = groupings.get(lang) ?? new Intl.NumberFormat(lang);
  groupings.set(lang, grouping);
  return signed(grouping.format(value));
}

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
 * @param {number} [digits]
 * @returns {string}
 */
export function powerNumber(exponent, digits = DIGITS) {
  if (Number.isNaN(exponent)) return ABSENT;
  if ((exponent > -300 && exponent < 300) || exponent === -Infinity) return significant(10 ** exponent, digits);
  const whole = Math.floor(exponent);
  const front = (10 ** (exponent - whole)).toFixed(digits - 1);
  return front.startsWith("10") ? signed(`${(1).toFixed(digits - 1)}e${whole + 1}`) : signed(`${front}e${whole}`);
}

/**
 * A vector as "(1, 0, 1)", with as many entries as fit.
 * @param {ArrayLike<number>} values
 * @param {number} room  characters
 * @param {(value: number) => string} [write]
 * @returns {string}
 */
export function vectorText(values, room, write = givenNumber) {
  const all = Array.from(values, (value) => write(value));
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

/** What a written number says; NaN for a dash. @param {string} text @returns {number} */
export const readWritten = (text) => (text === ABSENT ? NaN : Number(text.replaceAll("−", "-")));

/** What the last digit of a written number counts. @param {string} text @returns {number} */
export function lastUnit(text) {
  const [digits, exponent = "0"] = text.replaceAll("−", "-").split("e");
  return 10 ** (Number(exponent) - (digits.split(".")[1]?.length ?? 0));
}

/** @param {number|null|undefined} value @returns {value is number} */
const isKnown = (value) => typeof value === "number" && Number.isFinite(value);
