/**
 * The input of a step as text.
 *
 * @typedef {import("./trace.js").Trace} Trace
 * @typedef {import("../types.js").App["i18n"]} I18n
 */

const LONGEST_VECTOR = 6;

/**
 * @param {Trace} trace
 * @param {number} t
 * @param {I18n} i18n
 * @returns {string} "(3, 1, 0)", or the character of a text
 */
export function inputText(trace, t, i18n) {
  const { sequence } = trace.scenario;
  if ("text" in sequence) return [...sequence.text][t] ?? "";
  const lane = trace.lanes[0];
  if (!lane) return "";
  const size = lane.inputSize;
  const entries = Array.from(lane.x.subarray(t * size, (t + 1) * size), (value) => i18n.number(round(value)));
  const shown = entries.length > LONGEST_VECTOR ? [...entries.slice(0, LONGEST_VECTOR - 1), "…"] : entries;
  return size === 1 ? shown.join("") : `(${shown.join(", ")})`;
}

/** @param {number} value */
const round = (value) => Number(value.toPrecision(3));

/** A vector without what only makes it easier to read. @param {string} text */
export const bareVector = (text) => (text.length > 2 ? text.replace(/^\(|\)$/g, "").replaceAll(", ", " ") : text);
