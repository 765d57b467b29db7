/**
 * Every value of one unit over time, on one axis.
 *
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {import("./scene.js").LineRow} LineRow
 * @typedef {import("./scene.js").Source} Source
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 */

import { lineQuantities, valueQuantities } from "../drawing/quantities.js";
import { sentenceNumber, tableNumber } from "../numbers/written.js";
import { exportedLayout, line, lineLayout, valueRange } from "./line-figure.js";
import { unitSeries, valueOf, windowAround } from "./scene.js";

const TABLE_STEPS = 100;
const TICKS = 5;

/** @implements {LineRow} */
export class UnitLines {
  constructor() {
    this.key = "unit";
    this.content = /** @type {const} */ ("values");
    this.freeHeight = 160;
  }

  /** @param {Scene} scene */
  heading = ({ i18n, unit }) => i18n.t("plots.unit", { unit });

  /** @param {Scene} scene */
  quantities = ({ lane }) => lineQuantities(lane, valueQuantities(lane));

  /** @param {Scene} scene */
  legend = (scene) => this.quantities(scene);

  /** @param {Source} old @param {Source} next */
  isStale = (old, next) => old.unit !== next.unit;

  /** @param {Scene} scene */
  title({ i18n, unit }) {
    return i18n.t("plots.unit_lines", { unit });
  }

  /**
   * @param {Scene} scene
   * @param {Size} size
   */
  figure(scene, size) {
    const data = this.#lines(scene);
    return { data, layout: lineLayout(scene, size, valueAxis(data)) };
  }

  /** @param {Scene} scene */
  exported(scene) {
    const data = this.#lines(scene);
    const yaxis = { range: rangeOf(data), title: { text: scene.i18n.t("plots.axis_value") } };
    return { data, layout: exportedLayout(scene, this.title(scene), yaxis) };
  }

  /** @param {Scene} scene */
  #lines(scene) {
    const { lane, before, unit } = scene;
    const quantities = this.quantities(scene);
    const draw = (/** @type {LaneTrace} */ from, /** @type {boolean} */ isGhost) =>
      quantities.map((name) => line(scene, name, unitSeries(from, name, unit), { name, isGhost }));
    return [...(before ? draw(before, true) : []), ...draw(lane, false)];
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   */
  table(scene, t) {
    const { lane, i18n, unit } = scene;
    const [from, to] = windowAround(t, lane.steps, TABLE_STEPS);
    const quantities = valueQuantities(lane);
    const columns = quantities.map((name) => unitSeries(lane, name, unit));
    const rows = Array.from({ length: to - from + 1 }, (_, k) => [
      String(from + k),
      ...columns.map((values) => tableNumber(values[from + k])),
    ]);
    const caption = i18n.t("plots.table_steps", { name: this.title(scene), from, to, steps: lane.steps });
    return { caption, head: ["t", ...quantities], rows };
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   */
  readout({ lane, i18n, unit }, t) {
    const values = lineQuantities(lane, valueQuantities(lane)).map((name) => `${name} = ${tableNumber(valueOf(lane, name, t, unit))}`);
    return [i18n.t("plots.hover_unit", { unit, t }), ...values];
  }
}

/**
 * @param {any[]} lines
 */
function valueAxis(lines) {
  const range = rangeOf(lines);
  const tickvals = valueTicks(range, TICKS);
  return { range, tickmode: "array", tickvals, ticktext: tickvals.map((value) => sentenceNumber(value)) };
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

/**
 * Zero is always in view: a gate that is shut and one that is half open must not look alike.
 * @param {any[]} lines
 * @returns {[number, number]}
 */
function rangeOf(lines) {
  const [low, high] = valueRange(lines, { least: 0.5, none: [0, 1] });
  return [Math.min(low, -0.06), Math.max(high, 0.06)];
}
