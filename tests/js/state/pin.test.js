import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTRACT } from "../contract.js";
import { Actions } from "../../../static/js/state/actions.js";
import { initialState } from "../../../static/js/page/boot.js";
import { Store } from "../../../static/js/state/store.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

const words = { en: "T", zh: "T" };
const STEP = { at: "cell", title: words, text: words, view: { t: 0, pass: "forward" }, light: null, play: null, speed: null };

function page() {
  const scenario = memoryScenario();
  const examples = [{ name: "memory", title: words, summary: words, tour_steps: 1 }];
  const store = new Store(initialState({ scenario, contract: CONTRACT, examples }, {}), (callback) => queueMicrotask(callback));
  const actions = new Actions(store, {
    i18n: { setLanguage: async () => {} }, stream: () => new Promise(() => {}), fetchExample: async () => scenario,
    fetchTour: async () => [STEP], clock: () => 0, requestFrame: () => {},
  });
  actions.adopt(linesOf(scenario), { t: 0 }, "memory");
  return { actions, lit: () => store.state.highlight };
}

test("what a finding speaks of is lit again once the pointer has left something else", () => {
  const { actions, lit } = page();
  actions.pin({ quantity: "i", index: 0 });
  assert.deepEqual(lit(), { quantity: "i", index: 0 });
  actions.highlight("c", 2);
  assert.deepEqual(lit(), { quantity: "c", index: 2 });
  actions.highlight(null);
  assert.deepEqual(lit(), { quantity: "i", index: 0 });
  actions.pin(null);
  assert.deepEqual(lit(), { quantity: null, index: null });
});

test("it goes out with another scenario, and gives way to a tour that lights nothing", async () => {
  const { actions, lit } = page();
  actions.pin({ quantity: "f", index: null });
  await actions.tour.open();
  assert.equal(lit().quantity, null);
  actions.tour.leave();
  assert.equal(lit().quantity, "f");
  actions.loadScenario(memoryScenario());
  assert.equal(lit().quantity, null);
});
