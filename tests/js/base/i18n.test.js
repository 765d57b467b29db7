import assert from "node:assert/strict";
import { test } from "node:test";
import { I18n } from "../../../static/js/base/i18n.js";

const i18n = new I18n("en", { hello: "Hello {name}", twice: "{a} and {a}" }, async () => ({ hello: "你好,{name}" }));

test("placeholders are filled and an unknown key stands for itself", () => {
  assert.equal(i18n.t("hello", { name: "Ada" }), "Hello Ada");
  assert.equal(i18n.t("twice", { a: 0 }), "0 and 0");
  assert.equal(i18n.t("hello"), "Hello {name}");
  assert.equal(i18n.t("no.such.key"), "no.such.key");
});

test("a count takes the form that the language has for it", () => {
  const steps = { steps: "{count, plural, one {# step} other {# steps}} from {t}" };
  const english = new I18n("en", steps);
  assert.deepEqual([0, 1, 2, "1", "1.5", "10,000"].map((count) => english.t("steps", { count, t: 3 })),
    ["0 steps from 3", "1 step from 3", "2 steps from 3", "1 step from 3", "1.5 steps from 3", "10,000 steps from 3"]);
  const polish = new I18n("pl", { steps: "{count, plural, one {# krok} few {# kroki} many {# kroków} other {# kroku}}" });
  assert.deepEqual([1, 2, 5, 22, 1.5].map((count) => polish.t("steps", { count })), ["1 krok", "2 kroki", "5 kroków", "22 kroki", "1.5 kroku"]);
  const chinese = new I18n("zh", { steps: "{count} 步", few: "{count, plural, other {# 步}}" });
  assert.deepEqual([chinese.t("steps", { count: 1 }), chinese.t("few", { count: 2 })], ["1 步", "2 步"]);
});

test("a count that only chooses the word is not written, and what is filled in is not read again", () => {
  const own = new I18n("en", { units: "{count, plural, one {unit} other {units}} {units}" });
  assert.equal(own.t("units", { count: 1, units: "{count}" }), "unit {count}");
  assert.equal(own.t("units", { count: 3, units: "0, 1, 2" }), "units 0, 1, 2");
});

test("a language is fetched once and a failure keeps the old one", async () => {
  let fetches = 0;
  const own = new I18n("en", { hello: "Hello" }, async (lang) => {
    fetches += 1;
    if (lang === "xx") throw new Error("none");
    return { hello: "你好" };
  });
  await own.setLanguage("zh");
  await own.setLanguage("en");
  await own.setLanguage("zh");
  assert.equal(own.t("hello"), "你好");
  assert.equal(fetches, 1);
  await assert.rejects(own.setLanguage("xx"));
  assert.equal(own.lang, "zh");
});

for (const [value, text] of [[-1, "−1"], [0.25, "0.25"], [20000, "20,000"], [null, "–"], [undefined, "–"]]) {
  test(`a count of ${value} reads ${text}`, () => assert.equal(i18n.number(value), text));
}
