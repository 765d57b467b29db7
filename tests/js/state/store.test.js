import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Store } from "../../../static/js/state/store.js";

function storeWithPasses(state) {
  const passes = [];
  const store = new Store(state, (callback) => passes.push(callback));
  return { store, runPass: () => passes.splice(0).forEach((pass) => pass()), passes };
}

test("listeners run together in one pass and learn what changed", () => {
  const { store, runPass, passes } = storeWithPasses({ view: 1, run: 1, trace: 1 });
  const calls = [];
  store.subscribe((state, changed) => calls.push([state.view, [...changed].sort()]));
  store.update({ view: 2 });
  store.update({ view: 3, trace: 2 });
  assert.equal(passes.length, 1);
  assert.deepEqual(calls, []);
  runPass();
  assert.deepEqual(calls, [[3, ["trace", "view"]]]);
});

test("a key that keeps its value did not change", () => {
  const { store, passes } = storeWithPasses({ view: 1, run: NaN });
  store.update({ view: 1, run: NaN });
  assert.equal(passes.length, 0);
});

test("state cannot be written from outside", () => {
  const { store } = storeWithPasses({ view: 1 });
  assert.throws(() => { store.state.view = 2; }, TypeError);
});

test("a listener that unsubscribed hears nothing, not even of what came before", () => {
  const { store, runPass } = storeWithPasses({ view: 1 });
  let calls = 0;
  const unsubscribe = store.subscribe(() => { calls += 1; });
  store.update({ view: 2 });
  unsubscribe();
  runPass();
  assert.equal(calls, 0);
});

test("a listener that changes the state is called again in the next pass", () => {
  const { store, runPass } = storeWithPasses({ view: 1 });
  const seen = [];
  store.subscribe((state) => {
    seen.push(state.view);
    if (state.view < 3) store.update({ view: state.view + 1 });
  });
  store.update({ view: 2 });
  runPass();
  runPass();
  assert.deepEqual(seen, [2, 3]);
});

test("one broken listener does not stop the others", () => {
  const reported = mock.fn();
  globalThis.reportError = reported;
  const { store, runPass } = storeWithPasses({ view: 1 });
  let reached = false;
  store.subscribe(() => { throw new Error("broken"); });
  store.subscribe(() => { reached = true; });
  store.update({ view: 2 });
  runPass();
  assert.equal(reached, true);
  assert.equal(reported.mock.callCount(), 1);
});
