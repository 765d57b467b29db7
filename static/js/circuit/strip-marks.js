/**
 * What a strip says about the run before and about what-ifs: in a cell that differs the colour it
 * had fills the lower right half, and on a unit that is held sits a diamond. Elements are made when
 * they are first needed; most strips never need any.
 *
 * @typedef {import("../drawing/palette.js").Paint} Paint
 * @typedef {import("./strip-cells.js").Box} Box
 */

import { svg } from "../base/dom.js";
import { differs } from "../cell/ghost.js";
import { Patch } from "../drawing/patch.js";

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
