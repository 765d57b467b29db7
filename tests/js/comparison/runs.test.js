import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { addVariants, removeVariant, renameVariant, swapWithMain, variantsOf } from "../../../static/js/scenario/comparison.js";
import { ComparedRuns } from "../../../static/js/comparison/compared-runs.js";
import { besideComparison, fetchToken } from "../../../static/js/comparison/stream.js";
import { variantOfPresent } from "../../../static/js/comparison/making.js";
import { setCell, setWeights } from "../../../static/js/scenario/edits.js";
import { Store } from "../../../static/js/state/store.js";
import { run, scenario } from "../scenario/scenarios.js";
import { cellOf } from "../fixtures/cells.js";

const GRU = { title: "G", cell: { kind: "gru" }, weights: { init: "pytorch", seed: 7 } };
const RNN = { title: "R", cell: { kind: "rnn" }, weights: { init: "pytorch", seed: 7 } };
const settle = () => new Promise((resolve) => void setImmediate(resolve));

/** A page with a store that tells at once, timers by hand, and a server that answers by hand. */
function page(document, { isWanted = () => true } = {}) {
  const store = new Store(
    { scenario: document, trace: run(document), compared: [], run: { status: "done", errors: [] }, view: {} },
    (callback) => callback(),
  );
  const requests = [];
  const timers = new Set();
  const stream = (asked, { signal, onLine }) => new Promise((resolve) => {
    const answer = (status = "done", errors = []) => {
      if (status === "done") onLine({ type: "start", scenario: asked, cell: cellOf(asked.cell), steps: 1, parameters: 0 });
      if (status === "done") onLine({ type: "end", seconds: 0 });
      resolve({ status, errors });
      return settle();
    };
    signal.addEventListener("abort", () => resolve({ status: "aborted", errors: [] }));
    requests.push({ asked, signal, answer });
  });
  const later = (callback) => {
    timers.add(callback);
    return callback;
  };
  const runs = new ComparedRuns(store, { stream, isWanted, later, forget: (timer) => timers.delete(timer) });
  const elapse = () => {
    const due = [...timers];
    timers.clear();
    due.forEach((callback) => callback());
  };
  /** An edit as the page makes it: the run of the scenario is under way, then done. */
  const edit = (next) => {
    store.update({ scenario: next, run: { status: "running", errors: [] } });
    store.update({ trace: run(next), run: { status: "done", errors: [] } });
    elapse();
  };
  const shown = () => store.state.compared.map(({ title, status, trace }) => [title, status, trace?.cell.kind ?? null]);
  return { store, requests, runs, elapse, edit, shown };
}

test("variants run one after the other, each as a scenario of its own", async () => {
  const { requests, elapse, shown, store } = page(addVariants(scenario(), [GRU, RNN]));
  assert.deepEqual(requests, [], "nothing before the values hold still");
  elapse();
  assert.deepEqual(requests.map(({ asked }) => [asked.cell.kind, asked.comparison]), [["gru", []]]);
  assert.deepEqual(shown(), [["G", "running", null], ["R", "waiting", null]]);
  await requests[0].answer();
  assert.deepEqual(shown(), [["G", "done", "gru"], ["R", "running", null]]);
  await requests[1].answer();
  assert.deepEqual(shown(), [["G", "done", "gru"], ["R", "done", "rnn"]]);
  assert.deepEqual(store.state.compared.map((one) => one.scenario), variantsOf(store.state.scenario));
});

test("nothing runs while the scenario's own run is under way, or nobody looks", async () => {
  const idle = page(addVariants(scenario(), [GRU]), { isWanted: () => false });
  idle.elapse();
  assert.deepEqual(idle.requests, []);
  const busy = page(scenario());
  busy.store.update({ scenario: addVariants(scenario(), [GRU]), run: { status: "running", errors: [] } });
  busy.elapse();
  assert.deepEqual(busy.requests, []);
  assert.deepEqual(busy.shown(), [["G", "waiting", null]]);
});

test("looking at it later starts what was not run", async () => {
  const here = page(addVariants(scenario(), [GRU]), { isWanted: ({ view }) => view.lab === "compare" });
  here.store.update({ view: { lab: "compare" } });
  here.store.update({ run: { status: "done", errors: [] } });
  here.elapse();
  assert.equal(here.requests.length, 1);
  here.store.update({ view: { lab: "paths" } });
  here.store.update({ run: { status: "done", errors: [] } });
  assert.ok(here.requests[0].signal.aborted);
});

test("an edit of what a variant inherits aborts its run and begins another", async () => {
  const document = addVariants(scenario(), [GRU]);
  const { requests, elapse, edit, shown } = page(document);
  elapse();
  edit({ ...document, sequence: { values: [[9]] } });
  assert.ok(requests[0].signal.aborted);
  assert.deepEqual(requests[1].asked.sequence, { values: [[9]] });
  await requests[1].answer();
  assert.deepEqual(shown(), [["G", "done", "gru"]]);
});

test("an edit of the scenario's own weights runs no variant again", async () => {
  const document = addVariants(scenario(), [GRU]);
  const { requests, elapse, edit, shown } = page(document);
  elapse();
  await requests[0].answer();
  edit(setWeights(document, [{ name: "bias_ih_l0", row: 0, column: null, value: 2 }]));
  assert.equal(requests.length, 1);
  assert.deepEqual(shown(), [["G", "done", "gru"]]);
});

test("undo, renaming and removing find what was run", async () => {
  const two = addVariants(scenario(), [GRU, RNN]);
  const { requests, elapse, edit, shown } = page(two);
  elapse();
  await requests[0].answer();
  await requests[1].answer();
  edit(renameVariant(two, 1, "other"));
  edit(removeVariant(two, 0));
  assert.deepEqual(shown(), [["R", "done", "rnn"]]);
  edit(two);
  assert.equal(requests.length, 2);
  assert.deepEqual(shown(), [["G", "done", "gru"], ["R", "done", "rnn"]]);
});

test("what was kept, and what was swapped, is the run that was there already", async () => {
  const one = scenario();
  const { requests, edit, shown } = page(one);
  edit(addVariants(one, [variantOfPresent(one, "Before")]));
  assert.deepEqual(shown(), [["Before", "done", "lstm"]]);
  const two = addVariants(one, [GRU]);
  edit(two);
  await requests[0].answer();
  edit(swapWithMain(two, 0, "Old"));
  assert.deepEqual(shown(), [["Old", "done", "lstm"]]);
  assert.equal(requests.length, 1);
});

test("long runs that are not shown are forgotten, those that are shown never", async () => {
  const long = scenario({ sequence: { values: Array.from({ length: 5000 }, () => [1]) }, cell: { hidden_size: 100 } });
  const { requests, edit, shown, elapse } = page(addVariants(long, [GRU]));
  elapse();
  await requests[0].answer();
  edit(addVariants(long, [RNN]));
  await requests[1].answer();
  edit(addVariants(long, [variantOfPresent(long, "Before")]));
  assert.deepEqual(shown(), [["Before", "done", "lstm"]]);
  const other = { ...long, h0: [Array(100).fill(1)] };
  edit(addVariants(other, [variantOfPresent(long, "Before")]));
  assert.deepEqual(shown(), [["Before", "done", "lstm"]], "shown, so kept beside a run as long");
  edit(addVariants(other, []));
  edit(addVariants({ ...long, h0: [Array(100).fill(2)] }, [variantOfPresent(long, "Before")]));
  assert.equal(requests.length, 3, "not shown for a while, so run again");
});

test("the last run in its place stays while the next one is awaited", async () => {
  const document = addVariants(scenario(), [GRU]);
  const { requests, elapse, edit, shown } = page(document);
  elapse();
  await requests[0].answer();
  edit(setCell(document, { hidden_size: 2 }));
  assert.deepEqual(shown(), [["G", "running", "gru"]]);
});

test("a variant that does not fit shows the server's words, and the next one still runs", async () => {
  const { store, requests, elapse } = page(addVariants(scenario(), [GRU, RNN]));
  elapse();
  const errors = [{ loc: ["weights", "tensors"], msg: "must have shape", type: "scenario" }];
  await requests[0].answer("error", errors);
  await requests[1].answer();
  assert.deepEqual(store.state.compared.map(({ status }) => status), ["error", "done"]);
  assert.equal(store.state.compared[0].errors, errors);
  assert.ok(!ComparedRuns.canRetry(store.state.compared[0]));
});

test("a trouble that may pass is asked about again on wish", async () => {
  const { store, requests, elapse, runs, shown } = page(addVariants(scenario(), [GRU]));
  elapse();
  await requests[0].answer("error", [{ loc: [], msg: "", type: "network" }]);
  assert.ok(ComparedRuns.canRetry(store.state.compared[0]));
  runs.retry();
  elapse();
  await requests[1].answer();
  assert.deepEqual(shown(), [["G", "done", "gru"]]);
});

test("cells that are too large together are not run", () => {
  const document = addVariants(scenario(), [GRU]);
  const { store, requests, elapse } = page(document);
  const errors = [{ loc: ["comparison"], msg: "the 2 cells compared", type: "scenario" }];
  store.update({ run: { status: "done", errors } });
  elapse();
  assert.deepEqual(requests, []);
  assert.deepEqual(store.state.compared.map(({ status, errors: [error] }) => [status, error.msg]), [["error", "the 2 cells compared"]]);
});

// ---- the scenario's own run --------------------------------------------------------------------

const wrong = { status: "error", errors: [{ loc: ["comparison", 0, "weights"], msg: "no" }] };

/** A server that refuses comparisons, and tells the reading of what it takes. */
function refusing(refusal = wrong) {
  const asked = [];
  const stream = async (document, { onLine }) => {
    asked.push(document);
    if (document.comparison.length > 0) return refusal;
    onLine({ type: "start", scenario: { ...document, read: true }, link: "1.alone" });
    onLine({ type: "end" });
    return { status: "done", errors: [] };
  };
  return { stream, asked };
}

test("a wrong variant does not keep the scenario from being run, and is not lost", async () => {
  const document = addVariants(scenario(), [GRU]);
  const { stream, asked } = refusing();
  const lines = [];
  const outcome = await besideComparison(stream, async () => "1.whole")(document, { onLine: (line) => lines.push(line) });
  assert.deepEqual(outcome, { status: "done", errors: [] });
  assert.deepEqual(asked.map(({ comparison }) => comparison.length), [1, 0]);
  assert.deepEqual(lines[0].scenario.comparison, document.comparison);
  assert.equal(lines[0].scenario.read, true);
  assert.equal(lines[0].link, "1.whole");
});

test("without a link for all of it, the one of the scenario alone remains", async () => {
  const lines = [];
  await besideComparison(refusing().stream, async () => null)(addVariants(scenario(), [GRU]), { onLine: (line) => lines.push(line) });
  assert.equal(lines[0].link, "1.alone");
});

test("errors of all cells together are told beside the run", async () => {
  const errors = [{ loc: ["comparison"], msg: "too many numbers" }];
  const outcome = await besideComparison(refusing({ status: "error", errors }).stream, async () => null)(addVariants(scenario(), [GRU]), { onLine: () => undefined });
  assert.deepEqual(outcome, { status: "done", errors });
});

test("an error of the scenario itself is told as it is, and a good comparison is streamed once", async () => {
  const errors = [{ loc: ["loss", "step"], msg: "no" }, { loc: ["comparison", 0], msg: "no" }];
  const { stream, asked } = refusing({ status: "error", errors });
  const document = addVariants(scenario(), [GRU]);
  assert.deepEqual(await besideComparison(stream, async () => null)(document, { onLine: () => undefined }), { status: "error", errors });
  await besideComparison(stream, async () => null)(scenario(), { onLine: () => undefined });
  assert.equal(asked.length, 2);
});

test("a run that was aborted meanwhile is not begun again", async () => {
  const { stream, asked } = refusing();
  const controller = new AbortController();
  const token = async () => {
    controller.abort();
    return null;
  };
  const outcome = await besideComparison(stream, token)(addVariants(scenario(), [GRU]), { onLine: () => undefined, signal: controller.signal });
  assert.deepEqual([outcome.status, asked.length], ["aborted", 1]);
});

test("a token is asked of the server; no answer is no token", async () => {
  const asked = [];
  const good = async (address, { body }) => {
    asked.push([address, JSON.parse(body)]);
    return new Response(JSON.stringify({ token: "1.abc" }));
  };
  const document = scenario();
  assert.equal(await fetchToken(document, good), "1.abc");
  assert.deepEqual(asked, [["/api/links", document]]);
  assert.equal(await fetchToken(document, async () => new Response("", { status: 422 })), null);
  assert.equal(await fetchToken(document, async () => Promise.reject(new TypeError("offline"))), null);
});
