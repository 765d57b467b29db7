/**
 * Dragging a value: up or right makes it larger, down or left smaller. Shift is ten times coarser,
 * Alt ten times finer. On touch screens up and down scroll the dock, so left and right remain.
 *
 * @typedef {{value: number, step: number, change: (value: number, merge: string) => void}} Handle
 */

import { nudged } from "../../number-text.js";

const PIXELS_PER_STEP = 4;
const SLOP = 4;
let gestures = 0;

/** A key that makes the edits of one gesture one undo step. @param {string} what */
export const gestureKey = (what) => `${what}-${(gestures += 1)}`;

/** The factor of a nudge or a drag. @param {{shiftKey: boolean, altKey: boolean}} event */
export const factorOf = (event) => (event.shiftKey ? 10 : event.altKey ? 0.1 : 1);

/**
 * @param {HTMLElement} node
 * @param {(event: PointerEvent) => Handle|null} begin  null: nothing to drag there
 * @returns {{wasDragged: () => boolean}}  whether the click that follows belongs to a drag
 */
export function makeDraggable(node, begin) {
  let wasDragged = false;
  node.addEventListener("pointerdown", (event) => {
    wasDragged = false;
    const handle = event.button === 0 ? begin(event) : null;
    if (handle) follow(node, event, handle, () => (wasDragged = true));
  });
  return { wasDragged: () => wasDragged };
}

/** @param {HTMLElement} node @param {PointerEvent} start @param {Handle} handle @param {() => void} onDrag */
function follow(node, start, handle, onDrag) {
  const listening = new AbortController();
  const { signal } = listening;
  const merge = gestureKey("drag");
  let { clientX, clientY } = start;
  let isDragging = false;
  let travelled = 0;

  /** @param {PointerEvent} event */
  const move = (event) => {
    if (event.pointerId !== start.pointerId) return;
    const distance = event.clientX - clientX - (event.clientY - clientY);
    if (!isDragging && Math.abs(distance) < SLOP) return;
    if (!isDragging) {
      isDragging = true;
      node.setPointerCapture(start.pointerId);
      node.classList.add("is-dragging");
      onDrag();
    }
    ({ clientX, clientY } = event);
    travelled += distance * factorOf(event);
    const steps = Math.round((travelled / PIXELS_PER_STEP) * 10) / 10;
    handle.change(nudged(handle.value, steps * handle.step), merge);
  };
  const end = () => {
    listening.abort();
    node.classList.remove("is-dragging");
  };
  node.addEventListener("pointermove", move, { signal });
  node.addEventListener("pointerup", end, { signal });
  node.addEventListener("pointercancel", end, { signal });
  addEventListener("pointerup", end, { signal });
}
