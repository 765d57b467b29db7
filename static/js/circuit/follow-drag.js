/**
 * A pointer that went down on a number, followed until it is let go.
 */

import { factorOf } from "./drag-value.js";

/** A hand that shakes this much is not dragging yet, px. */
const SLOP = 3;

/**
 * @param {HTMLElement} node   keeps the pointer while it is down
 * @param {PointerEvent} start
 * @param {{begin: () => void, move: (pixels: number) => void, end: (hasMoved: boolean) => void}} act
 *   pixels: up and to the right, since the drag began, modifiers counted in
 */
export function followDrag(node, start, { begin, move, end }) {
  const listening = new AbortController();
  const { signal } = listening;
  let { clientX, clientY } = start;
  let travelled = 0;
  let hasMoved = false;
  node.addEventListener("pointermove", (event) => {
    if (event.pointerId !== start.pointerId) return;
    const distance = event.clientX - clientX - (event.clientY - clientY);
    if (!hasMoved && Math.abs(distance) < SLOP) return;
    if (!hasMoved) {
      hasMoved = true;
      node.setPointerCapture(start.pointerId);
      begin();
    }
    ({ clientX, clientY } = event);
    travelled += distance * factorOf(event);
    move(travelled);
  }, { signal });
  const finish = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== start.pointerId) return;
    listening.abort();
    end(hasMoved);
  };
  for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) addEventListener(type, finish, { signal });
}
