/**
 * How a state depends on an earlier one: what products of step Jacobians leave of a perturbation,
 * what each step does alone, and the eigenvalues of the step at the playhead.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").State} State
 * @typedef {import("../../types.js").LabPoint} LabPoint
 */

import { rough, roughPower, stepsOf, ratePhrase } from "../../numbers/phrases.js";
import { valueNumber } from "../../numbers/plotted.js";
import { readJacobians, directionsWithin, logOfRadii, median, stepAfter } from "../jacobian-reading.js";
import { exponentFigure, normFigure, radiusFigure, stateOf, stateSymbol, symbolOf, WHOLE, wholeOf } from "./jacobian-figures.js";

/** So many exponents can be told apart as bars; of a larger state only the first eight are computed. */
const ALL_EXPONENTS_UP_TO = 32;
const FEW_EXPONENTS = 8;
/** All eigenvalues of a step take about 25 n³ operations; so many of all steps are a second or two. */
const EXACT_RADIUS_OPERATIONS = 2e10;

/**
 * The eigenvalues are another analysis, so a move of the playhead computes them alone.
 * @param {Readonly<State>} state
 */
function request({ scenario, trace, view }) {
  const shown = trace?.lane(view.layer, view.direction);
  const size = shown ? shown.model.states.reduce((sum, state) => sum + shown.width(state), 0) : scenario.cell.hidden_size;
  const lane = { layer: view.layer, direction: view.direction };
  const steps = trace?.steps ?? 1;
  const t = Math.max(0, Math.min(view.t, steps - 1));
  return [
    { name: "jacobians", ...lane, exact_radius: 25 * size ** 3 * steps <= EXACT_RADIUS_OPERATIONS },
    { name: "lyapunov", ...lane, count: size <= ALL_EXPONENTS_UP_TO ? null : FEW_EXPONENTS },
    { name: "eigenvalues", ...lane, t },
  ];
}

/** @param {LabScene} scene */
function controls({ i18n, lane: { model } }) {
  if (model.states.length < 2) return [];
  const choices = ["h", WHOLE].map((value) => ({ value, label: i18n.t(`lab.jacobians.state.${value}`, { states: symbolOf(model.states) }) }));
  return [{ key: "state", label: i18n.t("lab.jacobians.state"), choices }];
}

/**
 * @param {LabScene} scene
 * @returns {LabFigure[]}
 */
function figures(scene) {
  const { products, radius, lyapunov, eigenvalues } = readJacobians(scene.results);
  return [
    ...(products && products.steps > 0 ? [normFigure(scene, products)] : []),
    ...(radius ? [radiusFigure(scene, radius, lyapunov)] : []),
    ...(lyapunov && lyapunov.steps > 0 ? [exponentFigure(scene, lyapunov)] : []),
    ...(eigenvalues ? [eigenvalueFigure(scene, eigenvalues)] : []),
  ];
}

/** @type {LabSection} */
export const jacobians = { key: "jacobians", request, controls, figures, words: jacobianWords, followsStep: true };

// The eigenvalues of one step's Jacobian in the complex plane.

const HEIGHT = 320;
const AIR = 1.12;

/**
 * @param {LabScene} scene
 * @param {{t: number, real: (number|null)[], imaginary: (number|null)[]}} found
 * @returns {LabFigure}
 */
function eigenvalueFigure({ i18n, theme }, { t, real, imaginary }) {
  const sizes = real.map((value, k) => Math.hypot(value ?? NaN, imaginary[k] ?? NaN));
  const limit = AIR * Math.max(1, ...sizes.filter(Number.isFinite));
  const title = i18n.t("lab.jacobians.eigenvalues_title", { t });
  const colours = sizes.map((size) => theme.token(size > 1 ? "--positive" : "--negative"));
  const symbols = sizes.map((size) => (size > 1 ? "diamond" : "circle"));
  const outlined = { color: theme.surface, width: 0.5 };
  const axis = { range: [-limit, limit], zeroline: true, zerolinecolor: theme.line };
  return {
    key: "eigenvalues",
    title,
    reading: i18n.t("lab.jacobians.eigenvalues_reading"),
    data: [{
      type: "scatter", mode: "markers", name: title, x: real, y: imaginary, hoverinfo: "skip",
      marker: { color: colours, symbol: symbols, size: 8, opacity: 0.85, line: outlined },
    }],
    layout: {
      xaxis: { ...axis, title: { text: i18n.t("lab.jacobians.axis_real") } },
      yaxis: { ...axis, title: { text: i18n.t("lab.jacobians.axis_imaginary") } },
      shapes: [{ type: "circle", xref: "x", yref: "y", x0: -1, y0: -1, x1: 1, y1: 1, line: { color: theme.inkSoft, width: 1.5, dash: "dot" }, layer: "below" }],
    },
    height: HEIGHT,
    isSquare: true,
    table: {
      caption: title,
      head: ["", i18n.t("lab.jacobians.axis_real"), i18n.t("lab.jacobians.axis_imaginary"), i18n.t("lab.jacobians.size")],
      rows: sizes.map((size, k) => [String(k + 1), ...[real[k], imaginary[k], size].map((value) => valueNumber(value ?? NaN))]),
    },
    readout: (point) => readout(real, imaginary, sizes, point),
  };
}

/**
 * @param {readonly (number|null)[]} real
 * @param {readonly (number|null)[]} imaginary
 * @param {readonly number[]} sizes
 * @param {LabPoint} point
 */
function readout(real, imaginary, sizes, { x, y }) {
  let best = -1;
  let least = Infinity;
  real.forEach((value, k) => {
    const distance = Math.hypot((value ?? NaN) - x, (imaginary[k] ?? NaN) - y);
    if (distance < least) [best, least] = [k, distance];
  });
  if (best < 0) return [];
  const part = imaginary[best] ?? NaN;
  const sign = part < 0 ? "−" : "+";
  const number = `${valueNumber(real[best] ?? NaN)} ${sign} ${valueNumber(Math.abs(part))}i`;
  return [`λ = ${number}`, `|λ| = ${valueNumber(sizes[best])}`];
}

// What the Jacobians say, in sentences.

/** A direction counts while it keeps a hundredth of what the best one keeps. */
const COUNTED = 2;
/** Radii mislead when their product is wrong by more than this many powers of ten. */
const MISLEADING = 1;

/**
 * @param {LabScene} scene
 * @returns {string[]}
 */
function jacobianWords(scene) {
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
function exponentSentence({ i18n, lane }, { exponents, t, steps }) {
  const [first] = exponents;
  const state = symbolOf(lane.model.states);
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
function radiusSentences({ i18n, lane }, { radius }, products) {
  const known = radius.filter((/** @type {number|null} */ value) => value !== null);
  if (known.length === 0) return [];
  const middle = rough(median(known), i18n.lang);
  const above = known.filter((/** @type {number} */ value) => value > 1).length;
  const counts = { median: middle, above, steps: known.length };
  const sentences = [i18n.t(above === 0 ? "lab.jacobians.says_radius_below" : "lab.jacobians.says_radius", counts)];
  const kind = wholeOf(lane.model.states);
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
