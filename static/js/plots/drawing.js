/**
 * Draws a panel with Plotly, or a heat map at once as a preview.
 *
 * @typedef {import("./plotly-loader.js").PlotlyLibrary} PlotlyLibrary
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Size} Size
 */

import { markOnce } from "../marks.js";
import { cellNumbers, heatScale, unitRows } from "./heat-map.js";
import { HeatPanel } from "./panel.js";
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
    void this.library.react(panel.target, data, layout, CONFIG);
    this.count += 1;
    panel.isDrawn = true;
    panel.element.dataset.drawn = String(this.count);
    if (panel instanceof HeatPanel) {
      panel.hidePreview();
      panel.showScale(heatScale(scene, panel.heatMap.quantity), scene.i18n.lang);
    }
    markOnce("first-plot");
  }

  /**
   * The whole sequence at once, without Plotly.
   * @param {HeatPanel} panel
   * @param {Scene} scene
   * @param {Size} size
   */
  preview(panel, scene, size) {
    const { lane, i18n } = scene;
    const { quantity } = panel.heatMap;
    const scale = heatScale(scene, quantity);
    const series = lane.series(quantity);
    paintPreview(panel.canvas, series, lane.steps, lane.hiddenSize, scale);
    const rows = unitRows(series, lane.steps, lane.hiddenSize);
    panel.showPreview(numberCells(rows, cellNumbers(rows, size, lane.steps, i18n.lang), scale), lane.steps);
    panel.showScale(scale, i18n.lang);
    panel.element.dataset.previewed = String((this.#previews += 1));
    markOnce("first-preview");
  }

  /** @param {Iterable<Panel>} panels */
  purge(panels) {
    for (const panel of panels) {
      if (panel.isDrawn) this.library?.purge(panel.target);
    }
  }
}
