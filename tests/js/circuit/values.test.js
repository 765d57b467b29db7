import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../fixtures/traces.js";
import { valuesAt } from "./steps.js";

test("a valve opens as far as its gate's number is from 0, whatever its sign, and never beyond its ends", () => {
  const signs = new Set();
  for (const name of ["lstm_wide", "gru", "slstm", "lstm_two_layers"]) {
    const trace = traceOf(name);
    for (const lane of trace.lanes) {
      for (let t = 0; t < trace.steps; t += 1) {
        const { wires, openings } = valuesAt(trace, lane, t, 1, "forward");
        for (const [gate, opening] of Object.entries(openings)) {
          signs.add(Math.sign(wires[gate]));
          assert.equal(opening, Math.min(1, Math.abs(wires[gate])), `${name} ${gate}`);
        }
      }
    }
  }
  assert.deepEqual([...signs].sort(), [-1, 1]);
});
