/**
 * A text field for equations: line numbers, the line that is wrong, and names to complete with. Tab
 * leaves it unless the list is open.
 *
 * @typedef {{text: string, kind: "value"|"state"|"function"|"parameter", insert: string}} Suggestion
 */

import { el } from "../base/dom.js";
import { contract } from "../scenario/contract.js";
import { uniqueId } from "./field.js";

export class EquationField {
  /** @type {Suggestion[]} */
  #suggestions = [];
  /** −1: none, so that Enter breaks the line as ever. */
  #chosen = 0;
  #wrong = 0;
  #onInput;
  #kindName;

  /**
   * @param {string} label
   * @param {(text: string) => void} onInput
   * @param {(kind: string) => string} kindName  what a suggestion is
   */
  constructor(label, onInput, kindName) {
    this.#onInput = onInput;
    this.#kindName = kindName;
    this.list = el("ul", { class: "equation-list", role: "listbox", id: uniqueId("names"), "aria-label": label, hidden: true });
    this.input = el("textarea", {
      class: "equation-text", "aria-label": label, "aria-autocomplete": "list", "aria-controls": this.list.id,
      spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", rows: 4,
      oninput: () => this.#changed(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#press(event), onblur: () => this.#close(),
      onscroll: () => this.#scrolled(), onclick: () => this.#close(),
    });
    this.gutter = el("div", { class: "equation-gutter", "aria-hidden": "true" });
    this.node = el("div", { class: "equation-field" }, this.gutter, this.input, this.list);
  }

  get text() {
    return this.input.value;
  }

  /** @param {string} text */
  write(text) {
    if (this.input.value !== text) this.input.value = text;
    this.#number();
  }

  /** @param {number} line  the one that is wrong; 0: none */
  mark(line) {
    this.#wrong = line;
    this.input.setAttribute("aria-invalid", String(line > 0));
    this.#number();
  }

  /** Puts the caret where something is wrong. @param {number} line @param {number} column  both from 1 */
  goTo(line, column) {
    const start = this.text.split("\n").slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    this.input.focus();
    this.input.setSelectionRange(start + column - 1, start + column - 1);
  }

  #number() {
    const count = this.text.split("\n").length;
    this.input.rows = Math.min(Math.max(count, 3), 14);
    this.gutter.replaceChildren(...Array.from({ length: count }, (_, k) => el("span", { class: k + 1 === this.#wrong ? "is-wrong" : "" }, String(k + 1))));
    this.#scrolled();
  }

  #scrolled() {
    this.gutter.scrollTop = this.input.scrollTop;
  }

  #changed() {
    this.#number();
    this.#suggest();
    this.#onInput(this.text);
  }

  // Completion.

  #suggest() {
    const at = this.input.selectionStart;
    this.#suggestions = at === this.input.selectionEnd ? suggestionsAt(this.text, at) : [];
    this.#chosen = mayBeWhole(this.text, at) ? -1 : 0;
    this.#showList();
  }

  #close() {
    this.#suggestions = [];
    this.#showList();
  }

  #showList() {
    this.list.hidden = this.#suggestions.length === 0;
    this.list.replaceChildren(...this.#suggestions.map((one, k) => el("li", {
      role: "option", id: `${this.list.id}-${k}`, "aria-selected": String(k === this.#chosen), class: "equation-option",
      onpointerdown: (/** @type {Event} */ event) => {
        event.preventDefault();
        this.#accept(k);
      },
    }, el("span", { class: "equation-option-name" }, one.text), el("span", { class: "equation-option-kind" }, this.#kindName(one.kind)))));
    if (this.list.hidden || this.#chosen < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.#chosen}`);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (this.#suggestions.length === 0 || event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.#suggestions.length;
    if (move) this.#chosen = this.#chosen < 0 ? (move > 0 ? 0 : count - 1) : (this.#chosen + move + count) % count;
    else if ((event.key === "Enter" || event.key === "Tab") && this.#chosen >= 0) this.#accept(this.#chosen);
    else if (event.key === "Escape") this.#suggestions = [];
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.#showList();
  }

  /** @param {number} index */
  #accept(index) {
    const { insert } = this.#suggestions[index];
    const at = this.input.selectionStart;
    this.input.setRangeText(insert, at - wordBefore(this.text, at).length, at, "end");
    this.#suggestions = [];
    this.#changed();
    this.#close();
  }
}

// What may be typed at a place of a cell's equations. Pure.

const NAME = /[A-Za-z][A-Za-z0-9_]*/g;
const MOST = 8;

/** The word that ends at a place. @param {string} text @param {number} at */
export function wordBefore(text, at) {
  return /(?:^|[^A-Za-z0-9_])([A-Za-z][A-Za-z0-9_]*)$/.exec(text.slice(0, at))?.[1] ?? "";
}

/** Without comments, so that their words are not taken for names. @param {string} text */
const bare = (text) => text.replace(/#.*$/gm, "");

/**
 * Names that begin as the word does: values and states of the equations, functions, and parameters
 * that stand elsewhere.
 * @param {string} text
 * @param {number} at
 * @returns {Suggestion[]}
 */
export function suggestionsAt(text, at) {
  const word = wordBefore(text, at);
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  if (!word || line.includes("#") || !line.includes("=")) return [];
  const fits = (/** @type {Suggestion} */ { text: name }) => name.startsWith(word) && name !== word;
  return known(bare(text), bare(text.slice(0, at - word.length))).filter(fits).slice(0, MOST);
}

/**
 * Whether the word that ends at a place may be meant as it stands: one letter, or a name that stands
 * elsewhere too.
 * @param {string} text
 * @param {number} at
 */
export function mayBeWhole(text, at) {
  const word = wordBefore(text, at);
  const others = [...bare(`${text.slice(0, at - word.length)} ${text.slice(at)}`).matchAll(NAME)];
  return word.length === 1 || others.some(([name]) => name === word);
}

/** @param {string} text @param {string} before @returns {Suggestion[]} */
function known(text, before) {
  const { functions, slots, words } = contract().language;
  const calls = [...slots, ...Object.keys(functions), ...words];
  const defined = [...text.matchAll(/^\s*([A-Za-z][A-Za-z0-9_]*)\s*=/gm)].map(([, name]) => name);
  const above = new Set([...before.matchAll(/^\s*([A-Za-z][A-Za-z0-9_]*)\s*=.*\n/gm)].map(([, name]) => name));
  const taken = new Set([...calls, ...defined, "x"]);
  const parameters = [...new Set(text.match(NAME) ?? [])].filter((name) => !taken.has(name));
  return [
    ...["x", ...above].map((name) => one(name, "value", name)),
    ...defined.map((name) => one(`${name}'`, "state", `${name}'`)),
    ...calls.map((name) => one(name, "function", `${name}(`)),
    ...parameters.map((name) => one(name, "parameter", name)),
  ];
}

/** @param {string} text @param {Suggestion["kind"]} kind @param {string} insert @returns {Suggestion} */
const one = (text, kind, insert) => ({ text, kind, insert });
