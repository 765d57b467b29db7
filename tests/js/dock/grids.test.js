import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { fillArea, filled, GridSelection } from "../../../static/js/dock/grid-selection.js";
import { commandFor } from "../../../static/js/dock/grid-input.js";
import { gridErrors } from "../../../static/js/dock/field.js";
import { isLit, pointedQuantity, WeightLane } from "../../../static/js/dock/weight-lane.js";
import { statisticsOf } from "../../../static/js/scenario/weights.js";

const SIZE = { rows: 5, columns: 3 };
const area = (top, bottom, left, right) => ({ top, bottom, left, right });
const table = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [0, 0, 0], [5, 5, 5]];
const value = ({ row, column }) => table[row][column];
const result = (where, kind) => filled(where, value, kind).map((change) => change.value);

test("a single cell fills all that is below it, or to its right", () => {
  assert.deepEqual(fillArea(area(1, 1, 0, 0), SIZE, "down"), area(1, 4, 0, 0));
  assert.deepEqual(fillArea(area(1, 1, 0, 0), SIZE, "right"), area(1, 1, 0, 2));
  assert.deepEqual(fillArea(area(0, 1, 0, 0), SIZE, "down"), area(0, 1, 0, 0));
});

test("filling down repeats the first row, filling across the first column", () => {
  assert.deepEqual(result(area(0, 2, 0, 1), "down"), [1, 2, 1, 2, 1, 2]);
  assert.deepEqual(result(area(0, 1, 1, 2), "right"), [2, 2, 5, 5]);
});

test("a series is a straight line between the ends of each column, or of the one row", () => {
  assert.deepEqual(result(area(0, 4, 0, 0), "series"), [1, 2, 3, 4, 5]);
  assert.deepEqual(result(area(0, 0, 0, 2), "series"), [1, 2, 3]);
  assert.deepEqual(result(area(0, 2, 0, 0), "series"), [1, 4, 7]);
  assert.deepEqual(result(area(4, 4, 1, 1), "series"), [5]);
});

test("unknown numbers are not spread", () => {
  assert.deepEqual(filled(area(0, 1, 0, 0), () => NaN, "down"), []);
});

test("Control+D fills down where there is something to edit", () => {
  const press = { key: "d", ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
  const mode = { arrows: "move", isEntering: false, isReadOnly: false };
  assert.deepEqual(commandFor(press, mode), { name: "fill" });
  assert.equal(commandFor(press, { ...mode, isReadOnly: true }), null);
});

function selection(rows = 4, columns = 3) {
  const surface = { active: { row: 0, column: 0 }, model: { rows, columns }, reveal: () => null, render: () => {} };
  return { surface, selection: new GridSelection(surface) };
}

test("a range is stretched from where it began", () => {
  const { selection: chosen } = selection();
  chosen.focus({ row: 2, column: 2 });
  chosen.extend({ row: 1, column: 0 });
  assert.deepEqual(chosen.area, area(1, 2, 0, 2));
  assert.ok(chosen.isRange && chosen.has({ row: 2, column: 1 }) && !chosen.has({ row: 3, column: 1 }));
  chosen.selectAll();
  assert.deepEqual(chosen.area, area(0, 3, 0, 2));
});

test("the focus coming back to the active cell keeps the range, to another cell it ends it", () => {
  const { selection: chosen } = selection();
  chosen.extend({ row: 2, column: 0 });
  chosen.follow({ row: 2, column: 0 });
  assert.ok(chosen.isRange);
  chosen.follow({ row: 1, column: 1 });
  assert.ok(!chosen.isRange);
});

test("a grid that gets smaller takes its selection along", () => {
  const { surface, selection: chosen } = selection();
  chosen.focus({ row: 3, column: 2 });
  surface.model = { rows: 2, columns: 1 };
  assert.ok(chosen.clamp());
  assert.deepEqual(chosen.area, area(1, 1, 0, 0));
  assert.ok(!chosen.clamp());
});

test("reading order ends at the last cell", () => {
  const { selection: chosen } = selection(2, 2);
  chosen.focus({ row: 0, column: 1 });
  assert.deepEqual(chosen.neighbour(false), { row: 1, column: 0 });
  chosen.focus({ row: 1, column: 1 });
  assert.equal(chosen.neighbour(false), null);
});

test("errors mark the cells they name", () => {
  const shown = [];
  const show = gridErrors({ showErrors: (places, text) => shown.push({ places, text }) });
  show([{ rest: [1, 2], msg: "finite" }, { rest: [], msg: "rows" }]);
  show([]);
  assert.deepEqual(shown, [{ places: [{ row: 1, column: 2 }], text: "finite rows" }, { places: [], text: null }]);
});

test("statistics are of the numbers that are known", () => {
  const { mean, std, min, max, norm, count } = statisticsOf([3, -4, NaN, 1]);
  assert.deepEqual({ mean, min, max, count }, { mean: 0, min: -4, max: 3, count: 3 });
  assert.ok(Math.abs(std - Math.sqrt(26 / 3)) < 1e-12 && Math.abs(norm - Math.sqrt(26)) < 1e-12);
  assert.ok(Number.isNaN(statisticsOf([]).mean));
  const many = Array(200_000).fill(0.5);
  assert.ok(Math.abs(statisticsOf(many).norm - 0.5 * Math.sqrt(200_000)) < 1e-9);
});

const CELL = {
  kind: "lstm", input_size: 2, hidden_size: 2, num_layers: 1, bidirectional: false, peephole: true,
  bias: true, activations: { gate: "sigmoid", candidate: "tanh", output: "tanh" },
};
const lane = new WeightLane(CELL, 0, "forward", { tensors: {} }, null);
const column = (block, label) => lane.columns(block, true).find((one) => one.label === label);

const entry = (block, unit, label) => ({ block, unit, column: column(block, label) });
const lit = (quantity, index, ...place) => isLit({ quantity, index }, entry(...place), 0);

test("an input lights its column in every block, a gate its block, a unit of it its row", () => {
  assert.ok(lit("x", 1, "f", 0, "x₁") && lit("x", 1, "g", 1, "x₁"));
  assert.ok(!lit("x", 1, "f", 0, "x₀") && !lit("x", 1, "f", 0, "h₁′"));
  assert.ok(lit("f", null, "f", 1, "b") && !lit("f", 0, "f", 1, "b"));
  assert.ok(!lit(null, null, "f", 1, "b"));
});

test("a peephole reads the state of its own unit: the old one, or the new one at the output gate", () => {
  assert.ok(lit("c_prev", 1, "f", 1, "c′") && !lit("c_prev", 0, "f", 1, "c′"));
  assert.ok(lit("c", null, "o", 1, "c"));
});

test("a weight that is named lights itself, in the row of the unit that is shown", () => {
  assert.ok(lit("W_f", 1, "f", 0, "x₁"));
  for (const place of [["f", 1, "x₁"], ["f", 0, "x₀"], ["i", 0, "x₁"], ["f", 0, "h₁′"]]) assert.ok(!lit("W_f", 1, ...place), place.join());
  assert.ok(lit("W_f", null, "f", 0, "x₀"));
  assert.ok(lit("b_f", null, "f", 0, "b") && lit("b_f", null, "f", 0, "b′"));
  assert.ok(lit("p_f", 0, "f", 0, "c′"));
});

test("the second bias of a GRU's candidate is a quantity of its own", () => {
  const gru = new WeightLane({ ...CELL, kind: "gru", peephole: false }, 0, "forward", { tensors: {} }, null);
  const bias = (block, label) => ({ block, unit: 0, column: gru.columns(block, true).find((one) => one.label === label) });
  assert.ok(isLit({ quantity: "b_hn", index: null }, bias("n", "b′"), 0) && !isLit({ quantity: "b_n", index: null }, bias("n", "b′"), 0));
  assert.deepEqual(pointedQuantity(bias("n", "b′"), 0), { quantity: "b_hn", index: null });
  assert.deepEqual(pointedQuantity(bias("r", "b′"), 0), { quantity: "b_r", index: null });
});

test("pointing names the weight of the unit shown, of another unit what it reads, and leaving puts it out", () => {
  assert.deepEqual(pointedQuantity(entry("i", 0, "h₁′"), 0), { quantity: "U_i", index: 1 });
  assert.deepEqual(pointedQuantity(entry("i", 1, "h₁′"), 0), { quantity: "h_prev", index: 1 });
  assert.deepEqual(pointedQuantity(entry("i", 1, "b"), 0), { quantity: "i", index: 1 });
  assert.deepEqual(pointedQuantity(null, 0), { quantity: null, index: null });
});
