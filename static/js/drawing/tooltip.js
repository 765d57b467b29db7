/**
 * The value under the pointer, in words. What it says is in the table too, so it is hidden from
 * screen readers.
 */

import { el, hide, setText } from "../base/dom.js";

const DISTANCE = 14;

export class Tooltip {
  element = el("div", { class: "plots-tooltip", "aria-hidden": "true", hidden: true });
  #text = "";
  #pointer = { x: 0, y: 0 };
  #size = { width: 0, height: 0 };
  /** Tells the size once the frame is laid out; asking for it would lay the page out in between. */
  #sizes = new ResizeObserver(() => this.#measure());

  constructor() {
    this.#sizes.observe(this.element);
  }

  /**
   * @param {string[]} lines
   * @param {{clientX: number, clientY: number}} pointer
   */
  show(lines, { clientX, clientY }) {
    const text = lines.join("\n");
    if (text !== this.#text) this.#write(lines);
    this.#text = text;
    hide(this.element, false);
    this.#pointer = { x: clientX, y: clientY };
    this.#place();
  }

  /** @param {string[]} lines */
  #write(lines) {
    const { children } = this.element;
    if (children.length !== lines.length) this.element.replaceChildren(...lines.map((line) => el("div", null, line)));
    else lines.forEach((line, k) => setText(children[k], line));
  }

  #measure() {
    this.#size = { width: this.element.offsetWidth, height: this.element.offsetHeight };
    this.#place();
  }

  #place() {
    const { width, height } = this.#size;
    const x = Math.min(Math.max(4, this.#pointer.x - width / 2), innerWidth - width - 4);
    const above = this.#pointer.y - height - DISTANCE;
    const y = above > 4 ? above : this.#pointer.y + DISTANCE;
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  hide() {
    hide(this.element, true);
  }
}
