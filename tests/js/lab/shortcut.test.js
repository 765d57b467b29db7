import assert from "node:assert/strict";
import { test } from "node:test";

import { shortcut } from "../../../static/js/lab/sections/shortcut.js";
import { powerText, shareText } from "../../../static/js/numbers/phrases.js";
import { labScene, shown, unsaid, words } from "./scenes.js";

const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
const own = (scene) => scene.results.find((line) => line.analysis === "shortcut" && line.own);
const NAMES = ["paths-lstm", "paths-peephole", "paths-gru", "paths-rnn", "paths-tiny", "paths-cancelling", "paths-carousel", "paths-halving"];

test("the lane looked at is asked for", () => {
  assert.deepEqual(shortcut.request({ view: { layer: 1, direction: "reverse" } }, {}), [{ name: "shortcut", layer: 1, direction: "reverse" }]);
});

for (const name of NAMES) {
  test(`${name}: nothing is left unsaid, in either language`, () => {
    for (const lang of ["en", "zh"]) assert.deepEqual(unsaid(shortcut, labScene(name, { lang })), []);
  });

  test(`${name}: what is said to mislead most is what the server found`, () => {
    const line = own(labScene(name));
    const { too_small: small, too_large: large } = line.verdict;
    const most = [small, large].filter((gap) => gap !== null).sort((a, b) => b.log10_factor - a.log10_factor)[0];
    if (!most) return assert.ok(Math.abs(line.misleading?.log10_factor ?? 0) <= Math.log10(2));
    assert.equal(most.t, line.misleading.t);
    close(most.log10_factor, Math.abs(line.misleading.log10_factor));
  });
}

test("a product of forget gates that says too little: 1.25 for each of 39 steps", () => {
  const scene = labScene("paths-tiny");
  const factor = 1.25 ** 39;
  assert.equal(shortcut.words(scene)[0],
    `At t = 0 the exact gradient ‖∂L/∂c‖ is ${Number(factor.toPrecision(4))} times the product of forget gates: the shortcut underestimates it.`);
  assert.ok(shortcut.words(scene).includes("From t = 36 to t = 39 it is within a factor of 2."));
});

test("one that says too much: 2.5 for each of 9 steps", () => {
  const scene = labScene("paths-cancelling");
  assert.equal(shortcut.words(scene)[0],
    "At t = 0 the product of forget gates is 3815 times the exact gradient ‖∂L/∂c‖: the shortcut overestimates it.");
});

test("without recurrent weights the shortcut is fine, and that is said", () => {
  assert.match(shortcut.words(labScene("paths-carousel"))[0], /^The direct path \(the product of forget gates\) is within a factor of 2 .* everywhere/);
});

test("an RNN has no line, and its bound is a bound: here an exact one, there a loose one", () => {
  const halving = labScene("paths-halving");
  assert.match(shortcut.words(halving)[0], /No state of this cell has a direct path/);
  assert.match(shortcut.words(halving)[1], /^The textbook bound, 0\.5 per step back, holds and is tight/);
  const loose = labScene("paths-rnn");
  const { bound_over_exact: over } = own(loose).verdict;
  assert.ok(over > 5);
  assert.ok(shortcut.words(loose)[1].includes(`holds but is loose: at t = 0 it is ${powerText(over)} times the exact`));
});

test("in a gated cell the textbook's line is called an estimate", () => {
  const { byKey, words: said } = shown(shortcut, labScene("paths-lstm"));
  const names = byKey.shortcut.legend.map(({ name }) => name);
  assert.deepEqual(names, ["exact ‖∂L/∂h(t)‖", "exact ‖∂L/∂c(t)‖", "direct cell-state path: product of f", "textbook estimate for h, not a bound here", "GRU: ‖∂L/∂h(t)‖", "RNN: ‖∂L/∂h(t)‖"]);
  assert.ok(said.some((text) => text.startsWith("The textbook estimate, 0.8951 per step back, is not a bound here; at t = 0")));
  assert.ok(shown(shortcut, labScene("paths-rnn")).byKey.shortcut.legend.some(({ name }) => name === "textbook bound for h"));
});

test("the estimate is larger or smaller than the truth, as it is said", () => {
  const scene = labScene("paths-lstm");
  const line = own(scene);
  const { reached: { first }, bound_over_exact: over } = line.verdict;
  close(over, line.textbook_bound[first] - line.h[first]);
  assert.ok(over > 0);
  assert.ok(shortcut.words(scene).some((text) => text.includes(`at t = 0 it is ${powerText(over)} times the exact ‖∂L/∂h‖`)));
});

test("a gate that shuts off the line altogether is told from a small factor", () => {
  const shut = (lines) => lines.map((line) => (line.own ? { ...line, verdict: { ...line.verdict, only_around: { count: 3, t: 1 } } } : line));
  const said = shortcut.words(labScene("paths-tiny", { change: shut }));
  assert.ok(said.includes("At 3 steps (the first is t = 1) the product of forget gates is exactly zero although a gradient arrives: all of it came another way."));
});

test("in the reverse direction the way back goes to the last step of the sequence", () => {
  assert.deepEqual(own(labScene("paths-peephole", { direction: "reverse" })).verdict.reached, { first: 3, last: 0 });
});

test("curves are the server's logarithms; the textbook's may leave the picture", () => {
  const scene = labScene("paths-rnn");
  const { byKey: { shortcut: figure } } = shown(shortcut, scene);
  const named = (name) => figure.data.find((line) => line.name === name);
  const line = own(scene);
  assert.deepEqual(named("exact ‖∂L/∂h(t)‖").y, line.h);
  assert.deepEqual(named("textbook bound for h").y, line.textbook_bound);
  const firm = [...line.h, ...scene.results.filter((other) => other.analysis === "shortcut" && !other.own).flatMap(({ h }) => h)].filter((value) => value !== null);
  const [low, high] = figure.layout.yaxis.range;
  assert.ok(low < Math.min(...firm) && high > Math.max(...firm));
  assert.equal(figure.table.rows.length, 6);
  assert.ok(figure.readout({ x: 0 })[0] === "t = 0");
});

test("factors have the digits of values, and shares three: nearly nothing and nearly all are never rounded to it", () => {
  assert.deepEqual([Math.log10(2.5), Math.log10(37.2), Math.log10(140_321), 8.7, 400.5, null].map(powerText),
    ["2.5", "37.2", "1.403e5", "5.012e8", "3.162e400", "0"]);
  const share = (value) => shareText(words("en"), value);
  assert.deepEqual([0, 1e-9, 0.0523, 0.92345, 0.9951, 0.99999, 1, NaN, null].map(share),
    ["0%", "less than 0.1%", "5.23%", "92.3%", "99.5%", "more than 99.9%", "100%", "–", "–"]);
});
