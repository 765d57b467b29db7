import assert from "node:assert/strict";
import { test } from "node:test";

import { automaticLayout } from "../../../static/js/circuit/automatic.js";
import { labelBox, overlap } from "../../../static/js/circuit/number-places.js";
import { SIZES } from "../../../static/js/circuit/layout.js";
import { CELLS } from "./cells.js";

/** What would take long to try in every size is laid out in one. */
const LARGE = new Set(["largest"]);
const CASES = [...CELLS].flatMap(([name, model]) => (LARGE.has(name) ? ["wide"] : ["wide", "short", "narrow"]).map((size) => ({ name, model, size, layout: automaticLayout(model, size) })));

const boxOf = ({ kind, x, y }) => ({ left: x - SIZES[kind].x, right: x + SIZES[kind].x, top: y - SIZES[kind].y, bottom: y + SIZES[kind].y });

const segmentsOf = ({ points }, half) => points.slice(1).map(([x, y], k) => {
  const [px, py] = points[k];
  return { left: Math.min(x, px) - half, right: Math.max(x, px) + half, top: Math.min(y, py) - half, bottom: Math.max(y, py) + half };
});

const labelsIn = (layout, pass) => layout.wires.filter(({ label }) => label && (label.only ?? pass) === pass)
  .map(({ id, label }) => ({ id, box: labelBox(label, pass) }));

for (const { name, model, size, layout } of CASES) {
  const nodes = new Map(layout.nodes.map((node) => [node.id, node]));

  test(`${name}, ${size}: every wire begins and ends at the edge of the node it names, along the axes`, () => {
    assert.equal(nodes.size, layout.nodes.length);
    assert.equal(new Set(layout.wires.map(({ id }) => id)).size, layout.wires.length);
    for (const { id, from, to, points } of layout.wires) {
      for (const [end, [x, y]] of [[from, points[0]], [to, points.at(-1)]]) {
        const node = nodes.get(end);
        assert.ok(node, `${id} ends at ${end}, which is not there`);
        assert.ok(Math.abs(x - node.x) <= SIZES[node.kind].x + 0.5 && Math.abs(y - node.y) <= SIZES[node.kind].y + 0.5, `${id} misses ${end}`);
      }
      points.slice(1).forEach(([x, y], k) => assert.ok(x === points[k][0] || y === points[k][1], `${id} is slanted`));
    }
  });

  test(`${name}, ${size}: no node covers another, and no wire runs through one that it does not end at`, () => {
    const shapes = layout.nodes.filter(({ kind }) => kind !== "port" && kind !== "joint");
    shapes.forEach((a, k) => shapes.slice(k + 1).forEach((b) => assert.ok(!overlap(boxOf(a), boxOf(b)), `${a.id} over ${b.id}`)));
    for (const wire of layout.wires) {
      for (const node of shapes.filter(({ id }) => id !== wire.from && id !== wire.to)) {
        assert.ok(!segmentsOf(wire, 0.5).some((segment) => overlap(segment, boxOf(node))), `${wire.id} through ${node.id}`);
      }
    }
  });

  for (const pass of ["forward", "backward"]) {
    test(`${name}, ${size}, ${pass}: no two numbers overlap at their widest, none lies on a node or a wire, all are inside`, () => {
      const labels = labelsIn(layout, pass);
      labels.forEach((a, k) => labels.slice(k + 1).forEach((b) => assert.ok(!overlap(a.box, b.box), `${a.id} over ${b.id}`)));
      for (const { id, box } of labels) {
        assert.ok(box.left >= 0 && box.right <= layout.width && box.top >= 0 && box.bottom <= layout.height, `${id} sticks out`);
        for (const wire of layout.wires) assert.ok(!segmentsOf(wire, 0.6).some((segment) => overlap(box, segment)), `${id} on wire ${wire.id}`);
        for (const node of layout.nodes.filter(({ kind }) => kind !== "port")) assert.ok(!overlap(box, boxOf(node)), `${id} on ${node.id}`);
      }
    });
  }

  test(`${name}, ${size}: states run on top in their order, from the left edge to the right`, () => {
    const order = [...model.states.filter((state) => state !== "h"), "h"];
    const rows = order.map((state) => nodes.get(`out_${state}`).y);
    assert.deepEqual(rows, [...rows].sort((a, b) => a - b));
    const others = layout.nodes.filter(({ kind, y }) => kind === "gate" && !rows.includes(y));
    for (const gate of others) assert.ok(gate.y > Math.max(...rows), `${gate.id} above a state`);
    for (const state of order) assert.equal(nodes.get(`out_${state}`).x, layout.width - 8);
    for (const { id, x, kind } of layout.nodes) if (kind === "port" && id.startsWith("in_") && id !== "in_x") assert.equal(x, 8);
  });

  test(`${name}, ${size}: what a wire carries is computed before it leaves its node, and has a node of the graph in both passes`, () => {
    for (const { id, from, window, quantity } of layout.wires) {
      const [start, end] = window;
      assert.ok(start >= 0 && end <= 1 && start < end, id);
      const node = nodes.get(from);
      if (node.kind !== "port" && node.kind !== "joint") assert.ok(node.window[0] <= start + 1e-9, `${id} leaves ${from} too early`);
      const { forward, backward } = layout.sources[quantity];
      assert.ok(forward.length === 1, `${quantity} forward`);
      assert.ok(backward === "outside" || backward.every((place) => Number.isInteger(place.id)), `${quantity} backward`);
    }
  });
}

test("the phases cover the whole step without gaps", () => {
  for (const { layout: { phases } } of CASES) {
    assert.equal(phases[0].window[0], 0);
    assert.equal(phases.at(-1).window[1], 1);
    phases.slice(1).forEach(({ window }, k) => assert.equal(window[0], phases[k].window[1]));
  }
});

test("a cell is laid out alike every time", () => {
  for (const { name, model, size, layout } of CASES.filter(({ name }) => !LARGE.has(name))) assert.deepEqual(automaticLayout(model, size), layout, name);
});

test("of the catalogue's cells every value has its number, where there is the width of a laptop", () => {
  for (const { name, layout } of CASES.filter(({ name, size }) => size !== "narrow" && !LARGE.has(name))) {
    const without = layout.wires.filter(({ label, gradient }) => gradient && !label).map(({ id }) => id);
    assert.ok(without.length <= 1, `${name}: ${without.join(", ")}`);
  }
});

test("a large cell is folded equation by equation, and each can be opened", () => {
  const model = CELLS.get("largest");
  const folds = ({ nodes }) => nodes.flatMap(({ fold }) => (fold ? [fold] : []));
  const folded = automaticLayout(model, "wide");
  assert.equal(folds(folded).length, 37);
  assert.ok(folded.nodes.filter(({ kind }) => !["port", "joint", "sum"].includes(kind)).length <= 44);
  const opened = automaticLayout(model, "wide", new Set(["g5"]));
  assert.equal(folds(opened).length, 36);
  assert.ok(opened.nodes.some(({ id, kind }) => id.startsWith("g5/") && kind === "times"));
  assert.deepEqual(folds(automaticLayout(CELLS.get("many operations"), "wide")), ["h"]);
  assert.deepEqual(folds(automaticLayout(CELLS.get("slstm"), "wide")), []);
});
