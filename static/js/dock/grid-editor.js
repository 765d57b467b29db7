/**
 * The text box in the cell of a number grid that is being typed into.
 *
 * @typedef {import("./grid-window.js").Place} Place
 *
 * @typedef {object} Options
 * @property {(text: string) => {value: number}|{problem: string}} read
 * @property {(place: Place, value: number) => void} commit
 * @property {(place: Place, key: string|null) => void} leave   null: the focus had already gone
 * @property {(problem: string|null) => void} show
 */

import { el } from "../base/dom.js";

export class GridEditor {
  #options;
  /** @type {{input: HTMLInputElement, place: Place, before: string}|null} */
  #open = null;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
  }

  /** @param {Place} place */
  isAt({ row, column }) {
    return this.#open?.place.row === row && this.#open.place.column === column;
  }

  /** @param {EventTarget|null} target */
  owns(target) {
    return this.#open !== null && target === this.#open.input;
  }

  /** @param {HTMLElement} cell @param {Place} place @param {{label: string, text: string, selectAll: boolean}} start */
  open(cell, place, { label, text, selectAll }) {
    const input = el("input", {
      class: "grid-editor",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": label,
    });
    input.value = text;
    this.#open = { input, place, before: selectAll ? text : "" };
    cell.replaceChildren(input);
    input.focus({ preventScroll: true });
    if (selectAll) input.select();
    input.addEventListener("blur", () => this.#finish(null));
  }

  /** Ends the editing without a change. */
  close() {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    this.#options.show(null);
    open.input.remove();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    event.stopPropagation();
    const place = this.#open?.place;
    if (event.isComposing || !place) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      this.#options.leave(place, "Escape");
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      this.#finish(event.key === "Tab" && event.shiftKey ? "Shift+Tab" : event.key);
    }
  }

  /** Takes the number over; what is none stays, with the reason. @param {string|null} key */
  #finish(key) {
    const open = this.#open;
    if (!open) return;
    const result = this.#options.read(open.input.value);
    if ("problem" in result) {
      open.input.setAttribute("aria-invalid", "true");
      this.#options.show(result.problem);
      return;
    }
    const isChanged = open.input.value !== open.before;
    this.close();
    if (isChanged) this.#options.commit(open.place, result.value);
    this.#options.leave(open.place, key);
  }
}
