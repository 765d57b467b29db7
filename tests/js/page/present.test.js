import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPresent, parsePresent } from "../../../static/js/page/topbar.js";

test("the query says whether the page is on a projector, with the plots or without", () => {
  assert.equal(parsePresent(""), null);
  assert.equal(parsePresent("?present"), "stage");
  assert.equal(parsePresent("?a=1&present=plots"), "plots");
});

test("the query keeps what else stands in it", () => {
  assert.equal(formatPresent("", "stage"), "?present");
  assert.equal(formatPresent("?a=1&present", "plots"), "?a=1&present=plots");
  assert.equal(formatPresent("?present=plots&b", null), "?b");
  assert.equal(formatPresent("?present", null), "");
});
