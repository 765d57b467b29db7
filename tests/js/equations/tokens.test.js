import assert from "node:assert/strict";
import { test } from "node:test";

import { digitsOf } from "../../../static/js/equations/digits.js";
import { numberTokens, plainText, symbolTokens } from "../../../static/js/equations/tokens.js";
import { apply, constant, evaluate, negative, over, quantity, sum, times, weight } from "../../../static/js/equations/tree.js";

const x = (index, value) => quantity({ base: "x", sub: String(index + 1) }, value, "x", index);
const w = (index, value) => weight({ base: "W", sub: `f${index}` }, value, "W_f", index);
const term = (index, factor, value) => ({ op: "times", factors: [w(index, factor), x(index, value)] });
const dot = (...terms) => ({ op: "dot", name: { base: "W", sub: "f" }, isTransposed: false, reads: quantity({ base: "x" }, NaN, "x"), terms });
const plus = (...trees) => sum(trees.map((tree) => ({ sign: 1, tree })));
const less = (a, b) => sum([{ sign: 1, tree: a }, { sign: -1, tree: b }]);
const symbols = (tree) => plainText(symbolTokens(tree));
const numbers = (tree) => plainText(numberTokens(tree, digitsOf(tree, evaluate(tree))).tokens);

test("a gate of the hand-wired cell reads as on paper", () => {
  const tree = apply("sigmoid", plus(dot(term(1, 100, 1)), weight({ base: "b", sub: "f" }, -10, "b_f")));
  assert.equal(symbols(tree), "σ(100·x_2 − 10)");
  assert.equal(numbers(tree), "σ(100·1.000 − 10)");
});

test("weights of one and minus one are not written", () => {
  const tree = dot(term(0, 1, 3), term(1, -1, -2));
  assert.equal(symbols(tree), "x_1 − x_2");
  assert.equal(numbers(tree), "3.000 − (−2.000)");
  assert.equal(evaluate(tree), 5);
});

test("negative numbers stand in brackets after a product sign and join the sign before a term", () => {
  assert.equal(numbers(plus(times(x(0, 2), x(1, -3)), times(x(2, -1), x(1, -3)))), "2.000·(−3.000) − 1.000·(−3.000)");
});

test("a sum as a factor stands in brackets, and below a line too", () => {
  const rest = less(constant(1), x(1, 2));
  assert.equal(symbols(times(x(0, 1), rest)), "x_1·(1 − x_2)");
  assert.equal(symbols(over(x(0, 1), rest)), "x_1/(1 − x_2)");
});

test("trees are simplified as they are made: ones, zeros, signs and squares", () => {
  assert.equal(symbols(times(constant(1), x(0, 2))), "x_1");
  assert.deepEqual(times(constant(0), x(0, 2)), constant(0));
  assert.equal(symbols(plus(constant(0), x(0, 2))), "x_1");
  assert.equal(symbols(times(negative(x(0, 2)), negative(x(1, 3)))), "x_1·x_2");
  assert.equal(symbols(times(x(0, 2), x(0, 2))), "x_1^2");
  assert.equal(symbols(times(x(0, 2), over(constant(1), x(1, 3)))), "x_1/x_2");
  assert.equal(symbols(less(constant(0), x(0, 2))), "−x_1");
  assert.equal(symbols(sum([{ sign: -1, tree: x(0, 2) }, { sign: 1, tree: x(1, 3) }])), "x_2 − x_1");
});

test("a folded sum says how many terms it leaves out, and dots in their place", () => {
  const tree = dot(...Array.from({ length: 9 }, (_, k) => term(k, k + 1, 1)));
  const digits = digitsOf(tree, evaluate(tree));
  const folded = numberTokens(tree, digits);
  assert.equal(folded.hidden, 6);
  assert.equal(folded.foldable, 9);
  assert.ok(plainText(folded.tokens).endsWith("+ ⋯"));
  assert.equal(plainText(folded.tokens), "7·1.000 + 8·1.000 + 9·1.000 + ⋯");
  assert.equal(numberTokens(tree, digits, true).hidden, 0);
  assert.equal(symbols(tree), "W_f·x");
});

test("dot products of one sum are folded together", () => {
  const tree = plus(dot(...Array.from({ length: 5 }, (_, k) => term(k, k + 1, 1))), dot(...Array.from({ length: 5 }, (_, k) => term(k, k + 6, 1))));
  assert.equal(plainText(numberTokens(tree, digitsOf(tree, evaluate(tree))).tokens), "8·1.000 + 9·1.000 + 10·1.000 + ⋯");
});

test("a sum of which nothing is left is 0", () => {
  const tree = plus(x(0, 0), dot());
  assert.equal(numbers(tree), "0");
});
