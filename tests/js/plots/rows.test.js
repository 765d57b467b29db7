import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { fitHeights } from "../../../static/js/plots/axes.js";
import { lineRows } from "../../../static/js/plots/rows.js";
import { traceOf } from "../fixtures/traces.js";

const FOLDER = new URL("../../../static/js/plots/", import.meta.url);
const CATALOGUES = ["en", "zh"].map((lang) => JSON.parse(readFileSync(new URL(`../../../app/i18n/${lang}.json`, import.meta.url), "utf8")));

const i18n = { lang: "en", t: (key, params = {}) => [key, ...Object.values(params)].join(" "), number: String };
const theme = new Proxy({}, { get: (_, name) => (name === "colour" ? (hue) => hue : String(name)) });

function scene() {
  const trace = traceOf("lstm_wide");
  return { trace, lane: trace.lanes[0], before: null, unit: 1, range: [-0.5, trace.steps - 0.5], theme, i18n };
}

test("every row of lines has all that a row needs, and draws what its legend names", () => {
  for (const row of lineRows()) {
    const shown = scene();
    const { data } = row.figure(shown, { width: 360, height: 150 });
    assert.equal(data.length, row.quantities(shown).length, row.key);
    assert.deepEqual([...row.legend(shown)].sort(), [...row.quantities(shown)].sort());
    assert.equal(row.table(shown, 0).rows.length, Math.min(shown.trace.steps, 100));
    assert.ok(row.readout(shown, 0, 1).length > 0 && row.freeHeight > 0);
    for (const words of CATALOGUES) assert.ok(words[row.title(shown).split(" ")[0]] && words[row.heading(shown).split(" ")[0]], row.key);
  }
});

test("a row is its module and its line in the list: no other module of the plots names it", () => {
  const names = lineRows().map(({ constructor: { name } }) => name);
  const sources = readdirSync(FOLDER).map((file) => ({ file, text: readFileSync(new URL(file, FOLDER), "utf8") }));
  for (const name of names) {
    const files = sources.filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text)).map(({ file }) => file);
    assert.equal(files.length, 2, `${name}: ${files.join(", ")}`);
    assert.ok(files.includes("rows.js"));
  }
});

test("any number of rows shares the height that there is", () => {
  for (const free of [[190], [190, 160], [190, 160, 160]]) {
    const { heat, lines } = fitHeights(1000, 6, free);
    assert.equal(lines.length, free.length);
    assert.ok(6 * (heat + 4) + 15 + 26 * free.length + lines.reduce((sum, height) => sum + height, 0) <= 1000);
  }
});

test("a row is drawn anew when what it shows changes, and not otherwise", () => {
  const old = scene();
  const stale = (next, hasProgressed) => lineRows().filter((row) => row.isStale(old, { ...old, ...next }, hasProgressed)).map(({ key }) => key);
  assert.deepEqual(stale({}, false), []);
  assert.deepEqual(stale({}, true), ["gradients"]);
  assert.deepEqual(stale({ unit: 0 }, false), ["unit"]);
});
