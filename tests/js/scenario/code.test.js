import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { pasteWeights, setCell } from "../../../static/js/scenario/edits.js";
import { CODE_FORMATS, piecesOf, placeCode, readCode, writeCode } from "../../../static/js/scenario/weight-code.js";
import { tensorShapes } from "../../../static/js/scenario/shapes.js";

const ACTIVATIONS = { gate: "sigmoid", candidate: "tanh", output: "tanh" };
const CELL = { kind: "lstm", input_size: 3, hidden_size: 2, num_layers: 2, bidirectional: true, peephole: true, bias: true, activations: ACTIVATIONS };
const LANE = { layer: 1, direction: "reverse" };

/** A number that tells where it stands, awkward enough to lose digits in. */
const numberAt = (name, row, column) => (name.length + row / 3) * (column === null ? -1e-7 : 1) + (column ?? 0) / 7;

const values = (text) => readCode(text).found.map((one) => one.values);

test("numbers are found in every form in which people have them", () => {
  const matrix = [[[1, 2], [3, 4]]];
  for (const text of [
    "np.array([[1, 2], [3, 4]])", "torch.tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float64)", "[[1, 2], [3, 4]]",
    "[[1. 2.]\n [3. 4.]]", "array([[1.0, 2.0], [3.0, 4.0],])", "Parameter containing:\ntensor([[1, 2], [3, 4]], requires_grad=True)",
    '{"rows": [[1, 2], [3, 4]], "columns": ["x", "h"]}', "# was [[9]]\nw = np.array([[1,2],[3,4]])",
  ]) assert.deepEqual(values(text), matrix, text);
});

test("names and row slices are read, indices are no lists", () => {
  const text = 'state_dict["weight_ih_l0"][2:4] = torch.tensor([[1, 2, 3], [4, 5, 6]])\nstate_dict["bias_ih_l0"][2:4] = torch.tensor([-1e-7, 2])';
  assert.deepEqual(readCode(text).found, [
    { name: "weight_ih_l0", rows: [2, 4], values: [[1, 2, 3], [4, 5, 6]] },
    { name: "bias_ih_l0", rows: [2, 4], values: [-1e-7, 2] },
  ]);
  const printed = "OrderedDict([('weight_hh_l1_reverse', tensor([[1.]])), ('bias_hh_l1_reverse', tensor([2.]))])";
  assert.deepEqual(readCode(printed).found.map(({ name }) => name), ["weight_hh_l1_reverse", "bias_hh_l1_reverse"]);
});

for (const [text, kind] of [
  ["hello", "empty"], ["", "empty"], ["[[1, 2], [3]]", "ragged"], ["[1, [2]]", "ragged"], ["[1, two]", "number"], ["[1, nan]", "number"],
  ["array([1., ..., 2.])", "shortened"], ["[[1, 2]", "open"],
]) {
  test(`${JSON.stringify(text)} is refused: ${kind}`, () => {
    const { found, problem } = readCode(text);
    assert.equal(problem.kind, kind);
    assert.deepEqual(found, []);
  });
}

for (const format of CODE_FORMATS) {
  for (const block of [null, "f", "g"]) {
    test(`${format} code of ${block ?? "all gates"} reads back to the same numbers`, () => {
      const code = writeCode(piecesOf(CELL, LANE, block, numberAt), format);
      const { edits, problem } = placeCode(CELL, LANE, block, readCode(code).found);
      assert.equal(problem, null);
      const shapes = [...tensorShapes(CELL)].filter(([name]) => name.endsWith("_l1_reverse"));
      const all = shapes.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b), 0);
      const peephole = 2;
      assert.equal(edits.length, { null: all, f: (all - 3 * peephole) / 4 + peephole, g: (all - 3 * peephole) / 4 }[block]);
      for (const { name, row, column, value } of edits) assert.equal(value, numberAt(name, row, column));
    });
  }
}

test("a gate's rows are its own in the whole tensor", () => {
  const code = writeCode(piecesOf(CELL, LANE, "g", numberAt), "pytorch");
  assert.match(code, /state_dict\["weight_hh_l1_reverse"\]\[4:6\] = torch\.tensor\(\[/);
  assert.doesNotMatch(code, /peephole/);
});

test("whole numbers are written as floats", () => {
  const code = writeCode(piecesOf({ ...CELL, num_layers: 1, bidirectional: false, hidden_size: 1 }, { layer: 0, direction: "forward" }, "f", () => 100), "numpy");
  assert.ok(code.includes("weight_ih_l0_f = np.array([[100.0, 100.0, 100.0]])"), code);
});

const place = (text, block = null, cell = CELL, lane = LANE) => placeCode(cell, lane, block, readCode(text).found);

test("what does not fit is refused with the shape found and the shapes needed", () => {
  assert.deepEqual(place("weight_hh_l1_reverse = [[1, 2, 3]]", "f").problem, { kind: "shape", name: "weight_hh_l1_reverse", found: "1 × 3", needed: "8 × 2 / 2 × 2" });
  assert.deepEqual(place("weight_hh_l5 = [[1]]").problem, { kind: "unknown", name: "weight_hh_l5" });
  assert.equal(place("[[1]]").problem.kind, "fits_none");
  assert.match(place("[[1]]", "f").problem.needed, /weight_ih_l1_reverse 2 × 4/);
});

test("a list without a name goes where its shape fits, if that is one place only", () => {
  const { edits } = place("[[1, 2, 3, 4], [5, 6, 7, 8]]", "o");
  assert.deepEqual(edits[0], { name: "weight_ih_l1_reverse", row: 6, column: 0, value: 1 });
  assert.deepEqual(place("[1, 2]", "f").problem, { kind: "fits_many", found: "2", names: "bias_ih_l1_reverse, bias_hh_l1_reverse" });
});

test("a name without a layer is of the layer shown", () => {
  assert.equal(place("bias_hh = [1, 2]", "i").edits[1].name, "bias_hh_l1_reverse");
});

test("numbers for every entry replace an initialiser, fewer stand on top of it", () => {
  const small = { ...CELL, num_layers: 1, bidirectional: false, peephole: false };
  const lane = { layer: 0, direction: "forward" };
  const scenario = { version: 1, title: "", notes: "", cell: small, weights: { init: "zeros", seed: 0 }, head: null, sequence: { values: [[1, 2, 3]] }, h0: null, c0: null, loss: { kind: "probe", step: -1 }, interventions: [] };
  const all = placeCode(small, lane, null, readCode(writeCode(piecesOf(small, lane, null, numberAt), "json")).found).edits;
  const given = pasteWeights(scenario, all);
  assert.deepEqual(Object.keys(given.weights.tensors), ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]);
  assert.equal(given.weights.tensors.weight_hh_l0[7][1], numberAt("weight_hh_l0", 7, 1));
  assert.deepEqual(pasteWeights(scenario, all.slice(0, 1)).weights, { init: "zeros", seed: 0, edits: { weight_ih_l0: { "0,0": all[0].value } } });
  assert.equal(setCell(given, { hidden_size: 1 }).weights.tensors.bias_ih_l0.length, 4);
});
