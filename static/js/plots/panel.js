/**
 * The elements of one plot: the button with its name, the drawing, the scale or the legend.
 *
 * @typedef {import("./scene.js").Plot} Plot
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("../drawing/colour-scales.js").Scale} Scale
 * @typedef {import("./axes.js").Range} Range
 */

import { isPreActivation } from "../cell/bounds.js";
import { el, hide, setText, svg } from "../base/dom.js";
import { lineStyle, tokenOf } from "../drawing/quantities.js";
import { sentenceNumber } from "../numbers/written.js";
import { paintLines } from "./line-preview.js";
import { Overlay } from "./overlay.js";
import { rowOfUnit, rowsIn, rowTicks, showsDifference } from "./scene.js";

/** What every panel has; Plotly draws into `target`. */
export class Panel {
  #labelled = "";
  target = el("div", { class: "plot-target" });

  /** @param {Plot} plot */
  constructor(plot) {
    this.plot = plot;
    this.isDrawn = false;
    /** @type {Promise<unknown>} */
    this.drawing = Promise.resolve();
    /** Out of sight, as below the fold, a panel need not be drawn. */
    this.isVisible = true;
    this.isStale = false;
    /** Of the drawing, pixels. */
    this.height = 0;
    this.surface = el("div", { class: "plot-surface", role: "img" }, this.target);
    this.button = el("button", { class: "plot-button", type: "button", "aria-haspopup": "menu", "aria-expanded": "false" });
    this.element = el("figure", { class: "plot", "data-plot": plot.key });
  }

  /** Plotly has drawn what the preview showed. */
  hidePreview() {}

  /** @param {number} height */
  setHeight(height) {
    this.height = height;
    this.surface.style.height = `${height}px`;
  }

  /** @param {Scene} scene */
  label(scene) {
    const title = this.plot.title(scene);
    const { steps, hiddenSize } = scene.lane;
    const key = [title, steps, hiddenSize, scene.i18n.lang].join();
    if (key === this.#labelled) return;
    this.#labelled = key;
    this.surface.setAttribute("aria-label", scene.i18n.t("plots.describe", { name: title, steps, units: hiddenSize }));
    this.button.setAttribute("aria-label", scene.i18n.t("plots.options", { name: title }));
    this.button.title = title;
  }
}

export class HeatPanel extends Panel {
  canvas = el("canvas", { width: "1", height: "1" });
  #numbers = el("div", { class: "plot-numbers" });
  #picture = el("div", { class: "plot-preview-picture" }, this.canvas, this.#numbers);
  #preview = el("div", { class: "plot-preview", hidden: true }, this.#picture);
  #ticks = el("div", { class: "plot-ticks", "aria-hidden": "true" });
  #pointed = el("div", { class: "plot-pointed", "aria-hidden": "true", hidden: true });
  #symbol = el("span");
  mark = el("div", { class: "plot-unit", "aria-hidden": "true" });
  #high = el("span");
  #low = el("span");
  #bar = el("div", { class: "plot-scale-bar" });
  #scaleShown = "";
  #ticksShown = "";

  /** @param {import("./heat-map.js").HeatMap} plot @param {CellModel} model */
  constructor(plot, model) {
    super(plot);
    this.heatMap = plot;
    this.element.classList.add("plot-heat");
    this.element.classList.toggle("has-long-name", plot.quantity.length > 1);
    this.element.style.setProperty("--quantity", `var(${tokenOf(model, plot.quantity)})`);
    this.button.append(this.#symbol);
    this.surface.append(this.#preview, this.mark, this.#pointed, this.#ticks);
    const scale = el("div", { class: "plot-scale", "aria-hidden": "true" }, this.#bar, el("div", { class: "plot-scale-ends" }, this.#high, this.#low));
    this.element.append(this.button, this.surface, scale);
  }

  /**
   * @param {Scale} scale
   */
  showScale(scale) {
    const key = `${scale.stops[0]}/${scale.high}`;
    if (key === this.#scaleShown) return;
    this.#scaleShown = key;
    const stops = scale.stops.map(([share, colour]) => `${colour} ${(100 * share).toFixed(1)}%`);
    this.#bar.style.background = `linear-gradient(to top, ${stops.join(", ")})`;
    this.#high.textContent = sentenceNumber(scale.high);
    this.#low.textContent = sentenceNumber(scale.low);
  }

  /**
   * Outlines the row of the selected unit and numbers the rows; a single row needs neither.
   * @param {Scene} scene
   */
  #markUnits(scene) {
    const { count, order, unit } = rowsIn(scene, this.heatMap.quantity);
    hide(this.mark, count < 2 || unit >= count);
    placeRow(this.mark, rowOfUnit(order, unit), count);
    const ticks = rowTicks(order, count, Math.min(unit, count - 1), this.height);
    this.element.classList.toggle("has-rows", count > 1);
    const key = ticks.map((tick) => `${tick.unit}@${tick.row}`).join() + `/${unit}/${count}`;
    if (key === this.#ticksShown) return;
    this.#ticksShown = key;
    this.#ticks.replaceChildren(...ticks.map((tick) => {
      const style = { top: `${(100 * (tick.row + 0.5)) / count}%` };
      return el("span", { style, class: tick.unit === unit ? "is-selected" : null }, tick.unit);
    }));
  }

  /**
   * Marks the row of a unit pointed at somewhere on the page.
   * @param {number|null} row
   * @param {number} rows
   */
  pointAt(row, rows) {
    hide(this.#pointed, row === null || row < 0 || row >= rows || rows < 2);
    if (!this.#pointed.hidden) placeRow(this.#pointed, row ?? 0, rows);
  }

  /** @param {Scene} scene */
  label(scene) {
    super.label(scene);
    this.element.classList.toggle("is-difference", showsDifference(scene));
    setText(this.#symbol, showsDifference(scene) ? `Δ${this.heatMap.quantity}` : this.heatMap.quantity);
    this.#markUnits(scene);
  }

  /**
   * Lays the canvas, painted before, over what Plotly drew.
   * @param {HTMLElement[]} cells  numbers, row by row; empty for none
   * @param {number} steps
   * @param {Range} range  in view
   */
  showPreview(cells, steps, [from, to]) {
    const { style } = this.#picture;
    style.left = `${(-100 * (from + 0.5)) / (to - from)}%`;
    style.width = `${(100 * steps) / (to - from)}%`;
    if (cells.length > 0 || this.#numbers.childElementCount > 0) this.#numbers.replaceChildren(...cells);
    this.#numbers.style.gridTemplateColumns = `repeat(${steps}, 1fr)`;
    hide(this.#preview, false);
  }

  hidePreview() {
    hide(this.#preview, true);
  }
}

/**
 * @param {HTMLElement} element
 * @param {number} row
 * @param {number} rows
 */
function placeRow(element, row, rows) {
  element.style.top = `${(100 * row) / rows}%`;
  element.style.height = `${100 / rows}%`;
}

/** More names than this have little room in a legend. */
const CROWDED = 7;

export class LinePanel extends Panel {
  canvas = el("canvas", { class: "plot-line-preview", "aria-hidden": "true", hidden: true });
  #heading = el("span", { class: "plot-heading" });
  #legend = el("ul", { class: "plot-legend" });
  #shown = "";
  overlay = new Overlay();

  /** @param {import("./rows.js").LinePlot} plot */
  constructor(plot) {
    super(plot);
    this.lines = plot;
    this.element.classList.add("plot-lines");
    this.button.append(this.#heading);
    const caption = el("figcaption", null, this.button, this.#legend);
    this.surface.append(this.canvas, this.overlay.element);
    this.element.append(caption, this.surface);
  }

  /** @param {import("./scene.js").Figure} figure */
  showPreview(figure) {
    paintLines(this.canvas, figure);
    hide(this.canvas, false);
  }

  hidePreview() {
    hide(this.canvas, true);
  }

  /** The button's name begins with the heading, for those who speak to the page. @param {Scene} scene */
  label(scene) {
    super.label(scene);
    const { lane: { model } } = scene;
    const heading = this.lines.row.heading(scene);
    setText(this.#heading, heading);
    this.button.setAttribute("aria-label", scene.i18n.t("plots.options", { name: heading }));
    const quantities = this.lines.legend(scene.lane);
    const shown = [model.kind, ...model.values, ...quantities].join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    const isGradient = this.plot.content === "gradients";
    this.#legend.classList.toggle("is-crowded", quantities.length > CROWDED);
    this.#legend.replaceChildren(...quantities.map((quantity) => legendEntry(model, quantity, isGradient && isPreActivation(model, quantity))));
  }
}

/**
 * @param {CellModel} model
 * @param {string} quantity
 * @param {boolean} isInner  its gradient is the one at its pre-activation z
 */
function legendEntry(model, quantity, isInner) {
  const { dash, width } = lineStyle(model, quantity);
  const dashes = dash === "solid" ? "none" : dash.replaceAll("px", "");
  const sample = svg("line", { x1: 0, x2: 15, y1: 4, y2: 4, "stroke-width": width, "stroke-dasharray": dashes });
  const picture = svg("svg", { width: 15, height: 8, viewBox: "0 0 15 8", preserveAspectRatio: "none", "aria-hidden": "true" }, sample);
  const symbol = isInner ? ["z", el("sub", null, quantity)] : [quantity];
  const attributes = { style: { "--quantity": `var(${tokenOf(model, quantity)})` }, "data-quantity": quantity };
  return el("li", attributes, picture, el("span", null, symbol));
}
