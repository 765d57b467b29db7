import assert from "node:assert/strict";
import { test } from "node:test";
import { calmed, paced } from "../../../static/js/base/pace.js";

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

test("a call after a rest acts at once, calls without one wait for the rest", () => {
  const { timing, advance } = clock();
  const done = [];
  const calm = calmed(100, 1000, timing);
  for (const time of [0, 20, 60, 90]) {
    advance(time);
    calm(() => done.push(time));
  }
  assert.deepEqual(done, [0]);
  advance(150);
  assert.deepEqual(done, [0]);
  advance(190);
  assert.deepEqual(done, [0, 90]);
  advance(400);
  calm(() => done.push(400));
  assert.deepEqual(done, [0, 90, 400]);
});

test("calls that never rest act when the longest wait is over", () => {
  const { timing, advance } = clock();
  const done = [];
  const calm = calmed(100, 500, timing);
  for (let time = 0; time <= 1100; time += 20) {
    advance(time);
    calm(() => done.push(time));
  }
  assert.deepEqual(done, [0, 480, 980]);
});
