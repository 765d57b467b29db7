/**
 * One cell of the comparison: mark and name, size and loss, its units at the playhead, what can be
 * done with it, and what is wrong with it.
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../drawing/palette.js").Theme} Theme
 * @typedef {object} Shades   the colours of a scale, worked out once and not in every frame
 * @property {number} limit  they go from −limit to limit
 * @property {readonly string[]} colours
 * @typedef {import("../types.js").View} View
 * @typedef {import("./cells.js").ComparedCell} ComparedCell
 * @typedef {object} Handlers
 * @property {(index: number, title: string) => void} rename
 * @property {(index: number) => void} swap
 * @property {(index: number) => void} remove
 * @property {() => void} retry
 */

import { el, setText } from "../base/dom.js";
import { colourAt, divergingStops } from "../drawing/colour-scales.js";
import { countNumber, sentenceNumber } from "../numbers/written.js";
import { laneOf, kindName } from "./cells.js";
import { ComparedRuns } from "./compared-runs.js";
import { parameterCount } from "./making.js";

/** Characters that a name has room for at least. */
const SHORTEST = 4;

/** @typedef {{h: Shades, c: Shades, edge: string}} Scales */

export class CellRow {
  #mark = el("span", { class: "compare-mark", "aria-hidden": "true" });
  #name = el("input", { class: "compare-name", type: "text", autocomplete: "off", spellcheck: "false", onchange: () => this.#rename() });
  #own = el("span", { class: "compare-own" });
  #facts = el("span", { class: "compare-facts" });
  #swap = el("button", { type: "button", class: "compare-button", onclick: () => this.#handlers.swap(this.#index) }, "⇅");
  #remove = el("button", { type: "button", class: "compare-button compare-remove", onclick: () => this.#handlers.remove(this.#index) }, "×");
  #strips = { h: el("canvas", { class: "compare-strip", role: "img" }), c: el("canvas", { class: "compare-strip", role: "img" }) };
  #lines = {
    h: el("div", { class: "compare-state" }, el("span", { "aria-hidden": "true" }, "h"), this.#strips.h),
    c: el("div", { class: "compare-state" }, el("span", { "aria-hidden": "true" }, "c"), this.#strips.c),
  };
  #states = el("div", { class: "compare-states" }, this.#lines.h, this.#lines.c);
  #error = el("p", { class: "compare-error", role: "status" });
  #retry = el("button", { type: "button", class: "plain-button", onclick: () => this.#handlers.retry() });
  #trouble = el("div", { class: "compare-trouble", hidden: true }, this.#error, this.#retry);
  element = el("li", { class: "compare-cell" },
    el("div", { class: "compare-head" }, this.#mark, this.#own, this.#name, this.#facts, this.#swap, this.#remove),
    this.#states, this.#trouble);
  /** @type {ComparedCell|null} */
  #cell = null;
  #handlers;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  get #index() {
    return this.#cell?.index ?? -1;
  }

  /** Where the focus goes when a cell before it was removed. */
  get removeButton() {
    return this.#remove;
  }

  #rename() {
    this.#handlers.rename(this.#index, this.#name.value.trim());
  }

  /**
   * @param {ComparedCell} cell
   * @param {I18n} i18n
   * @param {number} longest  characters of a name
   */
  show(cell, i18n, longest) {
    this.#cell = cell;
    const { look, name, scenario, index } = cell;
    const isOwn = index < 0;
    this.element.style.setProperty("--cell", `var(${look.token})`);
    this.#mark.textContent = look.glyph;
    this.#own.hidden = !isOwn;
    this.#own.textContent = name;
    for (const node of [this.#name, this.#swap, this.#remove]) node.hidden = isOwn;
    this.#name.maxLength = longest;
    this.#name.placeholder = name;
    label(this.#name, i18n.t("lab.compare.name", { name }));
    if (document.activeElement !== this.#name) this.#name.value = isOwn ? "" : scenario.title;
    this.#name.size = Math.max(SHORTEST, name.length);
    label(this.#swap, i18n.t("lab.compare.swap", { name }));
    label(this.#remove, i18n.t("lab.compare.remove", { name }));
    this.#facts.textContent = this.#factsOf(cell, i18n);
    this.#showTrouble(cell, i18n);
    this.#showStates(cell, i18n);
  }

  /** @param {ComparedCell} cell @param {I18n} i18n */
  #factsOf({ scenario, trace, name }, i18n) {
    const kind = kindName(scenario, i18n);
    const facts = [
      ...(kind === name ? [] : [kind]),
      i18n.t("lab.compare.units", { count: countNumber(i18n.lang, scenario.cell.hidden_size) }),
      i18n.t("lab.compare.parameters", { count: countNumber(i18n.lang, parameterCount(scenario)) }),
      ...(trace && Number.isFinite(trace.loss) ? [`L = ${sentenceNumber(trace.loss)}`] : []),
    ];
    return facts.join(i18n.t("lab.compare.dot"));
  }

  /** @param {ComparedCell} cell @param {I18n} i18n */
  #showTrouble({ status, errors, trace }, i18n) {
    const isWaiting = status === "running" || status === "waiting";
    this.element.classList.toggle("is-waiting", isWaiting);
    this.element.setAttribute("aria-busy", String(isWaiting));
    const words = errors.map(({ msg, type, loc }) => (loc.length > 0 ? msg : i18n.t(`lab.compare.trouble.${type ?? "server"}`, { msg })));
    const text = status === "cut" ? i18n.t("lab.compare.cut") : status === "error" ? words.join(" ") : "";
    this.#trouble.hidden = text === "";
    setText(this.#error, text);
    this.#retry.hidden = !ComparedRuns.canRetry({ status, errors });
    this.#retry.textContent = i18n.t("lab.retry");
    this.element.classList.toggle("is-wrong", text !== "" && trace === null);
  }

  /** @param {ComparedCell} cell @param {I18n} i18n */
  #showStates({ trace, name }, i18n) {
    this.#states.hidden = trace === null;
    this.#lines.c.hidden = !trace?.lanes.some(({ model }) => model.states.includes("c"));
    this.#strips.h.setAttribute("aria-label", i18n.t("lab.compare.strip", { name, state: i18n.t("lab.compare.of.h") }));
    this.#strips.c.setAttribute("aria-label", i18n.t("lab.compare.strip", { name, state: i18n.t("lab.compare.of.c") }));
  }

  /**
   * The units as they are in this frame.
   * @param {View} view
   * @param {Scales} scales
   */
  paint(view, scales) {
    const trace = this.#cell?.trace;
    if (!trace) return;
    const lane = laneOf(trace, view);
    const t = Math.min(view.t, trace.steps - 1);
    const phase = view.pass === "forward" ? view.phase : 1;
    for (const state of /** @type {const} */ (["h", "c"])) {
      if (!this.#states.hidden && !this.#lines[state].hidden && lane.model.states.includes(state)) paintStrip(this.#strips[state], valuesAt(lane, state, t, phase), scales[state], scales.edge);
    }
  }
}

/**
 * @param {HTMLElement} node
 * @param {string} text
 */
function label(node, text) {
  node.setAttribute("aria-label", text);
  node.title = text;
}

// The units at the playhead as a strip of boxes, painted on a canvas in the very frame.

const STRIP = 14;
/** A box is never wider than this, so that four cells of different sizes can be compared box by box. */
const WIDEST = 22;
/** Odd, so that zero has a shade of its own. */
const SHADES = 255;

/**
 * The values between two steps: those that step t reads at phase 0, its own at phase 1.
 * @param {LaneTrace} lane
 * @param {"h"|"c"} state
 * @param {number} t
 * @param {number} phase
 * @returns {Float64Array} H
 */
export function valuesAt(lane, state, t, phase) {
  const series = lane.series(state);
  const width = lane.width(state);
  return Float64Array.from({ length: width }, (_, unit) => {
    const value = series[t * width + unit] ?? NaN;
    if (phase >= 1) return value;
    const before = lane.previous(state, t, unit);
    return before + phase * (value - before);
  });
}

/**
 * @param {Theme} theme
 * @param {"h"|"c"} state
 * @param {number} limit
 * @returns {Shades}
 */
export function shadesOf(theme, state, limit) {
  const scale = { low: -1, high: 1, stops: divergingStops(theme.negative(state), theme.surface, theme.colour(state)) };
  const colours = Array.from({ length: SHADES }, (_, k) => `rgb(${colourAt(scale, (2 * k) / (SHADES - 1) - 1).join(" ")})`);
  return { limit, colours };
}

/**
 * @param {Shades} shades
 * @param {number} value  beyond the limit it has the colour of the nearer end
 */
export function shadeAt({ limit, colours }, value) {
  const share = Math.min(1, Math.max(-1, value / limit));
  return colours[Math.round(((share + 1) / 2) * (colours.length - 1))] ?? "";
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float64Array} values
 * @param {Shades} shades
 * @param {string} edge  colour of the frame around it
 */
export function paintStrip(canvas, values, shades, edge) {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  resize(canvas, Math.round(width * ratio), Math.round(STRIP * ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, STRIP);
  const box = Math.min(WIDEST, width / values.length);
  values.forEach((value, unit) => {
    if (!Number.isFinite(value)) return;
    context.fillStyle = shadeAt(shades, value);
    context.fillRect(unit * box, 0, box > 4 ? box - 1 : box, STRIP);
  });
  if (box <= 4) return;
  context.strokeStyle = edge;
  values.forEach((_, unit) => context.strokeRect(unit * box + 0.5, 0.5, box - 2, STRIP - 1));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function resize(canvas, width, height) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
