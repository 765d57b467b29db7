import assert from "node:assert/strict";
import { test } from "node:test";
import { fractionOf, speedAt } from "../../../static/js/transport/bar.js";
import { niceStride } from "../../../static/js/transport/ticks.js";
import { railPosition, swipedTo } from "../../../static/js/transport/timeline.js";

test("the rail goes right in the forward pass and left in the backward pass", () => {
  assert.equal(railPosition({ t: 1, phase: 0.5, pass: "forward" }, 5), 0.3);
  assert.equal(railPosition({ t: 4, phase: 1, pass: "forward" }, 5), 1);
  assert.equal(railPosition({ t: 4, phase: 0, pass: "backward" }, 5), 1);
  assert.equal(railPosition({ t: 0, phase: 1, pass: "backward" }, 5), 0);
  assert.equal(railPosition({ t: 0, phase: 1, pass: "forward" }, 0), 0);
});

test("labels stand at round steps", () => {
  assert.deepEqual([0.2, 1, 1.5, 3, 7, 23, 60].map(niceStride), [1, 1, 2, 5, 10, 50, 100]);
});

test("the speed slider is logarithmic and reads back what it set", () => {
  assert.equal(speedAt(0), 0.25);
  assert.equal(speedAt(1), 60);
  for (const speed of [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60]) assert.equal(speedAt(fractionOf(speed)), speed);
});

test("a swipe moves through steps and phases and stays inside the sequence", () => {
  assert.equal(swipedTo(1, 0, 400, 5), 1);
  assert.equal(swipedTo(1, 80, 400, 5), 1.5);
  assert.equal(swipedTo(1, -400, 400, 5), 0);
  assert.equal(swipedTo(4.5, 400, 400, 5), 5);
});
