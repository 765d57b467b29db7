import assert from "node:assert/strict";
import { test } from "node:test";
import { paced } from "../../../static/js/pace.js";

/** A clock that is set by hand. */
function clock() {
  const timers = [];
  const timing = { time: 0, now: () => timing.time, later: (callback, milliseconds) => timers.push({ callback, at: timing.time + milliseconds }) };
  const advance = (to) => {
    timing.time = to;
    for (const timer of timers.splice(0)) timer.at <= to ? timer.callback() : timers.push(timer);
  };
  return { timing, advance };
}

test("the first call acts at once, of those within the interval the last one does", () => {
  const { timing, advance } = clock();
  const done = [];
  const pace = paced(100, timing);
  for (const time of [0, 20, 40, 99]) {
    advance(time);
    pace(() => done.push(time));
  }
  assert.deepEqual(done, [0]);
  advance(100);
  assert.deepEqual(done, [0, 99]);
});

test("after a pause the next call acts at once again", () => {
  const { timing, advance } = clock();
  const done = [];
  const pace = paced(100, timing);
  pace(() => done.push("a"));
  advance(150);
  pace(() => done.push("b"));
  assert.deepEqual(done, ["a", "b"]);
});

test("what is asked for while the last call acts waits for the interval", () => {
  const { timing, advance } = clock();
  const done = [];
  const pace = paced(100, timing);
  pace(() => {
    done.push("outer");
    pace(() => done.push("inner"));
  });
  assert.deepEqual(done, ["outer"]);
  advance(100);
  assert.deepEqual(done, ["outer", "inner"]);
});
