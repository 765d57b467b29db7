import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { remedyFor } from "../../../static/js/doctor/remedies.js";
import { withDefaults } from "../../../static/js/scenario/contract.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { linesOf } from "../trace/lines.js";

const scenario = ({ cell = {}, ...rest } = {}) => withDefaults({
  cell: { input_size: 1, hidden_size: 2, ...cell }, sequence: { values: [[1], [2], [6]] }, ...rest,
});
const finding = (suggestion, evidence = {}, place = {}) => ({ code: "", severity: "warning", suggestion, evidence, place: { layer: 0, direction: "forward", units: [], ...place } });
const cure = (suggestion, given, evidence, trace = null) => remedyFor(finding(suggestion, evidence), given, trace);

test("a forget bias of 1: by the initialiser, without edits that would hide it", () => {
  const edits = { bias_ih_l0: { 2: -4, 0: 7 }, weight_hh_l0: { "2,0": 5 } };
  const { scenario: next, params } = cure("forget_bias_one", scenario({ weights: { init: "pytorch", seed: 3, edits } }));
  assert.deepEqual(next.weights, { init: "pytorch", seed: 3, forget_bias: 1, edits: { bias_ih_l0: { 0: 7 }, weight_hh_l0: { "2,0": 5 } } });
  assert.deepEqual(params, { value: 1 });
});

test("a forget bias of 1: in given tensors both biases add up to it, and nothing else changes", () => {
  const tensors = { weight_ih_l0: Array(8).fill([1]), weight_hh_l0: Array(8).fill([0, 0]), bias_hh_l0: [9, 9, 0.25, -1, 9, 9, 9, 9] };
  const { scenario: next } = cure("forget_bias_one", scenario({ weights: { tensors } }));
  assert.deepEqual(next.weights.tensors.bias_ih_l0, [0, 0, 0.75, 2, 0, 0, 0, 0]);
  assert.deepEqual({ ...next.weights.tensors, bias_ih_l0: undefined }, { ...tensors, bias_ih_l0: undefined });
});

test("an LSTM without biases gets them, with a forget bias of 1", () => {
  const { scenario: next } = cure("enable_bias", scenario({ cell: { bias: false } }));
  assert.equal(next.cell.bias, true);
  assert.equal(next.weights.forget_bias, 1);
});

test("a forget gate is opened wide, then wider, until a bias opens nothing any more", () => {
  let now = scenario();
  const biases = [];
  for (let one = cure("open_forget_gate", now); one; one = cure("open_forget_gate", now)) {
    biases.push(one.params.value);
    now = one.scenario;
  }
  assert.deepEqual(biases, [3, 5, 7, 8]);
  const tensors = { weight_ih_l0: Array(8).fill([1]), weight_hh_l0: Array(8).fill([0, 0]), bias_ih_l0: [0, 0, 3, 4, 0, 0, 0, 0] };
  assert.equal(cure("open_forget_gate", scenario({ weights: { tensors } })).params.value, 6);
});

test("a plain RNN becomes an LSTM with a forget bias of 1 on the same sequence", () => {
  const given = scenario({ cell: { kind: "rnn" }, weights: { tensors: { weight_ih_l0: [[1], [1]], weight_hh_l0: [[0.3, 0], [0, 0.3]] } } });
  const { scenario: next, key } = cure("use_gates", given);
  assert.equal(key, "use_gates");
  assert.deepEqual([next.cell.kind, next.weights.init, next.weights.forget_bias], ["lstm", "pytorch", 1]);
  assert.equal(next.sequence, given.sequence);
});

test("weights are halved: tensors entry by entry, an initialiser by its gain and edits", () => {
  const tensors = { weight_ih_l0: [[1], [-3]], weight_hh_l0: [[0.3, 0], [0, 2]], bias_ih_l0: [10, -1] };
  const given = cure("shrink_weights", scenario({ cell: { kind: "rnn" }, weights: { tensors } }));
  assert.deepEqual(given.scenario.weights.tensors, { weight_ih_l0: [[0.5], [-1.5]], weight_hh_l0: [[0.15, 0], [0, 1]], bias_ih_l0: [5, -0.5] });
  const drawn = cure("shrink_weights", scenario({ weights: { init: "xavier", seed: 1, gain: 3, edits: { bias_ih_l0: { 1: 4 } } } }));
  assert.deepEqual(drawn.scenario.weights, { init: "xavier", seed: 1, gain: 1.5, edits: { bias_ih_l0: { 1: 2 } } });
});

test("recurrent weights shrink by what a step enlarges, never to more than that", () => {
  const tensors = { weight_ih_l0: [[1]], weight_hh_l0: [[1.2]] };
  const given = scenario({ cell: { kind: "rnn", hidden_size: 1 }, weights: { tensors } });
  const { scenario: next, key, params } = cure("clip_gradients", given, { step_factor: 1.2 });
  assert.deepEqual([key, params.factor, next.weights.tensors.weight_hh_l0], ["shrink_recurrent", 0.83, [[0.996]]]);
  assert.deepEqual(next.weights.tensors.weight_ih_l0, [[1]]);
  const drawn = cure("clip_gradients", scenario({ weights: { init: "orthogonal", seed: 0, gain: 3 } }), { step_factor: 1.2 });
  assert.deepEqual([drawn.key, drawn.scenario.weights.gain], ["shrink_gain", 2.49]);
});

test("other weights: the next seed, or an initialiser for weights that were given or are zero", () => {
  assert.deepEqual(cure("other_seed", scenario({ weights: { init: "xavier", seed: 4 } })).scenario.weights, { init: "xavier", seed: 5 });
  assert.equal(cure("other_seed", scenario({ weights: { init: "zeros", seed: 0 } })).scenario.weights.init, "pytorch");
  assert.equal(cure("other_seed", scenario({ weights: { tensors: {} } })).scenario.weights.init, "pytorch");
});

test("duplicates: as many units fewer as say the same again", () => {
  const { scenario: next, params } = cure("fewer_units", scenario({ cell: { hidden_size: 8 } }), { count: 3 });
  assert.deepEqual([next.cell.hidden_size, params], [6, { size: 6 }]);
  assert.equal(cure("fewer_units", scenario({ weights: { tensors: {} } }), { count: 2 }).key, "draw_weights");
});

test("inputs get mean 0 and deviation 1 channel by channel, a constant one 0", () => {
  const given = scenario({ cell: { input_size: 2 }, sequence: { values: [[10, 5], [20, 5], [30, 5]] } });
  const { values } = cure("scale_inputs", given).scenario.sequence;
  assert.deepEqual(values, [[-1.2247, 0], [0, 0], [1.2247, 0]]);
});

test("a single far input does not stay far: its channel shrinks to 3", () => {
  const values = [...Array(40).fill([0]), [100]];
  const scaled = cure("scale_inputs", scenario({ sequence: { values } })).scenario.sequence.values.flat();
  assert.equal(Math.max(...scaled), 3);
});

test("what a generator made is read off the run, and without a run nothing is offered", () => {
  const sequence = { generator: "ramp", steps: 3, seed: 0, from: 0, to: 8 };
  const given = scenario({ cell: { input_size: 1 }, sequence });
  assert.equal(cure("scale_inputs", given), null);
  const shown = { ...given, sequence: { values: [[0], [4], [8]] } };
  const trace = Trace.from(linesOf(shown));
  assert.deepEqual(cure("scale_inputs", given, {}, trace).scenario.sequence, { values: [[-1.2247], [0], [1.2247]] });
});

test("a loss at every step: numbers against 0, a text against its next character", () => {
  const numbers = cure("compare_every_step", scenario()).scenario.loss;
  assert.deepEqual(numbers, { kind: "squared_error", at: "all", targets: [[0, 0], [0, 0], [0, 0]] });
  const kept = cure("compare_every_step", scenario({ loss: { kind: "mse", at: "last", targets: [[3, 4]] } })).scenario.loss;
  assert.deepEqual(kept.targets, [[0, 0], [0, 0], [3, 4]]);
  const text = scenario({ cell: { input_size: 2, hidden_size: 2 }, sequence: { text: "abab", alphabet: "ab" }, loss: { kind: "cross_entropy", at: "last", targets: [1] } });
  assert.equal(cure("compare_every_step", text).scenario.loss.targets, "next");
});

test("what would change nothing, or is not known, is not offered", () => {
  const done = scenario({ weights: { init: "pytorch", seed: 0, forget_bias: 1 } });
  assert.equal(cure("forget_bias_one", done), null);
  assert.equal(cure("something_new", done), null);
  assert.equal(cure("clip_gradients", done, { step_factor: 0.9 }), null);
});
