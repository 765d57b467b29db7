/**
 * From gestures over the plots to actions: a click selects, a drag scrubs, hovering names the
 * value, and the common time axis is zoomed.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./panel-set.js").PanelSet} PanelSet
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./axes.js").Range} Range
 *
 * @typedef {object} Surroundings
 * @property {App} app
 * @property {PanelSet} panels
 * @property {import("../drawing/tooltip.js").Tooltip} tooltip
 * @property {() => Scene|null} scene
 * @property {(range: Range|null) => void} setRange  null: the whole sequence
 */

import { scrubTo } from "../state/player.js";
import { clampRange, GUTTER, placeAt, stepOf, unitAt, zoomAround } from "./axes.js";
import { HeatPanel } from "./panel.js";
import { rowsIn, unitAtRow } from "./scene.js";

/**
 * @param {Panel} panel
 * @param {Surroundings} around
 * @returns {PointerGestures}
 */
export function attachGestures(panel, around) {
  const { app, panels, tooltip, setRange } = around;
  const isHeat = panel instanceof HeatPanel;
  const origin = () => ({ left: isHeat ? 0 : GUTTER.left, top: 0 });
  /** @param {(scene: Scene) => void} act */
  const withScene = (act) => {
    const scene = around.scene();
    if (scene) act(scene);
  };
  /** @type {(scene: Scene, x: number) => number} */
  const place = (scene, x) => placeAt(x, panels.areaWidth, scene.range);
  /** @type {(scene: Scene, point: Point) => {t: number, unit: number}} */
  const locate = (scene, { x, y }) => ({ t: stepOf(place(scene, x), scene.lane.steps), unit: isHeat ? unitIn(scene, y) : scene.unit });
  /** @type {(scene: Scene, y: number) => number} */
  const unitIn = (scene, y) => {
    const { count, order } = rowsIn(scene, panel instanceof HeatPanel ? panel.heatMap.quantity : "h");
    return count > 1 ? unitAtRow(order, unitAt(y, panel.height, count)) : scene.unit;
  };
  return new PointerGestures(panel.surface, origin, {
    onPress: (point) => withScene((scene) => app.actions.select(locate(scene, point))),
    onDrag: ({ x }) => withScene((scene) => {
      const [from, to] = scene.range;
      const stepWidth = panels.areaWidth / (to - from);
      scrubTo(app.actions, place(scene, x) + 0.5, scene.lane.steps, app.store.state.view.pass, stepWidth);
    }),
    onDragEnd: ({ x }) => withScene((scene) => app.actions.select({ t: stepOf(place(scene, x), scene.lane.steps) })),
    onHover: (point, event) => withScene((scene) => {
      const { t, unit } = locate(scene, point);
      tooltip.show(panel.plot.readout(scene, t, unit), event);
      if (isHeat) app.actions.highlight(panel.heatMap.quantity, unit);
    }),
    onLeave: () => {
      tooltip.hide();
      if (isHeat) app.actions.highlight(null);
    },
    onSpan: (from, to) => withScene((scene) => {
      setRange(clampRange([place(scene, from), place(scene, to)], scene.lane.steps));
    }),
    onZoom: (x, factor) => withScene((scene) => {
      setRange(zoomAround(scene.range, place(scene, x), factor, scene.lane.steps));
    }),
    onPan: (dx) => withScene((scene) => {
      const shift = place(scene, dx) - scene.range[0];
      setRange(clampRange([scene.range[0] + shift, scene.range[1] + shift], scene.lane.steps));
    }),
    onReset: () => setRange(null),
  });
}

/**
 * Pointer gestures over a plot area, in pixels from its upper left corner: click, drag, hover,
 * shift-drag, wheel with Ctrl, pinch, double click. Mouse, pen and touch alike; Plotly's own
 * handling is switched off.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {object} Handlers
 * @property {(point: Point) => void} onPress      the pointer went down, or a finger tapped
 * @property {(point: Point) => void} onDrag
 * @property {(point: Point) => void} onDragEnd
 * @property {(point: Point, event: PointerEvent) => void} onHover
 * @property {() => void} onLeave
 * @property {(from: number, to: number) => void} onSpan     a stretch of the axis was marked
 * @property {(x: number, factor: number) => void} onZoom
 * @property {(dx: number) => void} onPan
 * @property {() => void} onReset
 */

const SLACK = 4;
const WHEEL = 0.0022;

/**
 * A finger's first touch may become a pinch or scroll the page; only when it is lifted it was a tap.
 * @param {PointerEvent} event
 */
const isFinger = (event) => event.pointerType === "touch";

export class PointerGestures {
  /** @type {Map<number, Point>} */
  #down = new Map();
  /** @type {"none"|"press"|"drag"|"span"|"pinch"} */
  #mode = "none";
  /** @type {Point} */
  #start = { x: 0, y: 0 };
  /** Where the surface is while a pointer is down: asking in each frame would lay the page out twice. */
  #box = { left: 0, top: 0 };
  #abort = new AbortController();

  /**
   * @param {HTMLElement} surface
   * @param {() => {left: number, top: number}} origin  of the plot area inside the surface
   * @param {Handlers} handlers
   */
  constructor(surface, origin, handlers) {
    this.surface = surface;
    this.origin = origin;
    this.handlers = handlers;
    this.#listen();
  }

  dispose() {
    this.#abort.abort();
  }

  #listen() {
    const { signal } = this.#abort;
    /** @type {<K extends keyof HTMLElementEventMap>(name: K, listener: (event: HTMLElementEventMap[K]) => void) => void} */
    const on = (name, listener) => this.surface.addEventListener(name, listener, { signal, passive: name !== "wheel" });
    on("pointerdown", (event) => this.#press(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#release(event));
    on("pointercancel", (event) => this.#cancel(event));
    on("pointerleave", () => this.handlers.onLeave());
    on("dblclick", () => this.handlers.onReset());
    on("wheel", (event) => this.#wheel(event));
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  #point(event) {
    if (this.#mode === "none") this.#box = this.surface.getBoundingClientRect();
    const { left, top } = this.origin();
    return { x: event.clientX - this.#box.left - left, y: event.clientY - this.#box.top - top };
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button !== 0) return;
    this.surface.setPointerCapture(event.pointerId);
    const point = this.#point(event);
    this.#down.set(event.pointerId, point);
    if (this.#down.size === 2) {
      this.#mode = "pinch";
      return;
    }
    this.#start = point;
    this.#mode = event.shiftKey ? "span" : "press";
    if (this.#mode === "press" && !isFinger(event)) this.handlers.onPress(point);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const point = this.#point(event);
    if (this.#mode === "none") return this.handlers.onHover(point, event);
    if (this.#mode === "pinch") return this.#pinch(event.pointerId, point);
    if (this.#mode === "press" && Math.abs(point.x - this.#start.x) > SLACK) this.#mode = "drag";
    if (this.#mode === "drag") {
      this.handlers.onDrag(point);
      this.handlers.onHover(point, event);
    }
  }

  /**
   * @param {number} id
   * @param {Point} point
   */
  #pinch(id, point) {
    const other = [...this.#down].find(([key]) => key !== id)?.[1];
    const before = this.#down.get(id);
    if (!other || !before) return;
    this.#down.set(id, point);
    const centre = (point.x + other.x) / 2;
    const spread = Math.max(20, Math.abs(point.x - other.x));
    this.handlers.onZoom(centre, spread / Math.max(20, Math.abs(before.x - other.x)));
    this.handlers.onPan((before.x - point.x) / 2);
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const point = this.#point(event);
    const mode = this.#mode;
    this.#cancel(event);
    if (mode === "press" && isFinger(event)) this.handlers.onPress(point);
    if (mode === "drag") this.handlers.onDragEnd(point);
    if (mode === "span" && Math.abs(point.x - this.#start.x) > SLACK) {
      this.handlers.onSpan(Math.min(point.x, this.#start.x), Math.max(point.x, this.#start.x));
    }
  }

  /** @param {PointerEvent} event */
  #cancel(event) {
    this.#down.delete(event.pointerId);
    if (this.#down.size === 0) this.#mode = "none";
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.handlers.onZoom(this.#point(event).x, Math.exp(-event.deltaY * WHEEL));
  }
}
