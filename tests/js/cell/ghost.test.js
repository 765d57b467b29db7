import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { changesBetween, comparison, differenceText, differs, runsDiffer, signedNumber, stepInRunBefore } from "../../../static/js/cell/ghost.js";
import { ownerOf, readWeightQuantity, weightQuantity } from "../../../static/js/cell/quantities.js";
import { readStep } from "../../../static/js/cell/step.js";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

const stepOf = (trace, t = 1, unit = 0) => readStep(trace, trace.lanes[0], t, unit);

test("a ghost holds what differs and nothing else", () => {
  const now = { wires: { c: 0.5, f: 0.25, h: 1 }, openings: { f: 0.25, i: 1 } };
  const then = { wires: { c: 0.75, f: 0.5, h: 1 + 1e-9 }, openings: { f: 0.5, i: 1 } };
  assert.deepEqual(changesBetween(now, then), {
    wires: { c: { before: 0.75, difference: -0.25 }, f: { before: 0.5, difference: -0.25 } },
    openings: { f: 0.5 },
  });
  assert.equal(changesBetween(now, now), null);
});

test("a run of another cell, or without that unit or step, is no ghost, nor is a run its own", () => {
  const now = stepOf(Trace.from(TRACES.lstm_wide), 1, 5);
  assert.equal(stepInRunBefore(now, now.trace), null);
  assert.equal(stepInRunBefore(now, null), null);
  assert.equal(stepInRunBefore(now, Trace.from(TRACES.gru)), null);
  assert.equal(stepInRunBefore(now, Trace.from(TRACES.lstm_two_layers)), null);
  assert.equal(stepInRunBefore(stepOf(Trace.from(TRACES.lstm_wide), 0), Trace.empty()), null);
  assert.equal(stepInRunBefore(now, Trace.from(TRACES.lstm_wide)).unit, 5);
});

test("differences are written with their sign and three digits at most", () => {
  assert.deepEqual([0.42, -3, 1.23456, -0.5, 12345.6, 4.5e-5, -1.2e-9, 100].map(signedNumber),
    ["+0.42", "−3", "+1.23", "−0.5", "+12300", "+4.5e−5", "−1.2e−9", "+100"]);
  assert.equal(differenceText(1.42, 1), "+0.42");
  assert.equal(differenceText(1, 1), "");
  assert.equal(differenceText(NaN, 1), "");
});

test("rounding on the way is no difference, and a small number may differ by little", () => {
  assert.equal(differs(1, 1 + 1e-7), false);
  assert.equal(differs(1e-9, 1.1e-9), true);
  assert.equal(differs(0, 1e-300), true);
});

test("two runs are compared once, and differ by a gradient as well", () => {
  const [a, same] = [Trace.from(TRACES.rnn), Trace.from(TRACES.rnn)];
  const other = Trace.from(TRACES.rnn.map((line) => (line.type === "backward" ? { ...line, grad: { ...line.grad, a: line.grad.a.map((row) => row.map((value) => value + 1)) } } : line)));
  assert.equal(runsDiffer(a, same), false);
  assert.equal(runsDiffer(a, other), true);
  const compare = comparison();
  assert.equal(compare({ trace: a, previous: null, traceVersion: 1 }), false);
  assert.equal(compare({ trace: a, previous: other, traceVersion: 1 }), true);
  assert.equal(compare({ trace: a, previous: same, traceVersion: 2 }), false);
});

test("weights are called as the equations call them, and belong to their gate", () => {
  const parts = [["weight_ih", "f"], ["weight_hh", "f"], ["weight_peephole", "o"], ["bias", "n"], ["bias_hh", "n"], ["weight_ih", "a"]];
  const names = parts.map(([part, block]) => weightQuantity(part, block));
  assert.deepEqual(names, ["W_f", "U_f", "p_o", "b_n", "b_hn", "W"]);
  assert.deepEqual(names.map((name) => Object.values(readWeightQuantity(name))), parts);
  assert.deepEqual(["U_f", "b_hn", "W", "c_prev", "x"].map(ownerOf), ["f", "n", "a", "c_prev", "x"]);
  assert.equal(weightQuantity("U_g", "g"), "U_g");
});
