import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { CONTRACT } from "../contract.js";
import { Actions } from "../../../static/js/state/actions.js";
import { initialState } from "../../../static/js/page/boot.js";
import { formatLink, parseLink } from "../../../static/js/state/links.js";
import { Store } from "../../../static/js/state/store.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

const both = (text) => ({ en: text, zh: text });
const step = (view, rest = {}) => ({ at: "cell", title: both("T"), text: both("Text."), view: { pass: "forward", ...view }, light: null, play: null, speed: null, ...rest });
const STEPS = [
  step({ t: 1 }, { light: "f" }),
  step({ t: 2, pass: "backward", phase: 0.5 }),
  step({ t: 2 }, { play: [0, 2], speed: 2 }),
];

/** A page that shows the example "memory", whose clock and frames the test drives. */
function page({ fetchTour = async () => STEPS } = {}) {
  const time = { now: 0 };
  const frames = [];
  const scenario = memoryScenario();
  const examples = [{ name: "memory", title: both("M"), summary: both("S"), tour_steps: 3 }, { name: "other", title: both("O"), summary: both("S"), tour_steps: 0 }];
  const store = new Store(initialState({ scenario, contract: CONTRACT, examples }, {}), (callback) => queueMicrotask(callback));
  const actions = new Actions(store, {
    i18n: { setLanguage: async () => {} },
    stream: () => new Promise(() => {}),
    fetchExample: async () => scenario,
    fetchTour,
    clock: () => time.now,
    requestFrame: (callback) => frames.push(callback),
  });
  actions.adopt(linesOf(scenario), { t: 0 }, "memory");
  const frame = (milliseconds) => {
    time.now += milliseconds;
    frames.splice(0).forEach((callback) => callback());
  };
  return { store, actions, frame };
}

const viewOf = ({ state }) => state.view;

test("each step puts the page where its text is about, and leaving puts everything back", async () => {
  const { store, actions } = page();
  actions.select({ t: 2 });
  actions.setSpeed(4);
  const before = viewOf(store);
  await actions.tour.open();
  assert.equal(store.state.tour.isOpen, true);
  assert.equal(viewOf(store).t, 1);
  assert.equal(store.state.highlight.quantity, "f");
  actions.tour.next();
  assert.deepEqual([viewOf(store).t, viewOf(store).phase, viewOf(store).pass], [2, 0.5, "backward"]);
  assert.equal(store.state.highlight.quantity, null);
  actions.tour.leave();
  assert.deepEqual(viewOf(store), before);
  assert.equal(store.state.player.speed, 4);
});

test("a stretch is played whole and stops at its end", async () => {
  const { store, actions, frame } = page();
  await actions.tour.open(2);
  assert.equal(store.state.player.isPlaying, true);
  assert.deepEqual([viewOf(store).t, viewOf(store).phase], [0, 0]);
  frame(750);
  assert.deepEqual([viewOf(store).t, viewOf(store).phase], [1, 0.5]);
  frame(5000);
  assert.deepEqual([viewOf(store).t, viewOf(store).phase], [2, 1]);
  assert.equal(store.state.player.isPlaying, false);
});

test("a stretch that ends early leaves the rest to the next Play", () => {
  const { store, actions, frame } = page();
  actions.playStretch(0, 0);
  frame(3000);
  assert.deepEqual([viewOf(store).t, viewOf(store).phase, store.state.player.isPlaying], [0, 1, false]);
  actions.stepBy(1);
  actions.play();
  frame(9000);
  assert.equal(viewOf(store).t, store.state.trace.steps - 1);
});

test("a tour that was left goes on where it was left, one that was finished begins anew", async () => {
  const { store, actions } = page();
  await actions.tour.open();
  actions.tour.next();
  actions.tour.leave();
  assert.equal(store.state.tour.isOpen, false);
  await actions.tour.open();
  assert.equal(store.state.tour.index, 1);
  actions.tour.next();
  actions.tour.next();
  assert.equal(store.state.tour, null);
});

test("Back stays at the first step, and a step that a link names wrongly is the nearest", async () => {
  const { store, actions } = page();
  await actions.tour.open(98);
  assert.equal(store.state.tour.index, 2);
  for (let count = 0; count < 4; count += 1) actions.tour.back();
  assert.equal(store.state.tour.index, 0);
});

test("what the tour lights stays lit when nothing is pointed at", async () => {
  const { store, actions } = page();
  await actions.tour.open();
  actions.highlight("o");
  assert.equal(store.state.highlight.quantity, "o");
  actions.highlight(null);
  assert.equal(store.state.highlight.quantity, "f");
});

test("an edit keeps the tour, another example ends it and keeps its own place", async () => {
  const { store, actions } = page();
  await actions.tour.open();
  actions.editScenario({ ...store.state.scenario, title: "Mine" });
  assert.equal(store.state.tour.isOpen, true);
  actions.loadScenario(memoryScenario(), { t: 1 }, "other");
  assert.equal(store.state.tour, null);
});

test("there is no tour of one's own scenario, and a server out of reach is told", async () => {
  const own = page();
  own.actions.editScenario({ ...own.store.state.scenario, title: "Mine" });
  own.store.update({ run: { ...own.store.state.run, status: "done" } });
  await own.actions.tour.open();
  assert.equal(own.store.state.tour, null);
  const offline = page({ fetchTour: async () => { throw new TypeError("offline"); } });
  await offline.actions.tour.open();
  assert.equal(offline.store.state.notice.kind, "network");
});

test("a tour that a link asks for waits until its scenario is on the page", async () => {
  const { store, actions } = page();
  store.update({ run: { ...store.state.run, status: "running" } });
  const opening = actions.tour.open(1);
  assert.equal(store.state.tour, null);
  store.update({ run: { ...store.state.run, status: "done" } });
  await opening;
  assert.equal(store.state.tour.index, 1);
});

test("a link holds the step of an open tour, and of no other", () => {
  const view = { t: 0, unit: 0, layer: 0, direction: "forward", pass: "forward", depth: "unit", lang: "en", theme: "system" };
  const tour = { example: "memory", steps: STEPS, index: 2, isOpen: true };
  assert.equal(parseLink(formatLink("1.a", view, tour), []).tour, 3);
  assert.equal(parseLink(formatLink("1.a", view, { ...tour, isOpen: false }), []).tour, undefined);
  for (const bad of ["#tour=0", "#tour=x", "#tour=-1", "#tour=123"]) assert.equal(parseLink(bad, []).tour, undefined);
});

const folder = new URL("../../../app/scenarios/data/", import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  test(`the tour of ${name} names only what the guide understands`, () => {
    const { tour } = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    const known = new Set(["t", "pass", "phase", "unit", "layer", "direction", "depth", "panel", "lab", "wide"]);
    for (const { view } of tour) assert.deepEqual(Object.keys(view).filter((key) => !known.has(key)), []);
  });
}
