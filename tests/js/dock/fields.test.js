import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { FieldErrors, claims } from "../../../static/js/dock/field.js";
import { commandFor } from "../../../static/js/dock/grid-input.js";
import { indicesWith, placesIn, rectangle, scrollToShow, tableText, visibleRange } from "../../../static/js/dock/grid-selection.js";
import { readSteps } from "../../../static/js/dock/loss-targets.js";
import { WeightLane } from "../../../static/js/dock/weight-lane.js";

const CELL = {
  kind: "lstm", input_size: 1, hidden_size: 2, num_layers: 1, bidirectional: false, peephole: true,
  bias: true, activations: { gate: "sigmoid", candidate: "tanh", output: "tanh" },
};

function fieldsOf(paths) {
  const errors = new FieldErrors();
  const shown = {};
  const opened = [];
  for (const path of paths) {
    const name = path.join(".");
    errors.register(path, (list) => (shown[name] = list), () => opened.push(name));
  }
  return { errors, shown, opened };
}

test("an error stands at the field with the longest path that it begins with", () => {
  const { errors, shown, opened } = fieldsOf([["sequence"], ["sequence", "values"], ["cell"]]);
  errors.update([{ loc: ["body", "sequence", "values", 3, 1], msg: "finite" }]);
  assert.deepEqual(shown, { sequence: [], "sequence.values": [{ rest: [3, 1], msg: "finite" }], cell: [] });
  assert.deepEqual(opened, ["sequence.values"]);
});

test("errors go when the next run has none, and those of other places are left alone", () => {
  const { errors, shown } = fieldsOf([["cell"]]);
  errors.update([{ loc: ["cell", "kind"], msg: "wrong" }, { loc: [], msg: "busy" }]);
  assert.equal(shown.cell.length, 1);
  errors.update([]);
  assert.deepEqual(shown.cell, []);
});

test("the dock claims the parts it edits and nothing else", () => {
  assert.ok(claims(["body", "weights", "tensors", "bias_ih_l0"]) && claims(["loss", "step"]));
  assert.ok(!claims([]) && !claims(["body"]) && !claims(["version"]));
});

test("only what is in sight of 5,000 rows has elements", () => {
  assert.deepEqual(visibleRange(2600, 200, 26, 5000), { start: 97, stop: 111 });
  assert.deepEqual(visibleRange(0, 200, 26, 4), { start: 0, stop: 4 });
  assert.deepEqual(visibleRange(9999, 200, 26, 4), { start: 4, stop: 4 });
});

test("the row with the focus stays when it is out of sight", () => {
  assert.deepEqual(indicesWith({ start: 4, stop: 6 }, 1, 9), [1, 4, 5]);
  assert.deepEqual(indicesWith({ start: 4, stop: 6 }, 8, 9), [4, 5, 8]);
  assert.deepEqual(indicesWith({ start: 4, stop: 6 }, 9, 9), [4, 5]);
});

test("scrolling moves as little as needed", () => {
  assert.equal(scrollToShow(100, 100, 20, 2), 40);
  assert.equal(scrollToShow(100, 100, 20, 7), 100);
  assert.equal(scrollToShow(100, 100, 20, 12), 160);
});

test("a range covers every cell between its ends, whichever comes first", () => {
  const places = placesIn(rectangle({ row: 1, column: 2 }, { row: 0, column: 1 }));
  assert.deepEqual(places.map(({ row, column }) => `${row},${column}`), ["0,1", "0,2", "1,1", "1,2"]);
});

for (const [text, steps] of [
  ["0, 3-5", [0, 3, 4, 5]], ["5 0", [0, 5]], ["2，2", [2]], ["6", null], ["5-3", null], ["x", null], ["", null],
]) {
  test(`"${text}" lists the steps ${JSON.stringify(steps)} of six`, () => assert.deepEqual(readSteps(text, 6), steps));
}

test("a gate's number is found in the row of its block", () => {
  const weight_ih_l0 = [[0], [1], [2], [3], [4], [5], [6], [7]];
  const lane = new WeightLane(CELL, 0, "forward", { tensors: { weight_ih_l0 } }, null);
  const [input] = lane.columns("g", false);
  assert.equal(lane.value("g", 1, input), 5);
  assert.deepEqual(lane.place("g", 1, input), { name: "weight_ih_l0", row: 5, column: 0 });
});

test("a bias that was left out reads as zero, a weight that has not come reads as unknown", () => {
  const given = new WeightLane(CELL, 0, "forward", { tensors: { weight_ih_l0: [] } }, null);
  const bias = given.columns("f", false).find(({ label }) => label === "b");
  assert.equal(given.value("f", 0, bias), 0);
  const waiting = new WeightLane(CELL, 0, "forward", { init: "pytorch", seed: 0 }, null);
  assert.ok(Number.isNaN(waiting.value("f", 0, bias)) && !waiting.isKnown);
});

test("an edit is shown over what the initialiser made", () => {
  const resolved = { weight_ih_l0: [[0], [1], [2], [3], [4], [5], [6], [7]] };
  const weights = { init: "pytorch", seed: 0, edits: { weight_ih_l0: { "2,0": 9 } } };
  const lane = new WeightLane(CELL, 0, "forward", weights, resolved);
  const [input] = lane.columns("f", false);
  assert.deepEqual([lane.value("f", 0, input), lane.value("f", 1, input), lane.scale()], [9, 3, 9]);
});

test("only gates with a peephole have its column, and the output gate sees the new c", () => {
  const lane = new WeightLane(CELL, 0, "forward", { tensors: {} }, null);
  const last = (block) => lane.columns(block, false).at(-1)?.label;
  assert.deepEqual(["i", "f", "g", "o"].map(last), ["c′", "c′", "b", "c"]);
  const peephole = lane.columns("o", false).at(-1);
  assert.deepEqual(lane.place("o", 1, peephole), { name: "weight_peephole_l0", row: 2, column: 1 });
});

const press = (key, held = {}) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });
const MODE = { arrows: "move", isEntering: false, isReadOnly: false };

test("arrows move in the sequence and nudge in the weights; Control swaps the two", () => {
  assert.deepEqual(commandFor(press("ArrowDown"), MODE), { name: "move", down: 1, right: 0 });
  assert.deepEqual(commandFor(press("ArrowDown", { ctrlKey: true }), MODE), { name: "nudge", sign: -1 });
  const weights = { ...MODE, arrows: "nudge" };
  assert.deepEqual(commandFor(press("ArrowUp", { shiftKey: true }), weights), { name: "nudge", sign: 1 });
  assert.deepEqual(commandFor(press("ArrowUp", { ctrlKey: true }), weights), { name: "move", down: -1, right: 0 });
  assert.deepEqual(commandFor(press("ArrowLeft", { shiftKey: true }), weights), { name: "stretch", down: 0, right: -1 });
});

test("Tab leaves the grid unless numbers are being typed one after the other", () => {
  assert.equal(commandFor(press("Tab"), MODE), null);
  assert.deepEqual(commandFor(press("Tab"), { ...MODE, isEntering: true }), { name: "tab", isBack: false });
});

test("a digit replaces the number, other letters and chords are left to the page", () => {
  assert.deepEqual(commandFor(press("7"), MODE), { name: "edit", typed: "7" });
  assert.deepEqual(commandFor(press("F2"), MODE), { name: "edit", typed: null });
  for (const key of ["b", "?", " "]) assert.equal(commandFor(press(key), MODE), null);
  assert.equal(commandFor(press("z", { ctrlKey: true }), MODE), null);
});

test("what cannot be edited can still be walked through", () => {
  const readOnly = { ...MODE, isReadOnly: true };
  assert.equal(commandFor(press("7"), readOnly), null);
  assert.equal(commandFor(press("Delete"), readOnly), null);
  assert.equal(commandFor(press("ArrowRight"), readOnly)?.name, "move");
});

test("a copied range reads as spreadsheets write it", () => {
  const area = rectangle({ row: 0, column: 0 }, { row: 1, column: 1 });
  assert.equal(tableText(area, ({ row, column }) => row * 10 + column), "0\t1\n10\t11");
});
