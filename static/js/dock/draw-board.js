/**
 * Paints the drawing board: grid, numbers, the other inputs faintly, the chosen one as a curve.
 *
 * @typedef {object} Picture
 * @property {number[][]} values
 * @property {number} channel
 * @property {Range} range
 * @property {number} cursor     the step that the keys change
 * @property {boolean} isFocused
 * @property {number} playhead
 * @typedef {{low: number, high: number}} Range
 * @typedef {{left: number, top: number, width: number, height: number}} Frame   of the curve, in px
 * @typedef {{x: number, y: number}} Point
 * @typedef {{t: number, value: number}} Drawn
 */

import { shortNumber } from "../numbers/written.js";

const MARGIN = { left: 34, right: 6, top: 8, bottom: 18 };
const DOTS_UP_TO = 60;  // steps; beyond, dots would run into each other

/** @param {number} width @param {number} height @returns {Frame} */
export function frameOf(width, height) {
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
  };
}

/** @param {HTMLCanvasElement} canvas @param {Picture} picture */
export function paint(canvas, picture) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const style = getComputedStyle(canvas);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  context.font = `10px ${colour("mono")}`;
  const frame = frameOf(width, height);
  paintGrid(context, frame, picture, colour);
  picture.values[0].forEach((_, channel) => {
    if (channel !== picture.channel) paintCurve(context, frame, picture, channel, { stroke: colour("line-strong"), width: 1, alpha: 0.55 });
  });
  paintCurve(context, frame, picture, picture.channel, { stroke: colour("accent"), width: 2, alpha: 1 });
  paintCursor(context, frame, picture, colour);
}

/** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Picture} picture @param {(name: string) => string} colour */
function paintGrid(context, frame, { values, range, playhead }, colour) {
  const steps = values.length;
  context.fillStyle = colour("accent-soft");
  const share = Math.max(2, frame.width / steps);
  context.fillRect(xOf(frame, steps, playhead) - share / 2, frame.top, share, frame.height);
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of ticks(range, frame.height / 26)) {
    const y = Math.round(yOf(frame, range, value)) + 0.5;
    line(context, frame.left, y, frame.left + frame.width, y, colour(value === 0 ? "line-strong" : "line"));
    context.fillStyle = colour("ink-soft");
    context.fillText(shortNumber(value), frame.left - 4, y);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const t of stepTicks(steps, frame.width / 30)) {
    const x = Math.round(xOf(frame, steps, t)) + 0.5;
    line(context, x, frame.top, x, frame.top + frame.height, colour("line"));
    context.fillStyle = colour("ink-soft");
    context.fillText(String(t), x, frame.top + frame.height + 5);
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {string} stroke */
function line(context, x0, y0, x1, y1, stroke) {
  context.strokeStyle = stroke;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Picture} picture @param {number} channel @param {{stroke: string, width: number, alpha: number}} pen */
function paintCurve(context, frame, { values, range }, channel, pen) {
  const steps = values.length;
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top - 3, frame.width, frame.height + 6);
  context.clip();
  Object.assign(context, { strokeStyle: pen.stroke, fillStyle: pen.stroke, lineWidth: pen.width, globalAlpha: pen.alpha, lineJoin: "round" });
  context.beginPath();
  values.forEach((row, t) => context.lineTo(xOf(frame, steps, t), yOf(frame, range, row[channel])));
  context.stroke();
  if (pen.alpha === 1 && steps <= DOTS_UP_TO) {
    values.forEach((row, t) => dot(context, xOf(frame, steps, t), yOf(frame, range, row[channel]), 3));
  }
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** A ring where the keys write. @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Picture} picture @param {(name: string) => string} colour */
function paintCursor(context, frame, { values, channel, range, cursor, isFocused }, colour) {
  if (!isFocused) return;
  context.strokeStyle = colour("focus");
  context.lineWidth = 2;
  context.beginPath();
  context.arc(xOf(frame, values.length, cursor), yOf(frame, range, values[cursor][channel]), 6, 0, 2 * Math.PI);
  context.stroke();
}

// The geometry of the drawing board: pixels ↔ steps and values, and what a stroke writes.

/** A height of the board is told apart in so many values. */
const RESOLUTION = 100;

/** Where step t stands: in the middle of its share of the width. @param {Frame} frame @param {number} steps @param {number} t */
export function xOf({ left, width }, steps, t) {
  return left + ((t + 0.5) / steps) * width;
}

/** @param {Frame} frame @param {Range} range @param {number} value */
export function yOf({ top, height }, { low, high }, value) {
  return top + ((high - value) / (high - low)) * height;
}

/** @param {Frame} frame @param {number} steps @param {number} x */
export function stepAt({ left, width }, steps, x) {
  return Math.max(0, Math.min(steps - 1, Math.floor(((x - left) / width) * steps)));
}

/** The value at a height, inside the range and free of needless digits. @param {Frame} frame @param {Range} range @param {number} y */
export function valueAt({ top, height }, range, y) {
  const { low, high } = range;
  const value = high - ((y - top) / height) * (high - low);
  return snapped(Math.max(low, Math.min(high, value)), range);
}

/** The smallest difference that drawing and nudging make. @param {Range} range */
export function grainOf({ low, high }) {
  return 10 ** Math.floor(Math.log10((high - low) / RESOLUTION) + 1e-9);
}

/** @param {number} value @param {Range} range */
export function snapped(value, range) {
  const grain = grainOf(range);
  return Number((Math.round(value / grain) * grain).toPrecision(12)) + 0;
}

/**
 * Every step that a stroke between two points goes through, with the height it has there.
 * @param {Frame} frame
 * @param {number} steps
 * @param {Range} range
 * @param {Point} from
 * @param {Point} to
 * @returns {Drawn[]}
 */
export function strokeBetween(frame, steps, range, from, to) {
  const first = stepAt(frame, steps, from.x);
  const last = stepAt(frame, steps, to.x);
  const way = Math.sign(last - first);
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, k) => {
    const t = first + k * way;
    const share = to.x === from.x ? 1 : (xOf(frame, steps, t) - from.x) / (to.x - from.x);
    const inside = t === last ? 1 : Math.max(0, Math.min(1, share));
    return { t, value: valueAt(frame, range, from.y + (to.y - from.y) * inside) };
  });
}

/** A range that holds all values and at least −1 … 1, with round ends. @param {Iterable<number>} values @returns {Range} */
export function rangeFor(values) {
  let low = -1;
  let high = 1;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const unit = 10 ** Math.floor(Math.log10(high - low) - 0.3);
  return { low: Number((Math.floor(low / unit + 1e-9) * unit).toPrecision(6)) + 0, high: Number((Math.ceil(high / unit - 1e-9) * unit).toPrecision(6)) + 0 };
}

/** Round values between the ends, about `count` of them. @param {Range} range @param {number} count @returns {number[]} */
export function ticks({ low, high }, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)) + 0);
}

/** Steps that get a number under them, so many that they do not touch. @param {number} steps @param {number} count @returns {number[]} */
export function stepTicks(steps, count) {
  if (steps === 1) return [0];
  return ticks({ low: 0, high: steps - 1 }, count).filter(Number.isInteger);
}
