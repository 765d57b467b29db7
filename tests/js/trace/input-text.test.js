import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cellOf } from "../fixtures/cells.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { inputText } from "../../../static/js/trace/input-text.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { linesOf, memoryScenario } from "./lines.js";

const i18n = new I18n("en", JSON.parse(readFileSync(new URL("../../../app/i18n/en.json", import.meta.url), "utf8")));

test("ticks show the input vector, the character of a text, and shorten long vectors", () => {
  const trace = Trace.from(linesOf(memoryScenario()));
  assert.equal(inputText(trace, 4, i18n), "(3, −1, 0)");
  const text = memoryScenario({ sequence: { text: "a记🧠", alphabet: "a记🧠", values: [] } });
  assert.equal(inputText(Trace.from([{ type: "start", scenario: text, cell: cellOf(text.cell), steps: 3 }]), 2, i18n), "🧠");
  const wide = memoryScenario({ sequence: { values: [[1, 2, 3, 4, 5, 6, 7, 8]] } });
  wide.cell = { ...wide.cell, input_size: 8 };
  assert.equal(inputText(Trace.from(linesOf(wide)), 0, i18n), "(1, 2, 3, 4, 5, …)");
});
