/** Streams written by hand for the tests of the page's core. */

import { cellOf } from "../fixtures/cells.js";

/** The hand-wired memory, sequence A, as a scenario with every default. */
export function memoryScenario(changes = {}) {
  return {
    version: 1, title: "Memory", notes: "",
    cell: {
      kind: "lstm", input_size: 3, hidden_size: 1, num_layers: 1, bidirectional: false, peephole: false,
      bias: true, activations: { gate: "sigmoid", candidate: "identity", output: "identity" },
    },
    weights: { init: "zeros", seed: 0 },
    head: null,
    sequence: { values: [[3, 1, 0], [4, 1, 0], [2, 0, 0], [1, 0, 1], [3, -1, 0]] },
    h0: null, c0: null,
    loss: { kind: "probe", step: -1 },
    interventions: [],
    ...changes,
  };
}

/** A stream of `steps` steps; h and c at step t are t + 1 and 10·(t + 1). */
export function linesOf(scenario, { link = "1.token", tensors = {} } = {}) {
  const steps = scenario.sequence.values.length;
  const lane = { layer: 0, direction: "forward" };
  const lines = [{ type: "start", version: 1, scenario, cell: cellOf(scenario.cell), link, tensors, steps, parameters: 20 }];
  scenario.sequence.values.forEach((x, t) => {
    const gates = { i: [0.1], f: [0.2], g: [0.3], o: [0.4] };
    lines.push({ type: "forward", t, ...lane, x, gates, c: [10 * (t + 1)], h: [t + 1] });
  });
  lines.push({ type: "loss", value: 7 });
  for (let t = steps - 1; t >= 0; t -= 1) {
    const grad = { h: [1], c: [2], x: [1, 2, 3], i: [3], f: [4], g: [5], o: [6] };
    const norm = { h: 1, c: 2, x: 3, i: 3, f: 4, g: 5, o: 6 };
    lines.push({ type: "backward", t, ...lane, grad, norm });
  }
  lines.push({ type: "gradients", norm: { weight_ih_l0: 2 }, global_norm: 3 });
  lines.push({ type: "end", frames: 2 * steps, seconds: 0.001 });
  return lines;
}
