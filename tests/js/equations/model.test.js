import assert from "node:assert/strict";
import { test } from "node:test";

import { readStep } from "../../../static/js/cell/step.js";
import { equationRows, hasNumbers } from "../../../static/js/equations/model.js";
import { numberTokens, plainText, shownOf, symbolTokens } from "../../../static/js/equations/tokens.js";
import { leavesOf } from "../../../static/js/equations/tree.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { linesOf, TRACE_NAMES, traceOf } from "../fixtures/traces.js";
import { check, textOf } from "./shown.js";
import { valueOfText } from "./reading.js";

/** @param {string} name */
const rowsOf = (name, pass, { lane: at = 0, t = 1, unit = 0, lines = linesOf(name) } = {}) => {
  const trace = Trace.from(lines);
  return equationRows(readStep(trace, trace.lanes[at], t, unit), pass);
};
const symbols = (row) => plainText(symbolTokens(row.right));
const written = (rows) => Object.fromEntries(rows.map((row) => [row.id, symbols(row)]));

for (const name of TRACE_NAMES) {
  test(`${name}: every equation of every unit and step holds as it is shown`, () => {
    const { count, wrong, rounding } = check(traceOf(name));
    assert.deepEqual(wrong.slice(0, 5), []);
    assert.ok(count > 0);
    // Two ways to one sum differ by the last bit of a float64; only the stabiliser's gradient, which
    // is 0 by design, is nothing else.
    assert.ok(rounding <= (name === "slstm" ? 12 : 0), `${rounding} of ${count}`);
  });
}

test("rows come forward in the order of the text and backward in that of the chain rule", () => {
  assert.deepEqual(rowsOf("lstm_wide", "forward").map((row) => row.id), ["i", "f", "g", "o", "c", "h"]);
  assert.deepEqual(rowsOf("gru", "forward").map((row) => row.id), ["r", "z", "n", "h"]);
  assert.deepEqual(rowsOf("slstm", "forward").map((row) => row.id), ["a", "l", "m", "i", "f", "g", "o", "c", "n", "h"]);
  assert.deepEqual(rowsOf("lstm_peephole", "backward").map((row) => row.id),
    ["d_h", "d_o", "d_z_o", "d_c", "d_g", "d_z_g", "d_f", "d_z_f", "d_i", "d_z_i"]);
});

test("a value that is only another one is written by the other's name", () => {
  assert.equal(written(rowsOf("janet", "forward")).h, "c");
});

test("values may be called what every object of JavaScript has", () => {
  const rows = rowsOf("words_of_javascript", "forward");
  assert.deepEqual(rows.map(({ id }) => id), ["constructor", "valueOf", "toString", "h"]);
  for (const row of rows) assert.ok(hasNumbers(row) && Math.abs(valueOfText(textOf(row).text) - row.left.value) < 1e-3, row.id);
});

test("the GRU's equations are written as a person would", () => {
  assert.deepEqual(written(rowsOf("gru", "forward")), {
    r: "σ(W_r·x + U_r·h′ + b_r)",
    z: "σ(W_z·x + U_z·h′ + b_z)",
    n: "tanh(W_n·x + b_n + r·(U_n·h′ + b_hn))",
    h: "(1 − z)·n + z·h′",
  });
});

test("the derivative of the GRU's product goes through 1 − z to n, and through h′ − n to z", () => {
  const { d_n: toN, d_z: toZ, d_h: toH } = written(rowsOf("gru", "backward"));
  assert.equal(toN, "∂L/∂h·(1 − z)");
  assert.equal(toZ, "∂L/∂h·(h′ − n)");
  assert.equal(toH, "ℓ + ∂L/∂h⁺·z⁺ + U_n^⊤·(∂L/∂z⁺_n·r⁺) + U_z^⊤·∂L/∂z⁺_z + U_r^⊤·∂L/∂z⁺_r");
});

test("the candidate's biases stand in its equation once each, and with their own numbers", () => {
  const lines = linesOf("gru").map((line) => (line.type === "start" ? {
    ...line,
    tensors: { ...line.tensors, bias_ih_l0: [0, 0, 0, 0, 0.25, 0], bias_hh_l0: [0, 0, 0, 0, 0.5, 0] },
  } : line));
  const row = rowsOf("gru", "forward", { lines }).find(({ id }) => id === "n");
  const text = plainText(numberTokens(row.right, shownOf(row), true).tokens);
  assert.equal(text.split("0.25").length, 2, text);
  assert.equal(text.split("0.5").length - text.split("0.5.").length, 1, text);
});

test("slopes are written in the value: s(1 − s), 1 − t², and no factor of one", () => {
  const rows = written(rowsOf("lstm_wide", "backward"));
  assert.equal(rows.d_z_f, "∂L/∂f·f·(1 − f)");
  assert.equal(rows.d_z_g, "∂L/∂g·(1 − g^2)");
  assert.equal(rows.d_c, "∂L/∂h·o·(1 − tanh(c)^2) + ∂L/∂c⁺·f⁺");
  assert.equal(written(rowsOf("rnn_no_bias", "backward")).d_z_h, "∂L/∂h");
});

test("what the loss or the layer above sends is explained at the gradient of h alone", () => {
  const noted = (name) => rowsOf(name, "backward").filter(({ note }) => note === "direct").map(({ id }) => id);
  assert.deepEqual(["lstm_wide", "gru", "rnn", "slstm"].map(noted), [["d_h"], ["d_h"], ["d_h"], ["d_h"]]);
});

test("rows are computed in the order in which they stand, and the backward pass is the forward pass in reverse", () => {
  for (const name of ["lstm_wide", "gru", "slstm", "own"]) {
    const windows = Object.fromEntries(rowsOf(name, "forward").map(({ id, window }) => [id, window]));
    for (const { id, window: [start, end] } of rowsOf(name, "backward")) {
      const [from, to] = windows[id.replace(/^d_(z_)?/, "")];
      assert.ok(Math.abs(start - (1 - to)) < 1e-12 && Math.abs(end - (1 - from)) < 1e-12, `${name} ${id}`);
    }
    const starts = Object.values(windows).map(([start]) => start);
    assert.equal(starts[0], 0);
    assert.equal(Math.max(...Object.values(windows).map(([, end]) => end)), 1);
  }
});

test("inputs are written as they were typed, what a layer below computed with all its digits", () => {
  const leaves = (lane) => rowsOf("lstm_two_layers", "forward", { lane }).flatMap(({ right }) => leavesOf(right)).filter(({ quantity }) => quantity === "x");
  assert.ok(leaves(0).length > 0 && leaves(0).every(({ isGiven }) => isGiven));
  assert.ok(leaves(1).length > 0 && leaves(1).every(({ isGiven }) => !isGiven));
});

test("a cell of one's own is written out forward and backward", () => {
  const forward = written(rowsOf("own", "forward"));
  assert.equal(forward.m, "u·m′ − k/(1 + exp(u))");
  const backward = written(rowsOf("own", "backward"));
  assert.equal(backward.d_m, "∂L/∂h·(1 − u^2)·(1 − |softsign(m)|)^2 + ∂L/∂m⁺·u⁺ + ∂L/∂k⁺·[0.5·u⁺ > m]");
});

test("division by a value twice is division by its square", () => {
  assert.equal(written(rowsOf("slstm", "backward")).d_n, "∂L/∂n⁺·f⁺ − ∂L/∂h·o·c/n^2");
});

test("what a what-if holds shows its value, and sends nothing on", () => {
  const forward = rowsOf("lstm_held", "forward").find(({ id }) => id === "f");
  assert.equal(forward.isHeld, true);
  assert.equal(textOf(forward).text, "1");
  const backward = rowsOf("lstm_held", "backward").find(({ id }) => id === "d_z_f");
  assert.deepEqual([backward.isHeld, textOf(backward).text, textOf(backward).result], [true, "0", "0"]);
  const cut = rowsOf("lstm_held", "backward", { t: 2 }).filter(({ isHeld }) => isHeld).map(({ id }) => id);
  assert.deepEqual(cut, ["d_g", "d_f", "d_z_f", "d_i"]);
});

test("without the weights every sum shows the number that the run has of it", () => {
  const lines = linesOf("lstm_wide").map((line) => (line.type === "start" ? { ...line, tensors: undefined, tensors_omitted: true } : line));
  const rows = rowsOf("lstm_wide", "forward", { lines });
  assert.deepEqual(rows.filter(({ note }) => note === "no_weights").map(({ id }) => id), ["i", "f", "g", "o"]);
  for (const row of rows) assert.ok(hasNumbers(row) && Math.abs(valueOfText(textOf(row).text) - row.left.value) < 1e-3, row.id);
  assert.equal(symbols(rows[1]), "σ(W_f·x + U_f·h′ + b_f)");
});

test("with a lens the unit shown has its numbers and another one waits for its own", () => {
  const lens = { layer: 0, direction: "forward", unit: 2 };
  const trace = new Trace({ lens });
  for (const line of linesOf("layer_norm_lstm")) trace.add(line.nodes ? { ...line, nodes: narrowed(line.nodes, 2) } : line);
  const own = equationRows(readStep(trace, trace.lanes[0], 1, 2), "backward").find(({ id }) => id === "d_c");
  const other = equationRows(readStep(trace, trace.lanes[0], 1, 0), "backward").find(({ id }) => id === "d_c");
  assert.ok(hasNumbers(own) && Math.abs(valueOfText(textOf(own).text) - own.left.value) < 1e-3);
  assert.equal(hasNumbers(other), false);
});

/** @param {Record<string, number[][]>} nodes @param {number} unit */
const narrowed = (nodes, unit) => Object.fromEntries(Object.entries(nodes).map(([id, rows]) => [id, rows.map((row) => [row.length > 1 ? row[unit] : row[0]])]));

test("a layer above the first reads the units below it, of both directions", () => {
  const { f } = written(rowsOf("mixed", "forward", { lane: 1 }));
  assert.equal(f, "σ(W_f·x + U_f·h′ + b_f)");
  const row = rowsOf("mixed", "forward", { lane: 1 }).find(({ id }) => id === "f");
  assert.ok(plainText(numberTokens(row.right, shownOf(row), true).tokens).includes("·"));
});
