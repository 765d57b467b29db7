/** Scenes with values written by hand, for the tests of the plots. */

import { fullRange } from "../../../static/js/plots/axes.js";
import { readSource } from "../../../static/js/plots/scene.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { cellOf } from "../fixtures/cells.js";

export const THEME = {
  surface: "#ffffff", sunken: "#f4f6fa", ink: "#1a2233", inkSoft: "#556174", line: "#dfe4ec",
  font: "sans-serif", mono: "monospace", token: () => "#3b5bdb", colour: () => "#0068a8", negative: () => "#96401f",
};
export const I18N = { lang: "en", t: (key, params = {}) => [key, ...Object.values(params)].join(" ") };
const GATES = { lstm: ["i", "f", "g", "o"], gru: ["r", "z", "n"], rnn: [] };

/**
 * @param {"lstm"|"gru"|"rnn"} kind
 * @param {Record<string, number[][]>} values  quantity → step → unit; every other one is 0.5
 * @param {number[][]} [gradients]  of h
 */
export function traceOf(kind, values, gradients) {
  const { h } = values;
  const cell = {
    kind, input_size: 1, hidden_size: h[0].length, num_layers: 1, bidirectional: false, peephole: false, bias: true,
    activations: { gate: "sigmoid", candidate: "tanh", output: "tanh" },
  };
  const trace = new Trace();
  trace.add({ type: "start", scenario: { cell, h0: null, c0: null }, cell: cellOf(cell), steps: h.length, parameters: 0 });
  const same = h[0].map(() => 0.5);
  h.forEach((row, t) => {
    const gates = Object.fromEntries(GATES[kind].map((name) => [name, values[name]?.[t] ?? same]));
    trace.add({ type: "forward", t, layer: 0, direction: "forward", x: [0], gates, c: values.c?.[t] ?? same, h: row });
  });
  gradients?.forEach((row, t) => {
    trace.add({ type: "backward", t, layer: 0, direction: "forward", grad: { h: row }, norm: {} });
  });
  return trace;
}

/** @param {Trace} trace @param {object} [more] */
export function sceneOf(trace, { previous = null, unit = 0, ...more } = {}) {
  const view = { t: 0, unit, layer: 0, direction: "forward" };
  const source = readSource({ trace, previous, view });
  return { ...source, range: fullRange(trace.steps), theme: THEME, i18n: I18N, ...more };
}
