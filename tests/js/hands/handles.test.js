import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../contract.js";
import { draggedValue, nudgedValue, perPixel } from "../../../static/js/hands/gesture.js";
import { Handles, MOST_HANDLES } from "../../../static/js/hands/handles.js";
import { hold, holdAt, release } from "../../../static/js/hands/hold.js";
import { handleName, Offers } from "../../../static/js/hands/offers.js";
import { popoverPlace } from "../../../static/js/hands/popover.js";
import { readStep } from "../../../static/js/cell/step.js";
import { weightedIn, weightOf } from "../../../static/js/cell/weighted.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

/** What is looked at in a trace, with a sequence of typed-in values unless told otherwise. */
function look(name, { lane: at = 0, t = 1, unit = 1, scenario: change = {} } = {}) {
  const trace = Trace.from(TRACES[name]);
  const lane = trace.lanes[at];
  const step = readStep(trace, lane, t, unit);
  const values = Array.from({ length: trace.steps }, (_, k) => Array.from({ length: trace.cell.input_size }, (_, d) => 10 * k + d));
  const scenario = { ...trace.scenario, sequence: { values }, interventions: [], ...change };
  return { step, scenario, handles: new Handles(step, scenario, { interventions: 3 }) };
}

const editsOf = (scenario, before) => Object.entries(scenario.weights.edits ?? {}).flatMap(([name, entries]) =>
  Object.entries(entries).filter(([place, value]) => before.weights.edits?.[name]?.[place] !== value).map(([place, value]) => [name, place, value]));

/** [fixture, lane, quantity, index, tensor, place]: H is 6, 3, 2, 2, 3, 2, 2; the unit is 1. */
const WEIGHTS = [
  ["lstm_wide", 0, "W_f", 4, "weight_ih_l0", "7,4"],
  ["lstm_wide", 0, "U_o", 2, "weight_hh_l0", "19,2"],
  ["lstm_peephole", 0, "p_f", 1, "weight_peephole_l0", "1,1"],
  ["lstm_peephole", 0, "p_o", 1, "weight_peephole_l0", "2,1"],
  ["lstm_two_layers", 1, "W_g", 0, "weight_ih_l1", "5,0"],
  ["lstm_bidirectional", 1, "U_i", 1, "weight_hh_l0_reverse", "1,1"],
  ["gru", 0, "W_z", 2, "weight_ih_l0", "3,2"],
  ["gru", 0, "U_n", 0, "weight_hh_l0", "5,0"],
  ["rnn", 1, "W", 2, "weight_ih_l1", "1,2"],
];

for (const [name, lane, quantity, index, tensor, place] of WEIGHTS) {
  test(`${name}: moving ${quantity} ${index} of unit 1 changes ${tensor}[${place}] and nothing else`, () => {
    const { scenario, handles } = look(name, { lane });
    const next = handles.of(quantity, index).edit(scenario, 0.125);
    assert.deepEqual(editsOf(next, scenario), [[tensor, place, 0.125]]);
    assert.deepEqual({ ...next, weights: null }, { ...scenario, weights: null });
  });
}

for (const [name, lane] of [["lstm_wide", 0], ["lstm_bidirectional", 1], ["gru", 0], ["rnn", 1]]) {
  test(`${name}: every offered weight has the value of its term, and moving it back changes nothing`, () => {
    const { step, handles } = look(name, { lane });
    for (const value of step.model.values) {
      const terms = weightedIn(step, value);
      for (const handle of handles.terms(value).handles.filter(({ kind }) => kind === "weight")) {
        const term = terms.find((one) => one.weight === handle.value && one.index === handle.index);
        assert.ok(term, `${value} ${handle.quantity} ${handle.index}`);
        assert.deepEqual(handle.factors, term.factors);
      }
    }
  });
}

test("both biases are one number, and the first takes the change", () => {
  const { step, scenario, handles } = look("lstm_wide");
  const { bias_hh_l0: inner } = step.trace.tensors;
  const handle = handles.of("b_f", null);
  assert.ok(Math.abs(handle.value - step.weights("b_f")[0]) < 1e-12);
  const [[name, place, value]] = editsOf(handle.edit(scenario, 2), scenario);
  assert.deepEqual([name, place], ["bias_ih_l0", "7"]);
  assert.ok(Math.abs(value + inner[7] - 2) < 1e-12);
});

test("the candidate of a GRU has two biases, one of them inside what r multiplies", () => {
  const { step, scenario, handles } = look("gru");
  const biases = handles.terms("n").handles.filter(({ kind }) => kind === "bias");
  assert.deepEqual(biases.map(({ quantity }) => quantity), ["b_n", "b_hn"]);
  assert.deepEqual(biases.map(({ factors }) => factors), [[], [step.lane.at("gates.r", step.t, step.unit)]]);
  assert.deepEqual(biases.map((handle) => editsOf(handle.edit(scenario, 3), scenario)), [[["bias_ih_l0", "5", 3]], [["bias_hh_l0", "5", 3]]]);
});

test("a cell without biases offers none", () => {
  const { handles } = look("rnn_no_bias");
  assert.equal(handles.of("b", null), null);
  assert.ok(handles.terms("a").handles.every(({ kind }) => kind === "weight"));
});

test("an edit that no run has seen yet is what the next drag begins with", () => {
  const { step, scenario, handles } = look("lstm_wide");
  const next = handles.of("W_f", 4).edit(scenario, 0.75);
  assert.equal(new Handles(step, next, {}).of("W_f", 4).value, 0.75);
});

test("of many terms the largest are offered, in their own order, and stay when they shrink", () => {
  const { step, scenario, handles } = look("lstm_wide");
  const { handles: offered, hidden } = handles.terms("f");
  const weighted = weightedIn(step, "f").filter(({ kind }) => kind !== "bias").map((term) => ({ ...term, product: weightOf(term) }));
  assert.equal(hidden, weighted.length - MOST_HANDLES);
  const products = offered.filter(({ kind }) => kind === "weight").map(({ value, factors }) => Math.abs(weightOf({ weight: value, factors })));
  assert.equal(products.filter((size) => size >= weighted.map(({ product }) => Math.abs(product)).sort((a, b) => b - a)[MOST_HANDLES - 1] - 1e-12).length, MOST_HANDLES);
  const shrunk = new Handles(step, offered[0].edit(scenario, 0), {}).again(offered);
  assert.deepEqual(shrunk.map(({ quantity, index }) => [quantity, index]), offered.map(({ quantity, index }) => [quantity, index]));
  assert.equal(shrunk[0].value, 0);
});

test("an input component is an entry of the sequence, at layer 0 and of typed values only", () => {
  const { scenario, handles } = look("lstm_two_layers", { t: 2 });
  assert.equal(handles.of("x", 1).value, 21);
  assert.equal(handles.of("x", 1).edit(scenario, 5).sequence.values[2][1], 5);
  assert.equal(scenario.sequence.values[2][1], 21);
  assert.equal(look("lstm_two_layers", { lane: 1 }).handles.of("x", 0), null);
  assert.equal(look("gru_text", { scenario: { sequence: { text: "abba", alphabet: "abcd" } } }).handles.of("x", 0), null);
});

test("a gate is held at the step and for the unit shown, in its layer and direction", () => {
  const { step, scenario, handles } = look("lstm_bidirectional", { lane: 1, t: 2 });
  const gate = handles.gate("f");
  assert.equal(gate.value, step.lane.at("gates.f", step.t, step.unit));
  assert.equal(gate.isHeld, false);
  const next = gate.edit(scenario, 0.25);
  assert.deepEqual(next.interventions, [{ layer: 0, direction: "reverse", unit: 1, target: "f", from: 2, to: 2, value: 0.25 }]);
  const again = new Handles(step, next, {}).gate("f");
  assert.deepEqual([again.value, again.isHeld], [0.25, true]);
  assert.deepEqual(again.edit(next, 0.5).interventions.map(({ value }) => value), [0.5]);
});

test("the block of an RNN holds h", () => {
  const { scenario, handles } = look("rnn");
  assert.equal(handles.gate("a").edit(scenario, 0.5).interventions[0].target, "h");
});

test("dragging a gate that a longer what-if holds changes that one, of several the last", () => {
  const place = { layer: 0, direction: "forward", unit: 1, t: 2 };
  const all = { layer: 0, direction: "forward", unit: null, target: "f", from: 0, to: 9, value: 0 };
  const own = { ...all, unit: 1, from: 1, to: 3, value: 1 };
  const { scenario } = look("lstm_wide", { scenario: { interventions: [all, own] } });
  assert.equal(holdAt(scenario, "f", place).value, 1);
  assert.equal(holdAt(scenario, "f", { ...place, unit: 0 }).value, 0);
  assert.equal(holdAt(scenario, "i", place), null);
  assert.deepEqual(hold(scenario, "f", place, 0.5).interventions.map(({ value }) => value), [0, 0.5]);
  assert.deepEqual(release(scenario, "f", place).interventions, []);
  assert.equal(release(scenario, "f", { ...place, t: 3, unit: 0 }).interventions.length, 1);
});

test("no what-if is added beyond as many as a scenario may have", () => {
  const { scenario } = look("lstm_wide");
  const place = { layer: 0, direction: "forward", unit: 1, t: 0 };
  assert.equal(hold(scenario, "f", place, 1, 0), scenario);
});

test("while the scenario has another cell than the trace nothing can be taken hold of", () => {
  const { step, scenario } = look("lstm_wide");
  const other = new Handles(step, { ...scenario, cell: { ...scenario.cell, hidden_size: 7 } }, {});
  assert.deepEqual([other.gate("f"), other.of("W_f", 0), other.of("x", 0), other.hasInputs], [null, null, null, false]);
  assert.deepEqual(other.terms("f"), { handles: [], hidden: 0 });
});

test("a number that stands for a sum can be dragged where one term alone counts", () => {
  const values = [[0, 0, 0, 0, 0], [0, 3, 0, 0, 0]];
  const lines = TRACES.lstm_wide.map((line) => (line.type === "forward" ? { ...line, x: line.x.map((row, k) => values[line.t[k]] ?? row) } : line));
  const trace = Trace.from(lines);
  const lane = trace.lanes[0];
  const handles = new Handles(readStep(trace, lane, 1, 1), trace.scenario, {});
  assert.equal(handles.only("W_f").index, 1);
  assert.equal(handles.only("U_f"), null);
  assert.equal(handles.only("b_f").kind, "bias");
});

test("a gate crosses its range within a hand's breadth and stops at its ends", () => {
  const gate = { value: 0.4, range: [0, 1] };
  assert.ok(Math.abs(perPixel(gate) - 1 / 150) < 1e-12);
  assert.equal(draggedValue(gate, 15), 0.5);
  assert.equal(draggedValue(gate, 1000), 1);
  assert.equal(draggedValue(gate, -1000), 0);
  assert.equal(draggedValue({ value: 0, range: [-1, 1] }, -30), -0.4);
});

test("a free number moves by a step that suits its size, every four pixels", () => {
  const free = (value) => ({ value, range: [-Infinity, Infinity] });
  assert.equal(draggedValue(free(0.5), 4), 0.6);
  assert.equal(draggedValue(free(10), -8), 8);
  assert.equal(draggedValue(free(100), 4), 110);
  assert.equal(draggedValue(free(0.1), 8), 0.3);
});

test("arrow keys nudge, ten times as far with Shift, a tenth as far with Alt", () => {
  const [plain, shift, alt] = [[false, false], [true, false], [false, true]].map(([shiftKey, altKey]) => ({ shiftKey, altKey }));
  const weight = { value: 2, range: [-Infinity, Infinity] };
  assert.deepEqual([plain, shift, alt].map((event) => nudgedValue(weight, 1, event)), [2.1, 3, 2.01]);
  assert.equal(nudgedValue({ value: 0.98, range: [0, 1] }, 1, plain), 1);
  assert.equal(nudgedValue({ value: 0.5, range: [0, 1] }, -1, plain), 0.45);
});

test("the numbers come up below, above where there is no room, and inside the width of the circuit", () => {
  const frame = { left: 100, right: 600, top: 50, bottom: 350 };
  const size = { width: 160, height: 120 };
  assert.deepEqual(popoverPlace(size, { left: 300, right: 360, top: 120, bottom: 160 }, frame), { left: 150, top: 114 });
  const low = popoverPlace(size, { left: 110, right: 130, top: 320, bottom: 345 }, frame);
  assert.deepEqual(low, { left: 2, top: 320 - 4 - 120 - 50 });
  assert.equal(popoverPlace(size, { left: 590, right: 600, top: 120, bottom: 160 }, frame).left, 500 - 160 - 2);
});

test("a handle is named by what it is called in the picture", () => {
  const named = (name, quantity, index, place) => look(name, place).handles.of(quantity, index).words;
  assert.deepEqual(named("lstm_wide", "W_f", 4), { key: "weight_x", params: { unit: 1, entry: "x₄" }, block: "f" });
  assert.deepEqual(named("lstm_two_layers", "W_f", 0, { lane: 1 }), { key: "weight_below", params: { unit: 1, entry: "h₀↓" }, block: "f" });
  assert.deepEqual(named("gru", "U_n", 0), { key: "weight_h", params: { unit: 1, entry: "h₀′" }, block: "n" });
  assert.equal(look("gru").handles.of("U_n", 0).symbol, "r·h₀′");
  assert.deepEqual(named("rnn", "h", 1), { key: "hidden", params: { unit: 1, t: 1 }, block: "h" });
});

test("what is taken hold of is called what its cell makes of it: an n that is a state is no candidate", () => {
  const i18n = new I18n("en", JSON.parse(readFileSync(new URL("../../../app/i18n/en.json", import.meta.url), "utf8")));
  const slstm = look("slstm");
  assert.equal(handleName(i18n, slstm.handles.gate("n")), "state n of unit 1 at t = 1");
  assert.equal(new Offers(i18n).content("n", slstm.handles, slstm.step, slstm.scenario).title, "state n, unit 1");
  assert.equal(handleName(i18n, look("gru").handles.gate("n")), "candidate of unit 1 at t = 1");
  assert.equal(handleName(i18n, look("rnn").handles.of("b", null)), "bias of the hidden state of unit 1");
  assert.equal(handleName(i18n, look("lstm_wide").handles.of("b_f", null)), "bias of the forget gate of unit 1");
});
