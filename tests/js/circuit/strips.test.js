import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { arrange, cellBox, MOST_CELLS, stripPlaces } from "../../../static/js/circuit/strip-places.js";
import { CELLS as EVERY, cellNamed } from "./cells.js";
import { allAt, valuesAt } from "./steps.js";
import { TRACE_NAMES, traceOf } from "../fixtures/traces.js";

for (const name of TRACE_NAMES) {
  for (const pass of ["forward", "backward"]) {
    test(`${name}, ${pass}: every unit has the very numbers of its own circuit`, () => {
      const trace = traceOf(name);
      for (const lane of trace.lanes) {
        for (let t = 0; t < trace.steps; t += 1) {
          const { vectors } = allAt(trace, lane, t, pass);
          for (let unit = 0; unit < lane.hiddenSize; unit += 1) {
            const { wires } = valuesAt(trace, lane, t, unit, pass);
            for (const [quantity, value] of Object.entries(wires)) {
              if (quantity === "x") continue;
              const found = vectors[quantity][unit];
              const isSame = Object.is(found, value) || Math.abs(found - value) <= 1e-14 + 1e-12 * Math.abs(value);
              assert.ok(isSame, `${quantity} of unit ${unit} at ${t}: ${found} is not ${value}`);
            }
          }
        }
      }
    });
  }
}

const CELLS = ["lstm", "lstm_peephole", "gru", "rnn"];

/** Every drawn cell in every size of region. */
const LAYOUTS = CELLS.flatMap((cell) => ["wide", "short", "narrow"].map((size) => ({ name: `${cell}, ${size}`, layout: layoutFor(cellNamed(cell), size) })));

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

for (const { name, layout } of LAYOUTS) {
  test(`${name}: strips stay inside the picture, apart from each other and off the operators`, () => {
    const places = stripPlaces(layout);
    places.forEach((place, k) => {
      assert.ok(place.x >= 0 && place.x + place.width <= layout.width && place.y >= 0 && place.y + place.height <= layout.height, place.quantity);
      for (const other of places.slice(k + 1)) assert.ok(!overlap(place, other), `${place.quantity} on ${other.quantity}`);
      for (const node of layout.nodes.filter(({ kind }) => ["times", "plus", "sum", "squash", "minus"].includes(kind))) {
        const { x, y } = SIZES[node.kind];
        const box = { x: node.x - x, y: node.y - y, width: 2 * x, height: 2 * y };
        assert.ok(!overlap(place, box), `${place.quantity} on ${node.id}`);
      }
    });
  });

  test(`${name}: every strip shows a quantity that the circuit has, wide enough to aim at`, () => {
    for (const { quantity, width } of stripPlaces(layout)) {
      assert.ok(layout.wires.some((wire) => wire.quantity === quantity) || layout.nodes.some((node) => node.quantity === quantity));
      assert.ok(width >= 34, `${quantity}: ${width}`);
    }
  });
}

test("units keep their place in every strip, in rows once they are many", () => {
  assert.deepEqual(arrange(1), { rows: 1, columns: 1, units: 1 });
  assert.deepEqual(arrange(16), { rows: 1, columns: 16, units: 1 });
  assert.deepEqual(arrange(64), { rows: 4, columns: 16, units: 1 });
  assert.deepEqual(arrange(200), { rows: 4, columns: 13, units: 4 });
  for (let size = 1; size <= 512; size += 1) {
    const { rows, columns, units } = arrange(size);
    const cells = Math.ceil(size / units);
    assert.ok(cells <= MOST_CELLS && rows * columns >= cells && units * cells >= size);
  }
});

test("the cells of a strip fill it without overlapping", () => {
  const box = { x: 10, y: 20, width: 64, height: 40 };
  const cells = Array.from({ length: 64 }, (_, cell) => cellBox(box, arrange(64), cell));
  assert.deepEqual(cells[0], { x: 10, y: 20, width: 4, height: 10 });
  assert.deepEqual(cells[63], { x: 70, y: 50, width: 4, height: 10 });
  cells.forEach((cell, k) => cells.slice(k + 1).forEach((other) => assert.ok(!overlap(cell, other))));
});

test("gates with a sigmoid have the scale of an opening, candidates and states one with two sides", () => {
  const open = (cell) => stripPlaces(layoutFor(cellNamed(cell), "wide")).filter(({ isOpening }) => isOpening).map(({ quantity }) => quantity);
  assert.deepEqual(open("gru"), ["z", "r", "1-z"]);
  assert.deepEqual(open("lstm"), ["f", "i", "g", "o"].filter((gate) => gate !== "g"));
  assert.deepEqual(open("rnn"), []);
  assert.deepEqual(open("slstm"), ["o"]);
});

for (const [name, model] of EVERY) {
  if (["largest", "many operations"].includes(name)) continue;
  test(`${name}: of all units each gate and each state has a strip on its own`, () => {
    const layout = layoutFor(model, "wide");
    const places = stripPlaces(layout);
    const shown = new Set(places.map(({ quantity }) => quantity));
    for (const { kind, quantity } of layout.nodes) if (kind === "gate") assert.ok(shown.has(quantity), quantity);
    for (const state of model.states) assert.ok(shown.has(state), state);
    places.forEach((place, k) => places.slice(k + 1).forEach((other) => assert.ok(!overlap(place, other), `${place.quantity} on ${other.quantity}`)));
  });
}
