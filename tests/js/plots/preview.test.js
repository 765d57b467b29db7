import assert from "node:assert/strict";
import { test } from "node:test";

import { plottedQuantity, plottedUnit } from "../../../static/js/plots/panel-set.js";
import { dashLengths, markerPath, paintLines, placesOf } from "../../../static/js/plots/line-preview.js";
import { lineStyle } from "../../../static/js/drawing/quantities.js";
import { pageWith } from "../../../static/js/plots/axes.js";
import { valueTicks } from "../../../static/js/plots/lines.js";
import { LINE_ROWS, LinePlot, UNIT_LINES } from "../../../static/js/plots/rows.js";
import { sceneOf, traceOf } from "./scenes.js";
import { traceOf as fixture } from "../fixtures/traces.js";

/** Notes what is drawn. */
function recorder() {
  const calls = [];
  const pen = new Proxy({}, {
    get: (target, name) => target[name] ?? ((...values) => calls.push([name, ...values])),
    set: (target, name, value) => ((target[name] = value), true),
  });
  return { canvas: { width: 0, height: 0, getContext: () => pen }, calls };
}

test("dashes read as Plotly reads them", () => {
  assert.deepEqual(dashLengths("solid"), []);
  assert.deepEqual(dashLengths("7px,2px,2px,2px"), [7, 2, 2, 2]);
});

test("a preview puts values where Plotly puts them", () => {
  const scene = sceneOf(traceOf("lstm", { h: [[0], [1], [2]] }));
  const { layout } = new LinePlot(UNIT_LINES).figure(scene, { width: 378, height: 121 });
  const { area, places } = placesOf(layout);
  assert.deepEqual(area, { left: 40, top: 4, right: 340, bottom: 104 });
  assert.equal(places.x(1), 190);
  assert.equal(places.y(layout.yaxis.range[0]), 104);
  assert.equal(places.y(layout.yaxis.range[1]), 4);
});

test("gaps break the line, and points stand at every value", () => {
  const { canvas, calls } = recorder();
  const axes = recorder();
  globalThis.document = { createElement: () => axes.canvas };
  const scene = sceneOf(traceOf("rnn", { h: [[1], [null], [0.5], [0.25]] }));
  paintLines(canvas, new LinePlot(UNIT_LINES).figure(scene, { width: 374, height: 121 }));
  const names = calls.map(([name]) => name);
  const line = names.slice(names.lastIndexOf("setLineDash"), names.lastIndexOf("stroke"));
  assert.deepEqual(line, ["setLineDash", "beginPath", "moveTo", "moveTo", "lineTo"]);
  assert.equal(names.filter((name) => name === "arc").length, 3);
  assert.equal(canvas.width, 374);
});

test("axes are painted once, as long as nothing about them changes", () => {
  const { canvas, calls } = recorder();
  const axes = recorder();
  globalThis.document = { createElement: () => axes.canvas };
  const texts = () => axes.calls.filter(([name]) => name === "fillText").length;
  const figure = (h) => new LinePlot(UNIT_LINES).figure(sceneOf(traceOf("rnn", { h })), { width: 374, height: 121 });
  paintLines(canvas, figure([[1], [0.5], [-1]]));
  const written = texts();
  assert.ok(written > 0);
  paintLines(canvas, figure([[1], [0.25], [-1]]));
  assert.equal(texts(), written);
  paintLines(canvas, figure([[9], [0.25], [-1]]));
  assert.ok(texts() > written);
  assert.equal(calls.filter(([name]) => name === "drawImage").length, 3);
});

test("every plot's figure has the ticks that a preview writes", () => {
  const scene = sceneOf(traceOf("lstm", { h: [[0.3], [1]] }, [[1], [0.1]]));
  for (const plot of LINE_ROWS.map((row) => new LinePlot(row))) {
    const { layout } = plot.figure(scene, { width: 374, height: 121 });
    assert.equal(layout.yaxis.tickvals.length, layout.yaxis.ticktext.length);
    assert.ok(layout.yaxis.tickvals.length >= 2);
  }
});

test("values get round ticks", () => {
  assert.deepEqual(valueTicks([-0.4, 7.4], 5), [0, 2, 4, 6]);
  assert.deepEqual(valueTicks([-0.06, 0.56], 5), [0, 0.2, 0.4]);
  assert.deepEqual(valueTicks([-30, 25], 5), [-20, 0, 20]);
});

test("every marker of the lines has an outline of its own", () => {
  const { model } = fixture("slstm").lanes[0];
  const drawn = ["c", "h", "f", "i", "g", "o", "m", "n"].map((quantity) => {
    const { canvas, calls } = recorder();
    markerPath(canvas.getContext(), lineStyle(model, quantity).symbol, 0, 0, 3);
    return JSON.stringify(calls);
  });
  assert.equal(new Set(drawn).size, drawn.length);
});

test("a quantity lights what it is plotted as: old states their state, weights their gate", () => {
  const cases = [["f", "f"], ["c_prev", "c"], ["h_prev", "h"], ["W_f", "f"], ["b_n", "n"], [null, null]];
  for (const [name, plotted] of cases) assert.equal(plottedQuantity(name), plotted);
});

test("the index is a unit for gates and states, not for inputs and weights", () => {
  assert.equal(plottedUnit({ quantity: "f", index: 3 }), 3);
  assert.equal(plottedUnit({ quantity: "h_prev", index: 0 }), 0);
  assert.equal(plottedUnit({ quantity: "x", index: 1 }), null);
  assert.equal(plottedUnit({ quantity: "W_f", index: 1 }), null);
  assert.equal(plottedUnit({ quantity: null, index: null }), null);
});

test("a zoomed axis turns its page only when the playhead leaves it", () => {
  assert.deepEqual(pageWith([9.5, 29.5], 29, 100), [9.5, 29.5]);
  assert.deepEqual(pageWith([9.5, 29.5], 30, 100), [29.5, 49.5]);
  assert.deepEqual(pageWith([9.5, 29.5], 10, 100), [9.5, 29.5]);
  assert.deepEqual(pageWith([9.5, 29.5], 9, 100), [-0.5, 19.5]);
  assert.deepEqual(pageWith([59.5, 79.5], 97, 100), [79.5, 99.5]);
  assert.deepEqual(pageWith([59.5, 79.5], 58, 100), [38.5, 58.5]);
});

test("playing through a zoomed sequence turns one page in so many steps as it shows", () => {
  let range = [-0.5, 19.5];
  let turns = 0;
  for (let t = 0; t < 100; t += 1) {
    const next = pageWith(range, t, 100);
    if (next[0] !== range[0]) turns += 1;
    range = next;
  }
  assert.equal(turns, 4);
});
