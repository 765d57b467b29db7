import assert from "node:assert/strict";
import { test } from "node:test";

import { fittedNumber } from "../../../static/js/numbers/written.js";

for (const [value, characters, text] of [
  [0.735, 5, "0.735"], [-0.735, 6, "−0.735"], [-0.735, 5, "−0.73"], [-0.0156, 6, "−0.016"], [-0.0156, 5, "−0.02"], [100, 5, "100"], [-100, 5, "−100"],
  [-0.000131, 6, "−1e−4"], [1.5e-7, 6, "1.5e−7"], [-12345.6, 6, "−12346"], [3, 1, "3"], [NaN, 5, "–"],
]) {
  test(`${value} in ${characters} characters is ${text}`, () => assert.equal(fittedNumber(value, characters), text));
}

test("what fits in nothing is still a number of the right size", () => {
  assert.equal(fittedNumber(-123456789, 3), "−1e8");
});
