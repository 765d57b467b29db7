/**
 * The value under the pointer, in words. What it says is in the table too, so it is hidden from
 * screen readers.
 */

import { el } from "../dom.js";

const DISTANCE = 14;

export class Tooltip {
  element = el("div", { class: "plots-tooltip", "aria-hidden": "true", hidden: true });
  #text = "";

  /**
   * @param {string[]} lines
   * @param {{clientX: number, clientY: number}} pointer
   */
  show(lines, { clientX, clientY }) {
    const text = lines.join("\n");
    if (text !== this.#text) this.element.replaceChildren(...lines.map((line) => el("div", null, line)));
    this.#text = text;
    this.element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const x = Math.min(Math.max(4, clientX - width / 2), innerWidth - width - 4);
    const above = clientY - height - DISTANCE;
    const y = above > 4 ? above : clientY + DISTANCE;
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}
