/**
 * The generators of the server, with the range and the default of each parameter as the dock
 * offers it.
 *
 * @typedef {import("../types.js").GeneratedSequence} GeneratedSequence
 * @typedef {{name: string, initial: number|string, min?: number, max?: number, step?: number,
 *   isInteger?: boolean, choices?: string[]}} Parameter   min and max bound the slider
 * @typedef {object} Generator
 * @property {Parameter[]} parameters
 * @property {boolean} isRandom
 * @property {[min: number, max: number]} [widths]                      input sizes it can make
 * @property {(sequence: GeneratedSequence) => number} [leastSteps]     that its parameters need
 */

/** @type {Parameter[]} */
const WAVE = [
  { name: "period", initial: 10, min: 1, max: 100, step: 0.5 },
  { name: "amplitude", initial: 1, min: 0, max: 5, step: 0.1 },
  { name: "offset", initial: 0, min: -5, max: 5, step: 0.1 },
  { name: "phase", initial: 0, min: -1, max: 1, step: 0.05 },
];

/** @type {Record<string, Generator>} */
export const GENERATORS = {
  sine: { parameters: WAVE, isRandom: false },
  square: { parameters: WAVE, isRandom: false },
  impulse: {
    isRandom: false,
    parameters: [
      { name: "at", initial: 0, min: 0, max: 50, step: 1, isInteger: true },
      { name: "amplitude", initial: 1, min: -5, max: 5, step: 0.1 },
    ],
    leastSteps: ({ at }) => Number(at) + 1,
  },
  noise: {
    isRandom: true,
    parameters: [
      { name: "amplitude", initial: 1, min: 0, max: 5, step: 0.1 },
      { name: "distribution", initial: "uniform", choices: ["uniform", "normal"] },
    ],
  },
  ramp: {
    isRandom: false,
    parameters: [
      { name: "from", initial: 0, min: -5, max: 5, step: 0.1 },
      { name: "to", initial: 1, min: -5, max: 5, step: 0.1 },
    ],
  },
  copy: {
    isRandom: true,
    parameters: [
      { name: "symbols", initial: 3, min: 1, max: 20, step: 1, isInteger: true },
      { name: "delay", initial: 5, min: 1, max: 50, step: 1, isInteger: true },
    ],
    widths: [3, Infinity],
    leastSteps: ({ symbols, delay }) => 2 * Number(symbols) + Number(delay),
  },
  adding: { parameters: [], isRandom: true, widths: [2, 2], leastSteps: () => 2 },
};

/** @param {string} name @returns {Parameter[]} */
export function generatorParameters(name) {
  return GENERATORS[name]?.parameters ?? [];
}

/** A sequence of a generator with its usual parameters. @param {string} name @param {number} steps @returns {GeneratedSequence} */
export function defaultGenerator(name, steps) {
  const parameters = generatorParameters(name).map(({ name: key, initial }) => [key, initial]);
  return withEnoughSteps({ generator: name, steps, seed: 0, ...Object.fromEntries(parameters) });
}

/** As many more steps as the parameters need. @param {GeneratedSequence} sequence @returns {GeneratedSequence} */
export function withEnoughSteps(sequence) {
  const least = GENERATORS[sequence.generator]?.leastSteps?.(sequence) ?? 1;
  return sequence.steps >= least ? sequence : { ...sequence, steps: least };
}
