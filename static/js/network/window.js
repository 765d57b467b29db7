/**
 * Which steps are in view: a window that follows the playhead and never leaves the sequence. Its
 * start is a fraction while it glides. Pure.
 *
 * @typedef {{count: number, steps: number}} Extent   columns in view, and all
 */

/**
 * @param {number} focus    the step to have in the middle, of an even number of columns left of it
 * @param {Extent} extent
 * @returns {number} the step, or part of one, at the left edge
 */
export function windowStart(focus, { count, steps }) {
  return Math.min(Math.max(0, focus - Math.floor((count - 1) / 2)), Math.max(0, steps - count));
}

/**
 * The steps of which something can be seen, both ends included.
 * @param {number} start
 * @param {Extent} extent
 * @returns {[number, number]}
 */
export function stepsInView(start, { count, steps }) {
  return [Math.max(0, Math.floor(start)), Math.min(steps - 1, Math.ceil(start + count) - 1)];
}

/** Columns that have to exist to show any window. @param {Extent} extent */
export const slotCount = ({ count, steps }) => Math.min(steps, count + 1);

/**
 * A scroll by hand, in columns, kept so that the window stays inside.
 * @param {number} focus   the playhead
 * @param {number} offset  of the window from where it would follow
 * @param {number} change
 * @param {Extent} extent
 * @returns {number} the new offset
 */
export function scrolled(focus, offset, change, extent) {
  const follow = windowStart(focus, extent);
  const wanted = follow + offset + change;
  return Math.min(Math.max(0, wanted), Math.max(0, extent.steps - extent.count)) - follow;
}
