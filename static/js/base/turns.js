/**
 * Texts that change in every frame cannot be read, and laying them out is what takes a frame its
 * time. While changes follow one another, each text has its turn every few frames; the last change
 * of all gets its turn too, and a change that comes alone is seen at once.
 *
 * @typedef {object} Timing
 * @property {() => number} now  milliseconds
 * @property {(callback: () => void) => unknown} nextFrame
 */

/** A change this long after the one before comes alone, ms. */
const REST = 100;
const FRAME = 1000 / 60;
const MOST_FRAMES = 4;

/** @type {Timing} */
const BROWSER = {
  now: () => performance.now(),
  nextFrame: (callback) => requestAnimationFrame(callback),
};

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

  /** @param {number} share  so many have their turn in a frame @param {Timing} [timing] */
  constructor(share, timing = BROWSER) {
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
