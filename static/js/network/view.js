/**
 * The widest of the three depths: all layers and steps, unrolled. A block leads to its cell.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").View} View
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 */

import { toneOf } from "../cell/tones.js";
import { el, setText } from "../base/dom.js";
import { binSize } from "../drawing/magnitude.js";
import { Palette, readTheme, watchTheme } from "../drawing/palette.js";
import { curtainSide, playheadPlace } from "../drawing/playhead.js";
import { wireValue } from "./column.js";
import { motionOf, NetworkDrawing } from "./drawing.js";
import { NetworkGestures } from "./gestures.js";
import { MOST_CELLS, paintHeat } from "./heat.js";
import { drawingScale, goodHeight, networkLayout, scrolled, stepsInView, windowStart } from "./layout.js";
import { Overview } from "./overview.js";
import { hasTwoWays, inputWriter, lossWords, outputWords, placeWords, rowNamer } from "./words.js";

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void} dispose
 */
export function mount(root, app) {
  const view = new NetworkView(root, app);
  const unsubscribe = app.store.subscribe((state) => view.render(state));
  view.render(app.store.state);
  return () => {
    unsubscribe();
    view.dispose();
  };
}

/** @param {import("../trace/lane-trace.js").LaneTrace} lane @returns {import("./layout.js").LaneShape} */
const laneShape = ({ layer, direction, model }) => ({ layer, direction, states: model.states, tones: model.states.map((state) => toneOf(model, state)) });

class NetworkView {
  #app;
  #root;
  #canvas = el("canvas", { class: "net-heat", "aria-hidden": "true" });
  #sheet = el("div", { class: "net-sheet" }, this.#canvas);
  #scroller = el("div", { class: "net-scroller" }, this.#sheet);
  #overview = new Overview((share) => this.#centreOn(share));
  /** What a cell of a strip shows where units share one. */
  #note = el("p", { class: "circuit-caption net-note", hidden: true });
  #empty = el("p", { class: "circuit-empty" });
  #motion = matchMedia("(prefers-reduced-motion: reduce)");
  #observer = new ResizeObserver(() => this.render(this.#app.store.state));
  #stopWatching;
  #gestures;
  /** @type {Palette|null} */
  #palette = null;
  /** @type {NetworkDrawing|null} */
  #drawing = null;
  /** @type {ReturnType<typeof motionOf>} */
  #dotsAt = () => [];
  #layoutKey = "";
  #heatKey = "";
  /** Of the window from where it would follow the playhead, in columns. */
  #offset = 0;
  #followed = -1;

  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.#root = root;
    this.#app = app;
    root.append(this.#scroller, this.#overview.element, this.#note, this.#empty);
    this.#gestures = new NetworkGestures(this.#scroller, app, {
      drawing: () => this.#drawing,
      scroll: (change) => this.#scroll(change),
    });
    this.#observer.observe(this.#scroller);
    this.#stopWatching = watchTheme(() => {
      this.#palette = null;
      this.render(this.#app.store.state);
    });
  }

  dispose() {
    this.#observer.disconnect();
    this.#stopWatching();
    this.#gestures.dispose();
    this.#root.replaceChildren();
  }

  /** @param {State} state */
  render(state) {
    const { trace, view } = state;
    if (view.depth !== "network" || this.#root.hidden) return;
    const isReady = trace !== null && trace.hasStarted && trace.steps > 0;
    this.#scroller.hidden = !isReady;
    this.#empty.hidden = isReady;
    if (!isReady) {
      this.#overview.element.hidden = this.#note.hidden = true;
      this.#empty.textContent = this.#app.i18n.t(state.run.status === "running" ? "circuit.waiting" : "circuit.empty");
    } else if (this.#scroller.clientWidth > 0) this.#draw(state, trace);
  }

  /** @param {State} state @param {Trace} trace */
  #draw(state, trace) {
    const { view, traceVersion } = state;
    this.#renderNote(trace);
    const drawing = this.#build(trace, view.lang);
    const { layout } = drawing;
    const hasMotion = !this.#motion.matches;
    const place = playheadPlace(view, trace.steps, hasMotion);
    if (this.#followed !== view.t) this.#offset = 0;
    this.#followed = view.t;
    const start = windowStart(place, layout) + scrolled(place, this.#offset, 0, layout);
    this.#renderColumns(state, trace, drawing, start);
    const content = view.pass === "backward" ? "gradients" : "values";
    drawing.renderPlayhead(place, start, layout.rows.map(({ direction }) => curtainSide(content, view.pass, direction)));
    drawing.renderDots(hasMotion ? this.#dotsAt(view.phase, view.pass) : [], view.t, start);
    drawing.element.dataset.pass = view.pass;
    this.#renderHeat(state, trace, drawing, start);
    this.#renderOverview(trace, view, traceVersion, layout, start, place);
    if (document.activeElement === this.#root) this.#focusSelected();
  }

  /** @param {Trace} trace */
  #renderNote({ lanes }) {
    const units = Math.max(...lanes.map(({ hiddenSize }) => hiddenSize));
    const bin = binSize(units, MOST_CELLS);
    this.#note.hidden = bin === 1;
    const text = bin === 1 ? "" : this.#app.i18n.t("network.bins", { bin, units });
    setText(this.#note, text);
  }

  /** @param {Trace} trace @param {string} lang @returns {NetworkDrawing} */
  #build(trace, lang) {
    const { steps } = trace;
    const lanes = trace.lanes.map(laneShape);
    const { clientWidth: width, clientHeight: height } = this.#scroller;
    const key = [JSON.stringify(lanes), steps, width, height, lang].join();
    if (this.#drawing && key === this.#layoutKey) return this.#drawing;
    this.#layoutKey = key;
    const hadFocus = this.#sheet.contains(document.activeElement);
    const scale = drawingScale({ width, height, lanes });
    const layout = networkLayout({ width: width / scale, height: height / scale, lanes, steps });
    const drawing = new NetworkDrawing(layout, scale, rowNamer(this.#app.i18n, hasTwoWays(trace)));
    this.#drawing?.element.remove();
    this.#drawing?.bed.remove();
    this.#drawing = drawing;
    this.#dotsAt = motionOf(layout, drawing.wires);
    this.#sheet.prepend(drawing.bed);
    this.#sheet.append(drawing.element);
    this.#sheet.style.height = `${layout.height * scale}px`;
    this.#scroller.style.setProperty("--net-good", `${goodHeight(lanes)}px`);
    this.#overview.element.hidden = layout.count >= steps;
    this.#heatKey = "";
    if (hadFocus) this.#root.focus({ preventScroll: true });  // until the selected block is there
    return drawing;
  }

  /** @param {State} state @param {Trace} trace @param {NetworkDrawing} drawing @param {number} start */
  #renderColumns({ view, traceVersion }, trace, drawing, start) {
    const { i18n } = this.#app;
    const { layout, wires } = drawing;
    const inputs = this.#inputs(trace, layout);
    const hadFocus = document.activeElement?.classList.contains("net-block") && this.#sheet.contains(document.activeElement);
    drawing.renderColumns(start, [traceVersion, view.pass, view.lang].join(), (t) => ({
      t,
      pass: view.pass,
      values: wires.map((wire) => wireValue(trace, layout, wire, t, view.pass)),
      input: inputs?.(t) ?? "",
      output: outputWords(trace, t, layout.columnWidth),
      loss: lossWords(trace, t),
      names: layout.rows.map((row) => placeWords(i18n, row, t, hasTwoWays(trace))),
    }));
    drawing.select(view.t, this.#selectedRow(view));
    if (hadFocus) this.#focusSelected();
    const [first, last] = stepsInView(start, layout);
    const label = i18n.t(`network.label_${view.pass}`, { layers: layout.gaps.length - 1, first, last, steps: trace.steps });
    if (drawing.element.getAttribute("aria-label") !== label) drawing.element.setAttribute("aria-label", label);
  }

  /** @type {{key: readonly unknown[], write: ((t: number) => string)|null}|null} */
  #inputWriter = null;

  /** @param {Trace} trace @param {NetworkLayout} layout @returns {((t: number) => string)|null} null where they do not fit */
  #inputs(trace, layout) {
    const key = [trace, trace.isForwardComplete, layout, this.#app.i18n.lang];
    if (!this.#inputWriter?.key.every((part, k) => part === key[k])) {
      this.#inputWriter = { key, write: inputWriter(trace, layout.columnWidth) };
    }
    return this.#inputWriter?.write ?? null;
  }

  /** @param {View} view @returns {number} */
  #selectedRow({ layer, direction }) {
    return this.#drawing?.layout.rows.findIndex((row) => row.layer === layer && row.direction === direction) ?? -1;
  }

  /** @param {State} state @param {Trace} trace @param {NetworkDrawing} drawing @param {number} start */
  #renderHeat({ view, traceVersion }, trace, { layout, scale }, start) {
    const ratio = devicePixelRatio * scale;
    const palette = this.#paletteNow();
    const key = [start, traceVersion, view.t, view.unit, view.layer, view.direction, view.pass, view.lang, ratio].join();
    if (key === this.#heatKey) return;
    this.#heatKey = key;
    const [width, height] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { ink, mono } = readTheme(this.#root);
    paintHeat(context, { layout, trace, version: traceVersion, view, start, palette, ink, font: mono, hasInputStrips: this.#inputs(trace, layout) === null });
  }

  /** @param {Trace} trace @param {View} view @param {number} version @param {NetworkLayout} layout @param {number} start @param {number} place */
  #renderOverview(trace, view, version, layout, start, place) {
    const lane = trace.lane(view.layer, view.direction);
    if (this.#overview.element.hidden || !lane) return;
    const palette = this.#paletteNow();
    const paint = view.pass === "backward" ? palette.gradients("h") : palette.values(lane, "h", version);
    this.#overview.renderHeat(lane, view.pass, paint, [version, view.pass, view.layer, view.direction, this.#paletteSerial].join());
    this.#overview.renderWindow(start, place, layout);
  }

  #paletteSerial = 0;

  #paletteNow() {
    if (this.#palette) return this.#palette;
    this.#paletteSerial += 1;
    this.#heatKey = "";
    this.#palette = new Palette(readTheme(this.#root));
    return this.#palette;
  }

  /** @param {number} change columns */
  #scroll(change) {
    const { layout } = this.#drawing ?? {};
    if (!layout) return;
    const { view } = this.#app.store.state;
    const place = playheadPlace(view, layout.steps, !this.#motion.matches);
    this.#offset = scrolled(place, this.#offset, change, layout);
    this.render(this.#app.store.state);
  }

  /** @param {number} share of the sequence */
  #centreOn(share) {
    const { layout } = this.#drawing ?? {};
    if (!layout) return;
    const { view } = this.#app.store.state;
    const now = windowStart(playheadPlace(view, layout.steps, !this.#motion.matches), layout) + this.#offset;
    this.#scroll(share * layout.steps - layout.count / 2 - now);
  }

  #focusSelected() {
    const { view } = this.#app.store.state;
    this.#drawing?.block(view.t, this.#selectedRow(view))?.focus({ preventScroll: true });
  }
}
