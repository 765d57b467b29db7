import "../contract.js";
import assert from "node:assert/strict";
import { test } from "node:test";

import { askingFor, firstView, lacks, WHOLE } from "../../../static/js/state/view-state.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { traceAddress } from "../../../static/js/wire/transport.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

const FIRST_VIEW = firstView();
const large = (changes = {}) => {
  const scenario = memoryScenario();
  return { ...scenario, cell: { ...scenario.cell, hidden_size: 256 }, sequence: { values: Array.from({ length: 200 }, () => [1, 0, 0]) }, ...changes };
};
const runOf = (scenario, asked) => {
  const [start] = linesOf(scenario);
  const trace = new Trace(asked);
  trace.add(start);
  return trace;
};

test("a small run is asked for whole and in full", () => {
  assert.deepEqual(askingFor(memoryScenario(), FIRST_VIEW, null), WHOLE);
  assert.equal(traceAddress(), "/api/trace?include=all,z,paths,nodes&layout=columns");
});

test("of a large run the inner numbers of the unit looked at are asked for, and its paths with the backward pass", () => {
  const scenario = large();
  const view = { ...FIRST_VIEW, unit: 7 };
  const asking = askingFor(scenario, view, runOf(scenario));
  assert.equal(traceAddress(asking), "/api/trace?include=all,z,nodes&layout=columns&precision=9&lens=0,forward,7");
  assert.equal(askingFor(scenario, { ...view, pass: "backward" }, runOf(scenario)).hasPaths, true);
});

test("a unit that is not there is never asked for", () => {
  const scenario = large();
  assert.equal(askingFor(scenario, { ...FIRST_VIEW, unit: 999, layer: 3 }, runOf(scenario)).lens.unit, 255);
  const before = runOf(memoryScenario());
  assert.deepEqual(askingFor(scenario, FIRST_VIEW, before), { precision: 9, lens: null, hasNodes: false, hasPaths: false });
});

test("a run that lacks what is looked at is asked for again, a whole one never", () => {
  const scenario = large();
  const view = { ...FIRST_VIEW, unit: 7 };
  const trace = runOf(scenario, askingFor(scenario, view, runOf(scenario)));
  assert.equal(lacks(trace, view), false);
  assert.equal(lacks(trace, { ...view, unit: 8 }), true);
  assert.equal(lacks(trace, { ...view, pass: "backward" }), true);
  assert.equal(lacks(runOf(scenario), { ...view, unit: 8, pass: "backward" }), false);
  assert.equal(lacks(runOf(scenario, { hasNodes: false, lens: null }), view), true);
});
