import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTRACT } from "../contract.js";
import { Actions } from "../../../static/js/state/actions.js";
import { initialState } from "../../../static/js/page/boot.js";
import { Handles } from "../../../static/js/hands/handles.js";
import { readStep } from "../../../static/js/cell/step.js";
import { showWholeStep } from "../../../static/js/hands/gesture.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { Store } from "../../../static/js/state/store.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

/** A page without a browser; runs are answered by hand. */
function page() {
  const scenario = memoryScenario();
  const store = new Store(initialState({ scenario, contract: CONTRACT, examples: [] }, {}), () => {});
  const runs = [];
  const stream = (sent, options) => new Promise((resolve) => {
    runs.push(async () => {
      linesOf(sent).forEach(options.onLine);
      options.onChunk();
      resolve({ status: "done", errors: [] });
      await new Promise((next) => setImmediate(next));
    });
  });
  const actions = new Actions(store, { stream, i18n: new I18n("en", {}, async () => ({})), clock: () => 0, requestFrame: () => {}, fetchExample: async () => scenario });
  actions.adopt(linesOf(scenario), {}, null);
  return { store, actions, runs };
}

function gateOf({ state: { trace, scenario } }, t) {
  const lane = trace.lanes[0];
  return new Handles(readStep(trace, lane, t, 0), scenario, {}).gate("f");
}

test("one drag of a gate is one step of undo, and the run before it stays as the ghost", async () => {
  const { store, actions, runs } = page();
  const before = store.state.trace;
  const gate = gateOf(store, 2);
  actions.beginGesture();
  for (const value of [0.9, 0.7, 0.4]) actions.editScenario(gate.edit(store.state.scenario, value), { merge: "drag" });
  actions.endGesture();
  assert.deepEqual(store.state.scenario.interventions, [{ layer: 0, direction: "forward", unit: 0, target: "f", from: 2, to: 2, value: 0.4 }]);
  for (let k = 0; k < runs.length; k += 1) await runs[k]();
  assert.equal(store.state.previous, before);
  actions.undo();
  assert.deepEqual(store.state.scenario.interventions, []);
  assert.equal(store.state.history.canUndo, false);
});

test("a cleared comparison does not come back with the run that is under way", async () => {
  const { store, actions, runs } = page();
  actions.editScenario(gateOf(store, 1).edit(store.state.scenario, 0.5));
  await runs[0]();
  assert.notEqual(store.state.previous, null);
  actions.editScenario(gateOf(store, 1).edit(store.state.scenario, 0.25));
  actions.clearComparison();
  assert.equal(store.state.previous, null);
  await runs[1]();
  assert.equal(store.state.previous, null);
  actions.editScenario(gateOf(store, 1).edit(store.state.scenario, 0.75));
  await runs[2]();
  assert.notEqual(store.state.previous, null);
});

test("an edit shows a step that stands still in the middle whole", () => {
  const { store, actions } = page();
  actions.scrub(2.4);
  showWholeStep({ store, actions });
  assert.deepEqual([store.state.view.t, store.state.view.phase], [2, 1]);
  actions.scrub(4.2);
  showWholeStep({ store, actions });
  assert.deepEqual([store.state.view.t, store.state.view.phase], [4, 1]);
});
