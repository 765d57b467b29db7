import assert from "node:assert/strict";
import { test } from "node:test";
import { readStep } from "../../../static/js/cell/step.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { linesOf } from "../fixtures/traces.js";

test("nothing comes from beyond the ends of the sequence; what is not finite is not nothing", () => {
  for (const [at, first] of [[0, false], [1, true]]) {
    const whole = Trace.from(linesOf("lstm_bidirectional"));
    const last = first ? 0 : whole.steps - 1;
    const id = whole.lanes[at].model.data.carried.c;
    assert.equal(readStep(whole, whole.lanes[at], last, 0).later(id), 0);
    const missing = Trace.from(linesOf("lstm_bidirectional").filter(({ type }) => type !== "backward"));
    assert.ok(Number.isNaN(readStep(missing, missing.lanes[at], 1, 0).later(id)));
  }
});
