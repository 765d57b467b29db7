import assert from "node:assert/strict";
import { test } from "node:test";

import { naturalStep, nudged, parseNumber, parseTable } from "../../../static/js/numbers/read.js";
import { fullNumber, shortNumber } from "../../../static/js/numbers/written.js";

test("spreadsheet cells are separated by tabs and may have decimal commas", () => {
  assert.deepEqual(parseTable("1,5\t2\n3\t-4,25\n").rows, [[1.5, 2], [3, -4.25]]);
});

test("a first row of words is the header", () => {
  assert.deepEqual(parseTable("x1,x2\r\n1,2\r\n3,4"), {
    rows: [[1, 2], [3, 4]], header: ["x1", "x2"], problem: null,
  });
});

test("with semicolons the comma is the decimal one", () => {
  assert.deepEqual(parseTable("a;b\n1,5;2,25\n").rows, [[1.5, 2.25]]);
});

test("quoted cells keep their separators", () => {
  assert.deepEqual(parseTable('"1,5","2"\n3,4').rows, [[1.5, 2], [3, 4]]);
});

test("spaces separate where nothing else does", () => {
  assert.deepEqual(parseTable(" 1  2 \n 3  4").rows, [[1, 2], [3, 4]]);
});

test("empty cells and short rows are zero", () => {
  assert.deepEqual(parseTable("1,,3\n4").rows, [[1, 0, 3], [4, 0, 0]]);
  assert.deepEqual(parseTable("1\t\n\t2").rows, [[1, 0], [0, 2]]);
});

test("a cell that is no number is named by its row and column", () => {
  assert.deepEqual(parseTable("x,y\n1,2\n3,abc").problem, { kind: "number", row: 3, column: 2, text: "abc" });
  assert.deepEqual(parseTable("1,2\n3,nan").rows, []);
});

test("nothing, or a header alone, is empty", () => {
  for (const text of ["", " \n\n", "x1,x2\n"]) assert.equal(parseTable(text).problem?.kind, "empty");
});

for (const [text, value] of [
  ["1.5", 1.5], ["−2", -2], ["1,5", 1.5], ["1e-3", 0.001], ["1e−3", 0.001], [" +.5 ", 0.5], ["１２", 12],
  ["5.", 5], ["", null], ["abc", null], ["1e999", null], ["NaN", null], ["0x10", null], ["1,2,3", null], ["--1", null],
]) {
  test(`"${text}" reads as ${value}`, () => assert.equal(parseNumber(text), value));
}

for (const [value, text] of [
  [0, "0"], [-0, "0"], [100, "100"], [-10, "−10"], [0.123456, "0.123"], [-1234.56, "−1235"],
  [1.26e-9, "1.3e−9"], [123456, "1.2e5"], [0.5, "0.5"], [NaN, "–"],
]) {
  test(`${value} is shown as ${text}`, () => assert.equal(shortNumber(value), text));
}

test("what is shown in full reads back to the same number", () => {
  for (const value of [0.1, -1 / 3, 1e-300, 12345678.9]) assert.equal(parseNumber(fullNumber(value)), value);
});

test("nudges leave no binary dust and suit the size of the value", () => {
  assert.equal(nudged(0.1, 0.2), 0.3);
  assert.deepEqual([0, 3, 25, 100].map(naturalStep), [0.1, 0.1, 1, 10]);
});
