import assert from "node:assert/strict";
import { test } from "node:test";

import { ItemisedMap } from "../../../static/js/lab/itemised-map.js";
import { map } from "../../../static/js/lab/sections/map.js";
import { labScene, shown, unsaid } from "./scenes.js";

const log2 = Math.log10(2);
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test("what halves at every step reaches as far as the powers of one half say", () => {
  const { words } = shown(map, labScene("map-halving"));
  // 2⁻⁷ < 0.01 ≤ 2⁻⁶, 2⁻⁹ = 0.00195
  assert.match(words[0], /loss at s = 9 reaches 7 steps back: at t = 2 less than 1% of its ‖∂L\/∂h‖ at t = 9/);
  assert.match(words[1], /^On its way back ‖∂L\/∂h‖ is multiplied by 0\.5 per step \(geometric mean over 9 steps\)\./);
  assert.match(words[2], /The largest single gradient at step t = 0 comes from its own loss: 1\. The loss at s = 9 sends 0\.001953 times that\./);
  assert.match(words[3], /same probe is placed at every step/);
});

test("a lane that reads in reverse is followed from the start of the sequence to its end", () => {
  const { words } = shown(map, labScene("map-halving-reverse", { direction: "reverse" }));
  assert.match(words[0], /loss at s = 0 reaches 7 steps back: at t = 7 less/);
  assert.match(words[2], /The largest single gradient at step t = 9 comes from its own loss: 1\. The loss at s = 0 sends 0\.001953 times/);
});

test("cells hold log10 of what the source sends; where nothing arrives there is no colour", () => {
  const { byKey } = shown(map, labScene("map-halving"));
  const [{ type, z, y, zmin, zmax }] = byKey.map.data;
  assert.equal(type, "heatmap");
  assert.equal(z.length, 10);
  close(z[9][2], -7 * log2);
  close(z[4][4], 0);
  assert.equal(z[2][7], null);
  assert.deepEqual([y[0], y[10]], [-0.5, 9.5]);
  close(zmax, 0);
  close(zmin, -9 * log2);
});

test("between two losses far apart nothing is drawn", () => {
  const { byKey, words } = shown(map, labScene("map-two-losses"));
  const [{ z, y }] = byKey.map.data;
  assert.deepEqual(y, [-1.5, 5.5, 12.5]);
  assert.equal(z.length, 2);
  assert.match(words[2], /the one at s = 2 sends most to t = 0/);
  assert.ok(!words.some((sentence) => sentence.includes("probe")));
});

test("sources at uneven distances keep the height of the closest two", () => {
  const row = (source) => ({ source, norms: new Float64Array(20) });
  const { edges, norms } = new ItemisedMap([row(3), row(4), row(12)], null).bands();
  assert.deepEqual(edges, [2.5, 3.5, 4.5, 11.5, 12.5]);
  assert.deepEqual(norms.map((entry) => entry === null), [false, false, true, false]);
});

test("sources that were thinned out fill the height between them", () => {
  const { byKey } = shown(map, labScene("map-thinned"));
  const [{ z, y }] = byKey.map.data;
  assert.equal(z.length, 4);
  assert.deepEqual(y, [-1.5, 1.5, 4.5, 7.5, 10.5]);
  close(z[1][0], -3 * log2);
});

test("the rows drawn are those of the last loss and of the one at or after the playhead", () => {
  const { byKey } = shown(map, labScene("map-halving", { t: 4 }));
  assert.deepEqual(byKey.sent.legend.map(({ name }) => name), ["loss at s = 4", "loss at s = 9"]);
  const drawn = byKey.sent.data.find((line) => line.name === "loss at s = 4");
  close(drawn.y[1], -3 * log2);
  assert.equal(drawn.y[5], null);
  const [horizon] = byKey.sent.layout.shapes;
  close(horizon.y0, -2);
  const [column] = byKey.received.data;
  close(column.y[7], -3 * log2);
  assert.equal(column.y[2], null);
});

test("a click goes to the receiving step, and the pointer reads the cell", () => {
  const { byKey } = shown(map, labScene("map-halving"));
  assert.deepEqual(byKey.map.select({ x: 2.4, y: 9.3 }), { t: 2 });
  assert.deepEqual(byKey.map.readout({ x: 2.4, y: 4.3 }), ["loss at s = 4 → t = 2: 0.2500", "at its own step: 1.000"]);
  assert.deepEqual(byKey.map.readout({ x: 7, y: 2 }), ["loss at s = 2 → t = 7: nothing arrives"]);
});

test("only an LSTM has a cell state to choose, and its map is another one", () => {
  const scene = labScene("map-lstm", { options: { quantity: "c" } });
  assert.deepEqual(map.controls(scene)[0].choices.map(({ value }) => value), ["c", "h", "x"]);
  assert.deepEqual(map.controls(labScene("map-halving"))[0].choices.map(({ value }) => value), ["h", "x"]);
  const ofC = scene.results.find((line) => line.quantity === "c").log10_norm;
  close(shown(map, scene).byKey.map.data[0].z[7][3], ofC[7][3]);
});

test("rows that come in several lines are put together, whatever their order", () => {
  const split = (lines) => lines.flatMap((line) => [
    { ...line, sources: line.sources.slice(5), log10_norm: line.log10_norm.slice(5), way: undefined },
    { ...line, sources: line.sources.slice(0, 5), log10_norm: line.log10_norm.slice(0, 5) },
  ]);
  const whole = shown(map, labScene("map-halving"));
  const parts = shown(map, labScene("map-halving", { change: split }));
  assert.deepEqual(parts.words, whole.words);
  assert.deepEqual(parts.byKey.map.data[0].z, whole.byKey.map.data[0].z);
});

test("a gradient that grows on its way back is said to grow", () => {
  const grown = (lines) => lines.map((line) => ({
    ...line, way: { ...line.way, horizon: null, end: { ...line.way.end, log10_left: 9 * log2 }, rate: { steps: 9, factor: 2, log10_factor: log2 } },
  }));
  const { words } = shown(map, labScene("map-halving", { change: grown }));
  assert.match(words[0], /grows on its way back: at t = 0 ‖∂L\/∂h‖ is 512 times what it is at t = 9/);
  assert.match(words[1], /multiplied by 2 per step/);
});

test("more decades than can be told apart end in one colour, which the reading says", () => {
  const steep = (lines) => lines.map((line) => ({ ...line, log10_norm: line.log10_norm.map((row) => row.map((value) => value === null ? null : 10 * value)) }));
  const { byKey } = shown(map, labScene("map-halving", { change: steep }));
  const [{ zmin, zmax, colorbar }] = byKey.map.data;
  close(zmax - zmin, 16);
  assert.match(colorbar.ticktext[0], /^≤ /);
  assert.match(byKey.map.reading, /more than 16 powers of ten/);
});

test("without results there is nothing to show", () => {
  const nothing = labScene("map-halving", { change: () => [] });
  assert.deepEqual([map.figures(nothing), map.words(nothing)], [[], []]);
});

for (const lang of ["en", "zh"]) {
  for (const name of ["map-halving", "map-halving-reverse", "map-two-losses", "map-lstm", "map-thinned"]) {
    for (const quantity of ["c", "h", "x"]) {
      test(`${name}, ${quantity}, ${lang}: every text is in the catalogue`, () => {
        const direction = name.endsWith("reverse") ? "reverse" : "forward";
        assert.deepEqual(unsaid(map, labScene(name, { lang, direction, t: 5, options: { quantity } })), []);
      });
    }
  }
}
