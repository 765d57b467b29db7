import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPresent, parsePresent } from "../../../static/js/page/present.js";
import { swipedTo } from "../../../static/js/transport/swipe.js";
import { buttonKey, hasTour } from "../../../static/js/tour/view.js";

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

test("a swipe moves through steps and phases and stays inside the sequence", () => {
  assert.equal(swipedTo(1, 0, 400, 5), 1);
  assert.equal(swipedTo(1, 80, 400, 5), 1.5);
  assert.equal(swipedTo(1, -400, 400, 5), 0);
  assert.equal(swipedTo(4.5, 400, 400, 5), 5);
});

test("the button takes, resumes or leaves the tour, and is only there where there is one", () => {
  const examples = [{ name: "a", tour_steps: 3 }, { name: "b", tour_steps: 0 }];
  assert.equal(hasTour({ tour: null, example: "a", examples }), true);
  assert.equal(hasTour({ tour: null, example: "b", examples }), false);
  assert.equal(hasTour({ tour: null, example: null, examples }), false);
  assert.equal(hasTour({ tour: { isOpen: false }, example: null, examples }), true);
  assert.deepEqual([null, { isOpen: true }, { isOpen: false }].map((tour) => buttonKey({ tour })), ["tour.take", "tour.leave", "tour.resume"]);
});
