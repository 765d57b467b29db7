import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTRACT } from "../contract.js";
import { Actions } from "../../../static/js/state/actions.js";
import { initialState } from "../../../static/js/page/boot.js";
import { I18n } from "../../../static/js/base/i18n.js";
import * as edits from "../../../static/js/scenario/edits.js";
import { tensorShapes } from "../../../static/js/scenario/shapes.js";
import { Store } from "../../../static/js/state/store.js";

const ACTIVATIONS = { gate: "sigmoid", candidate: "tanh", output: "tanh" };
const CELL = { kind: "lstm", input_size: 2, hidden_size: 2, num_layers: 2, bidirectional: true, peephole: true, bias: true, activations: ACTIVATIONS };
const HOLD = { layer: 0, direction: "forward", target: "f", unit: 1, from: 1, to: 2, value: 1 };

function tensors(cell) {
  const numbers = ([rows, columns]) => Array.from({ length: rows }, (_, r) => (columns === undefined ? r : Array.from({ length: columns }, (_, c) => r + c / 100)));
  return Object.fromEntries([...tensorShapes(cell)].map(([name, shape]) => [name, numbers(shape)]));
}

/** Everything that a scenario can hold at once. */
const GIVEN = {
  version: 1, title: "title", notes: "notes", cell: CELL, weights: { tensors: tensors(CELL) },
  head: { weight: [[1, 2, 3, 4], [5, 6, 7, 8]], bias: [9, 10] },
  sequence: { values: [[1, 2], [3, 4], [5, 6]] },
  h0: [[1, 2], [3, 4], [5, 6], [7, 8]], c0: [[1, 1], [2, 2], [3, 3], [4, 4]],
  loss: { kind: "mse", targets: [[1, 2], [3, 4], [5, 6]], at: "all" },
  interventions: [HOLD, { ...HOLD, target: "c", unit: null }],
  comparison: [{ title: "GRU", cell: { kind: "gru", peephole: false }, weights: { init: "pytorch", seed: 0 }, c0: null, interventions: [] }],
};
const SEEDED = {
  ...GIVEN, cell: { ...CELL, num_layers: 1, bidirectional: false, peephole: false }, head: { output_size: 3, seed: 1 }, h0: null, c0: null,
  weights: { init: "xavier", seed: 4, forget_bias: 1, gain: 2, edits: { weight_ih_l0: { "1,0": 5 }, bias_hh_l0: { 3: 1 } } },
  loss: { kind: "cross_entropy", targets: [0, 2], at: [0, 2] }, interventions: [],
};
const TEXT = { ...SEEDED, sequence: { text: "abab", alphabet: "ab" }, head: null, loss: { kind: "cross_entropy", targets: "next" } };
const GENERATED = { ...SEEDED, sequence: { generator: "sine", steps: 6, seed: 0, period: 4, amplitude: 1, offset: 0, phase: 0 }, loss: { kind: "probe", step: -1, unit: 0 } };

const { setCell, setText, setGenerator, setLoss, setHead } = edits;
const cell = (patch) => (s) => setCell(s, patch);

/** Name of the exported edit → what the page's controls do with it. */
const CONTROLS = {
  setCell: [
    ...["gru", "rnn", "slstm", "cifg"].map((kind) => cell({ kind })), ...[1, 5].flatMap((size) => [cell({ hidden_size: size }), cell({ input_size: size })]),
    ...[1, 3].map((num_layers) => cell({ num_layers })), ...["bidirectional", "peephole", "bias"].flatMap((name) => [cell({ [name]: true }), cell({ [name]: false })]),
  ],
  setLayer: [(s) => edits.setLayer(s, 0, { hidden_size: 3 }), (s) => edits.setLayer(s, 0, { kind: "janet" })],
  setLayerCount: [1, 3].map((count) => (s) => edits.setLayerCount(s, count)),
  setLayersDiffer: [true, false].map((differ) => (s) => edits.setLayersDiffer(s, differ)),
  setActivations: [(s) => edits.setActivations(s, 0, { gate: "hard_sigmoid" }), (s) => edits.setActivations(s, 0, { output: "identity", candidate: "relu" })],
  setAbout: [(s) => edits.setAbout(s, { title: "新" }), (s) => edits.setAbout(s, { notes: "" })],
  giveState: ["h", "c"].flatMap((name) => [true, false].map((isGiven) => (s) => edits.giveState(s, name, isGiven))),
  setState: [(s) => edits.setState(s, "h", [{ row: 0, column: 1, value: -1 }]), (s) => edits.setState(s, "c", [{ row: 0, column: 0, value: 0.5 }])],
  setWeights: [(s) => edits.setWeights(s, [{ name: "weight_hh_l0", row: 1, column: 1, value: 0.5 }, { name: "bias_ih_l0", row: 0, column: null, value: -2 }])],
  pasteWeights: [(s) => edits.pasteWeights(s, [{ name: "bias_hh_l0", row: 2, column: null, value: 7 }])],
  setInitialiser: [(s) => edits.setInitialiser(s, { init: "zeros" }), (s) => edits.setInitialiser(s, { seed: 9 }), (s) => edits.setInitialiser(s, { gain: null, forget_bias: null }), (s) => edits.setInitialiser(s, { gain: 0.5 })],
  clearEdits: [edits.clearEdits],
  setLossKind: ["probe", "mse", "squared_error", "cross_entropy"].map((kind) => (s) => edits.setLossKind(s, kind)),
  setLoss: [(s) => setLoss(s, { kind: "probe", step: 1, unit: 1 }), (s) => setLoss(s, { ...s.loss, kind: "mse", targets: [[7, 7]], at: "last" })],
  setComparedSteps: ["all", "last", [0, 1]].map((at) => (s) => (s.loss.kind === "probe" ? s : edits.setComparedSteps(s, at))),
  setHead: [(s) => setHead(s, null), (s) => setHead(s, { output_size: 4, seed: 3 })],
  giveHead: [(s) => edits.giveHead(s, null), (s) => edits.giveHead(s, { weight: [[1, 2], [3, 4], [5, 6]], bias: [1, 2, 3] })],
  setHeadOutputs: [(s) => edits.setHeadOutputs(s, 1), (s) => edits.setHeadOutputs(s, 5)],
  setHeadNumbers: [(s) => edits.setHeadNumbers(edits.giveHead(s, null), [{ row: 0, column: 0, value: 5 }, { row: 1, column: 99, value: 6 }])],
  addIntervention: [(s) => edits.addIntervention(s, { ...HOLD, target: "h", unit: 0 })],
  changeIntervention: [{ value: 3 }, { unit: null }, { from: 0 }, { target: "o" }].map((patch) => (s) => (s.interventions.length > 0 ? edits.changeIntervention(s, 0, patch) : s)),
  removeIntervention: [(s) => edits.removeIntervention(s, 0)],
  setInterventions: [(s) => edits.setInterventions(s, [])],
  setSequence: [(s) => edits.setSequence(s, { values: [[1], [2], [3], [4]] })],
  setText: [(s) => setText(s, "hello"), (s) => setText(s, "ba", "cba")],
  setGenerator: Object.keys(edits.generators()).map((name) => (s) => setGenerator(s, edits.defaultGenerator(name, 12))),
};

/** Edits of numbers that only a list of values has. */
const OF_VALUES = {
  setValues: [(s) => edits.setValues(s, [{ t: 0, column: 0, value: 9 }, { t: 2, column: 1, value: -9 }])],
  insertStep: [0, 1, 3].map((at) => (s) => edits.insertStep(s, at)),
  appendStep: [(s) => edits.appendStep(s)],
  deleteStep: [0, 2].map((at) => (s) => edits.deleteStep(s, at)),
  pasteBlock: [(s) => edits.pasteBlock(s, 2, 1, [[1, 2, 3], [4, 5, 6]])],
};

/** Exports that answer a question and change nothing. */
const QUESTIONS = new Set([
  "alphabetOf", "axesOf", "blockRows", "generators", "hasForgetBias", "layerAt", "layersOf", "length", "parameterOf", "parameterRows", "sizeOf",
  "startOf", "statePath", "statesOf", "stateSizes", "tensorsOf", "topFeatures", "valueSize", "characters", "comparedSteps", "countEdits", "countParameters", "defaultGenerator",
  "featureSize", "generatorParameters", "hasTensors", "interventionTargets", "lanes", "outputSize", "stepCount", "suits", "tensorName", "widthRange",
]);

function frozen(value) {
  if (value === null || typeof value !== "object" || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

function page(scenario) {
  const store = new Store(initialState({ scenario, contract: CONTRACT, examples: [] }, {}), () => {});
  const actions = new Actions(store, {
    stream: () => new Promise(() => {}),
    i18n: new I18n("en", {}, async () => ({})),
    fetchExample: async () => scenario,
    clock: () => 0,
    requestFrame: () => {},
  });
  return { store, actions };
}

test("every edit that the page has is tried here", () => {
  const tried = new Set([...Object.keys(CONTROLS), ...Object.keys(OF_VALUES)]);
  assert.deepEqual(Object.keys(edits).filter((name) => !tried.has(name) && !QUESTIONS.has(name)), []);
});

for (const [start, scenario] of Object.entries({ GIVEN, SEEDED, TEXT, GENERATED })) {
  const controls = "values" in scenario.sequence ? { ...CONTROLS, ...OF_VALUES } : CONTROLS;
  for (const [name, changes] of Object.entries(controls)) {
    test(`${name} on ${start}: undo and redo give exactly what was there`, () => {
      for (const change of changes) {
        const { store, actions } = page(frozen(structuredClone(scenario)));
        const before = store.state.scenario;
        const text = JSON.stringify(before);
        const next = frozen(change(frozen(before)));
        actions.editScenario(next);
        if (JSON.stringify(next) === text) continue;  // nothing to change there: no step of undo either
        assert.equal(store.state.scenario, next);
        actions.undo();
        assert.equal(JSON.stringify(store.state.scenario), text);
        actions.redo();
        assert.equal(store.state.scenario, next);
        actions.undo();
        assert.deepEqual(store.state.scenario, before);
        assert.equal(store.state.history.canUndo, false);
      }
    });
  }
}

test("a long walk through all controls is undone to the start and redone to the end", () => {
  const { store, actions } = page(frozen(structuredClone(GIVEN)));
  const states = [store.state.scenario];
  for (const change of Object.values({ ...OF_VALUES, ...CONTROLS }).flat()) {
    actions.editScenario(frozen(change(store.state.scenario)));
    if (store.state.scenario !== states.at(-1)) states.push(store.state.scenario);
  }
  assert.ok(states.length > 30);
  for (const state of states.slice(0, -1).reverse()) {
    actions.undo();
    assert.equal(store.state.scenario, state);
  }
  for (const state of states.slice(1)) {
    actions.redo();
    assert.equal(store.state.scenario, state);
  }
});

test("the edits of one stroke are one step of undo", () => {
  const { store, actions } = page(frozen(structuredClone(GIVEN)));
  const before = store.state.scenario;
  actions.beginGesture();
  for (const value of [1, 2, 3]) actions.editScenario(edits.setValues(store.state.scenario, [{ t: value - 1, column: 0, value: value * 10 }]), { merge: "draw-1" });
  actions.endGesture();
  assert.deepEqual(store.state.scenario.sequence.values.map(([x]) => x), [10, 20, 30]);
  actions.undo();
  assert.deepEqual(store.state.scenario, before);
});
