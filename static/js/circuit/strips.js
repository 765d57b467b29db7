/**
 * The heat strips of the circuit of all units. Colours change with the step, attributes that uncover
 * a strip with the phase.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./strip-places.js").StripPlace} StripPlace
 * @typedef {import("../network/palette.js").Paint} Paint
 * @typedef {import("../types.js").Pass} Pass
 */

import { svg } from "../dom.js";
import { loudest } from "../network/bins.js";
import { lightOf } from "./lights.js";
import { Patch } from "./patch.js";
import { progress } from "./phases.js";
import { arrange, cellBox, MOST_CELLS } from "./strip-cells.js";
import { stripPlaces } from "./strip-places.js";

export class Strips {
  #strips;
  element = svg("g", { class: "strips", "aria-hidden": "true" });

  /** @param {Layout} layout @param {{hidden: number, input: number}} sizes */
  constructor(layout, { hidden, input }) {
    this.#strips = stripPlaces(layout).map((place) => new Strip(place, place.quantity === "x" ? input : hidden));
    this.element.append(...this.#strips.map(({ element }) => element));
  }

  /**
   * @param {Record<string, Float64Array>} vectors
   * @param {(scale: string) => Paint} paintOf
   */
  colour(vectors, paintOf) {
    for (const strip of this.#strips) strip.colour(vectors[strip.place.quantity], paintOf(strip.place.scale));
  }

  /** @param {number} phase @param {Pass} pass */
  uncover(phase, pass) {
    for (const strip of this.#strips) strip.uncover(progress(phase, strip.place.window, pass), pass);
  }

  /** @param {number} unit */
  mark(unit) {
    for (const strip of this.#strips) strip.mark(strip.place.quantity === "x" ? -1 : unit);
  }

  /** @param {string|null} quantity */
  light(quantity) {
    for (const strip of this.#strips) strip.light(quantity);
  }

  /**
   * What a drawn cell shows.
   * @param {EventTarget|null} target
   * @returns {{quantity: string, entry: number, value: number}|null}
   */
  hit(target) {
    const group = target instanceof Element ? target.closest("[data-strip]") : null;
    const strip = this.#strips.find(({ element }) => element === group);
    const cell = target instanceof SVGElement ? target.dataset.cell : undefined;
    return strip && cell !== undefined ? strip.read(Number(cell)) : null;
  }
}

class Strip {
  #cells;
  #cover = new Patch(svg("rect", { class: "strip-cover" }));
  #frame = new Patch(svg("rect", { class: "strip-mark", rx: 1.5, visibility: "hidden" }));
  #group;
  #arrangement;
  #size;
  /** @type {number[]} */
  #entries = [];
  /** @type {Float64Array} */
  #values = new Float64Array(0);

  /** @param {StripPlace} place @param {number} size  entries of the vector */
  constructor(place, size) {
    this.place = place;
    this.#size = size;
    this.#arrangement = arrange(size);
    const count = Math.ceil(size / this.#arrangement.units);
    this.#cells = Array.from({ length: count }, (_, cell) => new Patch(svg("rect", { class: "strip-unit", "data-cell": cell, ...this.#room(cell) })));
    const { x, y, width, height } = place;
    const edge = { x: x - 2, y: y - 2, width: width + 4, height: height + 4, rx: 4 };
    this.element = svg("g", { class: `unit-strips tone-${toneOf(place.scale)}`, "data-strip": place.quantity, "data-light": lightOf(place.quantity) },
      svg("rect", { class: "strip-bed", ...edge }), this.#cells.map(({ element }) => element),
      this.#cover.element, svg("rect", { class: "strip-edge", ...edge }), this.#frame.element);
    this.#group = new Patch(this.element);
    this.#cover.set("y", y);
    this.#cover.set("height", height);
  }

  /** A hair's gap where cells are wide enough for one. @param {number} cell */
  #room(cell) {
    const { x, y, width, height } = cellBox(this.place, this.#arrangement, cell);
    const gap = width > 5 ? 1 : width > 3 ? 0.5 : 0;
    return { x: x.toFixed(2), y: y.toFixed(2), width: (width - gap).toFixed(2), height: (height - (this.#arrangement.rows > 1 ? 0.5 : 0)).toFixed(2) };
  }

  /** @param {Float64Array} values @param {Paint} paint */
  colour(values, paint) {
    this.#values = values;
    this.#entries = loudest(values, 0, this.#size, MOST_CELLS);
    this.#entries.forEach((entry, cell) => this.#cells[cell].set("fill", paint(values[entry]).css));
  }

  /** Forward it fills from the left, backward from the right. @param {number} done @param {Pass} pass */
  uncover(done, pass) {
    const { x, width } = this.place;
    this.#cover.set("visibility", done >= 1 ? "hidden" : "visible");
    this.#cover.set("x", (pass === "forward" ? x + width * done : x).toFixed(1));
    this.#cover.set("width", (width * (1 - done)).toFixed(1));
  }

  /** @param {number} unit  −1 none */
  mark(unit) {
    const isShown = unit >= 0 && this.#size > 1;
    this.#frame.set("visibility", isShown ? "visible" : "hidden");
    if (!isShown) return;
    const { x, y, width, height } = cellBox(this.place, this.#arrangement, Math.floor(unit / this.#arrangement.units));
    this.#frame.set("x", (x - 0.75).toFixed(2));
    this.#frame.set("y", (y - 0.75).toFixed(2));
    this.#frame.set("width", (width + 0.75).toFixed(2));
    this.#frame.set("height", (height + 1).toFixed(2));
  }

  /** @param {string|null} quantity */
  light(quantity) {
    this.#group.toggle("is-lit", quantity !== null && lightOf(this.place.quantity) === quantity);
  }

  /** @param {number} cell */
  read(cell) {
    const entry = this.#entries[cell] ?? 0;
    return { quantity: this.place.quantity, entry, value: this.#values[entry] ?? NaN };
  }
}

/** @param {string} quantity */
const toneOf = (quantity) => (quantity === "x" ? "input-x" : quantity === "c" || quantity === "h" ? `state-${quantity}` : `gate-${quantity}`);
