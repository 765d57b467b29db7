import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { Actions } from "../../../static/js/state/actions.js";
import { actionFor } from "../../../static/js/page/keyboard.js";
import { formatLink, parseLink } from "../../../static/js/state/links.js";
import { Store } from "../../../static/js/state/store.js";
import { choicesOf, firstDepth, firstView, neighbourDepth } from "../../../static/js/state/view-state.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

const SURROUNDINGS = {
  i18n: { lang: "en", setLanguage: async () => {} },
  stream: () => new Promise(() => {}),
  fetchExample: async () => memoryScenario(),
  clock: () => 0,
  requestFrame: () => {},
};

function page() {
  const store = new Store({
    scenario: memoryScenario(), trace: null, previous: null, traceVersion: 0, view: firstView(),
    run: { status: "idle", progress: 0, errors: [], warnings: [], link: null },
    highlight: { quantity: null, index: null }, player: { isPlaying: false, speed: 1 },
    history: { canUndo: false, canRedo: false }, example: null, examples: [], notice: null,
  }, () => {});
  return { store, actions: new Actions(store, SURROUNDINGS) };
}

const press = (key) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false });

test("one unit is looked at as a unit, several first as a cell", () => {
  assert.equal(firstDepth({ hidden_size: 1 }), "unit");
  assert.equal(firstDepth({ hidden_size: 2 }), "cell");
});

test("from overview to number it is two steps down and two up again", () => {
  assert.deepEqual(choicesOf("depth").map((depth) => neighbourDepth(depth, 1)), ["cell", "unit", null]);
  assert.deepEqual(choicesOf("depth").map((depth) => neighbourDepth(depth, -1)), [null, "network", "cell"]);
});

test("a run that came with the page opens at its own depth, or at the one asked for", () => {
  const { store, actions } = page();
  actions.adopt(linesOf(memoryScenario()), {});
  assert.equal(store.state.view.depth, "unit");
  actions.adopt(linesOf(memoryScenario()), { depth: "network" });
  assert.equal(store.state.view.depth, "network");
});

test("a change of depth changes nothing else that is looked at", () => {
  const { store, actions } = page();
  actions.adopt(linesOf(memoryScenario()), { t: 3 });
  const before = store.state.view;
  actions.setDepth("network");
  assert.deepEqual(store.state.view, { ...before, depth: "network" });
  const { view } = store.state;
  actions.setDepth("network");
  assert.equal(store.state.view, view, "the same depth again is no change");
});

test("Escape goes one depth up and Enter one down, and at the ends they are left to others", () => {
  const { store, actions } = page();
  const app = { store, actions };
  const walk = (key) => {
    const action = actionFor(press(key), app);
    action?.();
    return [action !== null, store.state.view.depth];
  };
  assert.deepEqual(walk("Enter"), [false, "unit"]);
  assert.deepEqual(walk("Escape"), [true, "cell"]);
  assert.deepEqual(walk("Escape"), [true, "network"]);
  assert.deepEqual(walk("Escape"), [false, "network"]);
  assert.deepEqual(walk("Enter"), [true, "cell"]);
  assert.deepEqual(walk("Enter"), [true, "unit"]);
});

test("a link brings somebody else to the same depth", () => {
  for (const depth of choicesOf("depth")) {
    assert.equal(parseLink(formatLink("1.abc", { ...firstView(), depth }), []).view.depth, depth);
  }
  assert.equal("depth" in parseLink("#s=1.abc&depth=abyss", []).view, false);
});
