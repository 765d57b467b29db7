/**
 * The panels of the region under each other: heat maps, time axis, lines, and the overlays that show
 * the playhead over all of them.
 *
 * @typedef {import("../types.js").View} View
 * @typedef {import("./axes.js").Heights} Heights
 * @typedef {import("../types.js").Highlight} Highlight
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 * @typedef {import("./axes.js").Range} Range
 * @typedef {import("./panel.js").Panel} Panel
 */

import { el } from "../base/dom.js";
import { ownerOf, readWeightQuantity } from "../cell/names.js";
import { curtainSide, playheadPlace } from "../drawing/playhead.js";
import { GUTTER, LINE_MARGIN } from "./axes.js";
import { AxisRow, Overlay, plotArea } from "./overlay.js";
import { HeatPanel, LinePanel } from "./panel.js";
import { heatMaps, LINE_ROWS, LinePlot } from "./rows.js";
import { rowOfUnit, rowsIn } from "./scene.js";

export class PanelSet {
  /** @type {HeatPanel[]} */
  heats = [];
  lines = LINE_ROWS.map((row) => new LinePanel(new LinePlot(row)));
  axis = new AxisRow();
  width = 0;
  #stack = el("div", { class: "plots-stack" });
  /** Over all heat maps. */
  #overlay = new Overlay();

  constructor() {
    this.element = el("div", { class: "plots-panels" }, this.#stack, this.axis.element, this.lines.map((panel) => panel.element));
    this.element.style.setProperty("--plot-left", `${GUTTER.left}px`);
    this.element.style.setProperty("--plot-right", `${GUTTER.right}px`);
  }

  /** @returns {Panel[]} */
  get all() {
    return [...this.heats, ...this.lines];
  }

  /** @param {string} key */
  byKey(key) {
    return this.all.find((panel) => panel.plot.key === key) ?? null;
  }

  /**
   * Makes the heat maps of a cell.
   * @param {import("../trace/trace.js").LaneTrace} lane
   */
  setCell(lane) {
    this.heats = heatMaps(lane).map((plot) => new HeatPanel(plot, lane.model));
    this.#stack.replaceChildren(...this.heats.map((panel) => panel.element), this.#overlay.element);
  }

  /**
   * @param {Heights} heights
   * @param {number} width  of the whole row, gutters included
   */
  resize(heights, width) {
    this.width = width;
    this.heats.forEach((panel) => panel.setHeight(heights.heat));
    this.lines.forEach((panel, k) => panel.setHeight(heights.lines[k]));
    this.placeOverlays();
  }

  /** The width of every plot area. */
  get areaWidth() {
    return Math.max(10, this.width - GUTTER.left - GUTTER.right);
  }

  /**
   * @param {Panel} panel
   * @returns {Size}
   */
  sizeOf(panel) {
    return { width: panel instanceof HeatPanel ? this.areaWidth : Math.max(10, this.width), height: panel.height };
  }

  /** Lays the overlays over the plot areas: where Plotly put them, or before that where it will. */
  placeOverlays() {
    const drawn = this.heats[0] ? plotArea(this.heats[0].target) : null;
    const width = drawn?.width ?? this.areaWidth;
    this.#overlay.place({ left: GUTTER.left, top: 0, width, height: this.#stack.offsetHeight });
    for (const { target, overlay, height } of this.lines) {
      const inside = height - LINE_MARGIN.top - LINE_MARGIN.bottom;
      overlay.place(plotArea(target) ?? { left: GUTTER.left, top: LINE_MARGIN.top, width: this.areaWidth, height: inside });
    }
  }

  /**
   * @param {View} view
   * @param {number} steps
   * @param {Range} range
   * @param {boolean} isGliding
   */
  movePlayhead(view, steps, range, isGliding) {
    const place = playheadPlace(view, steps, isGliding);
    this.#overlay.move(place, curtainSide("values", view.pass, view.direction), range);
    for (const { plot, overlay } of this.lines) overlay.move(place, curtainSide(plot.content, view.pass, view.direction), range);
  }

  /**
   * Lights what is pointed at anywhere on the page.
   * @param {Highlight} highlight
   * @param {Scene} scene
   */
  light(highlight, scene) {
    const quantity = plottedQuantity(highlight.quantity);
    const unit = plottedUnit(highlight);
    for (const entry of this.element.querySelectorAll("[data-quantity]")) {
      entry.classList.toggle("is-lit", entry.getAttribute("data-quantity") === quantity);
    }
    for (const panel of this.heats) {
      const isLit = panel.heatMap.quantity === quantity;
      panel.element.classList.toggle("is-lit", isLit);
      const { count, order } = rowsIn(scene, panel.heatMap.quantity);
      panel.pointAt(isLit && unit !== null ? rowOfUnit(order, unit) : null, count);
    }
    for (const { target, lines } of this.lines) lightLines(target, lines.drawn(scene.lane), quantity);
  }
}

// What a quantity pointed at anywhere on the page lights in the plots: its heat map, the row of the
// unit, its entries in the legends and its lines.

/**
 * The plotted quantity that a name stands for: "c_prev" is the c of the step before, a weight like
 * "W_f" belongs to its gate.
 * @param {string|null} name
 * @returns {string|null}
 */
export function plottedQuantity(name) {
  if (name === null) return null;
  return ownerOf(name.replace(/_prev$/, ""));
}

/**
 * The unit pointed at; an entry of x, or of a weight, is none.
 * @param {Highlight} highlight
 * @returns {number|null}
 */
export function plottedUnit({ quantity, index }) {
  return quantity === null || quantity === "x" || readWeightQuantity(quantity) ? null : index;
}

/**
 * @param {HTMLElement} target    what Plotly drew into
 * @param {readonly string[]} drawn  the quantities of its lines; ghosts come first, in the same order
 * @param {string|null} quantity
 */
function lightLines(target, drawn, quantity) {
  const lines = [...target.querySelectorAll(".scatterlayer > .trace")];
  lines.forEach((line, k) => line.classList.toggle("is-lit", drawn[k % drawn.length] === quantity));
}
