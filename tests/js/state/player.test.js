import assert from "node:assert/strict";
import { test } from "node:test";
import { Player, SPEEDS, momentAt, neighbourSpeed, progressOf } from "../../../static/js/state/player.js";

test("the forward pass goes up in t and a whole progress is a complete step", () => {
  assert.deepEqual(momentAt(0, 5, "forward"), { t: 0, phase: 0 });
  assert.deepEqual(momentAt(0.25, 5, "forward"), { t: 0, phase: 0.25 });
  assert.deepEqual(momentAt(1, 5, "forward"), { t: 0, phase: 1 });
  assert.deepEqual(momentAt(5, 5, "forward"), { t: 4, phase: 1 });
});

test("the backward pass goes down in t while the phase still goes up", () => {
  assert.deepEqual(momentAt(0, 5, "backward"), { t: 4, phase: 0 });
  assert.deepEqual(momentAt(1.5, 5, "backward"), { t: 3, phase: 0.5 });
  assert.deepEqual(momentAt(5, 5, "backward"), { t: 0, phase: 1 });
});

test("progress outside of the sequence is kept inside", () => {
  assert.deepEqual(momentAt(-3, 5, "forward"), { t: 0, phase: 0 });
  assert.deepEqual(momentAt(99, 5, "backward"), { t: 0, phase: 1 });
});

test("moment and progress are inverse in both passes", () => {
  for (const pass of ["forward", "backward"]) {
    for (let p = 0; p <= 7; p += 0.125) assert.equal(progressOf(momentAt(p, 7, pass), 7, pass), p);
  }
});

test("progress is a pure function of time", () => {
  let now = 1000;
  const player = new Player(() => now);
  player.setSpeed(2);
  player.play(1);
  now += 750;
  assert.equal(player.progress(), 2.5);
  assert.equal(player.progress(), 2.5);
});

test("changing the speed does not move the playhead", () => {
  let now = 0;
  const player = new Player(() => now);
  player.play(0);
  now = 1500;
  player.setSpeed(4);
  assert.equal(player.progress(), 1.5);
  now = 2000;
  assert.equal(player.progress(), 3.5);
});

test("speeds stay between the slowest and the fastest", () => {
  const player = new Player(() => 0);
  player.setSpeed(1000);
  assert.equal(player.speed, 60);
  player.setSpeed(0);
  assert.equal(player.speed, 0.25);
});

test("the bracket keys walk the usual speeds and stop at both ends", () => {
  let speed = SPEEDS[0];
  for (const next of SPEEDS.slice(1)) assert.equal((speed = neighbourSpeed(speed, 1)), next);
  assert.equal(neighbourSpeed(60, 1), 60);
  assert.equal(neighbourSpeed(0.25, -1), 0.25);
  assert.equal(neighbourSpeed(1.7, -1), 1);
  assert.equal(neighbourSpeed(1.7, 1), 2);
});
