/**
 * Figures of products of Jacobians, of single steps, and of exponents.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 */

import { ratePhrase, stepsOf, together } from "../../numbers/phrases.js";
import { powerNumber, valueNumber } from "../../numbers/plotted.js";
import { curve, logarithms, logAxis, ruler } from "../../plots/log-axis.js";
import { median, ranksShown, stepAfter } from "../jacobian-reading.js";

const HEIGHT = { norms: 240, radius: 200, exponents: 200 };
const MOST_RANKS = 24;
/** Radii further apart than this factor need a logarithmic axis. */
const WIDE = 50;
/** One radius far beyond the others must not flatten them. */
const AIR = 1.08;

/** What the choice of all states together is called, whatever they are. */
export const WHOLE = "hc";

/** All states together, as the results name them: their names in a row. @param {readonly string[]} states */
export const wholeOf = (states) => states.join("");

/** @param {readonly string[]} states */
export const symbolOf = (states) => (states.length > 1 ? `(${states.join(", ")})` : states[0]);

/**
 * @param {LabScene} scene
 * @returns {string} as the results name it
 */
export const stateOf = ({ options, lane: { model } }) => (options.state === WHOLE ? wholeOf(model.states) : "h");

/** @param {LabScene} scene */
export const stateSymbol = ({ options, lane: { model } }) => (options.state === WHOLE ? symbolOf(model.states) : "h");

/**
 * @param {number} steps
 * @returns {(point: {x: number}) => {t: number}}
 */
const toStep = (steps) => ({ x }) => ({ t: Math.min(steps - 1, Math.max(0, Math.round(x))) });

/**
 * @param {LabScene} scene
 * @param {any} products
 * @returns {LabFigure}
 */
export function normFigure(scene, products) {
  const { i18n, theme, lane } = scene;
  const state = stateOf(scene);
  const places = Array.from({ length: products.steps }, (_, k) => stepAfter(products, k + 1));
  const spectral = logarithms(products.spectral[state] ?? []);
  const frobenius = logarithms(products.frobenius[state] ?? []);
  const looks = {
    spectral: { colour: theme.colour("h"), width: 2.4, marker: null },
    frobenius: { colour: theme.colour("f"), width: 1.8, dash: "6px,3px", marker: null },
    singular: { colour: theme.inkSoft, width: 1 },
  };
  const name = (/** @type {string} */ key) => i18n.t(`lab.jacobians.${key}`);
  const lines = [
    singularLines(products, state, name("singular"), looks.singular),
    curve(name("frobenius"), places, frobenius, looks.frobenius),
    curve(name("spectral"), places, spectral, looks.spectral),
  ];
  const title = i18n.t("lab.jacobians.norms_title", { state: stateSymbol(scene), t: products.t });
  return {
    key: "norms",
    title,
    reading: i18n.t("lab.jacobians.norms_reading", { t: products.t }),
    data: lines,
    layout: {
      xaxis: { title: { text: i18n.t("plots.axis_time") }, range: [-0.5, lane.steps - 0.5] },
      yaxis: logAxis(lines, { title: i18n.t("lab.jacobians.axis_norm"), height: HEIGHT.norms, show: [0] }),
      shapes: [ruler(0, theme.ink)],
    },
    height: HEIGHT.norms,
    hasTimeAxis: true,
    legend: Object.entries(looks).map(([key, { colour, ...look }]) => ({ name: name(key), colour, ...("dash" in look ? { dash: look.dash } : {}) })),
    table: {
      caption: title,
      head: ["t", "k", name("spectral"), name("frobenius")],
      rows: places.map((t, k) => [String(t), String(k + 1), ...[spectral, frobenius].map((logs) => powerNumber(logs[k] ?? NaN))]),
    },
    readout: (point) => {
      const { t } = toStep(lane.steps)(point);
      const k = Math.abs(t - products.t) - 1;
      const value = (/** @type {Float64Array} */ logs) => powerNumber(logs[k] ?? NaN);
      return [i18n.t("lab.jacobians.hover_lag", { t, k: k + 1 }), `${name("spectral")}: ${value(spectral)}`, `${name("frobenius")}: ${value(frobenius)}`];
    },
    select: toStep(lane.steps),
  };
}

/**
 * One trace for all ranks, with gaps between them.
 * @param {any} products
 * @param {string} state
 * @param {string} name
 * @param {import("../../plots/log-axis.js").Look} look
 */
function singularLines(products, state, name, look) {
  const rows = products.singular[state] ?? [];
  const ranks = ranksShown(rows[0]?.length ?? 0, MOST_RANKS);
  /** @type {number[]} */
  const x = [];
  /** @type {number[]} */
  const y = [];
  for (const rank of ranks) {
    products.lags.forEach((/** @type {number} */ k, /** @type {number} */ row) => {
      x.push(stepAfter(products, k));
      y.push(rows[row]?.[rank] ?? NaN);
    });
    x.push(NaN);
    y.push(NaN);
  }
  const line = curve(name, x.map((place) => (Number.isFinite(place) ? place : 0)), y, { ...look, marker: null, opacity: 0.8 });
  return { ...line, mode: "lines+markers", marker: { color: look.colour, size: 3 } };
}

/**
 * Spectral radii, and beside them the factor a step that the product really has.
 * @param {LabScene} scene
 * @param {any} radius
 * @param {any} lyapunov
 * @returns {LabFigure}
 */
export function radiusFigure(scene, radius, lyapunov) {
  const { i18n, theme, lane } = scene;
  const values = Float64Array.from(radius.radius, (value) => value ?? NaN);
  const running = runningFactor(lyapunov, values.length);
  const name = { radius: i18n.t("lab.jacobians.radius"), running: i18n.t("lab.jacobians.running") };
  const looks = { radius: { colour: theme.colour("o"), width: 2 }, running: { colour: theme.colour("h"), width: 2, dash: "6px,3px", marker: null } };
  const isLog = isWide(values);
  const drawn = (/** @type {Float64Array} */ from) => (isLog ? from.map(Math.log10) : from);
  const steps = Array.from(values, (_, t) => t);
  const lines = [curve(name.running, steps, drawn(running), looks.running), curve(name.radius, steps, drawn(values), looks.radius)];
  const hasRunning = running.some(Number.isFinite);
  const isApproximate = radius.residual.some((/** @type {number|null} */ value) => value !== null && value > 0);
  const reading = i18n.t("lab.jacobians.radius_reading");
  const title = i18n.t("lab.jacobians.radius_title");
  const axisTitle = i18n.t("lab.jacobians.axis_radius");
  return {
    key: "radius",
    title,
    reading: isApproximate ? together(i18n, [reading, i18n.t("lab.jacobians.approximate", { residual: valueNumber(largest(radius.residual)) })]) : reading,
    data: hasRunning ? lines : lines.slice(1),
    layout: {
      xaxis: { title: { text: i18n.t("plots.axis_time") }, range: [-0.5, lane.steps - 0.5] },
      yaxis: isLog
        ? logAxis(lines, { title: axisTitle, height: HEIGHT.radius, show: [0] })
        : { title: { text: axisTitle }, range: [0, AIR * Math.max(1.1, largest(values), largest(running))] },
      shapes: [ruler(isLog ? 0 : 1, theme.ink)],
    },
    height: HEIGHT.radius,
    hasTimeAxis: true,
    legend: (hasRunning ? /** @type {const} */ (["radius", "running"]) : /** @type {const} */ (["radius"])).map((key) => ({
      name: name[key], colour: looks[key].colour, ...(key === "running" ? { dash: looks.running.dash } : {}),
    })),
    table: {
      caption: title,
      head: ["t", name.radius, name.running, i18n.t("lab.jacobians.residual")],
      rows: steps.map((t) => [String(t), ...[values[t], running[t], radius.residual[t]].map((value) => valueNumber(value ?? NaN))]),
    },
    readout: (point) => {
      const { t } = toStep(values.length)(point);
      const lines = [`t = ${t}`, `${name.radius}: ${valueNumber(values[t])}`];
      return Number.isFinite(running[t]) ? [...lines, `${name.running}: ${valueNumber(running[t])}`] : lines;
    },
    select: toStep(values.length),
  };
}

/**
 * @param {any} lyapunov
 * @param {number} steps
 * @returns {Float64Array} T: the largest exponent so far, as a factor a step
 */
function runningFactor(lyapunov, steps) {
  const factors = new Float64Array(steps).fill(NaN);
  lyapunov?.largest.forEach((/** @type {number|null} */ exponent, /** @type {number} */ k) => {
    factors[stepAfter(lyapunov, k + 1)] = exponent === null ? NaN : Math.exp(exponent);
  });
  return factors;
}

/** @param {ArrayLike<number|null>} values */
const largest = (values) => Array.from(values).reduce((/** @type {number} */ most, value) => Math.max(most, Number.isFinite(value) ? Number(value) : 0), 0);

/** @param {Float64Array} values */
function isWide(values) {
  return largest(values) > WIDE * Math.max(1, median(values));
}

/**
 * @param {LabScene} scene
 * @param {any} lyapunov
 * @returns {LabFigure}
 */
export function exponentFigure({ i18n, theme }, lyapunov) {
  /** @type {(number|null)[]} */
  const exponents = lyapunov.exponents;
  const ranks = exponents.map((_, k) => k + 1);
  const lowest = Math.min(0, ...exponents.map((value) => value ?? 0));
  const lost = ranks.filter((rank) => exponents[rank - 1] === null);
  const title = i18n.t("lab.jacobians.exponents_title");
  const say = (/** @type {number|null|undefined} */ value) => (value === null || value === undefined ? i18n.t("lab.jacobians.lost") : ratePhrase(i18n, value));
  const colours = exponents.map((value) => theme.token((value ?? 0) > 0 ? "--positive" : "--negative"));
  return {
    key: "exponents",
    title,
    reading: i18n.t("lab.jacobians.exponents_reading", { steps: stepsOf(i18n, lyapunov.steps) }),
    data: [
      { type: "bar", name: title, x: ranks, y: exponents, marker: { color: colours }, hoverinfo: "skip" },
      { type: "scatter", mode: "markers", showlegend: false, x: lost, y: lost.map(() => lowest), marker: { symbol: "triangle-down", size: 9, color: theme.ink }, hoverinfo: "skip" },
    ],
    layout: {
      xaxis: { title: { text: i18n.t("lab.jacobians.axis_rank") }, range: [0.4, exponents.length + 0.6], tickformat: "d", showgrid: false, ...(exponents.length <= 12 ? { dtick: 1 } : {}) },
      yaxis: { title: { text: i18n.t("lab.jacobians.axis_exponent") }, zeroline: true, zerolinecolor: theme.inkSoft },
      bargap: 0.25,
    },
    height: HEIGHT.exponents,
    legend: [],
    table: {
      caption: title,
      head: [i18n.t("lab.jacobians.axis_rank"), i18n.t("lab.jacobians.axis_exponent"), i18n.t("lab.jacobians.meaning")],
      rows: exponents.map((value, k) => [String(k + 1), value === null ? "−∞" : valueNumber(value), say(value)]),
    },
    readout: ({ x }) => {
      const rank = Math.min(exponents.length, Math.max(1, Math.round(x)));
      const value = exponents[rank - 1];
      return [i18n.t("lab.jacobians.hover_exponent", { rank, value: value === null ? "−∞" : valueNumber(value) }), say(value)];
    },
  };
}
