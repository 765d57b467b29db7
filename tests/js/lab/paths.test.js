import assert from "node:assert/strict";
import { test } from "node:test";

import { meanShares, mostCancelled, pathShares, sharesAt, stepsWithGradient } from "../../../static/js/lab/path-shares.js";
import { paths } from "../../../static/js/lab/sections/paths.js";
import { bandLabels, blocks, stackedBands } from "../../../static/js/lab/stacked-shares.js";
import { TRACE_NAMES, traceOf } from "../fixtures/traces.js";
import { labScene, shown, THEME, unsaid, words } from "./scenes.js";

const close = (a, b, message = "") => assert.ok(Math.abs(a - b) <= 1e-9, `${message} ${a} is not ${b}`);
const NAMES = ["paths-lstm", "paths-peephole", "paths-gru", "paths-rnn", "paths-tiny", "paths-cancelling", "paths-carousel", "paths-halving"];

test("the trace says it all: nothing is asked of the server", () => {
  assert.deepEqual(paths.request({ view: { layer: 0, direction: "forward" } }, {}), []);
});

for (const name of NAMES) {
  test(`${name}: the shares of a step are those of the norms that the server sent, and sum to one`, () => {
    const { trace } = labScene(name);
    for (const lane of trace.lanes) {
      for (const state of trace.cell.kind === "lstm" ? ["c", "h"] : ["h"]) {
        const found = pathShares(lane, state);
        for (const t of stepsWithGradient(found)) {
          close(found.shares.reduce((sum, shares) => sum + shares[t], 0), 1);
          assert.ok(found.left[t] > 0 && found.left[t] <= 1, `${state} at ${t}: ${found.left[t]}`);
        }
      }
    }
  });

  test(`${name}: nothing is left unsaid, in either language`, () => {
    for (const lang of ["en", "zh"]) assert.deepEqual(unsaid(paths, labScene(name, { t: 2, lang })), []);
  });
}

test("the parts of every cell are named, in either language", () => {
  for (const name of TRACE_NAMES) {
    const trace = traceOf(name);
    const view = { t: 1, unit: 0, layer: 0, direction: trace.lanes[0].direction };
    for (const lang of ["en", "zh"]) {
      const scene = { state: { scenario: trace.scenario, trace, view }, trace, lane: trace.lanes[0], t: 1, theme: THEME, i18n: words(lang), results: [], isComplete: true, options: {} };
      assert.deepEqual(unsaid(paths, scene), [], name);
    }
  }
});

test("shares are norms over the sum of norms, and what is left is the whole over it", () => {
  const scene = labScene("paths-lstm");
  const lines = scene.trace.lane(0, "forward");
  const parts = pathShares(lines, "c");
  const norm = (values) => Math.hypot(...values);
  const unitGradients = [...lines.gradient("c").subarray(0, 3)];
  const [line, through] = ["line", "h"].map((name) => 10 ** lines.paths.logs("c", name)[0]);
  close(parts.shares[0][0], line / (line + through));
  close(parts.left[0], norm(unitGradients) / (line + through));
});

test("a gradient of 1e−460 has its shares: four parts along the line to one through h", () => {
  const scene = labScene("paths-tiny", { t: 1 });
  const c = pathShares(scene.lane, "c");
  assert.ok(c.whole[0] < -460);
  for (let t = 0; t < 39; t += 1) close(sharesAt(c, t)[0].share, 0.8);
  close(meanShares(c)[0].share, (39 * 0.8) / 40);
  assert.equal(paths.words(scene)[0], "At t = 1, ∂L/∂c came 80% along the cell-state path, 20% through h(t).");
  assert.match(paths.words(scene)[2], /most of what reaches c came along the cell-state path: 78% on average over 40 steps/);
});

test("parts that cancel are said to, and the line of what is left shows it", () => {
  const scene = labScene("paths-cancelling", { t: 2 });
  const c = pathShares(scene.lane, "c");
  close(mostCancelled(c).left, (0.5 - 0.3) / (0.5 + 0.3));
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
  const largest = sharesAt(pathShares(scene.lane, "h"), 2);
  assert.equal(largest[0].name, "direct");
  assert.ok(words[0].startsWith(`At t = 2, ∂L/∂h came ${Math.round(100 * largest[0].share)}% directly, kept by z, ${Math.round(100 * largest[1].share)}% from the layer above`));
});

test("peepholes are a part of their own", () => {
  const scene = labScene("paths-peephole", { direction: "reverse", t: 2 });
  const peephole = sharesAt(pathShares(scene.lane, "c"), 2).find(({ name }) => name === "peephole");
  assert.ok(paths.words(scene)[0].includes(`${(100 * peephole.share).toFixed(1)}% through peepholes`));
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
  const c = pathShares(scene.lane, "c");
  const percent = (share) => `${Math.round(100 * share)}%`;
  const said = byKey.c.readout({ x: 3.4 });
  const norm = Math.hypot(...scene.lane.gradient("c").subarray(9, 12));
  assert.equal(said[0], `t = 3: ‖∂L/∂c‖ = ${Number(norm.toPrecision(4))}`);
  assert.ok(said.some((line) => line.startsWith(`along the cell-state path: ${percent(c.shares[0][3])}`)));
  assert.deepEqual(byKey.c.table.rows[3].slice(2, 4), [percent(c.shares[0][3]), percent(c.shares[1][3])]);
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
