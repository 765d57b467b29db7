/**
 * The norms of the gradients over time. The axis is logarithmic in the exponents themselves, so
 * that norms below the smallest float have their place too; a norm of zero has none and is a gap.
 *
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {import("./scene.js").Plot} Plot
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 */

import { gradientQuantities, gradientSymbol, lineQuantities } from "../drawing/quantities.js";
import { powerNumber, powerOfTen, tableNumber } from "../numbers/written.js";
import { exportedLayout, line, lineLayout, valueRange } from "./line-figure.js";
import { windowAround } from "./scene.js";

const TICK_HEIGHT = 19;
const TABLE_STEPS = 100;

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
 * The norm as it was sent, or by its logarithm where no float holds it.
 * @param {LaneTrace} lane
 * @param {string} quantity
 * @param {number} t
 */
function normText(lane, quantity, t) {
  const log = lane.logNorm(quantity)?.[t] ?? NaN;
  return Number.isNaN(log) ? tableNumber(lane.norm(quantity)[t]) : powerNumber(log);
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

/** @implements {Plot} */
export class GradientNorms {
  constructor() {
    this.key = "gradients";
    this.content = /** @type {const} */ ("gradients");
  }

  /** @param {Scene} scene */
  title({ i18n }) {
    return i18n.t("plots.gradients");
  }

  /**
   * @param {Scene} scene
   * @param {Size} size
   */
  figure(scene, size) {
    const data = this.#lines(scene);
    return { data, layout: lineLayout(scene, size, exponentAxis(data, size.height)) };
  }

  /** @param {Scene} scene */
  exported(scene) {
    const data = this.#lines(scene);
    const yaxis = { ...exponentAxis(data, 380), title: { text: scene.i18n.t("plots.axis_norm") } };
    return { data, layout: exportedLayout(scene, this.title(scene), yaxis) };
  }

  /** @param {Scene} scene */
  #lines(scene) {
    const { lane, before } = scene;
    const quantities = lineQuantities(lane, gradientQuantities(lane));
    const draw = (/** @type {LaneTrace} */ from, /** @type {boolean} */ isGhost) =>
      quantities.map((key) => line(scene, key, logNorms(from, key), { name: gradientSymbol(lane.model, key), isGhost }));
    return [...(before ? draw(before, true) : []), ...draw(lane, false)];
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   */
  table(scene, t) {
    const { lane, i18n } = scene;
    const [from, to] = windowAround(t, lane.steps, TABLE_STEPS);
    const quantities = gradientQuantities(lane);
    const rows = Array.from({ length: to - from + 1 }, (_, k) => [
      String(from + k),
      ...quantities.map((quantity) => normText(lane, quantity, from + k)),
    ]);
    const caption = i18n.t("plots.table_steps", { name: this.title(scene), from, to, steps: lane.steps });
    return { caption, head: ["t", ...quantities.map((quantity) => gradientSymbol(lane.model, quantity))], rows };
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   */
  readout({ lane, i18n }, t) {
    const lines = [...lineQuantities(lane, gradientQuantities(lane))].reverse()
      .map((quantity) => `${gradientSymbol(lane.model, quantity)} = ${normText(lane, quantity, t)}`);
    return [i18n.t("plots.hover_gradients", { t }), ...lines];
  }
}

/**
 * @param {any[]} lines
 * @param {number} height
 */
function exponentAxis(lines, height) {
  const range = valueRange(lines, { least: 2, none: [-4.2, 0.2] });
  const tickvals = exponentTicks(range, height);
  return { range, tickmode: "array", tickvals, ticktext: tickvals.map(powerOfTen) };
}
