/**
 * One quantity of all units over time: rows are units, columns steps, colour is the value.
 *
 * @typedef {import("./scene.js").Plot} Plot
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 * @typedef {import("./scene.js").Figure} Figure
 * @typedef {import("./scene.js").Table} Table
 * @typedef {import("../drawing/colour-scales.js").Scale} Scale
 * @typedef {import("../drawing/colour-scales.js").Stops} Stops
 * @typedef {import("../drawing/palette.js").Theme} Theme
 */

import { boundsOf } from "../cell/bounds.js";
import { hueOf } from "../cell/tones.js";
import { valueWords } from "../cell/names.js";
import { divergingStops, openingStops, symmetricLimit } from "../drawing/colour-scales.js";
import { cellNumber, tableNumber, WIDEST } from "../numbers/written.js";
import { rowOfUnit, rowsIn, shownSeries, showsDifference, unitAtRow, valueOf, windowAround } from "./scene.js";

const MOST_NUMBERS = 240;
const DIGIT_WIDTH = 6.7;
const TEXT = { size: 11, height: 13, margin: 5 };
const EXPORTED_TICKS = 24;
const TABLE = { steps: 50, units: 24 };

/**
 * From time-major to one row for each unit, in an order of the units.
 * @param {Float64Array} series  T·H
 * @param {number} steps
 * @param {number} hiddenSize
 * @param {import("./scene.js").Order} [order]
 * @returns {Float64Array[]} H rows of T
 */
export function unitRows(series, steps, hiddenSize, order) {
  const rows = Array.from({ length: hiddenSize }, () => new Float64Array(steps));
  rows.forEach((row, k) => {
    const unit = unitAtRow(order, k);
    for (let t = 0; t < steps; t += 1) row[t] = series[t * hiddenSize + unit] ?? NaN;
  });
  return rows;
}

/**
 * @param {Scene} scene
 * @param {string} quantity
 * @returns {Scale}
 */
export function heatScale(scene, quantity) {
  const { lane, theme } = scene;
  const hue = hueOf(lane.model, quantity);
  const bounds = showsDifference(scene) ? null : boundsOf(lane.model, quantity);
  if (bounds?.[0] === 0) return { low: 0, high: 1, stops: stopsOf(theme, hue, true) };
  const limit = Math.max(bounds?.[1] ?? 0, symmetricLimit(shownSeries(scene, quantity)));
  return { low: -limit, high: limit, stops: stopsOf(theme, hue, false) };
}

/** @type {WeakMap<Theme, Map<string, Stops>>} */
const stopsByTheme = new WeakMap();

/**
 * Mixed once for each theme, because scales are asked for at every drawing.
 * @param {Theme} theme
 * @param {string} hue
 * @param {boolean} opens
 * @returns {Stops}
 */
function stopsOf(theme, hue, opens) {
  const known = stopsByTheme.get(theme) ?? new Map();
  stopsByTheme.set(theme, known);
  const key = `${hue}/${opens}`;
  if (!known.has(key)) {
    const colour = theme.colour(hue);
    const stops = opens ? openingStops(theme.surface, colour) : divergingStops(theme.negative(hue), theme.surface, colour);
    known.set(key, stops);
  }
  return known.get(key);
}

/**
 * The numbers to write into the cells, where all of them fit: with four digits where every number would fit,
 * so that all heat maps write alike, or rounded more.
 * @param {Float64Array[]} rows
 * @param {Size} size       of the plot area
 * @param {number} shown    steps in view
 * @returns {string[][]|null} null where they do not fit
 */
export function cellNumbers(rows, { width, height }, shown) {
  const steps = rows[0]?.length ?? 0;
  const tooMany = steps * rows.length > MOST_NUMBERS;
  if (tooMany || height / rows.length < TEXT.height || width / shown < DIGIT_WIDTH + TEXT.margin) return null;
  const room = Math.floor((width / shown - TEXT.margin) / DIGIT_WIDTH);
  const write = room >= WIDEST ? tableNumber : cellNumber;
  const texts = rows.map((row) => Array.from(row, (value) => (Number.isFinite(value) ? write(value) : "")));
  return Math.max(...texts.flat().map((text) => text.length)) <= room ? texts : null;
}

/** @implements {Plot} */
export class HeatMap {
  /** @param {string} quantity */
  constructor(quantity) {
    this.quantity = quantity;
    this.key = `heat:${quantity}`;
    this.content = /** @type {const} */ ("values");
  }

  /** @param {Scene} scene */
  title(scene) {
    const name = valueWords(scene.i18n, scene.lane.model, this.quantity, "plots.name");
    return showsDifference(scene) ? scene.i18n.t("plots.difference_of", { quantity: this.quantity, name }) : name;
  }

  /**
   * @param {Scene} scene
   * @param {Size} size
   * @returns {Figure}
   */
  figure(scene, size) {
    const { theme, range } = scene;
    const trace = this.#trace(scene);
    const texts = cellNumbers(trace.z, size, range[1] - range[0]);
    if (texts) Object.assign(trace, numbersInCells(texts, theme.mono));
    const layout = {
      ...size,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: theme.sunken,
      xaxis: { visible: false, range: [...range], fixedrange: true },
      yaxis: { visible: false, range: [trace.z.length - 0.5, -0.5], fixedrange: true },
      hovermode: false,
      dragmode: false,
    };
    return { data: [trace], layout };
  }

  /**
   * @param {Scene} scene
   * @returns {Figure}
   */
  exported(scene) {
    const { theme, i18n, range } = scene;
    const font = { family: theme.font, color: theme.ink, size: 13 };
    const layout = {
      width: 960,
      height: 420,
      title: { text: this.title(scene), font: { ...font, size: 16 } },
      font,
      margin: { l: 60, r: 20, t: 50, b: 50 },
      paper_bgcolor: theme.surface,
      plot_bgcolor: theme.sunken,
      xaxis: { title: { text: i18n.t("plots.axis_time") }, range: [...range], tickformat: "d" },
      yaxis: { title: { text: i18n.t("plots.axis_unit") }, ...unitAxis(rowsIn(scene, this.quantity)) },
    };
    return { data: [{ ...this.#trace(scene), showscale: true }], layout };
  }

  /** @param {Scene} scene */
  #trace(scene) {
    const { count, order } = rowsIn(scene, this.quantity);
    const scale = heatScale(scene, this.quantity);
    return {
      type: "heatmap",
      z: unitRows(shownSeries(scene, this.quantity), scene.lane.steps, count, order),
      zmin: scale.low,
      zmax: scale.high,
      colorscale: scale.stops,
      showscale: false,
      hoverinfo: "skip",
    };
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   * @returns {Table} a row for each step, a column for each unit
   */
  table(scene, t) {
    const { lane, i18n } = scene;
    const { count, order, unit } = rowsIn(scene, this.quantity);
    const [from, to] = windowAround(t, lane.steps, TABLE.steps);
    const [first, last] = windowAround(rowOfUnit(order, unit), count, TABLE.units);
    const units = Array.from({ length: last - first + 1 }, (_, k) => unitAtRow(order, first + k));
    const series = shownSeries(scene, this.quantity);
    const rows = Array.from({ length: to - from + 1 }, (_, k) => {
      const start = (from + k) * count;
      return [String(from + k), ...units.map((u) => tableNumber(series[start + u]))];
    });
    const part = { name: this.title(scene), from, to, steps: lane.steps, first, last, units: count };
    const head = ["t", ...units.map((u) => i18n.t("plots.unit", { unit: u }))];
    return { caption: i18n.t(order ? "plots.table_sorted" : "plots.table_units", part), head, rows };
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   * @param {number} unit
   */
  readout(scene, t, unit) {
    const { lane, before, i18n } = scene;
    const name = valueWords(i18n, lane.model, this.quantity, "plots.name");
    const now = valueOf(lane, this.quantity, t, unit);
    const value = tableNumber(now);
    const lines = [i18n.t("plots.hover_value", { name, unit, t, value })];
    if (!before || t >= before.steps || unit >= before.hiddenSize) return lines;
    const old = valueOf(before, this.quantity, t, unit);
    const isSame = tableNumber(old) === value;
    if (!isSame) lines.push(i18n.t("plots.hover_before", { value: tableNumber(old) }));
    if (!isSame || showsDifference(scene)) lines.push(i18n.t("plots.hover_difference", { value: tableNumber(now - old) }));
    return lines;
  }
}

/**
 * The axis of an exported heat map: rows in their order, with the numbers of the units.
 * @param {ReturnType<typeof rowsIn>} rows
 */
function unitAxis({ count, order }) {
  const range = [count - 0.5, -0.5];
  const every = Math.ceil(count / EXPORTED_TICKS);
  if (!order) return { range, tickformat: "d" };
  const tickvals = order.map((_, row) => row).filter((row) => row % every === 0);
  return { range, tickmode: "array", tickvals, ticktext: tickvals.map((row) => String(unitAtRow(order, row))) };
}

/**
 * @param {string[][]} text
 * @param {string} family
 */
function numbersInCells(text, family) {
  return { text, texttemplate: "%{text}", textfont: { family, size: TEXT.size } };
}
