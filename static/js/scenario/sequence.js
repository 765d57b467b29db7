/**
 * Edits of the sequence. What hangs on its steps and its width (targets, interventions, weights)
 * moves along.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").GeneratedSequence} GeneratedSequence
 * @typedef {import("./objective.js").StepMove} StepMove
 */

import { readWidth } from "./cell.js";
import { withEnoughSteps } from "./contract.js";
import { followSteps } from "./objective.js";
import { characters, fitRow, nearestWidth, stepCount } from "./shapes.js";

/** The numbers of a sequence of values. @param {Scenario} scenario @returns {number[][]} */
function valuesOf({ sequence }) {
  if (!("values" in sequence)) throw new TypeError("the sequence is not a list of values");
  return sequence.values;
}

/**
 * Sets cells of the grid; one copy of each row that changes.
 * @param {Scenario} scenario
 * @param {{t: number, column: number, value: number}[]} changes
 * @returns {Scenario}
 */
export function setValues(scenario, changes) {
  const values = [...valuesOf(scenario)];
  const copied = new Set();
  for (const { t, column, value } of changes) {
    if (!copied.has(t)) values[t] = [...values[t]];
    copied.add(t);
    values[t][column] = value;
  }
  return { ...scenario, sequence: { values } };
}

/** @param {Scenario} scenario @param {number} at  the new step's t @param {number[]} [row] @returns {Scenario} */
export function insertStep(scenario, at, row = []) {
  const values = [...valuesOf(scenario)];
  values.splice(at, 0, fitRow(row, scenario.cell.input_size));
  return moved(scenario, values, (t) => (t >= at ? t + 1 : t));
}

/** A new step after the last one. @param {Scenario} scenario @param {number[]} [row] */
export function appendStep(scenario, row = []) {
  return insertStep(scenario, valuesOf(scenario).length, row);
}

/** The only step of a sequence stays. @param {Scenario} scenario @param {number} at @returns {Scenario} */
export function deleteStep(scenario, at) {
  const values = valuesOf(scenario);
  if (values.length === 1) return scenario;
  const rest = values.filter((_, t) => t !== at);
  return moved(scenario, rest, (t) => (t === at ? null : t > at ? t - 1 : t));
}

/** @param {Scenario} scenario @param {number[][]} values @param {StepMove} move @returns {Scenario} */
function moved(scenario, values, move) {
  const before = valuesOf(scenario).length;
  return followSteps({ ...scenario, sequence: { values } }, move, before);
}

/**
 * Pastes a block with its first cell at (t, column); the sequence grows in both ways to hold it.
 * @param {Scenario} scenario
 * @param {number} t
 * @param {number} column
 * @param {number[][]} block
 * @param {{steps: number, width: number}} [most]  what is beyond is left out
 * @returns {Scenario}
 */
export function pasteBlock(scenario, t, column, block, most = { steps: Infinity, width: Infinity }) {
  const before = valuesOf(scenario);
  const across = block.reduce((most, row) => Math.max(most, row.length), 0);
  const width = Math.max(scenario.cell.input_size, Math.min(most.width, column + across));
  const steps = Math.max(before.length, Math.min(most.steps, t + block.length));
  const values = Array.from({ length: steps }, (_, k) => fitRow(before[k] ?? [], width));
  block.slice(0, steps - t).forEach((row, k) => {
    row.slice(0, width - column).forEach((value, d) => (values[t + k][column + d] = value));
  });
  return setSequence(scenario, { values });
}

/**
 * Replaces the sequence; the cell takes over its width.
 * @param {Scenario} scenario
 * @param {Scenario["sequence"]} sequence
 * @returns {Scenario}
 */
export function setSequence(scenario, sequence) {
  const before = stepCount(scenario.sequence);
  const next = followSteps({ ...scenario, sequence }, (t) => t, before);
  const isValues = "values" in sequence;
  return readWidth(next, isValues ? sequence.values[0].length : nearestWidth(sequence, scenario.cell.input_size));
}

/**
 * Changes a generated sequence; it gets the steps that its parameters need.
 * @param {Scenario} scenario
 * @param {GeneratedSequence} sequence
 */
export function setGenerator(scenario, sequence) {
  return setSequence(scenario, withEnoughSteps(sequence));
}

/** The sorted characters of a text, each once. @param {string} text */
export function alphabetOf(text) {
  return [...new Set(characters(text))].sort().join("");
}

/**
 * Sets the text; without an alphabet it is the text's own characters, sorted.
 * @param {Scenario} scenario
 * @param {string} text
 * @param {string|null} [alphabet]  repeated characters count once, missing ones are added
 * @returns {Scenario}
 */
export function setText(scenario, text, alphabet = null) {
  const chosen = alphabet === null ? alphabetOf(text) : coveringAlphabet(alphabet, text);
  return setSequence(scenario, { text, alphabet: chosen });
}

/** @param {string} alphabet @param {string} text */
function coveringAlphabet(alphabet, text) {
  const known = new Set(characters(alphabet));
  const missing = characters(alphabetOf(text)).filter((character) => !known.has(character));
  return [...known, ...missing].join("");
}
