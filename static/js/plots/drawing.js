/**
 * Keeps the drawings in step with what there is to show. New values are shown in the very frame in
 * which they came, painted on a canvas, and Plotly draws them once they hold still, one plot after
 * the other, as frames allow.
 *
 * @typedef {import("./plotly-loader.js").PlotlyLibrary} PlotlyLibrary
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./panel-set.js").PanelSet} PanelSet
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 * @typedef {import("../drawing/colour-scales.js").Scale} Scale
 * @typedef {import("./scene.js").Order} Order
 */

import { el } from "../base/dom.js";
import { markOnce } from "../base/marks.js";
import { colourAt, needsDarkInk } from "../drawing/colour-scales.js";
import { cellNumbers, heatScale, unitRows } from "./heat-map.js";
import { HeatPanel, LinePanel } from "./panel.js";
import { loadPlotly } from "./plotly-loader.js";
import { rowOfUnit, rowsIn, shownSeries } from "./scene.js";
import { Redraws } from "./scheduler.js";

/** Everything that Plotly would listen to is handled over the plots instead. */
const CONFIG = Object.freeze({ staticPlot: true, displayModeBar: false, responsive: false });

/** Draws a panel with Plotly, or at once as a preview. */
class Drawing {
  /** @type {PlotlyLibrary|null} */
  library = null;
  /** How often Plotly has drawn; playback must leave it alone. */
  count = 0;
  #previews = 0;

  /** @returns {Promise<void>} rejected where the bundle cannot be had */
  async load() {
    this.library = await loadPlotly();
  }

  /**
   * @param {Panel} panel
   * @param {Scene} scene
   * @param {Size} size
   */
  draw(panel, scene, size) {
    if (!this.library) return;
    const { data, layout } = panel.plot.figure(scene, size);
    panel.drawing = this.library.react(panel.target, data, layout, CONFIG);
    this.count += 1;
    panel.isDrawn = true;
    panel.element.dataset.drawn = String(this.count);
    panel.hidePreview();
    if (panel instanceof HeatPanel) {
      panel.showScale(heatScale(scene, panel.heatMap.quantity));
    }
    markOnce("first-plot");
  }

  /**
   * At once, without Plotly.
   * @param {Panel} panel
   * @param {Scene} scene
   * @param {Size} size
   */
  preview(panel, scene, size) {
    if (panel instanceof HeatPanel) this.#previewHeat(panel, scene, size);
    if (panel instanceof LinePanel) panel.showPreview(panel.plot.figure(scene, size));
    panel.element.dataset.previewed = String((this.#previews += 1));
    markOnce("first-preview");
  }

  /**
   * @param {HeatPanel} panel
   * @param {Scene} scene
   * @param {Size} size
   */
  #previewHeat(panel, scene, size) {
    const { lane, range } = scene;
    const { quantity } = panel.heatMap;
    const { count, order } = rowsIn(scene, quantity);
    const scale = heatScale(scene, quantity);
    const series = shownSeries(scene, quantity);
    paintPreview(panel.canvas, series, lane.steps, count, scale, order);
    const rows = unitRows(series, lane.steps, count, order);
    const texts = cellNumbers(rows, size, range[1] - range[0]);
    panel.showPreview(numberCells(rows, texts, scale), lane.steps, range);
    panel.showScale(scale);
  }

  /**
   * Plotly draws in parts: one that is under way must not find everything gone.
   * @param {Iterable<Panel>} panels
   */
  purge(panels) {
    for (const panel of panels) {
      if (panel.isDrawn) void panel.drawing.finally(() => this.library?.purge(panel.target));
    }
  }
}

/** How long values must hold still before Plotly draws, ms. */
const SETTLED = 160;

export class Figures {
  #drawing = new Drawing();
  #redraws = new Redraws((key) => this.#draw(key));
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #settling;
  #panels;
  #scene;
  #around;

  /**
   * @param {PanelSet} panels
   * @param {() => Scene|null} scene
   * @param {{onSettled: () => void, onDrawn: (panel: Panel) => void}} around
   */
  constructor(panels, scene, around) {
    this.#panels = panels;
    this.#scene = scene;
    this.#around = around;
  }

  get library() {
    return this.#drawing.library;
  }

  /** @param {boolean} isGentle  whether frames are to be kept free for an animation */
  set isGentle(isGentle) {
    this.#redraws.isGentle = isGentle;
  }

  /** @returns {Promise<void>} rejected where Plotly cannot be had */
  async load() {
    await this.#drawing.load();
    this.requestAll();
  }

  /** @param {Iterable<string>} keys */
  request(keys) {
    this.#redraws.request(keys);
  }

  requestAll() {
    this.#redraws.request(this.#panels.all.map((panel) => panel.plot.key));
    if (!this.library) this.#preview();
  }

  /** New values, or another part of the axis. */
  refresh() {
    this.#preview();
    this.#panels.all.forEach((panel) => this.#redraws.forget(panel.plot.key));
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#settle(), SETTLED);
  }

  #settle() {
    this.#around.onSettled();
    this.#redraws.request(this.#panels.all.map((panel) => panel.plot.key));
  }

  #preview() {
    const scene = this.#scene();
    if (!scene || this.#panels.width === 0) return;
    for (const panel of this.#panels.all) {
      panel.isStale = !panel.isVisible;
      if (panel.isVisible) this.#drawing.preview(panel, scene, this.#panels.sizeOf(panel));
    }
  }

  /** @param {string} key */
  #draw(key) {
    const scene = this.#scene();
    const panel = this.#panels.byKey(key);
    if (!scene || !panel || this.#panels.width === 0) return;
    panel.isStale = !panel.isVisible;
    if (!panel.isVisible || !this.library) return;
    this.#drawing.draw(panel, scene, this.#panels.sizeOf(panel));
    this.#around.onDrawn(panel);
  }

  /** @param {Iterable<Panel>} panels */
  purge(panels) {
    this.#drawing.purge(panels);
  }

  dispose() {
    clearTimeout(this.#settling);
    this.#redraws.stop();
    this.purge(this.#panels.all);
  }
}

// A heat map painted on a canvas in a fraction of a millisecond: the first picture, before Plotly
// has loaded, and every picture while a value is dragged, until Plotly draws the one that stays.
// One pixel a cell, enlarged by CSS without smoothing; numbers lie over it as text.

/**
 * @param {Float64Array} series  T·H
 * @param {number} steps
 * @param {number} hiddenSize
 * @param {Scale} scale
 * @param {Order} [order]
 * @returns {Uint8ClampedArray<ArrayBuffer>} RGBA of H rows of T pixels; a missing value is transparent
 */
export function heatPixels(series, steps, hiddenSize, scale, order) {
  const rows = Uint32Array.from({ length: hiddenSize }, (_, unit) => rowOfUnit(order, unit));
  const shades = shadesOf(scale);
  const pixels = new Uint8ClampedArray(4 * steps * hiddenSize);
  const perUnit = SHADES / (scale.high - scale.low);
  for (let k = 0; k < steps * hiddenSize; k += 1) {
    const shade = Math.round(((series[k] ?? NaN) - scale.low) * perUnit);
    if (!Number.isFinite(shade)) continue;
    const from = 3 * Math.min(SHADES, Math.max(0, shade));
    const unit = k % hiddenSize;
    const to = 4 * ((rows[unit] ?? 0) * steps + (k - unit) / hiddenSize);
    pixels[to] = shades[from] ?? 0;
    pixels[to + 1] = shades[from + 1] ?? 0;
    pixels[to + 2] = shades[from + 2] ?? 0;
    pixels[to + 3] = 255;
  }
  return pixels;
}

const SHADES = 128;

/** @type {WeakMap<object, Uint8Array>} */
const shadesByStops = new WeakMap();

/**
 * @param {Scale} scale
 * @returns {Uint8Array} RGB of equally spaced values
 */
function shadesOf({ stops }) {
  const known = shadesByStops.get(stops);
  if (known) return known;
  const unit = { low: 0, high: SHADES, stops };
  const shades = Uint8Array.from(Array.from({ length: SHADES + 1 }, (_, k) => colourAt(unit, k)).flat());
  shadesByStops.set(stops, shades);
  return shades;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float64Array} series
 * @param {number} steps
 * @param {number} hiddenSize
 * @param {Scale} scale
 * @param {Order} [order]
 */
function paintPreview(canvas, series, steps, hiddenSize, scale, order) {
  if (canvas.width !== steps) canvas.width = steps;
  if (canvas.height !== hiddenSize) canvas.height = hiddenSize;
  const image = new ImageData(heatPixels(series, steps, hiddenSize, scale, order), steps, hiddenSize);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/**
 * @param {Float64Array[]} rows
 * @param {string[][]|null} texts  null where they do not fit
 * @param {Scale} scale
 * @returns {HTMLElement[]} one for each cell, row by row
 */
function numberCells(rows, texts, scale) {
  return (texts ?? []).flatMap((row, unit) => row.map((text, t) => {
    const isDark = needsDarkInk(colourAt(scale, rows[unit]?.[t] ?? 0));
    return el("span", { class: isDark ? "is-dark" : null }, text);
  }));
}
