import assert from "node:assert/strict";
import { test } from "node:test";
import { overlap, placeCard } from "../../../static/js/tour/placement.js";

const box = (left, top, width, height) => ({ left, top, width, height });
const CARD = { width: 332, height: 210 };
const LAPTOP = { width: 1280, height: 720 };
const REGIONS = {
  scenario: box(11, 57, 262, 560), cell: box(285, 57, 585, 371), equations: box(285, 438, 585, 179),
  plots: box(881, 57, 388, 560), transport: box(11, 628, 1258, 82),
};

const isInside = ({ left, top }, room) => left >= 0 && top >= 0 && left + CARD.width <= room.width && top + CARD.height <= room.height;

for (const [name, target] of Object.entries(REGIONS)) {
  test(`the card of the region ${name} is in the window and not on its region`, () => {
    const others = [{ box: REGIONS.cell, weight: 1 }, { box: REGIONS.transport, weight: 1 }].filter(({ box: other }) => other !== target);
    const spot = placeCard(target, CARD, LAPTOP, others);
    assert.ok(isInside(spot, LAPTOP), JSON.stringify(spot));
    assert.equal(overlap({ ...spot, ...CARD }, target), 0);
  });
}

test("what matters stays in sight where there is a choice", () => {
  const spot = placeCard(REGIONS.plots, CARD, LAPTOP, [{ box: REGIONS.cell, weight: 1 }]);
  const beside = placeCard(REGIONS.plots, CARD, LAPTOP, [{ box: REGIONS.equations, weight: 1 }]);
  assert.ok(overlap({ ...spot, ...CARD }, REGIONS.cell) < overlap({ ...beside, ...CARD }, REGIONS.cell));
});

test("a region as large as the window still gets its card inside the window", () => {
  assert.ok(isInside(placeCard(box(0, 0, 1280, 720), CARD, LAPTOP), LAPTOP));
});

test("boxes that only touch do not overlap", () => {
  assert.equal(overlap(box(0, 0, 10, 10), box(10, 0, 10, 10)), 0);
  assert.equal(overlap(box(0, 0, 10, 10), box(5, 5, 10, 10)), 25);
});
