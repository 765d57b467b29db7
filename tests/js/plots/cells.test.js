/** Plots of cells that nobody named: what the equations say is what is plotted. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { boundsOf, isPreActivation, keepingGate } from "../../../static/js/cell/bounds.js";
import { hueOf, toneOf } from "../../../static/js/cell/tones.js";
import { isPlainWord } from "../../../static/js/cell/names.js";
import { colourToken, gradientQuantities, gradientSymbol, lineQuantities, lineStyle, valueQuantities } from "../../../static/js/drawing/quantities.js";
import { HeatMap, heatScale } from "../../../static/js/plots/heat-map.js";
import { LINE_ROWS, LinePlot } from "../../../static/js/plots/rows.js";
import { readSource, rowsIn, unitOrder, unitSeries } from "../../../static/js/plots/scene.js";
import { linesOf, TRACE_NAMES, traceOf } from "../fixtures/traces.js";
import { I18N, sceneOf, THEME } from "./scenes.js";

const SIZE = { width: 300, height: 120 };
const TOKENS = readFileSync(new URL("../../../static/css/tokens.css", import.meta.url), "utf8");
const laneNamed = (name) => traceOf(name).lanes[0];
/** A scene of every lane. */
const scenesOf = (name) => traceOf(name).lanes.map(({ layer, direction }) => {
  const trace = traceOf(name);
  const source = readSource({ trace, previous: null, view: { t: 0, unit: 0, layer, direction } });
  return { ...source, range: [-0.5, trace.steps - 0.5], theme: THEME, i18n: I18N };
});

test("rows are the gates and states of the cell, h last; without gates, states alone", () => {
  assert.deepEqual(valueQuantities(laneNamed("slstm")), ["f", "i", "g", "o", "a", "l", "n", "c", "m", "h"]);
  assert.deepEqual(valueQuantities(laneNamed("co_rnn")), ["v", "h"]);
  assert.deepEqual(valueQuantities(laneNamed("own")), ["u", "k", "m", "h"]);
  assert.deepEqual(valueQuantities(laneNamed("gru")), ["r", "z", "n", "h"]);
});

for (const name of TRACE_NAMES) {
  test(`${name}: every lane has its numbers in every plot, and nothing is undefined`, () => {
    for (const scene of scenesOf(name)) {
      const { lane } = scene;
      for (const quantity of valueQuantities(lane)) {
        const { data, layout } = new HeatMap(quantity).figure(scene, SIZE);
        assert.equal(data[0].z.length, lane.width(quantity));
        assert.ok(data[0].z.flatMap((row) => [...row]).every(Number.isFinite), quantity);
        assert.deepEqual(layout.yaxis.range, [lane.width(quantity) - 0.5, -0.5]);
        assert.doesNotMatch(JSON.stringify([new HeatMap(quantity).table(scene, 0), new HeatMap(quantity).readout(scene, 0, 0)]), /undefined|NaN/);
      }
      for (const plot of LINE_ROWS.map((row) => new LinePlot(row))) {
        const { data } = plot.figure(scene, SIZE);
        assert.ok(data.length > 0 && data.every(({ y }) => y.length === lane.steps));
        assert.equal(new Set(data.map(({ line, marker }) => [line.color, line.dash, marker.symbol].join())).size, data.length, "no two lines look alike");
        assert.doesNotMatch(JSON.stringify([plot.table(scene, 0), plot.readout(scene, 0)]), /undefined|NaN/);
      }
    }
  });
}

test("the scale of a value is that of the function that makes it", () => {
  const [slstm] = scenesOf("slstm");
  assert.deepEqual([boundsOf(slstm.lane.model, "o"), boundsOf(slstm.lane.model, "g"), boundsOf(slstm.lane.model, "f")], [[0, 1], [-1, 1], null]);
  const ends = (quantity) => (({ low, high }) => [low, high])(heatScale(slstm, quantity));
  assert.deepEqual(ends("o"), [0, 1]);
  assert.deepEqual(ends("g"), [-1, 1]);
  assert.ok(ends("n")[1] >= Math.max(...slstm.lane.series("n")));
});

test("values without a colour of their own get ones that no value of the cell has", () => {
  const { model } = laneNamed("slstm");
  const hues = valueQuantities(laneNamed("slstm")).map((quantity) => hueOf(model, quantity));
  assert.equal(new Set(hues).size, hues.length);
  assert.deepEqual([toneOf(model, "c"), toneOf(model, "h"), toneOf(model, "f")], ["state-c", "state-h", "gate-f"]);
  assert.notEqual(toneOf(model, "n"), "gate-n", "a state called n is no candidate");
  for (const name of TRACE_NAMES) {
    for (const { model: any } of traceOf(name).lanes) {
      for (const value of [...any.values, ...any.gradients]) assert.ok(TOKENS.includes(`${colourToken(hueOf(any, value))}:`), value);
    }
  }
});

test("colours of all other names are at least as strong as lines must be, in both themes", () => {
  const luminance = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, k) => sum + part * [0.2126, 0.7152, 0.0722][k], 0);
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  for (const theme of TOKENS.split("[data-theme=\"dark\"]")) {
    const read = (name) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)[1];
    for (const k of [1, 2, 3, 4]) {
      for (const surface of ["surface", "surface-sunken"]) assert.ok(contrast(luminance(read(`value-${k}`)), luminance(read(surface))) >= 3, `value-${k}`);
    }
  }
});

test("of many values the states and the first are lines, the table has all", () => {
  const states = ["h", "c"];
  const names = [...Array.from({ length: 40 }, (_, k) => `v${k}`), "c", "h"];
  const shown = lineQuantities({ model: { states } }, names);
  assert.equal(shown.length, 12);
  assert.deepEqual(shown.slice(-2), ["c", "h"]);
});

test("forty values share no look", () => {
  const values = [...Array.from({ length: 39 }, (_, k) => `v${k}`), "h"];
  const model = { values, gates: values.slice(0, -1), states: ["h"] };
  assert.equal(new Set(values.map((name) => [hueOf(model, name), ...Object.values(lineStyle(model, name))].join())).size, 40);
});

test("a gradient is called after what it is of: PyTorch's at pre-activations, all others at values", () => {
  assert.equal(gradientSymbol(laneNamed("gru").model, "z"), "‖∂L/∂z z‖");
  assert.equal(gradientSymbol(laneNamed("slstm").model, "f"), "‖∂L/∂f‖");
  assert.equal(gradientSymbol(laneNamed("slstm").model, "m"), "‖∂L/∂m‖");
  assert.ok(isPreActivation(laneNamed("rnn").model, "a"));
  assert.deepEqual(gradientQuantities(laneNamed("co_rnn")), ["v", "h"]);
});

test("letters are words only where they mean what they usually mean", () => {
  const { model } = laneNamed("slstm");
  assert.deepEqual(["f", "c", "h", "n", "m", "a"].map((name) => isPlainWord(model, name)), [true, true, true, false, false, false]);
  assert.ok(isPlainWord(laneNamed("gru").model, "n") && isPlainWord(laneNamed("rnn").model, "a"));
});

test("the gate that keeps a state is found in its equation", () => {
  assert.deepEqual(keepingGate(laneNamed("lstm_peephole").model), { state: "c", gate: "f", isComplement: false });
  assert.deepEqual(keepingGate(laneNamed("gru").model), { state: "h", gate: "z", isComplement: false });
  assert.deepEqual(keepingGate(laneNamed("mut1").model), { state: "h", gate: "z", isComplement: true });
  assert.equal(keepingGate(laneNamed("rnn").model), null);
});

test("a projected h has rows of its own, in their own order, and the last units have none", () => {
  const [scene] = scenesOf("lstm_projected");
  const sorted = { ...scene, order: unitOrder(scene.lane, "activity") };
  assert.equal(sorted.order.length, scene.lane.hiddenSize);
  assert.deepEqual(rowsIn(sorted, "h"), { count: scene.lane.outputSize, order: null, unit: 0 });
  assert.deepEqual(rowsIn(sorted, "c").order, sorted.order);
  assert.ok(unitSeries(scene.lane, "h", scene.lane.hiddenSize - 1).every(Number.isNaN));
});
