/**
 * Moments that the page's benchmark reads from the browser's own timeline.
 */

/** @type {Set<string>} */
const made = new Set();

/**
 * Marks the end of the frame that shows what was just drawn.
 * @param {"live-circuit"} moment
 */
export function markWhenPainted(moment) {
  if (made.has(moment)) return;
  requestAnimationFrame(() => setTimeout(() => markOnce(moment)));
}

/** @param {"live-circuit"|"first-preview"|"first-plot"} moment  marked the first time only */
export function markOnce(moment) {
  if (made.has(moment)) return;
  made.add(moment);
  performance.mark(`gatescope:${moment}`);
}
