import assert from "node:assert/strict";
import { test } from "node:test";

import { memory } from "../../../static/js/lab/sections/memory.js";
import { labScene, shown, unsaid } from "./scenes.js";

const log2 = Math.log10(2);
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
const named = (figure, name) => figure.data.find((line) => line.name === name);

test("the memory of the lane looked at is asked for", () => {
  assert.deepEqual(memory.request({ view: { layer: 1, direction: "reverse" } }, {}), [{ name: "memory", layer: 1, direction: "reverse" }]);
});

test("a unit that keeps everything stands at the edge as never, one that halves at one step", () => {
  const { byKey, words } = shown(memory, labScene("memory-carousel"));
  const measured = named(byKey.lives, "measured");
  assert.deepEqual(measured.marker.symbol, ["triangle-up", "circle"]);
  close(measured.y[1], 0);
  const { tickvals, ticktext, range } = byKey.lives.layout.yaxis;
  assert.equal(ticktext.at(-1), "never");
  assert.equal(tickvals.at(-1), measured.y[0]);
  assert.ok(range[1] > measured.y[0]);
  assert.match(words[0], /More than half is left for all 9 steps in unit 0; memory is shortest in unit 1, which halves after 1 step\./);
  assert.deepEqual(byKey.lives.table.rows, [["0", "never", "never"], ["1", "1", "1"]]);
});

test("what is left of the selected unit is drawn on a logarithmic axis, beside what its gate suggests", () => {
  const { byKey } = shown(memory, labScene("memory-carousel", { unit: 1 }));
  named(byKey.retained, "in the unit itself").y.forEach((value, k) => close(value, -k * log2));
  const rule = named(byKey.retained, "as the gate suggests");
  assert.deepEqual(rule.x, [0, 9]);
  rule.y.forEach((value, end) => close(value, -9 * end * log2));
  close(byKey.retained.layout.shapes[0].y0, -log2);
  assert.deepEqual(byKey.retained.readout({ x: 3 }).slice(0, 2), ["t = 3, k = 3 steps later", "in the unit itself: 0.1250"]);
});

test("all units are a map whose cells lead to their step and unit", () => {
  const { byKey } = shown(memory, labScene("memory-carousel"));
  const [{ z }] = byKey["retained-map"].data;
  assert.deepEqual(z[0], new Array(10).fill(0));
  close(z[1][4], -4 * log2);
  assert.deepEqual(byKey["retained-map"].select({ x: 4.2, y: 0.9 }), { t: 4, unit: 1 });
  assert.deepEqual(byKey.lives.select({ x: 0.8, y: 0 }), { unit: 1 });
});

test("a lane that reads in reverse is followed back to the start of the sequence", () => {
  const { byKey } = shown(memory, labScene("memory-halving-reverse", { direction: "reverse" }));
  assert.deepEqual(named(byKey.retained, "in the unit itself").x, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  assert.deepEqual(byKey.retained.select({ x: 6.1, y: 0 }), { t: 6 });
  assert.equal(byKey["retained-map"], undefined);
});

test("the map of a lane that reads in reverse runs from right to left", () => {
  const reversed = (lines) => lines.map((line) => ({ ...line, direction: "reverse", t: 9 }));
  const { byKey } = shown(memory, labScene("memory-carousel", { change: reversed }));
  const [{ z, x0 }] = byKey["retained-map"].data;
  assert.equal(x0, 0);
  close(z[1][9], 0);
  close(z[1][5], -4 * log2);
});

test("an RNN has no gate to tell a half-life, and no gates that saturate", () => {
  const { byKey, words } = shown(memory, labScene("memory-halving-reverse", { direction: "reverse" }));
  assert.deepEqual(Object.keys(byKey), ["lives", "retained"]);
  assert.equal(named(byKey.lives, "measured").x.length, 1);
  assert.match(words[0], /Half of the unit's content is left after 1 step\./);
  assert.ok(!words.some((sentence) => /gate/.test(sentence)));
});

test("bars of a gate add up to all steps, for all units and for the selected one", () => {
  const { byKey } = shown(memory, labScene("memory-carousel", { unit: 1 }));
  const { data } = byKey.saturation;
  const labels = data[0].y;
  labels.forEach((_, row) => close(data.reduce((sum, part) => sum + part.x[row], 0), 100));
  const [shut, , open] = data;
  assert.equal(open.x[labels.indexOf("f, all")], 50);
  assert.equal(open.x[labels.indexOf("f, unit 1")], 0);
  assert.equal(shut.x[labels.indexOf("f, all")], 0);
});

test("the words name saturation, still and copying units, and the horizon", () => {
  const { words } = shown(memory, labScene("memory-carousel"));
  assert.ok(words.includes("Forget gate f: shut at 0% of the steps, open at 50%."));
  assert.ok(words.includes("Never changing: units 0, 1."));
  assert.ok(words.some((sentence) => sentence.includes("is left 1 step back for ‖∂L/∂h‖, nowhere for ‖∂L/∂c‖.")));
  const reverse = shown(memory, labScene("memory-halving-reverse", { direction: "reverse" })).words;
  assert.ok(reverse.includes("Units that copy their input: unit 0 follows channel 0 (correlation 1)."));
});

test("the words say where the rule of thumb misleads most, and by what factor", () => {
  const misleading = (found) => (lines) => lines.map((line) => ({ ...line, misleading: found }));
  const says = (found) => shown(memory, labScene("memory-lstm", { change: misleading(found) })).words[2];
  assert.match(says({ unit: 2, factor: 5, is_too_long: true }), /most in unit 2: the half-life it suggests is too long by a factor of 5/);
  assert.match(says({ unit: 1, factor: 4, is_too_long: false }), /most in unit 1: .* last 4 times as long as the gate suggests/);
  assert.match(says({ unit: 0, factor: 1.23456, is_too_long: true }), /they are off by a factor of 1\.235 at most/);
  assert.match(says({ unit: 0, factor: 1, is_too_long: false }), /Here the gates alone give the exact half-lives\./);
});

test("units are ordered by how long they remember, endless ones first", () => {
  const lives = (lines) => lines.map((line) => ({ ...line, half_life_measured: [1, 2.34567, 3, 0.5] }));
  const [longest] = shown(memory, labScene("memory-lstm", { change: lives })).words;
  assert.match(longest, /longest in unit 2, which halves after 3 steps, and shortest in unit 3, after 0\.5 steps/);
});

test("a single step says how the gates stand and nothing about remembering", () => {
  const single = (lines) => lines.map((line) => ({
    ...line, steps: 0, retained: line.retained.slice(0, 1), log10_retained_in_all: line.log10_retained_in_all.slice(0, 1),
  }));
  const { figures } = shown(memory, labScene("memory-carousel", { change: single }));
  assert.deepEqual(figures.map(({ key }) => key), ["saturation"]);
});

for (const lang of ["en", "zh"]) {
  for (const name of ["memory-carousel", "memory-lstm", "memory-halving-reverse"]) {
    test(`${name}, ${lang}: every text is in the catalogue`, () => {
      const direction = name.endsWith("reverse") ? "reverse" : "forward";
      assert.deepEqual(unsaid(memory, labScene(name, { lang, direction })), []);
    });
  }
}
