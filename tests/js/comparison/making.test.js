import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { addVariants, variantsOf } from "../../../static/js/scenario/comparison.js";
import {
  hasForgetBias, missingForgetBiases, nearestHiddenSize, offersFor, parameterCount,
  variantOfForgetBias, variantOfPresent, variantOfSort,
} from "../../../static/js/comparison/making.js";
import { outputSize, setCell, setInitialiser, setWeights } from "../../../static/js/scenario/edits.js";
import { scenario } from "../scenario/scenarios.js";

const SHOWN = ["rnn", "gru", "lstm", "lstm_peephole"];
const offers = (of, sizing) => {
  const all = offersFor(of, sizing, 512, "en").flatMap(({ cells }) => cells);
  return SHOWN.map((name) => all.find(({ value }) => value === name));
};
const offer = (of, value, sizing = "units") => offers(of, sizing).find((one) => one.value === value);
const made = (of, key, sizing) => variantsOf(addVariants(of, [variantOfSort(of, offer(of, key, sizing))]))[0];

test("parameters are counted as the server counts them, read-out included", () => {
  assert.equal(parameterCount(scenario()), 4 * 4 * (1 + 4 + 2));
  assert.equal(parameterCount(scenario({ head: { output_size: 3, seed: 0 } })), 112 + 3 * 5);
});

test("of equal hidden size, each sort of cell says its parameters", () => {
  const found = offers(scenario(), "units").map(({ value, hiddenSize, parameters, isPresent }) => [value, hiddenSize, parameters, isPresent]);
  assert.deepEqual(found, [
    ["rnn", 4, 28, false], ["gru", 4, 84, false], ["lstm", 4, 112, true], ["lstm_peephole", 4, 124, false],
  ]);
});

test("of equal parameters, the hidden size is the one that comes nearest", () => {
  const found = offers(scenario(), "parameters").map(({ value, hiddenSize, parameters }) => [value, hiddenSize, parameters]);
  // RNN: H² + 3H = 108 at 9, 130 at 10; GRU: 3H² + 9H = 84 at 4, 120 at 5; with peepholes 4H² + 15H = 124 at 4, 81 at 3
  assert.deepEqual(found, [["rnn", 9, 108], ["gru", 5, 120], ["lstm", 4, 112], ["lstm_peephole", 4, 124]]);
});

test("the nearest hidden size is right for every size and never above the limit", () => {
  const rnn = { kind: "rnn", preset: null };
  for (let size = 1; size <= 40; size += 1) {
    const main = scenario({ cell: { hidden_size: size }, head: { output_size: 2, seed: 0 } });
    const wanted = parameterCount(main);
    const distance = (h) => Math.abs(h * h + 3 * h + 2 * (h + 1) - wanted);
    const nearest = Array.from({ length: 512 }, (_, k) => k + 1).reduce((best, h) => (distance(h) < distance(best) ? h : best));
    assert.equal(nearestHiddenSize(main, rnn, 512), nearest);
    assert.ok(nearestHiddenSize(main, rnn, 5) <= 5);
  }
});

test("another sort of cell keeps sequence and loss and drops what it cannot have", () => {
  const hold = { layer: 0, direction: "forward", target: "f", unit: null, from: 0, to: 1, value: 1 };
  const held = { ...hold, target: "h" };
  const main = scenario({
    weights: { init: "xavier", seed: 3, forget_bias: 1 }, c0: [[1, 2, 3, 4]], h0: [[5, 6, 7, 8]],
    interventions: [hold, held], cell: { peephole: true },
  });
  const gru = made(main, "gru");
  assert.deepEqual(gru.weights, { init: "xavier", seed: 3 });
  assert.deepEqual([gru.c0, gru.h0, gru.cell.peephole], [null, [[5, 6, 7, 8]], false]);
  assert.deepEqual(gru.interventions, [held]);
  assert.equal(gru.loss, main.loss);
  assert.equal(gru.sequence, main.sequence);
});

test("trained tensors make way for an initialiser in another sort of cell", () => {
  const main = scenario({ weights: { tensors: { weight_ih_l0: [], weight_hh_l0: [] } } });
  assert.deepEqual(made(main, "rnn").weights, { init: "pytorch", seed: 0 });
});

test("a loss that looks at each output gets a read-out where the number of units is another", () => {
  const targets = Array.from({ length: 5 }, () => [0, 0, 0, 0]);
  const main = scenario({ loss: { kind: "mse", targets, at: "all" } });
  assert.equal(made(main, "gru").head, null, "equal hidden size needs none");
  const rnn = made(main, "rnn", "parameters");
  assert.deepEqual([rnn.cell.hidden_size, outputSize(rnn), parameterCount(rnn)], [7, 4, 70 + 4 * 8]);
  const probe = made(scenario({ loss: { kind: "probe", step: -1, unit: 3 } }), "rnn", "parameters");
  assert.equal(probe.head, null, "unit 3 is there among nine");
});

test("forget biases differ in nothing else, and lie on no edit", () => {
  const edited = setWeights(scenario(), [
    { name: "bias_ih_l0", row: 5, column: null, value: 9 }, { name: "bias_ih_l0", row: 1, column: null, value: 8 },
  ]);
  const [variant] = variantsOf(addVariants(edited, [variantOfForgetBias(edited, 3, "three")]));
  assert.deepEqual(variant.weights, { init: "pytorch", seed: 7, forget_bias: 3, edits: { bias_ih_l0: { 1: 8 } } });
  assert.deepEqual(variant.cell, edited.cell);
  assert.equal(variant.title, "three");
});

test("tensors get the forget bias as an initialiser would write it", () => {
  const rows = Array.from({ length: 16 }, (_, k) => k);
  const weights = { tensors: { weight_ih_l0: [], weight_hh_l0: [], bias_ih_l0: rows, bias_hh_l0: rows } };
  const { tensors } = variantOfForgetBias(scenario({ weights }), 1, "").weights;
  assert.deepEqual(tensors.bias_ih_l0, [0, 1, 2, 3, 1, 1, 1, 1, 8, 9, 10, 11, 12, 13, 14, 15]);
  assert.equal(tensors.bias_hh_l0, rows);
  const without = variantOfForgetBias(scenario({ weights: { tensors: {} } }), 3, "").weights.tensors;
  assert.deepEqual(without.bias_ih_l0.slice(3, 9), [0, 3, 3, 3, 3, 0]);
});

test("the biases that are missing are those the cell has not itself", () => {
  assert.deepEqual(missingForgetBiases(scenario()), [0, 1, 3]);
  assert.deepEqual(missingForgetBiases(setInitialiser(scenario(), { forget_bias: 1 })), [0, 3]);
  assert.ok(hasForgetBias(scenario()));
  assert.ok(!hasForgetBias(scenario({ cell: { bias: false } })));
  assert.ok(!hasForgetBias(scenario({ cell: { kind: "gru" } })));
});

test("what is kept does not follow later edits", () => {
  const before = scenario({ interventions: [{ layer: 0, direction: "forward", target: "f", unit: 0, from: 0, to: 1, value: 1 }] });
  const kept = addVariants(before, [variantOfPresent(before, "Before")]);
  const after = setCell(setWeights(kept, [{ name: "bias_ih_l0", row: 0, column: null, value: 5 }]), { hidden_size: 7, activations: { gate: "relu", candidate: "relu", output: "relu" } });
  const [variant] = variantsOf({ ...after, interventions: [] });
  assert.deepEqual({ ...variant, title: "S" }, { ...before, title: "S" });
});
