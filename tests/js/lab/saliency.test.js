import assert from "node:assert/strict";
import { test } from "node:test";
import { saliency } from "../../../static/js/lab/sections/saliency.js";
import { labScene, THEME, shown, unsaid, words } from "./scenes.js";

/** What the server sent for an LSTM of 2 inputs and 3 units over (1, 0), (0, 1), (0.5, −1), (0.25, 2). */
const SENT = {
  type: "result", analysis: "saliency", index: 0,
  log10_norm: [-2.59945, -1.63925, -2.06171, -1.01557],
  gradient_times_input: [[-0.000342536, -0], [0, -0.00891899], [-0.0024227, -0.00719619], [0.0234615, 0.0447638]],
  share: [0.01937, 0.1768, 0.06682, 0.7433],
  largest: { steps: [3], share: 0.7433 },
  fewest: { count: 2, share: 0.9 },
  largest_product: { t: 3, channel: 1, value: 0.0447638 },
};

function sceneOf(result, { lang = "en", sequence = { values: [] } } = {}) {
  return { state: { scenario: { sequence } }, theme: THEME, i18n: words(lang), results: [result], isComplete: true, options: {} };
}

const made = (changes) => ({ ...SENT, ...changes });

test("words name the step that matters most, its share, and the largest product with its sign", () => {
  const [first, second, third] = saliency.words(sceneOf(SENT));
  assert.equal(first, "The input at t = 3 matters most: its ‖∂L/∂x(t)‖ = 0.09648 is 74.3% of the sum over all steps.");
  assert.equal(second, "2 of 4 steps together account for 90% of the sum.");
  assert.equal(third, "The largest gradient × input is 0.04476, at t = 3 in channel 1: to first order, that input raises the loss by that much.");
});

test("the largest product may be below zero", () => {
  const fewest = { count: 1, share: 0.9 };
  const sentences = saliency.words(sceneOf(made({ fewest, largest_product: { t: 0, channel: 1, value: -0.5 } })));
  assert.match(sentences[1], /^That step alone accounts for 90% or more/);
  assert.match(sentences[2], /is −0\.5, at t = 0 in channel 1.* lowers the loss/);
});

test("equal steps are named together, many of them counted", () => {
  const tied = (steps, share) => saliency.words(sceneOf(made({ largest: { steps, share }, fewest: { count: 4, share: 0.9 } })));
  assert.match(tied([0, 2], 0.5)[0], /^The inputs at t = 0, 2 matter most, equally: each has 50% /);
  assert.match(tied([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.1)[0], /10 steps tie for first place, each with 10% /);
  assert.match(tied([0], 0.25)[1], /all 4 steps/);
});

test("a loss that depends on no input says so", () => {
  const nothing = made({ largest: null, fewest: null, largest_product: null });
  assert.deepEqual(saliency.words(sceneOf(nothing)), ["The loss does not depend on any step of the input: every ∂L/∂x(t) is zero."]);
});

test("what the server sends of a run is what the words name", () => {
  const scene = labScene("saliency-lstm");
  const [found] = scene.results;
  const [first] = saliency.words(scene);
  assert.ok(first.includes(`t = ${found.largest.steps[0]} matters most`) && first.includes(`${Number((100 * found.largest.share).toPrecision(3))}% of`), first);
  assert.deepEqual(unsaid(saliency, scene), []);
});

test("figures draw the exponents over time and a signed heat map of channels over time", () => {
  const { byKey } = shown(saliency, sceneOf(SENT));
  const [line] = byKey.norm.data;
  assert.deepEqual([line.x, line.y], [[0, 1, 2, 3], SENT.log10_norm]);
  assert.ok(byKey.norm.hasTimeAxis && byKey.product.hasTimeAxis);
  const [heat] = byKey.product.data;
  assert.deepEqual(heat.z, [[-0.000342536, 0, -0.0024227, 0.0234615], [-0, -0.00891899, -0.00719619, 0.0447638]]);
  assert.deepEqual([heat.zmin, heat.zmax], [-0.05, 0.05]);
  assert.ok(byKey.product.layout.yaxis.range[0] > byKey.product.layout.yaxis.range[1], "channel 0 is on top");
});

test("each step may have a scale of its own, so that small ones keep their colours", () => {
  const scene = { ...sceneOf(SENT), options: { scale: "each" } };
  const [heat] = shown(saliency, scene).byKey.product.data;
  assert.deepEqual(heat.z.map((row) => row.map((value) => Number(value.toFixed(3)))), [[-1, 0, -0.337, 0.524], [0, -1, -1, 1]]);
  assert.deepEqual([heat.zmin, heat.zmax], [-1, 1]);
  assert.deepEqual(shown(saliency, scene).byKey.product.table, shown(saliency, sceneOf(SENT)).byKey.product.table);
  assert.deepEqual(saliency.controls(scene)[0].choices.map(({ value }) => value), ["all", "each"]);
});

test("readouts and tables give the numbers under the pointer", () => {
  const { byKey } = shown(saliency, sceneOf(SENT));
  assert.deepEqual(byKey.norm.readout({ x: 2.8, y: 0 }), ["t = 3: ‖∂L/∂x(t)‖ = 0.09648", "74.3% of the sum over all steps"]);
  assert.deepEqual(byKey.product.readout({ x: 1.2, y: 0.9 }), ["t = 1, channel 1: gradient × input = −0.008919"]);
  assert.deepEqual(byKey.norm.table.rows[3], ["3", "0.09648", "74.3%"]);
  assert.deepEqual(byKey.product.table.rows[1], ["1", "0", "−0.008919"]);
});

test("channels of a text have their characters as names", () => {
  const scene = sceneOf(SENT, { sequence: { text: "abab", alphabet: "ab" } });
  const { byKey } = shown(saliency, scene);
  assert.deepEqual(byKey.product.layout.yaxis.ticktext, ["a", "b"]);
  assert.match(byKey.product.readout({ x: 0, y: 1 })[0], /channel b/);
});

for (const lang of ["en", "zh"]) {
  test(`every text is said in ${lang}`, () => assert.deepEqual(unsaid(saliency, sceneOf(SENT, { lang })), []));
}
