/**
 * What the two line plots have in common: lines with gaps, ghosts behind them, axes in the theme.
 *
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 */

import { hueOf } from "../cell/tones.js";
import { lineStyle } from "../drawing/quantities.js";
import { GUTTER, LINE_MARGIN, tickSteps } from "./axes.js";

const MARKERS_UP_TO = 60;
const GHOST_OPACITY = 0.32;

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
