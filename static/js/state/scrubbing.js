/**
 * From a place on a time axis to the moment that is shown there, for every axis that can be dragged
 * over: the timeline, the plots, the laboratory.
 *
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {Pick<import("./actions.js").Actions, "pause"|"select"|"scrub">} Scrubbed
 */

/** In narrower steps no phase could be aimed at: they are shown whole, px. */
const NARROWEST_DIVIDED = 8;

/**
 * The position to scrub to, so that a step grows from the side from which its pass enters it.
 * @param {number} along  0 … steps; step t lies between t and t + 1
 * @param {number} steps
 * @param {Pass} pass
 * @returns {number} t + phase
 */
export function scrubPosition(along, steps, pass) {
  const position = Math.min(steps, Math.max(0, along));
  if (pass === "forward") return position;
  const t = Math.min(steps - 1, Math.floor(position));
  return t + 1 - (position - t);
}

/**
 * Shows the moment under the pointer.
 * @param {Scrubbed} actions
 * @param {number} along      0 … steps
 * @param {number} steps
 * @param {Pass} pass
 * @param {number} stepWidth  px
 */
export function scrubTo(actions, along, steps, pass, stepWidth) {
  actions.pause();
  const t = Math.min(steps - 1, Math.max(0, Math.floor(along)));
  if (stepWidth < NARROWEST_DIVIDED) actions.select({ t });
  else actions.scrub(scrubPosition(along, steps, pass));
}
