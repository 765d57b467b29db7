/** Cells of one's own, layers that differ, and weights that keep their numbers by name. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTRACT } from "../contract.js";
import { variantOfSort } from "../../../static/js/comparison/making.js";
import { listedCells } from "../../../static/js/scenario/cell-title.js";
import { chosenCell } from "../../../static/js/scenario/cell.js";
import { addVariants, variantsOf } from "../../../static/js/scenario/comparison.js";
import {
  countParameters, giveState, interventionTargets, lanes, layersOf, setCell, setLayer, setLayerCount, setLayersDiffer, setState, statesOf,
} from "../../../static/js/scenario/edits.js";
import { equationsOf, learnForm } from "../../../static/js/scenario/forms.js";
import { featureSize, tensorShapes } from "../../../static/js/scenario/shapes.js";
import { scenario } from "./scenarios.js";

const LSTM = CONTRACT.cells[0].cells[0].forms[0];

/** A form as the server gives it for equations: every parameter a tensor, every value that is no state a gate. */
function form(parameters, states = ["h"]) {
  const full = parameters.map(([name, ...shape]) => ({ name, shape, is_bias: /^b(_|$)/.test(name) && shape.length === 1, initial: null, used_by: "h", beside: "" }));
  return {
    states, gates: [], targets: [...states.slice(1), "h"], sizes: Object.fromEntries(states.map((name) => [name, "H"])), slots: {}, activations: [], blocks: { h: "h" },
    parameters: full, tensors: full.map(({ name }) => ({ name, parameters: [name], is_table: false })), has_forget_bias: false, is_recurrent: true,
  };
}

const LEAKY = "h = h' + W x + b";
const RICHER = "h = h' + W x + U h' + b";
learnForm(LEAKY, form([["W", "H", "D"], ["b", "H"]]));
learnForm(RICHER, form([["W", "H", "D"], ["U", "H", "H"], ["b", "H"]]));
learnForm(LSTM.equations, { ...LSTM.form, tensors: LSTM.form.parameters.map(({ name }) => ({ name, parameters: [name], is_table: false })), blocks: { i: "i", f: "f", g: "g", o: "o" } });

const own = (equations) => ({ kind: CONTRACT.own_kind, equations });
const leaky = (tensors) => scenario({ cell: { ...own(LEAKY), input_size: 1, hidden_size: 2 }, weights: { tensors } });
const GIVEN = { W_l0: [[5], [6]], b_l0: [7, 8] };

test("a line that is changed leaves all other weights, and draws what is new", () => {
  const after = setCell(leaky(GIVEN), { equations: RICHER });
  assert.deepEqual([after.weights.tensors.W_l0, after.weights.tensors.b_l0], [GIVEN.W_l0, GIVEN.b_l0]);
  const drawn = after.weights.tensors.U_l0.flat();
  assert.ok(drawn.length === 4 && drawn.every((value) => value !== 0 && Math.abs(value) <= 1 / Math.sqrt(2)), String(drawn));
  assert.deepEqual(setCell(leaky(GIVEN), { equations: RICHER }).weights, after.weights);
});

test("a parameter that is taken out and written again has its numbers back", () => {
  const park = new Map();
  const rich = setCell(leaky(GIVEN), { equations: RICHER }, park);
  const edited = { ...rich, weights: { tensors: { ...rich.weights.tensors, U_l0: [[1, 2], [3, 4]] } } };
  const without = setCell(edited, { equations: LEAKY }, park);
  assert.equal("U_l0" in without.weights.tensors, false);
  assert.deepEqual(setCell(without, { equations: RICHER }, park).weights.tensors.U_l0, [[1, 2], [3, 4]]);
  const grown = setCell(setCell(without, { hidden_size: 3 }, park), { equations: RICHER }, park);
  assert.deepEqual(grown.weights.tensors.U_l0, [[1, 2, 0], [3, 4, 0], [0, 0, 0]]);
});

test("an LSTM written as equations computes with the same numbers, its two biases as their sum", () => {
  const rows = (first) => Array.from({ length: 8 }, (_, k) => first + k);
  const tensors = {
    weight_ih_l0: rows(0).map((value) => [value]), weight_hh_l0: rows(10).map((value) => [value, value + 0.5]),
    bias_ih_l0: rows(20), bias_hh_l0: rows(40),
  };
  const before = scenario({ cell: { hidden_size: 2 }, weights: { tensors } });
  const after = setLayer(before, 0, own(equationsOf(layersOf(before.cell)[0])));
  assert.deepEqual(after.weights.tensors.W_f_l0, [[2], [3]]);
  assert.deepEqual(after.weights.tensors.U_o_l0, [[16, 16.5], [17, 17.5]]);
  assert.deepEqual(after.weights.tensors.b_g_l0, [24 + 44, 25 + 45]);
  const back = setLayer(after, 0, { kind: "lstm" });
  assert.deepEqual(back.weights.tensors.weight_hh_l0, tensors.weight_hh_l0);
  assert.deepEqual(back.weights.tensors.bias_ih_l0, rows(60).map((value, k) => value + k));
  assert.deepEqual(back.weights.tensors.bias_hh_l0, Array(8).fill(0));
});

test("equations that nobody has asked about leave every weight as it is", () => {
  const after = setCell(leaky(GIVEN), { equations: "h = Q x" });
  assert.deepEqual(after.weights.tensors, GIVEN);
});

test("a layer of another kind has nothing that belongs to the kind of the cell", () => {
  const layers = [{}, { kind: "gru" }, { ...own(LEAKY) }, { kind: "lstm", proj_size: 1 }];
  const read = layersOf(scenario({ cell: { peephole: true, proj_size: 2, input_size: 1, hidden_size: 4, layers } }).cell);
  assert.deepEqual(read.map(({ peephole, proj_size: projected }) => [peephole, projected]), [[true, 2], [false, null], [false, null], [true, 1]]);
  assert.ok(read.every(({ form: known }) => known !== null));
  const [kept, other] = layersOf(scenario({ cell: { ...own(LEAKY), layers: [{}, { kind: "gru" }] } }).cell);
  assert.deepEqual([kept.equations, other.equations], [LEAKY, null]);
});

test("names that objects have anyway are names like any other", () => {
  const text = "constructor = W x\nh = h' + constructor";
  learnForm(text, { ...form([["W", "H", "D"]], ["h", "constructor"]), sizes: { h: "H", constructor: "H" } });
  const odd = setCell(leaky(GIVEN), { equations: text });
  const started = setState(giveState(odd, "constructor", true), "constructor", [{ row: 0, column: 1, value: 3 }]);
  assert.deepEqual(Object.entries(started.state0), [["constructor", [[0, 3]]]]);
  assert.equal(giveState(started, "constructor", false).state0, null);
});

test("every cell of the catalogue can be chosen, with shapes for its sizes and states", () => {
  for (const { value, kind, preset } of listedCells("en").flatMap(({ cells }) => cells)) {
    const made = setLayer(scenario(), 0, chosenCell(kind, preset, 4));
    const layer = layersOf(made.cell)[0];
    assert.ok(layer.form && countParameters(made.cell) > 0, value);
    assert.ok([...tensorShapes(made.cell).values()].flat().every((size) => size > 0), value);
    assert.ok(interventionTargets(made.cell, 0).includes("h") && statesOf(made.cell)[0] === "h", value);
  }
});

test("a projection makes h smaller, for the layer above and for where h starts", () => {
  const preset = listedCells("en").flatMap(({ cells }) => cells).find(({ value }) => value === "lstm_projection");
  const made = giveState(setLayer(scenario({ cell: { num_layers: 2 } }), 0, chosenCell(preset.kind, preset.preset, 4)), "h", true);
  assert.equal(made.cell.proj_size, 2);
  assert.deepEqual(tensorShapes(made.cell).get("weight_hr_l0"), [2, 4]);
  assert.deepEqual(tensorShapes(made.cell).get("weight_ih_l1"), [16, 2]);
  assert.deepEqual([featureSize(made.cell), made.h0], [2, [[0, 0], [0, 0]]]);
});

test("layers that differ have their own cell, size and direction, and say nothing in the cell itself", () => {
  const two = setLayersDiffer(scenario({ cell: { num_layers: 2, peephole: true } }), true);
  assert.deepEqual([two.cell.num_layers, two.cell.peephole, two.cell.layers.length], [1, false, 2]);
  const mixed = setLayer(setLayer(two, 1, { kind: "gru", hidden_size: 3 }), 0, { bidirectional: true, merge: "sum" });
  assert.deepEqual(layersOf(mixed.cell).map(({ kind, input, hidden, peephole }) => [kind, input, hidden, peephole]), [["lstm", 1, 4, true], ["gru", 4, 3, false]]);
  assert.deepEqual(lanes(mixed.cell).map(({ layer, direction }) => `${layer} ${direction}`), ["0 forward", "0 reverse", "1 forward"]);
  const three = setLayerCount(mixed, 3);
  assert.deepEqual(layersOf(three.cell).map(({ kind }) => kind), ["lstm", "gru", "gru"]);
  const alike = setLayersDiffer(three, false);
  assert.deepEqual([alike.cell.layers, alike.cell.num_layers, alike.cell.kind, alike.cell.peephole], [null, 3, "lstm", true]);
});

test("a built-in cell beside one's own names its kind and takes the equations away", () => {
  const main = leaky(GIVEN);
  const lstm = listedCells("en")[0].cells[0];
  const variant = variantOfSort(main, { ...lstm, hiddenSize: 2 });
  assert.deepEqual([variant.cell.kind, variant.cell.equations], ["lstm", null]);
  assert.deepEqual(variant.weights, { init: "pytorch", seed: 0 });
  assert.equal(variantsOf(addVariants(main, [variant]))[0].cell.equations, null);
});
