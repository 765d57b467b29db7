/**
 * The phases in which a step is computed, as windows of the step's phase in 0 … 1. Everything that
 * moves in the circuit reads its place from here, so the picture is a function of (t, phase) alone.
 * The backward pass runs through the same windows mirrored.
 */

/** @typedef {import("../types.js").Pass} Pass */
/** @typedef {readonly [number, number]} Window */

/** @typedef {{id: string, window: Window, values?: readonly string[]}} Phase   values: the names of what is computed in it */

/**
 * The half of a window: what enters a node, and then what leaves it.
 * @param {Window} window
 * @param {0|1} half
 * @returns {Window}
 */
export function halfOf([start, end], half) {
  const middle = (start + end) / 2;
  return half === 0 ? [start, middle] : [middle, end];
}

/** @param {Window} window @param {Pass} pass @returns {Window} */
export const windowInPass = ([start, end], pass) => (pass === "forward" ? [start, end] : [1 - end, 1 - start]);

/**
 * How far through its window something is: 0 before, 1 after.
 * @param {number} phase
 * @param {Window} window
 * @param {Pass} pass
 * @returns {number}
 */
export function progress(phase, window, pass) {
  const [start, end] = windowInPass(window, pass);
  return Math.min(1, Math.max(0, (phase - start) / (end - start)));
}

/**
 * The phase running at this moment; null at rest (phase 1).
 * @param {readonly Phase[]} phases
 * @param {number} phase
 * @param {Pass} pass
 * @returns {Phase|null}
 */
export function phaseAt(phases, phase, pass) {
  if (phase >= 1) return null;
  const place = pass === "forward" ? phase : 1 - phase;
  const found = phases.find(({ window }) => pass === "forward"
    ? place >= window[0] && place < window[1]
    : place > window[0] && place <= window[1]);
  return found ?? null;
}

/**
 * With reduced motion a step has no in-between: each phase is shown complete as soon as it begins.
 * @param {readonly Phase[]} phases
 * @param {number} phase
 * @param {Pass} pass
 * @returns {number}
 */
export function discretePhase(phases, phase, pass) {
  const running = phaseAt(phases, phase, pass);
  return running === null ? phase : windowInPass(running.window, pass)[1];
}
