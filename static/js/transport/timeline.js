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
import { scrubTo } from "../state/player.js";
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
  const ticks = () => width > 0 && renderTicks(root, width, app.store.state, app.i18n);
  // Told once the frame is laid out; asking for it would lay the page out once more.
  const resizing = new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    ticks();
  });
  resizing.observe(root);
  wireRange(root, app, wires.signal);
  wirePointer(root, app, wires.signal);
  const disposers = [
    watch(app.store, ({ trace, view, run }) => [trace, view.lang, view.theme, run.status], ticks),
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
  const input = trace ? inputText(trace, view.t, i18n) : "";
  range.setAttribute("aria-valuetext", i18n.t("transport.step_value", { t: view.t, last, input }));
}
