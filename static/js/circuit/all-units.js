/**
 * The middle depth: the circuit of a cell with all its units as heat strips. A unit of a strip leads
 * to its own circuit.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("./values.js").AllUnits} AllUnits
 */

import { el, setText } from "../base/dom.js";
import { describer, inputName, written } from "../cell/names.js";
import { changesBetween, comparison, differs, stepInRunBefore } from "../cell/ghost.js";
import { discretePhase, phaseAt } from "../cell/phases.js";
import { readStep } from "../cell/step.js";
import { Palette, readTheme, watchTheme } from "../drawing/palette.js";
import { Tooltip } from "../drawing/tooltip.js";
import { signedNumber, wireNumber } from "../numbers/written.js";
import { captionOf, cellWord } from "./captions.js";
import { ComparisonButton } from "./view.js";
import { Drawing } from "./drawing.js";
import { layoutFor, sizeFor } from "./layouts.js";
import { arrange } from "./strip-places.js";
import { Strips } from "./strips.js";
import { allUnits } from "./values.js";

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void} dispose
 */
export function mount(root, app) {
  const view = new CellDepthView(root, app);
  const unsubscribe = app.store.subscribe((state) => view.render(state));
  view.render(app.store.state);
  return () => {
    unsubscribe();
    view.dispose();
  };
}

class CellDepthView {
  #app;
  #root;
  #stage = el("div", { class: "circuit-stage" });
  #empty = el("p", { class: "circuit-empty" });
  #caption = el("p", { class: "circuit-caption", "aria-hidden": "true" });
  #tooltip = new Tooltip();
  #motion = matchMedia("(prefers-reduced-motion: reduce)");
  #observer = new ResizeObserver(() => this.render(this.#app.store.state));
  #stopWatching;
  /** @type {Palette|null} */
  #palette = null;
  /** @type {Drawing|null} */
  #drawing = null;
  /** @type {Strips|null} */
  #strips = null;
  #layoutKey = "";
  #contentKey = "";
  #nameKey = "";
  /** @type {AllUnits|null} */
  #shown = null;
  /** @type {State["previous"]} */
  #previous = null;
  #differs = comparison();
  #clear;

  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.#root = root;
    this.#app = app;
    this.#clear = new ComparisonButton(app);
    root.append(this.#stage, this.#empty, el("div", { class: "circuit-foot" }, this.#caption, this.#clear.element), this.#tooltip.element);
    this.#observer.observe(root);
    this.#stopWatching = watchTheme(() => {
      this.#palette = null;
      this.#contentKey = "";
      this.render(this.#app.store.state);
    });
    this.#listen();
  }

  dispose() {
    this.#observer.disconnect();
    this.#stopWatching();
    this.#root.replaceChildren();
  }

  #listen() {
    this.#stage.addEventListener("pointermove", (event) => this.#point(event));
    this.#stage.addEventListener("focusin", (event) => this.#light(event.target));
    for (const type of ["pointerleave", "focusout"]) {
      this.#stage.addEventListener(type, () => {
        this.#tooltip.hide();
        this.#app.actions.highlight(null);
      });
    }
    this.#stage.addEventListener("click", ({ target }) => {
      const hit = this.#strips?.hit(target);
      if (!hit || hit.quantity === "x") return;
      this.#tooltip.hide();
      this.#app.actions.select({ unit: hit.entry });
      this.#app.actions.setDepth("unit");
    });
  }

  /** @param {EventTarget|null} target */
  #light(target) {
    const node = target instanceof Element ? target.closest("[data-light]") : null;
    this.#app.actions.highlight(node?.getAttribute("data-light") ?? null);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    this.#light(event.target);
    const hit = this.#strips?.hit(event.target);
    if (!hit || event.pointerType === "touch") return this.#tooltip.hide();
    this.#tooltip.show(this.#words(hit), event);
  }

  /** What it is, what it was in the run before, and whether a what-if holds it. @param {import("./strips.js").Hit} hit */
  #words({ quantity, entry, value, before, isHeld }) {
    const { i18n, store } = this.#app;
    const { pass } = store.state.view;
    const now = quantity === "x" ? i18n.t(`depth.input_${pass}`, { name: this.#inputName(entry), value: wireNumber(value) })
      : i18n.t("circuit.strip_cell", { name: describer(i18n, pass, this.#drawing?.layout.words)(quantity, value, false), unit: entry });
    const lines = [now];
    if (differs(value, before)) lines.push(i18n.t("depth.before", { value: wireNumber(before), difference: signedNumber(value - before) }));
    if (isHeld) lines.push(i18n.t("equations.held"));
    return lines;
  }

  /** What the shown layer reads. @param {number} entry */
  #inputName(entry) {
    const { trace, view } = this.#app.store.state;
    return trace ? written(inputName(trace.cell, view.layer, entry)) : "";
  }

  /** @param {State} state */
  render(state) {
    const { trace, view } = state;
    if (view.depth !== "cell" || this.#root.hidden) return;
    const lane = trace?.hasStarted ? trace.lane(view.layer, view.direction) : null;
    const isReady = lane?.hasForward(view.t) ?? false;
    this.#stage.hidden = this.#caption.hidden = !isReady;
    this.#clear.render(this.#differs(state));
    this.#empty.hidden = isReady;
    if (trace && lane && isReady) this.#draw(state, trace, lane);
    else setText(this.#empty, this.#app.i18n.t(state.run.status === "running" ? "circuit.waiting" : "circuit.empty"));
  }

  /** @param {State} state @param {Trace} trace @param {LaneTrace} lane */
  #draw(state, trace, lane) {
    const { view, highlight } = state;
    this.#build(lane);
    this.#fill(state, trace, lane);
    const layout = /** @type {Drawing} */ (this.#drawing).layout;
    const { phases } = layout;
    const isStill = this.#motion.matches;
    const phase = isStill ? discretePhase(phases, view.phase, view.pass) : view.phase;
    if (this.#shown) this.#drawing?.render(this.#shown.values, phase, view.pass, !isStill);
    this.#drawing?.light(highlight.quantity);
    this.#strips?.light(highlight.quantity);
    this.#strips?.uncover(phase, view.pass);
    this.#strips?.mark(view.unit);
    this.#name(lane, view);
    const running = phaseAt(phases, view.phase, view.pass);
    const rest = this.#app.i18n.t(arrange(lane.hiddenSize).units > 1 ? `depth.rest_bins_${view.pass}` : `depth.rest_${view.pass}`,
      { units: lane.hiddenSize, bin: arrange(lane.hiddenSize).units, unit: view.unit });
    setText(this.#caption, captionOf(this.#app.i18n, layout, running, view.pass) ?? rest);
  }

  /** @param {LaneTrace} lane */
  #build({ model, hiddenSize, inputSize }) {
    const size = sizeFor(this.#root.clientWidth, this.#root.clientHeight);
    const key = [model.equations, model.nodes.length, hiddenSize, inputSize, size].join();
    if (key === this.#layoutKey) return;
    this.#layoutKey = key;
    this.#contentKey = "";
    this.#drawing = new Drawing(layoutFor(model, size));
    this.#strips = new Strips(this.#drawing.layout, { hidden: hiddenSize, input: inputSize });
    this.#drawing.overlay.append(this.#strips.element);
    this.#stage.replaceChildren(this.#drawing.element);
  }

  /** What changes with the step alone. @param {State} state @param {Trace} trace @param {LaneTrace} lane */
  #fill({ view, traceVersion, previous }, trace, lane) {
    const key = [traceVersion, view.t, view.layer, view.direction, view.pass].join();
    if ((key === this.#contentKey && previous === this.#previous) || !this.#drawing) return;
    this.#contentKey = key;
    this.#previous = previous;
    this.#nameKey = "";
    const { layout } = this.#drawing;
    const step = readStep(trace, lane, view.t, view.unit);
    const shown = allUnits(step, view.pass, layout);
    const then = stepInRunBefore(step, previous);
    const before = then && then.lane.hiddenSize === lane.hiddenSize ? allUnits(then, view.pass, layoutFor(then.model, sizeFor(this.#root.clientWidth, this.#root.clientHeight))) : null;
    this.#shown = shown;
    const palette = (this.#palette ??= new Palette(readTheme(this.#root)));
    this.#strips?.colour(shown.vectors, before?.vectors ?? null,
      ({ quantity, scale, tone, isOpening }) => {
        const hue = quantity === "x" ? "x" : tone.slice(tone.indexOf("-") + 1);
        if (view.pass === "backward") return palette.gradients(hue);
        const series = quantity === "x" ? lane.x : lane.series(scale);
        return palette.valuesLike({ hue, isOpening }, series.length > 0 ? series : shown.vectors[quantity], traceVersion);
      });
    this.#strips?.hold(shown.held);
    this.#drawing.haunt(before && changesBetween(shown.values, before.values), view.pass);
  }

  /** @param {LaneTrace} lane @param {import("../types.js").View} view */
  #name({ model, hiddenSize }, { pass, layer, t, unit, lang }) {
    const { i18n } = this.#app;
    const drawing = /** @type {Drawing} */ (this.#drawing);
    const key = [unit, lang].join();
    if (key === this.#nameKey || !this.#shown) return;
    this.#nameKey = key;
    const { values } = this.#shown;
    const params = { kind: cellWord(i18n, model), layer, units: hiddenSize, t };
    drawing.element.setAttribute("aria-label", i18n.t(`depth.label_${pass}`, params));
    drawing.element.dataset.pass = pass;
    const describe = describer(i18n, pass, drawing.layout.words);
    drawing.describe((quantity, value) => {
      const name = describe(quantity, value, false);
      return quantity === "x" ? name : i18n.t("circuit.strip_cell", { name, unit });
    }, values, pass);
  }
}
