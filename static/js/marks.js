/**
 * Moments that the page's benchmark reads from the browser's own timeline.
 */

/** @type {Set<string>} */
const made = new Set();

/** @param {"first-circuit"|"first-preview"|"first-plot"} moment  marked the first time only */
export function markOnce(moment) {
  if (made.has(moment)) return;
  made.add(moment);
  performance.mark(`gatescope:${moment}`);
}
