/** Writing equations: completion, search of the catalogue, words for errors, equal parameters. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../contract.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { bestOf, foundCells } from "../../../static/js/dock/model.js";
import { mayBeWhole, suggestionsAt, wordBefore } from "../../../static/js/dock/equation-field.js";
import { nearestSize, sayError, sayWarnings } from "../../../static/js/dock/own-cell.js";
import { listedCells } from "../../../static/js/scenario/cell-title.js";

const catalogue = (lang) => JSON.parse(readFileSync(new URL(`../../../app/i18n/${lang}.json`, import.meta.url), "utf8"));
const english = new I18n("en", catalogue("en"));
const chinese = new I18n("zh", catalogue("zh"));

/** The names offered where "|" stands. */
const offered = (text) => suggestionsAt(text.replace("|", ""), text.indexOf("|")).map((one) => one.text);

test("what is defined above, states, functions and parameters are offered", () => {
  assert.deepEqual(offered("fast = W x\nh = fa|"), ["fast", "fast'"]);
  assert.deepEqual(offered("h = sig|"), ["sigmoid"]);
  assert.deepEqual(offered("h = tan|"), ["tanh"]);
  assert.deepEqual(offered("h = Wx x + W|"), ["Wx"]);
});

test("what is defined below is offered with its prime alone", () => {
  assert.deepEqual(offered("h = mem|\nmemory = W x"), ["memory'"]);
});

test("nothing is offered left of the sign, in a comment, or for a word that is whole", () => {
  assert.deepEqual(offered("ta|"), []);
  assert.deepEqual(offered("h = x # ta|"), []);
  assert.deepEqual(offered("h = tanh|"), []);
  assert.equal(wordBefore("h = W_i", 7), "W_i");
  assert.equal(wordBefore("h = 3", 5), "");
});

test("a word that may be meant as it stands is completed only when something is chosen", () => {
  const isWhole = (text) => mayBeWhole(text.replace("|", ""), text.indexOf("|"));
  assert.ok(isWhole("a = W x\nh = a|"));
  assert.ok(isWhole("b_i = W x\nh = b|"));
  assert.ok(isWhole("fast = W x\nh = h' + fast|"));
  assert.ok(!isWhole("h = ta|"));
  assert.ok(!isWhole("h = W x + ta| # ta"));
});

test("the catalogue is searched by title, sentence and paper, in either language", () => {
  const found = (search, lang = "en") => foundCells(listedCells(lang), search).flatMap(({ cells }) => cells.map(({ value }) => value));
  assert.deepEqual(found("beck 2024"), ["slstm"]);
  assert.deepEqual(found("peephole"), ["lstm_peephole"]);
  assert.ok(found("minlstm").includes("min_lstm") && found("投影", "zh").includes("lstm_projection"));
  assert.deepEqual(found("<b>"), []);
});

test("Chinese sentences about cells have the signs of Chinese, and are found without them", () => {
  const cells = listedCells("zh").flatMap((group) => group.cells);
  for (const { title, sentence } of cells) assert.doesNotMatch(`${title} ${sentence}`, /\p{Script=Han}[,;:(]|[,;:)]\p{Script=Han}/u);
  assert.ok(foundCells(listedCells("zh"), "cifg 输入门").length === 1);
});

test("of what a search finds the cell that is called so is meant first", () => {
  const cells = foundCells(listedCells("en"), "gru").flatMap((group) => group.cells);
  assert.equal(cells[bestOf(cells, "GRU")].value, "gru");
  assert.equal(bestOf(cells, "no name at all"), 0);
});

test("an error is told with its place, in the language of the page", () => {
  const place = { kind: "two_shapes", line: 2, column: 7, details: { name: "W", second: "@matrix:H:H", first: "@vector:H", line_first: "1" }, message: "" };
  assert.equal(sayError(english, place), "line 2, column 7: W is used as a matrix of size H × H here and as a vector of size H on line 1");
  assert.equal(sayError(chinese, place), "第 2 行第 7 列：W 在这里用作H × H 矩阵，在第 1 行用作长度为 H 的向量");
  assert.equal(sayError(english, { ...place, kind: "of_tomorrow", message: "in the server's words" }), "in the server's words");
});

test("warnings of one kind are one sentence, whatever the names are", () => {
  const unused = (name) => ({ kind: "unused", line: 1, column: 1, details: { name }, message: "" });
  const noInput = { kind: "no_input", line: 1, column: 1, details: {}, message: "" };
  const unheard = { kind: "of_tomorrow", line: 1, column: 1, details: {}, message: "in the server's words" };
  assert.deepEqual(sayWarnings(english, [noInput, unused("<b>"), unheard, unused("constructor")]),
    ["no equation uses x, so the sequence has no effect", "never used: <b>, constructor", "in the server's words"]);
  assert.match(sayWarnings(chinese, [unused("<b>")])[0], /^<b> 没有/);
});

test("the size that comes nearest to a number of parameters is found", () => {
  const count = (size) => size * size + 3 * size;
  for (const wanted of [1, 4, 9, 10, 11, 500, 1e9]) {
    const distance = (size) => Math.abs(count(size) - wanted);
    const best = Array.from({ length: 64 }, (_, k) => k + 1).reduce((a, b) => (distance(b) < distance(a) ? b : a));
    assert.equal(nearestSize(count, wanted, 64), best, String(wanted));
  }
});
