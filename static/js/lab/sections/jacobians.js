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

import { readJacobians } from "../jacobian-reading.js";
import { exponentFigure, normFigure, radiusFigure } from "./jacobian-figures.js";
import { jacobianWords } from "./jacobian-words.js";
import { valueNumber } from "../../numbers/plotted.js";

/** So many exponents can be told apart as bars; of a larger state only the first eight are computed. */
const ALL_EXPONENTS_UP_TO = 32;
const FEW_EXPONENTS = 8;
/** All eigenvalues of a step take about 25 n³ operations; so many of all steps are a second or two. */
const EXACT_RADIUS_OPERATIONS = 2e10;

/**
 * The eigenvalues are another analysis, so a move of the playhead computes them alone.
 * @param {Readonly<State>} state
 */
function request({ scenario: { cell }, trace, view }) {
  const size = cell.hidden_size * (cell.kind === "lstm" ? 2 : 1);
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
function controls({ i18n, trace }) {
  if (trace.cell.kind !== "lstm") return [];
  const choices = ["h", "hc"].map((value) => ({ value, label: i18n.t(`lab.jacobians.state.${value}`) }));
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
