import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { snapshot } from "../../../static/js/cell/snapshot.js";
import { FOLDED_TERMS, visibleTerms } from "../../../static/js/equations/tokens.js";
import { equationRows } from "../../../static/js/equations/model.js";
import { evaluate } from "../../../static/js/equations/tree.js";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

function* readings(trace) {
  for (const lane of trace.lanes) {
    for (let t = 0; t < trace.steps; t += 1) {
      for (let unit = 0; unit < lane.hiddenSize; unit += 1) yield { trace, lane, step: snapshot(trace, lane, t, unit) };
    }
  }
}

const close = (a, b) => Math.abs(a - b) <= 1e-12 + 1e-9 * Math.max(Math.abs(a), Math.abs(b));

for (const [name, lines] of Object.entries(TRACES)) {
  const trace = Trace.from(lines);
  for (const pass of ["forward", "backward"]) {
    test(`${name}, ${pass}: every equation gives the number of the trace that stands beside it`, () => {
      let count = 0;
      for (const reading of readings(trace)) {
        for (const { id, left, right } of equationRows(reading, pass)) {
          assert.ok(right, `${id} has no right side`);
          const { layer, direction, t, unit } = reading.step;
          const value = evaluate(right);
          assert.ok(close(value, left.value), `${id} at layer ${layer} ${direction}, t = ${t}, unit ${unit}: ${value} beside ${left.value}`);
          count += 1;
        }
      }
      assert.ok(count >= trace.steps);
    });
  }
}

test("the streamed gradients at the pre-activations are reached by the chain of rows", () => {
  const trace = Trace.from(TRACES.lstm_peephole);
  const lane = trace.lanes[0];
  const rows = equationRows({ trace, lane, step: snapshot(trace, lane, 1, 0) }, "backward");
  assert.deepEqual(rows.map((row) => row.id), ["d_h", "d_o", "d_z_o", "d_c", "d_f", "d_z_f", "d_i", "d_z_i", "d_g", "d_z_g"]);
});

test("forward rows come in the order of computation for each kind", () => {
  const ids = (name) => {
    const trace = Trace.from(TRACES[name]);
    const lane = trace.lanes[0];
    return equationRows({ trace, lane, step: snapshot(trace, lane, 0, 0) }, "forward").map((row) => row.id);
  };
  assert.deepEqual(ids("lstm_wide"), ["f", "i", "g", "c", "o", "h"]);
  assert.deepEqual(ids("gru"), ["r", "z", "n", "h"]);
  assert.deepEqual(ids("rnn"), ["a", "h"]);
});

test("a long dot product folds to its largest terms and unfolds to all of them", () => {
  const trace = Trace.from(TRACES.lstm_wide);
  const lane = trace.lanes[0];
  const [f] = equationRows({ trace, lane, step: snapshot(trace, lane, 1, 0) }, "forward");
  const sum = f.right.of.op === "dot" ? f.right.of : f.right.of.terms[0];
  const folded = visibleTerms(sum, false, evaluate);
  assert.equal(folded.terms.length, FOLDED_TERMS);
  assert.equal(folded.hidden, 11 - FOLDED_TERMS);
  const smallest = Math.min(...folded.terms.map((term) => Math.abs(evaluate(term))));
  const rest = sum.terms.filter((term) => !folded.terms.includes(term));
  for (const term of rest) assert.ok(Math.abs(evaluate(term)) <= smallest);
  assert.equal(visibleTerms(sum, true, evaluate).terms.length, 11);
});

test("without the weights the rows that need them have no right side and the others still agree", () => {
  const lines = TRACES.lstm_wide.map((line) => (line.type === "start" ? { ...line, tensors: undefined, tensors_omitted: true } : line));
  const trace = Trace.from(lines);
  const lane = trace.lanes[0];
  const rows = equationRows({ trace, lane, step: snapshot(trace, lane, 1, 0) }, "forward");
  const without = rows.filter((row) => row.right === null).map((row) => row.id);
  assert.deepEqual(without, ["f", "i", "g", "o"]);
  for (const row of rows.filter((one) => one.right)) assert.ok(close(evaluate(row.right), row.left.value));
});
