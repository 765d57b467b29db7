/**
 * The table of one plot, under the plots, kept up to date while it is open.
 *
 * @typedef {import("./scene.js").Plot} Plot
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Table} Table
 */

import { el } from "../base/dom.js";

export class TablePane {
  #close = el("button", { type: "button", class: "plots-table-close", onclick: () => this.close() });
  #holder = el("div", { class: "plots-table-scroll", tabindex: "0", role: "region" });
  element = el("div", { class: "plots-table", hidden: true }, this.#close, this.#holder);
  /** @type {Plot|null} */
  plot = null;
  /** @type {HTMLElement|null} */
  #opener = null;

  /**
   * @param {Plot} plot
   * @param {Scene} scene
   * @param {number} t
   * @param {HTMLElement} opener  gets the focus back
   */
  open(plot, scene, t, opener) {
    this.plot = plot;
    this.#opener = opener;
    this.element.hidden = false;
    this.update(scene, t);
    this.#holder.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.plot = null;
    this.element.hidden = true;
    this.#opener?.focus();
  }

  /**
   * @param {Scene} scene
   * @param {number} t
   */
  update(scene, t) {
    if (!this.plot) return;
    this.#close.textContent = scene.i18n.t("plots.hide_table");
    this.#holder.setAttribute("aria-label", this.plot.title(scene));
    this.#holder.replaceChildren(renderTable(this.plot.table(scene, t)));
  }
}

// The table twin of a plot: the same numbers as text, around the playhead.

/**
 * @param {Table} table
 * @returns {HTMLTableElement}
 */
function renderTable({ caption, head, rows }) {
  const headRow = el("tr", null, head.map((text) => el("th", { scope: "col" }, text)));
  const bodyRows = rows.map(([first, ...cells]) =>
    el("tr", null, el("th", { scope: "row" }, first), cells.map((text) => el("td", null, text))));
  return el("table", null, el("caption", null, caption), el("thead", null, headRow), el("tbody", null, bodyRows));
}
