/**
 * Work that need not be done in every frame. `paced`: the first call acts at once, of those that
 * follow within an interval only the last one does, when the interval ends. `calmed`: the first
 * call acts at once, those that follow it without a rest wait for the rest, though not for ever.
 *
 * @typedef {object} Timing
 * @property {() => number} now  milliseconds
 * @property {(callback: () => void, milliseconds: number) => unknown} later
 * @typedef {object} FrameTiming
 * @property {() => number} now  milliseconds
 * @property {(callback: () => void) => unknown} nextFrame
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

/** A change this long after the one before comes alone, ms. */
const REST = 100;
const FRAME = 1000 / 60;
const MOST_FRAMES = 4;

/** @type {FrameTiming} */
const FRAMES = {
  now: () => performance.now(),
  nextFrame: (callback) => requestAnimationFrame(callback),
};

/**
 * Texts that change in every frame cannot be read, and laying them out is what takes a frame its
 * time. While changes follow one another, each text has its turn every few frames; the last change
 * of all gets its turn too, and a change that comes alone is seen at once.
 */
export class Turns {
  #share;
  #timing;
  #batch = 0;
  #lastChange = -Infinity;
  #lastTurn = 0;
  #isHurried = false;
  #isScheduled = false;
  /** @type {Map<object, () => void>} the longest waiting first */
  #waiting = new Map();

  /** @param {number} share  so many have their turn in a frame @param {FrameTiming} [timing] */
  constructor(share, timing = FRAMES) {
    this.#share = share;
    this.#timing = timing;
  }

  /** Before the changes of a frame are asked for: together they come alone, or hurry. */
  begin() {
    this.#batch = this.#timing.now();
    this.#isHurried = this.#batch - this.#lastChange < REST;
  }

  /**
   * @param {object} key        of several changes of the same thing only the last is made
   * @param {() => void} change
   */
  ask(key, change) {
    this.#lastChange = this.#batch;
    if (!this.#isHurried && this.#waiting.size === 0) return change();
    this.#waiting.set(key, change);
    this.#schedule();
  }

  /**
   * Out of turn and at once; what waits for the same thing is older, and forgotten.
   * @param {object} key
   * @param {() => void} change
   */
  jump(key, change) {
    this.#waiting.delete(key);
    change();
  }

  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#lastTurn = this.#timing.now();
    this.#timing.nextFrame(() => this.#take());
  }

  #take() {
    this.#isScheduled = false;
    const turn = [...this.#waiting].slice(0, this.#share * this.#framesPassed());
    for (const [key, change] of turn) {
      this.#waiting.delete(key);
      change();
    }
    if (this.#waiting.size > 0) this.#schedule();
  }

  /** A slow frame, as while a value is dragged, stands for several: a turn comes as often in time. */
  #framesPassed() {
    const passed = Math.round((this.#timing.now() - this.#lastTurn) / FRAME);
    return Math.min(Math.max(passed, 1), MOST_FRAMES);
  }
}
