/**
 * A section is its module and its line in the list of sections: no other file of the room names it,
 * and what stands in its sentences is what the server found.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import "../contract.js";
import { sections } from "../../../static/js/lab/sections/index.js";
import { choicesOf } from "../../../static/js/state/view-state.js";
import { labScene } from "./scenes.js";

const ROOM = new URL("../../../static/js/lab/", import.meta.url);
const FILES = readdirSync(ROOM, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
const KEYS = choicesOf("lab");

test("every analysis that the server gives a section has one, and the comparison", () => {
  assert.deepEqual(sections().map(({ key }) => key), KEYS);
});

for (const key of KEYS.filter((one) => one !== "compare")) {
  test(`${key} is named by its own modules and by the list alone`, () => {
    const stem = key.replace(/s$/, "");
    const named = FILES.filter((name) => new RegExp(`["\'\`/]${key}(\\.js)?["\'\`]`).test(readFileSync(new URL(name, ROOM), "utf8")));
    const own = new RegExp(`^sections/(index|${key}|${stem}-\\w+)\\.js$|^itemised-${key}\\.js$`);
    assert.deepEqual(named.filter((name) => !own.test(name)), []);
    assert.ok(named.includes("sections/index.js") && named.includes(`sections/${key}.js`));
  });
}

/** Numbers of a sentence, without those that belong to a name: x₁, h(t). */
const numbersIn = (text) => (text.replace(/t = [\d, ]+/g, "").match(/−?\d+(?:\.\d+)?(?:e−?\d+)?/g) ?? []).map((number) => Number(number.replaceAll("−", "-")));

/** Every number of a result line, and the powers of ten of logarithms. @param {any} value @returns {number[]} */
function data(value) {
  if (Array.isArray(value)) return value.flatMap(data);
  if (value !== null && typeof value === "object") return Object.values(value).flatMap(data);
  return typeof value === "number" ? [value, -value, 100 * value, 10 ** value, 10 ** -value] : [];
}

/** What catalogues say themselves: 1%, a factor of 2, unit circle of 1, the whole. */
const SPOKEN = [1, 2, 100];

const ASKED = {
  map: ["map-halving", "map-lstm", "map-two-losses", "map-thinned"],
  jacobians: ["jacobians-halving", "jacobians-lstm", "jacobians-carousel"],
  memory: ["memory-carousel", "memory-lstm"],
  paths: ["paths-lstm", "paths-gru", "paths-tiny", "paths-cancelling"],
  saliency: ["saliency-lstm"],
  shortcut: ["paths-lstm", "paths-gru", "paths-rnn", "paths-tiny", "paths-cancelling"],
};

for (const [key, names] of Object.entries(ASKED)) {
  for (const name of names) {
    test(`${key} of ${name}: every number in words is one that the server sent`, () => {
      const scene = labScene(name, { t: 1 });
      const section = sections().find((one) => one.key === key);
      const sent = [...data(scene.results), ...SPOKEN, ...scene.results.flatMap((line) => Object.values(line).filter(Array.isArray).map((list) => list.length))];
      for (const sentence of section.words(scene)) {
        for (const number of numbersIn(sentence)) {
          const isSent = sent.some((value) => [3, 4].some((digits) => Number(value.toPrecision(digits)) === number));
          assert.ok(isSent, `${number} of “${sentence}” is none of the server's`);
        }
      }
    });
  }
}
