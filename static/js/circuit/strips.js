/**
 * The heat strips of the circuit of all units. Colours change with the step, attributes that uncover
 * a strip with the phase.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./strip-places.js").StripPlace} StripPlace
 * @typedef {import("../drawing/palette.js").Paint} Paint
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {{quantity: string, entry: number, value: number, before: number, isHeld: boolean}} Hit   before: NaN where nothing is compared
 */

import { svg } from "../base/dom.js";
import { differenceText, differs } from "../cell/ghost.js";
import { progress } from "../cell/phases.js";
import { loudest } from "../drawing/magnitude.js";
import { Patch } from "../drawing/patch.js";
import { NARROWEST, wireNumber } from "../numbers/written.js";
import { numberPlaces } from "./strip-numbers.js";
import { arrange, cellBox, MOST_CELLS, stripPlaces } from "./strip-places.js";

/** @typedef {Record<string, Float64Array>} Vectors   by quantity, one number for each unit */

export class Strips {
  #strips;
  element = svg("g", { class: "strips", "aria-hidden": "true" });

  /** @param {Layout} layout @param {{hidden: number, input: number}} sizes */
  constructor(layout, { hidden, input }) {
    const places = stripPlaces(layout);
    const numbers = numberPlaces(layout, places);
    this.#strips = places.map((place, k) => new Strip(place, place.quantity === "x" ? input : hidden, numbers[k]));
    this.element.append(...this.#strips.map(({ element }) => element));
  }

  /**
   * @param {Vectors} vectors
   * @param {Vectors|null} before  of the run before; null: there is none to compare with
   * @param {(place: StripPlace) => Paint} paintOf
   */
  colour(vectors, before, paintOf) {
    for (const strip of this.#strips) {
      const { quantity } = strip.place;
      strip.colour(vectors[quantity], before?.[quantity] ?? null, paintOf(strip.place));
    }
  }

  /** @param {readonly ReadonlySet<string>[]} held  what a what-if replaces, by unit */
  hold(held) {
    for (const strip of this.#strips) strip.hold(held);
  }

  /** @param {number} phase @param {Pass} pass */
  uncover(phase, pass) {
    for (const strip of this.#strips) strip.uncover(progress(phase, strip.place.window, pass), pass);
  }

  /** Frames a unit and writes its numbers. @param {number} unit */
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
   * @returns {Hit|null}
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
  /** @type {Float64Array|null} */
  #before = null;
  /** @type {ReadonlySet<number>} */
  #held = new Set();
  #marks = new StripMarks((cell) => cellBox(this.place, this.#arrangement, cell));
  #number;

  /** @param {StripPlace} place @param {number} size  entries of the vector @param {import("./strip-numbers.js").NumberPlaces} numberPlaces */
  constructor(place, size, numberPlaces) {
    this.place = place;
    this.#number = new StripNumberDrawing(numberPlaces);
    this.#size = size;
    this.#arrangement = arrange(size);
    const count = Math.ceil(size / this.#arrangement.units);
    this.#cells = Array.from({ length: count }, (_, cell) => new Patch(svg("rect", { class: "strip-unit", "data-cell": cell, ...this.#room(cell) })));
    const { x, y, width, height } = place;
    const edge = { x: x - 2, y: y - 2, width: width + 4, height: height + 4, rx: 4 };
    this.element = svg("g", { class: `unit-strips tone-${place.tone}`, "data-strip": place.quantity, "data-light": place.light },
      svg("rect", { class: "strip-bed", ...edge }), this.#cells.map(({ element }) => element),
      this.#marks.ghosts, this.#cover.element, svg("rect", { class: "strip-edge", ...edge }), this.#frame.element, this.#marks.holds, this.#number.element);
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

  /** @param {Float64Array} values @param {Float64Array|null} before @param {Paint} paint */
  colour(values, before, paint) {
    this.#values = values;
    this.#before = before;
    this.#entries = loudest(values, 0, this.#size, MOST_CELLS);
    this.#entries.forEach((entry, cell) => this.#cells[cell].set("fill", paint(values[entry]).css));
    this.#marks.compare(this.#entries, values, before, paint);
  }

  /** @param {readonly ReadonlySet<string>[]} held */
  hold(held) {
    const { quantity } = this.place;
    this.#held = new Set(held.flatMap((targets, unit) => (quantity !== "x" && targets.has(quantity) ? [unit] : [])));
    this.#marks.hold(new Set([...this.#held].map((unit) => Math.floor(unit / this.#arrangement.units))));
  }

  /** Forward it fills from the left, backward from the right. @param {number} done @param {Pass} pass */
  uncover(done, pass) {
    const { x, width } = this.place;
    this.#cover.set("visibility", done >= 1 ? "hidden" : "visible");
    this.#cover.set("x", (pass === "forward" ? x + width * done : x).toFixed(1));
    this.#cover.set("width", (width * (1 - done)).toFixed(1));
    this.#number.uncover(done);
  }

  /** @param {number} unit  −1 none */
  mark(unit) {
    if (unit >= 0) this.#number.write(this.#values[unit] ?? NaN, this.#before?.[unit] ?? NaN);
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
    this.#group.toggle("is-lit", quantity !== null && this.place.light === quantity);
  }

  /** @param {number} cell @returns {Hit} */
  read(cell) {
    const entry = this.#entries[cell] ?? 0;
    const value = this.#values[entry] ?? NaN;
    return { quantity: this.place.quantity, entry, value, before: this.#before?.[entry] ?? NaN, isHeld: this.#held.has(entry) };
  }
}

/**
 * What a strip says about the run before and about what-ifs: in a cell that differs the colour it
 * had fills the lower right half, and on a unit that is held sits a diamond. Elements are made when
 * they are first needed; most strips never need any.
 *
 * @typedef {import("./strip-places.js").Box} Box
 * @typedef {import("./strip-numbers.js").NumberPlaces} NumberPlaces
 * @typedef {import("./number-places.js").Place} Place
 */

const DIAMOND = Object.freeze({ most: 5, least: 2.4 });

class StripMarks {
  #boxOf;
  /** @type {Patch[]} */
  #halves = [];
  /** @type {Patch[]} */
  #diamonds = [];
  ghosts = svg("g", { class: "strip-ghosts" });
  holds = svg("g", { class: "strip-holds" });

  /** @param {(cell: number) => Box} boxOf */
  constructor(boxOf) {
    this.#boxOf = boxOf;
  }

  /**
   * @param {readonly number[]} entries  shown in each cell
   * @param {Float64Array} now
   * @param {Float64Array|null} before  null: there is nothing to compare with
   * @param {Paint} paint
   */
  compare(entries, now, before, paint) {
    entries.forEach((entry, cell) => {
      const isOther = before !== null && differs(now[entry], before[entry]);
      if (!isOther) return void this.#halves[cell]?.set("visibility", "hidden");
      const half = (this.#halves[cell] ??= this.#add(this.ghosts, "strip-ghost", halfOf(this.#boxOf(cell))));
      half.set("visibility", "inherit");
      half.set("fill", paint(before[entry]).css);
    });
  }

  /** @param {ReadonlySet<number>} cells  that have a unit that is held */
  hold(cells) {
    for (const cell of cells) this.#diamonds[cell] ??= this.#add(this.holds, "strip-hold", diamondOn(this.#boxOf(cell)));
    this.#diamonds.forEach((diamond, cell) => diamond.set("visibility", cells.has(cell) ? "inherit" : "hidden"));
  }

  /** @param {SVGElement} group @param {string} name @param {string} d */
  #add(group, name, d) {
    const mark = svg("path", { class: name, d });
    group.append(mark);
    return new Patch(mark);
  }
}

/** @param {Box} box */
const halfOf = ({ x, y, width, height }) =>
  `M${(x + width).toFixed(2)} ${y.toFixed(2)}V${(y + height).toFixed(2)}H${x.toFixed(2)}Z`;

/** On the upper edge of a cell. @param {Box} box */
function diamondOn({ x, y, width }) {
  const r = Math.min(DIAMOND.most, Math.max(DIAMOND.least, width / 3));
  return `M${(x + width / 2).toFixed(2)} ${(y - r).toFixed(2)}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`;
}

// The number of the chosen unit beside a strip, and the difference to the run before.

class StripNumberDrawing {
  #number;
  #characters;
  #delta;
  #group;
  #texts = ["", ""];

  /** @param {NumberPlaces} places */
  constructor({ number, delta }) {
    this.#characters = number?.characters ?? NARROWEST;
    this.#number = number && textAt(number, "strip-number");
    this.#delta = delta && textAt(delta, "delta");
    this.element = svg("g", { class: "strip-says" }, this.#number, this.#delta);
    this.#group = new Patch(this.element);
  }

  /** @param {number} now @param {number} before  NaN: there is nothing to compare with */
  write(now, before) {
    const texts = [wireNumber(now, this.#characters), differenceText(now, before)];
    [this.#number, this.#delta].forEach((node, k) => {
      if (node && texts[k] !== this.#texts[k]) node.textContent = texts[k];
    });
    this.#texts = texts;
  }

  /** @param {number} done  0 … 1 of the strip's window */
  uncover(done) {
    this.#group.set("opacity", Math.round(Math.min(1, Math.max(0, (done - 0.5) * 2)) * 20) / 20);
  }
}

/** @param {Place} place @param {string} name */
const textAt = ({ x, y, anchor }, name) => svg("text", { class: name, x, y, "text-anchor": anchor });
