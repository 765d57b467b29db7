/**
 * The elements of one figure: title with its menu, how to read it, legend, drawing, playhead; and a
 * section's figure made complete: axes in the theme, margins, the time axis.
 *
 * @typedef {import("../types.js").LabFigure} LabFigure
 * @typedef {import("../types.js").LabPoint} LabPoint
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../plots/scene.js").Size} Size
 * @typedef {{theme: import("../drawing/palette.js").Theme, i18n: I18n, steps: number}} Frame
 * @typedef {import("../plots/plotly-loader.js").PlotlyLibrary} PlotlyLibrary
 * @typedef {(panel: FigurePanel) => void} Opener
 */

import { el, svg } from "../base/dom.js";
import { playheadPlace } from "../drawing/playhead.js";
import { Overlay } from "../plots/overlay.js";
import { fullRange, tickSteps } from "../plots/axes.js";

/** Everything that Plotly would listen to is handled over the figure instead. */
const CONFIG = Object.freeze({ staticPlot: true, displayModeBar: false, responsive: false });

let drawings = 0;

export class FigurePanel {
  target = el("div", { class: "plot-target" });
  surface = el("div", { class: "plot-surface lab-surface", role: "img" }, this.target);
  button = el("button", { type: "button", class: "lab-menu-button", "aria-haspopup": "menu", "aria-expanded": "false" });
  #title = el("h3", { class: "lab-title" });
  #reading = el("p", { class: "lab-reading" });
  #legend = el("ul", { class: "lab-legend" });
  #overlay = new Overlay();
  /** @type {Readonly<[number, number]>|null} the part of the time axis that is drawn */
  #range = null;
  isDrawn = false;
  /** @type {Promise<unknown>} */
  #drawing = Promise.resolve();

  /**
   * @param {LabFigure} figure
   * @param {Opener} onMenu
   */
  constructor(figure, onMenu) {
    this.figure = figure;
    this.button.append(el("span", { "aria-hidden": "true" }, "⋯"));
    this.button.addEventListener("click", () => onMenu(this));
    this.surface.append(this.#overlay.element);
    this.#overlay.element.hidden = true;
    const head = el("figcaption", { class: "lab-caption" }, el("div", { class: "lab-heading" }, this.#title, this.button), this.#reading, this.#legend);
    this.element = el("figure", { class: "lab-figure", "data-figure": figure.key }, head, this.surface);
  }

  /**
   * Takes over another figure of the same key: its words at once, its drawing with `draw`.
   * @param {LabFigure} figure
   * @param {I18n} i18n
   */
  show(figure, i18n) {
    this.figure = figure;
    const { title, reading, legend = [] } = figure;
    this.#title.textContent = title;
    this.#reading.textContent = reading;
    this.surface.setAttribute("aria-label", i18n.t("lab.figure_described", { title, reading }));
    this.button.setAttribute("aria-label", i18n.t("plots.options", { name: title }));
    this.button.title = i18n.t("plots.options", { name: title });
    this.#legend.hidden = legend.length === 0;
    this.#legend.replaceChildren(...legend.map(legendEntry));
  }

  /**
   * @param {PlotlyLibrary} library
   * @param {Frame} frame
   * @param {boolean} isWide
   */
  async draw(library, frame, isWide) {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const size = sizeOf(this.figure, width, isWide);
    this.surface.style.height = `${size.height}px`;
    const { data, layout } = shownFigure(this.figure, frame, size);
    this.isDrawn = true;
    this.element.dataset.drawn = String((drawings += 1));
    this.#drawing = library.react(this.target, data, layout, CONFIG);
    await this.#drawing;
    if (this.element.isConnected) this.#placeOverlay();
  }

  /** Over the plot area, where Plotly put it. */
  #placeOverlay() {
    const { xaxis, yaxis } = this.#axes ?? {};
    this.#range = xaxis && this.figure.hasTimeAxis ? xaxis.range : null;
    this.#overlay.element.hidden = this.#range === null;
    if (xaxis && yaxis) this.#overlay.place({ left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length });
  }

  /** @returns {any} what Plotly knows of its axes, null before the first drawing */
  get #axes() {
    return /** @type {any} */ (this.target)._fullLayout ?? null;
  }

  /** Of the plot area inside the surface. */
  get origin() {
    const { xaxis, yaxis } = this.#axes ?? {};
    return { left: xaxis?._offset ?? 0, top: yaxis?._offset ?? 0 };
  }

  /**
   * @param {{x: number, y: number}} pixel  from the plot area's upper left corner
   * @returns {LabPoint|null} null outside of it
   */
  pointAt({ x, y }) {
    const { xaxis, yaxis } = this.#axes ?? {};
    if (!xaxis || !yaxis || x < 0 || y < 0 || x > xaxis._length || y > yaxis._length) return null;
    return { x: xaxis.p2c(x), y: yaxis.p2c(y) };
  }

  /** How wide a step is on the time axis, px. */
  get stepWidth() {
    const length = this.#axes?.xaxis?._length ?? 0;
    return this.#range ? length / (this.#range[1] - this.#range[0]) : 0;
  }

  /**
   * @param {import("../types.js").View} view
   * @param {number} steps
   * @param {boolean} isGliding
   */
  movePlayhead(view, steps, isGliding) {
    if (!this.#range) return;
    const [from, to] = this.#range;
    this.#overlay.move(playheadPlace(view, steps, isGliding), null, [from, to]);
  }

  /**
   * Plotly draws in parts: one that is under way must not find everything gone.
   * @param {PlotlyLibrary|null} library
   */
  dispose(library) {
    this.element.remove();
    if (this.isDrawn) void this.#drawing.finally(() => library?.purge(this.target));
  }
}

/** @param {{name: string, colour: string, dash?: string}} entry */
function legendEntry({ name, colour, dash = "solid" }) {
  const line = svg("line", { x1: 0, x2: 18, y1: 4, y2: 4, stroke: colour, "stroke-width": 2.4, "stroke-dasharray": DASHES[dash] ?? dash.replaceAll("px", "") });
  return el("li", null, svg("svg", { width: 18, height: 8, viewBox: "0 0 18 8", "aria-hidden": "true" }, line), el("span", null, name));
}

/** Plotly's own names of dashes. @type {Record<string, string>} */
const DASHES = { solid: "none", dot: "2 2", dash: "6 3", longdash: "9 3", dashdot: "6 2 2 2", longdashdot: "9 2 2 2" };

// A section's figure made complete. Pure.

const HEIGHT = 200;
const SQUARE = 340;
/** In the large region figures have more room. */
const WIDE = 1.3;
const MARGIN = Object.freeze({ l: 46, r: 12, t: 6, b: 34 });
const EXPORTED = Object.freeze({ width: 960, height: 480, square: 720 });

/** @param {string} key */
const isAxis = (key) => /^[xy]axis\d*$/.test(key);

/** @param {any} title @returns {any} */
const titleOf = (title) => (typeof title === "string" ? { text: title } : title);

/**
 * @param {LabFigure} figure
 * @param {number} width
 * @param {boolean} isWide
 * @returns {Size}
 */
export function sizeOf(figure, width, isWide) {
  const wished = (figure.height ?? (figure.isSquare ? SQUARE : HEIGHT)) * (isWide ? WIDE : 1);
  return { width, height: Math.round(figure.isSquare ? Math.min(wished, Math.max(160, width)) : wished) };
}

/**
 * The figure as the page shows it; its title and legend stand beside the drawing as text.
 * @param {LabFigure} figure
 * @param {Frame} frame
 * @param {Size} size
 */
export function shownFigure(figure, frame, size) {
  const { theme } = frame;
  const { margin, font, ...own } = figure.layout ?? {};
  const layout = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: theme.sunken,
    showlegend: false,
    hovermode: false,
    dragmode: false,
    ...own,
    ...size,
    margin: { ...MARGIN, ...margin },
    font: { family: theme.font, color: theme.inkSoft, size: 10, ...font },
    ...axes(figure, frame, size.width - MARGIN.l - MARGIN.r),
  };
  return { data: figure.data, layout };
}

/**
 * The figure as a file, with title and legend.
 * @param {LabFigure} figure
 * @param {Frame} frame
 */
export function exportedFigure(figure, frame) {
  const { theme } = frame;
  const height = figure.isSquare ? EXPORTED.square : EXPORTED.height;
  const size = { width: figure.isSquare ? EXPORTED.square : EXPORTED.width, height };
  const { data, layout } = shownFigure(figure, frame, size);
  const title = { text: figure.title, font: { size: 16, color: theme.ink } };
  return {
    data,
    layout: {
      ...layout, title, paper_bgcolor: theme.surface, plot_bgcolor: theme.surface,
      showlegend: (figure.legend?.length ?? 0) > 0,
      margin: { ...layout.margin, l: 76, t: 52, b: 52 },
      font: { ...layout.font, size: 12, color: theme.ink },
    },
  };
}

/**
 * @param {LabFigure} figure
 * @param {Frame} frame
 * @param {number} width  of the plot area, about
 */
function axes(figure, frame, width) {
  const own = figure.layout ?? {};
  const keys = [...new Set(["xaxis", "yaxis", ...Object.keys(own).filter(isAxis)])];
  return Object.fromEntries(keys.map((key) => [key, axis(key, figure, frame, width)]));
}

/**
 * @param {string} key
 * @param {LabFigure} figure
 * @param {Frame} frame
 * @param {number} width
 */
function axis(key, figure, { theme, i18n, steps }, width) {
  const { title, tickfont, ...own } = figure.layout?.[key] ?? {};
  const isTime = Boolean(figure.hasTimeAxis) && key.startsWith("x");
  const isTied = Boolean(figure.isSquare) && key === "yaxis";
  const text = titleOf(title ?? (isTime ? i18n.t("plots.axis_time") : undefined));
  return {
    gridcolor: theme.line, linecolor: theme.line, zerolinecolor: theme.line, fixedrange: true, automargin: true,
    zeroline: false, ...(isTime && timeAxis(own.range, steps, width)), ...(isTied && { scaleanchor: "x" }),
    ...(figure.isSquare && { constrain: "domain" }), ...own, tickfont: { size: 10, ...tickfont },
    ...(text && { title: { standoff: 6, ...text, font: { size: 11, ...text.font } } }),
  };
}

/**
 * @param {[number, number]|undefined} wished
 * @param {number} steps
 * @param {number} width
 */
function timeAxis(wished, steps, width) {
  const range = wished ?? fullRange(steps);
  return { range: [...range], showgrid: false, tickmode: "array", tickvals: tickSteps([Math.min(...range), Math.max(...range)], width), ticks: "" };
}
