/**
 * The time step slider over the sequence. A range input serves keyboard and screen reader; what is
 * seen and touched is the rail, which scrubs through the phases of a step too, and the ticks.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").View} View
 */

import { find } from "../base/dom.js";
import { watch } from "../base/watch.js";
import { momentAt, progressOf, scrubTo } from "../state/player.js";
import { inputText } from "../trace/input-text.js";
import { renderTicks } from "./ticks.js";

/**
 * Where the playhead stands on the rail, 0 … 1: the forward pass moves right, the backward pass
 * moves left, and a complete step is passed whole.
 * @param {Pick<View, "t"|"phase"|"pass">} view
 * @param {number} steps
 */
export function railPosition({ t, phase, pass }, steps) {
  if (steps === 0) return 0;
  return (pass === "backward" ? t + 1 - phase : t + phase) / steps;
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, app) {
  const wires = new AbortController();
  let width = 0;
  const ticks = () => width > 0 && renderTicks(root, width, app.store.state);
  // Told once the frame is laid out; asking for it would lay the page out once more.
  const resizing = new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    ticks();
  });
  resizing.observe(root);
  wireRange(root, app, wires.signal);
  wirePointer(root, app, wires.signal);
  const disposers = [
    watch(app.store, ({ trace, run }) => [trace, run.status], ticks),
    watch(app.store, ({ trace, view }) => [trace, view], (state) => renderPlayhead(root, state)),
    watch(app.store, ({ trace, view }) => [trace, view.t, view.lang], (state) => renderRange(root, state, app)),
  ];
  return () => {
    wires.abort();
    resizing.disconnect();
    disposers.forEach((dispose) => dispose());
  };
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {AbortSignal} signal
 */
function wireRange(root, { actions }, signal) {
  const range = /** @type {HTMLInputElement} */ (find(root, "#time-step"));
  range.addEventListener("input", () => {
    actions.pause();
    actions.select({ t: Number(range.value) });
  }, { signal });
}

/**
 * The rail scrubs; a tick selects its step, and dragging on from it goes step by step.
 * @param {HTMLElement} root
 * @param {App} app
 * @param {AbortSignal} signal
 */
function wirePointer(root, { actions, store }, signal) {
  const rail = find(root, ".timeline-rail");
  const ticks = find(root, ".timeline-ticks");
  const follow = (/** @type {PointerEvent} */ event) => {
    const { left, width } = rail.getBoundingClientRect();
    const steps = store.state.trace?.steps ?? 0;
    const along = ((event.clientX - left) / width) * steps;
    if (event.currentTarget === rail) scrubTo(actions, along, steps, store.state.view.pass, width / steps);
    else actions.select({ t: Math.floor(along) });
  };
  for (const target of [rail, ticks]) {
    target.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      actions.pause();
      target.setPointerCapture(event.pointerId);
      follow(event);
    }, { signal });
    target.addEventListener("pointermove", (event) => {
      if (target.hasPointerCapture(event.pointerId)) follow(event);
    }, { signal });
  }
}

/**
 * Transforms only: this runs in every frame of playback.
 * @param {HTMLElement} root
 * @param {State} state
 */
function renderPlayhead(root, { trace, view }) {
  const steps = trace?.steps ?? 0;
  const place = railPosition(view, steps);
  const isBackward = view.pass === "backward";
  root.toggleAttribute("data-backward", isBackward);
  find(root, ".timeline-fill").style.transform = `scaleX(${isBackward ? 1 - place : place})`;
  find(root, ".timeline-thumb").style.transform = `translateX(${100 * place}%)`;
  const now = find(root, ".timeline-now");
  now.style.width = `${100 / Math.max(steps, 1)}%`;
  now.style.transform = `translateX(${100 * view.t}%)`;
}

/**
 * @param {HTMLElement} root
 * @param {State} state
 * @param {App} app
 */
function renderRange(root, { trace, view }, { i18n }) {
  const range = /** @type {HTMLInputElement} */ (find(root, "#time-step"));
  const last = Math.max((trace?.steps ?? 1) - 1, 0);
  if (range.max !== String(last)) range.max = String(last);
  range.value = String(view.t);
  const input = trace ? inputText(trace, view.t) : "";
  range.setAttribute("aria-valuetext", i18n.t("transport.step_value", { t: view.t, last, input }));
}

// Along the time axis by touch: a finger that moves sideways over the circuit scrubs through the
// steps and their phases; one that moves up or down scrolls the page as ever.

/** So far a finger may tremble, px. */
const SLACK = 10;
/** A step is this share of the width. */
const STEP_SHARE = 0.4;

/**
 * @param {number} start     progress where the finger came down
 * @param {number} distance  px to the right
 * @param {number} width     px of what is dragged over
 * @param {number} steps
 * @returns {number} progress along the sequence, 0 … steps
 */
export function swipedTo(start, distance, width, steps) {
  const along = start + distance / (width * STEP_SHARE);
  return Math.min(Math.max(along, 0), steps);
}

/**
 * @param {HTMLElement} root what is dragged over
 * @param {App} app
 * @returns {() => void}
 */
export function mountSwipe(root, { store, actions }) {
  const wires = new AbortController();
  const { signal } = wires;
  /** @type {{id: number, x: number, y: number, start: number, isOn: boolean}|null} */
  let swipe = null;
  const begin = (/** @type {PointerEvent} */ event) => {
    const { trace, view } = store.state;
    if (event.pointerType !== "touch" || !event.isPrimary || event.defaultPrevented || !trace) return;
    const start = progressOf(view, trace.steps, view.pass);
    swipe = { id: event.pointerId, x: event.clientX, y: event.clientY, start, isOn: false };
  };
  const move = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== swipe?.id || event.defaultPrevented) return;
    const [dx, dy] = [event.clientX - swipe.x, event.clientY - swipe.y];
    if (!swipe.isOn && (Math.abs(dx) < SLACK || Math.abs(dx) < Math.abs(dy))) return;
    swipe.isOn = true;
    const { trace, view } = store.state;
    const steps = trace?.steps ?? 0;
    const way = view.pass === "backward" ? -1 : 1;
    const { t, phase } = momentAt(swipedTo(swipe.start, way * dx, root.clientWidth, steps), steps, view.pass);
    actions.pause();
    actions.select({ t });
    actions.scrub(t + phase);
  };
  const end = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId === swipe?.id) swipe = null;
  };
  root.addEventListener("pointerdown", begin, { signal });
  root.addEventListener("pointermove", move, { signal });
  for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) root.addEventListener(type, end, { signal });
  return () => wires.abort();
}
