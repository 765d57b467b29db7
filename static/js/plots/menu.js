/**
 * The small menu of a plot: opened by its button, walked with the arrow keys, closed by Escape, by
 * a click elsewhere or by choosing.
 *
 * @typedef {{label: string, run: () => void}} Item
 */

import { el } from "../base/dom.js";

/** @type {Record<string, (index: number, count: number) => number>} */
const MOVES = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (index, count) => count - 1,
};

export class Menu {
  element = el("div", { class: "plots-menu", role: "menu", hidden: true });
  /** @type {HTMLElement|null} */
  #opener = null;
  #abort = new AbortController();

  constructor() {
    const { signal } = this.#abort;
    this.element.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("pointerdown", (event) => this.#outside(event), { signal });
  }

  dispose() {
    this.#abort.abort();
  }

  /**
   * @param {HTMLElement} opener
   * @param {Item[]} items
   */
  toggle(opener, items) {
    const wasOpen = this.#opener === opener;
    this.close();
    if (!wasOpen) this.#open(opener, items);
  }

  /**
   * @param {HTMLElement} opener
   * @param {Item[]} items
   */
  #open(opener, items) {
    this.#opener = opener;
    opener.setAttribute("aria-expanded", "true");
    this.element.setAttribute("aria-label", opener.getAttribute("aria-label") ?? "");
    this.element.replaceChildren(...items.map((item) => this.#button(item)));
    this.element.hidden = false;
    const { left, bottom, top } = opener.getBoundingClientRect();
    const { offsetHeight: height, offsetWidth: width } = this.element;
    const y = bottom + height + 4 < innerHeight ? bottom + 2 : Math.max(4, top - height - 2);
    const x = Math.min(left, innerWidth - width - 4);
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    this.#buttons[0]?.focus();
  }

  close() {
    this.#opener?.setAttribute("aria-expanded", "false");
    this.#opener = null;
    this.element.hidden = true;
  }

  /** @returns {HTMLElement[]} */
  get #buttons() {
    return [...this.element.querySelectorAll("button")];
  }

  /** @param {Item} item */
  #button({ label, run }) {
    const choose = () => {
      const opener = this.#opener;
      this.close();
      opener?.focus();
      run();
    };
    return el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: choose }, label);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = this.#buttons;
    const move = MOVES[event.key];
    if (move) {
      const index = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      buttons[move(index, buttons.length)]?.focus();
    } else if (event.key === "Escape") {
      const opener = this.#opener;
      this.close();
      opener?.focus();
    } else if (event.key === "Tab") {
      this.close();
      return;
    }
    if (move !== undefined || event.key === "Escape") event.preventDefault();
    event.stopPropagation();  // the page's own keys must not act behind an open menu
  }

  /** @param {PointerEvent} event */
  #outside(event) {
    const target = /** @type {Node} */ (event.target);
    if (this.#opener && !this.element.contains(target) && !this.#opener.contains(target)) this.close();
  }
}
