import assert from "node:assert/strict";
import { test } from "node:test";

import { plainText, tokensOf } from "../../../static/js/equations/tokens.js";
import { constant, dot, evaluate, minus, plus, quantity, slope, squash, times } from "../../../static/js/equations/tree.js";

const x = (index, value) => quantity({ base: "x", sub: String(index + 1) }, value, "x", index);
const symbols = (tree) => plainText(tokensOf(tree, { isNumeric: false }).tokens);
const numbers = (tree) => plainText(tokensOf(tree, { isNumeric: true }).tokens);

test("a gate of the hand-wired cell reads as on paper, zero weights left out", () => {
  const sum = dot("f", [times(constant(0), x(0, 3)), times(constant(100), x(1, 1)), times(constant(0), x(2, 0))], []);
  const tree = squash("sigmoid", plus(sum, constant(-10)));
  assert.equal(symbols(tree), "σ(100·x_2 − 10)");
  assert.equal(numbers(tree), "σ(100·1.000 − 10)");
});

test("weights of one and minus one are not written", () => {
  const tree = dot("g", [times(constant(1), x(0, 3)), times(constant(-1), x(1, -2))], []);
  assert.equal(symbols(tree), "x_1 − x_2");
  assert.equal(numbers(tree), "3.000 − (−2.000)");
  assert.equal(evaluate(tree), 5);
});

test("negative numbers stand in brackets after a product sign and join the sign before a term", () => {
  const tree = plus(times(x(0, 2), x(1, -3)), times(x(2, -1), x(1, -3)));
  assert.equal(numbers(tree), "2.000·(−3.000) − 1.000·(−3.000)");
});

test("slopes are written out from the output", () => {
  const f = quantity({ base: "f" }, 0.5, "f", 0);
  assert.equal(symbols(times(x(0, 1), ...slope("sigmoid", f).factors)), "x_1·f·(1 − f)");
  assert.equal(symbols(slope("tanh", f)), "1 − f^2");
  assert.equal(evaluate(slope("hard_sigmoid", f)), 0.2);
  assert.equal(evaluate(slope("relu", f)), 1);
});

test("a sum as a factor stands in brackets", () => {
  assert.equal(symbols(times(x(0, 1), minus(constant(1), x(1, 2)))), "x_1·(1 − x_2)");
});

test("a folded sum says how many terms it leaves out, and a dot in its place", () => {
  const tree = dot("f", Array.from({ length: 9 }, (_, k) => times(constant(k + 1), x(k, 1))), [{ weight: "w", sub: "f", reads: "x" }]);
  const folded = tokensOf(tree, { isNumeric: true });
  assert.equal(folded.hidden, 6);
  assert.equal(folded.foldable, 9);
  assert.ok(plainText(folded.tokens).endsWith("+ ⋯"));
  assert.equal(tokensOf(tree, { isNumeric: true, isUnfolded: true }).hidden, 0);
  assert.equal(symbols(tree), "w_f·x");
});
