/**
 * The laboratory: decides when to ask and when to draw, and says what it is about meanwhile. While
 * another panel is shown it rests altogether.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").LabScene} LabScene
 * @typedef {import("../types.js").LabSection} LabSection
 * @typedef {import("./inquiry.js").Subject} Subject
 */

import { el } from "../base/dom.js";
import { readTheme, watchTheme } from "../drawing/palette.js";
import { Stillness } from "../state/stillness.js";
import { AnalysisRun } from "../wire/analysis-run.js";
import { streamAnalysis } from "../wire/transport.js";
import { FigureSet } from "./figure-set.js";
import { Chips, Controls, StatusLine, statusOf } from "./head.js";
import { Inquiry } from "./inquiry.js";
import { sections, sectionOf } from "./sections/index.js";

class Laboratory {
  #run = new AnalysisRun({ stream: streamAnalysis, onChange: () => this.#sync() });
  #inquiry = new Inquiry(this.#run);
  #chips = new Chips(sections(), (key) => this.app.actions.openLab(key));
  #controls = new Controls((key, value) => this.#choose(key, value));
  #status = new StatusLine((what) => (what === "run" ? this.app.actions.retry() : this.#run.retry()));
  #own = el("div", { class: "lab-own", hidden: true });
  #words = el("div", { class: "lab-words" });
  #content;
  #figures;
  #stillness;
  /** What is chosen in the controls, by section. @type {Map<string, Record<string, string>>} */
  #options = new Map();
  /** What the last picture was made from; it is made again when one of these is another. @type {unknown[]} */
  #drawnFrom = [];
  #drawnStep = 0;
  #isBehind = false;
  #theme;
  /** @type {{section: LabSection, dispose: () => void}|null} */
  #mounted = null;
  /** @type {(() => void)[]} */
  #stops = [];

  /**
   * @param {HTMLElement} root
   * @param {App} app
   */
  constructor(root, app) {
    this.root = root;
    this.app = app;
    this.#theme = readTheme(root);
    this.#stillness = new Stillness(app.store, () => this.#sync());
    this.#figures = new FigureSet(app, { mayDraw: () => this.#mayDraw, onLoaded: () => this.#showStatus() });
    this.#content = el("div", { class: "lab-content" }, this.#own, this.#words, this.#controls.element, this.#figures.element);
    root.append(this.#chips.element, this.#status.element, this.#content);
    this.#own.addEventListener("lab-change", () => this.#redraw());
    this.#stops.push(
      app.store.subscribe((_, changed) => this.#update(changed)),
      watchTheme(() => this.#recolour()),
    );
    this.#sync();
  }

  dispose() {
    this.#stops.forEach((stop) => stop());
    this.#stillness.dispose();
    this.#run.drop();
    this.#mounted?.dispose();
    this.#figures.dispose();
    this.root.replaceChildren();
  }

  get #state() {
    return this.app.store.state;
  }

  get #section() {
    return sectionOf(this.#state.view.lab);
  }

  get #chosen() {
    return this.#options.get(this.#section.key) ?? NOTHING_CHOSEN;
  }

  get #isShown() {
    return this.#state.view.panel === "lab" && this.#state.present !== "stage";
  }

  /** Plotly is never called while anything is played, nor for a panel that nobody sees. */
  get #mayDraw() {
    return this.#isShown && !this.#state.player.isPlaying;
  }

  // ---- what changed ----------------------------------------------------------------------------

  /** @param {Set<keyof State>} changed */
  #update(changed) {
    this.#stillness.follow();
    if (!this.#isShown) return this.#run.halt();
    if (changed.has("view")) this.#figures.movePlayheads();
    if (changed.size > 1 || !changed.has("view") || !this.#state.player.isPlaying) this.#sync();
  }

  #recolour() {
    this.#theme = readTheme(this.root);
    this.#sync();
  }

  #redraw() {
    this.#drawnFrom = [];
    this.#sync();
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  #choose(key, value) {
    this.#options.set(this.#section.key, { ...this.#chosen, [key]: value });
    this.#sync();
  }

  #sync() {
    if (!this.#isShown) return;
    const section = this.#section;
    const isRest = this.#stillness.isPlayheadAtRest || !section.followsStep;
    this.#chips.show(section.key, this.app.i18n);
    this.#mount(section);
    if (this.#stillness.isSettled && isRest) this.#inquiry.ask(section, this.#state, this.#chosen);
    this.#inquiry.take(section);
    this.#draw(section, this.#inquiry.shown);
    this.#figures.catchUp();
    this.#showStatus();
  }

  /** @param {LabSection} section */
  #mount(section) {
    if (this.#mounted?.section === section) return;
    this.#mounted?.dispose();
    this.#own.replaceChildren();
    this.#own.hidden = !section.mount;
    this.#mounted = { section, dispose: section.mount?.(this.#own, this.app) ?? (() => undefined) };
  }

  // ---- figures and words -----------------------------------------------------------------------

  /**
   * @param {LabSection} section
   * @param {Subject|null} subject
   */
  #draw(section, subject) {
    if (!subject) return this.#clear();
    const { view } = this.#state;
    if (this.#stillness.isPlayheadAtRest) this.#drawnStep = view.t;
    const step = section.followsStep ? this.#drawnStep : null;
    const from = [subject, this.#theme, this.#chosen, view.lang, view.layer, view.direction, view.unit, step];
    this.#isBehind = from.some((part, k) => part !== this.#drawnFrom[k]);
    if (!this.#isBehind || !this.#mayDraw) return;
    this.#isBehind = false;
    this.#drawnFrom = from;
    this.#show(section, this.#sceneOf(subject));
  }

  /**
   * @param {LabSection} section
   * @param {LabScene} scene
   */
  #show(section, scene) {
    const { theme, i18n, trace } = scene;
    this.#controls.show(section.controls?.(scene) ?? [], scene.options);
    this.#words.replaceChildren(...section.words(scene).map((text) => el("p", null, text)));
    this.#figures.show(section.key, section.figures(scene), { theme, i18n, steps: trace.steps });
    this.#figures.movePlayheads();
  }

  /**
   * @param {Subject} subject
   * @returns {LabScene}
   */
  #sceneOf({ question: { scenario, trace }, results, isComplete }) {
    const state = { ...this.#state, scenario, trace };
    const { layer, direction } = state.view;
    const lane = /** @type {LabScene["lane"]} */ (trace.lane(layer, direction) ?? trace.lanes[0]);
    const t = Math.min(this.#drawnStep, trace.steps - 1);
    return { state, trace, lane, t, theme: this.#theme, i18n: this.app.i18n, results, isComplete, options: this.#chosen };
  }

  #clear() {
    this.#isBehind = this.#stillness.isSettled === false;
    if (this.#figures.isEmpty && this.#drawnFrom.length === 0) return;
    this.#drawnFrom = [];
    this.#figures.clear();
    this.#words.replaceChildren();
    this.#controls.show([], NOTHING_CHOSEN);
  }

  #showStatus() {
    const hasFigures = this.#inquiry.shown !== null;
    const page = { hasFigures, isBehind: this.#isBehind, hasFailedToLoad: this.#figures.hasFailedToLoad };
    const status = statusOf(this.#state, this.#inquiry.isAsking ? this.#run : null, page);
    this.#status.show(status, this.app.i18n);
    const isOld = this.#inquiry.isOld(this.#state);
    this.#content.classList.toggle("is-old", isOld);
    this.root.setAttribute("aria-busy", String(isOld || status?.key === "computing"));
  }
}

/** @type {Readonly<Record<string, string>>} the same object each time, so that nothing seems to have changed */
const NOTHING_CHOSEN = Object.freeze({});

/** @type {import("../types.js").Mount} */
export function mount(root, app) {
  const laboratory = new Laboratory(root, app);
  return () => laboratory.dispose();
}
