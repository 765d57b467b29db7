/**
 * The input of a step as text.
 *
 * @typedef {import("./trace.js").Trace} Trace
 */

import { vectorText } from "../numbers/written.js";

/** Characters, of a vector of many entries. */
const LONGEST = 28;

/**
 * @param {Trace} trace
 * @param {number} t
 * @returns {string} "(3, 1, 0)", or the character of a text
 */
export function inputText(trace, t) {
  const { sequence } = trace.scenario;
  if ("text" in sequence) return [...sequence.text][t] ?? "";
  const lane = trace.lanes[0];
  if (!lane) return "";
  const size = lane.inputSize;
  return vectorText(lane.x.subarray(t * size, (t + 1) * size), LONGEST);
}

/** A vector without what only makes it easier to read. @param {string} text */
export const bareVector = (text) => (text.length > 2 ? text.replace(/^\(|\)$/g, "").replaceAll(", ", " ") : text);
