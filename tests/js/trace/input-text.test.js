import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf } from "../fixtures/cells.js";
import { inputText } from "../../../static/js/trace/input-text.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { linesOf, memoryScenario } from "./lines.js";

test("ticks show the input vector, the character of a text, and shorten long vectors", () => {
  const trace = Trace.from(linesOf(memoryScenario()));
  assert.equal(inputText(trace, 4), "(3, −1, 0)");
  const text = memoryScenario({ sequence: { text: "a记🧠", alphabet: "a记🧠", values: [] } });
  assert.equal(inputText(Trace.from([{ type: "start", scenario: text, cell: cellOf(text.cell), steps: 3 }]), 2), "🧠");
  const wide = memoryScenario({ sequence: { values: [[1, 2, 3, 4, 5, 0.123456, -7, 8]] } });
  wide.cell = { ...wide.cell, input_size: 8 };
  assert.equal(inputText(Trace.from(linesOf(wide)), 0), "(1, 2, 3, 4, 5, 0.1235, …)");
});
