import assert from "node:assert/strict";
import { test } from "node:test";

import { drawingScale, networkLayout, stepAfter, stripSpan, stripsOf, wiresOf } from "../../../static/js/network/layout.js";

const SIZES = [[340, 312], [560, 320], [640, 400], [900, 700], [1600, 900]];
const STATES = { one: ["h"], two: ["h", "c"], four: ["h", "m", "c", "n"] };
/** So many equal layers. */
const lanesOf = (layers, directions, states = STATES.two) => Array.from({ length: layers }, (_, layer) =>
  ["forward", "reverse"].slice(0, directions).map((direction) => ({ layer, direction, states, tones: states.map((state) => `state-${state}`) }))).flat();
/** Two ways, one way from the end, two ways with more states. */
const MIXED = [...lanesOf(1, 2), { ...lanesOf(2, 2, STATES.one)[3] }, ...lanesOf(3, 2, STATES.four).slice(4)];
const SHAPES = [];
for (const steps of [1, 5, 64, 5000]) {
  for (const layers of [1, 2, 8]) {
    for (const directions of [1, 2]) SHAPES.push({ lanes: lanesOf(layers, directions, layers === 2 ? STATES.one : STATES.two), steps });
  }
  SHAPES.push({ lanes: MIXED, steps });
}

/** Every size with every shape. */
function each(check) {
  for (const [width, height] of SIZES) {
    for (const shape of SHAPES) check(networkLayout({ width, height, ...shape }), { width, height, ...shape });
  }
}

/** The blocks of a column and its neighbours. */
function blocksAround(layout) {
  return [-1, 0, 1].flatMap((t) => layout.rows.map((row) => ({
    left: t * layout.columnWidth + row.centre - layout.block.width / 2, top: row.top, ...layout.block,
  })));
}

test("no two blocks overlap, also not those of neighbouring steps", () => {
  each((layout, shape) => {
    const blocks = blocksAround(layout);
    blocks.forEach((a, k) => blocks.slice(k + 1).forEach((b) => {
      const isApart = a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;
      assert.ok(isApart, JSON.stringify({ shape, a, b }));
    }));
  });
});

test("all columns in view stand between the row names and the edge", () => {
  each((layout, { width, steps }) => {
    assert.ok(layout.count >= 1 && layout.count <= steps);
    assert.ok(layout.left >= 44);
    assert.ok(layout.left + layout.count * layout.columnWidth <= width + 1e-9);
  });
});

test("a long sequence never needs more columns than fit", () => {
  const layout = networkLayout({ width: 900, height: 400, lanes: lanesOf(1, 1), steps: 5000 });
  assert.ok(layout.count <= 900 / 60);
});

test("layers climb: each lies above the one it reads, output above all, input below", () => {
  each((layout) => {
    const { rows, block, gaps, input, output } = layout;
    rows.slice(1).forEach((row, k) => assert.ok(row.top + block.height < rows[k].top));
    gaps.slice(1).forEach((gap, k) => assert.ok(gap < gaps[k]));
    assert.ok(input.top > rows[0].top + block.height);
    assert.ok(output.bottom < rows.at(-1).top);
    assert.ok(output.loss > 8, "the loss is inside the picture");
    assert.ok(input.label < layout.height);
  });
});

test("many layers make the picture higher than its region instead of their blocks too low to read", () => {
  const layout = networkLayout({ width: 600, height: 320, lanes: lanesOf(8, 2), steps: 9 });
  assert.ok(layout.height > 320);
  assert.ok(layout.block.height >= 24);
});

test("a bidirectional layer has a forward and a reverse row, to the left and to the right of the middle", () => {
  const layout = networkLayout({ width: 640, height: 400, lanes: lanesOf(2, 2), steps: 9 });
  assert.deepEqual(layout.rows.map(({ layer, direction }) => `${layer} ${direction}`), ["0 forward", "0 reverse", "1 forward", "1 reverse"]);
  for (const { direction, centre } of layout.rows) {
    assert.equal(centre < layout.columnWidth / 2, direction === "forward");
  }
});

test("states leave to the right, in reverse rows to the left, and arrive at the next block's edge", () => {
  each((layout) => {
    for (const wire of wiresOf(layout).filter(({ kind }) => kind === "next")) {
      const row = layout.rows[wire.row];
      const [[from], [to]] = wire.points;
      const way = Math.sign(to - from);
      assert.equal(way, row.direction === "reverse" ? -1 : 1);
      const edge = row.centre + way * layout.columnWidth - (way * layout.block.width) / 2;
      assert.ok(Math.abs(to - edge) < 1e-9);
    }
  });
  assert.equal(stepAfter("forward", 3), 4);
  assert.equal(stepAfter("reverse", 3), 2);
});

test("upright wires pass beside the blocks they do not belong to", () => {
  each((layout) => {
    for (const { kind, row, points } of wiresOf(layout)) {
      if (kind === "next") continue;
      points.slice(1).forEach(([x, y], k) => {
        const [low, high] = [Math.min(y, points[k][1]), Math.max(y, points[k][1])];
        layout.rows.forEach((other, index) => {
          const isCrossing = x === points[k][0] && Math.abs(x - other.centre) < layout.block.width / 2 && low < other.top + layout.block.height - 1e-9 && high > other.top + 1e-9;
          assert.ok(!isCrossing, `${kind} of row ${row} through row ${index}`);
        });
      });
    }
  });
});

test("the strips of a block stay inside it and apart", () => {
  each((layout) => {
    for (const row of layout.rows) {
      const strips = stripsOf(layout, row);
      const fitting = row.states.slice(0, strips.length);
      assert.deepEqual(strips.map(({ quantity }) => quantity), [...fitting].reverse());
      assert.ok(strips.length >= Math.min(2, row.states.length), "as many states as have room, two at least");
      strips.forEach(({ top, height }, k) => {
        assert.ok(height > 5);
        assert.ok(top > row.top && top + height < row.top + layout.block.height);
        if (k > 0) assert.ok(top >= strips[k - 1].top + strips[k - 1].height);
      });
      const { left, width } = stripSpan(layout, row);
      assert.ok(left > row.centre - layout.block.width / 2 && left + width < row.centre + layout.block.width / 2);
    }
  });
});

test("a projector gets a larger picture, a laptop and a phone the usual one", () => {
  const shape = { lanes: lanesOf(1, 1) };
  assert.equal(drawingScale({ width: 640, height: 380, ...shape }), 1);
  assert.equal(drawingScale({ width: 340, height: 900, ...shape }), 1);
  assert.ok(drawingScale({ width: 1100, height: 730, ...shape }) > 1.5);
  assert.ok(drawingScale({ width: 1100, height: 730, lanes: lanesOf(8, 2) }) < 1.1, "many layers need the room");
  assert.equal(drawingScale({ width: 9000, height: 9000, ...shape }), 2);
});
