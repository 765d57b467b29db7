/**
 * The inputs of the sequence under the time step slider: the vector of each step where it fits,
 * the character of a text, else all inputs as curves.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../trace/trace.js").Trace} Trace
 */

import { el, find, svg } from "../base/dom.js";
import { bareVector, inputText } from "../trace/input-text.js";

const LETTER = 7.2;
const LABEL_WIDTH = 44;
/** Of a label with one digit, px. */
const LABEL_HALF = 17;
const MOST_CURVES = 12;
const MOST_POINTS = 600;

/**
 * Nothing is drawn again while width and sequence stay.
 * @type {WeakMap<HTMLElement, {trace: Trace|null, width: number, isWhole: boolean}>}
 */
const drawn = new WeakMap();

/**
 * @param {HTMLElement} root
 * @param {number} width  of its content
 * @param {State} state
 */
export function renderTicks(root, width, { trace }) {
  const isWhole = trace?.isForwardComplete ?? false;
  const before = drawn.get(root);
  drawn.set(root, { trace, width, isWhole });
  const isSameLook = before?.width === width && before.isWhole === isWhole;
  if (isSameLook && (before.trace === trace || isSameSequence(before.trace, trace))) return;
  const ticks = find(root, ".timeline-ticks");
  const now = find(ticks, ".timeline-now");
  ticks.replaceChildren(...(trace ? contents(trace, width) : []), now);
  find(root, ".timeline-labels").replaceChildren(...(trace ? stepLabels(trace.steps, width) : []));
}

/**
 * An edit of the weights brings another run over the same inputs.
 * @param {Trace|null} before
 * @param {Trace|null} now
 */
function isSameSequence(before, now) {
  const [old, next] = [before, now].map((trace) => (trace?.isForwardComplete ? trace.lanes[0]?.x : undefined));
  if (!old || !next || old.length !== next.length || before?.steps !== now?.steps) return false;
  if (textOf(before) !== textOf(now)) return false;
  return next.every((value, k) => Object.is(value, old[k]));
}

/** @param {Trace|null} trace */
function textOf(trace) {
  const sequence = trace?.scenario.sequence;
  return sequence && "text" in sequence ? sequence.text : null;
}

/**
 * @param {Trace} trace
 * @param {number} width
 * @returns {Element[]}
 */
function contents(trace, width) {
  const room = width / trace.steps;
  if (room < LETTER + 8) return [curves(trace)];
  const texts = Array.from({ length: trace.steps }, (_, t) => inputText(trace, t));
  const fitting = [texts, texts.map(bareVector)].find((some) => longestOf(some) * LETTER + 8 <= room);
  if (!fitting) return [curves(trace)];
  return fitting.map((text) => el("span", { class: "tick" }, text === " " ? "␣" : text));
}

/** @param {string[]} texts */
const longestOf = (texts) => texts.reduce((most, text) => Math.max(most, text.length), 0);

/**
 * @param {Trace} trace
 * @returns {Element} every input as a curve, on one scale
 */
function curves(trace) {
  const lane = trace.lanes[0];
  const size = lane?.inputSize ?? 0;
  const values = (lane?.x ?? new Float64Array(0)).filter(Number.isFinite);
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const scale = high > low ? 1 / (high - low) : 0;
  const lines = Array.from({ length: Math.min(size, MOST_CURVES) }, (_, j) => {
    const points = curvePoints(trace.steps, (t) => 1 - ((lane?.x[t * size + j] ?? NaN) - low) * scale);
    return svg("polyline", { class: "tick-curve", points, "stroke-opacity": 0.9 - 0.5 * (j / Math.max(size, 2)) });
  });
  return svg("svg", { class: "tick-curves", viewBox: `0 -0.08 ${trace.steps} 1.16`, preserveAspectRatio: "none" }, lines);
}

/**
 * @param {number} steps
 * @param {(t: number) => number} height
 * @returns {string} a point in the middle of each step, thinned where there are too many
 */
function curvePoints(steps, height) {
  const stride = Math.max(1, Math.floor(steps / MOST_POINTS));
  const points = [];
  for (let t = 0; t < steps; t += stride) {
    const y = height(t);
    if (Number.isFinite(y)) points.push(`${t + 0.5},${y.toFixed(3)}`);
  }
  return points.join(" ");
}

/**
 * @param {number} steps
 * @param {number} width
 * @returns {Element[]} "t = 0" at the first, then numbers as far apart as they need to be
 */
function stepLabels(steps, width) {
  const stride = niceStride((LABEL_WIDTH * steps) / Math.max(width, 1));
  const labels = [];
  for (let t = 0; t < steps; t += stride) {
    // In the middle of its step, or as near as it is whole.
    const half = `${LABEL_HALF + (LETTER / 2) * Math.max(0, String(t).length - 1)}px`;
    const left = `clamp(${half}, ${(100 * (t + 0.5)) / steps}%, calc(100% - ${half}))`;
    labels.push(el("span", { class: "tick-label", style: { left } }, `t = ${t}`));
  }
  return labels;
}

/**
 * @param {number} least
 * @returns {number} 1, 2, 5, 10, 20, 50 …
 */
export function niceStride(least) {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((stride) => stride >= least) ?? 1;
}
