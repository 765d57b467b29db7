import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { quantityIn, SIZES, TEXT } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { NARROWEST } from "../../../static/js/numbers/written.js";
import { DRAWN } from "../../../static/js/circuit/drawn/cells.js";
import { CELLS as EVERY, cellNamed } from "./cells.js";

const CELLS = ["lstm", "lstm without bias", "lstm_peephole", "gru", "rnn"];
const CASES = CELLS.flatMap((name) => ["wide", "short", "narrow"].map((size) => [`${name}, ${size}`, layoutFor(cellNamed(name), size)]));

/** The box that a label takes with its widest number, symbol included. */
function boxOf(label, pass) {
  const characters = label.room ?? label.characters ?? NARROWEST;
  const symbol = pass === "backward" ? label.gradient ?? label.symbol : label.symbol;
  const symbolWidth = !symbol || label.symbolAt ? 0 : (symbol.length > 3 ? TEXT.gradientSymbol : TEXT.symbol) + TEXT.gap;
  const width = label.isBare ? TEXT.symbol : characters * TEXT.character + symbolWidth;
  const left = { start: label.x, middle: label.x - width / 2, end: label.x - width }[label.anchor];
  return { left, right: left + width, top: label.y - TEXT.above, bottom: label.y + TEXT.below };
}

function labelsOf(layout, pass) {
  const wires = layout.wires.filter((wire) => wire.label && (wire.label.only ?? pass) === pass)
    .map((wire) => ({ id: wire.id, box: boxOf(wire.label, pass) }));
  const locals = pass === "forward" ? [] : layout.nodes.filter((node) => node.local)
    .map((node) => ({ id: `local ${node.id}`, box: boxOf({ ...node.local, symbol: undefined }, pass) }));
  const letters = layout.letters.map(({ x, y, quantity, text }) => ({
    id: `letter ${quantity}`,
    box: text.length > 1 ? { left: x - 20, right: x + 20, top: y - 12, bottom: y + 4 } : { left: x - 10, right: x, top: y - 10, bottom: y + 4 },
  }));
  return [...wires, ...locals, ...letters];
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function segmentsOf(wire) {
  return wire.points.slice(1).map(([x, y], k) => {
    const [px, py] = wire.points[k];
    const half = 0.6;
    return { left: Math.min(x, px) - half, right: Math.max(x, px) + half, top: Math.min(y, py) - half, bottom: Math.max(y, py) + half };
  });
}

function nodeBox(node) {
  const size = SIZES[node.kind];
  return { left: node.x - size.x, right: node.x + size.x, top: node.y - size.y, bottom: node.y + size.y };
}

for (const [name, layout] of CASES) {
  const nodes = new Map(layout.nodes.map((node) => [node.id, node]));

  test(`${name}: every wire begins and ends at the edge of the node it names`, () => {
    for (const wire of layout.wires) {
      for (const [id, point] of [[wire.from, wire.points[0]], [wire.to, wire.points.at(-1)]]) {
        const node = nodes.get(id);
        assert.ok(node, `${wire.id} ends at ${id}, which is not there`);
        const size = SIZES[node.kind];
        assert.ok(Math.abs(point[0] - node.x) <= size.x + 0.5, `${wire.id} misses ${id} in x`);
        assert.ok(Math.abs(point[1] - node.y) <= size.y + 0.5, `${wire.id} misses ${id} in y`);
      }
    }
  });

  test(`${name}: wires run along the axes and ids are unique`, () => {
    for (const wire of layout.wires) {
      wire.points.slice(1).forEach(([x, y], k) => {
        const [px, py] = wire.points[k];
        assert.ok(x === px || y === py, `${wire.id} is slanted`);
      });
    }
    const ids = layout.wires.map((wire) => wire.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(nodes.size, layout.nodes.length);
  });

  for (const pass of ["forward", "backward"]) {
    test(`${name}, ${pass}: no two numbers overlap at their widest, and all are inside the picture`, () => {
      const labels = labelsOf(layout, pass);
      labels.forEach((a, k) => labels.slice(k + 1).forEach((b) => assert.ok(!overlap(a.box, b.box), `${a.id} over ${b.id}`)));
      for (const { id, box } of labels) {
        assert.ok(box.left >= 0 && box.right <= layout.width && box.top >= 0 && box.bottom <= layout.height, `${id} sticks out`);
      }
    });

    test(`${name}, ${pass}: no number lies on a wire or a node`, () => {
      for (const { id, box } of labelsOf(layout, pass)) {
        for (const wire of layout.wires) {
          assert.ok(!segmentsOf(wire).some((segment) => overlap(box, segment)), `${id} on wire ${wire.id}`);
        }
        for (const node of layout.nodes.filter((one) => one.kind !== "port")) {
          assert.ok(!overlap(box, nodeBox(node)), `${id} on node ${node.id}`);
        }
      }
    });
  }

  test(`${name}: what a wire carries is computed before it leaves its node`, () => {
    for (const wire of layout.wires) {
      const [start, end] = wire.window;
      assert.ok(start >= 0 && end <= 1 && start < end);
      const from = nodes.get(wire.from);
      if (from.kind !== "port" && from.kind !== "joint") assert.ok(from.window[0] <= start + 1e-9, `${wire.id} leaves ${wire.from} too early`);
    }
  });
}

test("the phases of each kind cover the whole step without gaps", () => {
  for (const phases of ["lstm", "gru", "rnn"].map((name) => layoutFor(cellNamed(name), "wide").phases)) {
    assert.equal(phases[0].window[0], 0);
    assert.equal(phases.at(-1).window[1], 1);
    phases.slice(1).forEach(({ window }, k) => assert.equal(window[0], phases[k].window[1]));
  }
});

test("drawn layouts are of the cells whose equations have their shape, by whatever name, and of no others", () => {
  const drawn = [...EVERY].filter(([, model]) => layoutFor(model, "wide").kind !== "automatic").map(([name]) => name);
  assert.deepEqual(drawn, ["lstm", "gru", "rnn", "lstm without bias", "lstm of identities", "lstm_peephole", "gru without bias", "rnn without bias"]);
});

test("a cell with a function where the drawn one has none is laid out from its equations", () => {
  for (const name of ["squashed output", "squashed write"]) assert.equal(layoutFor(cellNamed(name), "wide").kind, "automatic", name);
});

test("every wire of a drawn layout has nodes of the graph for its number in both passes", () => {
  for (const [name, layout] of CASES) {
    for (const wire of layout.wires) {
      const { forward, backward } = layout.sources[wire.quantity];
      assert.ok(forward.length === 1 || wire.only === "backward", `${name}: ${wire.id}`);
      const back = layout.sources[quantityIn(wire, "backward")]?.backward;
      assert.ok(back === "outside" || back.length > 0 || wire.quantity === "x", `${name}: ${wire.id} ${backward}`);
    }
  }
});

test("a drawn cell is data alone, whose rows stand for their sizes place by place", () => {
  assert.equal(DRAWN.length, 3);
  for (const cell of DRAWN) {
    assert.deepEqual(JSON.parse(JSON.stringify(cell)), { ...cell });
    const places = [...cell.nodes.map((row) => row[5]), ...[...cell.valves, ...cell.letters].map((row) => row[2])];
    for (const row of places) assert.ok(row.length <= 6 && row.length % 2 === 0, `${cell.name}: ${row}`);
    for (const [id, from, to] of cell.wires) {
      for (const end of [from, to]) assert.ok(cell.nodes.some((node) => node[0] === end), `${cell.name}: ${id} ends at ${end}`);
    }
  }
});

test("no module but the drawn layouts names a cell", () => {
  const root = new URL("../../../static/js/", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  const others = files.filter((name) => name.endsWith(".js") && !name.startsWith("circuit/drawn/"));
  assert.ok(others.length > 100);
  const code = (name) => readFileSync(new URL(name, root), "utf8").replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
  assert.deepEqual(others.filter((name) => /lstm|gru\b|rnn/i.test(code(name))), []);
});
