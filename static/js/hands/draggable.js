/**
 * Dragging a value of the dock. On touch screens up and down scroll the dock, so left and right remain.
 *
 * @typedef {{value: number, step: number, change: (value: number, merge: string) => void}} Handle
 */

import { followDrag, gestureKey, PIXELS_PER_STEP } from "./gesture.js";
import { nudged } from "../numbers/text.js";

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
function follow(node, start, { value, step, change }, onDrag) {
  const merge = gestureKey("drag");
  const move = (/** @type {number} */ pixels) => {
    const steps = Math.round((pixels / PIXELS_PER_STEP) * 10) / 10;
    change(nudged(value, steps * step), merge);
  };
  followDrag(node, start, { begin: onDrag, move });
}
