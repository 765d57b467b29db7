/**
 * The cell as a circuit: the hero of the page. Everything drawn is a function of the trace and of
 * (t, phase); this view only decides what has to be drawn again.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("../cell/step.js").Step} Step
 */

import { el, hide, setText } from "../base/dom.js";
import { markWhenPainted } from "../base/marks.js";
import { following } from "../base/pace.js";
import { changesBetween, comparison, stepInRunBefore } from "../cell/ghost.js";
import { describer } from "../cell/names.js";
import { discretePhase, phaseAt } from "../cell/phases.js";
import { stepReader } from "../cell/step.js";
import { captionOf, cellWord } from "./captions.js";
import { Drawing } from "./drawing.js";
import { layoutFor, sizeFor } from "./layouts.js";
import { Manipulation } from "./manipulation.js";
import { UnitStrip } from "./unit-strip.js";
import { valuesOf } from "./values.js";

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
  #read = stepReader();
  #motion = matchMedia("(prefers-reduced-motion: reduce)");
  #observer = new ResizeObserver((entries) => this.#resize(entries[0].contentRect));
  /** @type {import("./layout.js").Size} */
  #size = "wide";
  /** @type {Drawing|null} */
  #drawing = null;
  /** @type {UnitStrip|null} */
  #strip = null;
  /** @type {readonly unknown[]} */
  #built = [];
  /** Of a large cell, the equations that somebody opened. @type {ReadonlySet<string>} */
  #opened = new Set();
  /** @type {{step: Step, pass: string, lang: string, values: Values}|null} */
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
    this.#stage.addEventListener("click", ({ target }) => this.#unfold(target));
    this.#stage.addEventListener("keydown", ({ key, target }) => (key === "Enter" || key === " ") && this.#unfold(target));
  }

  /** A folded equation is shown whole. @param {EventTarget|null} target */
  #unfold(target) {
    const name = target instanceof Element ? target.closest("[data-fold]")?.getAttribute("data-fold") : null;
    if (!name) return;
    this.#opened = new Set([...this.#opened, name]);
    this.render(this.#app.store.state);
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
    const step = this.#read(state);
    for (const node of [this.#stage, this.#caption]) hide(node, step === null);
    hide(this.#empty, step !== null);
    this.#clear.render(this.#differs(state));
    if (!step) {
      this.#hands?.close();
      setText(this.#empty, this.#app.i18n.t(state.run.status === "running" ? "circuit.waiting" : "circuit.empty"));
      return;
    }
    const focused = this.#stage.contains(document.activeElement) ? document.activeElement : null;
    this.#build(step);
    this.#draw(state, step);
    if (focused && !focused.isConnected) refocus(this.#stage, focused);
  }

  /** Runs of the same cell keep the picture. @param {Step} step */
  #build({ model }) {
    if (model.equations !== this.#built[0]) this.#opened = new Set();
    const key = [model.equations, model.nodes.length, this.#size, this.#opened];
    if (key.every((part, k) => part === this.#built[k])) return;
    this.#built = key;
    this.#drawing = new Drawing(layoutFor(model, this.#size, this.#opened));
    this.#strip = new UnitStrip(this.#drawing.layout, model, (unit) => this.#app.actions.select({ unit }));
    this.#drawing.overlay.append(this.#strip.element);
    this.#stage.replaceChildren(this.#drawing.element);
    this.#kept = null;
  }

  /** @param {State} state @param {Step} step */
  #draw(state, step) {
    const { view, highlight } = state;
    const drawing = /** @type {Drawing} */ (this.#drawing);
    const { phases } = drawing.layout;
    const isStill = this.#motion.matches;
    const phase = isStill ? discretePhase(phases, view.phase, view.pass) : view.phase;
    const values = this.#valuesFor(state, step);
    drawing.render(values, phase, view.pass, !isStill);
    drawing.light(highlight.quantity);
    this.#haunt(state, step, values);
    this.#hands?.render(state, step, drawing);
    markWhenPainted("live-circuit");
    setText(this.#caption, captionOf(this.#app.i18n, drawing.layout, phaseAt(phases, view.phase, view.pass), view.pass)
      ?? this.#app.i18n.t(`circuit.rest.${view.pass}`));
  }

  /** What was there before the last edit. @param {State} state @param {Step} step @param {Values} values */
  #haunt({ previous, view }, step, values) {
    const key = [values, previous, this.#drawing];
    if (key.every((part, k) => Object.is(part, this.#haunted[k]))) return;
    this.#haunted = key;
    const before = stepInRunBefore(step, previous);
    const layoutOf = (/** @type {Step} */ one) => layoutFor(one.model, this.#size, this.#opened);  // what-ifs add nodes, so ids are those of the run
    this.#drawing?.haunt(before && changesBetween(values, valuesOf(before, view.pass, layoutOf(before))), view.pass);
  }

  /** @param {State} state @param {Step} step @returns {Values} */
  #valuesFor({ view }, step) {
    const { pass, lang } = view;
    const kept = this.#kept;
    if (kept && kept.step === step && kept.pass === pass && kept.lang === lang) return kept.values;
    const values = valuesOf(step, pass, /** @type {Drawing} */ (this.#drawing).layout);
    this.#kept = { step, pass, lang, values };
    this.#strip?.render(step, pass);
    this.#soon(() => this.#name());
    return values;
  }

  /** In the words of what is shown now. */
  #name() {
    const { i18n } = this.#app;
    const drawing = this.#drawing;
    if (!this.#kept || !drawing) return;
    const { step, values } = this.#kept;
    const pass = /** @type {import("../types.js").Pass} */ (this.#kept.pass);
    const { t, unit, layer, model } = step;
    drawing.element.setAttribute("aria-label", i18n.t(`circuit.label.${pass}`, { kind: cellWord(i18n, model), layer, unit, t }));
    drawing.element.dataset.pass = pass;
    drawing.describe(describer(i18n, pass, drawing.layout.words), values, pass);
    const describe = describer(i18n, pass, drawing.layout.words);
    this.#strip?.name((quantity, value, j) =>
      i18n.t("circuit.strip_cell", { name: describe(quantity, value, false), unit: j }));
  }
}

const NAMED_BY = ["data-block", "data-fold", "data-strip", "data-light"];

/** The focus goes to what took the place of an element: a what-if may have the picture drawn anew. @param {Element} stage @param {Element} gone */
function refocus(stage, gone) {
  const attribute = NAMED_BY.find((one) => gone.hasAttribute(one));
  const twins = attribute ? stage.querySelectorAll(`[${attribute}="${CSS.escape(gone.getAttribute(attribute) ?? "")}"]`) : [];
  const twin = [...twins].find((one) => one.classList[0] === gone.classList[0] && one.hasAttribute("tabindex"));
  if (twin instanceof SVGElement) twin.focus({ preventScroll: true });
}

// Takes the run before the edit away again; there only while that run is seen behind the present one.

export class ComparisonButton {
  #i18n;

  /** @param {import("../types.js").App} app */
  constructor({ i18n, actions }) {
    this.#i18n = i18n;
    this.element = el("button", { type: "button", class: "clear-comparison", hidden: true, onclick: () => actions.clearComparison() });
  }

  /** @param {boolean} isShown */
  render(isShown) {
    hide(this.element, !isShown);
    const text = this.#i18n.t("circuit.clear_comparison");
    setText(this.element, text);
  }
}
