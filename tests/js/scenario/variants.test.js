import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../contract.js";
import {
  addVariants, asVariant, contentKey, isEqual, removeVariant, renameVariant, swapWithMain, variantsOf, withoutComparison,
} from "../../../static/js/scenario/comparison.js";
import { setCell, setWeights } from "../../../static/js/scenario/edits.js";
import { withDefaults } from "../../../static/js/scenario/contract.js";
import { scenario } from "./scenarios.js";

/** The same file that tests/scenarios/test_scenario_comparison.py reads. */
const CASES = JSON.parse(readFileSync(new URL("../../scenarios/comparison_cases.json", import.meta.url), "utf8"));

for (const { name, scenario: document, variants } of CASES) {
  test(`both languages merge alike: ${name}`, () => {
    assert.deepEqual(variantsOf(withDefaults(document)), variants.map(withDefaults));
  });
}

test("a variant made of a full scenario gives that scenario again", () => {
  const main = scenario({ head: { output_size: 2, seed: 1 } });
  const full = { ...setCell(main, { kind: "gru", hidden_size: 5 }), title: "G", head: null };
  const [again] = variantsOf(addVariants(main, [asVariant(main, full)]));
  assert.ok(isEqual({ ...again, notes: "" }, { ...full, notes: "" }));
  assert.equal(again.title, "G");
});

test("sizes that are the same follow the scenario, kind and weights do not", () => {
  const main = scenario();
  const gru = setCell(main, { kind: "gru" });
  const both = addVariants(main, [asVariant(main, gru, { title: "" })]);
  const [variant] = variantsOf(setCell(both, { hidden_size: 9, peephole: true }));
  assert.deepEqual([variant.cell.kind, variant.cell.hidden_size, variant.cell.peephole], ["gru", 9, false]);
  const [edited] = variantsOf(setWeights(both, [{ name: "bias_ih_l0", row: 15, column: null, value: 2 }]));
  assert.equal(edited.weights.edits, undefined, "an edit of the scenario's weights is not the variant's");
});

test("what has fixed numbers follows nothing but the sequence and the loss", () => {
  const main = setWeights(scenario(), [{ name: "bias_ih_l0", row: 15, column: null, value: 2 }]);
  const both = addVariants(main, [asVariant(main, main, { title: "Before" })]);
  const after = { ...setCell(both, { kind: "rnn", hidden_size: 2 }), loss: { kind: "probe", step: 1 } };
  const [variant] = variantsOf(after);
  assert.deepEqual(variant.cell, main.cell);
  assert.deepEqual(variant.weights, main.weights);
  assert.equal(variant.loss, after.loss);
});

test("a cell state is never left to a scenario whose kind may be another", () => {
  const main = scenario();
  const gru = asVariant(main, setCell(main, { kind: "gru" }));
  assert.equal(gru.c0, null);
  assert.equal(variantsOf({ ...addVariants(main, [gru]), c0: [[1, 2, 3, 4]] })[0].c0, null);
});

test("removing and renaming touch one variant alone", () => {
  const three = addVariants(scenario(), [{ title: "a" }, { title: "b" }, { title: "c" }]);
  assert.deepEqual(removeVariant(three, 1).comparison.map(({ title }) => title), ["a", "c"]);
  assert.deepEqual(renameVariant(three, 2, "z").comparison.map(({ title }) => title), ["a", "b", "z"]);
  assert.equal(three.comparison.length, 3);
});

test("swapping trades places and leaves every other cell what it was", () => {
  const main = scenario({ title: "Mine", notes: "n" });
  const gru = asVariant(main, setCell(main, { kind: "gru" }), { title: "G" });
  const peephole = { title: "P", cell: { peephole: true } };
  const before = addVariants(main, [gru, peephole]);
  const after = swapWithMain(before, 0, "Old");
  assert.deepEqual([after.title, after.notes, after.cell.kind], ["Mine", "n", "gru"]);
  const [old, other] = variantsOf(after);
  assert.equal(old.title, "Old");
  assert.equal(contentKey(old), contentKey(main));
  assert.equal(contentKey(other), contentKey(variantsOf(before)[1]));
  const back = swapWithMain(after, 0, "G");
  assert.equal(contentKey(back), contentKey(main));
});

test("content is the same however it is written, and another when a number is another", () => {
  const one = scenario();
  const written = { ...one, title: "other words", notes: "x", weights: { seed: 7, init: "pytorch", gain: 1, edits: {}, forget_bias: null } };
  assert.equal(contentKey(one), contentKey(written));
  assert.equal(contentKey(one), contentKey(addVariants(one, [{}])));
  assert.notEqual(contentKey(one), contentKey({ ...one, weights: { init: "pytorch", seed: 8 } }));
  assert.notEqual(contentKey(one), contentKey({ ...one, h0: [[0, 0, 0, 1]] }));
});

test("a scenario without a comparison stays the very same object", () => {
  const one = scenario();
  assert.equal(withoutComparison(one), one);
  assert.deepEqual(withoutComparison(addVariants(one, [{}])).comparison, []);
});
