import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countNumber, fittedNumber, fullNumber, givenNumber, lastUnit, powerNumber, powerOfTen, readWritten, sentenceNumber, shortNumber, signedNumber, significant, vectorText,
  WIDEST, wireNumber,
} from "../../../static/js/numbers/written.js";

for (const [value, text] of [
  [0.6, "0.6000"], [-0.6, "−0.6000"], [7, "7.000"], [0.001, "0.001000"], [0.00099996, "0.001000"], [0.00099994, "9.999e−4"], [9999.4, "9999"], [9999.6, "1.000e4"],
  [1e-5, "1.000e−5"], [-4.54e-5, "−4.540e−5"], [0, "0"], [-0, "0"], [NaN, "–"], [Infinity, "–"], [undefined, "–"], [12345.678, "1.235e4"],
]) {
  test(`an equation writes ${value} as ${text}`, () => assert.equal(significant(value), text));
}

test("a number beside a wire keeps all digits that its room holds, and never more", () => {
  for (const exponent of Array.from({ length: 633 }, (_, k) => k - 323)) {
    for (const front of [1, -1.2345678, 9.9999999, -9.99]) {
      const text = wireNumber(Number(`${front}e${exponent}`));
      assert.ok(text.length <= WIDEST, `${front}e${exponent}: ${text}`);
    }
  }
  assert.equal(wireNumber(-0.0012344), "−0.001234");
  assert.equal(wireNumber(-1.2344e-10), "−1.23e−10");
  assert.equal(wireNumber(-0.0012344, 7), "−0.0012");
  assert.equal(wireNumber(-1.2344e-10, 7), "−1e−10");
});

for (const [value, text] of [[0.6, "0.6"], [7, "7"], [0.25004, "0.25"], [1e-5, "1e−5"], [100, "100"], [120.5, "120.5"], [NaN, "–"]]) {
  test(`a sentence writes ${value} as ${text}`, () => assert.equal(sentenceNumber(value), text));
}

for (const [value, text] of [[100, "100"], [-10, "−10"], [0.25, "0.25"], [-0, "0"], [12345, "12345"], [1.23456, "1.235"], [0.3, "0.3"], [2e6, "2e6"], [1 / 3, "0.3333"]]) {
  test(`a weight of ${value} is written ${text}`, () => assert.equal(givenNumber(value), text));
}

test("an editor shows every digit, with a true minus sign", () => {
  assert.equal(fullNumber(-0.1234567890123), "−0.1234567890123");
  assert.equal(fullNumber(-0), "0");
});

const exponents = Array.from({ length: 611 }, (_, k) => k - 305);
const fronts = [1, -1.5, 2.5763, -9.9996, 1.2e1];
for (const [name, style, digits] of /** @type {[string, (value: number) => string, number][]} */ ([
  ["an equation", (value) => significant(value), 4], ["a sentence", (value) => sentenceNumber(value), 4], ["a weight", (value) => givenNumber(value), 4],
  ["a difference", (value) => signedNumber(value), 1], ["beside a wire", (value) => wireNumber(value), 1], ["a narrow cell", (value) => shortNumber(value), 2],
  ["a cell that fits", (value) => fittedNumber(value, 9), 1], ["an editor", (value) => fullNumber(value), 15],
])) {
  test(`${name} reads back as its number to the digits it shows, whatever the power of ten`, () => {
    for (const exponent of exponents) {
      for (const front of fronts) {
        const value = Number(`${front}e${exponent}`);
        const text = style(value);
        const read = readWritten(text.replace(/^\+/, ""));
        assert.ok(Math.abs(read - value) <= 0.51 * 10 ** (1 - digits) * Math.abs(value), `${value}: ${text}`);
      }
    }
  });
}

test("counts set thousands apart", () => {
  assert.equal(countNumber("en", 1234567), "1,234,567");
  assert.equal(countNumber("zh", 999), "999");
  assert.equal(countNumber("en", 0.5), "0.5");
  assert.equal(countNumber("en", NaN), "–");
});

test("a value that no float can hold is written from its logarithm", () => {
  assert.equal(powerNumber(-400.5), "3.162e−401");
  assert.equal(powerNumber(-Infinity), "0");
  assert.equal(powerNumber(NaN), "–");
  assert.equal(powerNumber(350 + Math.log10(2)), "2.000e350");
  assert.equal(powerNumber(-400 - 1e-9), "1.000e−400");
  assert.equal(powerNumber(-2), "0.01000");
  assert.deepEqual([0, 1, -6, 12].map(powerOfTen), ["1", "10", "10⁻⁶", "10¹²"]);
});

test("a vector shows as many entries as fit", () => {
  assert.equal(vectorText([1, 0, 1], 20), "(1, 0, 1)");
  assert.equal(vectorText([1, 2, 3, 4, 5, 6], 11), "(1, 2, …)");
  assert.equal(vectorText([0.5], 3), "0.5");
});

test("a written number is read as it is written, and knows what its last digit counts", () => {
  assert.equal(readWritten("−1.23e−10"), -1.23e-10);
  assert.ok(Number.isNaN(readWritten("–")));
  assert.ok(Math.abs(lastUnit("0.6000") - 1e-4) < 1e-12);
  assert.equal(lastUnit("1.235e4"), 10);
});
