/**
 * The figures of the section shown: kept by their keys, drawn one after the other as frames allow,
 * with their gestures, menus and tables.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").LabFigure} LabFigure
 * @typedef {import("./figure-panel.js").Frame} Frame
 * @typedef {import("../plots/plotly-loader.js").PlotlyLibrary} PlotlyLibrary
 */

import { el } from "../base/dom.js";
import { Tooltip } from "../drawing/tooltip.js";
import { exportFigure, fileName, Menu, TablePane } from "../plots/menu.js";
import { loadPlotly } from "../plots/plotly-loader.js";
import { PointerGestures } from "../plots/interaction.js";
import { Redraws } from "../plots/scheduler.js";
import { stepOf } from "../plots/axes.js";
import { scrubTo } from "../state/player.js";
import { exportedFigure, FigurePanel } from "./figure-panel.js";

export class FigureSet {
  /** @type {Map<string, {panel: FigurePanel, gestures: PointerGestures}>} */
  #panels = new Map();
  #redraws = new Redraws((key) => void this.#draw(key));
  #grid = el("div", { class: "lab-figures" });
  #menu = new Menu();
  #tooltip = new Tooltip();
  #table = new TablePane();
  element = el("div", { class: "lab-figure-set" }, this.#grid, this.#table.element, this.#menu.element, this.#tooltip.element);
  /** @type {PlotlyLibrary|null} */
  #library = null;
  /** @type {Frame|null} */
  #frame = null;
  #width = 0;
  #section = "";
  /** Something has changed that is not drawn yet. */
  #isBehind = false;
  hasFailedToLoad = false;
  #motion = matchMedia("(prefers-reduced-motion: reduce)");
  #app;
  #around;
  #sizes = new ResizeObserver(() => this.#resize());

  /**
   * @param {App} app
   * @param {{mayDraw: () => boolean, onLoaded: () => void}} around  mayDraw: whether Plotly may be called now
   */
  constructor(app, around) {
    this.#app = app;
    this.#around = around;
    this.#sizes.observe(this.#grid);
  }

  get isEmpty() {
    return this.#panels.size === 0;
  }

  /**
   * @param {string} section
   * @param {readonly LabFigure[]} figures
   * @param {Frame} frame
   */
  show(section, figures, frame) {
    if (section !== this.#section) this.clear();
    this.#section = section;
    this.#frame = frame;
    const wanted = figures.map(({ key }) => key);
    for (const key of [...this.#panels.keys()]) if (!wanted.includes(key)) this.#remove(key);
    const elements = figures.map((figure) => this.#panelOf(figure).element);
    if (elements.some((element, k) => this.#grid.children[k] !== element)) this.#grid.replaceChildren(...elements);
    for (const figure of figures) this.#panels.get(figure.key)?.panel.show(figure, frame.i18n);
    this.#updateTable();
    this.redraw();
  }

  clear() {
    if (this.#table.plot) this.#table.close();
    this.#tooltip.hide();
    for (const key of [...this.#panels.keys()]) this.#remove(key);
  }

  /** Draws all figures once more: another theme, another size, or none of them may have been drawn. */
  redraw() {
    this.#isBehind = !this.#around.mayDraw();
    if (this.isEmpty || this.#isBehind) return;
    if (this.#library) this.#redraws.request(this.#panels.keys());
    else void this.#load();
  }

  /** Draws what could not be drawn when it was asked for. */
  catchUp() {
    if (this.#isBehind && this.#around.mayDraw()) this.redraw();
  }

  async #load() {
    try {
      this.#library = await loadPlotly();
      this.hasFailedToLoad = false;
    } catch {
      this.hasFailedToLoad = true;
    }
    this.#around.onLoaded();
    if (this.#library) this.redraw();
  }

  /** @param {string} key */
  async #draw(key) {
    const panel = this.#panels.get(key)?.panel;
    if (!panel || !this.#library || !this.#frame) return;
    if (!this.#around.mayDraw()) return void (this.#isBehind = true);
    await panel.draw(this.#library, this.#frame, this.#app.store.state.view.wide);
    this.#movePlayhead(panel);
  }

  #resize() {
    const width = this.#grid.clientWidth;
    if (width === 0 || width === this.#width) return;
    this.#width = width;
    this.redraw();
  }

  movePlayheads() {
    for (const { panel } of this.#panels.values()) this.#movePlayhead(panel);
  }

  /** @param {FigurePanel} panel */
  #movePlayhead(panel) {
    panel.movePlayhead(this.#app.store.state.view, this.#frame?.steps ?? 1, !this.#motion.matches);
  }

  // ---- panels ----------------------------------------------------------------------------------

  /** @param {LabFigure} figure */
  #panelOf(figure) {
    const known = this.#panels.get(figure.key);
    if (known) return known.panel;
    const panel = new FigurePanel(figure, (opened) => this.#openMenu(opened));
    this.#panels.set(figure.key, { panel, gestures: this.#connect(panel) });
    return panel;
  }

  /** @param {string} key */
  #remove(key) {
    const known = this.#panels.get(key);
    if (known && this.#table.plot?.key === key) this.#table.close();
    known?.gestures.dispose();
    known?.panel.dispose(this.#library);
    this.#panels.delete(key);
    this.#redraws.forget(key);
  }

  /** @param {FigurePanel} panel */
  #connect(panel) {
    const { actions, store } = this.#app;
    /** @type {(point: {x: number, y: number}) => void} */
    const choose = (pixel) => {
      const selection = this.#selectionAt(panel, pixel);
      if (selection) actions.select(selection);
    };
    const nothing = () => undefined;
    return new PointerGestures(panel.surface, () => panel.origin, {
      onPress: choose,
      onDrag: (pixel) => {
        const point = panel.figure.hasTimeAxis ? panel.pointAt(pixel) : null;
        if (!point) return;
        scrubTo(actions, point.x + 0.5, this.#frame?.steps ?? 1, store.state.view.pass, panel.stepWidth);
      },
      onDragEnd: (pixel) => void (panel.figure.hasTimeAxis && choose(pixel)),
      onHover: (pixel, event) => this.#readOut(panel, pixel, event),
      onLeave: () => this.#tooltip.hide(),
      onSpan: nothing,
      onZoom: nothing,
      onPan: nothing,
      onReset: nothing,
    });
  }

  /**
   * @param {FigurePanel} panel
   * @param {{x: number, y: number}} pixel
   */
  #selectionAt(panel, pixel) {
    const point = panel.pointAt(pixel);
    const { select, hasTimeAxis } = panel.figure;
    if (!point) return null;
    if (select) return select(point);
    return hasTimeAxis ? { t: stepOf(point.x, this.#frame?.steps ?? 1) } : null;
  }

  /**
   * @param {FigurePanel} panel
   * @param {{x: number, y: number}} pixel
   * @param {PointerEvent} event
   */
  #readOut(panel, pixel, event) {
    const point = panel.pointAt(pixel);
    const lines = (point && panel.figure.readout?.(point)) ?? [];
    if (lines.length > 0) this.#tooltip.show(lines, event);
    else this.#tooltip.hide();
  }

  // ---- table and files -------------------------------------------------------------------------

  /**
   * The table pane reads the figure anew each time, so that it keeps up while it is open.
   * @param {FigurePanel} panel
   */
  #tableOf(panel) {
    return { key: panel.figure.key, title: () => panel.figure.title, table: () => panel.figure.table };
  }

  #updateTable() {
    if (this.#table.plot && this.#frame) this.#table.update(/** @type {any} */ (this.#frame), 0);
  }

  /** @param {FigurePanel} panel */
  #openMenu(panel) {
    const frame = this.#frame;
    if (!frame) return;
    const { i18n } = frame;
    const openTable = () => this.#table.open(/** @type {any} */ (this.#tableOf(panel)), /** @type {any} */ (frame), 0, panel.button);
    /** @type {(format: "png"|"svg") => void} */
    const save = (format) => {
      const name = fileName(`${this.#section} ${panel.figure.key}`, this.#app.store.state.scenario.title);
      if (this.#library) void exportFigure(this.#library, exportedFigure(panel.figure, frame), format, name);
    };
    this.#menu.toggle(panel.button, [
      { label: i18n.t("plots.show_table"), run: openTable },
      ...(this.#library ? [
        { label: i18n.t("plots.save_png"), run: () => save("png") },
        { label: i18n.t("plots.save_svg"), run: () => save("svg") },
      ] : []),
    ]);
  }

  dispose() {
    this.#sizes.disconnect();
    this.#redraws.stop();
    this.#menu.dispose();
    this.clear();
    this.element.remove();
  }
}
