import assert from "node:assert/strict";
import { test } from "node:test";

import { binSize, loudest, rootMeanSquare } from "../../../static/js/drawing/magnitude.js";
import { lossAt, wireValue } from "../../../static/js/network/column.js";
import { networkLayout, wiresOf } from "../../../static/js/network/layout.js";
import { motionOf } from "../../../static/js/network/drawing.js";
import { overviewValues } from "../../../static/js/network/overview.js";
import { traceOf } from "../fixtures/traces.js";

function sceneOf(name) {
  const trace = traceOf(name);
  const lanes = trace.lanes.map(({ layer, direction, model: { states } }) => ({ layer, direction, states, tones: states.map((state) => `state-${state}`) }));
  const layout = networkLayout({ width: 640, height: 400, lanes, steps: trace.steps });
  return { trace, layout, wires: wiresOf(layout) };
}

const close = (a, b) => assert.ok(Math.abs(a - b) <= 1e-12 + 1e-9 * Math.abs(b), `${a} is not ${b}`);

test("of several units that share a place the loudest is shown, with its sign", () => {
  assert.deepEqual(loudest([9, 1, -4, 2, 0.5, -0.1], 1, 5, 3), [1, 2, 4]);
  assert.deepEqual(loudest([3, -1], 0, 2, 24), [0, 1]);
  assert.equal(binSize(25, 24), 2);
  assert.equal(binSize(24, 24), 1);
});

test("a value that is not finite is not hidden behind a number", () => {
  assert.deepEqual(loudest([1, NaN, 2], 0, 3, 1), [1]);
  assert.ok(Number.isNaN(rootMeanSquare([1, NaN], 0, 2)));
  close(rootMeanSquare([0, 3, 4], 1, 2), Math.sqrt(12.5));
});

test("a state's wire ends with the sequence: to the right forward, to the left in reverse", () => {
  const { trace, layout, wires } = sceneOf("lstm_bidirectional");
  for (const wire of wires.filter(({ kind }) => kind === "next")) {
    const isReverse = layout.rows[wire.row].direction === "reverse";
    assert.equal(wireValue(trace, layout, wire, trace.steps - 1, "forward") === null, !isReverse);
    assert.equal(wireValue(trace, layout, wire, 0, "forward") === null, isReverse);
  }
});

test("what a layer reads is what the layer below gave out", () => {
  const { trace, layout, wires } = sceneOf("lstm_bidirectional");
  const trunk = wires.find(({ kind, row }) => kind === "trunk" && row === 2);
  const below = trace.lanes.filter(({ layer }) => layer === 0);
  const squares = below.map((lane) => rootMeanSquare(lane.series("h"), lane.hiddenSize, lane.hiddenSize) ** 2);
  close(wireValue(trace, layout, trunk, 1, "forward"), Math.sqrt((squares[0] + squares[1]) / 2));
});

test("backward the wires carry the norms that the stream sent", () => {
  for (const name of ["lstm_two_layers", "gru", "rnn", "lstm_bidirectional"]) {
    const { trace, layout, wires } = sceneOf(name);
    for (const wire of wires.filter(({ kind }) => kind === "out" || kind === "in")) {
      const row = layout.rows[wire.row];
      const lane = trace.lane(row.layer, row.direction);
      assert.equal(wireValue(trace, layout, wire, 1, "backward"), lane.norm(wire.kind === "in" ? "x" : "h")[1]);
    }
  }
});

test("the gradient at an input that two directions read is the norm of its sum", () => {
  const { trace, layout, wires } = sceneOf("lstm_bidirectional");
  const trunk = wires.find(({ kind, row }) => kind === "trunk" && row === 0);
  const [a, b] = trace.lanes.filter(({ layer }) => layer === 0).map((lane) => lane.gradient("x").slice(2, 4));
  close(wireValue(trace, layout, trunk, 1, "backward"), Math.hypot(a[0] + b[0], a[1] + b[1]));
});

test("the loss stands at the steps it looks at and nowhere else", () => {
  const all = traceOf("gru");
  for (let t = 0; t < all.steps; t += 1) assert.ok(Number.isFinite(lossAt(all, t)));
  const probe = traceOf("lstm_wide");
  assert.ok(Number.isFinite(lossAt(probe, 1)));
  assert.ok(Number.isNaN(lossAt(probe, 0)));
});

test("nothing moves at rest; during a step the way is climbed before it goes on, backward in reverse", () => {
  const { layout, wires } = sceneOf("lstm_two_layers");
  const dotsAt = motionOf(layout, wires);
  assert.deepEqual([dotsAt(0, "forward"), dotsAt(1, "forward"), dotsAt(1, "backward")], [[], [], []]);
  const [early, later] = [dotsAt(0.1, "forward"), dotsAt(0.5, "forward")];
  assert.deepEqual([early.length, later.length], [1, 1]);
  assert.ok(later[0].y < early[0].y);
  assert.deepEqual(dotsAt(0.75, "backward"), dotsAt(0.25, "forward"));
  assert.equal(dotsAt(0.8, "forward").length, 4, "c and h of both layers leave");
});

test("layers that differ in cell, size and direction have a wire for every state, with a value at every step", () => {
  const { trace, layout, wires } = sceneOf("mixed");
  assert.deepEqual(layout.rows.map(({ layer, direction }) => [layer, direction]), trace.lanes.map(({ layer, direction }) => [layer, direction]));
  for (const lane of trace.lanes) {
    const row = layout.rows.findIndex(({ layer, direction }) => layer === lane.layer && direction === lane.direction);
    const leaving = wires.filter((wire) => wire.kind === "next" && wire.row === row);
    assert.deepEqual(leaving.map(({ quantity }) => quantity).sort(), [...lane.model.states].sort());
    for (const wire of wires.filter((one) => one.row === row && one.kind !== "next")) {
      for (const pass of ["forward", "backward"]) assert.ok(Number.isFinite(wireValue(trace, layout, wire, 1, pass)), `${wire.kind} ${pass}`);
    }
  }
});

test("a projected state is measured over its own entries", () => {
  const { trace, layout, wires } = sceneOf("lstm_projected");
  const [lane] = trace.lanes;
  const out = wires.find(({ kind }) => kind === "out");
  close(wireValue(trace, layout, out, 1, "forward"), Math.hypot(...lane.series("h").slice(lane.outputSize, 2 * lane.outputSize)) / Math.sqrt(lane.outputSize));
});

test("the overview keeps the loudest moment of a long sequence", () => {
  const values = new Float64Array(5000 * 2).fill(0.1);
  values[2 * 3210 + 1] = -8;
  const shown = overviewValues(values, 5000, 2, 600);
  assert.equal(shown.length, 600);
  assert.equal(shown[Math.floor((3210 * 600) / 5000)], -8);
  assert.equal(shown.filter((value) => value === -8).length, 1);
});
