/**
 * The small menu of a plot: opened by its button, walked with the arrow keys, closed by Escape, by
 * a click elsewhere or by choosing.
 *
 * @typedef {{label: string, run: () => void}} Item
 */

import { el } from "../base/dom.js";

/** @type {Record<string, (index: number, count: number) => number>} */
const MOVES = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (index, count) => count - 1,
};

export class Menu {
  element = el("div", { class: "plots-menu", role: "menu", hidden: true });
  /** @type {HTMLElement|null} */
  #opener = null;
  #abort = new AbortController();

  constructor() {
    const { signal } = this.#abort;
    this.element.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("pointerdown", (event) => this.#outside(event), { signal });
  }

  dispose() {
    this.#abort.abort();
  }

  /**
   * @param {HTMLElement} opener
   * @param {Item[]} items
   */
  toggle(opener, items) {
    const wasOpen = this.#opener === opener;
    this.close();
    if (!wasOpen) this.#open(opener, items);
  }

  /**
   * @param {HTMLElement} opener
   * @param {Item[]} items
   */
  #open(opener, items) {
    this.#opener = opener;
    opener.setAttribute("aria-expanded", "true");
    this.element.setAttribute("aria-label", opener.getAttribute("aria-label") ?? "");
    this.element.replaceChildren(...items.map((item) => this.#button(item)));
    this.element.hidden = false;
    const { left, bottom, top } = opener.getBoundingClientRect();
    const { offsetHeight: height, offsetWidth: width } = this.element;
    const y = bottom + height + 4 < innerHeight ? bottom + 2 : Math.max(4, top - height - 2);
    const x = Math.min(left, innerWidth - width - 4);
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    this.#buttons[0]?.focus();
  }

  close() {
    this.#opener?.setAttribute("aria-expanded", "false");
    this.#opener = null;
    this.element.hidden = true;
  }

  /** @returns {HTMLElement[]} */
  get #buttons() {
    return [...this.element.querySelectorAll("button")];
  }

  /** @param {Item} item */
  #button({ label, run }) {
    const choose = () => {
      const opener = this.#opener;
      this.close();
      opener?.focus();
      run();
    };
    return el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: choose }, label);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = this.#buttons;
    const move = MOVES[event.key];
    if (move) {
      const index = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      buttons[move(index, buttons.length)]?.focus();
    } else if (event.key === "Escape") {
      const opener = this.#opener;
      this.close();
      opener?.focus();
    } else if (event.key === "Tab") {
      this.close();
      return;
    }
    if (move !== undefined || event.key === "Escape") event.preventDefault();
    event.stopPropagation();  // the page's own keys must not act behind an open menu
  }

  /** @param {PointerEvent} event */
  #outside(event) {
    const target = /** @type {Node} */ (event.target);
    if (this.#opener && !this.element.contains(target) && !this.#opener.contains(target)) this.close();
  }
}

/**
 * The table of one plot, under the plots, kept up to date while it is open.
 *
 * @typedef {import("./scene.js").Plot} Plot
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Table} Table
 */

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

/**
 * A plot as a file: drawn once more, apart from the page, with title, axes and scale.
 *
 * @typedef {import("./scene.js").Figure} Figure
 * @typedef {import("./plotly-loader.js").PlotlyLibrary} PlotlyLibrary
 * @typedef {import("./panel.js").Panel} Panel
 */

const PIXEL_DENSITY = 2;

/**
 * @param {string} key    of the plot
 * @param {string} title  of the scenario
 */
export function fileName(key, title) {
  const words = `gatescope ${title} ${key}`.normalize("NFKC").toLowerCase();
  return words.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80);
}

/**
 * @param {PlotlyLibrary} library
 * @param {Figure} figure
 * @param {"png"|"svg"} format
 * @param {string} filename
 */
export async function exportFigure(library, figure, format, filename) {
  const { width, height } = figure.layout;
  const scale = format === "png" ? PIXEL_DENSITY : 1;
  await library.downloadImage(figure, { format, width, height, scale, filename });
}

// What the menu of a plot offers.

/**
 * @param {Panel} panel
 * @param {Scene} scene
 * @param {object} around
 * @param {import("./plotly-loader.js").PlotlyLibrary|null} around.library  null: no pictures to save yet
 * @param {string} around.title   of the scenario
 * @param {() => void} around.openTable
 * @returns {Item[]}
 */
export function menuItems({ plot }, scene, { library, title, openTable }) {
  const { i18n } = scene;
  const items = [{ label: i18n.t("plots.show_table"), run: openTable }];
  if (!library) return items;
  /** @param {"png"|"svg"} format */
  const save = (format) => void exportFigure(library, plot.exported(scene), format, fileName(plot.key, title));
  return [
    ...items,
    { label: i18n.t("plots.save_png"), run: () => save("png") },
    { label: i18n.t("plots.save_svg"), run: () => save("svg") },
  ];
}
