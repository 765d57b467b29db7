/**
 * How long and how wide a sequence is, whatever it is made of.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {Scenario["sequence"]} Sequence
 */

/** Characters, not UTF-16 halves: the server counts them so. @param {string} text */
export const characters = (text) => Array.from(text);

/** @param {Sequence} sequence */
export function stepCount(sequence) {
  if ("values" in sequence) return sequence.values.length;
  if ("text" in sequence) return characters(sequence.text).length;
  return sequence.steps;
}

/** Null for a sequence that is not a text. @param {Sequence} sequence */
export function alphabetSize(sequence) {
  return "text" in sequence ? characters(sequence.alphabet).length : null;
}
