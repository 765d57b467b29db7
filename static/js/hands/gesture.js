/**
 * A pointer that went down on a number, followed until it is let go. Up and to the right is more;
 * Shift is ten times coarser, Alt ten times finer.
 *
 * @typedef {import("./handles.js").Handle} Handle
 * @typedef {{shiftKey: boolean, altKey: boolean}} Modifiers
 * @typedef {{value: number, step: number, change: (value: number, merge: string) => void}} Dragged
 */

import { naturalStep, nudged } from "../numbers/read.js";

/** What one step of a number without ends is worth, px. */
const PIXELS_PER_STEP = 4;
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

// How far a drag or a key moves a number of the circuit.

/** A range with two ends is crossed by a drag of this many pixels. */
const FULL_RANGE = 150;

/** @param {Pick<Handle, "range">} handle */
const span = ({ range: [low, high] }) => high - low;

/** @param {Pick<Handle, "range">} handle @param {number} value */
const clampTo = ({ range: [low, high] }, value) => Math.min(high, Math.max(low, value));

/**
 * What a pixel is worth, at the value where the drag began.
 * @param {Pick<Handle, "range"|"value">} handle
 * @returns {number}
 */
export function perPixel(handle) {
  return Number.isFinite(span(handle)) ? span(handle) / FULL_RANGE : naturalStep(handle.value) / PIXELS_PER_STEP;
}

/**
 * The value after a drag, in steps that can be read: two or three digits, not fifteen.
 * @param {Pick<Handle, "range"|"value">} handle  as it was when the drag began
 * @param {number} pixels  up and right, modifiers counted in
 * @returns {number}
 */
export function draggedValue(handle, pixels) {
  const grain = Number.isFinite(span(handle)) ? 0.001 : naturalStep(handle.value) / 100;
  const change = Math.round((pixels * perPixel(handle)) / grain) * grain;
  return clampTo(handle, nudged(handle.value, change));
}

/**
 * The value after an arrow key.
 * @param {Pick<Handle, "range"|"value">} handle
 * @param {1|-1} way
 * @param {Modifiers} event
 * @returns {number}
 */
export function nudgedValue(handle, way, event) {
  const step = Number.isFinite(span(handle)) ? 0.05 : naturalStep(handle.value);
  return clampTo(handle, nudged(handle.value, way * step * factorOf(event)));
}

// Dragging a value of the dock. On touch screens up and down scroll the dock, so left and right remain.

/**
 * @param {HTMLElement} node
 * @param {(event: PointerEvent) => Dragged|null} begin  null: nothing to drag there
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

/** @param {HTMLElement} node @param {PointerEvent} start @param {Dragged} handle @param {() => void} onDrag */
function follow(node, start, { value, step, change }, onDrag) {
  const merge = gestureKey("drag");
  const move = (/** @type {number} */ pixels) => {
    const steps = Math.round((pixels / PIXELS_PER_STEP) * 10) / 10;
    change(nudged(value, steps * step), merge);
  };
  followDrag(node, start, { begin: onDrag, move });
}

/**
 * What follows from an edit can only be seen when the step is complete: one that stands still in
 * the middle is shown whole.
 *
 * @param {import("../types.js").App} app
 */
export function showWholeStep({ store, actions }) {
  const { view, player } = store.state;
  if (!player.isPlaying && view.phase < 1) actions.scrub(view.t + 1);
}
