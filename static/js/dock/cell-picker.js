/**
 * The combobox `Cell`: the catalogue in groups, each cell with a sentence and its source; typing
 * searches it. Its own list opens below the field.
 *
 * @typedef {{value: string, title: string, sentence: string, source: string}} Choice
 * @typedef {{title: string, cells: Choice[]}} Group
 */

import { el } from "../base/dom.js";
import { labelled, messageFor, uniqueId } from "./field.js";

/** Lower case, without signs that nobody types. @param {string} text */
const plain = (text) => text.toLowerCase().replace(/[\s,.()·-]+/g, " ");

/** The groups with what a search finds; all words must be there. @param {Group[]} groups @param {string} search @returns {Group[]} */
export function foundCells(groups, search) {
  const words = plain(search).trim().split(" ");
  const fits = (/** @type {Choice} */ { value, title, sentence, source }) => {
    const text = plain(`${value} ${value.replaceAll("_", "")} ${title} ${sentence} ${source}`);
    return words.every((word) => text.includes(word));
  };
  return groups.map(({ title, cells }) => ({ title, cells: cells.filter(fits) })).filter(({ cells }) => cells.length > 0);
}

/** Which of those found is meant first: the one that is called so, or whose name begins so. @param {Choice[]} cells @param {string} search */
export function bestOf(cells, search) {
  const wanted = plain(search).trim();
  const names = cells.map(({ title }) => plain(title).trim());
  const found = names.indexOf(wanted);
  return Math.max(0, found >= 0 ? found : names.findIndex((name) => name.startsWith(wanted)));
}

export class CellPicker {
  /** @type {Group[]} */
  #groups = [];
  /** @type {Choice[]} */
  #shown = [];
  #value = "";
  #active = 0;
  #isOpen = false;
  #onChoose;

  /**
   * @param {string} label
   * @param {string} none       what is said when a search finds nothing
   * @param {(value: string) => void} onChoose
   */
  constructor(label, none, onChoose) {
    this.#onChoose = onChoose;
    this.list = el("div", { class: "cell-list", role: "listbox", id: uniqueId("cells"), "aria-label": label, hidden: true });
    this.none = el("p", { class: "hint cell-none", hidden: true }, none);
    this.input = el("input", {
      class: "cell-input", role: "combobox", type: "text", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list",
      autocomplete: "off", spellcheck: "false",
      onfocus: () => this.input.select(), onclick: () => this.#open(), onblur: () => this.#close(),
      oninput: () => this.#open(this.input.value), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#press(event),
    });
    const message = messageFor(this.input);
    this.showError = message.show;
    this.popup = el("div", { class: "cell-popup", hidden: true, onpointerdown: (/** @type {Event} */ event) => event.preventDefault() }, this.list, this.none);
    this.node = labelled(label, this.input, this.popup, message.node);
    this.node.classList.add("cell-field");
  }

  /** @param {Group[]} groups @param {string} value */
  update(groups, value) {
    this.#groups = groups;
    this.#value = value;
    if (!this.#isOpen) this.#rest();
  }

  get #all() {
    return this.#groups.flatMap(({ cells }) => cells);
  }

  /** Shows what is chosen. */
  #rest() {
    this.input.value = this.#all.find(({ value }) => value === this.#value)?.title ?? this.#value;
  }

  /** @param {string} [search] */
  #open(search = "") {
    const groups = search ? foundCells(this.#groups, search) : this.#groups;
    this.#isOpen = true;
    this.#shown = groups.flatMap(({ cells }) => cells);
    this.#active = search ? bestOf(this.#shown, search) : Math.max(0, this.#shown.findIndex(({ value }) => value === this.#value));
    let index = 0;
    this.list.replaceChildren(...groups.map(({ title, cells }) => {
      const head = el("div", { class: "cell-group-title", id: uniqueId("group") }, title);
      return el("div", { role: "group", "aria-labelledby": head.id, class: "cell-group" }, head, cells.map((cell) => this.#option(cell, index++)));
    }));
    this.none.hidden = this.#shown.length > 0;
    this.list.hidden = this.#shown.length === 0;
    this.popup.hidden = false;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#mark();
  }

  /** @param {Choice} cell @param {number} index */
  #option(cell, index) {
    return el("div", {
      role: "option", id: `${this.list.id}-${index}`, class: "cell-option", "aria-selected": String(cell.value === this.#value), "data-cell": cell.value,
      onclick: () => this.#choose(index),
    },
    el("span", { class: "cell-option-title" }, cell.title),
    el("span", { class: "cell-option-text" }, cell.sentence),
    el("span", { class: "cell-option-source" }, cell.source));
  }

  #mark() {
    const options = this.list.querySelectorAll("[role='option']");
    options.forEach((option, k) => option.classList.toggle("is-active", k === this.#active));
    const active = options[this.#active];
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  #close() {
    this.#isOpen = false;
    this.popup.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.#rest();
  }

  /** @param {number} index */
  #choose(index) {
    const chosen = this.#shown[index];
    if (!chosen) return;
    const isOther = chosen.value !== this.#value;
    this.#value = chosen.value;
    this.#close();
    if (isOther) this.#onChoose(chosen.value);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move && !this.#isOpen) this.#open();
    else if (move) this.#move(move);
    else if (event.key === "Enter" && this.#isOpen) this.#choose(this.#active);
    else if (event.key === "Escape" && this.#isOpen) this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} way */
  #move(way) {
    const last = this.#shown.length - 1;
    const isStep = Math.abs(way) === 1;
    const next = this.#active + way;
    this.#active = isStep && (next < 0 || next > last) ? (way > 0 ? 0 : last) : Math.min(Math.max(next, 0), last);
    this.#mark();
  }
}
