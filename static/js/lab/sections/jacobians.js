/**
 * How a state depends on an earlier one: what products of step Jacobians leave of a perturbation,
 * what each step does alone, and the eigenvalues of the step at the playhead.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").State} State
 */

import { readJacobians } from "../jacobian-reading.js";
import { eigenvalueFigure } from "./jacobian-eigenvalues.js";
import { exponentFigure, normFigure, radiusFigure } from "./jacobian-figures.js";
import { jacobianWords } from "./jacobian-words.js";

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
