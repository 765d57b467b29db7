/**
 * What is read off runs that stand side by side: how much of the gradient each keeps, which loss is
 * lowest, and the scales that all of them share.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {object} Kept   what arrives at the step read first of what there is at the one read last
 * @property {number} from      the step read last that has a gradient
 * @property {number} to        the step read first
 * @property {number} exponent  log10 of the ratio of the norms; −∞: nothing arrives
 * @typedef {import("./cells.js").ComparedCell} ComparedCell
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../types.js").View} View
 * @typedef {{cell: ComparedCell, kept: Kept}} Keeper
 */

import { peak, symmetricLimit } from "../drawing/colour-scales.js";
import { rough, roughPower } from "../numbers/phrases.js";
import { logNorms } from "../plots/gradient-norms.js";
import { laneOf } from "./cells.js";

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
  const first = logs[to] ?? NaN;
  if (from === undefined || from === to || Number.isNaN(first)) return null;
  return { from, to, exponent: first - (logs[from] ?? NaN) };
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

// The comparison in sentences: who keeps how much of the gradient, and whose loss is lowest.

/** log10 of the factor between the most and the least from which on it says something: 1.5. */
const WORTH_A_SENTENCE = Math.log10(1.5);

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
    return kept ? [{ cell, kept }] : [];
  });
  const [first] = keepers;
  if (!first) return cells.some(({ trace }) => trace) ? [i18n.t("lab.compare.no_gradient")] : [];
  const isSame = keepers.every(({ kept }) => kept.from === first.kept.from && kept.to === first.kept.to);
  const parts = keepers.map((keeper) => share(keeper, isSame, i18n)).join(i18n.t("lab.compare.join"));
  const whole = isSame
    ? i18n.t("lab.compare.kept", { from: first.kept.from, to: first.kept.to, list: parts })
    : i18n.t("lab.compare.kept_own", { list: parts });
  return [whole, ...farthest(keepers, i18n)];
}

/**
 * @param {Keeper} keeper
 * @param {boolean} isSame  whether the steps were named already
 * @param {I18n} i18n
 */
function share({ cell, kept }, isSame, i18n) {
  const key = kept.exponent === -Infinity ? "none" : kept.exponent > 0.005 ? "grown" : "share";
  const text = i18n.t(`lab.compare.${key}`, { name: cell.name, value: roughPower(kept.exponent, i18n.lang) });
  return isSame ? text : i18n.t("lab.compare.between", { text, from: kept.from, to: kept.to });
}

/**
 * @param {readonly Keeper[]} keepers
 * @param {I18n} i18n
 */
function farthest(keepers, i18n) {
  const alive = keepers.filter(({ kept }) => Number.isFinite(kept.exponent)).sort((a, b) => a.kept.exponent - b.kept.exponent);
  const [least, most] = [alive[0], alive.at(-1)];
  if (!least || !most || most.kept.exponent - least.kept.exponent < WORTH_A_SENTENCE) return [];
  const factor = roughPower(most.kept.exponent - least.kept.exponent, i18n.lang);
  return [i18n.t("lab.compare.times", { most: most.cell.name, least: least.cell.name, factor })];
}

/**
 * @param {readonly ComparedCell[]} cells
 * @param {I18n} i18n
 */
function lossWords(cells, i18n) {
  const known = cells.filter(({ trace }) => Number.isFinite(trace?.loss ?? NaN));
  if (known.length < 2) return [];
  const values = known.map(({ trace }) => rough(trace?.loss ?? NaN, i18n.lang));
  const list = known.map(({ name }, k) => i18n.t("lab.compare.loss_of", { name, value: values[k] ?? "" }));
  const text = i18n.t("lab.compare.losses", { list: list.join(i18n.t("lab.compare.join")) });
  const best = isGoal(known) ? lowestLoss(known.map(({ trace }) => trace)) : -1;
  const lowest = values.indexOf(values[best] ?? "") === values.lastIndexOf(values[best] ?? "") ? known[best] : undefined;
  return [lowest ? i18n.t("lab.compare.lowest", { text, name: lowest.name }) : text];
}

/** A probe is an output that is looked at, and lower is no better. @param {readonly ComparedCell[]} cells */
const isGoal = (cells) => cells.every(({ scenario }) => scenario.loss.kind !== "probe");
