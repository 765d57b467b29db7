import assert from "node:assert/strict";
import { test } from "node:test";
import { Inquiry } from "../../../static/js/lab/inquiry.js";

const SECTION = { key: "map", request: ({ view }) => [{ name: "map", t: view.t }] };
const ALONE = { key: "paths", request: () => [] };
const stateOf = (name, t = 0) => ({ scenario: { name }, trace: { name }, view: { t } });

/** An analysis run whose answers the test sets by hand. */
function standIn() {
  const run = {
    version: 0, status: "idle", results: [], wishes: [], halts: 0,
    want: (scenario, analyses) => run.wishes.push([scenario.name, analyses]),
    halt: () => (run.halts += 1),
    answer: (status, ...results) => Object.assign(run, { version: run.version + 1, status, results }),
  };
  return run;
}

function asking(state = stateOf("first")) {
  const run = standIn();
  const inquiry = new Inquiry(run);
  inquiry.ask(SECTION, state, {});
  return { run, inquiry, state };
}

test("the first answer is shown as it arrives", () => {
  const { run, inquiry, state } = asking();
  run.answer("running");
  inquiry.take(SECTION);
  assert.equal(inquiry.shown, null);
  run.answer("running", 1);
  inquiry.take(SECTION);
  assert.deepEqual([inquiry.shown.results, inquiry.shown.isComplete, inquiry.isOld(state)], [[1], false, true]);
  run.answer("done", 1, 2);
  inquiry.take(SECTION);
  assert.deepEqual([inquiry.shown.results, inquiry.shown.isComplete, inquiry.isOld(state)], [[1, 2], true, false]);
});

test("the old stays, told apart as old, until the new is whole", () => {
  const { run, inquiry } = asking();
  run.answer("done", "old");
  inquiry.take(SECTION);
  const next = stateOf("second");
  assert.equal(inquiry.isOld(next), true);
  inquiry.ask(SECTION, next, {});
  run.answer("running", "part");
  inquiry.take(SECTION);
  assert.deepEqual([inquiry.shown.results, inquiry.shown.question.scenario.name], [["old"], "first"]);
  run.answer("done", "part", "rest");
  inquiry.take(SECTION);
  assert.deepEqual([inquiry.shown.results, inquiry.shown.question.scenario.name], [["part", "rest"], "second"]);
  assert.equal(inquiry.isOld(next), false);
});

test("nothing new leaves the same object, so that nothing is drawn again", () => {
  const { run, inquiry, state } = asking();
  run.answer("done", 1);
  inquiry.take(SECTION);
  const { shown } = inquiry;
  run.answer("done", 1);
  inquiry.ask(SECTION, state, {});
  inquiry.take(SECTION);
  assert.equal(inquiry.shown, shown);
});

test("a request that depends on the step is another question at another step", () => {
  const { run, inquiry, state } = asking();
  run.answer("done", 1);
  inquiry.take(SECTION);
  const later = { ...state, view: { t: 1 } };
  inquiry.ask(SECTION, later, {});
  assert.deepEqual(run.wishes.map(([, analyses]) => analyses[0].t), [0, 1]);
  assert.equal(inquiry.isOld(later), true);
});

test("a section that the trace alone fills asks nothing and halts what is under way", () => {
  const run = standIn();
  const inquiry = new Inquiry(run);
  const state = stateOf("first");
  inquiry.ask(ALONE, state, {});
  inquiry.take(ALONE);
  assert.deepEqual([run.wishes, run.halts, inquiry.isAsking], [[], 1, false]);
  assert.deepEqual([inquiry.shown.question.trace, inquiry.shown.results, inquiry.shown.isComplete], [state.trace, [], true]);
});

test("another section shows nothing of the one before", () => {
  const { run, inquiry } = asking();
  run.answer("done", 1);
  inquiry.take(SECTION);
  inquiry.take(ALONE);
  assert.equal(inquiry.shown, null);
});

test("a part that broke off is shown where there is nothing else", () => {
  const { run, inquiry, state } = asking();
  run.answer("cut", 1);
  inquiry.take(SECTION);
  assert.deepEqual([inquiry.shown.results, inquiry.shown.isComplete, inquiry.isOld(state)], [[1], false, true]);
});
