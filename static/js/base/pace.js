/**
 * Work that need not be done in every frame. `paced`: the first call acts at once, of those that
 * follow within an interval only the last one does, when the interval ends. `calmed`: the first
 * call acts at once, those that follow it without a rest wait for the rest, though not for ever.
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

/** For what only follows the steps, where nobody reads while they run on: ms. */
const FOLLOWING = { rest: 120, longest: 800 };

/** @returns {(act: () => void) => void} */
export const following = () => calmed(FOLLOWING.rest, FOLLOWING.longest);

/**
 * @param {number} rest     without a call, ms: then the last of them acts
 * @param {number} longest  that calls without a rest wait, ms
 * @param {Timing} [timing]
 * @returns {(act: () => void) => void}
 */
export function calmed(rest, longest, timing = BROWSER) {
  let [lastCall, lastAct] = [-Infinity, -Infinity];
  /** @type {(() => void)|null} */
  let wanted = null;
  const wait = () => Math.min(lastCall + rest, lastAct + longest) - timing.now();
  const run = () => {
    const act = wanted;
    wanted = null;
    lastAct = timing.now();
    act?.();
  };
  const look = () => (wait() > 0 ? timing.later(look, wait()) : run());
  return (act) => {
    const isWaiting = wanted !== null;
    const comesAlone = wait() <= 0;
    lastCall = timing.now();
    wanted = act;
    if (isWaiting) return;
    if (comesAlone) run();
    else timing.later(look, wait());
  };
}
