import assert from "node:assert/strict";
import { test } from "node:test";

import { scrubPosition, scrubTo } from "../../../static/js/state/player.js";
import { railPosition } from "../../../static/js/transport/timeline.js";

test("dragging to the right completes a step forwards and undoes it backwards", () => {
  assert.equal(scrubPosition(2.5, 5, "forward"), 2.5);
  assert.equal(scrubPosition(2.75, 5, "forward"), 2.75);
  assert.equal(scrubPosition(2.75, 5, "backward"), 2.25);
});

test("beyond the ends of the axis lie its ends", () => {
  assert.equal(scrubPosition(-2.5, 5, "forward"), 0);
  assert.equal(scrubPosition(9.5, 5, "forward"), 5);
  assert.equal(scrubPosition(9.5, 5, "backward"), 4);
});

test("the playhead on the rail stands where the pointer is, in both passes", () => {
  for (const pass of ["forward", "backward"]) {
    const position = scrubPosition(1.5, 5, pass);
    assert.equal(railPosition({ t: Math.floor(position), phase: position % 1, pass }, 5), 0.3);
  }
});

/** What `scrubTo` asks for. */
function asked(along, steps, pass, stepWidth) {
  const calls = [];
  const noted = (name) => (value) => void calls.push(value === undefined ? name : [name, value]);
  scrubTo({ pause: noted("pause"), select: noted("select"), scrub: noted("scrub") }, along, steps, pass, stepWidth);
  return calls;
}

test("wide steps are scrubbed through, narrow ones are shown whole", () => {
  assert.deepEqual(asked(2.25, 5, "forward", 60), ["pause", ["scrub", 2.25]]);
  assert.deepEqual(asked(2.25, 500, "forward", 0.8), ["pause", ["select", { t: 2 }]]);
  assert.deepEqual(asked(2.25, 500, "backward", 0.8), ["pause", ["select", { t: 2 }]]);
});

test("narrow steps end with the axis, too", () => {
  assert.deepEqual(asked(-1, 500, "forward", 0.8)[1], ["select", { t: 0 }]);
  assert.deepEqual(asked(500, 500, "forward", 0.8)[1], ["select", { t: 499 }]);
});
