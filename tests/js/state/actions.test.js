import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTRACT } from "../contract.js";
import { Actions } from "../../../static/js/state/actions.js";
import { initialState } from "../../../static/js/page/boot.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { Store } from "../../../static/js/state/store.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

/** A page without a browser: time, frames and the network are moved by hand. */
function page({ steps, schedule = () => {} } = {}) {
  const scenario = memoryScenario(steps ? { sequence: { values: Array.from({ length: steps }, (_, t) => [t, 0, 0]) } } : {});
  const examples = [{ name: "other", title: { en: "Other" }, summary: { en: "" }, view: { t: 1 } }];
  const store = new Store(initialState({ scenario, contract: CONTRACT, examples }, {}), schedule);
  const world = { now: 0, frames: [], runs: [], reduced: false };
  const stream = (sent, options) => new Promise((resolve) => {
    world.runs.push({ sent, options, lines: linesOf(sent, { link: `1.${world.runs.length}` }), end: (status = "done", errors = []) => resolve({ status, errors }) });
  });
  const actions = new Actions(store, {
    stream,
    i18n: new I18n("en", {}, async () => ({})),
    fetchExample: async () => memoryScenario({ title: "Other", sequence: { values: [[1, 0, 0], [2, 0, 0], [3, 0, 0]] } }),
    clock: () => world.now,
    requestFrame: (callback) => world.frames.push(callback),
    prefersReducedMotion: () => world.reduced,
  });
  actions.adopt(linesOf(scenario), {}, "first");
  return { store, actions, world, scenario };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const titled = (scenario, title) => ({ ...scenario, title });

function feed(run, lines = run.lines) {
  lines.forEach(run.options.onLine);
  run.options.onChunk();
}

async function complete(run) {
  feed(run);
  run.end();
  await settle();
}

function frame(world, milliseconds) {
  world.now += milliseconds;
  world.frames.splice(0).forEach((callback) => callback());
}

test("lines that came with the page are shown without a request", () => {
  const { store, world } = page();
  assert.equal(world.runs.length, 0);
  assert.equal(store.state.run.status, "done");
  assert.equal(store.state.run.link, "1.token");
  assert.equal(store.state.example, "first");
  assert.equal(store.state.trace.isComplete, true);
});

test("an edit runs at once, keeps the old picture until the new one is there, and leaves a ghost", async () => {
  const { store, actions, world, scenario } = page();
  const before = store.state.trace;
  actions.editScenario(titled(scenario, "a"));
  assert.equal(store.state.run.status, "running");
  assert.equal(store.state.example, null);
  assert.equal(store.state.trace, before);
  feed(world.runs[0], world.runs[0].lines.slice(0, 3));
  assert.equal(store.state.trace, before);
  await complete(world.runs[0]);
  assert.notEqual(store.state.trace, before);
  assert.equal(store.state.previous, before);
  assert.equal(store.state.run.status, "done");
  assert.equal(store.state.run.link, "1.0");
});

test("a long run is shown as soon as the step looked at has arrived, and fills in", () => {
  const { store, actions, world, scenario } = page();
  const before = store.state.trace;
  actions.select({ t: 2 });
  actions.editScenario(titled(scenario, "a"));
  world.now += 100;
  feed(world.runs[0], world.runs[0].lines.slice(0, 3));
  assert.equal(store.state.trace, before);
  feed(world.runs[0], world.runs[0].lines.slice(3, 4));
  assert.equal(store.state.trace.forwardCount, 3);
  const { traceVersion } = store.state;
  feed(world.runs[0], world.runs[0].lines.slice(4, 5));
  assert.ok(store.state.traceVersion > traceVersion);
  assert.equal(store.state.run.progress, 0.4);
});

test("a new edit aborts the run before, whose late callbacks change nothing", async () => {
  const { store, actions, world, scenario } = page();
  actions.editScenario(titled(scenario, "a"));
  actions.editScenario(titled(scenario, "b"));
  const [old, current] = world.runs;
  assert.equal(old.options.signal.aborted, true);
  await complete(current);
  const { trace } = store.state;
  feed(old);
  old.end("error", [{ loc: [], msg: "late" }]);
  await settle();
  assert.equal(store.state.trace, trace);
  assert.equal(trace.scenario.title, "b");
  assert.deepEqual(store.state.run.errors, []);
});

test("while dragging there is one run in flight and only the newest edit waits", async () => {
  const { store, actions, world, scenario } = page();
  const before = store.state.trace;
  actions.beginGesture();
  for (const title of ["a", "b", "c", "d"]) actions.editScenario(titled(scenario, title), { merge: "drag" });
  assert.deepEqual(world.runs.map((run) => run.sent.title), ["a"]);
  assert.equal(world.runs[0].options.signal.aborted, false);
  await complete(world.runs[0]);
  assert.deepEqual(world.runs.map((run) => run.sent.title), ["a", "d"]);
  await complete(world.runs[1]);
  assert.equal(store.state.scenario.title, "d");
  assert.equal(store.state.previous, before);
  actions.undo();
  assert.equal(store.state.scenario.title, scenario.title);
  assert.equal(store.state.history.canUndo, false);
});

/** A page whose last run was short, in the middle of a drag. */
async function dragging() {
  const made = page();
  made.actions.beginGesture();
  made.edit = (title) => made.actions.editScenario(titled(made.scenario, title), { merge: "drag" });
  made.sent = () => made.world.runs.map((run) => run.sent.title);
  made.edit("quick");
  made.world.now += 20;
  await complete(made.world.runs[0]);
  return made;
}

test("where runs are short the next one sets out before the one before has arrived", async () => {
  const { store, world, edit, sent } = await dragging();
  for (const title of ["a", "b", "c", "d"]) edit(title);
  assert.deepEqual(sent(), ["quick", "a", "b"]);
  await complete(world.runs[1]);
  assert.equal(store.state.trace.scenario.title, "a");
  assert.deepEqual(sent(), ["quick", "a", "b", "d"]);
  await complete(world.runs[2]);
  await complete(world.runs[3]);
  assert.equal(store.state.trace.scenario.title, "d");
  assert.equal(store.state.run.status, "done");
});

test("what arrives after a newer run is not heard any more", async () => {
  const { store, world, edit } = await dragging();
  for (const title of ["a", "b"]) edit(title);
  await complete(world.runs[2]);
  assert.equal(world.runs[1].options.signal.aborted, true);
  await complete(world.runs[1]);
  assert.equal(store.state.trace.scenario.title, "b");
  assert.equal(store.state.run.status, "done");
});

test("an older run that becomes whole while a newer one is shown already does not take its place", async () => {
  const { store, world, edit } = await dragging();
  for (const title of ["a", "b"]) edit(title);
  const [, older, newer] = world.runs;
  world.now += 100;
  feed(newer, newer.lines.slice(0, 3));
  const shown = store.state.trace;
  assert.equal(shown.scenario.title, "b");
  await complete(older);
  assert.equal(store.state.trace, shown);
  await complete(newer);
  assert.equal(store.state.trace.scenario.title, "b");
});

test("after a slow run there is one run in flight again", async () => {
  const { world, edit, sent } = await dragging();
  edit("slow");
  world.now += 400;
  await complete(world.runs[1]);
  for (const title of ["a", "b"]) edit(title);
  assert.deepEqual(sent(), ["quick", "slow", "a"]);
});

test("an older run that took long counts as slow too: the next one waits", async () => {
  const { world, edit, sent } = await dragging();
  for (const title of ["a", "b"]) edit(title);
  world.now += 400;
  await complete(world.runs[1]);
  for (const title of ["c", "d"]) edit(title);
  assert.deepEqual(sent(), ["quick", "a", "b"]);
});

test("an edit that waits for a run is given up with an undo", async () => {
  const { actions, world, scenario } = page();
  actions.beginGesture();
  for (const title of ["a", "b"]) actions.editScenario(titled(scenario, title), { merge: "drag" });
  actions.undo();
  await complete(world.runs[1]);
  assert.deepEqual(world.runs.map((run) => run.sent.title), ["a", scenario.title]);
});

test("of a large run the rest is asked for once it is whole, and of the unit that is looked at then", async () => {
  const { actions, world, scenario } = page({ schedule: queueMicrotask });
  const whole = (run) => complete({ ...run, lines: [run.lines[0], run.lines.at(-1)] });
  const cell = { ...scenario.cell, hidden_size: 256 };
  actions.editScenario({ ...scenario, cell, sequence: { values: Array.from({ length: 200 }, () => [1, 0, 0]) } });
  await whole(world.runs[0]);
  actions.select({ unit: 3 });
  actions.select({ unit: 5 });
  await settle();
  assert.deepEqual(world.runs.map(({ options }) => options.asking.lens?.unit ?? null), [null, 0]);
  await whole(world.runs[1]);
  await settle();
  assert.deepEqual(world.runs.map(({ options }) => options.asking.lens?.unit ?? null), [null, 0, 5]);
});

test("a run that fails does not hold up the one behind it", async () => {
  const { store, world, edit, sent } = await dragging();
  for (const title of ["a", "b", "c"]) edit(title);
  world.runs[1].end("error", [{ loc: [], msg: "no", type: "server" }]);
  await settle();
  assert.deepEqual(sent(), ["quick", "a", "b", "c"]);
  await complete(world.runs[3]);
  assert.equal(store.state.trace.scenario.title, "c");
  assert.deepEqual(store.state.run.errors, []);
});

test("a slow run gives way to the newest edit of a drag once its forward pass is there", () => {
  const { actions, world, scenario } = page();
  actions.editScenario(titled(scenario, "a"), { merge: "drag" });
  world.now += 300;
  actions.editScenario(titled(scenario, "b"), { merge: "drag" });
  feed(world.runs[0], world.runs[0].lines.slice(0, 3));
  assert.equal(world.runs.length, 1);
  feed(world.runs[0], world.runs[0].lines.slice(3, 6));
  assert.deepEqual(world.runs.map((run) => run.sent.title), ["a", "b"]);
  assert.equal(world.runs[0].options.signal.aborted, true);
});

test("the same key after a pause is another gesture, a held pointer is not", () => {
  const { store, actions, world, scenario } = page();
  actions.editScenario(titled(scenario, "a"), { merge: "w" });
  world.now += 2000;
  actions.editScenario(titled(scenario, "b"), { merge: "w" });
  actions.undo();
  assert.equal(store.state.scenario.title, "a");
  actions.beginGesture();
  actions.editScenario(titled(scenario, "c"), { merge: "w" });
  world.now += 5000;
  actions.editScenario(titled(scenario, "d"), { merge: "w" });
  actions.undo();
  assert.equal(store.state.scenario.title, "a");
});

test("undo and redo walk through every edit and each runs", async () => {
  const { store, actions, world, scenario } = page();
  for (const title of ["a", "b", "c"]) actions.editScenario(titled(scenario, title));
  actions.undo();
  actions.undo();
  assert.equal(store.state.scenario.title, "a");
  actions.undo();
  assert.equal(store.state.example, "first");
  assert.deepEqual(store.state.history, { canUndo: false, canRedo: true, canReset: false });
  actions.redo();
  assert.equal(world.runs.at(-1).sent.title, "a");
  actions.editScenario(titled(scenario, "z"));
  assert.equal(store.state.history.canRedo, false);
});

test("reset goes back to what was loaded in one step of undo, whatever was loaded before", async () => {
  const { store, actions, world, scenario } = page();
  actions.reset();
  assert.equal(world.runs.length, 0);
  actions.editScenario(titled(scenario, "a"));
  actions.editScenario(titled(scenario, "b"));
  assert.equal(store.state.history.canReset, true);
  actions.reset();
  assert.equal(store.state.scenario, scenario);
  assert.equal(store.state.example, "first");
  assert.deepEqual(store.state.history, { canUndo: true, canRedo: false, canReset: false });
  assert.equal(world.runs.at(-1).sent.title, scenario.title);
  actions.undo();
  assert.equal(store.state.scenario.title, "b");
  actions.loadScenario(titled(scenario, "another"));
  actions.editScenario(titled(scenario, "c"));
  actions.reset();
  assert.equal(store.state.scenario.title, "another");
  for (let k = 0; k < 3; k += 1) actions.undo();
  assert.equal(store.state.scenario.title, "b");
  actions.reset();
  assert.equal(store.state.scenario, scenario);
});

test("an edit that changes nothing is no edit", () => {
  const { store, actions, world, scenario } = page();
  actions.editScenario(structuredClone(scenario));
  assert.equal(world.runs.length, 0);
  assert.equal(store.state.history.canUndo, false);
});

test("after an error the last good trace and its link stay and the errors are told", async () => {
  const { store, actions, world, scenario } = page();
  const { trace } = store.state;
  actions.editScenario(titled(scenario, "bad"));
  const errors = [{ loc: ["cell", "hidden_size"], msg: "found 0" }];
  world.runs[0].end("error", errors);
  await settle();
  assert.equal(store.state.trace, trace);
  assert.equal(store.state.run.status, "error");
  assert.deepEqual(store.state.run.errors, errors);
  assert.equal(store.state.run.link, "1.token");
  assert.equal(store.state.scenario.title, "bad");
  actions.undo();
  await complete(world.runs[1]);
  assert.deepEqual(store.state.run.errors, []);
});

test("a stream that was cut off says so and keeps the last good trace", async () => {
  const { store, actions, world, scenario } = page();
  const { trace } = store.state;
  actions.editScenario(titled(scenario, "a"));
  feed(world.runs[0], world.runs[0].lines.slice(0, 4));
  world.runs[0].end("cut");
  await settle();
  assert.equal(store.state.run.status, "cut");
  assert.equal(store.state.trace, trace);
});

test("what the server filled in becomes the scenario, unless a newer edit has", () => {
  const { store, actions, world, scenario } = page();
  actions.editScenario(titled(scenario, "a"));
  const read = { ...store.state.scenario, notes: "filled in" };
  world.runs[0].options.onLine({ ...world.runs[0].lines[0], scenario: read });
  assert.equal(store.state.scenario, read);
  actions.editScenario(titled(scenario, "b"), { merge: "x" });
  actions.editScenario(titled(scenario, "c"), { merge: "x" });
  world.runs[1].options.onLine({ ...world.runs[1].lines[0], scenario: { ...world.runs[1].sent, notes: "filled in" } });
  assert.equal(store.state.scenario.title, "c");
});

test("an example brings its own view and is one undo step", async () => {
  const { store, actions, world } = page();
  actions.select({ t: 4 });
  await actions.loadExample("other");
  await complete(world.runs[0]);
  assert.equal(store.state.example, "other");
  assert.equal(store.state.view.t, 1);
  assert.equal(store.state.previous, null);
  actions.undo();
  assert.equal(store.state.example, "first");
});

test("an edit made while an example loads is not overwritten by it", async () => {
  const { store, actions, scenario } = page();
  const loading = actions.loadExample("other");
  actions.editScenario(titled(scenario, "mine"));
  await loading;
  assert.equal(store.state.scenario.title, "mine");
});

test("selection stays inside of the trace, also when an edit shortens it", async () => {
  const { store, actions, world, scenario } = page();
  actions.select({ t: 99, unit: 5, layer: 3, direction: "reverse" });
  const { t, unit, layer, direction } = store.state.view;
  assert.deepEqual({ t, unit, layer, direction }, { t: 4, unit: 0, layer: 0, direction: "forward" });
  actions.editScenario({ ...scenario, sequence: { values: [[1, 1, 1], [2, 2, 2]] } });
  await complete(world.runs[0]);
  assert.equal(store.state.view.t, 1);
});

test("playing shows the first step from its beginning, goes up in t and stops at the end", () => {
  const { store, actions, world } = page();
  actions.play();
  frame(world, 0);
  assert.deepEqual([store.state.view.t, store.state.view.phase], [0, 0]);
  frame(world, 2250);
  assert.deepEqual([store.state.view.t, store.state.view.phase], [2, 0.25]);
  frame(world, 10_000);
  assert.deepEqual([store.state.view.t, store.state.view.phase], [4, 1]);
  assert.equal(store.state.player.isPlaying, false);
  assert.equal(world.frames.length, 0);
  actions.play();
  frame(world, 500);
  assert.deepEqual([store.state.view.t, store.state.view.phase], [0, 0.5]);
});

test("the backward pass plays down in t", () => {
  const { store, actions, world } = page();
  actions.setPass("backward");
  actions.last();
  actions.play();
  frame(world, 1500);
  assert.deepEqual([store.state.view.t, store.state.view.phase], [3, 0.5]);
});

test("with reduced motion only whole steps are shown", () => {
  const { store, actions, world } = page();
  world.reduced = true;
  actions.play();
  frame(world, 1400);
  assert.deepEqual([store.state.view.t, store.state.view.phase], [1, 1]);
});

test("playing waits for steps that have not arrived", async () => {
  const { store, actions, world, scenario } = page({ steps: 4 });
  actions.editScenario(titled(scenario, "a"));
  world.now += 100;
  feed(world.runs[0], world.runs[0].lines.slice(0, 3));
  actions.play();
  frame(world, 1500);
  assert.equal(store.state.view.t, 1);
  frame(world, 1000);
  frame(world, 1000);
  assert.equal(store.state.view.t, 1);
  feed(world.runs[0], world.runs[0].lines.slice(3));
  world.runs[0].end();
  await settle();
  frame(world, 1000);
  assert.equal(store.state.view.t, 2);
});

test("playing goes on until the last line has come, however long its time is over", async () => {
  const { store, actions, world, scenario } = page();
  actions.editScenario(titled(scenario, "a"));
  const [run] = world.runs;
  const { lines } = run;
  world.now += 100;
  feed(run, lines.slice(0, 4));
  actions.first();
  actions.play();
  for (let k = 0; k < 12; k += 1) frame(world, 1000);
  assert.equal(store.state.player.isPlaying, true);
  assert.ok(store.state.view.t < 4);
  feed(run, lines.slice(4, 5));
  frame(world, 3000);
  assert.equal(store.state.player.isPlaying, true);
  feed(run, lines.slice(5));
  run.end();
  await settle();
  for (let k = 0; k < 12; k += 1) frame(world, 1000);
  assert.deepEqual([store.state.player.isPlaying, store.state.view.t], [false, 4]);
});

test("a step by hand pauses and shows the step complete", () => {
  const { store, actions, world } = page();
  actions.play();
  frame(world, 1300);
  actions.stepBy(1);
  assert.equal(store.state.player.isPlaying, false);
  assert.deepEqual([store.state.view.t, store.state.view.phase], [2, 1]);
  actions.first();
  assert.equal(store.state.view.t, 0);
  actions.last();
  assert.equal(store.state.view.t, 4);
});

test("pausing keeps the moment and playing goes on from it", () => {
  const { store, actions, world } = page();
  actions.play();
  frame(world, 2300);
  actions.pause();
  world.now += 60_000;
  assert.ok(Math.abs(store.state.view.phase - 0.3) < 1e-9);
  actions.play();
  frame(world, 200);
  assert.equal(store.state.view.t, 2);
  assert.ok(Math.abs(store.state.view.phase - 0.5) < 1e-9);
});

test("scrubbing goes through the phases; where two steps meet the one shown stays", () => {
  const { store, actions } = page();
  const moment = () => [store.state.view.t, store.state.view.phase];
  actions.scrub(2.5);
  assert.deepEqual(moment(), [2, 0.5]);
  actions.scrub(2);
  assert.deepEqual(moment(), [2, 0]);
  actions.scrub(1.5);
  actions.scrub(2);
  assert.deepEqual(moment(), [1, 1]);
  actions.scrub(99);
  assert.deepEqual(moment(), [4, 1]);
  actions.scrub(-1);
  assert.deepEqual(moment(), [0, 0]);
});

test("a language that cannot be fetched leaves the page as it was and says so", async () => {
  const { store, scenario } = page();
  const failing = new I18n("en", {}, async () => { throw new TypeError("offline"); });
  const actions = new Actions(store, { stream: () => new Promise(() => {}), i18n: failing, fetchExample: async () => scenario, clock: () => 0, requestFrame: () => {} });
  await actions.setLanguage("zh");
  assert.equal(store.state.view.lang, "en");
  assert.equal(store.state.notice.kind, "network");
});

test("share and help exclude each other", () => {
  const { store, actions } = page();
  actions.openShare();
  actions.openHelp();
  assert.deepEqual([store.state.shareOpen, store.state.helpOpen], [false, true]);
});
