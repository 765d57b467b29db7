import assert from "node:assert/strict";
import { test } from "node:test";

import { canCompare, shownSeries, showsDifference } from "../../../static/js/plots/scene.js";
import { HeatMap, heatScale } from "../../../static/js/plots/heat-map.js";
import { sceneOf, traceOf } from "./scenes.js";

const NOW = traceOf("lstm", { h: [[0.5, 0.2], [0.1, 0.4], [0, 0]], f: [[0.9, 0.5], [0.9, 0.5], [0.9, 0.5]] });
const OLD = traceOf("lstm", { h: [[0.25, 0.2], [0.1, 0.6]], f: [[0.5, 0.5], [0.5, 0.5]] });

test("the difference is new minus old, and nothing where the run before had no such step", () => {
  const scene = sceneOf(NOW, { previous: OLD, isDifference: true });
  const found = [...shownSeries(scene, "h")].map((value) => Number(value.toFixed(9)));
  assert.deepEqual(found, [0.25, 0, 0, -0.2, NaN, NaN]);
});

test("without the toggle, or with nothing to compare, the values themselves are shown", () => {
  assert.deepEqual([...shownSeries(sceneOf(NOW, { previous: OLD }), "h")], [0.5, 0.2, 0.1, 0.4, 0, 0]);
  const other = traceOf("lstm", { h: [[1, 2, 3]] });
  const scene = sceneOf(NOW, { previous: other, isDifference: true });
  assert.equal(canCompare(scene), false);
  assert.equal(showsDifference(scene), false);
  assert.equal(showsDifference(sceneOf(NOW, { isDifference: true })), false);
});

test("even a gate's difference is measured around zero", () => {
  const { low, high } = heatScale(sceneOf(NOW, { previous: OLD, isDifference: true }), "f");
  assert.deepEqual([low, high], [-0.4, 0.4]);
});

test("the plot, its table and its words say that it is a difference", () => {
  const scene = sceneOf(NOW, { previous: OLD, isDifference: true });
  const heat = new HeatMap("h");
  assert.equal(heat.title(scene), "plots.difference_of h plots.name.h");
  assert.deepEqual(heat.table(scene, 0).rows[0], ["0", "0.2500", "0"]);
  assert.deepEqual(heat.readout(scene, 0, 0), [
    "plots.hover_value plots.name.h 0 0 0.5000", "plots.hover_before 0.2500", "plots.hover_difference 0.2500",
  ]);
  assert.deepEqual(heat.readout(scene, 0, 1), ["plots.hover_value plots.name.h 1 0 0.2000", "plots.hover_difference 0"]);
});
