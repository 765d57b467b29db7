/**
 * Lines over steps, and axes whose places are powers of ten.
 *
 * @typedef {{colour: string, dash?: string, width?: number, opacity?: number, marker?: string|null}} Look
 */

import { powerOfTen } from "../numbers/written.js";
import { exponentTicks } from "./gradient-norms.js";
import { hasLonePoint, valueRange } from "./line-figure.js";

const MARKERS_UP_TO = 40;
/** What ticks and titles take of a figure's height. */
const AROUND = 56;

/**
 * A line; what is not finite is a gap.
 * @param {string} name
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {Look} look
 */
export function curve(name, x, y, { colour, dash = "solid", width = 2, opacity = 1, marker = "circle" }) {
  const isMarked = marker !== null && (y.length <= MARKERS_UP_TO || hasLonePoint(y));
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
