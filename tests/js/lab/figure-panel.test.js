import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { exportedFigure, shownFigure, sizeOf } from "../../../static/js/lab/figure-panel.js";
import { sectionOf, sections } from "../../../static/js/lab/sections/index.js";
import { I18N, THEME } from "../plots/scenes.js";

const FRAME = { theme: THEME, i18n: I18N, steps: 5 };
const SIZE = { width: 400, height: 200 };
const figureOf = (more = {}) => ({ key: "a", title: "Title", reading: "Reading", data: [{ type: "scatter" }], layout: {}, table: { caption: "", head: [], rows: [] }, ...more });

test("a time axis covers every step as a heat map's columns do, and says that it is time", () => {
  const { xaxis } = shownFigure(figureOf({ hasTimeAxis: true }), FRAME, SIZE).layout;
  assert.deepEqual(xaxis.range, [-0.5, 4.5]);
  assert.deepEqual(xaxis.tickvals, [0, 1, 2, 3, 4]);
  assert.equal(xaxis.title.text, "plots.axis_time");
});

test("what a section says of an axis stands, the theme fills in the rest", () => {
  const layout = { xaxis: { title: "lag k", range: [0, 9] }, yaxis: { title: { text: "norm" }, type: "log" }, yaxis2: { overlaying: "y" }, barmode: "stack" };
  const shown = shownFigure(figureOf({ layout }), FRAME, SIZE).layout;
  assert.deepEqual([shown.xaxis.title.text, shown.xaxis.range, shown.xaxis.tickvals], ["lag k", [0, 9], undefined]);
  assert.deepEqual([shown.yaxis.type, shown.yaxis.title.text, shown.yaxis.gridcolor], ["log", "norm", THEME.line]);
  assert.deepEqual([shown.yaxis2.overlaying, shown.yaxis2.gridcolor, shown.barmode], ["y", THEME.line, "stack"]);
  assert.deepEqual([shown.width, shown.height, shown.showlegend, shown.hovermode], [400, 200, false, false]);
});

test("a square figure ties its axes together and is as high as it is wide, in bounds", () => {
  const figure = figureOf({ isSquare: true });
  const { xaxis, yaxis } = shownFigure(figure, FRAME, SIZE).layout;
  assert.deepEqual([xaxis.scaleanchor, yaxis.scaleanchor, yaxis.constrain], [undefined, "x", "domain"]);
  assert.deepEqual(sizeOf(figure, 300, false), { width: 300, height: 300 });
  assert.deepEqual(sizeOf(figure, 900, false), { width: 900, height: 340 });
});

test("a figure is as high as it wishes, and higher in the large region", () => {
  assert.equal(sizeOf(figureOf(), 400, false).height, 200);
  assert.equal(sizeOf(figureOf({ height: 120 }), 400, false).height, 120);
  assert.equal(sizeOf(figureOf({ height: 120 }), 400, true).height, 156);
});

test("a file has title, legend and a surface of its own", () => {
  const { layout, data } = exportedFigure(figureOf({ legend: [{ name: "n", colour: "#123456" }] }), FRAME);
  assert.deepEqual([layout.title.text, layout.showlegend, layout.paper_bgcolor, layout.width], ["Title", true, THEME.surface, 960]);
  assert.deepEqual(data, [{ type: "scatter" }]);
  assert.equal(exportedFigure(figureOf({ isSquare: true }), FRAME).layout.width, 720);
});

test("where there is no section of a name, the first one is shown", () => {
  assert.equal(sectionOf("saliency").key, "saliency");
  assert.equal(sectionOf("no such section"), sections()[0]);
});
