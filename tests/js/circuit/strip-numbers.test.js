import assert from "node:assert/strict";
import { test } from "node:test";

import { deltaBox, overlap } from "../../../static/js/circuit/number-places.js";
import { changesBetween, stepInRunBefore } from "../../../static/js/cell/ghost.js";
import { SIZES } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { numberBox, numberPlaces } from "../../../static/js/circuit/strip-numbers.js";
import { stripPlaces } from "../../../static/js/circuit/strip-places.js";
import { readStep } from "../../../static/js/cell/step.js";
import { cellNamed } from "./cells.js";
import { allAt } from "./steps.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { linesOf, traceOf } from "../fixtures/traces.js";

const CELLS = ["lstm", "lstm_peephole", "gru", "rnn"];

for (const name of CELLS) {
  for (const size of ["wide", "short", "narrow"]) {
    test(`${name}, ${size}: each strip has a number and a difference, at their widest on nothing else`, () => {
      const layout = layoutFor(cellNamed(name), size);
      const strips = stripPlaces(layout);
      const places = numberPlaces(layout, strips);
      const boxes = [];
      strips.forEach(({ quantity }, k) => {
        const { number, delta } = places[k];
        assert.equal(number === null, quantity === "x", quantity);
        if (!number) return;
        assert.ok(delta, `no room for the difference of ${quantity}`);
        boxes.push(numberBox(number), deltaBox(delta));
      });
      const solid = [
        ...strips.map(({ x, y, width, height }) => ({ left: x, right: x + width, top: y, bottom: y + height })),
        ...layout.nodes.filter(({ kind: shape }) => ["times", "plus", "sum", "squash", "minus"].includes(shape)).map(({ kind: shape, x, y }) =>
          ({ left: x - SIZES[shape].x, right: x + SIZES[shape].x, top: y - SIZES[shape].y, bottom: y + SIZES[shape].y })),
      ];
      boxes.forEach((box, k) => {
        for (const other of [...solid, ...boxes.slice(k + 1)]) assert.ok(!overlap(box, other), `${JSON.stringify(box)} on ${JSON.stringify(other)}`);
        assert.ok(box.left >= 0 && box.right <= layout.width && box.top >= 0 && box.bottom <= layout.height);
      });
    });
  }
}

test("units that a what-if holds are known one by one", () => {
  const lines = linesOf("gru");
  const [start, ...rest] = lines;
  const interventions = [{ layer: 0, direction: "forward", target: "z", unit: 1, from: 1, to: 1, value: 1 }];
  const trace = Trace.from([{ ...start, scenario: { ...start.scenario, interventions } }, ...rest]);
  const held = (t) => allAt(trace, trace.lanes[0], t, "forward").held.map((targets) => [...targets]);
  assert.deepEqual(held(0).flat(), []);
  assert.deepEqual(held(1)[0], []);
  assert.deepEqual(held(1)[1], ["z"]);
});

test("a run is compared with the same lane of one before, where that has as many units", () => {
  const [trace, previous] = [traceOf("lstm_wide"), traceOf("lstm_wide")];
  const [lane] = trace.lanes;
  const step = readStep(trace, lane, 0, 0);
  assert.equal(stepInRunBefore(step, previous).lane, previous.lanes[0]);
  assert.equal(stepInRunBefore(step, trace), null);
  assert.equal(stepInRunBefore(step, null), null);
  assert.equal(stepInRunBefore(step, traceOf("gru")), null);
  const [now, then] = [allAt(trace, lane, 0, "forward"), allAt(previous, previous.lanes[0], 0, "forward")];
  assert.equal(changesBetween(now.values, then.values), null);
  then.values.wires.f += 0.25;
  assert.deepEqual(Object.keys(changesBetween(now.values, then.values).wires), ["f"]);
});
