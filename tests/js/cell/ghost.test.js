import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { changesBetween, comparison, differenceText, differs, runsDiffer, stepInRunBefore } from "../../../static/js/cell/ghost.js";
import { signedNumber } from "../../../static/js/numbers/written.js";
import { deltaBox, deltaPlaces, labelBox, overlap } from "../../../static/js/circuit/number-places.js";
import { SIZES } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { readStep } from "../../../static/js/cell/step.js";
import { cellNamed } from "../circuit/cells.js";
import { valuesAt } from "../circuit/steps.js";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

const stepOf = (trace, t = 1, unit = 0) => readStep(trace, trace.lanes[0], t, unit);

const valuesOf = ({ trace, lane, t, unit }, pass) => valuesAt(trace, lane, t, unit, pass);

function ghostOf(step, previous, pass) {
  const before = stepInRunBefore(step, previous);
  return before && changesBetween(valuesOf(step, pass), valuesOf(before, pass));
}

/** The same run with another forget gate and another c at t = 1. */
function changed(lines) {
  return lines.map((line) => (line.type !== "forward" || !line.t.includes(1) ? line : {
    ...line,
    gates: { ...line.gates, f: line.gates.f.map((values, k) => (line.t[k] === 1 ? values.map((value) => value / 2) : values)) },
    c: line.c.map((values, k) => (line.t[k] === 1 ? values.map((value) => value - 0.25) : values)),
  }));
}

test("a ghost holds what differs and nothing else", () => {
  const before = stepOf(Trace.from(TRACES.lstm_wide));
  const now = stepOf(Trace.from(changed(TRACES.lstm_wide)));
  const ghost = ghostOf(now, before.trace, "forward");
  assert.deepEqual(Object.keys(ghost.wires).sort(), ["c", "c_beyond", "c_line", "c_next", "f", "squash_in"]);
  assert.ok(Math.abs(ghost.wires.c.difference + 0.25) < 1e-12);
  const f = (step) => valuesOf(step, "forward").wires.f;
  assert.equal(ghost.wires.c.before, valuesOf(before, "forward").wires.c);
  assert.equal(ghost.wires.f.difference, f(now) - f(before));
  assert.deepEqual(ghost.openings, { f: f(before) });
});

test("the same numbers have no ghost, nor has a run itself", () => {
  const trace = Trace.from(TRACES.gru);
  const now = stepOf(trace);
  for (const pass of ["forward", "backward"]) assert.equal(ghostOf(now, Trace.from(TRACES.gru), pass), null);
  assert.equal(stepInRunBefore(now, trace), null);
  assert.equal(stepInRunBefore(now, null), null);
});

test("a run of another cell, or without that unit or step, is no ghost", () => {
  const now = stepOf(Trace.from(TRACES.lstm_wide), 1, 5);
  assert.equal(stepInRunBefore(now, Trace.from(TRACES.gru)), null);
  assert.equal(stepInRunBefore(now, Trace.from(TRACES.lstm_two_layers)), null);
  assert.equal(stepInRunBefore(stepOf(Trace.from(TRACES.lstm_wide), 0), Trace.empty()), null);
});

test("differences are written with their sign and three digits at most", () => {
  assert.deepEqual([0.42, -3, 1.23456, -0.5, 12345.6, 4.5e-5, -1.2e-9, 100].map(signedNumber),
    ["+0.42", "−3", "+1.23", "−0.5", "+1.23e4", "+4.5e−5", "−1.2e−9", "+100"]);
  assert.equal(differenceText(1.42, 1), "+0.42");
  assert.equal(differenceText(1, 1), "");
  assert.equal(differenceText(NaN, 1), "");
});

test("rounding on the way is no difference, and a small number may differ by little", () => {
  assert.equal(differs(1, 1 + 1e-7), false);
  assert.equal(differs(1e-9, 1.1e-9), true);
  assert.equal(differs(0, 1e-300), true);
});

test("two runs are compared once, and differ by a gradient as well", () => {
  const [a, same] = [Trace.from(TRACES.rnn), Trace.from(TRACES.rnn)];
  const other = Trace.from(TRACES.rnn.map((line) => (line.type !== "backward" ? line : { ...line, grad: { ...line.grad, a: line.grad.a.map((values, k) => (line.t[k] === 0 ? values.map((value) => value + 1) : values)) } })));
  assert.equal(runsDiffer(a, same), false);
  assert.equal(runsDiffer(a, other), true);
  const compare = comparison();
  assert.equal(compare({ trace: a, previous: null, traceVersion: 1 }), false);
  assert.equal(compare({ trace: a, previous: other, traceVersion: 1 }), true);
  assert.equal(compare({ trace: a, previous: same, traceVersion: 2 }), false);
});

const CELLS = ["lstm", "lstm_peephole", "gru", "rnn"];

for (const cell of CELLS) {
  for (const size of ["wide", "short", "narrow"]) {
    for (const pass of ["forward", "backward"]) {
      test(`${cell}, ${size}, ${pass}: differences lie on no number, gate or other difference`, () => {
        const layout = layoutFor(cellNamed(cell), size);
        const places = deltaPlaces(layout, pass);
        const numbers = layout.wires.filter(({ label }) => label && (label.only ?? pass) === pass);
        const boxes = [...places.values()].map(deltaBox);
        boxes.forEach((box, k) => {
          assert.ok(boxes.every((other, j) => j === k || !overlap(box, other)));
          for (const wire of numbers) assert.ok(!overlap(box, labelBox(wire.label, pass)), wire.id);
          for (const { kind, x, y, id } of layout.nodes.filter((node) => node.kind === "gate")) {
            const { x: rx, y: ry } = SIZES[kind];
            assert.ok(!overlap(box, { left: x - rx, right: x + rx, top: y - ry, bottom: y + ry }), id);
          }
        });
        for (const state of ["h", "f", "z", "c"].filter((id) => numbers.some((wire) => wire.id === id))) {
          if (!(state === "h" && size === "narrow" && cell.startsWith("lstm"))) assert.ok(places.has(state), `${state} has no room`);
        }
      });
    }
  }
}

test("a gate lights all that leads to it, a weight its own wire", () => {
  const { wires } = layoutFor(cellNamed("lstm_peephole"), "wide");
  const lit = (pointed) => wires.filter(({ light, owner }) => light === pointed || owner === pointed).map(({ id }) => id);
  assert.deepEqual(lit("W_f"), ["wx_f"]);
  assert.deepEqual(lit("p_o"), ["peep_o"]);
  assert.deepEqual(["wx_f", "uh_f", "b_f", "peep_f", "z_f", "fc", "f"].filter((id) => !lit("f").includes(id)), []);
  assert.ok(!lit("f").includes("wx_i"));
  const gru = layoutFor(cellNamed("gru"), "wide").wires;
  assert.equal(gru.find(({ id }) => id === "q").light, "U_n");
});
