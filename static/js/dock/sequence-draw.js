/**
 * Drawing mode: the curve of one input over all steps, drawn with the mouse, a finger or the keys.
 * A stroke is one step of undo, and everything is recomputed while it lasts.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").State} State
 * @typedef {import("./draw-board.js").Drawn} Drawn
 * @typedef {import("./draw-board.js").Point} Point
 * @typedef {import("./draw-board.js").Range} Range
 */

import { el } from "../base/dom.js";
import { inputLabel } from "../cell/names.js";
import { factorOf, gestureKey } from "../hands/gesture.js";
import { fullNumber } from "../numbers/written.js";
import { setValues } from "../scenario/edits.js";
import { followPlayhead, whenChanged } from "./context.js";
import { frameOf, grainOf, paint, rangeFor, snapped, strokeBetween } from "./draw-board.js";
import { button, selectField, uniqueId } from "./field.js";
import { NumberField } from "./number-field.js";

/** @type {Record<string, number>} */
const NUDGES = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

class DrawingBoard {
  #context;
  /** @type {Range} */
  #range = { low: -1, high: 1 };
  #isOwnRange = false;
  #channel = 0;
  #cursor = 0;
  #merge = "";
  #isDrawing = false;

  /** @param {Context} context */
  constructor(context) {
    const { t, i18n } = context;
    this.#context = context;
    const hint = el("p", { class: "hint", id: uniqueId("draw-hint") }, t("draw_hint"));
    this.canvas = el("canvas", { class: "draw-board", tabindex: 0, role: "slider", "aria-orientation": "vertical", "aria-describedby": hint.id });
    this.channels = selectField(t("draw_channel"), (value) => this.#choose(Number(value)));
    this.low = new NumberField({ label: t("draw_low"), i18n, onChange: (value) => this.#setRange({ low: Number(value) }) });
    this.high = new NumberField({ label: t("draw_high"), i18n, onChange: (value) => this.#setRange({ high: Number(value) }) });
    const fit = button(t("draw_fit"), () => this.#fit(), { class: "link-button", title: t("draw_fit_label") });
    this.node = el("details", { class: "more draw" },
      el("summary", null, t("draw")),
      el("div", { class: "field-row draw-fields" }, this.channels.node, this.low.node, this.high.node),
      this.canvas,
      el("div", { class: "tools" }, fit),
      hint);
    this.sizes = new ResizeObserver(() => this.#paint());
    this.sizes.observe(this.canvas);
    this.themes = new MutationObserver(() => this.#paint());
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.#listen();
  }

  /** @returns {number[][]} */
  get #values() {
    const { sequence } = this.#context.state.scenario;
    return "values" in sequence ? sequence.values : [];
  }

  update() {
    const values = this.#values;
    this.node.hidden = values.length === 0;
    if (this.node.hidden || !this.node.open) return;
    const width = values[0].length;
    this.#channel = Math.min(this.#channel, width - 1);
    this.#cursor = Math.min(this.#cursor, values.length - 1);
    this.channels.update(values[0].map((_, d) => ({ value: String(d), text: inputLabel(d) })), String(this.#channel));
    if (!this.#isOwnRange && !this.#isDrawing) this.#range = rangeFor(values.flatMap((row) => row[this.#channel]));
    this.low.update(this.#range.low);
    this.high.update(this.#range.high);
    this.#describe();
    this.#paint();
  }

  dispose() {
    this.sizes.disconnect();
    this.themes.disconnect();
  }

  #paint() {
    if (!this.node.open || this.#values.length === 0) return;
    paint(this.canvas, {
      values: this.#values,
      channel: this.#channel,
      range: this.#range,
      cursor: this.#cursor,
      isFocused: document.activeElement === this.canvas,
      playhead: Math.min(this.#context.state.view.t, this.#values.length - 1),
    });
  }

  #describe() {
    const { t } = this.#context;
    const value = this.#values[this.#cursor][this.#channel];
    this.canvas.setAttribute("aria-label", t("draw_board", { input: inputLabel(this.#channel) }));
    this.canvas.setAttribute("aria-valuemin", String(this.#range.low));
    this.canvas.setAttribute("aria-valuemax", String(this.#range.high));
    this.canvas.setAttribute("aria-valuenow", String(value));
    this.canvas.setAttribute("aria-valuetext", t("draw_value", { t: this.#cursor, value: fullNumber(value) }));
  }

  #listen() {
    const { canvas, node } = this;
    node.addEventListener("toggle", () => this.update());
    canvas.addEventListener("focus", () => this.#paint());
    canvas.addEventListener("blur", () => this.#paint());
    canvas.addEventListener("keydown", (event) => this.#onKey(event));
    canvas.addEventListener("pointerdown", (event) => event.button === 0 && this.#draw(event));
  }

  /** @param {PointerEvent} start */
  #draw(start) {
    const { canvas } = this;
    const listening = new AbortController();
    const { signal } = listening;
    let last = pointOf(start);
    this.#merge = gestureKey("draw");
    this.#isDrawing = true;
    canvas.setPointerCapture(start.pointerId);
    this.#stroke(last, last);
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== start.pointerId) return;
      const points = (event.getCoalescedEvents?.() ?? []).map(pointOf);
      for (const point of points.length > 0 ? points : [pointOf(event)]) {
        this.#stroke(last, point);
        last = point;
      }
    }, { signal });
    const end = () => {
      this.#isDrawing = false;
      listening.abort();
      this.update();
    };
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(type, end, { signal });
  }

  /** @param {Point} from @param {Point} to */
  #stroke(from, to) {
    const frame = frameOf(this.canvas.clientWidth, this.canvas.clientHeight);
    const drawn = strokeBetween(frame, this.#values.length, this.#range, from, to);
    this.#cursor = drawn[drawn.length - 1].t;
    this.#write(drawn);
  }

  /** @param {Drawn[]} drawn */
  #write(drawn) {
    const column = this.#channel;
    if (this.#values.length === 0) return;
    this.#context.edit((s) => setValues(s, drawn.map(({ t, value }) => ({ t, column, value }))), this.#merge);
    this.#paint();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey) return;
    const steps = this.#values.length;
    /** @type {Record<string, number>} */
    const moves = { ArrowLeft: this.#cursor - 1, ArrowRight: this.#cursor + 1, Home: 0, End: steps - 1 };
    if (event.key in moves) this.#moveTo(Math.max(0, Math.min(steps - 1, moves[event.key])));
    else if (event.key in NUDGES) this.#nudge(NUDGES[event.key] * 5 * factorOf(event));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} t */
  #moveTo(t) {
    this.#cursor = t;
    this.#merge = gestureKey("draw");
    this.#context.app.actions.select({ t });
    this.#describe();
    this.#paint();
  }

  /** @param {number} grains */
  #nudge(grains) {
    this.#merge ||= gestureKey("draw");
    const value = this.#values[this.#cursor][this.#channel] + grains * grainOf(this.#range);
    this.#write([{ t: this.#cursor, value: snapped(value, this.#range) }]);
    this.#describe();
  }

  /** @param {number} channel */
  #choose(channel) {
    this.#channel = channel;
    this.#merge = "";
    this.update();
  }

  /** @param {Partial<Range>} patch */
  #setRange(patch) {
    const range = { ...this.#range, ...patch };
    const problem = range.low < range.high ? null : this.#context.t("draw_order");
    this.high.showError(problem);
    if (problem) return;
    this.#range = range;
    this.#isOwnRange = true;
    this.update();
  }

  #fit() {
    this.#isOwnRange = false;
    this.high.showError(null);
    this.update();
  }
}

/** @param {PointerEvent} event @returns {Point} */
const pointOf = ({ offsetX, offsetY }) => ({ x: offsetX, y: offsetY });

/** @param {Context} context */
export function drawingEditor(context) {
  const board = new DrawingBoard(context);
  const update = whenChanged(({ scenario }) => [scenario.sequence], () => board.update());
  const follow = followPlayhead(context, () => board.update());
  return {
    node: board.node,
    update: (/** @type {Readonly<State>} */ state) => {
      update(state);
      follow(state);
    },
    dispose: () => board.dispose(),
  };
}
