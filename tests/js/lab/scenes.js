/** Scenes made from what the server sent (tests/analysis/lab_fixtures.py), with the page's own words. */

import { readFileSync } from "node:fs";

import "../contract.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { Trace } from "../../../static/js/trace/trace.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

export const CATALOGUES = { en: read("../../../app/i18n/en.json"), zh: read("../../../app/i18n/zh.json") };

/** @param {"en"|"zh"} [lang] */
export const words = (lang = "en") => new I18n(lang, CATALOGUES[lang]);

const COLOURS = { c: "#8a6500", f: "#c44f00", o: "#a03d84", h: "#3b3a98", a: "#0068a8" };
export const THEME = {
  surface: "#ffffff", sunken: "#f4f6fa", ink: "#1a2233", inkSoft: "#556174", line: "#dfe4ec",
  font: "sans-serif", mono: "monospace", colour: (quantity) => COLOURS[quantity] ?? "#555555",
  negative: () => "#96401f", token: () => "#3b5bdb",
};

/**
 * @param {string} name  of a file in fixtures/
 * @param {{t?: number, unit?: number, direction?: string, options?: object, lang?: "en"|"zh", change?: (lines: any[]) => any[]}} [more]
 */
export function labScene(name, { t = 0, unit = 0, direction = "forward", options = {}, lang = "en", change = (lines) => lines } = {}) {
  const stored = read(`fixtures/${name}.json`);
  const trace = Trace.from(stored.trace);
  const results = change(stored.analysis.filter((line) => line.type === "result"));
  const view = { t, unit, layer: 0, direction };
  const state = { scenario: trace.scenario, trace, view };
  return { state, trace, lane: trace.lane(0, direction), t, theme: THEME, i18n: words(lang), results, isComplete: true, options };
}

/** Everything that a reader sees of a section. */
export function shown(section, scene) {
  const figures = section.figures(scene);
  return { figures, words: section.words(scene), byKey: Object.fromEntries(figures.map((figure) => [figure.key, figure])) };
}

/** Texts that name a key instead of saying something, or a placeholder that nothing took the place of. */
export function unsaid(section, scene) {
  const { figures, words: sentences } = shown(section, scene);
  const texts = figures.flatMap(({ title, reading, legend = [], table, readout }) => [
    title, reading, table.caption, ...table.head, ...table.rows.flat(), ...legend.map((entry) => entry.name),
    ...(readout?.({ x: 1, y: 1 }) ?? []),
  ]);
  const controls = (section.controls?.(scene) ?? []).flatMap(({ label, choices }) => [label, ...choices.map((choice) => choice.label)]);
  return [...sentences, ...texts, ...controls].filter((text) => /\blab\.|\bplots\.|\{\w+\}|undefined|NaN|Infinity/.test(text));
}
