import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "../contract.js";
import { clippingWords, findingWords } from "../../../static/js/doctor/findings.js";
import { I18n } from "../../../static/js/base/i18n.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const [en, zh] = ["en", "zh"].map((lang) => new I18n(lang, read(`../../../app/i18n/${lang}.json`)));
/** What the server says of the scenarios that tests/analysis/test_analysis_doctor.py raises each finding with. */
const RAISED = read("findings.json");
const CODES = Object.keys(RAISED);

const words = (code, i18n = en, { evidence = {}, place = {}, cell = {} } = {}) => {
  const { finding, cell: own } = RAISED[code];
  const changed = { ...finding, place: { ...finding.place, ...place }, evidence: { ...finding.evidence, ...evidence } };
  return findingWords(changed, { ...own, ...cell }, i18n);
};

for (const code of CODES) {
  test(`${code} is said whole in both languages, without a place left open`, () => {
    for (const i18n of [en, zh]) {
      const said = Object.values(words(code, i18n)).join(" ");
      assert.doesNotMatch(said, /[{}]|doctor\.|undefined|NaN|–(?!\d)/, said);
    }
  });
}

test("the forget gate is quoted as its mean, its half-life and its bias", () => {
  const { text, advice } = words("forget_bias_unset", en, { evidence: { mean_forget: 0.4712, half_life: 0.9213, bias: -0.0004 } });
  assert.equal(text, "The forget gate of layer 0 averages 0.4712, which on its own halves the memory every 0.921 steps. Its bias averages −4e−4, as if it had never been set.");
  assert.equal(advice, "Set the forget bias to 1.");
});

test("a half-life of one step is no plural", () => {
  assert.match(words("forget_bias_unset", en, { evidence: { half_life: 1.02 } }).text, /halves the memory at every step/);
  assert.match(words("forget_bias_unset", en, { evidence: { half_life: 1.2 } }).text, /halves the memory every 1\.2 steps/);
});

test("a vanishing gradient: 0.3⁴ is the first power below 1%", () => {
  assert.match(words("vanishing").text, /^Of the ‖∂L\/∂h‖ that enters layer 0 at t = 19, less than 1% is left 4 steps back\. Over 19 steps, each step multiplies it by 0\.3 in the geometric mean\./);
  assert.match(words("vanishing", zh).text, /从 t = 19 进入第 0 层的 ‖∂L\/∂h‖，往回 4 步就只剩不到 1%。在 19 步内，平均每步乘以 0\.3（几何平均）。/);
  assert.match(words("vanishing", en, { evidence: { horizon: 1 } }).text, /is left 1 step back/);
});

test("an exploding gradient: 2¹⁹, and beyond any float by its logarithm", () => {
  assert.match(words("exploding").text, /^Over 19 steps of its way back through layer 0, to t = 0, ‖∂L\/∂h‖ grows by a factor of 5\.243e5: 2 per step \(geometric mean\)\./);
  assert.match(words("exploding", en, { evidence: { log10_factor: 412.3010299957, factor: 1e300 } }).text, /a factor of 2\.000e412/);
});

test("one unit, some units and the only unit", () => {
  assert.match(words("dead_units").text, /^4 of 4 units of layer 0 have/);
  assert.match(words("dead_units", en, { evidence: { count: 1 } }).text, /^1 of 4 units of layer 0 has .* so it carries no information/);
  assert.match(words("dead_units", en, { evidence: { count: 1, total: 1 } }).text, /^The only unit of layer 0 has/);
});

test("duplicates: a pair by its numbers, more with an example, and how many groups there are", () => {
  assert.match(words("duplicate_units").text, /^Units 0 and 1 of layer 0 have/);
  const many = words("duplicate_units", en, { evidence: { count: 3, groups: 2, first: 4, second: 7 } }).text;
  assert.match(many, /^3 units of layer 0 .* for example 4 and 7/);
  assert.match(many, /There are 2 such groups; this is the largest\.$/);
});

test("a saturated gate bears its name, and shares are percentages", () => {
  const { title, text } = words("saturated_gates", en, { evidence: { shut: 0.625, open: 0.375 } });
  assert.equal(title, "Saturated input gate");
  assert.match(text, /\(low at 62\.5% of the steps, high at 37\.5%\)/);
  assert.equal(words("saturated_gates", zh).title, "输入门饱和");
});

test("a layer that reads both ways says which way", () => {
  const both = { cell: { bidirectional: true }, place: { direction: "reverse" } };
  assert.match(words("saturated_gates", en, both).text, /of layer 0 \(reverse\) the input gate/);
  assert.match(words("saturated_gates", zh, both).text, /在第 0 层（逆向）/);
});

test("what is not finite is named: a pre-activation, a state, a gradient on its way back", () => {
  assert.match(words("non_finite").text, /^From t = 31 on, the pre-activation of layer 0/);
  assert.match(words("non_finite", en, { place: { gate: "z.f" } }).text, /the pre-activation of the forget gate of layer 0/);
  assert.match(words("non_finite", en, { place: { gate: "c" } }).text, /the cell state of layer 0/);
  assert.match(words("non_finite", en, { place: { gate: "grad.h" } }).text, /^From t = 31 back, the gradient of the hidden state/);
});

test("input values: one, several, and the channel where there are others", () => {
  const { text } = words("inputs_out_of_range");
  assert.match(text, /^10 input values lie outside −3 to 3 \(lowest −4, highest 4\)\. They/);
  assert.match(words("inputs_out_of_range", en, { cell: { input_size: 2 } }).text, /most of them in channel 0/);
  assert.match(words("inputs_out_of_range", en, { evidence: { count: 1 } }).text, /^One input value, in channel 0,/);
});

test("every number of the evidence that a sentence names is the server's, written in one notation", () => {
  const shown = { step_factor: 0.29999999, mean_steps: 19, horizon: 4, steps: 19, t: 19 };
  const { text } = words("vanishing", en, { evidence: shown });
  for (const part of ["t = 19", "4 steps back", "by 0.3 in the geometric mean", "Over 19 steps"]) assert.ok(text.includes(part), `${part} in ${text}`);
  const far = words("inputs_out_of_range", en, { evidence: { lowest: -123456.7, highest: 0.00012345 } }).text;
  assert.match(far, /lowest −1\.235e5, highest 1\.234e−4/);
});

test("what clipping would leave is the server's factor, and a small gradient is left alone", () => {
  const said = clippingWords({ norm: 4000, threshold: 1, factor: 0.00025 }, en);
  assert.equal(said, "The gradient of all parameters has norm 4000. Clipping at norm 1 would multiply each of its entries by 2.5e−4.");
  assert.match(clippingWords({ norm: 0.5, threshold: 1, factor: 1 }, en), /has norm 0\.5\. Clipping at norm 1 would change nothing/);
  assert.equal(clippingWords({ norm: null, threshold: 1, factor: null }, en), null);
});
