/**
 * The labels of the time axis under the heat maps.
 *
 * @typedef {import("./time-axis.js").Range} Range
 */

import { el } from "../base/dom.js";
import { pixelOf, tickSteps } from "./time-axis.js";

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
