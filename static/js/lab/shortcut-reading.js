/**
 * What the direct cell path and the textbook's bound say beside the exact gradient, as numbers.
 * All logarithms are decimal.
 *
 * @typedef {import("../types.js").Kind} Kind
 *
 * @typedef {object} ShortcutLine   one of the server's result lines: a kind of cell
 * @property {Kind} kind
 * @property {boolean} own
 * @property {"forward"|"reverse"} direction
 * @property {(number|null)[]} h
 * @property {(number|null)[]} [c]                of a cell that has one
 * @property {Record<string, (number|null)[]>} [states]  of all other states
 * @property {string} memory                      the state along whose line the shortcut goes
 * @property {(number|null)[]} [forget_product]   absent without such a line, as gap is
 * @property {(number|null)[]} [gap]              exact less forget_product
 * @property {(number|null)[]} [textbook_bound]   absent without a recurrent matrix, as step_factor is
 * @property {number} [step_factor]
 * @property {boolean} is_bound
 * @property {{t: number, log10_factor: number}|null} misleading
 *
 * @typedef {{t: number, log10: number}} Gap   log10 of how many times the larger is the smaller
 */

/** Within this factor a shortcut is good enough. */
export const FINE = Math.log10(2);

/**
 * @param {readonly any[]} results
 * @returns {{own: ShortcutLine|null, others: ShortcutLine[]}}
 */
export function shortcutLines(results) {
  const lines = /** @type {ShortcutLine[]} */ (results.filter((line) => line.analysis === "shortcut"));
  return { own: lines.find((line) => line.own) ?? null, others: lines.filter((line) => !line.own) };
}

/** The exact gradient of the state along whose line the shortcut goes. @param {ShortcutLine} line @returns {(number|null)[]} */
export const exactOf = ({ memory, h, c, states }) => (memory === "h" ? h : memory === "c" && c ? c : (states?.[memory] ?? []));

/** @param {number|null|undefined} value @returns {value is number} */
const isKnown = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** Steps of the sequence in the order in which the lane reads. @param {ShortcutLine} line @returns {number[]} */
function readingOrder({ h, direction }) {
  const steps = [...h.keys()];
  return direction === "reverse" ? steps.reverse() : steps;
}

/**
 * Where the shortcut is off by most: too small, so that the truth is larger, and too large.
 * @param {ShortcutLine} line
 * @returns {{tooSmall: Gap|null, tooLarge: Gap|null}} null where it is nowhere off by more than a factor of 2
 */
export function misleadings({ gap = [] }) {
  const known = gap.flatMap((value, t) => (isKnown(value) ? [{ t, log10: value }] : []));
  const small = known.reduce((/** @type {Gap|null} */ most, one) => (one.log10 > (most?.log10 ?? FINE) ? one : most), null);
  const large = known.reduce((/** @type {Gap|null} */ most, one) => (-one.log10 > (most?.log10 ?? FINE) ? { t: one.t, log10: -one.log10 } : most), null);
  return { tooSmall: small, tooLarge: large };
}

/**
 * Steps that a gradient reaches although the direct cell path is exactly zero.
 * @param {ShortcutLine} line
 * @returns {number[]}
 */
export function stepsOnlyAround(line) {
  const exact = exactOf(line);
  const product = line.forget_product;
  return product ? [...exact.keys()].filter((t) => isKnown(exact[t]) && !isKnown(product[t])) : [];
}

/**
 * From the last step with a gradient back: as far as the shortcut is within a factor of 2.
 * @param {ShortcutLine} line
 * @returns {{from: number, to: number, isAll: boolean}|null} steps, in the order of the sequence; null where it is not even there
 */
export function fineStretch(line) {
  const exact = exactOf(line);
  const reached = readingOrder(line).filter((t) => isKnown(exact[t])).reverse();
  const firstOff = reached.findIndex((t) => !isKnown(line.gap?.[t]) || Math.abs(/** @type {number} */ (line.gap?.[t])) > FINE);
  const fine = firstOff < 0 ? reached : reached.slice(0, firstOff);
  if (fine.length === 0) return null;
  return { from: Math.min(...fine), to: Math.max(...fine), isAll: firstOff < 0 };
}

/**
 * From the last step with a gradient, where the textbook begins, back to the first one that it reaches.
 * @param {ShortcutLine} line
 * @returns {{last: number, first: number}|null} in reading order; null where no gradient arrives
 */
export function wayBack(line) {
  const reached = readingOrder(line).filter((t) => isKnown(line.h[t]));
  return reached.length > 0 ? { last: /** @type {number} */ (reached.at(-1)), first: reached[0] } : null;
}

/**
 * The first step, in reading order, that a gradient reaches in any of the cells.
 * @param {readonly ShortcutLine[]} lines  at least one
 * @returns {number}
 */
export const firstReached = (lines) => readingOrder(lines[0]).find((t) => lines.some(({ h }) => isKnown(h[t]))) ?? 0;

/**
 * The textbook's number over the exact ‖∂L/∂h(t)‖.
 * @param {ShortcutLine} line
 * @param {number} t
 * @returns {number} log10; NaN where one of them is not known, −∞ for a textbook's zero
 */
export function boundOverExact({ h, textbook_bound: bound, step_factor: factor }, t) {
  const exact = h[t];
  if (!isKnown(exact)) return NaN;
  return (bound?.[t] ?? (factor === 0 ? -Infinity : NaN)) - exact;
}
