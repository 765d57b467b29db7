/**
 * One cell of the comparison: mark and name, size and loss, its units at the playhead, what can be
 * done with it, and what is wrong with it.
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("./strip.js").Shades} Shades
 * @typedef {import("../types.js").View} View
 * @typedef {import("./cells.js").ComparedCell} ComparedCell
 * @typedef {object} Handlers
 * @property {(index: number, title: string) => void} rename
 * @property {(index: number) => void} swap
 * @property {(index: number) => void} remove
 * @property {() => void} retry
 */

import { el, setText } from "../base/dom.js";
import { rough } from "../numbers/phrases.js";
import { laneOf, kindName } from "./cells.js";
import { ComparedRuns } from "./compared-runs.js";
import { parameterCount } from "./making.js";
import { paintStrip, valuesAt } from "./strip.js";

/** Characters that a name has room for at least. */
const SHORTEST = 4;

/** @typedef {{h: Shades, c: Shades, edge: string}} Scales */

export class CellRow {
  #mark = el("span", { class: "compare-mark", "aria-hidden": "true" });
  #name = el("input", { class: "compare-name", type: "text", autocomplete: "off", spellcheck: "false", onchange: () => this.#rename() });
  #own = el("span", { class: "compare-own" });
  #facts = el("span", { class: "compare-facts" });
  #swap = el("button", { type: "button", class: "compare-button", onclick: () => this.#handlers.swap(this.#index) }, "⇅");
  #remove = el("button", { type: "button", class: "compare-button compare-remove", onclick: () => this.#handlers.remove(this.#index) }, "×");
  #strips = { h: el("canvas", { class: "compare-strip", role: "img" }), c: el("canvas", { class: "compare-strip", role: "img" }) };
  #lines = {
    h: el("div", { class: "compare-state" }, el("span", { "aria-hidden": "true" }, "h"), this.#strips.h),
    c: el("div", { class: "compare-state" }, el("span", { "aria-hidden": "true" }, "c"), this.#strips.c),
  };
  #states = el("div", { class: "compare-states" }, this.#lines.h, this.#lines.c);
  #error = el("p", { class: "compare-error", role: "status" });
  #retry = el("button", { type: "button", class: "plain-button", onclick: () => this.#handlers.retry() });
  #trouble = el("div", { class: "compare-trouble", hidden: true }, this.#error, this.#retry);
  element = el("li", { class: "compare-cell" },
    el("div", { class: "compare-head" }, this.#mark, this.#own, this.#name, this.#facts, this.#swap, this.#remove),
    this.#states, this.#trouble);
  /** @type {ComparedCell|null} */
  #cell = null;
  #handlers;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  get #index() {
    return this.#cell?.index ?? -1;
  }

  /** Where the focus goes when a cell before it was removed. */
  get removeButton() {
    return this.#remove;
  }

  #rename() {
    this.#handlers.rename(this.#index, this.#name.value.trim());
  }

  /**
   * @param {ComparedCell} cell
   * @param {I18n} i18n
   * @param {number} longest  characters of a name
   */
  show(cell, i18n, longest) {
    this.#cell = cell;
    const { look, name, scenario, index } = cell;
    const isOwn = index < 0;
    this.element.style.setProperty("--cell", `var(${look.token})`);
    this.#mark.textContent = look.glyph;
    this.#own.hidden = !isOwn;
    this.#own.textContent = name;
    for (const node of [this.#name, this.#swap, this.#remove]) node.hidden = isOwn;
    this.#name.maxLength = longest;
    this.#name.placeholder = name;
    label(this.#name, i18n.t("lab.compare.name", { name }));
    if (document.activeElement !== this.#name) this.#name.value = isOwn ? "" : scenario.title;
    this.#name.size = Math.max(SHORTEST, name.length);
    label(this.#swap, i18n.t("lab.compare.swap", { name }));
    label(this.#remove, i18n.t("lab.compare.remove", { name }));
    this.#facts.textContent = this.#factsOf(cell, i18n);
    this.#showTrouble(cell, i18n);
    this.#showStates(cell, i18n);
  }

  /** @param {ComparedCell} cell @param {I18n} i18n */
  #factsOf({ scenario, trace, name }, i18n) {
    const kind = kindName(scenario, i18n);
    const facts = [
      ...(kind === name ? [] : [kind]),
      i18n.t("lab.compare.units", { count: i18n.number(scenario.cell.hidden_size) }),
      i18n.t("lab.compare.parameters", { count: i18n.number(parameterCount(scenario)) }),
      ...(trace && Number.isFinite(trace.loss) ? [`L = ${rough(trace.loss, i18n.lang)}`] : []),
    ];
    return facts.join(i18n.t("lab.compare.dot"));
  }

  /** @param {ComparedCell} cell @param {I18n} i18n */
  #showTrouble({ status, errors, trace }, i18n) {
    const isWaiting = status === "running" || status === "waiting";
    this.element.classList.toggle("is-waiting", isWaiting);
    this.element.setAttribute("aria-busy", String(isWaiting));
    const words = errors.map(({ msg, type, loc }) => (loc.length > 0 ? msg : i18n.t(`lab.compare.trouble.${type ?? "server"}`, { msg })));
    const text = status === "cut" ? i18n.t("lab.compare.cut") : status === "error" ? words.join(" ") : "";
    this.#trouble.hidden = text === "";
    setText(this.#error, text);
    this.#retry.hidden = !ComparedRuns.canRetry({ status, errors });
    this.#retry.textContent = i18n.t("lab.retry");
    this.element.classList.toggle("is-wrong", text !== "" && trace === null);
  }

  /** @param {ComparedCell} cell @param {I18n} i18n */
  #showStates({ trace, name }, i18n) {
    this.#states.hidden = trace === null;
    this.#lines.c.hidden = !trace?.lanes.some(({ model }) => model.states.includes("c"));
    this.#strips.h.setAttribute("aria-label", i18n.t("lab.compare.strip", { name, state: i18n.t("lab.compare.of.h") }));
    this.#strips.c.setAttribute("aria-label", i18n.t("lab.compare.strip", { name, state: i18n.t("lab.compare.of.c") }));
  }

  /**
   * The units as they are in this frame.
   * @param {View} view
   * @param {Scales} scales
   */
  paint(view, scales) {
    const trace = this.#cell?.trace;
    if (!trace) return;
    const lane = laneOf(trace, view);
    const t = Math.min(view.t, trace.steps - 1);
    const phase = view.pass === "forward" ? view.phase : 1;
    for (const state of /** @type {const} */ (["h", "c"])) {
      if (!this.#states.hidden && !this.#lines[state].hidden && lane.model.states.includes(state)) paintStrip(this.#strips[state], valuesAt(lane, state, t, phase), scales[state], scales.edge);
    }
  }
}

/**
 * @param {HTMLElement} node
 * @param {string} text
 */
function label(node, text) {
  node.setAttribute("aria-label", text);
  node.title = text;
}
