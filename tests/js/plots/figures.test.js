import assert from "node:assert/strict";
import { test } from "node:test";

import { fileName } from "../../../static/js/plots/menu.js";
import { cellNumbers, HeatMap, heatScale, unitRows } from "../../../static/js/plots/heat-map.js";
import { exponentTicks, hasLonePoint, logNorms, valueRange } from "../../../static/js/plots/lines.js";
import { cellNumber, powerNumber, powerOfTen, tableNumber } from "../../../static/js/numbers/written.js";
import { heatPixels } from "../../../static/js/plots/drawing.js";
import { GRADIENT_NORMS, LinePlot, UNIT_LINES } from "../../../static/js/plots/rows.js";
import { readSource, windowAround } from "../../../static/js/plots/scene.js";
import { statusKey } from "../../../static/js/plots/tools.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { cellOf } from "../fixtures/cells.js";
import { traceOf } from "../fixtures/traces.js";

const THEME = {
  surface: "#ffffff", sunken: "#f4f6fa", ink: "#1a2233", inkSoft: "#556174", line: "#dfe4ec",
  font: "sans-serif", mono: "monospace", colour: () => "#0068a8", negative: () => "#96401f",
};
const I18N = { lang: "en", t: (key, params = {}) => [key, ...Object.values(params)].join(" ") };
const KEYS = ["i", "f", "g", "o"];

/** Two units, three steps; a gate of unit u at t is (t + u)/10, c ten times that; norms fall by powers of ten. */
function trace({ activations = {}, norm = (t) => 10 ** (t - 2), log10 = null } = {}) {
  const cell = {
    kind: "lstm", input_size: 1, hidden_size: 2, num_layers: 1, bidirectional: false, peephole: false, bias: true,
    activations: { gate: "sigmoid", candidate: "tanh", output: "tanh", ...activations },
  };
  const made = new Trace();
  made.add({ type: "start", scenario: { cell, h0: null, c0: null }, cell: cellOf(cell), steps: 3, parameters: 0 });
  for (let t = 0; t < 3; t += 1) {
    const values = [t / 10, (t + 1) / 10];
    const gates = Object.fromEntries(KEYS.map((name) => [name, values]));
    const c = values.map((value) => 10 * value);
    made.add({ type: "forward", t, layer: 0, direction: "forward", x: [0], gates, c, h: values });
  }
  for (let t = 2; t >= 0; t -= 1) {
    const names = [...KEYS, "c", "h"];
    const line = { type: "backward", t, layer: 0, direction: "forward", grad: {} };
    line.norm = Object.fromEntries(names.map((name) => [name, norm(t)]));
    if (log10) line.log10_norm = Object.fromEntries(names.map((name) => [name, log10(t)]));
    made.add(line);
  }
  made.add({ type: "end" });
  return made;
}

const VIEW = { t: 0, unit: 0, layer: 0, direction: "forward" };
const scene = (made = trace(), previous = null, view = VIEW) =>
  ({ ...readSource({ trace: made, previous, view }), range: [-0.5, 2.5], theme: THEME, i18n: I18N });

test("a heat map has a row for each unit and a column for each step", () => {
  const rows = unitRows(Float64Array.of(1, 2, 3, 4, 5, 6), 3, 2);
  assert.deepEqual(rows.map((row) => [...row]), [[1, 3, 5], [2, 4, 6]]);
});

test("a sigmoid gate is measured from 0 to 1 whatever its values are", () => {
  const { low, high } = heatScale(scene(), "f");
  assert.deepEqual([low, high], [0, 1]);
});

test("a state, and a gate without a sigmoid, is measured around zero from its values", () => {
  const state = heatScale(scene(), "c");
  assert.deepEqual([state.low, state.high], [-3, 3]);
  const exponential = scene(traceOf("slstm"));
  const peak = Math.max(...exponential.lane.series("f").map(Math.abs));
  const gate = heatScale(exponential, "f");
  assert.ok(gate.low === -gate.high && gate.high >= peak && gate.high <= 1.6 * peak, `${gate.high} for ${peak}`);
});

test("the figure shows the trace's own values, first unit on top", () => {
  const { data, layout } = new HeatMap("c").figure(scene(), { width: 60, height: 20 });
  assert.deepEqual(data[0].z.map((row) => [...row]), [[0, 1, 2], [1, 2, 3]]);
  assert.deepEqual(layout.yaxis.range, [1.5, -0.5]);
  assert.deepEqual(layout.xaxis.range, [-0.5, 2.5]);
});

test("numbers stand in the cells where all of them fit, with fewer digits where that helps", () => {
  const rows = [Float64Array.of(1, 0.25)];
  assert.deepEqual(cellNumbers(rows, { width: 160, height: 30 }, 2), [["1.000", "0.2500"]]);
  assert.deepEqual(cellNumbers(rows, { width: 120, height: 30 }, 2), [["1", "0.25"]]);
  assert.equal(cellNumbers(rows, { width: 60, height: 30 }, 2), null);
  assert.equal(cellNumbers(rows, { width: 120, height: 9 }, 2), null);
});

test("the preview has the pixel of every value in its row, and none for a missing one", () => {
  const scale = { low: 0, high: 1, stops: [[0, "rgb(0, 0, 0)"], [1, "rgb(200, 100, 50)"]] };
  const pixels = heatPixels(Float64Array.of(1, 0, NaN, 1), 2, 2, scale);
  const at = (unit, t) => [...pixels.slice(4 * (unit * 2 + t), 4 * (unit * 2 + t) + 4)];
  assert.deepEqual(at(0, 0), [200, 100, 50, 255]);
  assert.deepEqual(at(1, 0), [0, 0, 0, 255]);
  assert.deepEqual(at(0, 1), [0, 0, 0, 0]);
  assert.deepEqual(at(1, 1), [200, 100, 50, 255]);
});

test("norms of zero and missing norms are gaps in the gradient plot", () => {
  const made = trace({ norm: (t) => [0, null, 0.01][t] });
  const { data } = new LinePlot(GRADIENT_NORMS).figure(scene(made), { width: 300, height: 120 });
  assert.deepEqual(data[0].y, [null, null, -2]);
  assert.equal(data[0].mode, "lines+markers");
});

test("a logarithm that the server sends reaches below the smallest float", () => {
  const made = trace({ norm: () => 0, log10: (t) => -400 - t });
  const { lane } = scene(made);
  assert.deepEqual([...logNorms(lane, "h")], [-400, -401, -402]);
  assert.equal(powerNumber(-400.3), "5.012e−401");
});

test("the text of a norm is the number that was sent, without a detour by its logarithm", () => {
  const plot = new LinePlot(GRADIENT_NORMS);
  const sent = scene(trace({ norm: () => 0.010015 }));
  assert.equal(plot.table(sent, 0).rows[0].at(-1), "0.01001");
  assert.ok(plot.readout(sent, 0)[1].endsWith(" = 0.01001"));
  const tiny = scene(trace({ norm: () => 0, log10: () => -400.3 }));
  assert.ok(plot.readout(tiny, 0)[1].endsWith(" = 5.012e−401"));
});

test("exponents get whole ticks that have room", () => {
  assert.deepEqual(exponentTicks([-4.2, 0.2], 120), [-4, -3, -2, -1, 0]);
  assert.deepEqual(exponentTicks([-45, 0.5], 100), [-40, -30, -20, -10, 0]);
  assert.deepEqual([0, 1, -6, 12].map(powerOfTen), ["1", "10", "10⁻⁶", "10¹²"]);
});

test("the run before the edit stands behind as a ghost, only of the same kind of cell", () => {
  const { data } = new LinePlot(UNIT_LINES).figure(scene(trace(), trace()), { width: 300, height: 120 });
  assert.equal(data.length, 12);
  assert.ok(data.slice(0, 6).every((line) => line.opacity < 0.5 && !line.showlegend));
  assert.equal(scene(traceOf("gru"), traceOf("lstm_peephole")).before, null);
  assert.ok(scene(traceOf("gru"), traceOf("gru_biases")).before);
});

test("lines of one quantity differ in dash or marker from every other", () => {
  const { data } = new LinePlot(GRADIENT_NORMS).figure(scene(), { width: 300, height: 120 });
  assert.equal(new Set(data.map((line) => `${line.line.dash} ${line.marker.symbol}`)).size, data.length);
});

test("ranges hold every finite value and are never empty", () => {
  assert.deepEqual(valueRange([{ y: [null, null] }], { least: 2, none: [0, 1] }), [0, 1]);
  const [low, high] = valueRange([{ y: [3, null] }, { y: [3] }], { least: 2, none: [0, 1] });
  assert.ok(low <= 2 && high >= 4);
});

test("a point between gaps is found", () => {
  assert.equal(hasLonePoint([NaN, 1, NaN]), true);
  assert.equal(hasLonePoint([NaN, 1, 2]), false);
});

test("tables hold the numbers of the plot, a row for each step", () => {
  const heat = new HeatMap("c").table(scene(), 0);
  assert.deepEqual(heat.rows, [["0", "0", "1.000"], ["1", "1.000", "2.000"], ["2", "2.000", "3.000"]]);
  const norms = new LinePlot(GRADIENT_NORMS).table(scene(), 0);
  assert.deepEqual(norms.head.slice(-1), ["‖∂L/∂h‖"]);
  assert.deepEqual(norms.rows.map((row) => row.at(-1)), ["0.01000", "0.1000", "1.000"]);
});

test("tables of long runs are cut around the playhead", () => {
  assert.deepEqual(windowAround(250, 500, 50), [225, 274]);
  assert.deepEqual(windowAround(0, 500, 50), [0, 49]);
  assert.deepEqual(windowAround(499, 500, 50), [450, 499]);
  assert.deepEqual(windowAround(2, 3, 50), [0, 2]);
});

test("the readout names quantity, unit, step and value, and the value before the edit", () => {
  const before = trace();
  before.lane(0, "forward").addForward({ t: 1, x: [0], gates: {}, c: [5, 5], h: [0, 0] });
  const lines = new HeatMap("c").readout(scene(trace(), before), 1, 1);
  assert.deepEqual(lines, ["plots.hover_value plots.name.c 1 1 2.000", "plots.hover_before 5.000", "plots.hover_difference −3.000"]);
});

test("a unit that the newest run no longer has falls back to its last one", () => {
  assert.equal(scene(trace(), null, { ...VIEW, unit: 9 }).unit, 1);
  assert.equal(readSource({ trace: trace(), previous: null, view: { ...VIEW, layer: 4 } }), null);
});

test("small and large numbers keep their digits", () => {
  assert.equal(cellNumber(6.9995), "7");
  assert.equal(cellNumber(-0.0000454), "0");
  assert.equal(tableNumber(4.54e-5), "4.540e−5");
  assert.equal(tableNumber(-0.123456), "−0.1235");
  assert.equal(tableNumber(NaN), "–");
});

test("the region says what state it is in", () => {
  const say = (status, hasSource, hasFailed = false) => statusKey({ run: { status } }, hasSource, hasFailed);
  assert.equal(say("done", true), null);
  assert.equal(say("running", false), "plots.state_loading");
  assert.equal(say("idle", false), "plots.state_empty");
  assert.equal(say("error", true), "plots.state_error");
  assert.equal(say("cut", true), "plots.state_cut");
  assert.equal(say("done", true, true), "plots.state_no_library");
});

test("file names come from scenario and plot and are safe", () => {
  assert.equal(fileName("heat:f", "My / Memory?"), "gatescope-my-memory-heat-f");
  assert.equal(fileName("unit", "记忆"), "gatescope-记忆-unit");
});
