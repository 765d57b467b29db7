import assert from "node:assert/strict";
import { test } from "node:test";

import { shortcut } from "../../../static/js/lab/sections/shortcut.js";
import { boundOverExact, fineStretch, misleadings, shortcutLines, stepsOnlyAround, wayBack } from "../../../static/js/lab/shortcut-reading.js";
import { factorText, shareText } from "../../../static/js/lab/share-text.js";
import { labScene, shown, unsaid, words } from "./scenes.js";

const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
const own = (scene) => shortcutLines(scene.results).own;
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
    const { tooSmall, tooLarge } = misleadings(line);
    const most = [tooSmall, tooLarge].filter((gap) => gap !== null).sort((a, b) => b.log10 - a.log10)[0];
    if (!most) return assert.ok(Math.abs(line.misleading?.log10_factor ?? 0) <= Math.log10(2));
    assert.equal(most.t, line.misleading.t);
    close(most.log10, Math.abs(line.misleading.log10_factor));
  });
}

test("a product of forget gates that says too little: 1.25 for each of 39 steps", () => {
  const scene = labScene("paths-tiny");
  close(misleadings(own(scene)).tooSmall.log10, 39 * Math.log10(1.25));
  assert.equal(shortcut.words(scene)[0],
    "At t = 0 the exact gradient ‖∂L/∂c‖ is about 6000 times the product of forget gates: the shortcut underestimates it.");
  assert.deepEqual(fineStretch(own(scene)), { from: 36, to: 39, isAll: false });
  assert.ok(shortcut.words(scene).includes("From t = 36 to t = 39 it is within a factor of 2."));
});

test("one that says too much: 2.5 for each of 9 steps", () => {
  const scene = labScene("paths-cancelling");
  close(misleadings(own(scene)).tooLarge.log10, 9 * Math.log10(2.5));
  assert.equal(shortcut.words(scene)[0],
    "At t = 0 the product of forget gates is about 3800 times the exact gradient ‖∂L/∂c‖: the shortcut overestimates it.");
});

test("without recurrent weights the shortcut is fine, and that is said", () => {
  assert.match(shortcut.words(labScene("paths-carousel"))[0], /^The direct path \(the product of forget gates\) is within a factor of 2 .* everywhere/);
});

test("an RNN has no line, and its bound is a bound: here an exact one, there a loose one", () => {
  const halving = labScene("paths-halving");
  assert.match(shortcut.words(halving)[0], /No state of this cell has a direct path/);
  close(boundOverExact(own(halving), 0), 0);
  assert.match(shortcut.words(halving)[1], /^The textbook bound, 0\.5 per step back, holds and is tight/);
  const loose = labScene("paths-rnn");
  const over = boundOverExact(own(loose), 0);
  assert.ok(over > 5);
  assert.ok(shortcut.words(loose)[1].includes(`holds but is loose: at t = 0 it is ${factorText(loose.i18n, over)} the exact`));
});

test("in a gated cell the textbook's line is called an estimate", () => {
  const { byKey, words: said } = shown(shortcut, labScene("paths-lstm"));
  const names = byKey.shortcut.legend.map(({ name }) => name);
  assert.deepEqual(names, ["exact ‖∂L/∂h(t)‖", "exact ‖∂L/∂c(t)‖", "direct cell-state path: product of f", "textbook estimate for h, not a bound here", "GRU: ‖∂L/∂h(t)‖", "RNN: ‖∂L/∂h(t)‖"]);
  assert.ok(said.some((text) => text.startsWith("The textbook estimate, 0.9 per step back, is not a bound here; at t = 0")));
  assert.ok(shown(shortcut, labScene("paths-rnn")).byKey.shortcut.legend.some(({ name }) => name === "textbook bound for h"));
});

test("the estimate is larger or smaller than the truth, as it is said", () => {
  const scene = labScene("paths-lstm");
  const line = own(scene);
  const { first } = wayBack(line);
  const over = boundOverExact(line, first);
  close(over, line.textbook_bound[first] - line.h[first]);
  assert.ok(over > 0);
  assert.ok(shortcut.words(scene).some((text) => text.includes(`at t = 0 it is ${factorText(scene.i18n, over)} the exact ‖∂L/∂h‖`)));
});

test("a gate that shuts off the line altogether is told from a small factor", () => {
  const line = { kind: "lstm", memory: "c", direction: "forward", h: [0, 0, 0], c: [-1, -2, null], forget_product: [null, -2, null], gap: [null, 0, null], textbook_bound: [0, 0, 0] };
  assert.deepEqual(stepsOnlyAround(line), [0]);
  assert.deepEqual(fineStretch(line), { from: 1, to: 1, isAll: false });
});

test("in the reverse direction the way back goes to the last step of the sequence", () => {
  assert.deepEqual(wayBack(own(labScene("paths-peephole", { direction: "reverse" }))), { last: 0, first: 3 });
});

test("curves are the server's logarithms; the textbook's may leave the picture", () => {
  const scene = labScene("paths-rnn");
  const { byKey: { shortcut: figure } } = shown(shortcut, scene);
  const named = (name) => figure.data.find((line) => line.name === name);
  const line = own(scene);
  assert.deepEqual(named("exact ‖∂L/∂h(t)‖").y, line.h);
  assert.deepEqual(named("textbook bound for h").y, line.textbook_bound);
  const firm = [...line.h, ...shortcutLines(scene.results).others.flatMap(({ h }) => h)].filter((value) => value !== null);
  const [low, high] = figure.layout.yaxis.range;
  assert.ok(low < Math.min(...firm) && high > Math.max(...firm));
  assert.equal(figure.table.rows.length, 6);
  assert.ok(figure.readout({ x: 0 })[0] === "t = 0");
});

test("factors and shares are written for people", () => {
  const en = words("en");
  const factor = (exponent) => factorText(en, exponent);
  assert.deepEqual([Math.log10(2.5), Math.log10(37.2), Math.log10(140_321), 8.7, 6].map(factor),
    ["2.5 times", "37 times", "about 140,000 times", "about 5·10⁸ times", "about 1·10⁶ times"]);
  assert.equal(factorText(words("zh"), 5.15), "约 140,000 倍");
  const share = (value) => shareText(en, value);
  assert.deepEqual([0, 1e-9, 0.0523, 0.9234, 0.9951, 0.99999, 1, NaN].map(share),
    ["0%", "less than 0.1%", "5.2%", "92%", "99.5%", "more than 99.9%", "100%", "–"]);
});
