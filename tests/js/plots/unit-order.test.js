import assert from "node:assert/strict";
import { test } from "node:test";

import { HeatMap, unitRows } from "../../../static/js/plots/heat-map.js";
import { heatPixels } from "../../../static/js/plots/drawing.js";
import { rowOfUnit, rowTicks, unitAtRow, unitOrder } from "../../../static/js/plots/scene.js";
import { sceneOf, traceOf } from "./scenes.js";

const lane = (...parts) => traceOf(...parts).lane(0, "forward");

test("by number there is no order to apply", () => {
  assert.equal(unitOrder(lane("lstm", { h: [[1, 2]] }), "number"), null);
  assert.equal(unitAtRow(null, 3), 3);
  assert.equal(rowOfUnit(null, 3), 3);
});

test("by activity the unit with the largest mean size of h comes first, whatever its sign", () => {
  assert.deepEqual(unitOrder(lane("rnn", { h: [[0.1, -0.9, 0.5], [0.1, -0.8, 0.6]] }), "activity"), [1, 2, 0]);
});

test("memory is the mean of the forget gate of an LSTM and of the update gate of a GRU", () => {
  const h = [[0, 0], [0, 0]];
  assert.deepEqual(unitOrder(lane("lstm", { h, f: [[0.1, 0.9], [0.3, 0.7]] }), "memory"), [1, 0]);
  assert.deepEqual(unitOrder(lane("gru", { h, z: [[0.8, 0.2], [0.9, 0.1]] }), "memory"), [0, 1]);
});

test("memory of a plain RNN is how little h changes from step to step", () => {
  const h = [[1, 0.5, 0.1], [-1, 0.5, 0.2], [1, 0.5, 0.1]];
  assert.deepEqual(unitOrder(lane("rnn", { h }), "memory"), [1, 2, 0]);
});

test("by gradient the unit whose h moves the loss most comes first", () => {
  const made = lane("lstm", { h: [[0, 0, 0], [0, 0, 0]] }, [[1e-9, -3, 0.1], [1e-9, 2, 0.1]]);
  assert.deepEqual(unitOrder(made, "gradient"), [1, 2, 0]);
});

test("units alike keep their numbers' order, and those not known come last", () => {
  assert.deepEqual(unitOrder(lane("rnn", { h: [[0.2, null, 0.2]] }), "activity"), [0, 2, 1]);
  assert.deepEqual(unitOrder(lane("lstm", { h: [[0, 0, 0]] }), "gradient"), [0, 1, 2]);
});

test("row and unit are inverse in every order", () => {
  const order = [2, 0, 1];
  for (let unit = 0; unit < 3; unit += 1) assert.equal(unitAtRow(order, rowOfUnit(order, unit)), unit);
});

test("drawing, preview, table and exported ticks follow the order and keep the units' true numbers", () => {
  const made = traceOf("lstm", { h: [[1, 2, 3], [4, 5, 6]] });
  const scene = sceneOf(made, { order: [2, 0, 1] });
  const heat = new HeatMap("h");
  assert.deepEqual(heat.figure(scene, { width: 90, height: 30 }).data[0].z.map((row) => [...row]), [[3, 6], [1, 4], [2, 5]]);
  assert.deepEqual(heat.exported(scene).layout.yaxis.ticktext, ["2", "0", "1"]);
  const table = heat.table(scene, 0);
  assert.deepEqual(table.head, ["t", "plots.unit 2", "plots.unit 0", "plots.unit 1"]);
  assert.deepEqual(table.rows[1], ["1", "6.000", "4.000", "5.000"]);
  const scale = { low: 0, high: 6, stops: [[0, "rgb(0, 0, 0)"], [1, "rgb(240, 0, 0)"]] };
  const red = [...heatPixels(scene.lane.series("h"), 2, 3, scale, scene.order)].filter((_, k) => k % 4 === 0);
  assert.deepEqual(red, [120, 240, 39, 159, 81, 201]);
  assert.deepEqual(unitRows(scene.lane.series("h"), 2, 3, scene.order).map(([first]) => first), [3, 1, 2]);
});

test("rows are numbered as far as labels have room, the selected one always", () => {
  const all = rowTicks([2, 0, 1], 3, 0, 60);
  assert.deepEqual(all, [{ unit: 2, row: 0 }, { unit: 0, row: 1 }, { unit: 1, row: 2 }]);
  const many = rowTicks(null, 64, 13, 48);
  assert.ok(many.some(({ unit }) => unit === 13) && many.length <= 5);
  many.slice(1).forEach(({ row }, k) => assert.ok((row - many[k].row) * (48 / 64) >= 10));
  assert.deepEqual(rowTicks(null, 1, 0, 60), []);
});
