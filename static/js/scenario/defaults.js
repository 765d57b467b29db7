/**
 * A scenario with every default of the contract filled in, as the page needs it before the server
 * has answered. The server's own reading replaces it with the first line of the run.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 */

const ACTIVATIONS = { gate: "sigmoid", candidate: "tanh", output: "tanh" };
const CELL = { kind: "lstm", num_layers: 1, bidirectional: false, peephole: false, bias: true };
const SCENARIO = { version: 1, title: "", notes: "", head: null, h0: null, c0: null };

/**
 * @param {any} scenario
 * @returns {Scenario}
 */
export function withDefaults(scenario) {
  const { cell } = scenario;
  return {
    ...SCENARIO,
    ...scenario,
    cell: { ...CELL, ...cell, activations: { ...ACTIVATIONS, ...cell?.activations } },
    weights: scenario.weights ?? { init: "pytorch", seed: 0 },
    loss: scenario.loss ?? { kind: "probe", step: -1 },
    interventions: scenario.interventions ?? [],
    comparison: scenario.comparison ?? [],
  };
}
