/**
 * A pointer that went down on a number, followed until it is let go. Up and to the right is more;
 * Shift is ten times coarser, Alt ten times finer.
 */

/** What one step of a number without ends is worth, px. */
export const PIXELS_PER_STEP = 4;
/** A hand that shakes this much is not dragging yet, px. */
const SLOP = 4;
let gestures = 0;

/** A key that makes the edits of one gesture one step of undo. @param {string} what */
export const gestureKey = (what) => `${what}-${(gestures += 1)}`;

/** The factor of a nudge or a drag. @param {{shiftKey: boolean, altKey: boolean}} event */
export const factorOf = ({ shiftKey, altKey }) => (shiftKey ? 10 : altKey ? 0.1 : 1);

/**
 * @param {HTMLElement} node   keeps the pointer while it is down, and has the class `is-dragging` while it moves
 * @param {PointerEvent} start
 * @param {{begin?: () => void, move: (pixels: number) => void, end?: (hasMoved: boolean) => void}} act
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
      node.classList.add("is-dragging");
      begin?.();
    }
    ({ clientX, clientY } = event);
    travelled += distance * factorOf(event);
    move(travelled);
  }, { signal });
  const finish = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== start.pointerId) return;
    listening.abort();
    node.classList.remove("is-dragging");
    end?.(hasMoved);
  };
  for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) addEventListener(type, finish, { signal });
}
