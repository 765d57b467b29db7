import assert from "node:assert/strict";
import { test } from "node:test";

import { inputLabel, inputName, stateName, written } from "../../../static/js/cell/names.js";

const cell = { hidden_size: 3, bidirectional: false };

test("inputs of the sequence and units count from 0", () => {
  assert.equal(inputLabel(0), "x₀");
  assert.equal(written(inputName(cell, 0, 11)), "x₁₁");
  assert.equal(written(stateName(0)), "h₀′");
  assert.equal(written(stateName(10)), "h₁₀′");
});

test("an upper layer reads the units of the layer below by their own numbers", () => {
  assert.equal(written(inputName(cell, 1, 2)), "h₂↓");
  const both = { ...cell, bidirectional: true };
  assert.deepEqual([0, 2, 3, 5].map((entry) => written(inputName(both, 1, entry))), ["h₀→", "h₂→", "h₀←", "h₂←"]);
});
