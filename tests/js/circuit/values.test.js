import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { I18n } from "../../../static/js/base/i18n.js";
import { describer } from "../../../static/js/cell/names.js";
import { readStep } from "../../../static/js/cell/step.js";
import { quantityIn } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { picture } from "../../../static/js/circuit/picture.js";
import { stripPlaces } from "../../../static/js/circuit/strip-places.js";
import { allUnits } from "../../../static/js/circuit/values.js";
import { track } from "../../../static/js/drawing/path.js";
import { NARROWEST, vectorText, wireNumber } from "../../../static/js/numbers/written.js";
import { linesOf, traceOf, TRACE_NAMES } from "../fixtures/traces.js";
import { cellNamed } from "./cells.js";
import { valuesAt } from "./steps.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

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

const PASSES = ["forward", "backward"];

/** Every number in the lines of a run, the constants of its cells, and parameters that stand in two tensors. */
function sentIn(name) {
  const sent = new Set([0, -0, NaN]);
  const visit = (value) => {
    if (typeof value === "number") sent.add(value);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(visit);
  };
  linesOf(name).forEach(visit);
  const trace = traceOf(name);
  for (const lane of trace.lanes) {
    lane.model.nodes.forEach(({ value }) => visit(value));
    for (const { name: parameter } of lane.model.nodes.filter(({ op }) => op === "parameter")) {
      for (let unit = 0; unit < lane.hiddenSize; unit += 1) lane.weights(parameter, unit).forEach(visit);
    }
  }
  return sent;
}

for (const name of TRACE_NAMES) {
  test(`${name}: what is written in the circuit, of one unit and of all, is one number that the server sent`, () => {
    const trace = traceOf(name);
    const sent = sentIn(name);
    for (const lane of trace.lanes) {
      for (const pass of PASSES) {
        for (const size of ["wide", "narrow"]) checkLane(trace, lane, pass, size, sent);
      }
    }
  });
}

/** Every text beside a wire and in a node, and every number that goes into a tooltip or a name. */
function checkLane(trace, lane, pass, size, sent) {
  const layout = layoutFor(lane.model, size);
  const tracks = layout.wires.map(({ points }) => track(points));
  for (const t of new Set([0, 1, trace.steps - 1])) {
    const one = valuesAt(trace, lane, t, 1, pass, size);
    const { values: all, vectors } = allUnits(readStep(trace, lane, t, 1), pass, layout);
    assert.deepEqual(all.written, one.written);
    for (const [quantity, value] of [...Object.entries(one.written), ...Object.entries(one.local)]) {
      assert.ok(sent.has(value) || Math.abs(value) === 1, `${quantity} ${t} ${value}`);
    }
    for (const { quantity } of stripPlaces(layout)) {
      for (const value of vectors[quantity]) assert.ok(sent.has(value), `strip ${quantity} ${t} ${value}`);
    }
    const shown = picture(layout, tracks, one, 1, pass, false);
    layout.wires.forEach((wire, k) => {
      const { text, isAbsent } = shown.wires[k];
      const value = one.written[quantityIn(wire, pass)];
      if (text !== "" && !isAbsent && !wire.label.room) assert.equal(text, wireNumber(value, wire.label.characters ?? NARROWEST), wire.id);
      if (wire.label?.room && wire.quantity === "x") assert.equal(text, vectorText(one.vectors.x, wire.label.room));
    });
    for (const value of one.vectors.x) assert.ok(sent.has(value), `x ${t}`);
  }
}

test("lines that join are as wide as all that they carry, and their number is that of the node that adds it up", () => {
  const { trace, lane } = laneOf("lstm_wide");
  const { wires, written } = valuesAt(trace, lane, 1, 0, "backward");
  const carried = readStep(trace, lane, 1, 0).number(lane.model.carried.h);
  assert.equal(written.back_from_f, carried);
  assert.equal(wires.back_from_f, carried);
  assert.equal(written.back_from_i, undefined);
  const parts = ["i", "g", "o"].map((gate) => wires[`back_${gate}`]);
  assert.ok(Math.abs(wires.back_from_i - parts.reduce((sum, part) => sum + part)) < 1e-15);
});

test("a tooltip on lines that join says what they are and no number", () => {
  const describe = describer(new I18n("en", read("../../../app/i18n/en.json")), "backward");
  assert.equal(describe("back_from_i", undefined, false), "parts of ∂L/∂h(t−1) from the gates, joined so far");
  const own = describer(new I18n("en", read("../../../app/i18n/en.json")), "backward", { h_prev: "h′" });
  assert.equal(own("h_prev below 1", undefined, false), "part of the gradient of the loss with respect to h′");
  assert.equal(own("x", "(3, 1, 0)", false), "gradient of the loss with respect to input x = (3, 1, 0)");
});

test("a weighed sum without a function passes its whole gradient to its only term", () => {
  const { sources, wires } = layoutFor(cellNamed("ran"), "wide");
  assert.deepEqual(sources.z_g.backward, sources.g.backward);
  assert.equal(sources.g.backward.length, 1);
  const term = wires.find(({ to }) => to === "sum_g/1");
  assert.deepEqual(sources[term.quantity].backward, sources.g.backward);
});

/** @param {string} name */
function laneOf(name) {
  const trace = traceOf(name);
  return { trace, lane: trace.lanes[0] };
}
