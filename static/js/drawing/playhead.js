/**
 * Where the playhead and the curtain stand: pure functions of what is looked at.
 *
 * The curtain lies over the steps that the shown pass has not reached at the playhead. The reverse
 * direction of a bidirectional layer reads the sequence from its end, so its curtain hangs on the
 * other side.
 *
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {"values"|"gradients"} Content
 * @typedef {"after"|"before"|null} Side
 */

/** The part of a step in which the playhead glides to its column. */
const GLIDE = 0.3;

/** @param {number} share */
const smooth = (share) => share * share * (3 - 2 * share);

/**
 * The centre of the playhead in steps. It starts at the column it comes from, forwards the one
 * before and backwards the one after, and rests at t.
 * @param {{t: number, phase: number, pass: Pass}} view
 * @param {number} steps
 * @param {boolean} isGliding  false where motion is not wanted
 */
export function playheadPlace({ t, phase, pass }, steps, isGliding) {
  const origin = pass === "forward" ? t - 1 : t + 1;
  if (!isGliding || origin < 0 || origin >= steps) return t;
  const share = smooth(Math.min(1, Math.max(0, phase / GLIDE)));
  return origin + (t - origin) * share;
}

/**
 * @param {Content} content
 * @param {Pass} pass
 * @param {Direction} direction
 * @returns {Side} the side of the playhead that has not been computed
 */
export function curtainSide(content, pass, direction) {
  if (content === "values") return pass === "backward" ? null : sideOf(direction === "forward");
  return pass === "forward" ? null : sideOf(direction === "reverse");
}

/**
 * @param {boolean} isAfter
 * @returns {Side}
 */
const sideOf = (isAfter) => (isAfter ? "after" : "before");
