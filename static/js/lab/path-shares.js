/**
 * What each part of a gradient has of the whole: its norm, of the sum of the norms of all parts.
 * Worked out from logarithms, so that a gradient of 1e−400 has its shares too.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 *
 * @typedef {object} PathShares   one state of one lane, over all steps; NaN where no gradient arrives
 * @property {string} state
 * @property {string[]} names            of the parts
 * @property {Float64Array[]} shares     T each, in the order of the names; their sum is 1
 * @property {Float64Array[]} logs       T each: log10 of the part's norm
 * @property {Float64Array} whole        T: log10 of the gradient's own norm
 * @property {Float64Array} left         T: the norm of the whole over the sum of the norms: 1 where all
 *   parts point the same way, less where they cancel
 */

import { logNorms } from "../plots/gradient-norms.js";

/**
 * @param {LaneTrace} lane
 * @param {string} state
 * @returns {PathShares}
 */
export function pathShares(lane, state) {
  const names = lane.paths.parts(state);
  const logs = names.map((name) => lane.paths.logs(state, name));
  const shares = names.map(() => new Float64Array(lane.steps).fill(NaN));
  const whole = logNorms(lane, state);
  const left = new Float64Array(lane.steps).fill(NaN);
  for (let t = 0; t < lane.steps; t += 1) {
    const sum = logSum(logs, t);
    if (!Number.isFinite(sum)) continue;
    logs.forEach((values, part) => { shares[part][t] = 10 ** (values[t] - sum); });
    left[t] = Math.min(1, 10 ** (whole[t] - sum));
  }
  return { state, names, logs, shares, whole, left };
}

/**
 * @param {readonly Float64Array[]} logs
 * @param {number} t
 * @returns {number} log10 of the sum of the powers at t; −∞ for nothing, NaN where one is not known
 */
function logSum(logs, t) {
  const most = Math.max(...logs.map((values) => values[t]));
  if (!Number.isFinite(most)) return most;
  return most + Math.log10(logs.reduce((sum, values) => sum + 10 ** (values[t] - most), 0));
}

/** @param {PathShares} paths @returns {number[]} the steps at which a gradient arrives */
export const stepsWithGradient = ({ left }) => [...left.keys()].filter((t) => !Number.isNaN(left[t]));

/**
 * The mean over all steps at which a gradient arrives.
 * @param {PathShares} paths
 * @returns {{name: string, share: number}[]} the largest first
 */
export function meanShares(paths) {
  const steps = stepsWithGradient(paths);
  return ranked(paths.names, (part) => steps.reduce((sum, t) => sum + paths.shares[part][t], 0) / steps.length);
}

/**
 * @param {PathShares} paths
 * @param {number} t
 * @returns {{name: string, share: number}[]} the largest first
 */
export const sharesAt = ({ names, shares }, t) => ranked(names, (part) => shares[part][t]);

/** @param {readonly string[]} names @param {(part: number) => number} shareOf */
const ranked = (names, shareOf) =>
  names.map((name, part) => ({ name, share: shareOf(part) })).sort((a, b) => b.share - a.share);

/**
 * Where the parts cancel most.
 * @param {PathShares} paths
 * @returns {{t: number, left: number}|null} null where no gradient arrives
 */
export function mostCancelled(paths) {
  const steps = stepsWithGradient(paths);
  if (steps.length === 0) return null;
  const t = steps.reduce((best, step) => (paths.left[step] < paths.left[best] ? step : best));
  return { t, left: paths.left[t] };
}
