import assert from "node:assert/strict";
import { test } from "node:test";

import { paths } from "../../../static/js/lab/sections/paths.js";
import { bandLabels, blocks, stackedBands } from "../../../static/js/lab/stacked-shares.js";
import { TRACE_NAMES, traceOf } from "../fixtures/traces.js";
import { labScene, shown, THEME, unsaid, words } from "./scenes.js";

const close = (a, b) => assert.ok(Math.abs(a - b) <= 1e-7, `${a} is not ${b}`);
const NAMES = ["paths-lstm", "paths-peephole", "paths-gru", "paths-rnn", "paths-tiny", "paths-cancelling", "paths-carousel", "paths-halving"];

/** What the server sent of a state. */
const sent = (scene, state) => scene.results.find((line) => line.analysis === "paths" && line.state === state);

test("the lane looked at is asked for", () => {
  assert.deepEqual(paths.request({ view: { layer: 1, direction: "reverse" } }, {}), [{ name: "paths", layer: 1, direction: "reverse" }]);
});

for (const name of NAMES) {
  test(`${name}: nothing is left unsaid, in either language`, () => {
    for (const lang of ["en", "zh"]) assert.deepEqual(unsaid(paths, labScene(name, { t: 2, lang })), []);
  });
}

test("the parts of every cell are named, in either language", () => {
  for (const name of TRACE_NAMES) {
    const trace = traceOf(name);
    const [lane] = trace.lanes;
    const view = { t: 1, unit: 0, layer: 0, direction: lane.direction };
    const results = lane.model.states.map((state) => {
      const parts = lane.paths.parts(state);
      const of = (value) => Array(trace.steps).fill(value);
      const shares = parts.map(() => of(1 / parts.length));
      return {
        analysis: "paths", state, parts, share: shares, log10_part: shares, log10_norm: of(0), left: of(0.4),
        mean_share: parts.map(() => 1 / parts.length), reached: trace.steps, unknown: [], most_cancelled: { t: 0, left: 0.1 },
      };
    });
    for (const lang of ["en", "zh"]) {
      const scene = { state: { scenario: trace.scenario, trace, view }, trace, lane, t: 1, theme: THEME, i18n: words(lang), results, isComplete: true, options: {} };
      assert.deepEqual(unsaid(paths, scene), [], name);
    }
  }
});

test("a gradient of 1e−460 has its shares: four parts along the line to one through h", () => {
  const scene = labScene("paths-tiny", { t: 1 });
  assert.ok(sent(scene, "c").log10_norm[0] < -460);
  assert.equal(paths.words(scene)[0], "At t = 1, ∂L/∂c came 80% along the cell-state path, 20% through h(t).");
  assert.match(paths.words(scene)[2], /most of what reaches c came along the cell-state path: 78% on average over 40 steps/);
});

test("parts that cancel are said to, and the line of what is left shows it", () => {
  const scene = labScene("paths-cancelling", { t: 2 });
  assert.ok(paths.words(scene).some((text) => /parts of ∂L\/∂c cancel most at t = 2: their sum is 25% of/.test(text)));
  const left = shown(paths, scene).byKey.c.data.at(-1);
  close(left.y[0], 0.25);
  assert.ok(!paths.words(labScene("paths-tiny")).some((text) => /cancel/.test(text)));
});

test("a GRU's gradient comes directly too, and a lower layer's from the layer above", () => {
  const scene = labScene("paths-gru", { t: 2 });
  const { figures, words } = shown(paths, scene);
  assert.deepEqual(figures.map(({ key }) => key), ["h"]);
  assert.deepEqual(figures[0].legend.map(({ name }) => name), ["layer above", "through r", "through z", "through n", "directly, through z", "norm of the sum ÷ sum of the norms"]);
  const { parts, share } = sent(scene, "h");
  const percent = (part) => `${Number((100 * share[parts.indexOf(part)][2]).toPrecision(3))}%`;
  assert.ok(words[0].startsWith(`At t = 2, ∂L/∂h came ${percent("direct")} directly, kept by z, ${percent("above")} from the layer above`), words[0]);
});

test("peepholes are a part of their own", () => {
  const scene = labScene("paths-peephole", { direction: "reverse", t: 2 });
  const { parts, share } = sent(scene, "c");
  const own = Number((100 * share[parts.indexOf("peephole")][2]).toPrecision(3));
  assert.ok(paths.words(scene)[0].includes(`${own}% through peepholes`), paths.words(scene)[0]);
});

test("a step without gradient is a gap, and its words say so", () => {
  const scene = labScene("paths-carousel", { t: 2 });
  const { byKey, words } = shown(paths, scene);
  assert.ok(words.includes("At t = 2 the gradient of h is zero: nothing arrives there."));
  const [top] = byKey.h.data;
  assert.deepEqual(top.x.filter((_, k) => top.y[k] !== null), [8.5, 9.5]);
  assert.deepEqual(byKey.h.readout({ x: 2 }), ["t = 2: ‖∂L/∂h‖ = 0"]);
  assert.equal(byKey.h.table.rows[2][1], "0");
});

test("the tooltip and the table have the numbers of the step, and a click goes there", () => {
  const scene = labScene("paths-lstm", { t: 3 });
  const { byKey } = shown(paths, scene);
  const { share: [along, through] } = sent(scene, "c");
  const percent = (share) => `${Number((100 * share).toPrecision(3))}%`;
  const said = byKey.c.readout({ x: 3.4 });
  const norm = Math.hypot(...scene.lane.gradient("c").subarray(9, 12));
  assert.equal(said[0], `t = 3: ‖∂L/∂c‖ = ${norm.toPrecision(4)}`);
  assert.ok(said.some((line) => line.startsWith(`along the cell-state path: ${percent(along[3])}`)));
  assert.deepEqual(byKey.c.table.rows[3].slice(2, 4), [percent(along[3]), percent(through[3])]);
  assert.deepEqual(byKey.c.select({ x: 3.4 }), { t: 3 });
  assert.equal(byKey.c.hasTimeAxis, true);
});

test("bands are blocks of one step, stacked to one, and each covers the one above it", () => {
  const bands = [[0.25, NaN, 0.5], [0.75, NaN, 0.5]].map((shares, k) => ({ name: `${k}`, label: `${k}`, colour: "#0068a8", shares }));
  const [upper, lower] = stackedBands(bands, THEME);
  assert.deepEqual(lower.x, [-0.5, 0.5, 0.5, 1.5, 2.5]);
  assert.deepEqual(lower.y, [0.25, 0.25, null, 0.5, 0.5]);
  assert.deepEqual(upper.y, [1, 1, null, 1, 1]);
  assert.deepEqual(blocks([NaN, NaN]).y, [null]);
  const labels = bandLabels(bands);
  assert.deepEqual(labels.map(({ x, y, text }) => [x, y, text]), [[2, 0.25, "0"], [0, 0.625, "1"]]);
});
