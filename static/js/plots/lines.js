/**
 * Lines over steps: with gaps, ghosts behind them and axes in the theme, linear or by powers of ten.
 *
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 * @typedef {{colour: string, dash?: string, width?: number, opacity?: number, marker?: string|null}} Look
 */

import { hueOf } from "../cell/tones.js";
import { lineStyle } from "../drawing/quantities.js";
import { powerOfTen } from "../numbers/written.js";
import { GUTTER, LINE_MARGIN, tickSteps } from "./axes.js";

const MARKERS_UP_TO = 60;
const CURVE_MARKERS_UP_TO = 40;
const GHOST_OPACITY = 0.32;
const TICK_HEIGHT = 19;
/** What ticks and titles take of the height of a figure outside the rows. */
const AROUND = 56;

/**
 * A point whose neighbours are both missing is not part of any line and needs a marker to be seen.
 * @param {ArrayLike<number>} values
 * @returns {boolean}
 */
export function hasLonePoint(values) {
  for (let k = 0; k < values.length; k += 1) {
    const isAlone = !Number.isFinite(values[k - 1] ?? NaN) && !Number.isFinite(values[k + 1] ?? NaN);
    if (isAlone && Number.isFinite(values[k] ?? NaN)) return true;
  }
  return false;
}

/**
 * @param {Scene} scene
 * @param {string} quantity
 * @param {ArrayLike<number>} values  T; not finite is a gap
 * @param {{name: string, isGhost?: boolean}} options
 */
export function line({ theme, lane }, quantity, values, { name, isGhost = false }) {
  const { dash, symbol, width } = lineStyle(lane.model, quantity);
  const colour = theme.colour(hueOf(lane.model, quantity));
  const hasMarkers = !isGhost && (values.length <= MARKERS_UP_TO || hasLonePoint(values));
  return {
    type: "scatter",
    name,
    mode: hasMarkers ? "lines+markers" : "lines",
    x0: 0,
    dx: 1,
    y: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
    connectgaps: false,
    hoverinfo: "skip",
    showlegend: !isGhost,
    opacity: isGhost ? GHOST_OPACITY : 1,
    line: { color: colour, width: isGhost ? 4 : width, dash: isGhost ? "solid" : dash, simplify: true },
    marker: { color: colour, symbol, size: values.length <= 20 ? 6 : 4 },
  };
}

/**
 * The least and the greatest finite value of several lines, with air around them.
 * @param {any[]} lines
 * @param {{least: number, none: [number, number]}} options  `least`: width of the range at least; `none`: without any value
 * @returns {[number, number]}
 */
export function valueRange(lines, { least, none }) {
  let low = Infinity;
  let high = -Infinity;
  for (const { y } of lines) {
    for (const value of y) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return none;
  const missing = Math.max(0, least - (high - low)) / 2;
  const air = 0.06 * Math.max(least, high - low);
  return [low - missing - air, high + missing + air];
}

/**
 * @param {Scene} scene
 * @param {Size} size
 * @param {any} yaxis
 */
export function lineLayout({ theme, range }, size, yaxis) {
  const width = size.width - GUTTER.left - GUTTER.right;
  const axis = { gridcolor: theme.line, linecolor: theme.line, tickfont: { size: 10 }, fixedrange: true, zeroline: false };
  return {
    ...size,
    margin: { l: GUTTER.left, r: GUTTER.right, t: LINE_MARGIN.top, b: LINE_MARGIN.bottom },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: theme.sunken,
    font: { family: theme.font, color: theme.inkSoft, size: 10 },
    showlegend: false,
    hovermode: false,
    dragmode: false,
    xaxis: { ...axis, showgrid: false, range: [...range], tickmode: "array", tickvals: tickSteps(range, width), ticks: "" },
    yaxis: { ...axis, ...yaxis },
  };
}

/**
 * @param {Scene} scene
 * @param {string} title
 * @param {any} yaxis
 */
export function exportedLayout({ theme, range, i18n }, title, yaxis) {
  const font = { family: theme.font, color: theme.ink, size: 13 };
  return {
    width: 960,
    height: 480,
    title: { text: title, font: { ...font, size: 16 } },
    font,
    margin: { l: 80, r: 20, t: 50, b: 50 },
    paper_bgcolor: theme.surface,
    plot_bgcolor: theme.surface,
    showlegend: true,
    xaxis: { title: { text: i18n.t("plots.axis_time") }, range: [...range], gridcolor: theme.line, zeroline: false },
    yaxis: { gridcolor: theme.line, zeroline: false, ...yaxis },
  };
}

/**
 * Round values at round distances.
 * @param {[number, number]} range
 * @param {number} most
 * @returns {number[]}
 */
export function valueTicks([low, high], most) {
  const power = 10 ** Math.floor(Math.log10((high - low) / most));
  const distance = [1, 2, 5, 10].map((factor) => factor * power).find((step) => (high - low) / step <= most) ?? power;
  const first = Math.ceil(low / distance);
  const count = Math.floor(high / distance) - first + 1;
  return Array.from({ length: count }, (_, k) => Number(((first + k) * distance).toPrecision(12)));
}

// Axes whose places are powers of ten: they are linear in the exponents themselves, so that numbers below
// the smallest float have their place too; zero has none and is a gap.

/**
 * @param {LaneTrace} lane
 * @param {string} quantity
 * @returns {Float64Array} T; −∞ for zero, NaN for what is missing or not finite
 */
export function logNorms(lane, quantity) {
  const logs = lane.logNorm(quantity);
  return lane.norm(quantity).map((value, t) => {
    const sent = logs?.[t] ?? NaN;
    return Number.isNaN(sent) ? Math.log10(value) : sent;
  });
}

/**
 * Whole exponents at round distances.
 * @param {[number, number]} range
 * @param {number} height  of the plot area
 * @returns {number[]}
 */
export function exponentTicks([low, high], height) {
  const least = ((high - low) * TICK_HEIGHT) / Math.max(TICK_HEIGHT, height);
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  const distance = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power;
  const ticks = [];
  for (let k = Math.ceil(low / distance) * distance; k <= high; k += distance) ticks.push(k === 0 ? 0 : k);
  return ticks;
}

/**
 * A line; what is not finite is a gap.
 * @param {string} name
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {Look} look
 */
export function curve(name, x, y, { colour, dash = "solid", width = 2, opacity = 1, marker = "circle" }) {
  const isMarked = marker !== null && (y.length <= CURVE_MARKERS_UP_TO || hasLonePoint(y));
  return {
    type: "scatter",
    name,
    mode: isMarked ? "lines+markers" : "lines",
    x: Array.from(x),
    y: Array.from(y, (value) => (Number.isFinite(value) ? value : null)),
    connectgaps: false,
    hoverinfo: "skip",
    opacity,
    line: { color: colour, width, dash },
    marker: { color: colour, symbol: marker ?? "circle", size: 4 },
  };
}

/**
 * An axis for logarithms that holds all lines, and the places that must be in view.
 * @param {any[]} lines
 * @param {{title: string, height: number, least?: number, show?: number[]}} options
 */
export function logAxis(lines, { title, height, least = 2, show = [] }) {
  const shown = show.length > 0 ? [...lines, { y: show }] : lines;
  const range = valueRange(shown, { least, none: [-4.2, 0.2] });
  const tickvals = exponentTicks(range, Math.max(60, height - AROUND));
  return { title: { text: title }, range, tickmode: "array", tickvals, ticktext: tickvals.map(powerOfTen) };
}

/**
 * A thin line across the figure at a height.
 * @param {number} y
 * @param {string} colour
 */
export function ruler(y, colour) {
  return { type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: y, y1: y, line: { color: colour, width: 1, dash: "dot" }, layer: "below" };
}

/**
 * `null` on the wire is the logarithm of zero, or of what is not finite.
 * @param {readonly (number|null)[]} values
 * @returns {Float64Array}
 */
export const logarithms = (values) => Float64Array.from(values, (value) => value ?? NaN);
