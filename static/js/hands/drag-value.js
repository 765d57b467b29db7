/**
 * How far a drag or a key moves a number of the circuit.
 *
 * @typedef {import("./handles.js").Handle} Handle
 * @typedef {{shiftKey: boolean, altKey: boolean}} Modifiers
 */

import { factorOf, PIXELS_PER_STEP } from "./gesture.js";
import { naturalStep, nudged } from "../numbers/text.js";

/** A range with two ends is crossed by a drag of this many pixels. */
const FULL_RANGE = 150;

/** @param {Pick<Handle, "range">} handle */
const span = ({ range: [low, high] }) => high - low;

/** @param {Pick<Handle, "range">} handle @param {number} value */
export const clampTo = ({ range: [low, high] }, value) => Math.min(high, Math.max(low, value));

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
