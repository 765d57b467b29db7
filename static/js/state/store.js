/**
 * The one place that holds what the page shows. Its data is read-only: only `actions.js` (and
 * `runs.js` on its behalf) replaces top-level keys, and listeners learn which in one pass a frame.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {Set<keyof State>} Changed
 * @typedef {(state: Readonly<State>, changed: Changed) => void} Listener
 */

/** @param {() => void} callback */
const nextFrame = (callback) => void requestAnimationFrame(callback);

export class Store {
  /** @type {Readonly<State>} */
  #state;
  /** @type {Map<Listener, Changed>} */
  #listeners = new Map();
  #isScheduled = false;
  #schedule;

  /**
   * @param {State} state
   * @param {(callback: () => void) => void} [schedule]
   */
  constructor(state, schedule = nextFrame) {
    this.#state = Object.freeze(state);
    this.#schedule = schedule;
  }

  get state() {
    return this.#state;
  }

  /**
   * Listeners are first called after the next change, never from within `subscribe`.
   * @param {Listener} listener
   * @returns {() => void} unsubscribe
   */
  subscribe(listener) {
    const own = /** @type {Listener} */ ((state, changed) => listener(state, changed));
    this.#listeners.set(own, new Set());
    return () => void this.#listeners.delete(own);
  }

  /**
   * Replaces keys at once; a key that keeps its very value does not count as changed.
   * @param {Partial<State>} patch
   */
  update(patch) {
    const keys = /** @type {(keyof State)[]} */ (Object.keys(patch));
    const changed = keys.filter((key) => !Object.is(patch[key], this.#state[key]));
    if (changed.length === 0) return;
    this.#state = Object.freeze({ ...this.#state, ...patch });
    for (const pending of this.#listeners.values()) changed.forEach((key) => pending.add(key));
    this.#requestPass();
  }

  #requestPass() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#notify());
  }

  #notify() {
    this.#isScheduled = false;
    for (const [listener, pending] of [...this.#listeners]) {
      if (pending.size === 0 || !this.#listeners.has(listener)) continue;
      this.#listeners.set(listener, new Set());
      try {
        listener(this.#state, pending);
      } catch (error) {
        reportError(error);  // one broken view must not stop the others
      }
    }
  }
}
