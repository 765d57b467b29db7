import assert from "node:assert/strict";
import { test } from "node:test";

import { ranksShown } from "../../../static/js/lab/sections/jacobian-figures.js";
import { jacobians } from "../../../static/js/lab/sections/jacobians.js";
import { labScene, shown, unsaid } from "./scenes.js";

const log2 = Math.log10(2);
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
const STATES = { lstm: ["h", "c"], gru: ["h"] };
const state = (kind, hiddenSize, steps, t) => ({
  scenario: { cell: { kind, hidden_size: hiddenSize } }, trace: { steps, lane: () => ({ model: { states: STATES[kind] }, width: () => hiddenSize }) }, view: { layer: 1, direction: "reverse", t },
});

test("eigenvalues are asked for on their own, so that a move of the playhead computes nothing else again", () => {
  const [here, there] = [4, 7].map((t) => jacobians.request(state("gru", 16, 20, t), {}));
  assert.deepEqual(here.slice(0, 2), there.slice(0, 2));
  assert.deepEqual(here[2], { name: "eigenvalues", layer: 1, direction: "reverse", t: 4 });
  assert.deepEqual(there[2].t, 7);
});

test("all exponents of a small state are asked for, the first eight of a large one", () => {
  assert.equal(jacobians.request(state("lstm", 16, 20, 0), {})[1].count, null);
  assert.equal(jacobians.request(state("lstm", 17, 20, 0), {})[1].count, 8);
});

test("radii are exact wherever that takes no more than a second or two", () => {
  assert.equal(jacobians.request(state("lstm", 64, 200, 0), {})[0].exact_radius, true);
  assert.equal(jacobians.request(state("lstm", 128, 1000, 0), {})[0].exact_radius, false);
});

test("one unit that halves at every step", () => {
  const { byKey, words } = shown(jacobians, labScene("jacobians-halving"));
  const spectral = byKey.norms.data.find((line) => line.name.startsWith("spectral"));
  assert.deepEqual(spectral.x, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  spectral.y.forEach((value, k) => close(value, -(k + 1) * log2));
  assert.match(words[0], /From t = 0 on a perturbation of h shrinks by half at each step: .* over 9 steps is −0\.6931 nats/);
  assert.match(words[1], /at most 0\.001953 is left at t = 9/);
  assert.match(words.at(-1), /At t = 3 the only eigenvalue has modulus 0\.5/);
});

test("the factor a step of the product stands beside the radius of the single step", () => {
  const { byKey } = shown(jacobians, labScene("jacobians-halving"));
  const [running, radius] = byKey.radius.data;
  assert.equal(running.y[0], null);
  running.y.slice(1).forEach((value) => close(value, 0.5));
  radius.y.forEach((value) => close(value, 0.5));
  assert.equal(byKey.radius.layout.shapes[0].y0, 1);
});

test("a direction that is lost has no bar but a mark, and a neutral one neither grows nor shrinks", () => {
  const { byKey, words } = shown(jacobians, labScene("jacobians-carousel"));
  const [bars, lost] = byKey.exponents.data;
  // c of unit 0 stays, c of unit 1 halves; what is in h alone is lost at the next step.
  close(bars.y[0], 0);
  close(bars.y[1], -Math.LN2);
  assert.deepEqual(bars.y.slice(2), [null, null]);
  assert.deepEqual(lost.x, [3, 4]);
  assert.match(words[0], /\(h, c\) neither shrinks nor grows/);
  assert.match(words[1], /perturbation of h at t = 0 nothing is left/);
  const table = byKey.exponents.table.rows;
  assert.deepEqual(table[1].slice(1), ["−0.6931", "shrinks by half at each step"]);
  assert.deepEqual(table[3].slice(1), ["−∞", "lost"]);
});

test("the whole state can be chosen instead of h", () => {
  const scene = labScene("jacobians-carousel", { options: { state: "hc" } });
  assert.deepEqual(jacobians.controls(scene)[0].choices.map(({ value }) => value), ["h", "hc"]);
  assert.deepEqual(jacobians.controls(labScene("jacobians-halving")), []);
  const spectral = shown(jacobians, scene).byKey.norms.data.find((line) => line.name.startsWith("spectral"));
  // A perturbation of c(0) is still in c(9), and tanh of it half open in h(9): at least 1.
  assert.ok(spectral.y.every((value) => value >= 0));
});

test("eigenvalues are drawn in the plane with the unit circle, and outside of it as diamonds", () => {
  const outside = (lines) => lines.map((line) => line.analysis === "eigenvalues" ? { ...line, real: [0.9, 0.9], imaginary: [0.9, -0.9], modulus: [1.2728, 1.2728], radius: 1.2728, outside: 2, pairs: 1 } : line);
  const { byKey, words } = shown(jacobians, labScene("jacobians-lstm", { change: outside }));
  const { data: [points], layout, isSquare, readout } = byKey.eigenvalues;
  assert.equal(isSquare, true);
  assert.deepEqual(points.marker.symbol, ["diamond", "diamond"]);
  const [{ type, x0, x1, y0, y1 }] = layout.shapes;
  assert.deepEqual([type, x0, x1, y0, y1], ["circle", -1, 1, -1, 1]);
  assert.deepEqual(readout({ x: 1, y: -1 }), ["λ = 0.9000 − 0.9000i", "|λ| = 1.273"]);
  assert.match(words.at(-2), /largest eigenvalue has modulus 1\.273; 2 of 2 lie outside/);
  assert.match(words.at(-1), /complex pairs.*: 1\./);
});

test("a radius that is approximate says so, an exact one does not", () => {
  const approximate = (lines) => lines.map((line) => line.part === "radius" ? { ...line, residual: line.residual.map(() => 0.002), largest_residual: 0.002 } : line);
  assert.match(shown(jacobians, labScene("jacobians-lstm", { change: approximate })).byKey.radius.reading, /approximate .*0\.002/);
  assert.doesNotMatch(shown(jacobians, labScene("jacobians-lstm")).byKey.radius.reading, /approximate/);
});

test("radii far apart are drawn on a logarithmic axis", () => {
  const far = (lines) => lines.map((line) => line.part === "radius" ? { ...line, radius: line.radius.map((_, t) => t === 3 ? 1000 : 0.1), median: 0.1 } : line);
  const { byKey } = shown(jacobians, labScene("jacobians-lstm", { change: far }));
  const radius = byKey.radius.data.at(-1);
  close(radius.y[3], 3);
  close(radius.y[4], -1);
  assert.equal(byKey.radius.layout.shapes[0].y0, 0);
});

test("radii whose product is far from the truth are said to mislead", () => {
  const wrong = (lines) => lines.map((line) => line.part === "radius" ? { ...line, log10_product: 9 * Math.log10(1.5) } : line);
  const { words } = shown(jacobians, labScene("jacobians-halving", { change: wrong }));
  // 1.5⁹ = 38.4 beside 2⁻⁹ = 0.00195
  assert.ok(words.some((sentence) => /radii would give 38\.44; the true value is 0\.001953/.test(sentence)), words.join("\n"));
  const right = shown(jacobians, labScene("jacobians-halving")).words;
  assert.ok(!right.some((sentence) => sentence.includes("would give")));
});

test("steps followed in reverse stand at their own place of the sequence", () => {
  const reversed = (lines) => lines.map((line) => ({ ...line, direction: "reverse", ...(line.steps ? { t: 9 } : {}) }));
  const { byKey } = shown(jacobians, labScene("jacobians-halving", { change: reversed }));
  assert.deepEqual(byKey.norms.data.at(-1).x.slice(0, 3), [8, 7, 6]);
  assert.deepEqual(byKey.norms.readout({ x: 6 })[0], "t = 6, k = 3 steps later");
});

test("of many ranks the ends are drawn, and some evenly between them", () => {
  assert.deepEqual(ranksShown(3, 24), [0, 1, 2]);
  assert.deepEqual(ranksShown(101, 3), [0, 50, 100]);
});

test("a sequence of one step has no products to show", () => {
  const single = (lines) => lines.filter((line) => line.analysis !== "eigenvalues").map((line) => ({
    ...line, ...(line.steps === undefined ? {} : { steps: 0 }), ...(line.largest ? { largest: [], factor: [] } : {}),
    ...(line.part === "products" ? { spectral: { h: [] }, frobenius: { h: [] }, lags: [], singular: { h: [] } } : {}),
  }));
  const { figures } = shown(jacobians, labScene("jacobians-halving", { change: single }));
  assert.deepEqual(figures.map(({ key }) => key), ["radius"]);
});

for (const lang of ["en", "zh"]) {
  for (const name of ["jacobians-halving", "jacobians-lstm", "jacobians-carousel"]) {
    test(`${name}, ${lang}: every text is in the catalogue`, () => {
      assert.deepEqual(unsaid(jacobians, labScene(name, { lang })), []);
    });
  }
}
