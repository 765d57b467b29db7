/**
 * All units of the layer as small heat strips, one row for each gate and state; a click chooses
 * the unit. Drawn only when there is more than one unit and room for them.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("../cell/step.js").Step} Step
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {(quantity: string, value: number, unit: number) => string} Describe
 */

import { setText, svg } from "../base/dom.js";
import { lineWidth, WIDEST_LINE } from "../drawing/magnitude.js";
import { Patch } from "../drawing/patch.js";

/** More units than this would be thinner than a pixel or two; the plots show them. */
const MOST_UNITS = 48;
const NAME = 14;

/** Rows in the order of the gates' columns; states last, h at the very end. @param {Layout} layout @param {CellModel} model */
function rowsOf({ nodes }, { gates, states }) {
  const placeOf = (/** @type {string} */ name) => nodes.find((node) => node.quantity === name)?.x ?? 0;
  return [...gates].sort((a, b) => placeOf(a) - placeOf(b)).concat(states.filter((name) => name !== "h"), "h");
}

export class UnitStrip {
  #layout;
  #model;
  #choose;
  #units = 0;
  /** @type {{quantity: string, unit: number, value: number, rect: Patch, title: Element}[]} */
  #cells = [];
  #frame = new Patch(svg("rect", { class: "strip-frame", rx: 2 }));

  /** @param {Layout} layout @param {CellModel} model @param {(unit: number) => void} choose */
  constructor(layout, model, choose) {
    this.#layout = layout;
    this.#model = model;
    this.#choose = choose;
    this.element = svg("g", { class: "unit-strip", "aria-hidden": "true" });
  }

  /** @param {Step} step @param {Pass} pass */
  render({ lane, t, unit }, pass) {
    this.#build(lane.hiddenSize);
    if (this.#cells.length === 0) return;
    this.#place(this.#frame, unit);
    for (const cell of this.#cells) {
      const series = pass === "forward" ? lane.series(cell.quantity) : lane.gradient(cell.quantity);
      cell.value = series[t * lane.width(cell.quantity) + cell.unit] ?? NaN;
      cell.rect.set("fill-opacity", shade(cell.value, pass));
      cell.rect.set("data-sign", cell.value < 0 ? "negative" : "positive");
    }
  }

  /** Says the values in words. @param {Describe} describe */
  name(describe) {
    for (const { quantity, value, unit, title } of this.#cells) {
      const text = describe(quantity, value, unit);
      setText(title, text);
    }
  }

  /** @param {Patch} frame @param {number} unit */
  #place(frame, unit) {
    const { strip } = this.#layout;
    if (!strip) return;
    const width = (strip.width - NAME) / this.#units;
    frame.set("x", strip.x + NAME + unit * width - 0.75);
    frame.set("y", strip.y - 0.75);
    frame.set("width", width + 0.5);
    frame.set("height", strip.height + 0.5);
  }

  /** @param {number} units */
  #build(units) {
    if (units === this.#units) return;
    this.#units = units;
    this.#cells = [];
    this.element.replaceChildren();
    const { strip } = this.#layout;
    if (!strip || units < 2 || units > MOST_UNITS) return;
    const rows = rowsOf(this.#layout, this.#model);
    const height = strip.height / rows.length;
    rows.forEach((quantity, row) => this.#addRow(quantity, strip, strip.y + row * height, height));
    this.element.append(this.#frame.element);
  }

  /**
   * @param {string} quantity
   * @param {{x: number, width: number}} strip
   * @param {number} y
   * @param {number} height
   */
  #addRow(quantity, strip, y, height) {
    const width = (strip.width - NAME) / this.#units;
    const row = svg("g", { class: `strip-row tone-${toneOf(this.#layout, quantity)}`, "data-light": quantity },
      svg("text", { x: strip.x + 6, y: y + height / 2 + 3.5, class: "strip-name", "text-anchor": "middle" }, quantity));
    for (let unit = 0; unit < this.#units; unit += 1) {
      const title = svg("title", null);
      const rect = svg("rect", {
        class: "strip-cell", x: strip.x + NAME + unit * width, y, width: width - 1, height: height - 1.5,
        rx: 1, onclick: () => this.#choose(unit),
      }, title);
      this.#cells.push({ quantity, unit, value: NaN, rect: new Patch(rect), title });
      row.append(rect);
    }
    this.element.append(row);
  }
}

/** @param {Layout} layout @param {string} quantity */
const toneOf = ({ nodes }, quantity) => nodes.find((node) => node.quantity === quantity && node.kind !== "joint")?.tone ?? "state-h";

/** @param {number} value @param {Pass} pass @returns {number} opacity */
function shade(value, pass) {
  if (!Number.isFinite(value) || value === 0) return 0.06;
  return Math.round((0.08 + (0.92 * lineWidth(value, pass)) / WIDEST_LINE) * 100) / 100;
}
