import assert from "node:assert/strict";
import { test } from "node:test";

import {
  colourAt, divergingStops, mix, needsDarkInk, niceLimit, openingStops, parseColour, peak, symmetricLimit,
} from "../../../static/js/drawing/colour-scales.js";

const luminance = (colour) => {
  const [red, green, blue] = parseColour(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

test("colours are read in every form that a stylesheet gives them", () => {
  assert.deepEqual(parseColour("#c44f00"), [196, 79, 0]);
  assert.deepEqual(parseColour(" #fff "), [255, 255, 255]);
  assert.deepEqual(parseColour("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColour("rgb(1 2 3 / 50%)"), [1, 2, 3]);
  assert.throws(() => parseColour("tomato"), RangeError);
});

test("a mixture has its two colours at its ends", () => {
  assert.equal(mix("#ffffff", "#c44f00", 0), "rgb(255, 255, 255)");
  assert.equal(mix("#ffffff", "#c44f00", 1), "rgb(196, 79, 0)");
});

test("a scale of an opening darkens evenly from nearly the surface to the full colour", () => {
  const stops = openingStops("#ffffff", "#007a59");
  const shades = stops.map(([, colour]) => luminance(colour));
  assert.equal(stops[0][0], 0);
  assert.equal(stops.at(-1)[1], "rgb(0, 122, 89)");
  assert.ok(shades[0] > 235 && shades[0] < 255);
  for (let k = 1; k < shades.length; k += 1) assert.ok(shades[k] < shades[k - 1]);
});

test("a diverging scale has its faintest shade at zero and the colours at both ends", () => {
  const stops = divergingStops("#96401f", "#ffffff", "#0068a8");
  const places = stops.map(([share]) => share);
  const faintest = stops.reduce((best, stop) => (luminance(stop[1]) > luminance(best[1]) ? stop : best));
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  assert.equal(faintest[0], 0.5);
  assert.equal(stops[0][1], "rgb(150, 64, 31)");
  assert.equal(stops.at(-1)[1], "rgb(0, 104, 168)");
});

test("limits are round numbers that hold the value", () => {
  const cases = [[7, 8], [0.999, 1], [1, 1], [1.01, 1.5], [0.031, 0.04], [4, 4], [95, 100], [2.5e-9, 3e-9]];
  for (const [value, limit] of cases) assert.equal(niceLimit(value), limit);
});

test("a range is symmetric around the largest finite magnitude", () => {
  assert.equal(symmetricLimit([1, -7, NaN, 3]), 8);
  assert.equal(symmetricLimit([0, 0]), 1);
  assert.equal(symmetricLimit([NaN]), 1);
  assert.equal(peak([NaN, Infinity, -2]), 2);
});

test("a colour lies between its two stops, and outside the scale at its end", () => {
  const scale = { low: -1, high: 1, stops: [[0, "rgb(0, 0, 0)"], [0.5, "rgb(100, 100, 100)"], [1, "rgb(200, 0, 0)"]] };
  assert.deepEqual(colourAt(scale, -1), [0, 0, 0]);
  assert.deepEqual(colourAt(scale, 0.5), [150, 50, 50]);
  assert.deepEqual(colourAt(scale, 9), [200, 0, 0]);
});

test("numbers are dark on pale cells and white on full ones", () => {
  assert.equal(needsDarkInk([255, 250, 245]), true);
  assert.equal(needsDarkInk([0, 104, 168]), false);
});
