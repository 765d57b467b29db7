/**
 * What a strip says about the run before and about what-ifs: in a cell that differs the colour it
 * had fills the lower right half, and on a unit that is held sits a diamond. Elements are made when
 * they are first needed; most strips never need any.
 *
 * @typedef {import("../drawing/palette.js").Paint} Paint
 * @typedef {import("./strip-places.js").Box} Box
 * @typedef {import("./strip-numbers.js").NumberPlaces} NumberPlaces
 * @typedef {import("./delta-places.js").Place} Place
 */

import { svg } from "../base/dom.js";
import { differs, differenceText } from "../cell/ghost.js";
import { Patch } from "../drawing/patch.js";
import { NARROWEST, wireNumber } from "../numbers/written.js";

const DIAMOND = Object.freeze({ most: 5, least: 2.4 });

export class StripMarks {
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

export class StripNumberDrawing {
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
