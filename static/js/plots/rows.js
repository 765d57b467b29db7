/**
 * The rows under each other: a heat map for every value of the cell, then the lines of `LINE_ROWS`.
 * A row of lines is one entry there; its curtain, legend, table, readout, ghosts, menu and pictures,
 * and when it is drawn again, all follow from the entry.
 *
 * @typedef {import("../trace/trace.js").LaneTrace} LaneTrace
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("./scene.js").Plot} Plot
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 *
 * @typedef {object} LineRow
 * @property {string} key
 * @property {import("../drawing/playhead.js").Content} content  the pass that computes it
 * @property {boolean} [isOfUnit]  it shows the selected unit alone
 * @property {(scene: Scene) => string} title
 * @property {(scene: Scene) => string} heading   the same in two or three words
 * @property {(scene: Scene, t: number) => string} place    what a readout begins with
 * @property {(scene: Scene) => string} axisTitle
 * @property {(lane: LaneTrace) => string[]} quantities     a column of the table each
 * @property {(model: CellModel, quantity: string) => string} name
 * @property {(lane: LaneTrace, quantity: string, unit: number) => ArrayLike<number>} heights  T places on the axis; not finite: a gap
 * @property {(lane: LaneTrace, quantity: string, t: number, unit: number) => string} number   as the server sent it
 * @property {(lines: any[], height: number) => any} axis   that holds all lines
 */

import { gradientQuantities, gradientSymbol, lineQuantities, valueQuantities } from "../drawing/quantities.js";
import { powerNumber, powerOfTen, sentenceNumber, tableNumber } from "../numbers/written.js";
import { HeatMap } from "./heat-map.js";
import { exponentTicks, exportedLayout, line, lineLayout, logNorms, valueRange, valueTicks } from "./lines.js";
import { unitSeries, valueOf, windowAround } from "./scene.js";

const TABLE_STEPS = 100;
const TICKS = 5;
const EXPORTED_HEIGHT = 380;

/** @type {LineRow} */
export const GRADIENT_NORMS = {
  key: "gradients",
  content: "gradients",
  title: ({ i18n }) => i18n.t("plots.gradients"),
  heading: ({ i18n }) => i18n.t("plots.gradients_short"),
  place: ({ i18n }, t) => i18n.t("plots.hover_gradients", { t }),
  axisTitle: ({ i18n }) => i18n.t("plots.axis_norm"),
  quantities: gradientQuantities,
  name: gradientSymbol,
  heights: logNorms,
  number: normText,
  axis(lines, height) {
    const range = valueRange(lines, { least: 2, none: [-4.2, 0.2] });
    return ticked(range, exponentTicks(range, height), powerOfTen);
  },
};

/** @type {LineRow} */
export const UNIT_LINES = {
  key: "unit",
  content: "values",
  isOfUnit: true,
  title: ({ i18n, unit }) => i18n.t("plots.unit_lines", { unit }),
  heading: ({ i18n, unit }) => i18n.t("plots.unit", { unit }),
  place: ({ i18n, unit }, t) => i18n.t("plots.hover_unit", { unit, t }),
  axisTitle: ({ i18n }) => i18n.t("plots.axis_value"),
  quantities: valueQuantities,
  name: (_, quantity) => quantity,
  heights: unitSeries,
  number: (lane, quantity, t, unit) => tableNumber(valueOf(lane, quantity, t, unit)),
  /** Zero is always in view: a gate that is shut and one that is half open must not look alike. */
  axis(lines) {
    const [low, high] = valueRange(lines, { least: 0.5, none: [0, 1] });
    const range = /** @type {[number, number]} */ ([Math.min(low, -0.06), Math.max(high, 0.06)]);
    return ticked(range, valueTicks(range, TICKS), (value) => sentenceNumber(value));
  },
};

/** From the top. @type {LineRow[]} */
export const LINE_ROWS = [GRADIENT_NORMS, UNIT_LINES];

/** @param {LaneTrace} lane */
export const heatMaps = (lane) => valueQuantities(lane).map((quantity) => new HeatMap(quantity));

/**
 * The rows of lines that show something else now, where the values of the forward pass are the same.
 * @param {{hasProgressed: boolean, isOtherUnit: boolean}} news  more of the backward pass has come; another unit is looked at
 * @param {readonly LineRow[]} [rows]
 * @returns {string[]} keys
 */
export function staleRows({ hasProgressed, isOtherUnit }, rows = LINE_ROWS) {
  const isStale = (/** @type {LineRow} */ row) => (hasProgressed && row.content === "gradients") || (isOtherUnit && row.isOfUnit);
  return rows.filter(isStale).map(({ key }) => key);
}

/** @implements {Plot} */
export class LinePlot {
  /** @param {LineRow} row */
  constructor(row) {
    this.row = row;
    this.key = row.key;
    this.content = row.content;
  }

  /** @param {Scene} scene */
  title(scene) {
    return this.row.title(scene);
  }

  /** What has a line, in the order of drawing. @param {Pick<LaneTrace, "model"|"gateNames"|"blocks">} lane */
  drawn(lane) {
    return lineQuantities(lane, this.row.quantities(/** @type {LaneTrace} */ (lane)));
  }

  /** In the order of reading: a gradient comes in at h. @param {LaneTrace} lane */
  legend(lane) {
    const drawn = this.drawn(lane);
    return this.content === "gradients" ? [...drawn].reverse() : drawn;
  }

  /**
   * @param {Scene} scene
   * @param {Size} size
   */
  figure(scene, size) {
    const data = this.#lines(scene);
    return { data, layout: lineLayout(scene, size, this.row.axis(data, size.height)) };
  }

  /** @param {Scene} scene */
  exported(scene) {
    const data = this.#lines(scene);
    const yaxis = { ...this.row.axis(data, EXPORTED_HEIGHT), title: { text: this.row.axisTitle(scene) } };
    return { data, layout: exportedLayout(scene, this.title(scene), yaxis) };
  }

  /** @param {Scene} scene */
  #lines(scene) {
    const { lane, before, unit } = scene;
    const draw = (/** @type {LaneTrace} */ from, /** @type {boolean} */ isGhost) => this.drawn(lane).map((quantity) =>
      line(scene, quantity, this.row.heights(from, quantity, unit), { name: this.row.name(lane.model, quantity), isGhost }));
    return [...(before ? draw(before, true) : []), ...draw(lane, false)];
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   */
  table(scene, t) {
    const { lane, i18n, unit } = scene;
    const [from, to] = windowAround(t, lane.steps, TABLE_STEPS);
    const quantities = this.row.quantities(lane);
    const rows = Array.from({ length: to - from + 1 }, (_, k) => [
      String(from + k),
      ...quantities.map((quantity) => this.row.number(lane, quantity, from + k, unit)),
    ]);
    const caption = i18n.t("plots.table_steps", { name: this.title(scene), from, to, steps: lane.steps });
    return { caption, head: ["t", ...quantities.map((quantity) => this.row.name(lane.model, quantity))], rows };
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   */
  readout(scene, t) {
    const { lane, unit } = scene;
    const lines = this.legend(lane).map((quantity) => `${this.row.name(lane.model, quantity)} = ${this.row.number(lane, quantity, t, unit)}`);
    return [this.row.place(scene, t), ...lines];
  }
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

/** @param {[number, number]} range @param {number[]} tickvals @param {(value: number) => string} write */
const ticked = (range, tickvals, write) => ({ range, tickmode: "array", tickvals, ticktext: tickvals.map(write) });
