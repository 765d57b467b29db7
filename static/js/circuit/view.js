/**
 * The cell as a circuit: the hero of the page. Everything drawn is a function of the trace and of
 * (t, phase); this view only decides what has to be drawn again.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../cell/values.js").Values} Values
 * @typedef {import("../cell/reading.js").Reading} Reading
 */

import { el, hide, setText } from "../base/dom.js";
import { markWhenPainted } from "../base/marks.js";
import { following } from "../base/pace.js";
import { comparison, ghostOf, readingBefore } from "../cell/ghost.js";
import { describer } from "../cell/names.js";
import { discretePhase, phaseAt } from "../cell/phases.js";
import { reader, upstreamOf } from "../cell/reading.js";
import { valuesOf } from "../cell/values.js";
import { ComparisonButton } from "./comparison-button.js";
import { Drawing } from "./drawing.js";
import { layoutFor, sizeFor } from "./layouts.js";
import { Manipulation } from "./manipulation.js";
import { UnitStrip } from "./unit-strip.js";

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void} dispose
 */
export function mount(root, app) {
  return show(new CircuitView(root, app, true), app);
}

/**
 * The same to be looked at only.
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void} dispose
 */
export function mountPlayer(root, app) {
  return show(new CircuitView(root, app, false), app);
}

/** @param {CircuitView} view @param {App} app */
function show(view, app) {
  const unsubscribe = app.store.subscribe((state) => view.render(state));
  view.render(app.store.state);
  return () => {
    unsubscribe();
    view.dispose();
  };
}

class CircuitView {
  #app;
  #root;
  #stage = el("div", { class: "circuit-stage" });
  #empty = el("p", { class: "circuit-empty" });
  #caption = el("p", { class: "circuit-caption", "aria-hidden": "true" });
  #read = reader();
  #motion = matchMedia("(prefers-reduced-motion: reduce)");
  #observer = new ResizeObserver((entries) => this.#resize(entries[0].contentRect));
  /** @type {import("./layout.js").Size} */
  #size = "wide";
  /** @type {Drawing|null} */
  #drawing = null;
  /** @type {UnitStrip|null} */
  #strip = null;
  #layoutKey = "";
  /** @type {{reading: Reading, pass: string, lang: string, values: Values}|null} */
  #kept = null;
  /** @type {readonly unknown[]} */
  #haunted = [];
  #differs = comparison();
  /** Of the names of wires and nodes, for tooltips and screen readers. */
  #soon = following();
  /** @type {Manipulation|null} */
  #hands;
  #clear;

  /** @param {HTMLElement} root @param {App} app @param {boolean} isEditable */
  constructor(root, app, isEditable) {
    this.#root = root;
    this.#app = app;
    this.#clear = new ComparisonButton(app);
    const foot = el("div", { class: "circuit-foot" }, this.#caption, this.#clear.element);
    root.replaceChildren(this.#stage, this.#empty, foot);  // in the place of the picture that came inside the page
    this.#hands = isEditable ? new Manipulation(root, this.#stage, app) : null;
    this.#size = sizeFor(root.clientWidth, root.clientHeight);
    this.#observer.observe(root);
    this.#listen();
  }

  dispose() {
    this.#observer.disconnect();
    this.#hands?.dispose();
    this.#root.replaceChildren();
  }

  #listen() {
    const point = (/** @type {Event} */ event) => {
      const node = event.target instanceof Element ? event.target.closest("[data-light]") : null;
      this.#app.actions.highlight(node?.getAttribute("data-light") ?? null);
    };
    const leave = () => this.#app.actions.highlight(null);
    this.#stage.addEventListener("pointerover", point);
    this.#stage.addEventListener("focusin", point);
    this.#stage.addEventListener("pointerleave", leave);
    this.#stage.addEventListener("focusout", leave);
  }

  /** @param {{width: number, height: number}} room */
  #resize({ width, height }) {
    const size = sizeFor(width, height);
    if (width === 0) return;
    this.#hands?.place();
    if (size === this.#size) return;
    this.#size = size;
    this.render(this.#app.store.state);
  }

  /** @param {State} state */
  render(state) {
    if (state.view.depth !== "unit") return;
    const reading = this.#read(state);
    for (const node of [this.#stage, this.#caption]) hide(node, reading === null);
    hide(this.#empty, reading !== null);
    this.#clear.render(this.#differs(state));
    if (!reading) {
      this.#hands?.close();
      setText(this.#empty, this.#app.i18n.t(state.run.status === "running" ? "circuit.waiting" : "circuit.empty"));
      return;
    }
    this.#build(reading);
    this.#draw(state, reading);
  }

  /** @param {Reading} reading */
  #build({ trace: { cell } }) {
    const key = [cell.kind, cell.peephole, cell.bias, this.#size].join();
    if (key === this.#layoutKey) return;
    this.#layoutKey = key;
    this.#drawing = new Drawing(layoutFor(cell, this.#size));
    this.#strip = new UnitStrip(this.#drawing.layout, (unit) => this.#app.actions.select({ unit }));
    this.#drawing.overlay.append(this.#strip.element);
    this.#stage.replaceChildren(this.#drawing.element);
    this.#kept = null;
  }

  /** @param {State} state @param {Reading} reading */
  #draw(state, reading) {
    const { view, highlight } = state;
    const drawing = /** @type {Drawing} */ (this.#drawing);
    const isStill = this.#motion.matches;
    const phase = isStill ? discretePhase(reading.step.kind, view.phase, view.pass) : view.phase;
    const values = this.#valuesFor(state, reading);
    drawing.render(values, phase, view.pass, !isStill);
    drawing.light(highlight.quantity);
    this.#haunt(state, reading, values);
    this.#hands?.render(state, reading, drawing);
    markWhenPainted("live-circuit");
    const running = phaseAt(reading.step.kind, view.phase, view.pass);
    const key = running ? `circuit.${view.pass}.${reading.step.kind}.${running}` : `circuit.rest.${view.pass}`;
    setText(this.#caption, this.#app.i18n.t(key));
  }

  /** What was there before the last edit. @param {State} state @param {Reading} reading @param {Values} values */
  #haunt({ previous, view }, reading, values) {
    const key = [values, previous, this.#drawing];
    if (key.every((part, k) => Object.is(part, this.#haunted[k]))) return;
    this.#haunted = key;
    this.#drawing?.haunt(ghostOf(values, readingBefore(reading, previous), view.pass), view.pass);
  }

  /** @param {State} state @param {Reading} reading @returns {Values} */
  #valuesFor({ view }, reading) {
    const { pass, lang } = view;
    const kept = this.#kept;
    if (kept && kept.reading === reading && kept.pass === pass && kept.lang === lang) return kept.values;
    const values = valuesOf(reading.step, pass, upstreamOf(reading.trace, reading.lane, reading.step));
    this.#kept = { reading, pass, lang, values };
    this.#strip?.render(reading.lane, reading.step.t, reading.step.unit, pass);
    this.#soon(() => this.#name());
    return values;
  }

  /** In the words of what is shown now. */
  #name() {
    const { i18n } = this.#app;
    const drawing = this.#drawing;
    if (!this.#kept || !drawing) return;
    const { reading, values } = this.#kept;
    const pass = /** @type {import("../types.js").Pass} */ (this.#kept.pass);
    const { kind, t, unit, layer } = reading.step;
    drawing.element.setAttribute("aria-label", i18n.t(`circuit.label.${pass}`, { kind: i18n.t(`circuit.kind.${kind}`), layer, unit, t }));
    drawing.element.dataset.pass = pass;
    drawing.describe(describer(i18n, pass), values, pass);
    const describe = describer(i18n, pass);
    this.#strip?.name((quantity, value, j) =>
      i18n.t("circuit.strip_cell", { name: describe(quantity, value, false), unit: j }));
  }
}
