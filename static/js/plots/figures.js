/**
 * Keeps the drawings in step with what there is to show. New values are shown in the very frame in
 * which they came, painted on a canvas, and Plotly draws them once they hold still, one plot after
 * the other, as frames allow.
 *
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./panel-set.js").PanelSet} PanelSet
 * @typedef {import("./scene.js").Scene} Scene
 */

import { Drawing } from "./drawing.js";
import { Redraws } from "./scheduler.js";

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
