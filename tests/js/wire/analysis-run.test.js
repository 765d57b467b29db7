import assert from "node:assert/strict";
import { test } from "node:test";
import { AnalysisRun } from "../../../static/js/wire/analysis-run.js";

const SCENARIO = { title: "a", notes: "b", cell: { kind: "rnn" } };

/** A run over streams that the test feeds by hand. */
function bench() {
  const asked = [];
  let changes = 0;
  const stream = (request, { signal, onLine, onChunk }) => new Promise((resolve) => {
    const send = (...lines) => {
      lines.forEach(onLine);
      onChunk();
    };
    asked.push({ request, signal, send, end: (status = "done", errors = []) => resolve({ status, errors }) });
  });
  const run = new AnalysisRun({ stream, onChange: () => (changes += 1) });
  return { run, asked, changes: () => changes };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const result = (index, value) => ({ type: "result", index, value });

test("the same wish is asked once, without words and comparison", async () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  run.want(SCENARIO, [{ name: "map" }]);
  run.want({ ...SCENARIO, title: "other", notes: "", comparison: [{}] }, [{ name: "map" }]);
  assert.equal(asked.length, 1);
  assert.deepEqual(JSON.parse(JSON.stringify(asked[0].request)), { scenario: { title: "", notes: "", cell: { kind: "rnn" } }, analyses: [{ name: "map" }] });
  asked[0].send(result(0, 1));
  asked[0].end();
  await settle();
  run.want(SCENARIO, [{ name: "map" }]);
  assert.equal(asked.length, 1);
  assert.equal(run.status, "done");
});

test("results and progress are there as they come", () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  assert.deepEqual([run.status, run.results, run.progress], ["running", [], null]);
  asked[0].send({ type: "start" }, { type: "progress", analysis: "map", index: 0, done: 0.25 });
  assert.deepEqual(run.progress, { analysis: "map", done: 0.25 });
  asked[0].send(result(0, 1));
  assert.deepEqual(run.results, [result(0, 1)]);
  assert.equal(run.status, "running");
});

test("a newer wish aborts the older, of which nothing more is heard", async () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  run.want({ ...SCENARIO, cell: { kind: "gru" } }, [{ name: "map" }]);
  assert.equal(asked[0].signal.aborted, true);
  asked[0].send(result(0, "old"));
  asked[0].end("error", [{ loc: [], msg: "old" }]);
  asked[1].send(result(0, "new"));
  await settle();
  assert.deepEqual([run.status, run.results], ["running", [result(0, "new")]]);
});

test("of another wish for the same scenario only what is not known is asked, and keeps its place", async () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "jacobians" }, { name: "eigenvalues", t: 1 }]);
  asked[0].send(result(0, "products"), result(0, "radius"), result(1, "at 1"));
  asked[0].end();
  await settle();
  run.want(SCENARIO, [{ name: "jacobians" }, { name: "eigenvalues", t: 2 }]);
  assert.deepEqual(asked[1].request.analyses, [{ name: "eigenvalues", t: 2 }]);
  asked[1].send(result(0, "at 2"));
  asked[1].end();
  await settle();
  assert.deepEqual(run.results, [result(0, "products"), result(0, "radius"), result(1, "at 2")]);
  run.want(SCENARIO, [{ name: "eigenvalues", t: 1 }]);
  assert.equal(asked.length, 2);
  assert.deepEqual([run.status, run.results], ["done", [result(0, "at 1")]]);
});

test("another scenario forgets what was known", async () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  asked[0].end();
  await settle();
  run.want({ ...SCENARIO, cell: { kind: "gru" } }, [{ name: "map" }]);
  run.want(SCENARIO, [{ name: "map" }]);
  assert.equal(asked.length, 3);
});

test("what broke off is told, kept as far as it came, and asked anew on demand alone", async () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  asked[0].send(result(0, 1));
  asked[0].end("cut");
  await settle();
  run.want(SCENARIO, [{ name: "map" }]);
  assert.deepEqual([run.status, asked.length, run.results], ["cut", 1, [result(0, 1)]]);
  run.retry();
  assert.deepEqual([run.status, asked.length, run.results], ["running", 2, []]);
  asked[1].end("error", [{ loc: ["analyses", 0, "max_sources"], msg: "too many" }]);
  await settle();
  assert.deepEqual([run.status, run.errors], ["error", [{ loc: ["analyses", 0, "max_sources"], msg: "too many" }]]);
});

test("halting aborts, and the same wish then asks again", () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  run.halt();
  assert.deepEqual([run.status, asked[0].signal.aborted], ["idle", true]);
  run.want(SCENARIO, [{ name: "map" }]);
  assert.equal(asked.length, 2);
});

test("however many analyses are wanted at once, all that they brought is kept", async () => {
  const { run, asked } = bench();
  const wanted = Array.from({ length: 20 }, (_, t) => ({ name: "eigenvalues", t }));
  run.want(SCENARIO, wanted);
  wanted.forEach((_, k) => asked[0].send(result(k, k)));
  asked[0].end();
  await settle();
  assert.deepEqual(run.results.map(({ value }) => value), wanted.map(({ t }) => t));
});

test("a stream that somebody else aborted can be asked for again", async () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  asked[0].end("aborted");
  await settle();
  assert.equal(run.status, "idle");
  run.want(SCENARIO, [{ name: "map" }]);
  assert.equal(asked.length, 2);
});

test("dropping forgets everything", async () => {
  const { run, asked } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  asked[0].send(result(0, 1));
  asked[0].end();
  await settle();
  run.drop();
  assert.deepEqual([run.status, run.results], ["idle", []]);
  run.want(SCENARIO, [{ name: "map" }]);
  assert.equal(asked.length, 2);
});

test("every change is told and counted", async () => {
  const { run, asked, changes } = bench();
  run.want(SCENARIO, [{ name: "map" }]);
  asked[0].send({ type: "start" });
  asked[0].end();
  await settle();
  assert.deepEqual([changes(), run.version], [3, 3]);
});
