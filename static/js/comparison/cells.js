/**
 * The cells that stand side by side: the scenario's own first, then its variants, each with the
 * colour, the marker and the name that it has everywhere; and what is said of all of them.
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
 * @typedef {import("../types.js").View} View
 * @typedef {object} Kept   what arrives at the step read first, beside what there is at the one read last
 * @property {number} from   the step read last that has a gradient
 * @property {number} to     the step read first
 * @property {number} start  log10 of the norm there
 * @property {number} end    log10 of the norm that arrives; −∞: nothing does
 */

import { peak, symmetricLimit } from "../drawing/colour-scales.js";
import { powerText } from "../numbers/phrases.js";
import { countNumber, sentenceNumber } from "../numbers/written.js";
import { logNorms } from "../plots/lines.js";
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
    if (sizes.size > 1) return i18n.t("lab.compare.sized", { name, size: countNumber(i18n.lang, scenario.cell.hidden_size) });
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

/**
 * @param {readonly (Trace|null)[]} traces
 * @returns {number} the place of the lowest loss; −1 unless two of them differ
 */
export function lowestLoss(traces) {
  const losses = traces.map((trace) => trace?.loss ?? NaN);
  const known = losses.filter(Number.isFinite);
  if (new Set(known).size < 2) return -1;
  return losses.indexOf(Math.min(...known));
}

/**
 * @param {readonly LaneTrace[]} lanes
 * @param {"h"|"c"} state
 * @returns {number} half the width of the one scale that holds every value
 */
export function commonLimit(lanes, state) {
  return symmetricLimit(lanes.map((lane) => peak(lane.series(state))));
}

/**
 * Steps whose share of the loss is known.
 * @param {Trace} trace
 * @returns {{t: number, loss: number}[]}
 */
export function lossShares(trace) {
  return trace.outputs.flatMap((output, t) => (output && Number.isFinite(output.loss) ? [{ t, loss: output.loss }] : []));
}

/**
 * Entry `unit` of what a step gives, over all steps; a network with fewer gives its last.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {"h"|"c"|"y"} quantity
 * @param {number} unit
 * @returns {{unit: number, values: Float64Array}}
 */
export function lineOf(trace, lane, quantity, unit) {
  const size = quantity === "y" ? (trace.outputs.find(Boolean)?.y.length ?? 0) : lane.width(quantity);
  const own = Math.min(unit, Math.max(0, size - 1));
  const series = quantity === "y" ? null : lane.series(quantity);
  const at = (/** @type {number} */ t) => (series ? series[t * size + own] : trace.outputs[t]?.y[own]);
  return { unit: own, values: Float64Array.from({ length: trace.steps }, (_, t) => at(t) ?? NaN) };
}

// The comparison in sentences: what becomes of the gradient in each cell, and whose loss is lowest.

/**
 * @param {LaneTrace} lane
 * @param {string} state
 * @returns {Kept|null} null where there is no gradient at all, or only the first step has one
 */
export function keptGradient(lane, state) {
  const logs = logNorms(lane, state);
  const order = Array.from({ length: lane.steps }, (_, k) => (lane.direction === "reverse" ? lane.steps - 1 - k : k));
  const to = order[0] ?? 0;
  const from = order.findLast((t) => Number.isFinite(logs[t] ?? NaN));
  if (from === undefined || from === to || Number.isNaN(logs[to] ?? NaN)) return null;
  return { from, to, start: logs[from], end: logs[to] };
}

/**
 * @param {readonly ComparedCell[]} cells
 * @param {View} view
 * @param {I18n} i18n
 * @returns {string[]}
 */
export function comparisonWords(cells, view, i18n) {
  if (cells.length === 1) return [i18n.t("lab.compare.alone")];
  return [...gradientWords(cells, view, i18n), ...lossWords(cells, i18n)];
}

/**
 * @param {readonly ComparedCell[]} cells
 * @param {View} view
 * @param {I18n} i18n
 */
function gradientWords(cells, view, i18n) {
  const keepers = cells.flatMap((cell) => {
    const kept = cell.trace && keptGradient(laneOf(cell.trace, view), "h");
    return kept ? [{ name: cell.name, ...kept }] : [];
  });
  const [first] = keepers;
  if (!first) return cells.some(({ trace }) => trace) ? [i18n.t("lab.compare.no_gradient")] : [];
  const isSame = keepers.every(({ from, to }) => from === first.from && to === first.to);
  const list = keepers.map(({ name, from, to, start, end }) => {
    const text = i18n.t("lab.compare.share", { name, start: powerText(start), end: powerText(end) });
    return isSame ? text : i18n.t("lab.compare.between", { text, from, to });
  }).join(i18n.t("lab.compare.join"));
  return [isSame ? i18n.t("lab.compare.kept", { from: first.from, to: first.to, list }) : i18n.t("lab.compare.kept_own", { list })];
}

/**
 * @param {readonly ComparedCell[]} cells
 * @param {I18n} i18n
 */
function lossWords(cells, i18n) {
  const known = cells.filter(({ trace }) => Number.isFinite(trace?.loss ?? NaN));
  if (known.length < 2) return [];
  const values = known.map(({ trace }) => sentenceNumber(trace?.loss));
  const list = known.map(({ name }, k) => i18n.t("lab.compare.loss_of", { name, value: values[k] ?? "" }));
  const text = i18n.t("lab.compare.losses", { list: list.join(i18n.t("lab.compare.join")) });
  const best = isGoal(known) ? lowestLoss(known.map(({ trace }) => trace)) : -1;
  const lowest = values.indexOf(values[best] ?? "") === values.lastIndexOf(values[best] ?? "") ? known[best] : undefined;
  return [lowest ? i18n.t("lab.compare.lowest", { text, name: lowest.name }) : text];
}

/** A probe is an output that is looked at, and lower is no better. @param {readonly ComparedCell[]} cells */
const isGoal = (cells) => cells.every(({ scenario }) => scenario.loss.kind !== "probe");
