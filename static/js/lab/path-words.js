/**
 * What the paths of a gradient say in sentences: at the playhead, over the whole sequence, and
 * where the parts cancel.
 *
 * @typedef {import("../types.js").LabScene} LabScene
 * @typedef {import("./path-shares.js").PathShares} PathShares
 * @typedef {{name: string, share: number}} Part
 */

import { meanShares, mostCancelled, sharesAt, stepsWithGradient } from "./path-shares.js";
import { stepsOf } from "../numbers/phrases.js";
import { shareText } from "./share-text.js";

/** So many parts are named at the playhead, the largest first. */
const NAMED = 3;
/** A part smaller than this is not worth its words. */
const WORTH_NAMING = 0.005;
/** Less left than this, and it is said that the parts cancel. */
const CANCELLED = 0.5;
/** What cancels as much as this is not told apart. */
const SAME = 1.05;
const GATES = new Set(["i", "f", "g", "o", "r", "z", "n", "a"]);

/**
 * @param {LabScene} scene
 * @param {readonly PathShares[]} states
 * @returns {string[]}
 */
export function pathWords(scene, states) {
  const reached = states.filter((paths) => stepsWithGradient(paths).length > 0);
  if (reached.length === 0) return states.length > 0 ? [scene.i18n.t("lab.paths.nothing")] : [];
  return [
    ...states.map((paths) => atPlayhead(scene, paths)),
    ...reached.map((paths) => overAll(scene, paths)),
    ...reached.flatMap((paths) => cancelled(scene, paths)),
  ];
}

/** @param {LabScene} scene @param {PathShares} paths */
function atPlayhead({ i18n, t }, paths) {
  const { state } = paths;
  if (Number.isNaN(paths.left[t])) return i18n.t(isKnown(paths, t) ? "lab.paths.none_at" : "lab.paths.unknown_at", { t, state });
  const named = sharesAt(paths, t).slice(0, NAMED).filter(({ share }, k) => k === 0 || share >= WORTH_NAMING);
  const parts = named.map((part) => i18n.t("lab.paths.share_came", { share: shareText(i18n, part.share), way: wayOf(i18n, state, part.name) }));
  return i18n.t("lab.paths.at", { t, state, parts: parts.join(i18n.t("lab.comma")) });
}

/** Whether it is known that nothing arrives; else something is not finite, or not there yet. @param {PathShares} paths @param {number} t */
const isKnown = ({ logs }, t) => logs.every((values) => values[t] === -Infinity);

/** @param {import("../base/i18n.js").I18n} i18n @param {string} state @param {string} name */
function wayOf(i18n, state, name) {
  if (GATES.has(name)) return i18n.t(`lab.paths.way.gate_${name}`);
  return i18n.t(`lab.paths.way.${name}`, { state });
}

/** @param {LabScene} scene @param {PathShares} paths */
function overAll({ i18n }, paths) {
  const [first] = meanShares(paths);
  const steps = stepsOf(i18n, stepsWithGradient(paths).length);
  const params = { state: paths.state, steps, share: shareText(i18n, first.share), way: wayOf(i18n, paths.state, first.name) };
  return i18n.t(first.share > 0.5 ? "lab.paths.most" : "lab.paths.largest", params);
}

/** @param {LabScene} scene @param {PathShares} paths @returns {string[]} */
function cancelled({ i18n, t }, paths) {
  const { state, left } = paths;
  const most = mostCancelled(paths);
  if (!most || most.left >= CANCELLED) return [];
  const isMost = left[t] <= most.left * SAME;
  const here = isMost || left[t] < CANCELLED ? t : most.t;
  const key = isMost || here === most.t ? "lab.paths.cancel_most" : "lab.paths.cancel_here";
  return [i18n.t(key, { t: here, state, share: shareText(i18n, left[here]), most: shareText(i18n, most.left), where: most.t })];
}
