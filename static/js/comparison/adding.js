/**
 * The buttons that add cells: another kind of equal size, forget biases, the cell as it is now.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Variant} Variant
 * @typedef {import("./making.js").Offer} Offer
 * @typedef {import("./making.js").Sizing} Sizing
 */

import { el } from "../base/dom.js";
import { addVariants } from "../scenario/comparison.js";
import {
  hasForgetBias, missingForgetBiases, offersFor, variantOfForgetBias, variantOfPresent, variantOfSort,
} from "./making.js";

/** @type {readonly Sizing[]} */
const SIZINGS = Object.freeze(["units", "parameters"]);

export class Adding {
  /** @type {Sizing} */
  #sizing = "units";
  #legend = el("summary", { class: "compare-legend" });
  #label = el("span");
  #select = el("select", { class: "plots-order", onchange: () => this.#choose() }, SIZINGS.map((value) => el("option", { value })));
  #cellLabel = el("span");
  #cells = el("select", { class: "plots-order", onchange: () => this.show(this.#app.store.state) });
  #cell = button(() => this.#addCell());
  #biases = button(() => this.#addBiases());
  #present = button(() => this.#addPresent());
  #note = el("p", { class: "compare-note" });
  element = el("details", { class: "compare-adding", ontoggle: () => this.show(this.#app.store.state) }, this.#legend,
    el("div", { class: "compare-sizing" }, el("label", { class: "lab-control" }, this.#cellLabel, this.#cells),
      el("label", { class: "lab-control" }, this.#label, this.#select)),
    el("div", { class: "compare-buttons" }, this.#cell, this.#biases, this.#present),
    this.#note);
  #app;
  /** @type {Offer[]} */
  #offers = [];

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.element.open = app.store.state.scenario.comparison.length === 0;  // what there is matters more
  }

  focus() {
    this.#legend.focus();
  }

  #choose() {
    this.#sizing = this.#select.value === "parameters" ? "parameters" : "units";
    this.show(this.#app.store.state);
  }

  /** How many more cells there is room for. */
  get #room() {
    const { scenario, limits } = this.#app.store.state;
    return (limits.variants ?? 3) - scenario.comparison.length;
  }

  /** @param {Readonly<State>} state */
  show({ scenario, limits }) {
    const { i18n } = this.#app;
    this.#legend.textContent = i18n.t("lab.compare.add");
    if (!this.element.open) return;
    const groups = offersFor(scenario, this.#sizing, limits.hidden_size ?? Infinity, i18n.lang);
    this.#offers = groups.flatMap(({ cells }) => cells);
    this.#label.textContent = i18n.t("lab.compare.sizing");
    [...this.#select.options].forEach((option) => (option.textContent = i18n.t(`lab.compare.sizing_${option.value}`)));
    this.#select.value = this.#sizing;
    this.#showCells(groups);
    if (this.#chosen) this.#showOffer(this.#chosen, this.#cell);
    this.#showBiases(scenario);
    write(this.#present, i18n.t("lab.compare.keep"), i18n.t("lab.compare.keep_hint"), this.#room > 0);
    this.#note.textContent = this.#room > 0 ? "" : i18n.t("lab.compare.full");
    this.#note.hidden = this.#room > 0;
  }

  /** The entry chosen in the list; at first another one than the scenario's own. */
  get #chosen() {
    const others = this.#offers.filter(({ isPresent }) => !isPresent);
    return this.#offers.find(({ value }) => value === this.#cells.value) ?? others[0] ?? this.#offers[0];
  }

  /** @param {{title: string, cells: Offer[]}[]} groups */
  #showCells(groups) {
    const key = groups.flatMap(({ title, cells }) => [title, ...cells.map((cell) => cell.title)]).join("\n");
    if (this.#cells.dataset.key === key) return;
    const { value } = this.#chosen ?? { value: "" };
    this.#cells.dataset.key = key;
    this.#cellLabel.textContent = this.#app.i18n.t("lab.compare.cell");
    this.#cells.replaceChildren(...groups.map(({ title, cells }) =>
      el("optgroup", { label: title }, cells.map((cell) => el("option", { value: cell.value }, cell.title)))));
    this.#cells.value = value;
  }

  /**
   * @param {Offer} offer
   * @param {HTMLButtonElement} node
   */
  #showOffer(offer, node) {
    const { i18n } = this.#app;
    const name = offer.title;
    const size = i18n.t("lab.compare.size", { units: i18n.number(offer.hiddenSize), parameters: i18n.number(offer.parameters) });
    const hint = offer.isPresent ? i18n.t("lab.compare.is_present", { name }) : size;
    write(node, i18n.t("lab.compare.add_one", { name }), hint, this.#room > 0 && !offer.isPresent);
  }

  /** @param {State["scenario"]} scenario */
  #showBiases(scenario) {
    const { i18n } = this.#app;
    const needed = missingForgetBiases(scenario).length;
    const canHave = hasForgetBias(scenario);
    const hint = !canHave ? "lab.compare.biases_none" : this.#room < needed ? "lab.compare.biases_full" : "lab.compare.biases_hint";
    write(this.#biases, i18n.t("lab.compare.biases"), i18n.t(hint, { count: needed }), canHave && this.#room >= needed);
  }

  #addCell() {
    const offer = this.#chosen;
    if (offer) this.#add([variantOfSort(this.#app.store.state.scenario, offer)]);
  }

  #addBiases() {
    const { scenario } = this.#app.store.state;
    const { i18n } = this.#app;
    this.#add(missingForgetBiases(scenario).map((bias) =>
      variantOfForgetBias(scenario, bias, i18n.t("lab.compare.bias_title", { bias: i18n.number(bias) }))));
  }

  #addPresent() {
    this.#add([variantOfPresent(this.#app.store.state.scenario, this.#app.i18n.t("lab.compare.keep_title"))]);
  }

  /** @param {Variant[]} variants */
  #add(variants) {
    const { scenario } = this.#app.store.state;
    if (variants.length <= this.#room) this.#app.actions.editScenario(addVariants(scenario, variants));
  }
}

/** @param {() => void} act  not called while the button cannot be used */
function button(act) {
  const node = el("button", { type: "button", class: "compare-add", onclick: () => void (node.getAttribute("aria-disabled") === "true" || act()) },
    el("span", { class: "compare-add-name" }), el("span", { class: "compare-add-hint" }));
  return node;
}

/**
 * A button that cannot be used keeps the focus and says why.
 * @param {HTMLButtonElement} node
 * @param {string} name
 * @param {string} hint
 * @param {boolean} isEnabled
 */
function write(node, name, hint, isEnabled) {
  const [first, second] = node.children;
  if (first) first.textContent = name;
  if (second) second.textContent = hint;
  node.setAttribute("aria-disabled", String(!isEnabled));
}
