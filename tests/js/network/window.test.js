import assert from "node:assert/strict";
import { test } from "node:test";

import { scrolled, slotCount, stepsInView, windowStart } from "../../../static/js/network/layout.js";

const EXTENT = { count: 7, steps: 500 };

test("the window has the playhead in its middle and stays inside the sequence", () => {
  assert.equal(windowStart(100, EXTENT), 97);
  assert.equal(windowStart(0, EXTENT), 0);
  assert.equal(windowStart(499, EXTENT), 493);
  assert.equal(windowStart(2, { count: 5, steps: 5 }), 0);
});

test("the window glides with a playhead between two steps", () => {
  assert.equal(windowStart(100.25, EXTENT), 97.25);
});

test("every step of which a part is in view is drawn, and none that is not", () => {
  assert.deepEqual(stepsInView(97, EXTENT), [97, 103]);
  assert.deepEqual(stepsInView(97.25, EXTENT), [97, 104]);
  assert.deepEqual(stepsInView(493, EXTENT), [493, 499]);
});

test("steps in view never share a column, wherever the window is", () => {
  for (const extent of [EXTENT, { count: 1, steps: 1 }, { count: 4, steps: 5 }, { count: 3, steps: 5000 }]) {
    const slots = slotCount(extent);
    assert.ok(slots <= extent.count + 1);
    for (let focus = 0; focus < extent.steps; focus += 0.37) {
      const [first, last] = stepsInView(windowStart(focus, extent), extent);
      assert.ok(last - first < slots, `${first} to ${last} in ${slots} columns`);
    }
  }
});

test("a scroll by hand stops at both ends of the sequence", () => {
  assert.equal(scrolled(100, 0, 10, EXTENT), 10);
  assert.equal(scrolled(100, 10, -1e6, EXTENT), -97);
  assert.equal(scrolled(100, 0, 1e6, EXTENT), 396);
  assert.equal(scrolled(2, 0, 5, { count: 5, steps: 5 }), 0);
});
