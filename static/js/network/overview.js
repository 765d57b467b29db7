/**
 * The whole sequence as one narrow picture under the window: how strong the chosen lane's hidden
 * state, or its gradient, is at each step. Dragging moves the window.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 */

import { el } from "../base/dom.js";
import { loudest } from "../drawing/magnitude.js";

const HEIGHT = 20;

/**
 * One value for each pixel column: the loudest entry of the steps under it.
 * @param {Float64Array} values  T·H
 * @param {number} steps
 * @param {number} hiddenSize
 * @param {number} width         pixels
 * @returns {number[]}
 */
export function overviewValues(values, steps, hiddenSize, width) {
  const pixels = Math.max(1, Math.min(width, steps));
  return Array.from({ length: pixels }, (_, pixel) => {
    const from = Math.floor((pixel * steps) / pixels);
    const to = Math.max(from + 1, Math.floor(((pixel + 1) * steps) / pixels));
    const offset = from * hiddenSize;
    return values[offset + loudest(values, offset, (to - from) * hiddenSize, 1)[0]];
  });
}

export class Overview {
  #canvas = el("canvas", { class: "net-overview-heat" });
  #frame = el("div", { class: "net-overview-window" });
  #head = el("div", { class: "net-overview-head" });
  #key = "";
  element = el("div", { class: "net-overview", "aria-hidden": "true" }, this.#canvas, this.#frame, this.#head);

  /** @param {(share: number) => void} onMove  share of the sequence that the pointer is at */
  constructor(onMove) {
    const move = (/** @type {PointerEvent} */ event) => {
      if (!(event.buttons & 1)) return;
      const { left, width } = this.element.getBoundingClientRect();
      onMove(Math.min(1, Math.max(0, (event.clientX - left) / width)));
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      move(event);
    });
    this.element.addEventListener("pointermove", move);
  }

  /**
   * @param {LaneTrace} lane
   * @param {Pass} pass
   * @param {(value: number) => {css: string}} paint
   * @param {string} key  of what the picture depends on
   */
  renderHeat(lane, pass, paint, key) {
    const ratio = devicePixelRatio;
    const width = Math.round(this.element.clientWidth * ratio);
    const whole = `${key}/${width}`;
    if (whole === this.#key || width === 0) return;
    this.#key = whole;
    this.#canvas.width = width;
    this.#canvas.height = HEIGHT * ratio;
    const context = this.#canvas.getContext("2d");
    const values = overviewValues(pass === "backward" ? lane.gradient("h") : lane.series("h"), lane.steps, lane.outputSize, width);
    values.forEach((value, k) => {
      if (!context) return;
      context.fillStyle = paint(value).css;
      context.fillRect(Math.floor((k * width) / values.length), 0, Math.ceil(width / values.length), HEIGHT * ratio);
    });
  }

  /**
   * @param {number} start  of the window
   * @param {number} place  of the playhead
   * @param {NetworkLayout} layout
   */
  renderWindow(start, place, { count, steps }) {
    const width = this.element.clientWidth;
    const least = Math.max((width * count) / steps, 6);
    this.#frame.style.width = `${least}px`;
    this.#frame.style.transform = `translateX(${Math.min(width - least, (width * start) / steps).toFixed(1)}px)`;
    this.#head.style.transform = `translateX(${((width * (place + 0.5)) / steps).toFixed(1)}px)`;
  }
}
