import assert from "node:assert/strict";
import { test } from "node:test";

import { Turns } from "../../../static/js/base/pace.js";

/** A clock and frames moved by hand. */
function byHand() {
  const hand = { time: 0, frames: [] };
  const timing = { now: () => hand.time, nextFrame: (callback) => hand.frames.push(callback) };
  const frame = () => hand.frames.splice(0).forEach((callback) => callback());
  return { hand, timing, frame };
}

/** Asks for new values of some texts, as one frame does. */
function write(turns, texts, shown, value) {
  turns.begin();
  texts.forEach((text) => turns.ask(text, () => void (shown[text.name] = value)));
}

/** Texts that were written once and change again in the next frame. @param {number} share */
function inMotion(share, texts = TEXTS) {
  const { hand, timing, frame } = byHand();
  const turns = new Turns(share, timing);
  const shown = {};
  const ask = (value) => write(turns, texts, shown, value);
  ask(0);
  hand.time = 16;
  return { hand, frame, turns, shown, ask };
}

const TEXTS = ["a", "b", "c", "d"].map((name) => ({ name }));

test("a change that comes alone is seen at once, all of it", () => {
  const { hand, timing } = byHand();
  const turns = new Turns(1, timing);
  const shown = {};
  write(turns, TEXTS, shown, 1);
  hand.time = 500;
  write(turns, TEXTS, shown, 2);
  assert.deepEqual(shown, { a: 2, b: 2, c: 2, d: 2 });
  assert.equal(hand.frames.length, 0);
});

test("of changes in every frame each text has its turn, and the last values stay", () => {
  const { hand, frame, shown, ask } = inMotion(2);
  for (let k = 1; k <= 4; k += 1) {
    frame();
    ask(k);
    hand.time += 16;
  }
  assert.deepEqual(shown, { a: 3, b: 3, c: 2, d: 2 });
  frame();
  assert.deepEqual(shown, { a: 3, b: 3, c: 4, d: 4 });
  frame();
  assert.deepEqual(shown, { a: 4, b: 4, c: 4, d: 4 });
  assert.equal(hand.frames.length, 0);
});

test("a change never overtakes an older one of the same text", () => {
  const { hand, frame, shown, ask } = inMotion(1);
  ask(1);
  hand.time = 400;  // no frame came in between
  ask(2);
  assert.deepEqual(shown, { a: 0, b: 0, c: 0, d: 0 });
  for (let k = 0; k < TEXTS.length; k += 1) frame();
  assert.deepEqual(shown, { a: 2, b: 2, c: 2, d: 2 });
});

test("after a slow frame as many have their turn as in the frames it took", () => {
  const { hand, frame, shown, ask } = inMotion(1);
  ask(1);
  hand.time = 49;
  frame();
  assert.deepEqual(shown, { a: 1, b: 1, c: 0, d: 0 });
});

test("what jumps the queue is not undone by what waited before it", () => {
  const [text] = TEXTS;
  const { frame, turns, shown, ask } = inMotion(1, [text]);
  ask(1);
  turns.jump(text, () => void (shown.a = 2));
  frame();
  assert.deepEqual(shown, { a: 2 });
});
