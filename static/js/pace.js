/**
 * Work that need not be done in every frame: the first call acts at once, of those that follow
 * within an interval only the last one does, when the interval ends.
 *
 * @typedef {object} Timing
 * @property {() => number} now  milliseconds
 * @property {(callback: () => void, milliseconds: number) => unknown} later
 */

/** @type {Timing} */
const BROWSER = {
  now: () => performance.now(),
  later: (callback, milliseconds) => setTimeout(callback, milliseconds),
};

/**
 * @param {number} interval  ms
 * @param {Timing} [timing]
 * @returns {(act: () => void) => void}
 */
export function paced(interval, timing = BROWSER) {
  let last = -Infinity;
  /** @type {(() => void)|null} */
  let wanted = null;
  const run = () => {
    const act = wanted;
    wanted = null;
    last = timing.now();
    act?.();
  };
  return (act) => {
    const isWaiting = wanted !== null;
    wanted = act;
    if (isWaiting) return;
    const wait = last + interval - timing.now();
    if (wait > 0) timing.later(run, wait);
    else run();
  };
}
