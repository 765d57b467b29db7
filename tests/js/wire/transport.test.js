import assert from "node:assert/strict";
import { test } from "node:test";
import { LineSplitter, streamAnalysis, streamTrace } from "../../../static/js/wire/transport.js";

const TEXT = '{"type":"start","title":"记忆 🧠 é"}\n{"type":"forward","t":0}\n\n{"type":"end"}\n';

const body = (...pieces) => new ReadableStream({
  start(controller) {
    for (const piece of pieces) controller.enqueue(piece);
    controller.close();
  },
});

async function collect(fetcher, options = {}) {
  const lines = [];
  const outcome = await streamTrace({}, { onLine: (line) => lines.push(line), fetcher, ...options });
  return { lines, outcome };
}

const answer = (status, payload, headers = {}) => async () =>
  new Response(JSON.stringify(payload), { status, headers });

test("lines come out whole wherever the bytes are split in two", () => {
  const bytes = new TextEncoder().encode(TEXT);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const splitter = new LineSplitter();
    const lines = [...splitter.push(bytes.subarray(0, cut)), ...splitter.push(bytes.subarray(cut)), ...splitter.finish()];
    assert.deepEqual(lines.map((line) => JSON.parse(line).type), ["start", "forward", "end"], `cut at ${cut}`);
    assert.equal(JSON.parse(lines[0]).title, "记忆 🧠 é");
  }
});

test("lines come out whole when every byte arrives alone", async () => {
  const bytes = [...new TextEncoder().encode(TEXT)].map((byte) => Uint8Array.of(byte));
  const { lines, outcome } = await collect(async () => new Response(body(...bytes)));
  assert.equal(outcome.status, "done");
  assert.equal(lines.length, 3);
  assert.equal(lines[0].title, "记忆 🧠 é");
});

test("a last line without a newline is read", async () => {
  const { outcome } = await collect(async () => new Response('{"type":"end"}'));
  assert.equal(outcome.status, "done");
});

test("a stream without end or error was cut off", async () => {
  const whole = await collect(async () => new Response('{"type":"start"}\n{"type":"forward"}\n'));
  assert.equal(whole.outcome.status, "cut");
  const inTheMiddle = await collect(async () => new Response('{"type":"start"}\n{"type":"forw'));
  assert.equal(inTheMiddle.outcome.status, "cut");
  assert.equal(inTheMiddle.lines.length, 1);
});

test("a stream that ends inside a character was cut off", async () => {
  const [first] = new TextEncoder().encode("记");
  const { outcome } = await collect(async () => new Response(body(new TextEncoder().encode('{"type":"end"}'), Uint8Array.of(first))));
  assert.equal(outcome.status, "cut");
});

test("a connection that breaks during the stream was cut off", async () => {
  const broken = new ReadableStream({
    start(controller) { controller.enqueue(new TextEncoder().encode('{"type":"start"}\n')); },
    pull(controller) { controller.error(new TypeError("network error")); },
  });
  const { outcome, lines } = await collect(async () => new Response(broken));
  assert.equal(outcome.status, "cut");
  assert.equal(lines.length, 1);
});

test("an error line ends the run with the server's words", async () => {
  const { outcome } = await collect(async () => new Response('{"type":"start"}\n{"type":"error","code":"x","detail":"boom"}\n'));
  assert.deepEqual(outcome, { status: "error", errors: [{ loc: [], msg: "boom", type: "stream" }] });
});

test("422 names fields by their path inside the scenario", async () => {
  const detail = [{ loc: ["body", "cell", "hidden_size"], msg: "found 0, needed at least 1", type: "greater_than" }];
  const { outcome } = await collect(answer(422, { detail }));
  assert.deepEqual(outcome.errors[0].loc, ["cell", "hidden_size"]);
  assert.equal(outcome.errors[0].msg, "found 0, needed at least 1");
});

for (const [status, type] of [[413, "too_large"], [500, "server"], [404, "server"]]) {
  test(`status ${status} becomes an error of type ${type} with the server's words`, async () => {
    const { outcome } = await collect(answer(status, { detail: "words" }));
    assert.deepEqual(outcome.errors, [{ loc: [], msg: "words", type }]);
  });
}

test("a busy server is asked again after the time it names", async () => {
  const waits = [];
  let calls = 0;
  const fetcher = async () => {
    calls += 1;
    return calls < 3
      ? new Response("{}", { status: 503, headers: { "retry-after": "2" } })
      : new Response('{"type":"end"}\n');
  };
  const { outcome } = await collect(fetcher, { wait: async (ms) => void waits.push(ms) });
  assert.equal(outcome.status, "done");
  assert.deepEqual(waits, [2000, 2000]);
});

test("no wait is longer than ten seconds, nor so short that it hammers, whatever the server says", async () => {
  const waits = [];
  const says = ["3600", "0", "-5", "soon"];
  const fetcher = async () => new Response("{}", { status: 503, headers: { "retry-after": says[waits.length] ?? "1" } });
  for (let k = 0; k < 2; k += 1) await collect(fetcher, { wait: async (ms) => void waits.push(ms) });
  assert.deepEqual(waits.slice(0, 4), [10_000, 200, 200, 1000]);
});

test("a server that stays busy is given up after four attempts", async () => {
  let calls = 0;
  const fetcher = async () => { calls += 1; return new Response("{}", { status: 429 }); };
  const { outcome } = await collect(fetcher, { wait: async () => {} });
  assert.equal(calls, 4);
  assert.equal(outcome.errors[0].type, "busy");
});

test("a server out of reach becomes an error of type network", async () => {
  const { outcome } = await collect(async () => { throw new TypeError("failed to fetch"); });
  assert.deepEqual(outcome, { status: "error", errors: [{ loc: [], msg: "", type: "network" }] });
});

test("aborting before, during the wait or during the stream ends without an error", async () => {
  const early = new AbortController();
  early.abort();
  const refused = await collect(async (_, { signal }) => { signal.throwIfAborted(); }, { signal: early.signal });
  assert.equal(refused.outcome.status, "aborted");

  const waiting = new AbortController();
  const busy = async () => new Response("{}", { status: 503 });
  const waited = await collect(busy, { signal: waiting.signal, wait: async () => waiting.abort() });
  assert.equal(waited.outcome.status, "aborted");

  const streaming = new AbortController();
  const endless = new ReadableStream({
    start(controller) { controller.enqueue(new TextEncoder().encode('{"type":"start"}\n')); },
    pull(controller) { streaming.abort(); controller.error(new DOMException("stop", "AbortError")); },
  });
  const stopped = await collect(async () => new Response(endless), { signal: streaming.signal });
  assert.equal(stopped.outcome.status, "aborted");
});

test("analyses are asked for at their own address and read line by line like a trace", async () => {
  const calls = [];
  const fetcher = async (address, { body: sent }) => {
    calls.push([address, JSON.parse(sent)]);
    return new Response('{"type":"start"}\n{"type":"result","index":0}\n{"type":"end"}\n');
  };
  const lines = [];
  const request = { scenario: { title: "x" }, analyses: [{ name: "saliency" }] };
  const outcome = await streamAnalysis(request, { onLine: (line) => lines.push(line.type), fetcher });
  assert.deepEqual(outcome, { status: "done", errors: [] });
  assert.deepEqual(lines, ["start", "result", "end"]);
  assert.deepEqual(calls, [["/api/analysis?precision=6", request]]);
});

test("an analysis that is refused is told with the path of its option", async () => {
  const detail = [{ loc: ["body", "analyses", 0, "max_sources"], msg: "lower max_sources", type: "scenario" }];
  const fetcher = async () => new Response(JSON.stringify({ detail }), { status: 422 });
  const outcome = await streamAnalysis({ scenario: {}, analyses: [] }, { onLine: () => assert.fail("no line was sent"), fetcher });
  assert.deepEqual(outcome, { status: "error", errors: [{ loc: ["analyses", 0, "max_sources"], msg: "lower max_sources", type: "scenario" }] });
});
