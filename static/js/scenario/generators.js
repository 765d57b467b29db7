/**
 * Sequences made by a rule: which there are, with the range and the default of each parameter.
 *
 * @typedef {import("../types.js").GeneratedSequence} GeneratedSequence
 * @typedef {import("./contract.js").GeneratorParameter} Parameter
 */

import { contract } from "./contract.js";

/** Name → generator. */
export const generators = () => contract().generators;

/** @param {string} name @returns {Parameter[]} */
export function generatorParameters(name) {
  return generators()[name]?.parameters ?? [];
}

/** A sequence of a generator with its usual parameters. @param {string} name @param {number} steps @returns {GeneratedSequence} */
export function defaultGenerator(name, steps) {
  const parameters = generatorParameters(name).map(({ name: key, initial }) => [key, initial]);
  return withEnoughSteps({ generator: name, steps, seed: 0, ...Object.fromEntries(parameters) });
}

/** As many more steps as the parameters need. @param {GeneratedSequence} sequence @returns {GeneratedSequence} */
export function withEnoughSteps(sequence) {
  const parts = Object.entries(generators()[sequence.generator]?.least_steps ?? {});
  const least = parts.reduce((sum, [name, count]) => sum + count * (name ? Number(sequence[name]) : 1), 0);
  return sequence.steps >= least ? sequence : { ...sequence, steps: least };
}
