import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { comparison, differenceText, differs, ghostOf, readingBefore, runsDiffer, signedNumber } from "../../../static/js/cell/ghost.js";
import { deltaBox, deltaPlaces, labelBox, overlap } from "../../../static/js/circuit/delta-places.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { SIZES } from "../../../static/js/circuit/layout.js";
import { isLitBy, lightOf, ownerOf } from "../../../static/js/cell/quantities.js";
import { upstreamOf } from "../../../static/js/cell/reading.js";
import { snapshot } from "../../../static/js/cell/snapshot.js";
import { valuesOf } from "../../../static/js/cell/values.js";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

function readingOf(trace, t = 1, unit = 0) {
  const lane = trace.lanes[0];
  return { trace, lane, step: snapshot(trace, lane, t, unit) };
}

const valuesAt = ({ trace, lane, step }, pass) => valuesOf(step, pass, upstreamOf(trace, lane, step));

/** The same run with another forget gate at t = 1, and the c and h that follow from it there. */
function changed(lines) {
  return lines.map((line) => (line.type === "forward" && line.t === 1
    ? { ...line, gates: { ...line.gates, f: line.gates.f.map((value) => value / 2) }, c: line.c.map((value) => value - 0.25) } : line));
}

test("a ghost holds what differs and nothing else", () => {
  const before = readingOf(Trace.from(TRACES.lstm_wide));
  const now = readingOf(Trace.from(changed(TRACES.lstm_wide)));
  const ghost = ghostOf(valuesAt(now, "forward"), readingBefore(now, before.trace), "forward");
  assert.deepEqual(Object.keys(ghost.wires).sort(), ["c", "c_beyond", "c_line", "c_next", "f", "fc", "squash_in", "squashed"]);
  assert.ok(Math.abs(ghost.wires.c.difference + 0.25) < 1e-12);
  assert.equal(ghost.wires.c.before, before.step.c);
  assert.equal(ghost.wires.f.difference, now.step.gates.f - before.step.gates.f);
  assert.deepEqual(ghost.openings, { f: before.step.gates.f });
});

test("the same numbers have no ghost, nor has a run itself", () => {
  const trace = Trace.from(TRACES.gru);
  const now = readingOf(trace);
  for (const pass of ["forward", "backward"]) {
    assert.equal(ghostOf(valuesAt(now, pass), readingBefore(now, Trace.from(TRACES.gru)), pass), null);
  }
  assert.equal(readingBefore(now, trace), null);
  assert.equal(readingBefore(now, null), null);
});

test("a run of another cell, or without that unit or step, is no ghost", () => {
  const now = readingOf(Trace.from(TRACES.lstm_wide), 1, 5);
  assert.equal(readingBefore(now, Trace.from(TRACES.gru)), null);
  assert.equal(readingBefore(now, Trace.from(TRACES.lstm_hard)), null);
  assert.equal(readingBefore(readingOf(Trace.from(TRACES.lstm_wide), 0), Trace.empty()), null);
});

test("differences are written with their sign and three digits at most", () => {
  assert.deepEqual([0.42, -3, 1.23456, -0.5, 12345.6, 4.5e-5, -1.2e-9, 100].map(signedNumber),
    ["+0.42", "−3", "+1.23", "−0.5", "+12300", "+4.5e−5", "−1.2e−9", "+100"]);
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
  const other = Trace.from(TRACES.rnn.map((line) => (line.type === "backward" && line.t === 0 ? { ...line, grad: { ...line.grad, a: line.grad.a.map((value) => value + 1) } } : line)));
  assert.equal(runsDiffer(a, same), false);
  assert.equal(runsDiffer(a, other), true);
  const compare = comparison();
  assert.equal(compare({ trace: a, previous: null, traceVersion: 1 }), false);
  assert.equal(compare({ trace: a, previous: other, traceVersion: 1 }), true);
  assert.equal(compare({ trace: a, previous: same, traceVersion: 2 }), false);
});

const CELLS = [
  { kind: "lstm", peephole: false, bias: true }, { kind: "lstm", peephole: true, bias: true },
  { kind: "gru", peephole: false, bias: true }, { kind: "rnn", peephole: false, bias: true },
];

for (const cell of CELLS) {
  for (const size of ["wide", "short", "narrow"]) {
    for (const pass of ["forward", "backward"]) {
      test(`${cell.kind}${cell.peephole ? " with peepholes" : ""}, ${size}, ${pass}: differences lie on no number, gate or other difference`, () => {
        const layout = layoutFor(cell, size);
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
          if (!(state === "h" && size === "narrow" && cell.kind === "lstm")) assert.ok(places.has(state), `${state} has no room`);
        }
      });
    }
  }
}

test("a gate lights all that leads to it, a weight its own wire and its gate's equation", () => {
  assert.deepEqual(["wx_f", "uh_f", "b_f", "peep_f", "z_f", "q", "fc"].map(lightOf),
    ["W_f", "U_f", "b_f", "p_f", "f", "U_n", "f"]);
  assert.ok(["wx_f", "uh_f", "b_f", "z_f", "fc", "f"].every((wire) => isLitBy(wire, "f")));
  assert.deepEqual(["wx_f", "uh_f", "wx_i", "f"].map((wire) => isLitBy(wire, "W_f")), [true, false, false, false]);
  assert.equal(isLitBy("f", null), false);
  assert.deepEqual(["b_hn", "W", "c_prev", "x"].map(ownerOf), ["n", "a", "c_prev", "x"]);
});
