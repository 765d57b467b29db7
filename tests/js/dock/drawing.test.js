import assert from "node:assert/strict";
import { test } from "node:test";

import { grainOf, rangeFor, snapped, stepAt, stepTicks, strokeBetween, ticks, valueAt, xOf, yOf } from "../../../static/js/dock/draw-board.js";

const FRAME = { left: 30, top: 10, width: 200, height: 100 };
const RANGE = { low: -1, high: 1 };

test("a step's place and the step at a place belong together", () => {
  for (const steps of [1, 5, 200, 5000]) {
    for (const t of [0, Math.floor(steps / 2), steps - 1]) assert.equal(stepAt(FRAME, steps, xOf(FRAME, steps, t)), t);
  }
});

test("beyond the edges the first and the last step are drawn, and the ends of the range", () => {
  assert.equal(stepAt(FRAME, 5, -100), 0);
  assert.equal(stepAt(FRAME, 5, 999), 4);
  assert.equal(valueAt(FRAME, RANGE, -50), 1);
  assert.equal(valueAt(FRAME, RANGE, 500), -1);
});

test("a height reads back as its value, free of needless digits", () => {
  for (const value of [-1, -0.37, 0, 0.5, 1]) assert.equal(valueAt(FRAME, RANGE, yOf(FRAME, RANGE, value)), value);
  assert.equal(grainOf(RANGE), 0.01);
  assert.equal(snapped(0.123456, RANGE), 0.12);
  assert.ok(Object.is(snapped(-0.001, RANGE), 0));
});

test("a quick stroke leaves out no step, whichever way it goes", () => {
  const at = (t, value) => ({ x: xOf(FRAME, 10, t), y: yOf(FRAME, RANGE, value) });
  const drawn = strokeBetween(FRAME, 10, RANGE, at(2, 0), at(6, 0.8));
  assert.deepEqual(drawn.map(({ t }) => t), [2, 3, 4, 5, 6]);
  assert.deepEqual(drawn.map(({ value }) => value), [0, 0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(strokeBetween(FRAME, 10, RANGE, at(6, 0.8), at(2, 0)).reverse(), drawn);
});

test("a press draws the step it is on, and moving up and down on it follows", () => {
  const x = xOf(FRAME, 10, 3);
  assert.deepEqual(strokeBetween(FRAME, 10, RANGE, { x, y: 10 }, { x, y: 60 }), [{ t: 3, value: 0 }]);
});

test("more steps than pixels are all drawn", () => {
  const drawn = strokeBetween(FRAME, 5000, RANGE, { x: 30, y: 10 }, { x: 230, y: 110 });
  assert.equal(drawn.length, 5000);
  assert.ok(drawn.every(({ value }, k) => k === 0 || value <= drawn[k - 1].value));
});

test("the range holds every value and has round ends", () => {
  assert.deepEqual(rangeFor([]), { low: -1, high: 1 });
  const { low, high } = rangeFor([0.3, 7.4, -2]);
  assert.ok(low <= -2 && high >= 7.4 && high < 9);
  assert.ok(rangeFor([123456]).high >= 123456);
});

test("ticks are round, inside the range and few", () => {
  assert.deepEqual(ticks({ low: -1, high: 1 }, 4), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(stepTicks(5, 7), [0, 1, 2, 3, 4]);
  assert.deepEqual(stepTicks(1, 7), [0]);
  assert.ok(stepTicks(5000, 7).length <= 8 && stepTicks(5000, 7).every(Number.isInteger));
});
