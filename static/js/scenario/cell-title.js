/**
 * What a cell is called: by its entry in the catalogue, or as one's own equations.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("./contract.js").CellEntry} CellEntry
 * @typedef {import("./contract.js").Preset} Preset
 * @typedef {import("./forms.js").Choice} Choice
 * @typedef {{value: string, kind: string, preset: Preset|null, title: string, sentence: string, source: string, group: string}} Listed
 */

import { contract } from "./contract.js";
import { entryOf, isOwn } from "./forms.js";
import { layersOf } from "./shapes.js";

/** The catalogue in a language, each cell followed by its presets. @param {string} lang @returns {{title: string, cells: Listed[]}[]} */
export function listedCells(lang) {
  return contract().cells.map(({ name, title, cells }) => ({
    title: title[lang] ?? name,
    cells: cells.flatMap((entry) => [listed(entry, null, lang), ...entry.presets.map((preset) => listed(entry, preset, lang))]),
  }));
}

/** @param {CellEntry} entry @param {Preset|null} preset @param {string} lang @returns {Listed} */
function listed(entry, preset, lang) {
  const words = (preset ?? entry).words[lang] ?? { title: entry.kind, sentence: "" };
  return { value: preset?.name ?? entry.kind, kind: entry.kind, preset, source: (preset ?? entry).source, group: entry.group, ...words };
}

/** The entry that a choice is; the plain cell where several options are chosen. @param {Choice} choice @param {string} lang @returns {Listed|null} */
export function listedAs(choice, lang) {
  const entry = isOwn(choice) ? null : entryOf(choice.kind);
  if (!entry) return null;
  const isChosen = (/** @type {string} */ field) => Boolean(/** @type {any} */ (choice)[field]);
  const fields = ["peephole", "proj_size"].filter(isChosen);
  const preset = entry.presets.find(({ choices }) => fields.length > 0 && Object.keys(choices).join() === fields.join());
  return listed(entry, preset ?? null, lang);
}

/** @param {Choice} choice @param {{lang: string, t: (key: string) => string}} i18n */
export function choiceTitle(choice, i18n) {
  return listedAs(choice, i18n.lang)?.title ?? i18n.t("cells.own");
}

/** Of layers that differ, each cell once. @param {Cell} cell @param {{lang: string, t: (key: string) => string}} i18n */
export function cellTitle(cell, i18n) {
  return [...new Set(layersOf(cell).map((layer) => choiceTitle(layer, i18n)))].join(" + ");
}
