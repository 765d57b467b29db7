import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import {
  addIntervention,
  appendStep,
  clearEdits,
  defaultGenerator,
  deleteStep,
  insertStep,
  outputSize,
  pasteBlock,
  removeIntervention,
  setCell,
  setComparedSteps,
  setGenerator,
  setHead,
  setInitialiser,
  setLoss,
  setLossKind,
  setSequence,
  setText,
  setValues,
  setWeights,
  stepCount,
} from "../../../static/js/scenario/edits.js";
import { tensorShapes } from "../../../static/js/scenario/shapes.js";

const ACTIVATIONS = { gate: "sigmoid", candidate: "tanh", output: "tanh" };

/** An LSTM whose every weight tells where it stands: row + column / 100. */
function scenario({ cell = {}, ...rest } = {}) {
  const full = {
    kind: "lstm", input_size: 2, hidden_size: 2, num_layers: 1, bidirectional: false,
    peephole: false, bias: true, activations: ACTIVATIONS, ...cell,
  };
  return {
    version: 1, title: "", notes: "", cell: full, weights: { tensors: numbered(full) }, head: null,
    sequence: { values: [[1, 2], [3, 4], [5, 6]] }, h0: null, c0: null,
    loss: { kind: "probe", step: -1 }, interventions: [], ...rest,
  };
}

function numbered(cell) {
  const entries = [...tensorShapes(cell)].map(([name, [rows, columns]]) => [
    name,
    Array.from({ length: rows }, (_, r) =>
      columns === undefined ? r : Array.from({ length: columns }, (_, c) => r + c / 100),
    ),
  ]);
  return Object.fromEntries(entries);
}

function assertShapes({ cell, weights, sequence, h0, c0 }) {
  const shapes = tensorShapes(cell);
  assert.deepEqual(Object.keys(weights.tensors).sort(), [...shapes.keys()].sort());
  for (const [name, [rows, columns]] of shapes) {
    assert.equal(weights.tensors[name].length, rows, name);
    for (const row of weights.tensors[name]) {
      if (columns === undefined) assert.equal(typeof row, "number", name);
      else assert.equal(row.length, columns, name);
    }
  }
  if (sequence.values) assert.ok(sequence.values.every((row) => row.length === cell.input_size));
  const lanes = cell.num_layers * (cell.bidirectional ? 2 : 1);
  for (const state of [h0, c0]) {
    if (!state) continue;
    assert.equal(state.length, lanes);
    assert.ok(state.every((row) => row.length === cell.hidden_size));
  }
}

const hold = { layer: 0, direction: "forward", target: "f", unit: 1, from: 1, to: 2, value: 1 };

test("a new hidden unit leaves every gate its own rows", () => {
  const { weights, cell } = setCell(scenario(), { hidden_size: 3 });
  assert.equal(cell.hidden_size, 3);
  // Rows of i, f, g, o: two old units, then the new one at zero.
  assert.deepEqual(weights.tensors.bias_ih_l0, [0, 1, 0, 2, 3, 0, 4, 5, 0, 6, 7, 0]);
  assert.deepEqual(weights.tensors.weight_hh_l0[3], [2, 2.01, 0]);
  assert.deepEqual(weights.tensors.weight_ih_l0[5], [0, 0]);
});

test("a hidden unit less takes its row out of every gate", () => {
  const { weights } = setCell(scenario(), { hidden_size: 1 });
  assert.deepEqual(weights.tensors.bias_hh_l0, [0, 2, 4, 6]);
  assert.deepEqual(weights.tensors.weight_hh_l0, [[0], [2], [4], [6]]);
});

test("a wider input pads weights and values with zeros", () => {
  const wider = setCell(scenario(), { input_size: 3 });
  assert.deepEqual(wider.sequence.values[0], [1, 2, 0]);
  assert.deepEqual(wider.weights.tensors.weight_ih_l0[7], [7, 7.01, 0]);
  assert.deepEqual(setCell(wider, { input_size: 1 }).sequence.values, [[1], [3], [5]]);
});

for (const cell of [{ num_layers: 3 }, { bidirectional: true, num_layers: 2 }, { peephole: true }, { bias: false }]) {
  test(`every tensor has its shape after ${JSON.stringify(cell)} and sizes are changed`, () => {
    const states = { h0: [[1, 2]], c0: [[3, 4]] };
    const changed = setCell(scenario(states), cell);
    assertShapes(changed);
    const resized = setCell(changed, { hidden_size: 4, input_size: 5 });
    assertShapes(resized);
    assert.deepEqual(resized.h0[0], [1, 2, 0, 0]);
    assertShapes(setCell(resized, { num_layers: 1, bidirectional: false, hidden_size: 1 }));
  });
}

test("a reverse direction joins behind the forward one in the layer above", () => {
  const stacked = setCell(scenario(), { num_layers: 2 });
  const before = setWeights(stacked, [{ name: "weight_ih_l1", row: 0, column: 1, value: 9 }]);
  const { weights } = setCell(before, { bidirectional: true });
  assert.deepEqual(weights.tensors.weight_ih_l1[0], [0, 9, 0, 0]);
  const grown = setCell(before, { bidirectional: true, hidden_size: 3 });
  assert.deepEqual(grown.weights.tensors.weight_ih_l1[0], [0, 9, 0, 0, 0, 0]);
});

test("another kind of cell starts from the PyTorch initialiser, without peepholes or c0", () => {
  const lstm = scenario({ cell: { peephole: true }, c0: [[1, 1]], interventions: [hold] });
  const gru = setCell(lstm, { kind: "gru" });
  assert.deepEqual(gru.weights, { init: "pytorch", seed: 0 });
  assert.equal(gru.cell.peephole, false);
  assert.equal(gru.c0, null);
  assert.deepEqual(gru.interventions, []);
});

test("another kind keeps the initialiser and its seed but no edits", () => {
  const weights = { init: "xavier", seed: 4, edits: { bias_ih_l0: { 0: 1 } } };
  assert.deepEqual(setCell(scenario({ weights }), { kind: "rnn" }).weights, { init: "xavier", seed: 4 });
});

test("edits on an initialiser move with their gate and are dropped with their unit", () => {
  const edits = { weight_hh_l0: { "3,1": 7, "2,0": 5 }, bias_ih_l0: { 7: 1 } };
  const before = scenario({ weights: { init: "zeros", seed: 0, edits } });
  assert.deepEqual(setCell(before, { hidden_size: 3 }).weights.edits, {
    weight_hh_l0: { "4,1": 7, "3,0": 5 },
    bias_ih_l0: { 10: 1 },
  });
  assert.deepEqual(setCell(before, { hidden_size: 1 }).weights.edits, { weight_hh_l0: { "1,0": 5 } });
  assert.deepEqual(clearEdits(before).weights, { init: "zeros", seed: 0 });
});

test("a weight is set in the tensor itself and nowhere else", () => {
  const before = scenario();
  const after = setWeights(before, [{ name: "weight_ih_l0", row: 2, column: 1, value: -4 }]);
  assert.deepEqual(after.weights.tensors.weight_ih_l0[2], [2, -4]);
  assert.deepEqual(before.weights.tensors.weight_ih_l0[2], [2, 2.01]);
  assert.equal(after.weights.tensors.weight_hh_l0, before.weights.tensors.weight_hh_l0);
});

test("a bias that was left out appears when one of its numbers is set", () => {
  const { bias_hh_l0: _, ...tensors } = scenario().weights.tensors;
  const after = setWeights(scenario({ weights: { tensors } }), [{ name: "bias_hh_l0", row: 1, column: null, value: 2 }]);
  assert.deepEqual(after.weights.tensors.bias_hh_l0, [0, 2, 0, 0, 0, 0, 0, 0]);
});

test("a weight of an initialiser is set as an edit on top", () => {
  const weights = { init: "pytorch", seed: 1 };
  const once = setWeights(scenario({ weights }), [{ name: "weight_ih_l0", row: 2, column: 1, value: 3 }]);
  const twice = setWeights(once, [{ name: "bias_ih_l0", row: 0, column: null, value: 1 }]);
  assert.deepEqual(twice.weights.edits, { weight_ih_l0: { "2,1": 3 }, bias_ih_l0: { 0: 1 } });
  assert.deepEqual(setInitialiser(twice, { seed: 2 }).weights.edits, twice.weights.edits);
});

test("taking a forget bias away removes the field", () => {
  const with1 = setInitialiser(scenario(), { init: "zeros", forget_bias: 1 });
  assert.deepEqual(with1.weights, { init: "zeros", seed: 0, forget_bias: 1 });
  assert.deepEqual(setInitialiser(with1, { forget_bias: null }).weights, { init: "zeros", seed: 0 });
});

test("a forget bias goes with the forget gate or its biases", () => {
  const weights = { init: "zeros", seed: 0, forget_bias: 1 };
  for (const cell of [{ kind: "gru" }, { bias: false }]) {
    assert.deepEqual(setCell(scenario({ weights }), cell).weights, { init: "zeros", seed: 0 });
  }
  assert.equal(setCell(scenario({ weights }), { hidden_size: 5 }).weights.forget_bias, 1);
});

test("inserting a step moves targets, interventions and the probe along", () => {
  const targets = [[1, 1], [2, 2], [3, 3]];
  const before = scenario({ interventions: [hold], loss: { kind: "mse", targets, at: "all" } });
  const after = insertStep(before, 1);
  assert.deepEqual(after.sequence.values, [[1, 2], [0, 0], [3, 4], [5, 6]]);
  assert.deepEqual(after.loss.targets, [[1, 1], [0, 0], [2, 2], [3, 3]]);
  assert.deepEqual(after.interventions, [{ ...hold, from: 2, to: 3 }]);
  const probe = { kind: "probe", step: 1 };
  assert.equal(insertStep(scenario({ loss: probe }), 0).loss.step, 2);
  assert.equal(insertStep(scenario({ loss: probe }), 2).loss.step, 1);
});

test("deleting a step takes its target and shortens interventions", () => {
  const loss = { kind: "squared_error", targets: [[1, 1], [3, 3]], at: [0, 2] };
  const after = deleteStep(scenario({ interventions: [hold], loss }), 2);
  assert.deepEqual(after.loss, { kind: "squared_error", targets: [[1, 1]], at: [0] });
  assert.deepEqual(after.interventions, [{ ...hold, from: 1, to: 1 }]);
  assert.deepEqual(deleteStep(after, 1).interventions, []);
});

test("the only step cannot be deleted", () => {
  const one = scenario({ sequence: { values: [[1, 2]] } });
  assert.equal(deleteStep(one, 0), one);
});

test("a probe stays inside a sequence that gets shorter and a layer that gets narrower", () => {
  const loss = { kind: "probe", step: -3, unit: 1 };
  const shorter = deleteStep(scenario({ loss }), 0);
  assert.deepEqual(shorter.loss, { kind: "probe", step: -2, unit: 1 });
  assert.equal(setCell(shorter, { hidden_size: 1 }).loss.unit, 0);
});

test("appending, setting and pasting change only what they name", () => {
  const grown = appendStep(scenario(), [7]);
  assert.deepEqual(grown.sequence.values[3], [7, 0]);
  const set = setValues(grown, [{ t: 0, column: 1, value: 9 }]);
  assert.deepEqual(set.sequence.values[0], [1, 9]);
  assert.equal(set.sequence.values[1], grown.sequence.values[1]);
});

test("a pasted block makes the sequence longer and the cell wider", () => {
  const after = pasteBlock(scenario(), 2, 1, [[10, 11], [12, 13]]);
  assert.deepEqual(after.sequence.values, [[1, 2, 0], [3, 4, 0], [5, 10, 11], [0, 12, 13]]);
  assert.equal(after.cell.input_size, 3);
  assertShapes(after);
});

test("a pasted block stops at the bounds", () => {
  const after = pasteBlock(scenario(), 2, 1, [[10, 11], [12, 13]], { steps: 3, width: 2 });
  assert.deepEqual(after.sequence.values, [[1, 2], [3, 4], [5, 10]]);
});

test("a text sets its alphabet and the input size", () => {
  const after = setText(scenario(), "héllo");
  assert.deepEqual(after.sequence, { text: "héllo", alphabet: "hloé" });
  assert.equal(after.cell.input_size, 4);
  assertShapes(after);
});

test("characters outside the basic plane count once", () => {
  const after = setText(scenario(), "a😀a");
  assert.equal(stepCount(after.sequence), 3);
  assert.equal(after.cell.input_size, 2);
});

test("an alphabet keeps its order, loses repeats and gains what the text needs", () => {
  assert.equal(setText(scenario(), "abc", "cbb").sequence.alphabet, "cba");
});

test("the input size of a text cannot be changed", () => {
  assert.equal(setCell(setText(scenario(), "abc"), { input_size: 7 }).cell.input_size, 3);
});

test("next-character loss gets an output for every character and ends with the text", () => {
  const text = setLossKind(setText(scenario(), "hello"), "cross_entropy");
  assert.equal(text.loss.targets, "next");
  assert.equal(outputSize(text), 4);
  assert.equal(outputSize(setText(text, "hello world")), 8);
  assert.deepEqual(setSequence(text, { values: [[1], [2]] }).loss, { kind: "probe", step: -1 });
  assert.deepEqual(setText(text, "h").loss, { kind: "probe", step: -1 });
});

test("targets have a row for each compared step and a number for each output", () => {
  const loss = setLossKind(scenario(), "mse");
  assert.deepEqual(loss.loss, { kind: "mse", targets: [[0, 0]], at: "last" });
  const all = setComparedSteps(setLoss(loss, { ...loss.loss, targets: [[4, 5]] }), "all");
  assert.deepEqual(all.loss.targets, [[0, 0], [0, 0], [4, 5]]);
  assert.deepEqual(setComparedSteps(all, [2, 0]).loss.targets, [[4, 5], [0, 0]]);
  assert.deepEqual(setHead(all, { output_size: 1, seed: 0 }).loss.targets, [[0], [0], [4]]);
});

test("classes stay below the number of outputs", () => {
  const loss = { kind: "cross_entropy", targets: [0, 1, 1], at: "all" };
  assert.deepEqual(setCell(scenario({ loss }), { hidden_size: 1 }).loss.targets, [0, 0, 0]);
});

test("the head's given weights follow the hidden size", () => {
  const head = { weight: [[1, 2]], bias: [3] };
  const wider = setCell(scenario({ head }), { hidden_size: 3, bidirectional: true });
  assert.deepEqual(wider.head, { weight: [[1, 2, 0, 0, 0, 0]], bias: [3] });
});

test("generators dictate the width they need and get the steps they need", () => {
  const copy = setGenerator(scenario(), defaultGenerator("copy", 3));
  assert.equal(copy.cell.input_size, 3);
  assert.equal(copy.sequence.steps, 11);
  assert.equal(setGenerator(copy, defaultGenerator("adding", 20)).cell.input_size, 2);
  assert.equal(setCell(copy, { input_size: 2 }).cell.input_size, 3);
  assert.equal(setGenerator(scenario(), defaultGenerator("sine", 9)).cell.input_size, 2);
});

test("interventions are added, removed and cut to the sequence", () => {
  const one = addIntervention(scenario(), { ...hold, to: 99 });
  assert.deepEqual(one.interventions, [hold]);
  assert.deepEqual(addIntervention(one, { ...hold, target: "n" }).interventions, [hold]);
  assert.deepEqual(removeIntervention(one, 0).interventions, []);
});
