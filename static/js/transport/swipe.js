/**
 * Drags along the time axis by touch: a finger that moves sideways over the circuit scrubs through
 * the steps and their phases; one that moves up or down scrolls the page as ever.
 *
 * @typedef {import("../types.js").App} App
 */

import { momentAt, progressOf } from "../state/player.js";

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
export function mount(root, { store, actions }) {
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
