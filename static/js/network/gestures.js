/**
 * Pointer and keys on the unrolled network: a click goes into a block's cell, dragging and the wheel
 * move the window, arrows walk from block to block.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("./drawing.js").NetworkDrawing} NetworkDrawing
 * @typedef {object} Hands
 * @property {() => NetworkDrawing|null} drawing
 * @property {(columns: number) => void} scroll
 */

import { Tooltip } from "../drawing/tooltip.js";
import { unitAt } from "./heat.js";
import { stripSpan, stripsOf } from "./layout.js";
import { hasTwoWays, placeWords, unitWords } from "./words.js";

/** A pointer that moved further than this is dragging, CSS pixels. */
const SLOP = 5;
/** Pixels of a wheel that speaks in lines. */
const LINE = 20;

export class NetworkGestures {
  #root;
  #app;
  #hands;
  #tooltip = new Tooltip();
  #wires = new AbortController();
  /** @type {{x: number, moved: boolean, id: number}|null} */
  #drag = null;

  /** @param {HTMLElement} root @param {App} app @param {Hands} hands */
  constructor(root, app, hands) {
    this.#root = root;
    this.#app = app;
    this.#hands = hands;
    root.append(this.#tooltip.element);
    const { signal } = this.#wires;
    root.addEventListener("click", (event) => this.#click(event), { signal });
    root.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    root.addEventListener("keydown", (event) => this.#key(event), { signal });
    root.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    root.addEventListener("pointermove", (event) => this.#move(event), { signal });
    root.addEventListener("pointerleave", () => this.#tooltip.hide(), { signal });
    for (const type of ["pointerup", "pointercancel"]) root.addEventListener(type, () => this.#release(), { signal });
  }

  dispose() {
    this.#wires.abort();
  }

  /** @param {Event} event @returns {{t: number, row: import("./layout.js").Row}|null} */
  #blockOf({ target }) {
    const block = target instanceof SVGElement ? target.closest(".net-block") : null;
    const { rows } = this.#hands.drawing()?.layout ?? {};
    if (!(block instanceof SVGElement) || !rows) return null;
    return { t: Number(block.dataset.t), row: rows[Number(block.dataset.row)] };
  }

  /** @param {{t: number, row: import("./layout.js").Row}} place @param {number|null} unit */
  #enter({ t, row }, unit) {
    const { layer, direction } = row;
    this.#tooltip.hide();
    this.#app.actions.select({ ...this.#stepTo(t), layer, direction, ...(unit === null ? {} : { unit }) });
    this.#app.actions.setDepth("cell");
  }

  /** A step that is shown already keeps its phase. @param {number} t */
  #stepTo(t) {
    return t === this.#app.store.state.view.t ? {} : { t };
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const place = this.#blockOf(event);
    if (!place || this.#drag?.moved) return;
    const hit = this.#unitOf(event, place);
    this.#enter(place, hit?.unit ?? null);
  }

  /**
   * The heat cell under the pointer.
   * @param {MouseEvent} event
   * @param {{t: number, row: import("./layout.js").Row}} place
   */
  #unitOf(event, { t, row }) {
    const { layout, element, scale } = /** @type {NetworkDrawing} */ (this.#hands.drawing());
    const { trace, view } = this.#app.store.state;
    const lane = trace?.lane(row.layer, row.direction);
    const block = /** @type {SVGElement} */ (event.target).getBoundingClientRect();
    const y = (event.clientY - element.getBoundingClientRect().top) / scale;
    const strip = stripsOf(layout, row).find(({ top, height }) => y >= top && y <= top + height);
    if (!lane || !strip) return null;
    const { left, width } = stripSpan(layout, row);
    const inset = left - (row.centre - layout.block.width / 2);
    const unit = unitAt(lane, strip.quantity, t, view, ((event.clientX - block.left) / scale - inset) / width);
    const series = view.pass === "backward" ? lane.gradient(strip.quantity) : lane.series(strip.quantity);
    return { unit, model: lane.model, quantity: strip.quantity, value: series[t * lane.width(strip.quantity) + unit] };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || event.pointerType === "touch" && !event.isPrimary) return;
    this.#drag = { x: event.clientX, moved: false, id: event.pointerId };
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const drag = this.#drag;
    if (drag && event.buttons & 1) return this.#pull(event, drag);
    const place = this.#blockOf(event);
    if (!place || event.pointerType === "touch") return this.#tooltip.hide();
    const { trace, view } = this.#app.store.state;
    const { i18n } = this.#app;
    const hit = this.#unitOf(event, place);
    const words = placeWords(i18n, place.row, place.t, hasTwoWays(trace));
    this.#tooltip.show(hit ? [words, unitWords(i18n, view, hit.model, hit.quantity, hit.unit, hit.value)] : [words], event);
  }

  /** @param {PointerEvent} event @param {{x: number, moved: boolean, id: number}} drag */
  #pull(event, drag) {
    const change = event.clientX - drag.x;
    const drawing = this.#hands.drawing();
    if (!drawing || (!drag.moved && Math.abs(change) < SLOP)) return;
    if (!drag.moved) this.#root.setPointerCapture(drag.id);
    drag.moved = true;
    drag.x = event.clientX;
    this.#tooltip.hide();
    this.#hands.scroll(-change / (drawing.layout.columnWidth * drawing.scale));
  }

  /** The click that ends a drag is none; it comes right after. */
  #release() {
    if (this.#drag?.moved) requestAnimationFrame(() => {
      this.#drag = null;
    });
    else this.#drag = null;
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const { layout, scale } = this.#hands.drawing() ?? {};
    if (!layout || !scale || layout.count >= layout.steps || event.ctrlKey) return;
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    if (!isSideways && this.#root.scrollHeight > this.#root.clientHeight) return;
    event.preventDefault();
    const delta = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    this.#hands.scroll((delta * (event.deltaMode === 1 ? LINE : 1)) / (layout.columnWidth * scale));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const place = this.#blockOf(event);
    const { layout } = this.#hands.drawing() ?? {};
    if (!place || !layout || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = this.#actionOf(event.key, place, layout);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /**
   * @param {string} key
   * @param {{t: number, row: import("./layout.js").Row}} place
   * @param {import("./layout.js").NetworkLayout} layout
   * @returns {(() => void)|null}
   */
  #actionOf(key, place, { rows, count }) {
    const { actions } = this.#app;
    const climb = (/** @type {number} */ way) => () => {
      const row = rows[rows.indexOf(place.row) + way];
      if (row) actions.select({ ...this.#stepTo(place.t), layer: row.layer, direction: row.direction });
    };
    switch (key) {
      case "Enter":
      case " ": return () => this.#enter(place, null);
      case "ArrowUp": return climb(1);
      case "ArrowDown": return climb(-1);
      case "PageUp": return () => this.#hands.scroll(-count);
      case "PageDown": return () => this.#hands.scroll(count);
      default: return null;
    }
  }
}
