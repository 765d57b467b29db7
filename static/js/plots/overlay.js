/**
 * The playhead and the curtain over a plot area. They are elements of their own, moved by CSS
 * transforms alone, so that playback never makes Plotly draw.
 *
 * @typedef {import("../drawing/playhead.js").Side} Side
 * @typedef {import("./axes.js").Range} Range
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 */

import { el } from "../base/dom.js";
import { pixelOf, tickSteps } from "./axes.js";

const NARROWEST = 2;

/**
 * @param {number} place  centre of the playhead, in steps
 * @param {number} width  of the plot area
 * @param {Range} range
 * @returns {{left: number, width: number}} pixels
 */
export function columnAt(place, width, range) {
  const left = pixelOf(place - 0.5, width, range);
  const right = pixelOf(place + 0.5, width, range);
  const column = Math.max(NARROWEST, right - left);
  return { left: (left + right - column) / 2, width: column };
}

/**
 * How far the curtain, as wide as the plot area, is pushed aside.
 * @param {Side} side
 * @param {{left: number, width: number}} column
 * @param {number} width
 */
export function curtainShift(side, column, width) {
  return side === "before" ? column.left - width : column.left + column.width;
}

/**
 * Where Plotly put the plot area inside its element.
 * @param {HTMLElement} target
 * @returns {Box|null} null before the first drawing
 */
export function plotArea(target) {
  const size = /** @type {any} */ (target)._fullLayout?._size;
  return size ? { left: size.l, top: size.t, width: size.w, height: size.h } : null;
}

export class Overlay {
  #playhead = el("div", { class: "plots-playhead" });
  #curtain = el("div", { class: "plots-curtain" });
  #width = 0;
  #columnWidth = -1;

  constructor() {
    this.element = el("div", { class: "plots-overlay", "aria-hidden": "true" }, this.#curtain, this.#playhead);
  }

  /** @param {Box} box  of the plot area, inside the element that holds the overlay */
  place({ left, top, width, height }) {
    this.#width = width;
    const { style } = this.element;
    style.left = `${left}px`;
    style.top = `${top}px`;
    style.width = `${width}px`;
    style.height = `${height}px`;
  }

  /**
   * @param {number} place
   * @param {Side} side
   * @param {Range} range
   */
  move(place, side, range) {
    const column = columnAt(place, this.#width, range);
    if (Math.abs(column.width - this.#columnWidth) > 0.01) this.#resize(column.width);
    this.#playhead.style.transform = `translateX(${column.left.toFixed(2)}px)`;
    this.#curtain.style.opacity = side ? "" : "0";
    if (side) this.#curtain.style.transform = `translateX(${curtainShift(side, column, this.#width).toFixed(2)}px)`;
  }

  /** @param {number} width */
  #resize(width) {
    this.#columnWidth = width;
    this.#playhead.style.width = `${width}px`;
    this.#playhead.classList.toggle("is-line", width < 7);
  }
}

// The labels of the time axis under the heat maps.

export class AxisRow {
  element = el("div", { class: "plots-axis", "aria-hidden": "true" });
  #shown = "";

  /**
   * @param {Range} range
   * @param {number} width  of the plot area
   */
  show(range, width) {
    const key = `${range}/${width}`;
    if (key === this.#shown) return;
    this.#shown = key;
    const labels = tickSteps(range, width).map((t) => {
      const left = `${pixelOf(t, width, range).toFixed(1)}px`;
      return el("span", { style: { left } }, t);
    });
    this.element.replaceChildren(el("span", { class: "plots-axis-name" }, "t"), el("div", null, labels));
  }
}
