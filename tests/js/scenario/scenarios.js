/** Scenarios and runs by hand for the tests of the comparison. */

import { withDefaults } from "../../../static/js/scenario/contract.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { cellOf } from "../fixtures/cells.js";

/** An LSTM of four units that reads one number at each of five steps. */
export function scenario(changes = {}) {
  const { cell, ...rest } = changes;
  return withDefaults({
    title: "S",
    cell: { kind: "lstm", input_size: 1, hidden_size: 4, ...cell },
    weights: { init: "pytorch", seed: 7 },
    sequence: { values: [[1], [2], [3], [4], [5]] },
    ...rest,
  });
}

/**
 * A run whose gradient of h shrinks by `factor` from each step to the one read before it; with two
 * numbers, that of c by the second. Values of h are `level`, the loss is `loss`.
 */
export function run(of, { factor = 1, c = factor, loss = 0, level = 0.5, shares = [] } = {}) {
  const { values } = of.sequence;
  const { hidden_size: size, kind } = of.cell;
  const lane = { layer: 0, direction: "forward" };
  const row = (value) => Array.from({ length: size }, () => value);
  const gates = { lstm: ["i", "f", "g", "o"], gru: ["r", "z", "n"], rnn: [] }[kind];
  const lines = [{ type: "start", scenario: of, cell: cellOf(of.cell), steps: values.length, parameters: 0, link: "1.x" }];
  values.forEach((x, t) => {
    const states = kind === "lstm" ? { c: row(2 * level) } : {};
    lines.push({ type: "forward", t, ...lane, x, gates: Object.fromEntries(gates.map((name) => [name, row(0.5)])), h: row(level), ...states });
  });
  shares.forEach((share, t) => lines.push({ type: "output", t, y: [level], loss: share }));
  lines.push({ type: "loss", value: loss });
  for (let t = values.length - 1; t >= 0; t -= 1) {
    const back = values.length - 1 - t;
    const norm = { h: factor ** back, ...(kind === "lstm" && { c: c ** back }) };
    lines.push({ type: "backward", t, ...lane, grad: { h: row(0) }, norm });
  }
  return Trace.from([...lines, { type: "end", frames: 0, seconds: 0 }]);
}
