/**
 * The result lines of the Jacobians' section, and their figures: products, single steps, exponents.
 * Steps of the sequence take the place of k: the lane is followed from `t`, and k steps later it is
 * at t + k, or t − k where it reads in reverse.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 */

import { stepsOf, together } from "../../numbers/phrases.js";
import { powerNumber, sentenceNumber, tableNumber } from "../../numbers/written.js";
import { curve, logarithms, logAxis, ruler } from "../../plots/lines.js";

const HEIGHT = { norms: 240, radius: 200, exponents: 200 };
const MOST_RANKS = 24;
/** Radii further apart than this factor need a logarithmic axis. */
const WIDE = 50;
/** One radius far beyond the others must not flatten them. */
const AIR = 1.08;

/** @param {readonly any[]} results  */
export function readJacobians(results) {
  const find = (/** @type {string} */ analysis, /** @type {string} */ part) =>
    results.find((line) => line.analysis === analysis && (part === "" || line.part === part)) ?? null;
  return {
    products: find("jacobians", "products"),
    radius: find("jacobians", "radius"),
    lyapunov: find("lyapunov", ""),
    eigenvalues: find("eigenvalues", ""),
  };
}

/**
 * @param {{t: number, direction: string}} line
 * @param {number} k
 */
export const stepAfter = ({ t, direction }, k) => (direction === "reverse" ? t - k : t + k);

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
 * @param {import("../../plots/lines.js").Look} look
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
  const isLog = largest(values) > WIDE * Math.max(1, radius.median ?? 1);
  const drawn = (/** @type {Float64Array} */ from) => (isLog ? from.map(Math.log10) : from);
  const steps = Array.from(values, (_, t) => t);
  const lines = [curve(name.running, steps, drawn(running), looks.running), curve(name.radius, steps, drawn(values), looks.radius)];
  const hasRunning = running.some(Number.isFinite);
  const isApproximate = radius.largest_residual > 0;
  const reading = i18n.t("lab.jacobians.radius_reading");
  const title = i18n.t("lab.jacobians.radius_title");
  const axisTitle = i18n.t("lab.jacobians.axis_radius");
  return {
    key: "radius",
    title,
    reading: isApproximate ? together(i18n, [reading, i18n.t("lab.jacobians.approximate", { residual: sentenceNumber(radius.largest_residual) })]) : reading,
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
      rows: steps.map((t) => [String(t), ...[values[t], running[t], radius.residual[t]].map((value) => tableNumber(value ?? NaN))]),
    },
    readout: (point) => {
      const { t } = toStep(values.length)(point);
      const lines = [`t = ${t}`, `${name.radius}: ${tableNumber(values[t])}`];
      return Number.isFinite(running[t]) ? [...lines, `${name.running}: ${tableNumber(running[t])}`] : lines;
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
  lyapunov?.factor.forEach((/** @type {number|null} */ factor, /** @type {number} */ k) => {
    factors[stepAfter(lyapunov, k + 1)] = factor ?? NaN;
  });
  return factors;
}

/** @param {ArrayLike<number|null>} values */
const largest = (values) => Array.from(values).reduce((/** @type {number} */ most, value) => Math.max(most, Number.isFinite(value) ? Number(value) : 0), 0);

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
  const say = (/** @type {number} */ k) => ratePhrase(i18n, lyapunov, k);
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
      rows: exponents.map((value, k) => [String(k + 1), value === null ? "−∞" : tableNumber(value), say(k)]),
    },
    readout: ({ x }) => {
      const rank = Math.min(exponents.length, Math.max(1, Math.round(x)));
      const value = exponents[rank - 1];
      return [i18n.t("lab.jacobians.hover_exponent", { rank, value: value === null ? "−∞" : tableNumber(value) }), say(rank - 1)];
    },
  };
}

/**
 * What an exponent does to a perturbation.
 * @param {LabScene["i18n"]} i18n
 * @param {{exponents: (number|null)[], steps_to_half: (number|null)[]}} lyapunov
 * @param {number} k  which exponent
 */
export function ratePhrase(i18n, { exponents, steps_to_half: halves }, k) {
  const exponent = exponents[k] ?? null;
  const half = halves[k] ?? null;
  if (exponent === null) return i18n.t("lab.jacobians.lost");
  if (half === null) return i18n.t("lab.rate_steady");
  const steps = stepsOf(i18n, half);
  if (steps === stepsOf(i18n, 1)) return i18n.t(exponent < 0 ? "lab.rate_halves_each" : "lab.rate_doubles_each");
  return i18n.t(exponent < 0 ? "lab.rate_halves" : "lab.rate_doubles", { steps });
}

/**
 * Ranks of singular values to be drawn: the ends, and evenly between them.
 * @param {number} count
 * @param {number} most
 * @returns {number[]}
 */
export function ranksShown(count, most) {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / (most - 1)));
}
