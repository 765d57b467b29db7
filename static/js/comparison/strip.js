/**
 * The units of a cell at the playhead as a strip of boxes, painted on a canvas in the very frame.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {object} Shades   the colours of a scale, worked out once and not in every frame
 * @property {number} limit  they go from −limit to limit
 * @property {readonly string[]} colours
 * @typedef {import("../drawing/palette.js").Theme} Theme
 */

import { colourAt, divergingStops } from "../drawing/colour-scales.js";

const HEIGHT = 14;
/** A box is never wider than this, so that four cells of different sizes can be compared box by box. */
const WIDEST = 22;
/** Odd, so that zero has a shade of its own. */
const SHADES = 255;

/**
 * The values between two steps: those that step t reads at phase 0, its own at phase 1.
 * @param {LaneTrace} lane
 * @param {"h"|"c"} state
 * @param {number} t
 * @param {number} phase
 * @returns {Float64Array} H
 */
export function valuesAt(lane, state, t, phase) {
  const series = lane.series(state);
  const width = lane.width(state);
  return Float64Array.from({ length: width }, (_, unit) => {
    const value = series[t * width + unit] ?? NaN;
    if (phase >= 1) return value;
    const before = lane.previous(state, t, unit);
    return before + phase * (value - before);
  });
}

/**
 * @param {Theme} theme
 * @param {"h"|"c"} state
 * @param {number} limit
 * @returns {Shades}
 */
export function shadesOf(theme, state, limit) {
  const scale = { low: -1, high: 1, stops: divergingStops(theme.negative(state), theme.surface, theme.colour(state)) };
  const colours = Array.from({ length: SHADES }, (_, k) => `rgb(${colourAt(scale, (2 * k) / (SHADES - 1) - 1).join(" ")})`);
  return { limit, colours };
}

/**
 * @param {Shades} shades
 * @param {number} value  beyond the limit it has the colour of the nearer end
 */
export function shadeAt({ limit, colours }, value) {
  const share = Math.min(1, Math.max(-1, value / limit));
  return colours[Math.round(((share + 1) / 2) * (colours.length - 1))] ?? "";
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float64Array} values
 * @param {Shades} shades
 * @param {string} edge  colour of the frame around it
 */
export function paintStrip(canvas, values, shades, edge) {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  resize(canvas, Math.round(width * ratio), Math.round(HEIGHT * ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, HEIGHT);
  const box = Math.min(WIDEST, width / values.length);
  values.forEach((value, unit) => {
    if (!Number.isFinite(value)) return;
    context.fillStyle = shadeAt(shades, value);
    context.fillRect(unit * box, 0, box > 4 ? box - 1 : box, HEIGHT);
  });
  if (box <= 4) return;
  context.strokeStyle = edge;
  values.forEach((_, unit) => context.strokeRect(unit * box + 0.5, 0.5, box - 2, HEIGHT - 1));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function resize(canvas, width, height) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
