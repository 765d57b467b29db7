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

import { powerText, stepsOf } from "../../numbers/phrases.js";
import { sentenceNumber, tableNumber } from "../../numbers/written.js";
import {
  exponentFigure, normFigure, radiusFigure, ratePhrase, readJacobians, stateOf, stateSymbol, stepAfter, symbolOf, WHOLE, wholeOf,
} from "./jacobian-figures.js";

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
 * @param {{t: number, real: (number|null)[], imaginary: (number|null)[], modulus: (number|null)[]}} found
 * @returns {LabFigure}
 */
function eigenvalueFigure({ i18n, theme }, { t, real, imaginary, modulus }) {
  const sizes = modulus.map((value) => value ?? NaN);
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
      rows: sizes.map((size, k) => [String(k + 1), ...[real[k], imaginary[k], size].map((value) => tableNumber(value ?? NaN))]),
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
  const number = `${tableNumber(real[best] ?? NaN)} ${sign} ${tableNumber(Math.abs(part))}i`;
  return [`λ = ${number}`, `|λ| = ${tableNumber(sizes[best])}`];
}

// What the Jacobians say, in sentences.

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
function exponentSentence({ i18n, lane }, lyapunov) {
  const { exponents: [first], t, steps } = lyapunov;
  const state = symbolOf(lane.model.states);
  if (first === null || first === undefined) return i18n.t("lab.jacobians.says_lost", { state, t });
  const rate = ratePhrase(i18n, lyapunov, 0);
  return i18n.t("lab.jacobians.says_rate", { state, t, rate, value: sentenceNumber(first), steps: stepsOf(i18n, steps) });
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
  const size = products.singular[state]?.at(-1)?.length ?? 0;
  const count = products.directions[state];
  const sentences = [i18n.t("lab.jacobians.says_left", { ...place, value: powerText(left) })];
  if (size > 1) sentences.push(i18n.t(count === 1 ? "lab.jacobians.says_one_direction" : "lab.jacobians.says_directions", { count, size }));
  return sentences;
}

/**
 * @param {LabScene} scene
 * @param {any} radius
 * @param {any} products
 * @returns {string[]}
 */
function radiusSentences({ i18n, lane }, { median, above, known, log10_product: guess }, products) {
  if (known === 0) return [];
  const counts = { median: sentenceNumber(median), above, steps: known };
  const sentences = [i18n.t(above === 0 ? "lab.jacobians.says_radius_below" : "lab.jacobians.says_radius", counts)];
  const truth = products?.spectral[wholeOf(lane.model.states)]?.at(-1) ?? NaN;
  if (Math.abs((guess ?? NaN) - truth) > MISLEADING) {
    sentences.push(i18n.t("lab.jacobians.says_misleading", { guess: powerText(guess), truth: powerText(truth) }));
  }
  return sentences;
}

/**
 * @param {LabScene} scene
 * @param {any} found
 * @returns {string[]}
 */
function eigenvalueSentences({ i18n }, { t, real, radius, outside, pairs }) {
  const one = real.length === 1 ? "_one" : "";
  const key = `lab.jacobians.says_${outside === 0 ? "inside" : "outside"}${one}`;
  const sentence = i18n.t(key, { t, value: sentenceNumber(radius), outside, size: real.length });
  return pairs > 0 ? [sentence, i18n.t("lab.jacobians.says_turning", { count: pairs })] : [sentence];
}
