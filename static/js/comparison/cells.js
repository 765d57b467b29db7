/**
 * The cells that stand side by side: the scenario's own first, then its variants, each with the
 * colour, the marker and the name that it has everywhere.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").ComparedRun} ComparedRun
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {object} Look
 * @property {string} token   of its colour
 * @property {string} symbol  Plotly's name of its marker
 * @property {string} glyph   the marker in text
 * @typedef {object} ComparedCell
 * @property {number} index          of the variant; −1: the scenario's own cell
 * @property {string} name           as written by the reader, else by its kind
 * @property {Look} look
 * @property {Scenario} scenario     by itself
 * @property {Trace|null} trace      the last complete run in its place
 * @property {ComparedRun["status"]} status
 * @property {ComparedRun["errors"]} errors
 */

import { cellTitle } from "../scenario/cell-title.js";
import { variantsOf, withoutComparison } from "../scenario/comparison.js";

/** @type {readonly Look[]} */
export const LOOKS = Object.freeze([
  { token: "--cell-1", symbol: "circle", glyph: "●" },
  { token: "--cell-2", symbol: "square", glyph: "■" },
  { token: "--cell-3", symbol: "diamond", glyph: "◆" },
  { token: "--cell-4", symbol: "triangle-up", glyph: "▲" },
]);

/**
 * @param {Pick<State, "scenario"|"compared">} state
 * @param {Trace|null} trace  of the scenario's own cell
 * @param {I18n} i18n
 * @returns {ComparedCell[]}
 */
export function comparedCells({ scenario, compared }, trace, i18n) {
  const runs = compared.length === scenario.comparison.length ? compared : [];
  const own = { index: -1, scenario: withoutComparison(scenario), title: "", trace, status: /** @type {const} */ ("done"), errors: [] };
  const others = variantsOf(scenario).map((variant, index) => ({
    index, scenario: variant, title: variant.title, trace: runs[index]?.trace ?? null,
    status: runs[index]?.status ?? /** @type {const} */ ("waiting"), errors: runs[index]?.errors ?? [],
  }));
  const cells = [own, ...others];
  const names = namesOf(cells, i18n);
  return cells.map(({ title: _, ...cell }, k) => ({ ...cell, name: names[k] ?? "", look: lookOf(k) }));
}

/** @param {number} place @returns {Look} */
export const lookOf = (place) => /** @type {Look} */ (LOOKS[place % LOOKS.length]);

/**
 * Cells without a name are called by their kind, and by their size where that tells two apart.
 * @param {readonly {title: string, scenario: Scenario}[]} cells
 * @param {I18n} i18n
 * @returns {string[]}
 */
function namesOf(cells, i18n) {
  const kinds = cells.map(({ title, scenario }) => title || kindName(scenario, i18n));
  return cells.map(({ title, scenario }, k) => {
    const twins = cells.filter((_, other) => kinds[other] === kinds[k]);
    if (title || twins.length === 1) return kinds[k] ?? "";
    const sizes = new Set(twins.map((twin) => twin.scenario.cell.hidden_size));
    const name = kinds[k] ?? "";
    if (sizes.size > 1) return i18n.t("lab.compare.sized", { name, size: i18n.number(scenario.cell.hidden_size) });
    return k === 0 ? i18n.t("lab.compare.own", { name }) : name;
  });
}

/** @param {Scenario} scenario @param {I18n} i18n */
export const kindName = ({ cell }, i18n) => cellTitle(cell, i18n);

/**
 * The lane that is looked at, or the nearest one that a smaller network has.
 * @param {Trace} trace
 * @param {Pick<import("../types.js").View, "layer"|"direction">} view
 * @returns {LaneTrace}
 */
export function laneOf(trace, { layer, direction }) {
  const last = trace.lanes.at(-1)?.layer ?? 0;
  const those = trace.lanes.filter((lane) => lane.layer === Math.min(layer, last));
  return those.find((lane) => lane.direction === direction) ?? those[0];
}
