/**
 * What the server says of itself, as it came inside the page (app/web/contract.py): defaults, bounds,
 * choices, generators, cells, and how the view is kept. Nothing of it is written here again.
 *
 * @typedef {import("../types.js").ParameterForm} ParameterForm
 * @typedef {import("../types.js").TensorForm} TensorForm
 * @typedef {import("../types.js").CellForm} CellForm
 * @typedef {Record<string, {title: string, sentence: string}>} Words   by language
 * @typedef {{name: string, source: string, words: Words, choices: Record<string, boolean|number>}} Preset
 * @typedef {object} CellEntry
 * @property {string} kind
 * @property {string} group
 * @property {string} source
 * @property {Words} words
 * @property {string[]} options      "peephole", "projection"
 * @property {Preset[]} presets
 * @property {{options: string[], equations: string, form: CellForm}[]} forms   the plain cell first
 * @typedef {object} GeneratorParameter
 * @property {string} name
 * @property {number|string} initial
 * @property {string[]} [choices]
 * @property {number} [min]          of the slider
 * @property {number} [max]
 * @property {number} [step]
 * @property {number|null} [least]   of what can be typed
 * @property {number|null} [most]
 * @property {boolean} [is_integer]
 * @typedef {object} Generator
 * @property {GeneratorParameter[]} parameters
 * @property {boolean} is_random
 * @property {[min: number, max: number]} widths      input sizes that it can make
 * @property {Record<string, number>} least_steps     steps that each parameter needs; "" in any case
 * @typedef {object} ViewKey
 * @property {any} first
 * @property {string[]} choices
 * @property {"steps"|"units"|"layers"|null} within
 * @property {"always"|"changed"|"never"} in_link
 * @property {[key: string, value: string]|null} only_with
 * @property {boolean} is_reset      by another scenario
 * @property {boolean} is_of_page
 * @typedef {object} Contract
 * @property {Record<string, number>} limits
 * @property {{scenario: Record<string, any>, cell: Record<string, any>}} defaults
 * @property {{activations: string[], merges: string[], initialisers: string[], losses: string[]}} choices
 * @property {Record<string, Generator>} generators
 * @property {{name: string, title: Record<string, string>, cells: CellEntry[]}[]} cells
 * @property {string} own_kind       the kind of a cell that is given as text
 * @property {string} forget_bias    the parameter that a forget bias is written into
 * @property {{functions: Record<string, number>, slots: string[], words: string[]}} language
 * @property {Record<string, ViewKey>} view
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").GeneratedSequence} GeneratedSequence
 */

/** @type {Contract|null} */
let known = null;

/** @param {Contract} contract  before anything asks for it */
export function useContract(contract) {
  known = contract;
}

/** @returns {Contract} */
export function contract() {
  if (!known) throw new Error("the contract has not been read; tests import tests/js/contract.js first");
  return known;
}

// A scenario with every default filled in, as the page needs it before the server has answered. The
// server's own reading replaces it with the first line of the run.

/**
 * @param {any} scenario
 * @returns {Scenario}
 */
export function withDefaults(scenario) {
  const { scenario: whole, cell } = contract().defaults;
  const activations = { ...cell.activations, ...scenario.cell?.activations };
  return { ...whole, ...scenario, cell: { ...cell, ...scenario.cell, activations } };
}

// Sequences made by a rule: which there are, with the range and the default of each parameter.

/** Name → generator. */
export const generators = () => contract().generators;

/** @param {string} name @returns {GeneratorParameter[]} */
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
