/**
 * The width of a sequence: what a text or a generator demands, and how values follow.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {Scenario["sequence"]} Sequence
 */

import { generators } from "./generators.js";

/**
 * The input sizes that a sequence can have without being rewritten: values are padded or cut.
 * @param {Scenario["sequence"]} sequence
 * @returns {[min: number, max: number]}
 */
export function widthRange(sequence) {
  if ("generator" in sequence) return generators()[sequence.generator]?.widths ?? [1, Infinity];
  const size = alphabetSize(sequence);
  return size === null ? [1, Infinity] : [size, size];
}

/** The nearest input size that the sequence can have. @param {Scenario["sequence"]} sequence @param {number} size */
export function nearestWidth(sequence, size) {
  const [min, max] = widthRange(sequence);
  return Math.min(max, Math.max(min, size));
}

/** @param {Scenario["sequence"]} sequence @param {number} width @returns {Scenario["sequence"]} */
export function refitWidth(sequence, width) {
  if (!("values" in sequence)) return sequence;
  const { values } = /** @type {import("../types.js").ValueSequence} */ (sequence);
  if (values.every((row) => row.length === width)) return sequence;
  return { values: values.map((row) => fitRow(row, width)) };
}

/** Padded with zeros or cut. @param {number[]} row @param {number} width */
export function fitRow(row, width) {
  return Array.from({ length: width }, (_, k) => row[k] ?? 0);
}

// How long and how wide a sequence is, whatever it is made of.

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
