/**
 * Side by side: up to four cells on one sequence, one loss and one clock; their figures stand on
 * common axes. Nothing is asked of the analyses: every cell has a run of its own.
 *
 * @typedef {import("../types.js").LabFigure} LabFigure
 * @typedef {import("../types.js").LabScene} LabScene
 * @typedef {import("../types.js").LabSection} LabSection
 * @typedef {import("../types.js").LabControl} LabControl
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("./cells.js").ComparedCell} ComparedCell
 * @typedef {ComparedCell & {trace: import("../trace/trace.js").Trace, lane: LaneTrace, colour: string}} Shown   a cell that has been run
 * @typedef {"h"|"c"|"y"} Quantity
 */

import { keepingGate } from "../cell/bounds.js";
import { divergingStops } from "../drawing/colour-scales.js";
import { powerNumber, sentenceNumber, tableNumber } from "../numbers/written.js";
import { curve, logAxis, logNorms } from "../plots/lines.js";
import { windowAround } from "../plots/scene.js";
import { stepOf } from "../plots/axes.js";
import { commonLimit, comparedCells, comparisonWords, laneOf, lineOf, lossShares } from "./cells.js";
import { mount } from "./view.js";

const HEIGHT = Object.freeze({ gradient: 240, line: 190, map: 130, share: 170 });
const MOST_MARKERS = 24;
const TABLE = Object.freeze({ steps: 200, units: 8 });

/** @type {LabSection} */
export const compare = {
  key: "compare",
  request: () => [],
  figures: (scene) => {
    const cells = shownCells(cellsOf(scene), scene);
    const { line, map } = choicesOf(scene);
    return [
      gradientFigure(cells, scene),
      lineFigure(cells, scene, /** @type {Quantity} */ (line)),
      ...mapFigures(cells, scene, map === "c" ? "c" : "h"),
      ...shareFigures(cells, scene),
    ];
  },
  words: (scene) => comparisonWords(cellsOf(scene), scene.state.view, scene.i18n),
  controls: (scene) => controlsOf(scene),
  mount,
};

/** @param {LabScene} scene */
const cellsOf = ({ state, trace, i18n }) => comparedCells(state, trace, i18n);

/**
 * What there is to look at: the cell state where a cell has one, outputs where a read-out makes them.
 * @param {LabScene} scene
 * @returns {{lines: Quantity[], maps: ("h"|"c")[]}}
 */
function offered(scene) {
  const cells = shownCells(cellsOf(scene), scene);
  const hasC = cells.some(({ lane }) => lane.model.states.includes("c"));
  const hasY = cells.some(({ trace }) => trace.scenario.head);
  return { lines: [...(hasY ? /** @type {const} */ (["y"]) : []), "h", ...(hasC ? /** @type {const} */ (["c"]) : [])], maps: hasC ? ["h", "c"] : ["h"] };
}

/** @param {LabScene} scene */
function choicesOf(scene) {
  const { lines, maps } = offered(scene);
  const { line = "", map = "" } = scene.options;
  return {
    line: lines.find((one) => one === line) ?? lines[0],
    map: maps.find((one) => one === map) ?? maps[0],
  };
}

/**
 * @param {LabScene} scene
 * @returns {LabControl[]}
 */
function controlsOf(scene) {
  const { i18n } = scene;
  const { lines, maps } = offered(scene);
  const choices = (/** @type {readonly string[]} */ values) => values.map((value) => ({ value, label: i18n.t(`lab.compare.of.${value}`) }));
  const controls = [
    { key: "line", label: i18n.t("lab.compare.line"), choices: choices(lines) },
    { key: "map", label: i18n.t("lab.compare.map"), choices: choices(maps) },
  ];
  return controls.filter(({ choices: all }) => all.length > 1);
}

/**
 * @param {readonly ComparedCell[]} cells
 * @param {LabScene} scene
 * @returns {Shown[]} those that have a run
 */
function shownCells(cells, { state, theme }) {
  return cells.flatMap((cell) => {
    const { trace } = cell;
    return trace ? [{ ...cell, trace, lane: laneOf(trace, state.view), colour: theme.token(cell.look.token) }] : [];
  });
}

/** @param {Pick<ComparedCell, "look"|"name">} cell */
const labelOf = ({ look, name }) => `${look.glyph} ${name}`;

/**
 * A line of a cell: its colour and its marker, however many steps there are.
 * @param {Shown} cell
 * @param {string} name
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {{dash?: string, width?: number}} [style]
 */
function lineFor({ look, colour }, name, x, y, { dash = "solid", width = 2 } = {}) {
  const drawn = curve(name, x, y, { colour, dash, width, marker: look.symbol });
  return { ...drawn, mode: "lines+markers", marker: { ...drawn.marker, size: dash === "solid" ? 7 : 5, maxdisplayed: MOST_MARKERS } };
}

/** @param {number} steps */
const stepsTo = (steps) => Float64Array.from({ length: steps }, (_, t) => t);

/** Beside h the cell state, or what else a gate keeps. @param {LaneTrace} lane @returns {string[]} */
function memoriesOf({ model }) {
  const kept = model.states.includes("c") ? "c" : keepingGate(model)?.state;
  return kept && kept !== "h" ? [kept] : [];
}

/**
 * ‖∂L/∂h(t)‖ of every cell, and ‖∂L/∂c(t)‖ where there is a cell state.
 * @param {readonly Shown[]} cells
 * @param {LabScene} scene
 * @returns {LabFigure}
 */
function gradientFigure(cells, { i18n, t, trace }) {
  const curves = cells.flatMap((cell) => ["h", ...memoriesOf(cell.lane)].map((state) => ({
    name: i18n.t("lab.compare.norm_of", { cell: labelOf(cell), state }), cell, dash: state === "h" ? "solid" : "dash", logs: logNorms(cell.lane, state),
  })));
  const data = curves.map(({ name, cell, dash, logs }) => lineFor(cell, name, stepsTo(logs.length), logs, { dash, width: dash === "dash" ? 1.5 : 2.2 }));
  const number = (/** @type {Float64Array} */ logs, /** @type {number} */ at) => powerNumber(logs[at] ?? NaN);
  const title = i18n.t("lab.compare.gradient_title");
  return {
    key: "gradient",
    title,
    reading: i18n.t("lab.compare.gradient_reading"),
    data,
    layout: { yaxis: logAxis(data, { title: i18n.t("lab.compare.axis_norm"), height: HEIGHT.gradient }) },
    height: HEIGHT.gradient,
    hasTimeAxis: true,
    legend: curves.map(({ name, cell, dash }) => ({ name, colour: cell.colour, dash })),
    table: overTime(title, curves.map(({ name }) => name), trace.steps, t, i18n, (k, at) => number(curves[k]?.logs ?? new Float64Array(0), at)),
    readout: ({ x }) => {
      const at = stepOf(x, trace.steps);
      return [i18n.t("lab.compare.at", { t: at }), ...curves.map(({ name, logs }) => i18n.t("lab.compare.value", { name, value: number(logs, at) }))];
    },
  };
}

/**
 * A table with a row for each step, a column for each line.
 * @param {string} name
 * @param {readonly string[]} columns
 * @param {number} steps
 * @param {number} t  at the middle of it where not all steps are in it
 * @param {import("../base/i18n.js").I18n} i18n
 * @param {(column: number, t: number) => string} number
 */
function overTime(name, columns, steps, t, i18n, number) {
  const [from, to] = windowAround(t, steps, TABLE.steps);
  const rows = Array.from({ length: to - from + 1 }, (_, k) => [String(from + k), ...columns.map((_column, c) => number(c, from + k))]);
  return { caption: i18n.t("plots.table_steps", { name, from, to, steps }), head: ["t", ...columns], rows };
}

/**
 * One unit, or one output, of every cell.
 * @param {readonly Shown[]} cells
 * @param {LabScene} scene
 * @param {Quantity} quantity
 * @returns {LabFigure}
 */
function lineFigure(cells, { i18n, t, trace, state }, quantity) {
  const having = quantity === "c" ? cells.filter(({ lane }) => lane.model.states.includes("c")) : cells;
  const lines = having.map((cell) => ({ cell, ...lineOf(cell.trace, cell.lane, quantity, state.view.unit) }));
  const named = lines.map(({ cell, unit }) => (unit === state.view.unit ? labelOf(cell) : i18n.t("lab.compare.unit_of", { cell: labelOf(cell), unit })));
  const title = i18n.t(`lab.compare.line_${quantity}`, { unit: state.view.unit });
  const number = (/** @type {number} */ k, /** @type {number} */ at) => tableNumber(lines[k]?.values[at]);
  return {
    key: "line",
    title,
    reading: i18n.t(quantity === "y" ? "lab.compare.output_reading" : "lab.compare.line_reading"),
    data: lines.map(({ cell, values }, k) => lineFor(cell, named[k] ?? "", stepsTo(values.length), values)),
    layout: { yaxis: { title: { text: quantity }, zeroline: true } },
    height: HEIGHT.line,
    hasTimeAxis: true,
    legend: lines.map(({ cell }, k) => ({ name: named[k] ?? "", colour: cell.colour })),
    table: overTime(title, named, trace.steps, t, i18n, number),
    readout: ({ x }) => {
      const at = stepOf(x, trace.steps);
      return [i18n.t("lab.compare.at", { t: at }), ...named.map((name, k) => i18n.t("lab.compare.value", { name, value: number(k, at) }))];
    },
  };
}

/**
 * All units of each cell over time, on one scale.
 * @param {readonly Shown[]} cells
 * @param {LabScene} scene
 * @param {"h"|"c"} quantity
 * @returns {LabFigure[]}
 */
function mapFigures(cells, scene, quantity) {
  const having = quantity === "c" ? cells.filter(({ lane }) => lane.model.states.includes("c")) : cells;
  const limit = commonLimit(having.map(({ lane }) => lane), quantity);
  return having.map((cell) => mapFigure(cell, scene, quantity, limit));
}

/**
 * @param {Shown} cell
 * @param {LabScene} scene
 * @param {"h"|"c"} quantity
 * @param {number} limit
 * @returns {LabFigure}
 */
function mapFigure(cell, { i18n, theme, t }, quantity, limit) {
  const { lane } = cell;
  const { steps } = lane;
  const hiddenSize = lane.width(quantity);
  const series = lane.series(quantity);
  const number = (/** @type {number} */ unit, /** @type {number} */ at) => tableNumber(series[at * hiddenSize + unit]);
  const title = i18n.t("lab.compare.map_title", { cell: labelOf(cell), quantity });
  const ends = sentenceNumber(limit);
  const units = Array.from({ length: Math.min(TABLE.units, hiddenSize) }, (_, unit) => unit);
  return {
    key: `map-${cell.index + 1}`,
    title,
    reading: i18n.t("lab.compare.map_reading", { limit: ends }),
    data: [{
      type: "heatmap", x0: 0, dx: 1, y0: 0, dy: 1, hoverongaps: false,
      z: Array.from({ length: hiddenSize }, (_, unit) => Array.from({ length: steps }, (_step, at) => finite(series[at * hiddenSize + unit]))),
      zmin: -limit, zmax: limit, zauto: false, showscale: true,
      colorscale: divergingStops(theme.negative(quantity), theme.surface, theme.colour(quantity)),
      colorbar: {
        thickness: 8, outlinewidth: 0, xpad: 4, ypad: 0, tickmode: "array", tickvals: [-limit, 0, limit], ticktext: [`−${ends}`, "0", ends],
        tickfont: { size: 10, color: theme.inkSoft, family: theme.font },
      },
    }],
    layout: { yaxis: { title: { text: i18n.t("plots.axis_unit") }, range: [hiddenSize - 0.5, -0.5], showgrid: false, tickformat: "d", nticks: 6 } },
    height: HEIGHT.map,
    hasTimeAxis: true,
    table: overTime(title, units.map((unit) => i18n.t("plots.unit", { unit })), steps, t, i18n, number),
    readout: ({ x, y }) => {
      const unit = stepOf(y, hiddenSize);
      const at = stepOf(x, steps);
      return [i18n.t("lab.compare.map_readout", { cell: cell.name, quantity, unit, t: at, value: number(unit, at) })];
    },
    select: ({ x, y }) => ({ t: stepOf(x, steps), ...(cell.index < 0 && { unit: stepOf(y, hiddenSize) }) }),
  };
}

/** @param {number|undefined} value */
const finite = (value) => (value !== undefined && Number.isFinite(value) ? value : null);

/**
 * What each step adds to the loss, where several are compared.
 * @param {readonly Shown[]} cells
 * @param {LabScene} scene
 * @returns {LabFigure[]} none for a loss of one step
 */
function shareFigures(cells, { i18n, t, trace }) {
  const lines = cells.map((cell) => ({ cell, shares: lossShares(cell.trace) })).filter(({ shares }) => shares.length > 1);
  if (lines.length === 0) return [];
  const byStep = lines.map(({ shares }) => new Map(shares.map(({ t: at, loss }) => [at, loss])));
  const named = lines.map(({ cell }) => labelOf(cell));
  const title = i18n.t("lab.compare.share_title");
  const number = (/** @type {number} */ k, /** @type {number} */ at) => tableNumber(byStep[k]?.get(at));
  return [{
    key: "share",
    title,
    reading: i18n.t("lab.compare.share_reading"),
    data: lines.map(({ cell, shares }, k) => lineFor(cell, named[k] ?? "", shares.map(({ t: at }) => at), shares.map(({ loss }) => loss))),
    layout: { yaxis: { title: { text: "L(t)" }, rangemode: "tozero" } },
    height: HEIGHT.share,
    hasTimeAxis: true,
    legend: lines.map(({ cell }, k) => ({ name: named[k] ?? "", colour: cell.colour })),
    table: overTime(title, named, trace.steps, t, i18n, number),
    readout: ({ x }) => {
      const at = stepOf(x, trace.steps);
      return [i18n.t("lab.compare.at", { t: at }), ...named.map((name, k) => i18n.t("lab.compare.value", { name, value: number(k, at) }))];
    },
  }];
}
