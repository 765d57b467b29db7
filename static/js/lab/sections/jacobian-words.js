/**
 * What the Jacobians say, in sentences.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 */

import { valueNumber } from "../../numbers/plotted.js";
import { directionsWithin, logOfRadii, median, readJacobians, stepAfter } from "../jacobian-reading.js";
import { rough, roughPower, stepsOf, ratePhrase } from "../../numbers/phrases.js";
import { stateOf, stateSymbol } from "./jacobian-figures.js";

/** A direction counts while it keeps a hundredth of what the best one keeps. */
const COUNTED = 2;
/** Radii mislead when their product is wrong by more than this many powers of ten. */
const MISLEADING = 1;

/**
 * @param {LabScene} scene
 * @returns {string[]}
 */
export function jacobianWords(scene) {
  const { products, radius, lyapunov, eigenvalues } = readJacobians(scene.results);
  return [
    ...(lyapunov && lyapunov.steps > 0 ? [exponentSentence(scene, lyapunov)] : []),
    ...(products && products.steps > 0 ? productSentences(scene, products) : []),
    ...(radius ? radiusSentences(scene, radius, products) : []),
    ...(eigenvalues ? eigenvalueSentences(scene, eigenvalues) : []),
  ];
}

/**
 * @param {LabScene} scene
 * @param {any} lyapunov
 */
function exponentSentence({ i18n, trace }, { exponents, t, steps }) {
  const [first] = exponents;
  const state = trace.cell.kind === "lstm" ? "(h, c)" : "h";
  if (first === null || first === undefined) return i18n.t("lab.jacobians.says_lost", { state, t });
  const rate = ratePhrase(i18n, first);
  return i18n.t("lab.jacobians.says_rate", { state, t, rate, value: valueNumber(first), steps: stepsOf(i18n, steps) });
}

/**
 * @param {LabScene} scene
 * @param {any} products
 * @returns {string[]}
 */
function productSentences(scene, products) {
  const { i18n } = scene;
  const state = stateOf(scene);
  const left = products.spectral[state]?.at(-1);
  const place = { state: stateSymbol(scene), t: products.t, last: stepAfter(products, products.steps) };
  if (left === null || left === undefined) return [i18n.t("lab.jacobians.says_nothing_left", place)];
  const logs = products.singular[state]?.at(-1) ?? [];
  const count = directionsWithin(logs, COUNTED);
  const sentences = [i18n.t("lab.jacobians.says_left", { ...place, value: roughPower(left, i18n.lang) })];
  if (logs.length > 1) sentences.push(i18n.t(count === 1 ? "lab.jacobians.says_one_direction" : "lab.jacobians.says_directions", { count, size: logs.length }));
  return sentences;
}

/**
 * @param {LabScene} scene
 * @param {any} radius
 * @param {any} products
 * @returns {string[]}
 */
function radiusSentences({ i18n }, { radius }, products) {
  const known = radius.filter((/** @type {number|null} */ value) => value !== null);
  if (known.length === 0) return [];
  const middle = rough(median(known), i18n.lang);
  const above = known.filter((/** @type {number} */ value) => value > 1).length;
  const counts = { median: middle, above, steps: known.length };
  const sentences = [i18n.t(above === 0 ? "lab.jacobians.says_radius_below" : "lab.jacobians.says_radius", counts)];
  const kind = products?.spectral.hc ? "hc" : "h";
  const truth = products?.spectral[kind]?.at(-1);
  const guess = products ? logOfRadii(radius, products) : NaN;
  if (Math.abs(guess - (truth ?? NaN)) > MISLEADING) {
    sentences.push(i18n.t("lab.jacobians.says_misleading", { guess: roughPower(guess, i18n.lang), truth: roughPower(truth, i18n.lang) }));
  }
  return sentences;
}

/**
 * @param {LabScene} scene
 * @param {any} found
 * @returns {string[]}
 */
function eigenvalueSentences({ i18n }, { t, real, imaginary, radius }) {
  const sizes = real.map((/** @type {number|null} */ value, /** @type {number} */ k) => Math.hypot(value ?? NaN, imaginary[k] ?? NaN));
  const outside = sizes.filter((/** @type {number} */ size) => size > 1).length;
  const turning = imaginary.filter((/** @type {number|null} */ value) => value !== null && value !== 0).length / 2;
  const value = rough(radius ?? NaN, i18n.lang);
  const isOne = sizes.length === 1;
  const inside = isOne ? "lab.jacobians.says_inside_one" : "lab.jacobians.says_inside";
  const beyond = isOne ? "lab.jacobians.says_outside_one" : "lab.jacobians.says_outside";
  const sentence = i18n.t(outside === 0 ? inside : beyond, { t, value, outside, size: sizes.length });
  return turning > 0 ? [sentence, i18n.t("lab.jacobians.says_turning", { count: turning })] : [sentence];
}
