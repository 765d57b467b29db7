import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonKey, hasTour } from "../../../static/js/tour/view.js";

test("the button takes, resumes or leaves the tour, and is only there where there is one", () => {
  const examples = [{ name: "a", tour_steps: 3 }, { name: "b", tour_steps: 0 }];
  assert.equal(hasTour({ tour: null, example: "a", examples }), true);
  assert.equal(hasTour({ tour: null, example: "b", examples }), false);
  assert.equal(hasTour({ tour: null, example: null, examples }), false);
  assert.equal(hasTour({ tour: { isOpen: false }, example: null, examples }), true);
  assert.deepEqual([null, { isOpen: true }, { isOpen: false }].map((tour) => buttonKey({ tour })), ["tour.take", "tour.leave", "tour.resume"]);
});
