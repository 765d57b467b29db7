/**
 * The list of cells that stand side by side, with their units at the playhead in every frame, and
 * the buttons that change it. It wakes the runs of the variants while it is there.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../state/store.js").Store} Store
 * @typedef {import("../types.js").Variant} Variant
 * @typedef {import("./making.js").Offer} Offer
 * @typedef {import("./making.js").Sizing} Sizing
 */

import { el } from "../base/dom.js";
import { readTheme, watchTheme } from "../drawing/palette.js";
import { countNumber, sentenceNumber } from "../numbers/written.js";
import { addVariants, removeVariant, renameVariant, swapWithMain } from "../scenario/comparison.js";
import { streamTrace } from "../wire/transport.js";
import { commonLimit, comparedCells, laneOf } from "./cells.js";
import { ComparedRuns } from "./compared-runs.js";
import {
  hasForgetBias, missingForgetBiases, offersFor, variantOfForgetBias, variantOfPresent, variantOfSort,
} from "./making.js";
import { CellRow, shadesOf } from "./row.js";

/** One for each page, so that what was run is remembered while another section is shown. @type {WeakMap<Store, ComparedRuns>} */
const runsOfPage = new WeakMap();

/** @param {Readonly<State>} state */
const isLookedAt = ({ view }) => view.panel === "lab" && view.lab === "compare";

/** @param {Store} store */
function runsOf(store) {
  const runs = runsOfPage.get(store) ?? new ComparedRuns(store, { stream: streamTrace, isWanted: isLookedAt });
  runsOfPage.set(store, runs);
  return runs;
}

/** @type {import("../types.js").Mount} */
export function mount(root, app) {
  const editor = new ComparisonEditor(root, app);
  return () => editor.dispose();
}

class ComparisonEditor {
  #list = el("ol", { class: "compare-cells" });
  /** @type {CellRow[]} */
  #rows = [];
  #adding;
  #runs;
  #theme;
  /** @type {import("./row.js").Scales|null} */
  #scales = null;
  /** @type {(() => void)[]} */
  #stops;

  /**
   * @param {HTMLElement} root
   * @param {App} app
   */
  constructor(root, app) {
    this.root = root;
    this.app = app;
    this.#adding = new Adding(app);
    this.#runs = runsOf(app.store);
    this.#theme = readTheme(root);
    root.append(el("div", { class: "compare" }, this.#list, this.#adding.element));
    const sizes = new ResizeObserver(() => this.#paint());
    sizes.observe(this.#list);
    this.#stops = [
      app.store.subscribe((state, changed) => this.#update(state, changed)),
      watchTheme(() => this.#recolour()),
      () => sizes.disconnect(),
    ];
    this.#render(app.store.state);
  }

  dispose() {
    this.#stops.forEach((stop) => stop());
    this.root.replaceChildren();
  }

  #lang = "";

  /**
   * @param {Readonly<State>} state
   * @param {Set<keyof State>} changed
   */
  #update(state, changed) {
    const isOther = changed.has("scenario") || changed.has("trace") || changed.has("compared") || changed.has("run");
    if (isOther || state.view.lang !== this.#lang) this.#render(state);
    else if (changed.has("view") || changed.has("traceVersion")) this.#paint();
    if (changed.has("compared")) this.root.dispatchEvent(new CustomEvent("lab-change", { bubbles: true }));
  }

  #recolour() {
    this.#theme = readTheme(this.root);
    this.#render(this.app.store.state);
  }

  /** @param {Readonly<State>} state */
  #render(state) {
    const { i18n } = this.app;
    this.#lang = state.view.lang;
    const cells = comparedCells(state, state.trace, i18n);
    while (this.#rows.length > cells.length) this.#rows.pop()?.element.remove();
    while (this.#rows.length < cells.length) this.#append();
    this.#list.setAttribute("aria-label", i18n.t("lab.compare.cells"));
    cells.forEach((cell, k) => this.#rows[k]?.show(cell, i18n, state.limits.variant_title ?? 60));
    this.#adding.show(state);
    this.#scales = this.#scalesOf(cells, state);
    this.#paint();
  }

  #append() {
    const edit = (/** @type {(scenario: State["scenario"]) => State["scenario"]} */ change) =>
      this.app.actions.editScenario(change(this.app.store.state.scenario));
    const row = new CellRow({
      rename: (index, title) => edit((scenario) => renameVariant(scenario, index, title)),
      swap: (index) => edit((scenario) => swapWithMain(scenario, index)),
      remove: (index) => {
        edit((scenario) => removeVariant(scenario, index));
        this.#focusAfterRemoval(index);
      },
      retry: () => this.#runs.retry(),
    });
    this.#rows.push(row);
    this.#list.append(row.element);
  }

  /** The list is drawn with the next frame; the focus must not be lost with the row. @param {number} index */
  #focusAfterRemoval(index) {
    const left = this.app.store.state.scenario.comparison.length;
    if (left === 0) this.#adding.focus();
    else this.#rows[Math.min(index, left - 1) + 1]?.removeButton.focus();
  }

  /**
   * @param {readonly import("./cells.js").ComparedCell[]} cells
   * @param {Readonly<State>} state
   * @returns {import("./row.js").Scales}
   */
  #scalesOf(cells, { view }) {
    const lanes = cells.flatMap(({ trace }) => (trace ? [laneOf(trace, view)] : []));
    const scale = (/** @type {"h"|"c"} */ name) => shadesOf(this.#theme, name, commonLimit(lanes, name));
    return { h: scale("h"), c: scale("c"), edge: this.#theme.line };
  }

  #paint() {
    const scales = this.#scales;
    if (scales) this.#rows.forEach((row) => row.paint(this.app.store.state.view, scales));
  }
}

// The buttons that add cells: another kind of equal size, forget biases, the cell as it is now.

/** @type {readonly Sizing[]} */
const SIZINGS = Object.freeze(["units", "parameters"]);

class Adding {
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
    const size = i18n.t("lab.compare.size", { units: countNumber(i18n.lang, offer.hiddenSize), parameters: countNumber(i18n.lang, offer.parameters) });
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
      variantOfForgetBias(scenario, bias, i18n.t("lab.compare.bias_title", { bias: sentenceNumber(bias) }))));
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
