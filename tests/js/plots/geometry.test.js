import assert from "node:assert/strict";
import { test } from "node:test";

import { clampRange, fitHeights, fullRange, isFull, pixelOf, placeAt, stepOf, tickSteps, unitAt, zoomAround } from "../../../static/js/plots/axes.js";
import { columnAt, curtainShift } from "../../../static/js/plots/overlay.js";
import { curtainSide, playheadPlace } from "../../../static/js/drawing/playhead.js";

test("every pixel of a column belongs to its step", () => {
  const range = fullRange(5);
  for (let t = 0; t < 5; t += 1) {
    for (const inside of [0.5, 30, 59.5]) assert.equal(stepOf(placeAt(60 * t + inside, 300, range), 5), t);
  }
});

test("pixels beyond the plot area belong to the outermost steps", () => {
  assert.equal(stepOf(placeAt(-50, 300, fullRange(5)), 5), 0);
  assert.equal(stepOf(placeAt(400, 300, fullRange(5)), 5), 4);
});

test("a place on the axis and its pixel are inverse, zoomed or not", () => {
  for (const range of [fullRange(64), [10.25, 31.5]]) {
    for (const place of [11, 20.75, 31]) {
      assert.ok(Math.abs(placeAt(pixelOf(place, 280, range), 280, range) - place) < 1e-9);
    }
  }
});

test("rows of units fill the height, the first on top", () => {
  assert.equal(unitAt(0, 48, 16), 0);
  assert.equal(unitAt(47.9, 48, 16), 15);
  assert.equal(unitAt(4, 48, 16), 1);
  assert.equal(unitAt(-3, 48, 16), 0);
  assert.equal(unitAt(90, 48, 16), 15);
});

test("zooming keeps the step under the pointer and stays on the axis", () => {
  const range = zoomAround(fullRange(64), 20, 2, 64);
  assert.ok(Math.abs(range[1] - range[0] - 32) < 1e-9);
  assert.ok(Math.abs(pixelOf(20, 280, range) - pixelOf(20, 280, fullRange(64))) < 1e-9);
  assert.deepEqual(zoomAround([0, 10], 5, 0.01, 64), fullRange(64));
  assert.deepEqual(clampRange([62, 70], 64), [55.5, 63.5]);
  assert.ok(isFull(clampRange([-9, 99], 64), 64));
});

test("a range never gets narrower than four steps, or than a shorter sequence", () => {
  const [from, to] = zoomAround(fullRange(64), 20, 1e6, 64);
  assert.equal(to - from, 4);
  assert.deepEqual(zoomAround(fullRange(2), 1, 100, 2), fullRange(2));
});

test("ticks are whole steps at round distances that leave room for their labels", () => {
  assert.deepEqual(tickSteps(fullRange(5), 300), [0, 1, 2, 3, 4]);
  assert.deepEqual(tickSteps(fullRange(500), 280), [0, 100, 200, 300, 400]);
  assert.deepEqual(tickSteps([10.25, 31.5], 280), [15, 20, 25, 30]);
  assert.deepEqual(tickSteps(fullRange(1), 300), [0]);
});

test("the playhead frames the column of its step", () => {
  assert.deepEqual(columnAt(3, 300, fullRange(5)), { left: 180, width: 60 });
});

test("the playhead stays visible where a column is narrower than a pixel", () => {
  const column = columnAt(500, 280, fullRange(1000));
  assert.equal(column.width, 2);
  assert.ok(Math.abs(column.left + 1 - pixelOf(500, 280, fullRange(1000))) < 1e-9);
});

test("the curtain begins where the playhead's column ends, on the side not computed yet", () => {
  const column = { left: 180, width: 60 };
  assert.equal(curtainShift("after", column, 300), 240);
  assert.equal(curtainShift("before", column, 300), 180 - 300);
});

test("values are veiled ahead of the forward pass, gradients ahead of the backward pass", () => {
  assert.equal(curtainSide("values", "forward", "forward"), "after");
  assert.equal(curtainSide("values", "forward", "reverse"), "before");
  assert.equal(curtainSide("values", "backward", "forward"), null);
  assert.equal(curtainSide("gradients", "forward", "forward"), null);
  assert.equal(curtainSide("gradients", "backward", "forward"), "before");
  assert.equal(curtainSide("gradients", "backward", "reverse"), "after");
});

test("the playhead glides in from the step before and rests where the step is complete", () => {
  const at = (phase, pass = "forward") => playheadPlace({ t: 3, phase, pass }, 8, true);
  assert.equal(at(0), 2);
  assert.equal(at(1), 3);
  assert.equal(at(0, "backward"), 4);
  let last = at(0);
  for (let phase = 0.05; phase <= 1; phase += 0.05) {
    assert.ok(at(phase) >= last);
    last = at(phase);
  }
});

test("the playhead does not glide in from beyond the sequence, nor where motion is unwanted", () => {
  assert.equal(playheadPlace({ t: 0, phase: 0, pass: "forward" }, 8, true), 0);
  assert.equal(playheadPlace({ t: 7, phase: 0, pass: "backward" }, 8, true), 7);
  assert.equal(playheadPlace({ t: 3, phase: 0, pass: "forward" }, 8, false), 3);
});

test("heat maps and gradient norms of an LSTM fit a small laptop", () => {
  for (const available of [440, 480, 520]) {
    const { heat, lines: [first] } = fitHeights(available, 6, 2);
    assert.ok(heat >= 24 && first >= 116);
    assert.ok(6 * (heat + 4) + 15 + 26 + first <= available);
  }
});

test("where there is room, all rows of lines fit", () => {
  for (const count of [1, 2, 3]) {
    const available = 418 + 140 * count;
    const { heat, lines } = fitHeights(available, 6, count);
    assert.equal(lines.length, count);
    assert.ok(6 * (heat + 4) + 15 + count * 26 + lines.reduce((sum, height) => sum + height, 0) <= available);
  }
});

test("where the page scrolls, heights do not depend on it", () => {
  assert.deepEqual(fitHeights(null, 6, 2), fitHeights(null, 1, 2));
  assert.deepEqual(fitHeights(null, 6, 2).lines, [190, 160]);
});
