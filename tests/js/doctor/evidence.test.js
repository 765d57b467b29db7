import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../contract.js";
import { noteOf, sightOf } from "../../../static/js/doctor/findings.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { choicesOf } from "../../../static/js/state/view-state.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

const RAISED = JSON.parse(readFileSync(new URL("findings.json", import.meta.url), "utf8"));
const trace = Trace.from(linesOf(memoryScenario()));
const sight = (code, place = {}) => sightOf({ ...RAISED[code].finding, place: { ...RAISED[code].finding.place, ...place } }, trace);

for (const code of Object.keys(RAISED)) {
  test(`${code} can be gone to, and something is lit there`, () => {
    const { view, light } = sight(code);
    assert.ok(choicesOf("panel").includes(view.panel) && view.panel !== "doctor");
    assert.equal(view.panel === "lab", choicesOf("lab").includes(view.lab));
    assert.ok(light.quantity);
  });
}

test("a vanishing gradient: where 1% is left, in the backward pass, with the cell line lit", () => {
  const { view, light } = sight("vanishing", { state: "c" });
  assert.deepEqual([view.t, view.pass, view.panel, view.lab], [15, "backward", "lab", "shortcut"]);
  assert.deepEqual(light, { quantity: "c", index: null });
  assert.deepEqual(sight("vanishing", { state: null }).light, light, "what a gate keeps, where nothing is said");
  assert.equal(sight("vanishing", { direction: "reverse", from: 5, to: 19 }).view.t, 5);
});

test("an exploding gradient: where it is largest", () => {
  assert.equal(sight("exploding").view.t, 0);
});

test("units and gates: the first of them is chosen, its gate lit in the plots", () => {
  const { view, light } = sight("saturated_gates", { units: [3, 5], layer: 1, direction: "reverse" });
  assert.deepEqual([view.panel, view.layer, view.direction, view.unit], ["plots", 1, "reverse", 3]);
  assert.deepEqual(light, { quantity: "i", index: 3 });
  assert.deepEqual(sight("dead_units", { units: [2] }).light, { quantity: "h", index: 2 });
});

test("inputs: the step at which the channel lies furthest out", () => {
  const { view, light } = sight("inputs_out_of_range", { channel: 0, from: 0 });
  assert.deepEqual([view.t, light], [RAISED.inputs_out_of_range.finding.evidence.t, { quantity: "x", index: 0 }]);
});

test("what is not finite: the value itself, or its gradient in the backward pass", () => {
  const value = sight("non_finite", { gate: "z.f", from: 2 });
  assert.deepEqual([value.view.t, value.view.pass, value.light.quantity], [2, "forward", "f"]);
  const gradient = sight("non_finite", { gate: "grad.c", from: 3 });
  assert.deepEqual([gradient.view.pass, gradient.light.quantity], ["backward", "c"]);
});

test("the line above the findings says how things stand", () => {
  const note = (changes) => noteOf({ run: "done", doctor: "done", count: 2, isCurrent: true, ...changes });
  assert.deepEqual([note({}).key, note({}).params], ["doctor.count", { count: 2 }]);
  assert.equal(note({ count: 1 }).key, "doctor.count");
  assert.equal(note({ count: 0 }).key, "doctor.healthy");
  assert.equal(note({ isCurrent: false, doctor: "running" }).key, "doctor.stale");
  assert.equal(note({ isCurrent: false, doctor: "running", count: null }).key, "doctor.loading");
  assert.equal(note({ isCurrent: false, doctor: "idle", run: "running", count: null }).key, "doctor.waiting");
  assert.equal(note({ isCurrent: false, doctor: "cut" }).key, "doctor.failed");
  assert.equal(note({ isCurrent: false, run: "error" }).key, "doctor.outdated");
  assert.equal(note({ isCurrent: false, run: "error" }).tone, "failed");
});
