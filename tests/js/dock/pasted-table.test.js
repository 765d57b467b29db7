import assert from "node:assert/strict";
import { test } from "node:test";

import { changesOf, readNumbers } from "../../../static/js/dock/context.js";

const context = { t: (key, params = {}) => [key, ...Object.values(params)].join(" ") };
const read = (text, vector) => readNumbers(context, text, vector);

test("spreadsheet cells, CSV and code are all tables", () => {
  for (const text of ["1\t2\n3\t4", "a,b\n1,2\n3,4", "np.array([[1, 2], [3, 4]])", "tensor([[1., 2.],\n        [3., 4.]])"]) {
    assert.deepEqual(read(text), { rows: [[1, 2], [3, 4]], problem: null }, text);
  }
});

test("a plain list is a row, or for a sequence a step for each number", () => {
  assert.deepEqual(read("[1, 2]").rows, [[1, 2]]);
  assert.deepEqual(read("[1, 2]", "column").rows, [[1], [2]]);
});

test("what is no number is said with its place or its text", () => {
  assert.equal(read("1,2\n3,x").problem, "table_number 2 2 x");
  assert.equal(read("[1, x]").problem, "code_number x");
  assert.equal(read("[[1], [2, 3]]").problem, "code_ragged");
  assert.equal(read("").problem, "table_empty");
});

test("a table goes in from its place on and ends with the grid", () => {
  const changes = changesOf([[1, 2, 3], [4, 5, 6]], { row: 1, column: 1 }, { rows: 2, columns: 3 });
  assert.deepEqual(changes, [{ row: 1, column: 1, value: 1 }, { row: 1, column: 2, value: 2 }]);
});
