/** A row of lines is one entry; this file adds an imaginary one, as CONTRIBUTING.md says. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { fitHeights } from "../../../static/js/plots/axes.js";
import { LINE_ROWS, LinePlot, staleRows } from "../../../static/js/plots/rows.js";
import { readSource } from "../../../static/js/plots/scene.js";
import { traceOf } from "../fixtures/traces.js";
import { IMAGINARY_ROW } from "./imaginary-row.js";
import { I18N, THEME } from "./scenes.js";

const ROOT = new URL("../../../", import.meta.url);
const read = (name) => readFileSync(new URL(name, ROOT), "utf8");
const SECTION = read("CONTRIBUTING.md").split("\n## Adding a plot row\n")[1].split("\n## ")[0];
const trace = traceOf("lstm_peephole");
const scene = { ...readSource({ trace, previous: null, view: { t: 0, unit: 1, layer: 0, direction: "forward" } }), range: [-0.5, trace.steps - 0.5], theme: THEME, i18n: I18N };
const SIZE = { width: 300, height: 120 };

test("an imaginary row has lines, table and readout of its own numbers from its entry alone", () => {
  const plot = new LinePlot(IMAGINARY_ROW);
  const { lane } = scene;
  const inner = (name, t) => lane.at(`z.${name}`, t, 1);
  const { data, layout } = plot.figure(scene, SIZE);
  assert.deepEqual(data.map(({ name }) => name), lane.blocks.map((name) => `z ${name}`));
  assert.deepEqual(data[0].y, Array.from({ length: lane.steps }, (_, t) => inner(lane.blocks[0], t)));
  assert.deepEqual(layout.yaxis.range, [-12, 12]);
  assert.deepEqual(plot.table(scene, 0).rows[0], ["0", ...lane.blocks.map((name) => String(inner(name, 0)))]);
  assert.deepEqual(plot.readout(scene, 1), ["z at 1", ...lane.blocks.map((name) => `z ${name} = ${inner(name, 1)}`)]);
  assert.equal(plot.exported(scene).layout.yaxis.title.text, "z");
  assert.deepEqual(plot.legend(lane), lane.blocks);
});

test("every row has all that a row needs, and draws what its legend names", () => {
  const catalogues = ["en", "zh"].map((lang) => JSON.parse(read(`app/i18n/${lang}.json`)));
  for (const row of LINE_ROWS) {
    const plot = new LinePlot(row);
    const { data } = plot.figure(scene, { width: 360, height: 150 });
    assert.equal(data.length, plot.drawn(scene.lane).length, row.key);
    assert.deepEqual([...plot.legend(scene.lane)].sort(), [...plot.drawn(scene.lane)].sort());
    assert.equal(plot.table(scene, 0).rows.length, Math.min(trace.steps, 100));
    assert.ok(plot.readout(scene, 0).length > 0);
    for (const words of catalogues) assert.ok([row.title(scene), row.heading(scene), row.place(scene, 0), row.axisTitle(scene)].every((text) => words[text.split(" ")[0]]), row.key);
  }
});

test("any number of rows shares the height that there is", () => {
  for (const count of [1, 2, 3]) {
    const { heat, lines } = fitHeights(1000, 6, count);
    assert.equal(lines.length, count);
    assert.ok(6 * (heat + 4) + 15 + 26 * count + lines.reduce((sum, height) => sum + height, 0) <= 1000);
  }
});

test("its entry says when it is drawn again", () => {
  const rows = [...LINE_ROWS, IMAGINARY_ROW];
  assert.deepEqual(staleRows({ hasProgressed: true, isOtherUnit: false }, rows), ["gradients"]);
  assert.deepEqual(staleRows({ hasProgressed: false, isOtherUnit: true }, rows), ["unit", "inner"]);
  assert.deepEqual(staleRows({ hasProgressed: false, isOtherUnit: false }, rows), []);
});

test("legends and readouts of gradients begin where gradients come in, those of values at the first gate", () => {
  const [norms, unit] = LINE_ROWS.map((row) => new LinePlot(row).legend(scene.lane));
  assert.deepEqual([norms[0], unit[0], unit.at(-1)], ["h", "f", "h"]);
});

test("adding a row takes one module of the page and the catalogues, as CONTRIBUTING says", () => {
  const modules = [...SECTION.matchAll(/`(static\/js\/[^`]+\.js)`/g)].map(([, name]) => name);
  assert.deepEqual(modules, ["static/js/plots/rows.js"]);
  assert.match(SECTION, /`app\/i18n`/);
  const source = read("static/js/plots/rows.js");
  const entries = [...source.matchAll(/^export const (\w+) = \{$/gm)].map(([, name]) => name);
  assert.equal(entries.length, LINE_ROWS.length);
  const others = readdirSync(new URL("static/js/", ROOT), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js")).map((name) => `static/js/${name.replaceAll("\\", "/")}`).filter((name) => !modules.includes(name));
  const known = others.filter((name) => new RegExp(`\\b(${entries.join("|")})\\b`).test(read(name)));
  assert.deepEqual(known, [], "no other module knows a row by name");
  const users = others.filter((name) => read(name).includes("LINE_ROWS"));
  assert.deepEqual(users, ["static/js/plots/panel-set.js"], "nothing else lists rows");
});
