/**
 * Paints the drawing board: grid, numbers, the other inputs faintly, the chosen one as a curve.
 *
 * @typedef {import("./draw-geometry.js").Range} Range
 * @typedef {import("./draw-geometry.js").Frame} Frame
 * @typedef {object} Picture
 * @property {number[][]} values
 * @property {number} channel
 * @property {Range} range
 * @property {number} cursor     the step that the keys change
 * @property {boolean} isFocused
 * @property {number} playhead
 */

import { shortNumber } from "../numbers/text.js";
import { stepTicks, ticks, xOf, yOf } from "./draw-geometry.js";

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
