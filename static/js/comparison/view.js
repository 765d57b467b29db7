/**
 * The list of cells that stand side by side, with their units at the playhead in every frame, and
 * the buttons that change it. It wakes the runs of the variants while it is there.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../state/store.js").Store} Store
 */

import { el } from "../base/dom.js";
import { readTheme, watchTheme } from "../drawing/palette.js";
import { removeVariant, renameVariant, swapWithMain } from "../scenario/comparison.js";
import { streamTrace } from "../wire/transport.js";
import { Adding } from "./adding.js";
import { comparedCells, laneOf } from "./cells.js";
import { ComparedRuns } from "./compared-runs.js";
import { commonLimit } from "./readings.js";
import { CellRow } from "./row.js";
import { shadesOf } from "./strip.js";

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
