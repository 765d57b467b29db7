import assert from "node:assert/strict";
import { test } from "node:test";

import { digitsOf } from "../../../static/js/equations/digits.js";
import { numberTokens, plainText } from "../../../static/js/equations/tokens.js";
import { apply, constant, evaluate, part, quantity, sum, times, weight } from "../../../static/js/equations/tree.js";
import { givenNumber, lastUnit, readWritten, significant } from "../../../static/js/numbers/written.js";

const value = (name, number) => quantity({ base: name }, number, name, 0);
const given = (name, number) => ({ ...value(name, number), isGiven: true });
const less = (a, b) => sum([{ sign: 1, tree: a }, { sign: -1, tree: b }]);
const shown = (tree, result = evaluate(tree)) => {
  const digits = digitsOf(tree, result);
  return [plainText(numberTokens(tree, digits, true).tokens), digits.result];
};

test("four digits are enough where nothing cancels", () => {
  assert.deepEqual(shown(times(value("f", 0.87654321), value("c", 7.654321))), ["0.8765·7.654", "6.709"]);
});

test("what cancels gets the digits that it takes", () => {
  const z = sum([
    { sign: 1, tree: times(weight({ base: "W" }, 1234.5674, "W", 0), given("x", 1)) },
    { sign: 1, tree: times(weight({ base: "W" }, -1234.5656, "W", 1), given("x", 1)) },
  ]);
  const [text, result] = shown(z);
  assert.equal(text, "1234.5674·1 − 1234.5656·1");
  assert.equal(result, "0.001800");
});

test("1 − f of a gate that is all but 1 is a value of its own", () => {
  const f = 0.9999546021312976;
  const slope = part(times(value("f", f), less(constant(1), value("f", f))), f * (1 - f), 6);
  const [text, result] = shown(times(value("d", 7), slope));
  assert.equal(text, "7.000·4.540e−5");
  assert.equal(result, "3.178e−4");
});

test("a difference of 3e−7 is never shown as 0", () => {
  const [text, result] = shown(less(value("y", 0.9999997), given("target", 1)));
  assert.equal(text, "0.9999997 − 1");
  assert.equal(result, "−3.000e−7");
});

test("1.000·1.000 is not 0.9999", () => {
  const tree = times(value("a", 0.9999546), value("b", 0.9999546));
  const [text, result] = shown(tree);
  assert.equal(result, "0.9999");
  assert.notEqual(text, "1.000·1.000");
});

test("what only the last bit of a float64 tells apart is said to be that", () => {
  const tree = less(value("a", 0.1), value("b", 0.1));
  assert.equal(digitsOf(tree, 1.4e-17).holds, false);
  assert.equal(digitsOf(tree, 0).holds, true);
});

test("digits are found inside of functions too", () => {
  const tree = apply("exp", less(value("l", 20.123456), value("m", 20.121234)));
  const digits = digitsOf(tree, evaluate(tree));
  assert.ok(digits.holds);
});

test("numbers are written with a true minus, plainly from 0.001 to 9,999, and read again as written", () => {
  assert.deepEqual([0.00123449, 9999.4, 10000.4, -0.5, 0.00099994, 1e-300, 0].map((one) => significant(one, 4)),
    ["0.001234", "9999", "1.000e4", "−0.5000", "9.999e−4", "1.000e−300", "0"]);
  assert.deepEqual([100, -10, 0.25, 1 / 3, 123456.75].map((one) => givenNumber(one, 4)), ["100", "−10", "0.25", "0.3333", "1.235e5"]);
  for (const text of ["0.001234", "−1.5e−7", "1.000e4"]) assert.equal(readWritten(text), Number(text.replaceAll("−", "-")));
  assert.deepEqual(["0.001234", "9999", "1.000e4", "−3.0e−7"].map(lastUnit), [1e-6, 1, 10, 1e-8]);
  assert.ok(Number.isNaN(readWritten(significant(NaN, 4))));
});
