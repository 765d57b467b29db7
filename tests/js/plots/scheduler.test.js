import assert from "node:assert/strict";
import { test } from "node:test";

import { Redraws } from "../../../static/js/plots/scheduler.js";

/** Frames by hand; drawing a key takes as many milliseconds as `costs` says. */
function setUp(costs = {}) {
  const drawn = [];
  const frames = [];
  let now = 0;
  const timing = {
    requestFrame: (callback) => frames.push(callback),
    cancelFrame: () => frames.splice(0),
    now: () => now,
  };
  const draw = (key) => {
    drawn.push(key);
    now += costs[key] ?? 1;
  };
  const redraws = new Redraws(draw, timing);
  const runFrame = () => frames.shift()?.();
  return { redraws, drawn, frames, runFrame };
}

test("cheap plots share one frame", () => {
  const { redraws, drawn, runFrame } = setUp();
  redraws.request(["a", "b", "c"]);
  runFrame();
  assert.deepEqual(drawn, ["a", "b", "c"]);
  assert.ok(redraws.isIdle);
});

test("a plot that spends the budget is alone in its frame", () => {
  const { redraws, drawn, runFrame } = setUp({ a: 12 });
  redraws.request(["a", "b"]);
  runFrame();
  assert.deepEqual(drawn, ["a"]);
  runFrame();
  assert.deepEqual(drawn, ["a", "b"]);
});

test("plots asked for again and again neither pile up nor starve another", () => {
  const { redraws, drawn, frames, runFrame } = setUp({ a: 12, b: 12, c: 12 });
  redraws.request(["a", "b", "c"]);
  for (let k = 0; k < 6; k += 1) {
    redraws.request(["a", "b", "c"]);
    runFrame();
    assert.ok(frames.length <= 1);
  }
  assert.deepEqual(drawn, ["a", "b", "c", "a", "b", "c"]);
});

test("while an animation runs, a slow plot is followed by free frames", () => {
  const { redraws, drawn, runFrame } = setUp({ a: 40, b: 40 });
  redraws.isGentle = true;
  redraws.request(["a", "b"]);
  for (let k = 0; k < 4; k += 1) runFrame();
  assert.deepEqual(drawn, ["a"]);
  runFrame();
  assert.deepEqual(drawn, ["a", "b"]);
});

test("what is forgotten or stopped is not drawn", () => {
  const { redraws, drawn, frames, runFrame } = setUp();
  redraws.request(["a", "b"]);
  redraws.forget("a");
  runFrame();
  redraws.request(["c"]);
  redraws.stop();
  runFrame();
  assert.deepEqual(drawn, ["b"]);
  assert.equal(frames.length, 0);
});
