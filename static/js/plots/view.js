/**
 * The plots region: decides what has to be drawn again and when, moves the playhead, and connects
 * gestures, menus and tables.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./interaction.js").PointerGestures} PointerGestures
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Source} Source
 * @typedef {import("../drawing/palette.js").Theme} Theme
 * @typedef {import("./axes.js").Range} Range
 */

import { el } from "../base/dom.js";
import { readTheme, watchTheme } from "../drawing/palette.js";
import { Tooltip } from "../drawing/tooltip.js";
import { Menu, menuItems, TablePane } from "./menu.js";
import { Figures } from "./drawing.js";
import { fitHeights, fullRange, insideHeight, isFull, pageWith } from "./axes.js";
import { attachGestures } from "./interaction.js";
import { PanelSet } from "./panel-set.js";
import { canCompare, cellKey, readSource, rowsOf, unitOrder } from "./scene.js";
import { Seen, watchVisibility } from "./scheduler.js";
import { statusKey, StatusNote, Tools } from "./tools.js";

class Region {
  #panels = new PanelSet();
  #figures = new Figures(this.#panels, () => this.#scene(), { onSettled: () => this.#sort(), onDrawn: () => this.#settlePlayhead() });
  #tools = new Tools(() => (this.#sort(), this.#figures.refresh()));
  #menu = new Menu();
  #tooltip = new Tooltip();
  #tables = new TablePane();
  #note = new StatusNote();
  #resetZoom = el("button", { type: "button", class: "plots-reset", hidden: true, onclick: () => this.#setRange(null) });
  /** @type {Map<Panel, PointerGestures>} */
  #gestures = new Map();
  /** @type {Source|null} */
  #source = null;
  /** @type {Range|null} null: the whole sequence */
  #range = null;
  /** @type {number[]|null} row → unit; kept while values move, so that rows do not jump */
  #order = null;
  #t = 0;
  #seen = new Seen();
  #hasFailed = false;
  /** What changed while another panel was shown in the place of this one. @type {Set<keyof State>} */
  #missed = new Set();
  #motion = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Theme} */
  #theme;
  /** @type {(() => void)[]} */
  #stops = [];

  /**
   * @param {HTMLElement} root  scrolls where the page does not
   * @param {App} app
   */
  constructor(root, app) {
    this.root = root;
    this.app = app;
    this.#theme = readTheme(root);
    root.closest("section")?.querySelector(".panel-wide, .region-head > .reading-button")?.before(this.#tools.element);
    root.append(this.#note.element, this.#resetZoom, this.#panels.element, this.#tables.element, this.#menu.element, this.#tooltip.element);
    for (const panel of this.#panels.lines) this.#connect(panel);
    this.#watch();
    this.#refresh(app.store.state, true);
    requestAnimationFrame(() => setTimeout(() => this.#load()));
  }

  #watch() {
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(this.root);
    this.#stops.push(
      this.app.store.subscribe((state, changed) => this.#update(state, changed)),
      watchTheme(() => this.#recolour()),
      () => sizes.disconnect(),
      watchVisibility(this.#panels.lines, (panel) => this.#figures.request([panel.plot.key])),
    );
  }

  dispose() {
    this.#stops.forEach((stop) => stop());
    this.#gestures.forEach((gestures) => gestures.dispose());
    this.#menu.dispose();
    this.#figures.dispose();
    this.#tools.element.remove();
    this.root.replaceChildren();
  }

  async #load() {
    try {
      await this.#figures.load();
      this.#hasFailed = false;
    } catch {
      this.#hasFailed = true;
    }
    this.#showStatus(this.app.store.state);
  }

  // ---- what changed ----------------------------------------------------------------------------

  /**
   * @param {Readonly<State>} state
   * @param {Set<keyof State>} news
   */
  #update(state, news) {
    news.forEach((key) => this.#missed.add(key));
    if (this.root.hidden) return;
    const changed = this.#missed;
    this.#missed = new Set();
    const hasData = changed.has("trace") || changed.has("traceVersion") || changed.has("previous") || changed.has("run");
    if (hasData || this.#looksElsewhere(state)) this.#refresh(state, !hasData);
    if (changed.has("run")) this.#showStatus(state);
    if (changed.has("player")) this.#figures.isGentle = state.player.isPlaying;
    if (changed.has("highlight")) this.#light();
    if (changed.has("view")) this.#follow(state.view.t);
    if (changed.has("player") || changed.has("view")) this.#updateTable(state);
  }

  /** @param {Readonly<State>} state */
  #looksElsewhere({ view }) {
    const { lane, unit } = this.#source ?? {};
    if (!lane || view.lang !== this.#seen.lang) return true;
    return lane.layer !== view.layer || lane.direction !== view.direction || unit !== Math.min(view.unit, lane.hiddenSize - 1);
  }

  /**
   * Takes over what the state holds and asks for the plots that differ. A new run that has not
   * brought enough to be worth a picture leaves the old picture standing.
   * @param {Readonly<State>} state
   * @param {boolean} isNow
   */
  #refresh(state, isNow) {
    const next = readSource(state);
    if (!next || !(isNow || this.#seen.isWorthDrawing(state, next))) return;
    const old = this.#source;
    const isElsewhere = !old || rowsOf(old) !== rowsOf(next);
    const keys = this.#seen.staleKeys(old, next, state.view.lang);
    this.#source = next;
    this.#seen.take(next, state.view.lang);
    if (old?.lane.steps !== next.lane.steps) this.#range = null;
    if (!old || cellKey(old.lane) !== cellKey(next.lane)) this.#setCell(next.lane);
    this.#tools.offer({ hasRows: next.lane.hiddenSize > 1, hasBefore: canCompare(next) });
    if (isElsewhere) this.#sort();
    else this.#label();
    if (keys) this.#figures.request(keys);
    else this.#figures.refresh();
    this.#follow(state.view.t);
  }

  /** @param {import("../trace/trace.js").LaneTrace} lane */
  #setCell(lane) {
    const old = this.#panels.heats;
    this.#figures.purge(old);
    old.forEach((panel) => this.#gestures.get(panel)?.dispose());
    this.#panels.setCell(lane);
    this.#panels.heats.forEach((panel) => this.#connect(panel));
    this.#resize();
  }

  /** @param {Panel} panel */
  #connect(panel) {
    const scene = () => this.#scene();
    const around = { app: this.app, panels: this.#panels, tooltip: this.#tooltip, scene, setRange: this.#setRange };
    this.#gestures.set(panel, attachGestures(panel, around));
    panel.button.addEventListener("click", () => this.#openMenu(panel));
  }

  // ---- drawing ---------------------------------------------------------------------------------

  /** @returns {Scene|null} */
  #scene() {
    if (!this.#source) return null;
    const range = this.#range ?? fullRange(this.#source.lane.steps);
    const arrangement = { order: this.#order, isDifference: this.#tools.isDifference };
    return { ...this.#source, ...arrangement, range, theme: this.#theme, i18n: this.app.i18n };
  }

  /** Puts the rows in order by the values that now hold still. */
  #sort() {
    if (!this.#source) return;
    this.#order = unitOrder(this.#source.lane, this.#tools.order);
    this.#label();
  }

  #light() {
    const scene = this.#scene();
    if (scene) this.#panels.light(this.app.store.state.highlight, scene);
  }

  /** @type {(range: Range|null) => void} */
  #setRange = (range) => {
    const steps = this.#source?.lane.steps ?? 1;
    this.#range = range && !isFull(range, steps) ? range : null;
    this.#resetZoom.hidden = this.#range === null;
    this.#figures.refresh();
    this.#movePlayhead();
  };

  /**
   * The playhead moved: where only a part of the axis is shown, that part turns its page when the
   * playhead leaves it. Somebody who zoomed elsewhere stays there until the playhead moves.
   * @param {number} t
   */
  #follow(t) {
    const steps = this.#source?.lane.steps ?? 1;
    const page = this.#range && t !== this.#t ? pageWith(this.#range, t, steps) : this.#range;
    this.#t = t;
    if (page && page[0] !== this.#range?.[0]) this.#setRange(page);
    else this.#movePlayhead();
  }

  #recolour() {
    this.#theme = readTheme(this.root);
    this.#figures.refresh();
  }

  #resize() {
    const { heats, lines, element } = this.#panels;
    const inside = insideHeight(this.root, this.#note.element.offsetHeight);
    this.#panels.resize(fitHeights(inside, heats.length || 1, lines.length), element.clientWidth);
    this.#label();
    this.#figures.requestAll();
    this.#movePlayhead();
  }

  /** Plotly has settled where the plot area is. */
  #settlePlayhead() {
    this.#panels.placeOverlays();
    this.#movePlayhead();
    this.#light();
  }

  #movePlayhead() {
    const scene = this.#scene();
    if (!scene) return;
    this.#panels.movePlayhead(this.app.store.state.view, scene.lane.steps, scene.range, !this.#motion.matches);
    this.#panels.axis.show(scene.range, this.#panels.areaWidth);
  }

  // ---- words -----------------------------------------------------------------------------------

  #label() {
    const scene = this.#scene();
    if (!scene) return;
    this.#panels.all.forEach((panel) => panel.label(scene));
    this.#tools.label(scene.i18n);
    this.#light();
    this.#resetZoom.textContent = scene.i18n.t("plots.reset_zoom");
    this.#tables.update(scene, this.app.store.state.view.t);
  }

  /** @param {Readonly<State>} state */
  #showStatus(state) {
    const key = statusKey(state, this.#source !== null, this.#hasFailed);
    if (this.#note.show(key ? this.app.i18n.t(key) : "")) this.#resize();
  }

  /** @param {Readonly<State>} state */
  #updateTable({ player, view }) {
    const scene = this.#tables.plot && !player.isPlaying ? this.#scene() : null;
    if (scene) this.#tables.update(scene, view.t);
  }

  /** @param {Panel} panel */
  #openMenu(panel) {
    const scene = this.#scene();
    if (!scene) return;
    const { scenario, view } = this.app.store.state;
    const openTable = () => this.#tables.open(panel.plot, scene, view.t, panel.button);
    this.#menu.toggle(panel.button, menuItems(panel, scene, { library: this.#figures.library, title: scenario.title, openTable }));
  }
}

/** @type {import("../types.js").Mount} */
export function mount(root, app) {
  const region = new Region(root, app);
  return () => region.dispose();
}
