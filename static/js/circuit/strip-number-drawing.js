/**
 * The number of the chosen unit beside a strip, and the difference to the run before.
 *
 * @typedef {import("./strip-numbers.js").NumberPlaces} NumberPlaces
 * @typedef {import("./delta-places.js").Place} Place
 */

import { svg } from "../base/dom.js";
import { differenceText } from "../cell/ghost.js";
import { compactNumber } from "../numbers/compact.js";
import { Patch } from "../drawing/patch.js";

export class StripNumberDrawing {
  #number;
  #delta;
  #group;
  #texts = ["", ""];

  /** @param {NumberPlaces} places */
  constructor({ number, delta }) {
    this.#number = number && textAt(number, "strip-number");
    this.#delta = delta && textAt(delta, "delta");
    this.element = svg("g", { class: "strip-says" }, this.#number, this.#delta);
    this.#group = new Patch(this.element);
  }

  /** @param {number} now @param {number} before  NaN: there is nothing to compare with */
  write(now, before) {
    const texts = [compactNumber(now), differenceText(now, before)];
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
