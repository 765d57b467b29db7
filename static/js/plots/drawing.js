/**
 * Draws a panel with Plotly, or at once as a preview.
 *
 * @typedef {import("./plotly-loader.js").PlotlyLibrary} PlotlyLibrary
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 */

import { markOnce } from "../base/marks.js";
import { shownSeries } from "./difference.js";
import { cellNumbers, heatScale, unitRows } from "./heat-map.js";
import { HeatPanel, LinePanel } from "./panel.js";
import { loadPlotly } from "./plotly-loader.js";
import { numberCells, paintPreview } from "./preview.js";

/** Everything that Plotly would listen to is handled over the plots instead. */
const CONFIG = Object.freeze({ staticPlot: true, displayModeBar: false, responsive: false });

export class Drawing {
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
    const { lane, i18n, order, range } = scene;
    const { quantity } = panel.heatMap;
    const scale = heatScale(scene, quantity);
    const series = shownSeries(scene, quantity);
    paintPreview(panel.canvas, series, lane.steps, lane.hiddenSize, scale, order);
    const rows = unitRows(series, lane.steps, lane.hiddenSize, order);
    const texts = cellNumbers(rows, size, range[1] - range[0], i18n.lang);
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
